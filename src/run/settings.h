/*
 * Every `exp.*` key of git's config in one table (settled.md 15): `git exp config` prints it, man/git-exp-config.1 is checked against it.
 */
#ifndef GX_RUN_SETTINGS_H
#define GX_RUN_SETTINGS_H

#include "run/run.h"

enum gx_setting_type { GX_SETTING_TEXT, GX_SETTING_BOOL, GX_SETTING_INT, GX_SETTING_SIZE, GX_SETTING_WORD, GX_SETTING_LIST };

enum gx_setting {
	GX_EXPERIMENT,       /* exp.experiment */
	GX_NAME_TEMPLATE,    /* exp.nameTemplate */
	GX_LFS_THRESHOLD,    /* exp.lfsThreshold */
	GX_OUTPUT_LIMIT,     /* exp.outputLimit */
	GX_UNTRACKED,        /* exp.untracked: code, all, none */
	GX_SNAPSHOT_EXCLUDE, /* exp.snapshotExclude, several */
	GX_SNAPSHOT_FILE_LIMIT, /* exp.snapshotFileLimit */
	GX_SNAPSHOT_LIMIT,   /* exp.snapshotLimit */
	GX_REDACT,           /* exp.redact, several */
	GX_ENV,              /* exp.env, several */
	GX_SETTINGS_COUNT,
};

struct gx_setting_info {
	const char *name;    /* "exp.lfsThreshold" */
	enum gx_setting_type type;
	const char *standard; /* the default as text, "" for none */
	const char *words;   /* GX_SETTING_WORD: "code|all|none", else NULL */
	const char *since;   /* version */
	const char *about;   /* one line */
};

extern const struct gx_setting_info gx_setting_table[GX_SETTINGS_COUNT];

struct gx_settings {
	struct gx_str text[GX_SETTINGS_COUNT];   /* the value that counts, or the default */
	int64_t number[GX_SETTINGS_COUNT];       /* SIZE and INT parsed (k, m, g as git: 1024), BOOL 0 or 1 */
	struct gx_strs list[GX_SETTINGS_COUNT];  /* LIST: every value */
	bool is_set[GX_SETTINGS_COUNT];
};

/* The defaults. */
void gx_settings_init(struct gx_settings *settings);
/*
 * Takes one entry of the config (name in any case). Names outside `exp.` and unknown ones are left alone. GX_EINPUT names the
 * key, the value and what it may be. The value is borrowed.
 */
int gx_settings_take(struct gx_settings *settings, struct gx_str name, struct gx_str value, struct gx_err *err);
void gx_settings_release(struct gx_settings *settings);

#endif
