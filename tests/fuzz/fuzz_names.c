/*
 * Names from refs, trees and command lines: whatever is accepted has no byte that could leave its place (a folder, a ref, a line on the
 * terminal), and what we make of a name reads back.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "run/field.h"
#include "run/names.h"
#include "run/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool truth, const char *what)
{
	if (truth)
		return;
	(void)fprintf(stderr, "broken: %s\n", what);
	abort();
}

static bool has(struct gx_str text, const char *part)
{
	struct gx_str wanted = gx_str_of(part);
	for (size_t i = 0; i + wanted.len <= text.len; i++)
		if (gx_str_starts(gx_str_from(text, i), wanted))
			return true;
	return false;
}

static bool is_clean(struct gx_str text)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	gx_text_safe(&safe, text, GX_TEXT_LINE);
	return gx_str_equal(gx_buf_view(&safe), text);
}

/* An experiment that passes makes a ref that splits into the same two parts, and into nothing else. */
static void check_experiment(struct gx_str text)
{
	static const struct gx_str id = GX_STR_INIT("0123456789abcdef0123456789abcdef01234567");
	GX_CLEANUP(gx_buf) ref = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str experiment, end;
	bool accepted = gx_experiment_check(text, NULL) == 0;
	gx_buf_text(&ref, GX_REF_ROOT);
	gx_buf_str(&ref, text);
	gx_buf_byte(&ref, '/');
	gx_buf_str(&ref, id);
	bool split = text.len < 4096 && gx_ref_split(gx_buf_view(&ref), &experiment, &end);
	expect(split == accepted || text.len >= 4096, "a ref splits if its experiment is one");
	if (!split)
		return;
	expect(gx_str_equal(experiment, text) && gx_str_equal(end, id), "the parts of a ref");
	expect(is_clean(text) && !has(text, "..") && !has(text, "//") && !has(text, "/.") && !has(text, "/-"), "an experiment");
	expect(text.at[0] != '-' && text.at[0] != '.' && text.at[0] != '/' && text.at[text.len - 1] != '/', "an experiment's ends");
}

static void check_ref(struct gx_str text)
{
	struct gx_str experiment, id;
	if (gx_ref_split(text, &experiment, &id))
		expect(gx_experiment_check(experiment, NULL) == 0 && gx_is_id(id), "a ref that splits");
}

static void check_words(struct gx_str text)
{
	struct gx_field field;
	if (gx_name_check(text, NULL) == 0)
		expect(is_clean(text) && text.at[0] != '-' && text.at[0] != '@' && !has(text, "/") && !has(text, ".."), "a run's name");
	if (gx_tag_check(text, NULL) == 0)
		expect(is_clean(text) && text.at[0] != '-' && !has(text, ",") && !has(text, "\n"), "a tag");
	(void)gx_field_parse(text, &field, NULL);
}

/* A metric's path is safe to write out, and gives the metric back (its long parts are cut, and keep their mark). */
static void check_metric(struct gx_str text)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) metric = GX_BUF_INIT(GX_BUF_ANY);
	if (gx_metric_check(text, NULL) < 0)
		return;
	gx_history_path(&path, text);
	expect(gx_path_is_safe(gx_buf_view(&path)), "the path of a metric");
	if (has(gx_buf_view(&path), "~"))
		return;
	expect(gx_history_name(gx_buf_view(&path), &metric, NULL) == 0, "the path of a metric is one");
	expect(gx_str_equal(gx_buf_view(&metric), text), "the path of a metric gives it back");
}

static void check_path(struct gx_str text)
{
	if (!gx_path_is_safe(text))
		return;
	expect(is_clean(text) && text.at[0] != '/' && !has(text, "\\") && !has(text, "//"), "a safe path");
	bool leaves = gx_str_is(text, "..") || gx_str_starts(text, GX_STR("../")) || has(text, "/../") || gx_str_ends(text, GX_STR("/.."));
	expect(!leaves, "a safe path stays below");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gx_str text = { (const char *)data, size };
	if (size == 0)
		return 0;
	check_experiment(text);
	check_ref(text);
	check_words(text);
	check_metric(text);
	check_path(text);
	return 0;
}
