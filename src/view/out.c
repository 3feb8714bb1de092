#include "view/out.h"

enum { WORTH_A_CALL = 1 << 16 };

int gx_out_write(FILE *out, struct gx_buf *text, struct gx_err *err)
{
	int code = gx_buf_check(text, "the output", err);

	if (code)
		return code;
	if (text->len && fwrite(text->at, 1, text->len, out) != text->len)
		return gx_fail_errno(err, "cannot write the output");
	gx_buf_reset(text);
	return 0;
}

int gx_out_write_some(FILE *out, struct gx_buf *text, struct gx_err *err)
{
	if (text->len < WORTH_A_CALL && !text->failed)
		return 0;
	return gx_out_write(out, text, err);
}

void gx_out_pass(const struct gx_buf *from, struct gx_buf *to)
{
	if (from->failed && !to->failed)
		to->failed = from->failed;
}
