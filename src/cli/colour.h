/*
 * Colours: whether, from --color, NO_COLOR, TERM and git's config, and which, in git's own syntax
 * ("bold red", "#ff8800 black", "dim 34", "no-bold", "reset blue": git-config(1), "color").
 */
#ifndef GX_CLI_COLOUR_H
#define GX_CLI_COLOUR_H

#include "cli/pager.h"
#include "view/style.h"

enum { GX_ESCAPE_ROOM = 80 }; /* holds any escape sequence, NUL included */

/* The escape sequence that a colour in git's syntax means ("" for "" and "normal"). GX_EINPUT names the word that is none. */
int gx_colour_parse(struct gx_str text, char ret_escape[GX_ESCAPE_ROOM], struct gx_err *err);

/* Where the escape sequences stand that a gx_style borrows. */
struct gx_palette {
	char escape[GX_SLOT_COUNT][GX_ESCAPE_ROOM];
};

/*
 * Sets style->color and every style->escape. `when` is the argument of --color ("" and "always", "auto", "never", or a boolean),
 * NULL where it was not given: then color.exp, then color.ui decide, "auto" by default. "auto" is on a terminal (or under a
 * pager) that is not dumb, and never with NO_COLOR. color.exp.<slot> changes a slot; a wrong value in the config is warned of
 * and the default is taken. GX_EINPUT for a wrong `when`. `palette` must outlive `style`; `get` may be NULL.
 */
int gx_colours_read(struct gx_style *style, struct gx_palette *palette, const char *when, bool terminal, gx_config_lookup *get,
		    void *context, struct gx_err *err);

#endif
