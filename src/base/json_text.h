/*
 * JSON strings as they stand in records and in what we print.
 */
#ifndef GX_BASE_JSON_TEXT_H
#define GX_BASE_JSON_TEXT_H

#include "base/buf.h"

/*
 * Adds `text` (valid UTF-8) as a JSON string with its quotes: `"`, `\` and controls escaped (\b \f \n \r \t short,
 * others \u00xx), and, because YAML readers choke on them, DEL, U+0080-009F, U+2028, U+2029, U+FEFF and the
 * non-characters of the BMP; all else raw (the non-characters above too: YAML readers take them, but no surrogate
 * pairs). Bytes that are not UTF-8 become U+FFFD.
 */
void gx_json_string(struct gx_buf *out, struct gx_str text);

#endif
