/*
 * The folder of a live run, exp/live/<uuid>/ in the common git directory: what is known of the run between two of its states. All in it is
 * append-only or replaced whole, so that whoever finds it after a crash can finish the run.
 *
 *	lock         held by flock while a process of the run lives
 *	owner.yaml   whose run it is: struct gx_owner, flat YAML
 *	log          the metric channel (GIT_EXP_LOG); log.<rank> and log.map-* beside it (live/tail.h)
 *	journal      lines of the same form that git exp itself adds: what it read in the output, samples of the machine
 *	output       what the command printed
 *	files/       GIT_EXP_DIR: its files become artifacts
 */
#ifndef GX_LIVE_FOLDER_H
#define GX_LIVE_FOLDER_H

#include <stdint.h>
#include <sys/types.h>

#include "base/vec.h"
#include "run/run.h"

/* Whose a live run is: enough to tell, on a shared file system too, whether it can still be alive. */
struct gx_owner {
	struct gx_str uuid;	  /* of the run: the folder's name */
	struct gx_str experiment; /* where its ref is, … */
	struct gx_str ref;	  /* … and that ref; empty until the first state is written */
	struct gx_str host, machine; /* the host's name; /etc/machine-id, empty if there is none */
	struct gx_str boot;	     /* /proc/sys/kernel/random/boot_id, empty if there is none */
	int64_t pid;		     /* of the git exp that follows it, in its own pid namespace */
};

/* Who we are: host, machine, boot and pid; the rest is the caller's. Texts are in the arena. GX_ENOMEM. */
int gx_owner_here(struct gx_arena *arena, struct gx_owner *ret, struct gx_err *err);

enum gx_life {
	GX_LIFE_ON,	   /* a process on this machine holds the lock */
	GX_LIFE_OVER,	   /* it began on this machine, and nobody holds it */
	GX_LIFE_ELSEWHERE, /* it began on another machine: only that one can tell */
};

struct gx_live {
	struct gx_buf path; /* of the folder */
	int lock;	    /* the descriptor that holds it; children inherit it: they keep the run alive */
};

#define GX_LIVE_INIT { GX_BUF_INIT(8192), -1 }

/* Makes the folder of a new run, locked and with its owner; complete when it appears under its name. GX_EIO, GX_EEXISTS. */
int gx_live_make(const char *common_dir, const struct gx_owner *owner, struct gx_live *ret, struct gx_err *err);

/* Replaces owner.yaml, durably. */
int gx_live_own(const struct gx_live *live, const struct gx_owner *owner, struct gx_err *err);

/* The path of a file in the folder; the buffer's. */
const char *gx_live_path(const struct gx_live *live, const char *name, struct gx_buf *out);

/*
 * Takes over the run of a folder (by its path) whose life is over, so that one process finishes it, once. GX_ECONFLICT where somebody else holds
 * it, GX_ENOTFOUND where it was finished meanwhile. `elsewhere`: one that began on another machine, too.
 */
int gx_live_take(const char *path, bool elsewhere, struct gx_live *ret, struct gx_err *err);

/* Removes the folder and lets go of it. */
int gx_live_remove(struct gx_live *live, struct gx_err *err);

/* Lets go; the folder stays. */
void gx_live_release(struct gx_live *live);

/* One run that is live, or was. */
struct gx_live_entry {
	struct gx_str path; /* of its folder; with a NUL behind it */
	struct gx_owner owner;
	enum gx_life life;
	int64_t sign_us; /* when it last wrote anything: the newest change of a file of the folder */
};

struct gx_live_entries {
	GX_VEC(struct gx_live_entry) list; /* by uuid */
};

void gx_live_entries_release(struct gx_live_entries *entries);

/* All of them; none is no error. Folders that cannot be read as such are passed over. Texts are in the arena. */
int gx_live_list(const char *common_dir, struct gx_arena *arena, struct gx_live_entries *ret, struct gx_err *err);

#endif
