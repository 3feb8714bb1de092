#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "capture/packages_reader.h"
#include "format/node.h"

enum { FIRST_READ = 4096, URL_MAX = 4096 };

/* What the head of a METADATA or PKG-INFO says. */
struct head {
	struct gx_str name, version;
};

bool gx_packages_is_metadata(const char *name)
{
	static const struct gx_str ends[] = { GX_STR_INIT(".dist-info"), GX_STR_INIT(".egg-info"), GX_STR_INIT(".egg-link") };
	struct gx_str text = gx_str_of(name);
	for (size_t i = 0; i < GX_LEN(ends); i++)
		if (gx_str_ends(text, ends[i]))
			return name[0] != '.' && name[0] != '~' && name[0] != '-'; /* pip renames so what it is about to remove */
	return gx_str_is(text, "EGG-INFO");
}

static void read_field(struct gx_str line, const char *field, struct gx_str *ret)
{
	size_t len = strlen(field);
	if (ret->len == 0 && line.len > len && line.at[len] == ':' && gx_str_equal_nocase(gx_str_sub(line, 0, len), gx_str_of(field)))
		*ret = gx_str_trim(gx_str_from(line, len + 1));
}

/* Looks at the lines that are there whole. True when no more is needed: both are found, or a blank line ends the head. */
static bool read_lines(struct gx_str text, struct head *head)
{
	struct gx_str line;
	*head = (struct head){ GX_STR_NONE, GX_STR_NONE };
	while (gx_str_find(text, '\n') != GX_STR_NOWHERE && gx_str_cut(&text, '\n', &line)) {
		if (gx_str_trim(line).len == 0)
			return true;
		read_field(line, "Name", &head->name);
		read_field(line, "Version", &head->version);
		if (head->name.len > 0 && head->version.len > 0)
			return true;
	}
	return false;
}

/* Mostly one read: both stand in the first lines. The views are in reader->text. */
static bool read_head(struct gx_packages_reader *reader, int folder, const char *path, struct head *ret)
{
	GX_CLOSE int fd = gx_packages_open(folder, path, NULL);
	size_t len = 0;
	while (fd >= 0 && len < GX_PACKAGES_HEAD) {
		size_t room = len == 0 ? FIRST_READ : GX_PACKAGES_HEAD - len;
		ssize_t got = read(fd, reader->text + len, room);
		if (got <= 0) {
			reader->text[len++] = '\n'; /* the last line may lack it */
			(void)read_lines((struct gx_str){ reader->text, len }, ret);
			break;
		}
		len += (size_t)got;
		if (read_lines((struct gx_str){ reader->text, len }, ret))
			break;
	}
	return len > 0 && ret->name.len > 0 && ret->version.len > 0;
}

static bool is_mark(char byte)
{
	return byte == '-' || byte == '_' || byte == '.';
}

/* PEP 508: letters, digits, and between them `.`, `_`, `-`. */
static bool is_name(struct gx_str name)
{
	if (name.len == 0 || name.len > GX_PACKAGES_LABEL)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		bool inside = i > 0 && i < name.len - 1;
		if (!isalnum((unsigned char)name.at[i]) && !(inside && is_mark(name.at[i])))
			return false;
	}
	return true;
}

/* PEP 503: in lower case, runs of `-`, `_` and `.` one `-`. */
static struct gx_str normalise(struct gx_str name, struct gx_arena *arena)
{
	char *text = gx_arena_alloc(arena, name.len + 1);
	size_t len = 0;
	for (size_t i = 0; text && i < name.len; i++) {
		char byte = is_mark(name.at[i]) ? '-' : (char)tolower((unsigned char)name.at[i]);
		if (byte != '-' || len == 0 || text[len - 1] != '-')
			text[len++] = byte;
	}
	return (struct gx_str){ text, len };
}

/* Whether nobody had this name before. */
static bool take_name(struct gx_packages_reader *reader, struct gx_str name)
{
	struct gx_str key = normalise(name, reader->arena);
	size_t count = reader->names.count;
	if (!key.at || !gx_map_put(&reader->names, key, 0)) {
		reader->no_memory = true;
		return false;
	}
	return reader->names.count > count;
}

static bool installed_by_conda(struct gx_packages_reader *reader, int folder, const char *name)
{
	char path[GX_PACKAGES_PATH];
	(void)snprintf(path, sizeof(path), "%s/INSTALLER", name);
	return reader->by_conda && gx_str_is(gx_str_trim(gx_packages_text(reader, folder, path)), "conda");
}

static struct gx_str text_of(const struct gx_node *object, const char *name)
{
	const struct gx_node *node = object && object->kind == GX_OBJECT ? gx_node_get(object, name) : NULL;
	return node && node->kind == GX_STRING ? node->text : GX_STR_NONE;
}

