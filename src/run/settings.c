#include "run/settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

const struct gx_setting_info gx_setting_table[GX_SETTINGS_COUNT] = {
	[GX_EXPERIMENT] = { "exp.experiment", GX_SETTING_TEXT, "", NULL, "0.1.0",
			    "experiment of a new run that names none" },
	[GX_NAME_TEMPLATE] = { "exp.nameTemplate", GX_SETTING_TEXT, "", NULL, "0.1.0",
			       "how new runs are named, {lr} being parameter lr; unset: an adjective and a noun" },
	[GX_LFS_THRESHOLD] = { "exp.lfsThreshold", GX_SETTING_SIZE, "1m", NULL, "0.1.0",
			       "artifacts of this size or more are stored by Git LFS" },
	[GX_UNTRACKED] = { "exp.untracked", GX_SETTING_WORD, "code", "code|all|none", "0.1.0",
			   "which untracked files a run's snapshot takes" },
	[GX_SNAPSHOT_EXCLUDE] = { "exp.snapshotExclude", GX_SETTING_LIST, "", NULL, "0.1.0",
				  "globs of untracked files that stay out of snapshots" },
	[GX_SNAPSHOT_FILE_LIMIT] = { "exp.snapshotFileLimit", GX_SETTING_SIZE, "256k", NULL, "0.1.0",
				     "largest untracked file that a snapshot takes" },
	[GX_SNAPSHOT_LIMIT] = { "exp.snapshotLimit", GX_SETTING_SIZE, "10m", NULL, "0.1.0",
				"bytes of untracked files that a snapshot takes in all" },
	[GX_REDACT] = { "exp.redact", GX_SETTING_LIST, "", NULL, "0.1.0",
			"further words in a name that make its value a secret" },
	[GX_ENVIRONMENT] = { "exp.environment", GX_SETTING_BOOL, "true", NULL, "0.1.0",
			     "store host, user, machine and environment variables with a run" },
	[GX_ENV] = { "exp.env", GX_SETTING_LIST,
		     "CONDA_DEFAULT_ENV CUDA_VISIBLE_DEVICES LANG LOCAL_RANK OMP_NUM_THREADS PYTHONHASHSEED RANK "
		     "SLURM_ARRAY_TASK_ID SLURM_JOB_ID SLURM_JOB_NODELIST SLURM_PROCID SLURM_RESTART_COUNT TZ "
		     "VIRTUAL_ENV WORLD_SIZE",
		     NULL, "0.1.0", "environment variables that are stored with a run" },
};

/*
 * A size as git's config has it: what strtoumax() reads in base 10, 16 (0x) or 8 (0), then k, m or g in either case
 * (git-config(1), "integer"). Empty, negative and what does not fit 63 bits are no sizes.
 */
static bool parse_size(struct gx_str value, int64_t *ret_bytes)
{
	char text[32], *end;
	if (value.len == 0 || value.len >= sizeof(text) || value.at[0] < '0' || value.at[0] > '9')
		return false;
	memcpy(text, value.at, value.len);
	text[value.len] = '\0';
	errno = 0;
	uintmax_t number = strtoumax(text, &end, 0);
	unsigned shift = 0;
	if (*end == 'k' || *end == 'K')
		shift = 10;
	else if (*end == 'm' || *end == 'M')
		shift = 20;
	else if (*end == 'g' || *end == 'G')
		shift = 30;
	if (shift > 0)
		end++;
	if (errno != 0 || end != text + value.len || number > (uintmax_t)(INT64_MAX >> shift))
		return false;
	*ret_bytes = (int64_t)(number << shift);
	return true;
}

/* What git takes for a boolean: words, else a number that is 0 or not (git-config(1), "boolean"). */
static bool parse_bool(struct gx_str value, int64_t *ret_truth)
{
	static const struct {
		const char *word;
		int64_t truth;
	} words[] = {
		{ "true", 1 }, { "yes", 1 }, { "on", 1 }, { "false", 0 }, { "no", 0 }, { "off", 0 }, { "", 0 },
	};
	for (size_t i = 0; i < GX_LEN(words); i++)
		if (gx_str_equal_nocase(value, gx_str_of(words[i].word))) {
			*ret_truth = words[i].truth;
			return true;
		}
	int64_t number;
	if (!parse_size(gx_str_from(value, gx_str_starts(value, GX_STR("-"))), &number))
		return false;
	*ret_truth = number != 0;
	return true;
}

