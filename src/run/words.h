/*
 * The words that names of runs are made of: lower-case ASCII, easy to say, kind.
 */
#ifndef GX_RUN_WORDS_H
#define GX_RUN_WORDS_H

#include <stddef.h>

extern const char *const gx_adjectives[];
extern const size_t gx_adjectives_count;
extern const char *const gx_nouns[];
extern const size_t gx_nouns_count;

#endif
