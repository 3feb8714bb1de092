#include "scratch.h"

#include <libdeflate.h>

#include "git/deflate.h"


static void round_trip(struct gx_str bytes)
{
	struct gx_buf out = GX_BUF_INIT(GX_BUF_ANY);
	char back[GX_DEFLATE_MAX + 1];
	size_t used, len;
	gx_buf_text(&out, "before");
	gx_deflate_small(&out, bytes);
	struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
	cr_assert(libdeflate_zlib_decompress_ex(inflate, out.at + 6, out.len - 6, back, sizeof(back), &used, &len) == LIBDEFLATE_SUCCESS);
	cr_assert(used == out.len - 6 && len == bytes.len && (len == 0 || memcmp(back, bytes.at, len) == 0));
	cr_assert(out.len <= 6 + bytes.len + 11, "never longer than stored");
	libdeflate_free_decompressor(inflate);
	gx_buf_release(&out);
}

/* From one value to 256, even and steep: every shape of a code. */
Test(deflate, reads_back)
{
	uint64_t random = 1;
	char bytes[GX_DEFLATE_MAX];
	for (int round = 0; round < 20000; round++) {
		size_t len = round < 1000 ? (size_t)round : test_below(&random, sizeof(bytes) + 1), values = test_below(&random, 256) + 1;
		unsigned steep = (unsigned)test_below(&random, 4);
		unsigned char first = (unsigned char)test_next(&random);
		for (size_t i = 0; i < len; i++) {
			size_t value = test_below(&random, values);
			for (unsigned k = 0; k < steep; k++)
				value = test_below(&random, value + 1);
			bytes[i] = (char)(first + value);
		}
		round_trip((struct gx_str){ bytes, len });
	}
}

/* Weights like Fibonacci's numbers make the longest codes. */
Test(deflate, longest_codes)
{
	char bytes[GX_DEFLATE_MAX];
	size_t len = 0;
	for (size_t a = 1, b = 1, value = 0; len + a <= sizeof(bytes); value++) {
		memset(bytes + len, (int)(value * 9), a);
		len += a;
		size_t next = a + b;
		a = b;
		b = next;
	}
	round_trip((struct gx_str){ bytes, len });
	cr_assert(len > 900);
}

Test(deflate, shortens)
{
	struct gx_buf out = GX_BUF_INIT(GX_BUF_ANY);
	char digits[400];
	uint64_t random = 1;
	for (size_t i = 0; i < sizeof(digits); i++)
		digits[i] = (char)('0' + test_below(&random, 10));
	gx_deflate_small(&out, (struct gx_str){ digits, sizeof(digits) });
	cr_assert(out.len < 210, "%zu", out.len);
	gx_buf_release(&out);
}
