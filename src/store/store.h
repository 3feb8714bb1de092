/*
 * Runs ⇄ commits (gitexp-format(5)). A run is a ref refs/experiments/<experiment>/<run-id> whose commits' trees are the code as it ran
 * plus `.exp/`, its record.
 */
#ifndef GX_STORE_STORE_H
#define GX_STORE_STORE_H

#include "base/clock.h"
#include "base/random.h"
#include "git/object.h"
#include "git/write.h"
#include "run/record.h"
#include "run/schema.h"
#include "run/settings.h"

struct gx_store {
	struct gx_repo *repo;
	struct gx_reader *reader;
	struct gx_settings settings;
	struct gx_schema schema;
	struct gx_arena arena; /* for what lives as long as the store */
	struct gx_clock *clock;
	struct gx_random *random;
	struct gx_err schema_err; /* why `.gitexp.yaml` was not taken; its code is 0 if it was, or is not there */
	bool warned_identity; /* said once that nobody told who we are */
	/* Told about what is skipped (a hostile or damaged part); may be NULL. The text is unsafe for a terminal. */
	void (*warn)(void *context, const char *text);
	void *context;
};

/*
 * Opens the store of a repository that is open: settings from git's config, schema from `.gitexp.yaml` (of HEAD in a bare
 * repository). The repository stays the caller's.
 */
int gx_store_open(struct gx_repo *repo, struct gx_clock *clock, struct gx_random *random, struct gx_store *ret, struct gx_err *err);
void gx_store_release(struct gx_store *store);

/* Says `format …` to store->warn. */
void gx_store_warn(const struct gx_store *store, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
