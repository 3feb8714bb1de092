#include "scratch.h"

#include "git/delta.h"

static void fill(uint64_t *random, struct gx_buf *out, size_t len, size_t values)
{
	for (size_t i = 0; i < len; i++)
		gx_buf_byte(out, (char)(' ' + test_below(random, values)));
}

/* Pieces of the base, in any order, with foreign bytes between. */
static void derive(uint64_t *random, struct gx_str base, struct gx_buf *out)
{
	size_t pieces = test_below(random, 12);
	for (size_t i = 0; i < pieces; i++) {
		if (test_below(random, 3) == 0)
			fill(random, out, test_below(random, 300), 90);
		gx_buf_str(out, gx_str_sub(base, test_below(random, base.len + 1), test_below(random, base.len + 1)));
	}
}

static void check(struct gx_str base, struct gx_str target)
{
	struct gx_buf delta = GX_BUF_INIT(GX_BUF_ANY), back = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_delta_index *index = gx_delta_index_new(base);
	size_t size;
	if (!index) {
		cr_assert(base.len == 0);
		return;
	}
	gx_buf_text(&delta, "before");
	cr_assert(gx_delta_encode(index, target, target.len + 100, &delta), "%zu of %zu", target.len, base.len);
	struct gx_str view = gx_str_from(gx_buf_view(&delta), 6);
	cr_assert(gx_delta_result_size(view, &size) && size == target.len);
	cr_assert(gx_delta_apply(view, base, &back) && gx_str_equal(gx_buf_view(&back), target));
	/* not for another base, nor cut */
	cr_assert(!gx_delta_apply(view, gx_str_sub(base, 0, base.len - 1), &back));
	if (target.len > 0)
		cr_assert(!gx_delta_apply(gx_str_sub(view, 0, view.len - 1), base, &back));
	/* a limit is kept to the byte */
	size_t len = view.len;
	gx_buf_reset(&delta);
	cr_assert(gx_delta_encode(index, target, len, &delta) && delta.len == len);
	gx_buf_reset(&delta);
	cr_assert(!gx_delta_encode(index, target, len - 1, &delta));
	gx_delta_index_free(index);
	gx_buf_release(&delta);
	gx_buf_release(&back);
}

Test(delta, identity)
{
	uint64_t random = 1;
	for (int round = 0; round < 4000; round++) {
		struct gx_buf base = GX_BUF_INIT(GX_BUF_ANY), target = GX_BUF_INIT(GX_BUF_ANY);
		fill(&random, &base, round < 300 ? (size_t)round / 10 : test_below(&random, 2000), test_below(&random, 4) ? 90 : 2);
		derive(&random, gx_buf_view(&base), &target);
		check(gx_buf_view(&base), gx_buf_view(&target));
		gx_buf_release(&base);
		gx_buf_release(&target);
	}
}

/* Lengths of copies around the powers at which their encoding changes. */
Test(delta, long_copies)
{
	static const size_t lens[] = { 0xff, 0x100, 0xffff, 0x10000, 0x10001, 0x1ffff, 0x20000, 0xfffffe, 0xffffff };
	uint64_t random = 1;
	struct gx_buf base = GX_BUF_INIT(GX_BUF_ANY);
	while (base.len < 0xffffff)
		gx_buf_printf(&base, "%llx", (unsigned long long)test_next(&random));
	base.len = 0xffffff;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		check(gx_buf_view(&base), gx_str_sub(gx_buf_view(&base), 0, lens[i]));
		check(gx_buf_view(&base), gx_str_from(gx_buf_view(&base), base.len - lens[i]));
	}
	gx_buf_byte(&base, 'x');
	gx_buf_byte(&base, 'y');
	cr_assert(gx_delta_index_new((struct gx_str){ base.at, (16 << 20) + 1 }) == NULL);
	gx_buf_release(&base);
}

Test(delta, records_get_small)
{
	struct gx_buf base = GX_BUF_INIT(GX_BUF_ANY), target = GX_BUF_INIT(GX_BUF_ANY), delta = GX_BUF_INIT(GX_BUF_ANY);
	for (int i = 0; i < 30; i++) {
		gx_buf_printf(&base, "parameter%d: 0.%d\n", i, i * 7919);
		gx_buf_printf(&target, "parameter%d: 0.%d\n", i, i == 7 ? 12345 : i * 7919);
	}
	struct gx_delta_index *index = gx_delta_index_new(gx_buf_view(&base));
	cr_assert(gx_delta_encode(index, gx_buf_view(&target), 40, &delta), "one value of thirty");
	gx_delta_index_free(index);
	gx_buf_release(&base);
	gx_buf_release(&target);
	gx_buf_release(&delta);
}

/* Anything at all: no crash, and nothing out of bounds. */
Test(delta, garbage)
{
	uint64_t random = 9;
	char base[64] = { 0 };
	struct gx_buf out = GX_BUF_INIT(1 << 20);
	for (int round = 0; round < 200000; round++) {
		char delta[24];
		size_t len = test_below(&random, sizeof(delta) + 1);
		for (size_t i = 0; i < len; i++)
			delta[i] = (char)test_next(&random);
		if (len > 2 && test_below(&random, 2)) {
			delta[0] = sizeof(base);
			delta[1] = (char)test_below(&random, 100);
		}
		char *exact = malloc(len + 1); /* so that ASan sees a read beyond */
		memcpy(exact, delta, len);
		(void)gx_delta_apply((struct gx_str){ exact, len }, (struct gx_str){ base, sizeof(base) }, &out);
		free(exact);
	}
	gx_buf_release(&out);
}
