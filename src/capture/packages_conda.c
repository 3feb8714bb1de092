#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "capture/packages_reader.h"

enum { FIRST_READ = 4096 };

/* name-version-build.json: only the name may hold a `-`. */
struct parts {
	struct gx_str name, version, build;
};

static bool split(struct gx_str file, struct parts *ret)
{
	static const struct gx_str end = GX_STR_INIT(".json");
	if (!gx_str_ends(file, end) || file.len > 255)
		return false;
	struct gx_str stem = gx_str_sub(file, 0, file.len - end.len);
	size_t build = gx_str_find_last(stem, '-');
	if (build == GX_STR_NOWHERE)
		return false;
	struct gx_str rest = gx_str_sub(stem, 0, build);
	size_t version = gx_str_find_last(rest, '-');
	if (version == GX_STR_NOWHERE)
		return false;
	*ret = (struct parts){ gx_str_sub(rest, 0, version), gx_str_from(rest, version + 1), gx_str_from(stem, build + 1) };
	return ret->name.len > 0 && ret->version.len > 0 && ret->build.len > 0 && gx_packages_is_word(stem, GX_PACKAGES_LABEL) &&
	       gx_str_find(stem, '=') == GX_STR_NOWHERE && gx_str_find(stem, ':') == GX_STR_NOWHERE;
}

/*
 * The string behind `"key":`. The whole file is a list of all that was installed, megabytes of it; its keys are sorted, so that `channel`
 * stands in the first lines and `subdir` in the last.
 */
static struct gx_str find_text(struct gx_str json, const char *key)
{
	const char *at = memmem(json.at, json.len, key, strlen(key));
	if (!at)
		return GX_STR_NONE;
	struct gx_str rest = gx_str_trim(gx_str_from(json, (size_t)(at - json.at) + strlen(key))), text;
	if (rest.len == 0 || rest.at[0] != '"')
		return GX_STR_NONE;
	rest = gx_str_from(rest, 1);
	return gx_str_find(rest, '"') != GX_STR_NOWHERE && gx_str_cut(&rest, '"', &text) ? text : GX_STR_NONE;
}

/* Up to `len` bytes of a file from `offset` on, in reader->text. */
static struct gx_str piece(struct gx_packages_reader *reader, int fd, off_t offset, size_t len)
{
	ssize_t got = pread(fd, reader->text, len, offset);
	return (struct gx_str){ reader->text, got > 0 ? (size_t)got : 0 };
}

/* Whether a channel ends in its platform already. */
static bool has_platform(struct gx_str channel)
{
	static const struct gx_str systems[] = { GX_STR_INIT("noarch"), GX_STR_INIT("linux-"), GX_STR_INIT("osx-"), GX_STR_INIT("win-"),
						 GX_STR_INIT("freebsd-"), GX_STR_INIT("emscripten-"), GX_STR_INIT("wasi-") };
	size_t slash = gx_str_find_last(channel, '/');
	struct gx_str last = gx_str_from(channel, slash == GX_STR_NOWHERE ? 0 : slash + 1);
	for (size_t i = 0; i < GX_LEN(systems); i++)
		if (gx_str_starts(last, systems[i]))
			return true;
	return false;
}

/* "https://host/t/<token>/name/linux-64/" is "name/linux-64": the token is a secret. */
static struct gx_str short_channel(struct gx_str channel)
{
	const char *scheme = memmem(channel.at, channel.len, "://", 3);
	struct gx_str part, rest = channel;
	if (scheme) {
		rest = gx_str_from(channel, (size_t)(scheme - channel.at) + 3);
		(void)gx_str_cut(&rest, '/', &part);
	}
	if (gx_str_starts(rest, GX_STR("t/"))) {
		rest = gx_str_from(rest, 2);
		(void)gx_str_cut(&rest, '/', &part);
	}
	while (rest.len > 0 && rest.at[rest.len - 1] == '/')
		rest.len--;
	return rest;
}

/* Adds "channel/subdir"; nothing if no channel is named. */
static void write_channel(struct gx_packages_reader *reader, int fd, off_t size, struct gx_buf *out)
{
	struct gx_str channel = find_text(piece(reader, fd, 0, FIRST_READ), "\"channel\":");
	if (channel.len == 0)
		channel = find_text(piece(reader, fd, 0, GX_PACKAGES_HEAD), "\"channel\":");
	if (channel.len == 0)
		return;
	channel = short_channel(channel);
	gx_buf_str(out, channel);
	if (has_platform(channel))
		return;
	struct gx_str platform = find_text(piece(reader, fd, size > FIRST_READ ? size - FIRST_READ : 0, FIRST_READ), "\"subdir\":");
	if (platform.len > 0)
		gx_buf_printf(out, "/%" GX_PRI, GX_ARG(platform));
}

static void read_file(struct gx_packages_reader *reader, int folder, const char *file)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(8 * GX_PACKAGES_LABEL);
	GX_CLEANUP(gx_buf) value = GX_BUF_INIT(8 * GX_PACKAGES_LABEL);
	struct parts parts;
	off_t size = 0;
	if (!split(gx_str_of(file), &parts))
		return;
	GX_CLOSE int fd = gx_packages_open(folder, file, &size);
	if (fd < 0)
		return;
	write_channel(reader, fd, size, &name);
	struct gx_str channel = gx_buf_view(&name);
	if (name.failed || !gx_packages_is_word(channel, GX_PACKAGES_LABEL) || memmem(channel.at, channel.len, "::", 2))
		return;
	gx_buf_printf(&name, "::%" GX_PRI, GX_ARG(parts.name));
	gx_buf_printf(&value, "=%" GX_PRI "=%" GX_PRI, GX_ARG(parts.version), GX_ARG(parts.build));
	if (name.failed || value.failed)
		reader->no_memory = true;
	else
		gx_packages_add(reader, (struct gx_package){ gx_buf_view(&name), gx_buf_view(&value) });
}

void gx_packages_read_conda(struct gx_packages_reader *reader, const char *prefix)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_PACKAGES_HEAD);
	gx_buf_printf(&path, "%s/conda-meta", prefix);
	DIR *folder = path.failed ? NULL : opendir(gx_buf_c(&path));
	const struct dirent *entry;
	if (!folder)
		return;
	reader->by_conda = true;
	for (size_t i = 0; i < GX_PACKAGES_ENTRIES_MAX && (entry = readdir(folder)) != NULL; i++)
		read_file(reader, dirfd(folder), entry->d_name);
	(void)closedir(folder);
}
