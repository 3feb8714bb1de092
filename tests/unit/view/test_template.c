#include "fixture.h"
#include "view/template.h"

static const char iris[] = "{\"experiment\": \"iris\", \"name\": \"brave-otter\", \"status\": \"finished\","
			   " \"started\": \"2026-11-20T22:00:00Z\", \"ended\": \"2026-11-20T22:03:05Z\","
			   " \"tags\": [\"a\", \"b\"], \"params\": {\"lr\": 0.1, \"seed\": 9007199254740993, \"text\": \"x\\u001by\", \"a:b\": 1},"
			   " \"metrics\": {\"loss\": 0.1234567, \"bad\": \"nan\"}}";

static const char *expand(struct fixture *fixture, const char *format, bool safe)
{
	static char text[512];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(sizeof(text));
	struct gx_template layout;
	struct gx_err err = GX_ERR_INIT;

	if (gx_template_parse(gx_str_of(format), &fixture->arena, &layout, &err) ||
	    gx_template_write(&layout, &fixture->runs[0], FIXTURE_NOW, 7, safe, &fixture->arena, &out, &err))
		snprintf(text, sizeof(text), "error: %s", err.text);
	else
		snprintf(text, sizeof(text), "%s", gx_buf_c(&out));
	return text;
}

Test(view_template, fields)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', iris);
	expect_text(expand(&fixture, "", false), "");
	expect_text(expand(&fixture, "just text", false), "just text");
	expect_text(expand(&fixture, "%(name)", false), "brave-otter");
	expect_text(expand(&fixture, "<%(experiment)/%(name)>", false), "<iris/brave-otter>");
	expect_text(expand(&fixture, "%(params.lr) %(params.seed)", false), "0.1 9007199254740993");
	expect_text(expand(&fixture, "%(metrics.loss) %(metrics.bad)", false), "0.1234567 nan");
	expect_text(expand(&fixture, "[%(params.none)]", false), "[]");
	expect_text(expand(&fixture, "%(tags)", false), "a, b");
	expect_text(expand(&fixture, "%%%41%0a%(params.a:b)", false), "%A\n1");
}

Test(view_template, forms)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', iris);
	expect_text(expand(&fixture, "%(id:short) %(id:short=4)", false), "aaaaaaa aaaa");
	expect_text(expand(&fixture, "%(started:relative)", false), "2 hours ago");
	expect_text(expand(&fixture, "%(started:unix)", false), "1795212000");
	expect_text(expand(&fixture, "%(duration:human) %(duration)", false), "3m05s 185.0");
	expect_text(expand(&fixture, "%(age)", false), "7200");
	expect_text(expand(&fixture, "%(metrics.loss:%.3f) %(metrics.loss:%.1e) %(metrics.bad:%g)", false), "0.123 1.2e-01 nan");
	/* a form that does not fit its value leaves it */
	expect_text(expand(&fixture, "%(name:relative) %(name:%.3f)", false), "brave-otter brave-otter");
}

Test(view_template, raw_for_programs_and_safe_for_terminals)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', iris);
	expect_text(expand(&fixture, "%(params.text)", false), "x\033y");
	expect_text(expand(&fixture, "%(params.text)", true), "x^[y");
}

Test(view_template, errors_name_the_place)
{
	GX_CLEANUP(fixture) fixture = FIXTURE_INIT;

	fixture_run(&fixture, 'a', iris);
	expect_text(expand(&fixture, "ab %(stauts)", false),
		    "error: unknown field 'stauts' at column 6 of the format: a parameter is written params.stauts, a metric metrics.stauts");
	expect_text(expand(&fixture, "%(name", false), "error: the %( at column 1 of the format has no )");
	expect_text(expand(&fixture, "x%z9", false),
		    "error: a lone % at column 2 of the format: write %(field), %% for a percent sign, or two hex digits");
	expect_text(expand(&fixture, "%", false),
		    "error: a lone % at column 1 of the format: write %(field), %% for a percent sign, or two hex digits");
	cr_expect(strstr(expand(&fixture, "%()", false), "at column 3"));
}

Test(view_template, asks_for_the_parts_it_needs)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_template layout;

	cr_assert(gx_template_parse(GX_STR("%(params.lr)%(metrics.a)"), &arena, &layout, NULL) == 0);
	cr_expect((gx_template_parts(&layout) & (GX_PART_PARAMS | GX_PART_METRICS)) == (GX_PART_PARAMS | GX_PART_METRICS));
	cr_expect(!(gx_template_parts(&layout) & GX_PART_HISTORIES));
}
