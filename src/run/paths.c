#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "run/limits.h"
#include "run/parts.h"
#include "run/path_device.h"
#include "run/record.h"

enum { CUT_TAIL = 9 }; /* `~` and 8 hex digits */

static bool is_plain(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr("_.+=@ ()-", byte));
}

static bool ends_nocase(struct gx_str text, struct gx_str end)
{
	return text.len >= end.len && gx_str_equal_nocase(gx_str_from(text, text.len - end.len), end);
}

/* Whether the byte at `i` of a part is written as %XX. */
static bool is_escaped(struct gx_str part, size_t i)
{
	char byte = part.at[i];
	if (!is_plain(byte))
		return true;
	if (i == 0 && (byte == '.' || gx_is_device(part)))
		return true;
	if (i == part.len - 1 && (byte == '.' || byte == ' '))
		return true;
	/* So that no folder bears the name of a file: the metric "a.tsv/b" beside the metric "a". */
	return part.len - i == 4 && ends_nocase(part, GX_STR(".tsv"));
}

static size_t encoded_len(struct gx_str part)
{
	size_t len = 0;
	for (size_t i = 0; i < part.len; i++)
		len += is_escaped(part, i) ? 3 : 1;
	return len;
}

static void add_tail(struct gx_buf *out, struct gx_str part)
{
	unsigned char digest[GX_SHA256_BYTES];
	char hex[2 * 4 + 1];
	gx_sha256(part, digest);
	gx_hex(digest, 4, hex);
	gx_buf_byte(out, '~');
	gx_buf_text(out, hex);
}

static void encode_part(struct gx_buf *out, struct gx_str part)
{
	static const char digits[] = "0123456789ABCDEF";
	bool cut = encoded_len(part) > GX_NAME_MAX;
	size_t left = cut ? GX_NAME_MAX - CUT_TAIL : GX_NAME_MAX;
	for (size_t i = 0; i < part.len; i++) {
		bool escaped = is_escaped(part, i);
		size_t need = escaped ? 3 : 1;
		if (need > left)
			break;
		left -= need;
		unsigned char byte = (unsigned char)part.at[i];
		if (escaped)
			gx_buf_add(out, (char[]){ '%', digits[byte >> 4], digits[byte & 15] }, 3);
		else
			gx_buf_byte(out, part.at[i]);
	}
	if (cut)
		add_tail(out, part);
	else if (part.len == 0)
		gx_buf_byte(out, '%'); /* no tree takes an empty name, and nothing else is written so */
}

void gx_path_encode(struct gx_buf *out, struct gx_str name)
{
	for (;;) {
		size_t slash = gx_str_find(name, '/');
		encode_part(out, gx_str_sub(name, 0, slash));
		if (slash == GX_STR_NOWHERE)
			return;
		gx_buf_byte(out, '/');
		name = gx_str_from(name, slash + 1);
	}
}

void gx_history_path(struct gx_buf *out, struct gx_str metric)
{
	gx_buf_text(out, "metrics/");
	gx_path_encode(out, metric);
	gx_buf_text(out, ".tsv");
}

/* Eight digits behind a `~` are a cut, not a part; six are enough for terabytes. */
struct gx_str gx_history_stem(struct gx_str path, unsigned *ret_part)
{
	*ret_part = 1;
	if (gx_part_of(path) != GX_PART_HISTORIES)
		return path;
	struct gx_str stem = gx_str_sub(path, 0, path.len - strlen(".tsv"));
	size_t tilde = gx_str_find_last(stem, '~');
	struct gx_str digits = tilde == GX_STR_NOWHERE ? GX_STR_NONE : gx_str_from(stem, tilde + 1);
	if (digits.len == 0 || digits.len > 6 || digits.at[0] == '0')
		return stem;
	unsigned part = 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return stem;
		part = part * 10 + (unsigned)(digits.at[i] - '0');
	}
	if (part < 2)
		return stem;
	*ret_part = part;
	return gx_str_sub(stem, 0, tilde);
}

int gx_decode_order(struct gx_str a, struct gx_str b)
{
	unsigned part_a, part_b;
	int order = gx_str_compare(gx_history_stem(a, &part_a), gx_history_stem(b, &part_b));
	if (order == 0 && part_a != part_b)
		return part_a < part_b ? -1 : 1;
	return order ? order : gx_str_compare(a, b);
}

static int hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

static bool unescape(struct gx_buf *out, struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != '%') {
			gx_buf_byte(out, text.at[i]);
			continue;
		}
		int high = i + 2 < text.len ? hex_digit(text.at[i + 1]) : -1;
		int low = i + 2 < text.len ? hex_digit(text.at[i + 2]) : -1;
		if (high < 0 || low < 0)
			return false;
		gx_buf_byte(out, (char)(unsigned char)(high * 16 + low));
		i += 2;
	}
	return true;
}

static bool is_cut(struct gx_str part)
{
	unsigned char digest[4];
	size_t at = part.len - CUT_TAIL;
	/* An escape is three bytes, so a cut may stop two short. */
	return part.len >= GX_NAME_MAX - 2 && part.len <= GX_NAME_MAX && part.at[at] == '~' &&
	       gx_unhex(gx_str_from(part, at + 1), digest, sizeof(digest));
}

/* Of a cut part what is left, without a character that was cut through. */
static bool decode_cut(struct gx_buf *out, struct gx_str part)
{
	size_t from = out->len;
	struct gx_str tail = gx_str_from(part, part.len - CUT_TAIL);
	if (!unescape(out, gx_str_sub(part, 0, part.len - CUT_TAIL)) || out->failed)
		return false;
	out->len = from + gx_utf8_check(gx_str_from(gx_buf_view(out), from));
	gx_buf_str(out, tail);
	return true;
}

/* The inverse of encode_part(); false for what that would not have written, so that no two paths give one name. */
static bool decode_part(struct gx_buf *out, struct gx_str part)
{
	size_t from = out->len;
	if (is_cut(part))
		return decode_cut(out, part);
	if (gx_str_is(part, "%"))
		return true;
	if (!unescape(out, part) || out->failed)
		return false;
	GX_CLEANUP(gx_buf) again = GX_BUF_INIT(GX_NAME_MAX);
	encode_part(&again, gx_str_from(gx_buf_view(out), from));
	return gx_str_equal(gx_buf_view(&again), part);
}

static bool decode_name(struct gx_buf *out, struct gx_str stem)
{
	for (;;) {
		size_t slash = gx_str_find(stem, '/');
		if (!decode_part(out, gx_str_sub(stem, 0, slash)))
			return false;
		if (slash == GX_STR_NOWHERE)
			return true;
		gx_buf_byte(out, '/');
		stem = gx_str_from(stem, slash + 1);
	}
}

int gx_history_name(struct gx_str path, struct gx_buf *ret_metric, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(GX_PATH_MAX);
	unsigned part;
	struct gx_str stem = gx_history_stem(path, &part);
	bool valid = gx_part_of(path) == GX_PART_HISTORIES && path.len <= GX_PATH_MAX &&
		     decode_name(&name, gx_str_from(stem, strlen("metrics/")));
	if (name.failed == GX_ENOMEM)
		return gx_fail_memory(err);
	if (!valid)
		return gx_fail(err, GX_EFORMAT, "'%" GX_PRI "' is not the path of a metric's history", GX_ARG(path));
	gx_buf_str(ret_metric, gx_buf_view(&name));
	return gx_buf_check(ret_metric, "the name of a metric", err);
}
