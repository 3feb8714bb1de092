#include "fixture.h"
#include "view/markdown.h"

static const char *markdown(const char *text)
{
	static char safe[512];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(safe));

	gx_markdown_safe(&out, gx_str_of(text));
	snprintf(safe, sizeof(safe), "%s", gx_buf_c(&out));
	return safe;
}

Test(view_markdown, plain_text_stays_readable)
{
	static const char *const same[] = { "", "0.93", "-0.5", "brave-otter", "weight_decay", "train/loss", "3m05s", "95%", "a = b", "猫" };

	for (size_t i = 0; i < GX_LEN(same); i++)
		expect_text(markdown(same[i]), same[i]);
}

Test(view_markdown, markup_is_text)
{
	expect_text(markdown("a|b"), "a\\|b");
	expect_text(markdown("`x` *y* _z_ ~w~"), "\\`x\\` \\*y\\* \\_z\\_ \\~&#x2060;w\\~");
	expect_text(markdown("<img src=x onerror=alert(1)>"), "&lt;img src=x onerror=alert(1)&gt;");
	expect_text(markdown("&lt;"), "&amp;lt;");
	expect_text(markdown("[a](javascript:alert(1))"), "\\[a\\](javascript:alert(1))");
	expect_text(markdown("# heading"), "\\# heading");
	expect_text(markdown("- item"), "\\- item");
	expect_text(markdown("---"), "\\---");
	expect_text(markdown("1. item"), "1\\. item");
	expect_text(markdown("2) item"), "2\\) item");
	expect_text(markdown("===="), "\\====");
	expect_text(markdown("$x^2$"), "&#36;&#x2060;x^2&#36;");
	expect_text(markdown("\\|"), "\\\\\\|");
	expect_text(markdown("a\nb\tc\n"), "a b c");
	expect_text(markdown("```mermaid\n%%{init}%%"), "\\`\\`\\`mermaid %%{init}%%");
}

Test(view_markdown, no_mention_reference_or_address)
{
	expect_text(markdown("@user"), "@&#x2060;user");
	expect_text(markdown("a@b.com"), "a@&#x2060;b.com");
	expect_text(markdown("fix #12"), "fix #&#x2060;12");
	expect_text(markdown("!12 ~bug %v1"), "!&#x2060;12 \\~&#x2060;bug %&#x2060;v1");
	expect_text(markdown("GH-12 gh-1"), "GH-&#x2060;12 gh-&#x2060;1");
	expect_text(markdown("https://evil.example"), "https:&#x2060;//evil.example");
	expect_text(markdown("www.evil.example"), "www\\.evil.example");
}

Test(view_markdown, nothing_hostile_comes_through)
{
	expect_text(markdown("\033[31m\xc2\x9b\xe2\x80\xae\xff"), "^\\[\\[31m&lt;U+009B&gt;&lt;U+202E&gt;&lt;FF&gt;");
}
