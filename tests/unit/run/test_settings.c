#include <criterion/criterion.h>

#include "run/settings.h"

static int take(struct gx_settings *settings, const char *name, const char *value, struct gx_err *err)
{
	return gx_settings_take(settings, gx_str_of(name), gx_str_of(value), err);
}

Test(settings, defaults_are_parsed)
{
	GX_CLEANUP(gx_settings) settings = GX_SETTINGS_INIT;
	cr_assert_eq(gx_settings_init(&settings, NULL), 0);
	cr_assert_eq(settings.number[GX_LFS_THRESHOLD], 1 << 20);
	cr_assert_eq(settings.number[GX_SNAPSHOT_FILE_LIMIT], 256 << 10);
	cr_assert_eq(settings.number[GX_SNAPSHOT_LIMIT], 10 << 20);
	cr_assert(gx_str_is(settings.text[GX_UNTRACKED], "code"));
	cr_assert_eq(settings.text[GX_EXPERIMENT].len, 0);
	cr_assert(gx_strs_has(&settings.list[GX_ENV], GX_STR("CUDA_VISIBLE_DEVICES")));
	cr_assert_eq(settings.list[GX_ENV].list.len, 15);
	cr_assert_eq(settings.list[GX_REDACT].list.len, 0);
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++)
		cr_assert_not(settings.is_set[i]);
}

Test(settings, the_table_is_whole)
{
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++) {
		const struct gx_setting_info *info = &gx_setting_table[i];
		cr_assert_not_null(info->name);
		cr_assert(gx_str_starts(gx_str_of(info->name), GX_STR("exp.")));
		cr_assert_eq(info->words != NULL, info->type == GX_SETTING_WORD, "%s", info->name);
		cr_assert_gt(strlen(info->about), 0);
		cr_assert_gt(strlen(info->since), 0);
	}
}

Test(settings, names_have_no_case_and_the_last_value_counts)
{
	GX_CLEANUP(gx_settings) settings = GX_SETTINGS_INIT;
	cr_assert_eq(gx_settings_init(&settings, NULL), 0);
	cr_assert_eq(take(&settings, "exp.nametemplate", "{lr}", NULL), 0);
	cr_assert_eq(take(&settings, "EXP.NameTemplate", "{seed}", NULL), 0);
	cr_assert(gx_str_is(settings.text[GX_NAME_TEMPLATE], "{seed}"));
	cr_assert(settings.is_set[GX_NAME_TEMPLATE]);
	cr_assert_eq(take(&settings, "exp.unheardof", "x", NULL), 0);
	cr_assert_eq(take(&settings, "user.name", "x", NULL), 0);
}

Test(settings, sizes_are_gits)
{
	static const struct {
		const char *text;
		int64_t bytes; /* -1: no size */
	} cases[] = {
		{ "0", 0 },
		{ "17", 17 },
		{ "1k", 1024 },
		{ "2K", 2048 },
		{ "3m", 3 << 20 },
		{ "1G", 1 << 30 },
		{ "0x10", 16 },
		{ "010", 8 },
		{ "", -1 },
		{ "k", -1 },
		{ "-1", -1 },
		{ "1kb", -1 },
		{ "1 k", -1 },
		{ " 1", -1 },
		{ "1.5m", -1 },
		{ "9223372036854775807", INT64_MAX },
		{ "9223372036854775808", -1 },
		{ "8589934592g", -1 },
		{ "99999999999999999999999", -1 },
		{ "11111111111111111111111111111111111111111111111111", -1 },
	};
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		GX_CLEANUP(gx_settings) settings = GX_SETTINGS_INIT;
		struct gx_err err = GX_ERR_INIT;
		cr_assert_eq(gx_settings_init(&settings, NULL), 0);
		int failed = take(&settings, "exp.lfsthreshold", cases[i].text, &err);
		cr_assert_eq(failed, cases[i].bytes < 0 ? GX_EINPUT : 0, "%s", cases[i].text);
		cr_assert_eq(settings.number[GX_LFS_THRESHOLD], cases[i].bytes < 0 ? 1 << 20 : cases[i].bytes, "%s",
			     cases[i].text);
	}
}

Test(settings, errors_name_key_value_and_mend)
{
	GX_CLEANUP(gx_settings) settings = GX_SETTINGS_INIT;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_settings_init(&settings, NULL), 0);
	cr_assert_eq(take(&settings, "exp.untracked", "some", &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "exp.untracked is 'some': use one of code|all|none");
	cr_assert_eq(take(&settings, "exp.snapshotlimit", "lots", &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "exp.snapshotLimit is 'lots': use a number of bytes, with k, m or g if you like");
	cr_assert_eq(gx_settings_take(&settings, GX_STR("exp.experiment"), GX_STR_NONE, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "exp.experiment stands in the config without a value: write 'experiment = …'");
	cr_assert_not(settings.is_set[GX_EXPERIMENT]);
}

Test(settings, lists_grow_and_an_empty_value_empties_them)
{
	GX_CLEANUP(gx_settings) settings = GX_SETTINGS_INIT;
	cr_assert_eq(gx_settings_init(&settings, NULL), 0);
	cr_assert_eq(take(&settings, "exp.env", "WANDB_MODE", NULL), 0);
	cr_assert_eq(take(&settings, "exp.env", "LANG", NULL), 0);
	cr_assert_eq(settings.list[GX_ENV].list.len, 16);
	cr_assert_eq(take(&settings, "exp.env", "", NULL), 0);
	cr_assert_eq(settings.list[GX_ENV].list.len, 0);
	cr_assert_eq(take(&settings, "exp.env", "HOME", NULL), 0);
	cr_assert_eq(settings.list[GX_ENV].list.len, 1);
}

Test(settings, booleans_are_gits)
{
	static const struct {
		const char *text;
		int truth; /* -1: no boolean */
	} cases[] = {
		{ "true", 1 },	{ "Yes", 1 }, { "ON", 1 },  { "1", 1 }, { "2", 1 }, { "-1", 1 },     { NULL, 1 },
		{ "false", 0 }, { "no", 0 },  { "off", 0 }, { "0", 0 }, { "", 0 },  { "maybe", -1 }, { "-", -1 },
	};
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		GX_CLEANUP(gx_settings) settings = GX_SETTINGS_INIT;
		cr_assert_eq(gx_settings_init(&settings, NULL), 0);
		settings.number[GX_ENVIRONMENT] = -1;
		int failed = take(&settings, "exp.environment", cases[i].text, NULL);
		cr_assert_eq(failed, cases[i].truth < 0 ? GX_EINPUT : 0, "%s", cases[i].text);
		cr_assert_eq(settings.number[GX_ENVIRONMENT], cases[i].truth, "%s", cases[i].text);
	}
}
