#include "git/packedrefs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "git/refname.h"

enum { PATH_ROOM = 8192 };

/* "# pack-refs with: peeled fully-peeled sorted " */
static bool says_sorted(struct gx_str text)
{
	struct gx_str line = GX_STR_NONE, word;
	(void)gx_str_cut(&text, '\n', &line);
	if (!gx_str_starts(line, GX_STR("# pack-refs with:")))
		return false;
	while (gx_str_cut(&line, ' ', &word))
		if (gx_str_is(word, "sorted"))
			return true;
	return false;
}

int gx_packed_open(const struct gx_repo *repo, struct gx_packed *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(PATH_ROOM);
	struct stat about;
	(void)gx_path(&path, gx_repo_common_dir(repo), "packed-refs");
	int r = gx_buf_check(&path, "the path of packed-refs", err);
	if (r < 0)
		return r;
	GX_CLOSE int fd = open(gx_buf_c(&path), O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		return gx_fail_errno(err, "cannot open '%s'", gx_buf_c(&path));
	if (fd >= 0 && fstat(fd, &about) < 0)
		return gx_fail_errno(err, "cannot open '%s'", gx_buf_c(&path));
	*ret = (struct gx_packed)GX_PACKED_INIT;
	if (fd < 0 || about.st_size == 0)
		return 0;
	void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return gx_fail_errno(err, "cannot map '%s'", gx_buf_c(&path));
	ret->text = (struct gx_str){ at, (size_t)about.st_size };
	ret->sorted = says_sorted(ret->text);
	return 0;
}

void gx_packed_release(struct gx_packed *packed)
{
	void *at;
	memcpy(&at, &packed->text.at, sizeof(at));
	if (at)
		(void)munmap(at, packed->text.len);
	*packed = (struct gx_packed)GX_PACKED_INIT;
}

/* ---- lines */

bool gx_packed_next(struct gx_str *rest, struct gx_str *ret_name, struct gx_str *ret_hex)
{
	struct gx_str line;
	while (gx_str_cut(rest, '\n', &line)) {
		if (line.len > 0 && (line.at[0] == '#' || line.at[0] == '^'))
			continue;
		bool is_ref = line.len > GX_OID_HEX + 1 && line.at[GX_OID_HEX] == ' ';
		*ret_hex = gx_str_sub(line, 0, GX_OID_HEX);
		*ret_name = is_ref ? gx_str_from(line, GX_OID_HEX + 1) : GX_STR_NONE;
		return true;
	}
	return false;
}

/* Where the line of a ref begins in which, or in whose `^…` line, the byte at `place` is; `from` if there is none after it. */
static size_t line_start(struct gx_str text, size_t from, size_t place)
{
	for (size_t end = place; end > from;) {
		size_t before = gx_str_find_last(gx_str_sub(text, from, end - from), '\n');
		size_t start = before == GX_STR_NOWHERE ? from : from + before + 1;
		if (text.at[start] != '^')
			return start;
		end = start - 1;
	}
	return from;
}

struct gx_str gx_packed_from(const struct gx_packed *packed, struct gx_str prefix)
{
	struct gx_str text = packed->text;
	if (!packed->sorted)
		return text;
	size_t low = gx_str_find(text, '\n') + 1, high = text.len; /* behind the header, which is there */
	while (low < high) {
		size_t start = line_start(text, low, low + (high - low) / 2);
		struct gx_str rest = gx_str_sub(text, start, high - start), name, hex;
		if (!gx_packed_next(&rest, &name, &hex) || gx_str_compare(name, prefix) >= 0)
			high = start;
		else
			low = high - rest.len;
	}
	return gx_str_from(text, low);
}

bool gx_packed_find(const struct gx_packed *packed, struct gx_str ref, struct gx_oid *ret)
{
	struct gx_str rest = gx_packed_from(packed, ref), name, hex;
	while (gx_packed_next(&rest, &name, &hex)) {
		if (gx_str_equal(name, ref))
			return gx_ref_id(hex, ret);
		if (packed->sorted)
			break;
	}
	return false;
}

bool gx_packed_has_below(const struct gx_packed *packed, struct gx_str prefix)
{
	struct gx_str rest = gx_packed_from(packed, prefix), name, hex;
	while (gx_packed_next(&rest, &name, &hex)) {
		if (gx_str_starts(name, prefix))
			return true;
		if (packed->sorted)
			break;
	}
	return false;
}
