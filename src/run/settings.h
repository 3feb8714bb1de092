/*
 * Every `exp.*` key of git's config in one table (settled.md 15): `git exp config` prints it, man/git-exp-config.1 is
 * checked against it.
 */
#ifndef GX_RUN_SETTINGS_H
#define GX_RUN_SETTINGS_H

#include "run/run.h"

enum gx_setting_type { GX_SETTING_TEXT, GX_SETTING_BOOL, GX_SETTING_SIZE, GX_SETTING_WORD, GX_SETTING_LIST };

enum gx_setting {
	GX_EXPERIMENT,		/* exp.experiment */
	GX_NAME_TEMPLATE,	/* exp.nameTemplate */
	GX_LFS_THRESHOLD,	/* exp.lfsThreshold, bytes */
	GX_UNTRACKED,		/* exp.untracked: code, all, none */
	GX_SNAPSHOT_EXCLUDE,	/* exp.snapshotExclude, several: globs */
	GX_SNAPSHOT_FILE_LIMIT, /* exp.snapshotFileLimit, bytes */
	GX_SNAPSHOT_LIMIT,	/* exp.snapshotLimit, bytes */
	GX_REDACT,		/* exp.redact, several: words */
	GX_ENVIRONMENT,		/* exp.environment */
	GX_ENV,			/* exp.env, several: names of variables; first the standard ones (settled.md 16) */
	GX_SETTINGS_COUNT,
};

struct gx_setting_info {
	const char *name; /* "exp.lfsThreshold" */
	enum gx_setting_type type;
	const char *standard; /* the default, "" for none; of a list its first elements, a blank between two */
	const char *words;    /* GX_SETTING_WORD: "code|all|none", else NULL */
	const char *since;    /* version */
	const char *about;    /* one line */
};

extern const struct gx_setting_info gx_setting_table[GX_SETTINGS_COUNT];

struct gx_settings {
	struct gx_str text[GX_SETTINGS_COUNT];	/* what counts (of a list: the last one given), or the default */
	int64_t number[GX_SETTINGS_COUNT];	/* GX_SETTING_SIZE in bytes, GX_SETTING_BOOL 0 or 1 */
	struct gx_strs list[GX_SETTINGS_COUNT]; /* GX_SETTING_LIST: every value, sorted */
	bool is_set[GX_SETTINGS_COUNT];		/* some config file says so */
};

#define GX_SETTINGS_INIT { .text = { { NULL, 0 } } }

/* The defaults. GX_ENOMEM; gx_settings_release() is due either way. */
int gx_settings_init(struct gx_settings *settings, struct gx_err *err);

/*
 * Takes one entry of the config, lowest priority first (name in any case; a key that stands without `=` has a value
 * whose .at is NULL, which is git's way to say true). Names outside `exp.` and unknown ones are left alone. Sizes are
 * git's: digits and k, m or g, times 1024. Lists grow; an empty value empties them, the standard ones too. GX_EINPUT names the key, the value and
 * what it may be. The value is borrowed.
 */
int gx_settings_take(struct gx_settings *settings, struct gx_str name, struct gx_str value, struct gx_err *err);
void gx_settings_release(struct gx_settings *settings);

#endif
