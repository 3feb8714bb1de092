/*
 * The artifacts of a run: what artifacts.yaml says of each, and its bytes, out of git or the LFS store.
 */
#ifndef GX_STORE_ARTIFACT_H
#define GX_STORE_ARTIFACT_H

#include "base/vec.h"
#include "store/item.h"

struct gx_artifact {
	struct gx_str name;
	struct gx_str sha256, type, storage, uri; /* empty where the entry does not say */
	uint64_t size;				  /* bytes; */
	bool has_size;				  /* where the entry says it */
	struct gx_oid blob; /* its bytes, or its LFS pointer; none where the record holds no such file */
};

struct gx_artifacts {
	struct gx_arena arena;		 /* owns the texts */
	struct gx_str ref;		 /* the run's; the item's */
	GX_VEC(struct gx_artifact) list; /* by name */
};

void gx_artifacts_release(struct gx_artifacts *artifacts);

/* GX_EFORMAT where a damaged artifacts.yaml cannot be read. The item must outlive it. */
int gx_artifacts_read(struct gx_store *store, const struct gx_item *item, struct gx_artifacts *ret, struct gx_err *err);

/* Takes bytes, piece by piece. */
typedef int gx_sink(void *context, struct gx_str bytes, struct gx_err *err);

/*
 * Gives the bytes of an artifact to `sink`, and then checks that they are those that were recorded (GX_EFORMAT). Bytes
 * that are not in this clone are GX_ENOTFOUND with the command that brings them, those that are elsewhere
 * GX_EUNSUPPORTED with their URI.
 */
int gx_artifact_copy(struct gx_store *store, const struct gx_artifacts *artifacts, const struct gx_artifact *artifact,
		     gx_sink *sink, void *context, struct gx_err *err);

/* Whether gx_artifact_copy() would find the bytes: its errors, without reading them. */
int gx_artifact_check(struct gx_store *store, const struct gx_artifacts *artifacts, const struct gx_artifact *artifact,
		      struct gx_err *err);

#endif