static bool is_word_of(const char *words, struct gx_str value)
{
	struct gx_str rest = gx_str_of(words), word;
	while (gx_str_cut(&rest, '|', &word))
		if (gx_str_equal(word, value))
			return true;
	return false;
}

static int wrong(const struct gx_setting_info *info, struct gx_str value, const char *mend, struct gx_err *err)
{
	return gx_fail(err, GX_EINPUT, "%s is '%" GX_PRI "': use %s", info->name, GX_ARG(value), mend);
}

static int take_word(const struct gx_setting_info *info, struct gx_str value, struct gx_err *err)
{
	char mend[100];
	(void)snprintf(mend, sizeof(mend), "one of %s", info->words);
	return is_word_of(info->words, value) ? 0 : wrong(info, value, mend, err);
}

static int take_list(struct gx_strs *list, struct gx_str value, struct gx_err *err)
{
	if (value.len == 0)
		gx_strs_release(list);
	else if (!gx_strs_insert(list, value))
		return gx_fail_memory(err);
	return 0;
}

static int take_typed(struct gx_settings *settings, size_t i, struct gx_str value, struct gx_err *err)
{
	const struct gx_setting_info *info = &gx_setting_table[i];
	int64_t *number = &settings->number[i];
	switch (info->type) {
	case GX_SETTING_TEXT:
		break;
	case GX_SETTING_BOOL:
		return parse_bool(value, number) ? 0 : wrong(info, value, "true or false", err);
	case GX_SETTING_SIZE:
		return parse_size(value, number)
			       ? 0
			       : wrong(info, value, "a number of bytes, with k, m or g if you like", err);
	case GX_SETTING_WORD:
		return take_word(info, value, err);
	case GX_SETTING_LIST:
		return take_list(&settings->list[i], value, err);
	}
	return 0;
}

static int take(struct gx_settings *settings, size_t i, struct gx_str value, struct gx_err *err)
{
	int failed = take_typed(settings, i, value, err);
	if (failed == 0)
		settings->text[i] = value;
	return failed;
}

static int init_list(struct gx_strs *list, const char *standard, struct gx_err *err)
{
	struct gx_str rest = gx_str_of(standard), element;
	while (gx_str_cut(&rest, ' ', &element))
		if (!gx_strs_insert(list, element))
			return gx_fail_memory(err);
	return 0;
}

int gx_settings_init(struct gx_settings *settings, struct gx_err *err)
{
	*settings = (struct gx_settings)GX_SETTINGS_INIT;
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++) {
		const struct gx_setting_info *info = &gx_setting_table[i];
		int failed = info->type == GX_SETTING_LIST ? init_list(&settings->list[i], info->standard, err)
							   : take(settings, i, gx_str_of(info->standard), err);
		if (failed != 0)
			return failed;
	}
	return 0;
}

int gx_settings_take(struct gx_settings *settings, struct gx_str name, struct gx_str value, struct gx_err *err)
{
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++) {
		if (!gx_str_equal_nocase(name, gx_str_of(gx_setting_table[i].name)))
			continue;
		if (!value.at && gx_setting_table[i].type == GX_SETTING_BOOL)
			value = GX_STR("true");
		if (!value.at)
			return gx_fail(err, GX_EINPUT, "%s stands in the config without a value: write '%s = …'",
				       gx_setting_table[i].name, strchr(gx_setting_table[i].name, '.') + 1);
		int failed = take(settings, i, value, err);
		if (failed == 0)
			settings->is_set[i] = true;
		return failed;
	}
	return 0;
}

void gx_settings_release(struct gx_settings *settings)
{
	if (!settings)
		return;
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++)
		gx_strs_release(&settings->list[i]);
}
