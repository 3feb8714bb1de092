/*
 * Object ids. The rest of the house never sees libgit2's own type.
 */
#ifndef GX_GIT_OID_H
#define GX_GIT_OID_H

#include "base/str.h"

enum { GX_OID_BYTES = 20, GX_OID_HEX = 40 };

struct gx_oid {
	unsigned char raw[GX_OID_BYTES];
};

#define GX_OID_NONE ((struct gx_oid){ { 0 } })

/* 40 lower-case hex digits and a NUL. */
struct gx_oid_text {
	char hex[GX_OID_HEX + 1];
};

struct gx_oid_text gx_oid_text(const struct gx_oid *oid);

/* False unless `hex` is exactly 40 lower-case hex digits. */
bool gx_oid_read(struct gx_str hex, struct gx_oid *ret);

bool gx_oid_equal(const struct gx_oid *a, const struct gx_oid *b);
int gx_oid_compare(const struct gx_oid *a, const struct gx_oid *b);
bool gx_oid_is_none(const struct gx_oid *oid);

#endif