/* PEP 610 as PEP 508 writes it: `@ git+https://host/x@commit`, `@ https://host/x.whl#sha256=…`, `@ file:///x#subdirectory=y`. */
static void write_reference(struct gx_buf *out, const struct gx_node *said)
{
	const struct gx_node *vcs = gx_node_get(said, "vcs_info"), *archive = gx_node_get(said, "archive_info");
	struct gx_str kind = text_of(vcs, "vcs"), commit = text_of(vcs, "commit_id"), hash = text_of(archive, "hash");
	struct gx_str folder = text_of(said, "subdirectory");
	gx_buf_text(out, "@ ");
	if (kind.len > 0)
		gx_buf_printf(out, "%" GX_PRI "+", GX_ARG(kind));
	gx_buf_str(out, text_of(said, "url"));
	if (kind.len > 0 && commit.len > 0)
		gx_buf_printf(out, "@%" GX_PRI, GX_ARG(commit));
	if (hash.len > 0)
		gx_buf_printf(out, "#%" GX_PRI, GX_ARG(hash));
	if (folder.len > 0)
		gx_buf_printf(out, "%ssubdirectory=%" GX_PRI, hash.len > 0 ? "&" : "#", GX_ARG(folder));
}

/* What direct_url.json says of where a package came from; false if there is none that can be used. */
static bool read_direct_url(struct gx_packages_reader *reader, int folder, const char *name, struct gx_buf *out)
{
	char path[GX_PACKAGES_PATH];
	struct gx_node *said;
	struct gx_err err = GX_ERR_INIT;
	(void)snprintf(path, sizeof(path), "%s/direct_url.json", name);
	struct gx_str text = gx_packages_text(reader, folder, path);
	if (text.len == 0)
		return false;
	if (gx_json_read(text, name, reader->arena, &said, &err) != 0) {
		reader->no_memory |= err.code == GX_ENOMEM;
		return false;
	}
	if (said->kind != GX_OBJECT || text_of(said, "url").len == 0)
		return false;
	write_reference(out, said);
	struct gx_str reference = gx_buf_view(out);
	return !out->failed && gx_packages_is_word(gx_str_from(reference, 2), URL_MAX);
}

/* A package whose head was read from `entry`. */
static void add_package(struct gx_packages_reader *reader, int folder, const char *entry, struct head head)
{
	GX_CLEANUP(gx_buf) url = GX_BUF_INIT(2 * URL_MAX);
	if (!is_name(head.name) || !gx_packages_is_word(head.version, GX_PACKAGES_LABEL) || head.version.at[0] == '@' ||
	    !take_name(reader, head.name))
		return;
	struct gx_package package = { gx_arena_str(reader->arena, head.name), gx_arena_str(reader->arena, head.version) };
	if (!package.name.at || !package.value.at)
		reader->no_memory = true;
	else if (!installed_by_conda(reader, folder, entry)) {
		if (read_direct_url(reader, folder, entry, &url))
			package.value = gx_buf_view(&url);
		gx_packages_add(reader, package);
	}
}

/* Adds a path as the URL of a file. */
static void write_file_url(struct gx_buf *out, struct gx_str path)
{
	gx_buf_text(out, "@ file://");
	for (size_t i = 0; i < path.len; i++) {
		unsigned char byte = (unsigned char)path.at[i];
		if (isalnum(byte) || is_mark(path.at[i]) || byte == '/' || byte == '~')
			gx_buf_byte(out, path.at[i]);
		else
			gx_buf_printf(out, "%%%02X", byte);
	}
}

/* <name>.egg-link holds the folder that `setup.py develop` left the package in. */
static void read_link(struct gx_packages_reader *reader, int folder, const char *entry)
{
	GX_CLEANUP(gx_buf) url = GX_BUF_INIT(4 * URL_MAX);
	struct gx_str rest = gx_packages_text(reader, folder, entry), path, name = gx_str_of(entry);
	name.len -= strlen(".egg-link");
	if (!gx_str_cut(&rest, '\n', &path))
		return;
	path = gx_str_trim(path);
	if (path.len == 0 || path.at[0] != '/' || path.len > URL_MAX || memchr(path.at, 0, path.len) || !is_name(name))
		return;
	write_file_url(&url, path);
	if (url.failed)
		reader->no_memory = true;
	else if (take_name(reader, name))
		gx_packages_add(reader, (struct gx_package){ name, gx_buf_view(&url) });
}

void gx_packages_read_metadata(struct gx_packages_reader *reader, int folder, const char *name)
{
	char path[GX_PACKAGES_PATH];
	struct head head = { GX_STR_NONE, GX_STR_NONE };
	struct gx_str text = gx_str_of(name);
	if (gx_str_ends(text, GX_STR(".egg-link"))) {
		read_link(reader, folder, name);
		return;
	}
	bool wheel = gx_str_ends(text, GX_STR(".dist-info"));
	(void)snprintf(path, sizeof(path), "%s/%s", name, wheel ? "METADATA" : "PKG-INFO");
	if (read_head(reader, folder, path, &head) || (!wheel && read_head(reader, folder, name, &head)))
		add_package(reader, folder, name, head);
}
