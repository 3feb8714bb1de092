/*
 * How a view looks: colours, width, characters, the time that ages are counted from. The command line fills it from
 * the terminal and git's config; views only read it.
 */
#ifndef GX_VIEW_STYLE_H
#define GX_VIEW_STYLE_H

#include "run/run.h"

/*
 * What may have a colour of its own: `color.exp.<slot>` in git's config. The statuses come first, in the order of enum
 * gx_status.
 */
enum gx_slot {
	GX_SLOT_RUNNING,
	GX_SLOT_FINISHED,
	GX_SLOT_FAILED,
	GX_SLOT_KILLED,
	GX_SLOT_CRASHED,
	GX_SLOT_ID,
	GX_SLOT_NAME,
	GX_SLOT_EXPERIMENT,
	GX_SLOT_TAG,
	GX_SLOT_HEADER,
	GX_SLOT_BEST,
	GX_SLOT_BETTER,
	GX_SLOT_WORSE,
	GX_SLOT_DIM,
	GX_SLOT_COUNT,
	GX_SLOT_NONE = GX_SLOT_COUNT, /* no colour */
};

struct gx_slot_info {
	const char *name;     /* "running": the last part of its key in git's config */
	const char *standard; /* the colour in git's words: "bold green" */
	const char *escape;   /* the same as an escape sequence: "\033[1;32m" */
};

extern const struct gx_slot_info gx_slots[GX_SLOT_COUNT];

struct gx_style {
	bool color;                        /* whether `escape` is used at all */
	const char *escape[GX_SLOT_COUNT]; /* what switches a slot's colour on, "" for none; borrowed */
	size_t columns;                    /* width to keep to, 0 for any (not a terminal) */
	bool terminal;                     /* a terminal reads: nothing raw may reach it, not even by a template */
	bool unicode;                      /* the reader's locale is UTF-8: `…`, `×`, sparklines of blocks */
	int64_t now_us;                    /* for ages */
};

/* No colours, any width, UTF-8. */
struct gx_style gx_style_plain(int64_t now_us);

/* Sets every escape to its standard; `color` stays as it is. */
void gx_style_standard(struct gx_style *style);

/* The slot of a status; GX_SLOT_NONE for an unknown one. */
enum gx_slot gx_slot_of_status(enum gx_status status);

/* Adds what switches the slot's colour on or off; nothing where there is none. */
void gx_style_on(const struct gx_style *style, enum gx_slot slot, struct gx_buf *out);
void gx_style_off(const struct gx_style *style, enum gx_slot slot, struct gx_buf *out);

#endif
