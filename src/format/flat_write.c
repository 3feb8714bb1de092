#include "format/flat.h"
#include "format/key.h"

void gx_flat_write_line(struct gx_buf *out, struct gx_str key, const struct gx_value *value)
{
	gx_key_write(out, key);
	gx_buf_add(out, ": ", 2);
	gx_buf_str(out, value->json);
	gx_buf_byte(out, '\n');
}

void gx_flat_write(struct gx_buf *out, const struct gx_flat *flat)
{
	for (size_t i = 0; i < flat->len; i++)
		gx_flat_write_line(out, flat->at[i].key, &flat->at[i].value);
}
