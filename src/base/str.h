/*
 * String views: bytes and their length, owned by somebody else. Parsers cut
 * views out of the text they read; nothing here allocates or needs a NUL.
 */
#ifndef GX_BASE_STR_H
#define GX_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct gx_str {
	const char *at; /* may be NULL when len is 0 */
	size_t len;     /* bytes */
};

/* A view of a string literal; usable in static initialisers as GX_STR_INIT. */
#define GX_STR_INIT(literal) { "" literal, sizeof(literal) - 1 }
#define GX_STR(literal) ((struct gx_str)GX_STR_INIT(literal))
#define GX_STR_NONE ((struct gx_str){ NULL, 0 })

/* For printf: printf("%" GX_PRI, GX_ARG(view)). Cuts at 1 GiB, for `%.*s` takes an int. */
#define GX_PRI ".*s"
#define GX_ARG(view) ((int)((view).len < (1u << 30) ? (view).len : (1u << 30))), ((view).at ? (view).at : "")

/* The view of a NUL-terminated string; of NULL the empty view. */
struct gx_str gx_str_of(const char *text);

bool gx_str_equal(struct gx_str a, struct gx_str b);
bool gx_str_equal_nocase(struct gx_str a, struct gx_str b); /* ASCII letters only */
bool gx_str_is(struct gx_str a, const char *text);

/* Order of the bytes as unsigned, the shorter first: the order of keys in every record. */
int gx_str_compare(struct gx_str a, struct gx_str b);

bool gx_str_starts(struct gx_str text, struct gx_str prefix);
bool gx_str_ends(struct gx_str text, struct gx_str suffix);

#define GX_STR_NOWHERE ((size_t)-1)
size_t gx_str_find(struct gx_str text, char byte);      /* index of the first, or GX_STR_NOWHERE */
size_t gx_str_find_last(struct gx_str text, char byte); /* index of the last, or GX_STR_NOWHERE */

/* Bytes [from, from + len), both clipped to the text. */
struct gx_str gx_str_sub(struct gx_str text, size_t from, size_t len);
struct gx_str gx_str_from(struct gx_str text, size_t from);

/*
 * Cuts the next part off `rest`, up to `separator` or the end. False when
 * nothing is left; "a,,b" gives "a", "", "b" and "a," gives "a".
 */
bool gx_str_cut(struct gx_str *rest, char separator, struct gx_str *ret_part);

/* Without the blanks, tabs, CR and LF at either end. */
struct gx_str gx_str_trim(struct gx_str text);

#endif
