#include "git/oid.h"

#include "base/hash.h"

struct gx_oid_text gx_oid_text(const struct gx_oid *oid)
{
	struct gx_oid_text text;
	gx_hex(oid->raw, GX_OID_BYTES, text.hex);
	return text;
}

bool gx_oid_read(struct gx_str hex, struct gx_oid *ret)
{
	struct gx_oid oid;
	if (hex.len != GX_OID_HEX || !gx_unhex(hex, oid.raw, GX_OID_BYTES))
		return false;
	*ret = oid;
	return true;
}

bool gx_oid_equal(const struct gx_oid *a, const struct gx_oid *b)
{
	return memcmp(a->raw, b->raw, GX_OID_BYTES) == 0;
}

int gx_oid_compare(const struct gx_oid *a, const struct gx_oid *b)
{
	return memcmp(a->raw, b->raw, GX_OID_BYTES);
}

bool gx_oid_is_none(const struct gx_oid *oid)
{
	return gx_oid_equal(oid, &GX_OID_NONE);
}
