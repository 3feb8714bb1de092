/*
 * Did you mean …?
 */
#ifndef GX_CLI_SIMILAR_H
#define GX_CLI_SIMILAR_H

#include "base/str.h"

enum { GX_SIMILAR_MAX = 32 }; /* longer words are like nothing */

/*
 * How many insertions, deletions, replacements and swaps of neighbours lie between the two (the optimal string alignment
 * distance of Damerau and Levenshtein). GX_SIMILAR_MAX where one is longer than that.
 */
unsigned gx_similar_distance(struct gx_str a, struct gx_str b);

/* Whether a person who wrote `typed` may have meant `name`: few slips for its length, or the beginning of it. */
bool gx_similar(struct gx_str typed, struct gx_str name);

#endif
