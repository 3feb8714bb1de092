#include "base/utf8.h"
#include "format/flat.h"
#include "format/key.h"
#include "format/scan.h"

struct reader {
	struct gx_scan scan;
	struct gx_arena *arena;
	struct gx_buf spelled; /* a quoted key as we would write it */
	struct gx_str last;    /* the key of the line before */
};

static void reader_release(struct reader *reader)
{
	gx_buf_release(&reader->spelled);
}

/* Reads a key in quotes, which must need them and be escaped as we escape. */
static bool read_quoted_key(struct reader *reader, struct gx_str *ret)
{
	const char *open = reader->scan.at;
	struct gx_str key;
	if (!gx_scan_text(&reader->scan, reader->arena, &key))
		return false;
	gx_buf_reset(&reader->spelled);
	gx_key_write(&reader->spelled, key);
	if (reader->spelled.failed)
		return gx_scan_fail(&reader->scan, open, GX_ENOMEM, "out of memory");
	struct gx_str found = { open, (size_t)(reader->scan.at - open) };
	if (!gx_str_equal(found, gx_buf_view(&reader->spelled)))
		return gx_scan_fail(&reader->scan, open, GX_EINPUT, "a key is not quoted as it has to be");
	if (found.len > GX_KEY_WRITTEN_MAX)
		return gx_scan_fail(&reader->scan, open, GX_ELIMIT, "a key is too long");
	*ret = key;
	return true;
}

static bool read_bare_key(struct reader *reader, struct gx_str *ret)
{
	struct gx_scan *scan = &reader->scan;
	struct gx_str key = { scan->at, (size_t)(scan->end - scan->at) };
	key.len = gx_key_bare_len(key);
	if (key.len == 0)
		return gx_scan_fail(scan, scan->at, GX_EINPUT, "expected a key");
	if (gx_key_is_word(key))
		return gx_scan_fail(scan, scan->at, GX_EINPUT, "a key that is a word of YAML needs quotes");
	scan->at += key.len;
	*ret = key;
	return true;
}

static bool read_key(struct reader *reader, struct gx_str *ret)
{
	struct gx_scan *scan = &reader->scan;
	const char *from = scan->at;
	struct gx_str key;
	if (!(*from == '"' ? read_quoted_key(reader, &key) : read_bare_key(reader, &key)))
		return false;
	if (key.len > GX_KEY_MAX)
		return gx_scan_fail(scan, from, GX_ELIMIT, "a key is too long");
	int order = reader->last.at ? gx_str_compare(reader->last, key) : -1;
	if (order >= 0)
		return gx_scan_fail(scan, from, GX_EINPUT, order == 0 ? "a key stands twice" : "the keys are not sorted");
	*ret = reader->last = key;
	return true;
}

/* Reads the value and the end of its line. */
static bool read_value(struct gx_scan *scan, struct gx_arena *arena, struct gx_value *ret)
{
	const char *from = scan->at;
	if (!gx_scan_value(scan, arena, ret))
		return false;
	if (ret->json.len > GX_VALUE_MAX)
		return gx_scan_fail(scan, from, GX_ELIMIT, "a value is over its limit of 1048576 bytes");
	if (scan->at == scan->end)
		return gx_scan_fail(scan, scan->at, GX_EINPUT, "the line does not end");
	return gx_scan_expect(scan, '\n', "something stands behind the value");
}

static bool read_line(struct reader *reader, struct gx_pair *ret)
{
	return read_key(reader, &ret->key) && gx_scan_expect(&reader->scan, ':', "expected ':' behind the key") &&
	       gx_scan_expect(&reader->scan, ' ', "expected a space behind ':'") &&
	       read_value(&reader->scan, reader->arena, &ret->value);
}

/* Newlines in [at, end), as many as `max`. */
static size_t count_lines(const char *at, const char *end, size_t max)
{
	size_t count = 0;
	while (count < max && at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		count++;
	}
	return count;
}

/* Inside this room input is wrong; to those who asked for a record it is the stored data that is. */
static int fail_line(struct gx_err *err, size_t line, enum gx_error code, const char *why)
{
	if (code == GX_ENOMEM)
		return gx_fail_memory(err);
	return gx_fail(err, code == GX_ELIMIT ? GX_ELIMIT : GX_EFORMAT, "line %zu: %s", line, why);
}

int gx_flat_read(struct gx_str text, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	__attribute__((cleanup(reader_release))) struct reader reader = {
		.scan = gx_scan_of(text), .arena = arena, .spelled = GX_BUF_INIT(GX_BUF_ANY)
	};
	reader.scan.one_line = true;
	if (text.len > GX_RECORD_MAX)
		return gx_fail(err, GX_ELIMIT, "over the limit of %d bytes", GX_RECORD_MAX);
	size_t good = gx_utf8_check(text);
	if (good != text.len)
		return fail_line(err, count_lines(text.at, text.at + good, good) + 1, GX_EINPUT, "not valid UTF-8");
	struct gx_flat flat = { .room = count_lines(reader.scan.at, reader.scan.end, GX_KEYS_MAX) + 1 };
	flat.at = gx_arena_array(arena, flat.room, sizeof(*flat.at));
	if (!flat.at)
		return gx_fail_memory(err);
	while (reader.scan.at < reader.scan.end) {
		if (flat.len == GX_KEYS_MAX)
			return fail_line(err, flat.len + 1, GX_ELIMIT, "more than 100000 keys");
		if (!read_line(&reader, &flat.at[flat.len]))
			return fail_line(err, flat.len + 1, reader.scan.code, reader.scan.why);
		flat.len++;
	}
	*ret = flat;
	return 0;
}

bool gx_flat_peek(struct gx_str text, struct gx_str key, struct gx_arena *arena, struct gx_value *ret)
{
	GX_CLEANUP(gx_buf) start = GX_BUF_INIT(GX_BUF_ANY);
	gx_key_write(&start, key);
	gx_buf_add(&start, ": ", 2);
	const char *at = text.at, *end = at ? at + text.len : NULL;
	if (start.failed || !at)
		return false;
	while ((size_t)(end - at) > start.len && memcmp(at, start.at, start.len) != 0) {
		at = memchr(at, '\n', (size_t)(end - at));
		if (!at)
			return false;
		at++;
	}
	if ((size_t)(end - at) <= start.len)
		return false;
	struct gx_scan scan = gx_scan_of((struct gx_str){ at + start.len, (size_t)(end - at) - start.len });
	scan.one_line = true;
	struct gx_value value;
	if (!read_value(&scan, arena, &value) || gx_utf8_check(value.json) != value.json.len)
		return false;
	*ret = value;
	return true;
}
