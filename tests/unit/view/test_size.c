#include "fixture.h"
#include "view/size.h"

static const char *human(uint64_t bytes)
{
	static char text[64];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(text));

	gx_size_human(&out, bytes);
	snprintf(text, sizeof(text), "%s", gx_buf_c(&out));
	return text;
}

Test(view_size, sizes)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = {
		{ 0, "0 B" },
		{ 1, "1 B" },
		{ 1023, "1023 B" },
		{ 1024, "1.0 KiB" },
		{ 1536, "1.5 KiB" },
		{ 10189, "10 KiB" },
		{ 20480, "20 KiB" },
		{ 1048063, "1023 KiB" },
		{ 1048064, "1.0 MiB" },
		{ 1048576, "1.0 MiB" },
		{ UINT64_C(23) << 20, "23 MiB" },
		{ UINT64_MAX, "16 EiB" },
	};

	for (size_t i = 0; i < GX_LEN(cases); i++)
		expect_text(human(cases[i].bytes), cases[i].text);
}

Test(view_size, counts)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(256);

	gx_count_human(&out, 0);
	gx_buf_byte(&out, ' ');
	gx_count_human(&out, 999);
	gx_buf_byte(&out, ' ');
	gx_count_human(&out, 1000);
	gx_buf_byte(&out, ' ');
	gx_count_human(&out, UINT64_MAX);
	gx_buf_byte(&out, ' ');
	gx_count_noun(&out, 1, "run");
	gx_buf_byte(&out, ' ');
	gx_count_noun(&out, 1204, "run");
	expect_text(gx_buf_c(&out), "0 999 1,000 18,446,744,073,709,551,615 1 run 1,204 runs");
}
