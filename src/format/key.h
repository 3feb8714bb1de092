/*
 * How a key of flat YAML is spelled: bare where every YAML reader takes it for that string, else as a JSON string.
 * Only this room includes it; gx_key_check() stands in flat.h.
 */
#ifndef GX_FORMAT_KEY_H
#define GX_FORMAT_KEY_H

#include "base/buf.h"

/* Bytes at the start of `text` that may be a bare key: [A-Za-z_][A-Za-z0-9_./-]*. */
size_t gx_key_bare_len(struct gx_str text);

/* True for the words that YAML 1.1 takes for a boolean or null, in any case (yaml.org/type/bool.html, null.html). */
bool gx_key_is_word(struct gx_str key);

/* Adds the key as it stands in front of its colon. */
void gx_key_write(struct gx_buf *out, struct gx_str key);

/* Checks what YAML readers demand of a key: its spelling has at most GX_KEY_WRITTEN_MAX bytes. */
bool gx_key_fits(struct gx_str key);

#endif
