/*
 * The life after: removing, restoring, and dropping for good what was removed long ago.
 */
#ifndef GX_STORE_REMOVE_H
#define GX_STORE_REMOVE_H

#include "store/record.h"

/* Writes a state with `removed: <now>`, or without it. 0 too where nothing changed. */
int gx_store_remove(struct gx_store *store, const struct gx_item *item, struct gx_err *err);
int gx_store_restore(struct gx_store *store, const struct gx_item *item, struct gx_err *err);

/* Deletes the refs of runs that were removed before `before_us`, and keeps their ids in exp/forgotten. */
int gx_store_forget(struct gx_store *store, int64_t before_us, bool dry_run, struct gx_items *ret_forgotten, struct gx_err *err);

#endif
