/*
 * "Did you mean …": which of the known words was meant by one that is not known.
 */
#ifndef GX_RUN_SUGGEST_H
#define GX_RUN_SUGGEST_H

#include "base/str.h"

/*
 * How many letters must be put in, taken out, changed or swapped with their neighbour to make one word of the other
 * (restricted Damerau-Levenshtein distance), upper and lower case being equal; `limit` if it is that or more, or a word
 * is longer than 32 bytes.
 */
size_t gx_word_distance(struct gx_str a, struct gx_str b, size_t limit);

#endif
