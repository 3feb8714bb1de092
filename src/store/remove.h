/*
 * The life after: removing, restoring, and dropping for good what was removed long ago.
 */
#ifndef GX_STORE_REMOVE_H
#define GX_STORE_REMOVE_H

#include "store/record.h"

/* Edits (store/record.h): a state with `removed: <now>`, or without it; none where nothing changes. */
extern const struct gx_edit gx_edit_remove, gx_edit_restore;

/* Deletes the refs of runs that were removed before `before_us`, and keeps their ids in exp/forgotten. */
int gx_store_forget(struct gx_store *store, int64_t before_us, bool dry_run, struct gx_items *ret_forgotten, struct gx_err *err);

#endif
