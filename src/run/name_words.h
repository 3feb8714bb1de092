/*
 * Names taken apart into words, at every byte that is no letter or digit and at changes of case: what redaction and
 * the directions of metrics look at.
 */
#ifndef GX_RUN_NAME_WORDS_H
#define GX_RUN_NAME_WORDS_H

#include "base/buf.h"

enum gx_name_words {
	GX_NAME_WORDS_PLAIN, /* "OPENAI_APIkey" → " openai apikey " */
	GX_NAME_WORDS_CASED, /* also before a capital behind a small letter or digit, and before the last of several:
				"myAPIKey" → " my api key " */
};

/* Adds the words in lower case (ASCII), a blank before, between and after them; " " if there are none. Bytes from 0x80
 * on are letters. */
void gx_name_words(struct gx_buf *out, struct gx_str name, enum gx_name_words how);

#endif
