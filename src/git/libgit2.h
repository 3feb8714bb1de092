/*
 * For the files of this room only: the one place that includes <git2.h>'s types into ours.
 */
#ifndef GX_GIT_LIBGIT2_H
#define GX_GIT_LIBGIT2_H

#include <git2.h>

#include "git/repo.h"

git_repository *gx_repo_libgit2(const struct gx_repo *repo);

/* Whether a missing object may be had from a remote (partial clone). */
bool gx_repo_is_partial(struct gx_repo *repo);

/* The error that libgit2 left, behind `what`: "cannot read refs/…: <its words>". */
int gx_fail_libgit2(struct gx_err *err, const char *what);

static inline const git_oid *gx_as_git(const struct gx_oid *oid)
{
	return (const git_oid *)(const void *)oid->raw;
}

static inline struct gx_oid gx_from_git(const git_oid *oid)
{
	struct gx_oid ours;
	memcpy(ours.raw, oid->id, GX_OID_BYTES);
	return ours;
}

#endif
