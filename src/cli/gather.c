#include "cli/gather.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/map.h"
#include "base/num.h"
#include "base/utf8.h"
#include "capture/data.h"
#include "capture/system.h"
#include "capture/variables.h"
#include "git/command.h"
#include "run/limits.h"
#include "run/names.h"
#include "run/redact.h"

enum { MAX_ATTACHMENTS = 100000, MAX_DEPTH = 64 };

/* ---- parameters */

/* Splits at the first `=`; GX_EINPUT names the option. */
static int split_pair(const char *text, const char *option, struct gx_str *ret_key, struct gx_str *ret_value, struct gx_err *err)
{
	struct gx_str whole = gx_str_of(text);
	size_t equals = gx_str_find(whole, '=');
	if (equals == GX_STR_NOWHERE)
		return gx_fail(err, GX_EINPUT, "%s takes key=value, not '%s'", option, text);
	*ret_key = gx_str_sub(whole, 0, equals);
	*ret_value = gx_str_from(whole, equals + 1);
	int r = gx_key_check(*ret_key, err);
	return r < 0 ? gx_fail_within(err, "%s '%s'", option, text) : 0;
}

int gx_gather_params(struct gx_run *run, const struct gx_texts *pairs, struct gx_arena *arena, struct gx_err *err)
{
	for (size_t i = 0; i < pairs->len; i++) {
		struct gx_str key, text;
		struct gx_value value;
		int r = split_pair(pairs->at[i], "-p", &key, &text, err);
		if (r < 0)
			return r;
		r = gx_value_parse_argument(text, arena, &value, err);
		if (r < 0)
			return gx_fail_within(err, "-p %" GX_PRI, GX_ARG(key));
		if (!gx_flat_set(&run->params, arena, key, value))
			return gx_fail_memory(err);
	}
	return 0;
}

static bool is_folder(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Hydra writes what it arrived at to config.yaml of its folder; `.hydra` itself or the folder it lies in may be named. */
static int read_params(const char *path, struct gx_arena *arena, struct gx_node **ret, struct gx_err *err)
{
	static const char *const inside[] = { "config.yaml", ".hydra/config.yaml" };
	if (!is_folder(path))
		return gx_document_read(path, arena, ret, err);
	for (size_t i = 0; i < GX_LEN(inside); i++) {
		GX_CLEANUP(gx_buf) config = GX_BUF_INIT(GX_PATH_MAX);
		gx_path(&config, path, inside[i]);
		if (!config.failed && gx_file_exists(gx_buf_c(&config)))
			return gx_document_read(gx_buf_c(&config), arena, ret, err);
	}
	return gx_fail(err, GX_EINPUT, "'%s' is a folder without Hydra's config.yaml; name a file", path);
}

/* Later files win, so a file is flattened apart and then laid over. */
static int lay_over(struct gx_flat *under, const struct gx_flat *over, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_flat merged = GX_FLAT_INIT;
	size_t i = 0, k = 0;
	bool memory = true;
	while (memory && (i < under->len || k < over->len)) {
		int order = i >= under->len ? 1 : k >= over->len ? -1 : gx_str_compare(under->at[i].key, over->at[k].key);
		const struct gx_pair *next = order < 0 ? &under->at[i] : &over->at[k];
		memory = gx_flat_add(&merged, arena, next->key, next->value);
		i += order <= 0;
		k += order >= 0;
	}
	if (!memory)
		return gx_fail_memory(err);
	int r = gx_flat_seal(&merged, err);
	if (r == 0)
		*under = merged;
	return r;
}

static int flatten(const struct gx_node *root, const char *path, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	int r = gx_node_flatten(root, GX_STR_NONE, arena, ret, err);
	if (r == 0)
		r = gx_flat_seal(ret, err);
	return r < 0 ? gx_fail_within(err, "%s", path) : 0;
}

int gx_gather_param_files(struct gx_run *run, const struct gx_texts *paths, struct gx_arena *arena, struct gx_err *err)
{
	for (size_t i = 0; i < paths->len; i++) {
		struct gx_node *root;
		struct gx_flat flat = GX_FLAT_INIT;
		int r = read_params(paths->at[i], arena, &root, err);
		if (r == 0)
			r = flatten(root, paths->at[i], arena, &flat, err);
		if (r == 0)
			r = lay_over(&run->params, &flat, arena, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* ---- metrics */

int gx_gather_metrics(struct gx_run *run, const struct gx_texts *pairs, struct gx_arena *arena, struct gx_err *err)
{
	for (size_t i = 0; i < pairs->len; i++) {
		struct gx_str key, text;
		struct gx_value value;
		int r = split_pair(pairs->at[i], "-m", &key, &text, err);
		if (r == 0)
			r = gx_metric_check(key, err);
		if (r == 0)
			r = gx_value_parse_argument(text, arena, &value, err);
		if (r < 0)
			return r;
		if (value.kind != GX_NUMBER)
			return gx_fail(err, GX_EINPUT, "a metric is a number, nan or inf, not '%" GX_PRI "': -m '%s'", GX_ARG(text), pairs->at[i]);
		if (!gx_flat_set(&run->metrics, arena, key, value))
			return gx_fail_memory(err);
	}
	return 0;
}

/* JSON has no word for what is not finite, so trainers write it as a string. */
static bool number_of(const struct gx_value *value, struct gx_arena *arena, struct gx_value *ret)
{
	*ret = *value;
	if (value->kind == GX_STRING && gx_value_parse_argument(value->text, arena, ret, NULL) < 0)
		return false;
	return ret->kind == GX_NUMBER && (value->kind == GX_NUMBER || !isfinite(ret->number));
}

static int take_metrics(struct gx_flat *metrics, struct gx_flat *flat, const char *path, struct gx_arena *arena, struct gx_err *err)
{
	for (size_t i = 0; i < flat->len; i++) {
		struct gx_pair *pair = &flat->at[i];
		struct gx_value number;
		int r = gx_metric_check(pair->key, err);
		if (r < 0)
			return gx_fail_within(err, "%s", path);
		if (!number_of(&pair->value, arena, &number))
			return gx_fail(err, GX_EINPUT, "%s: '%" GX_PRI "' is %s, and a metric is a number; leave it out, or record it with --params",
				       path, GX_ARG(pair->key), gx_kind_name(pair->value.kind));
		pair->value = number;
	}
	return lay_over(metrics, flat, arena, err);
}

int gx_gather_metric_files(struct gx_run *run, const struct gx_texts *paths, struct gx_arena *arena, struct gx_err *err)
{
	for (size_t i = 0; i < paths->len; i++) {
		struct gx_node *root;
		struct gx_flat flat = GX_FLAT_INIT;
		int r = gx_document_read(paths->at[i], arena, &root, err);
		if (r == 0)
			r = flatten(root, paths->at[i], arena, &flat, err);
		if (r == 0)
			r = take_metrics(&run->metrics, &flat, paths->at[i], arena, err);
		if (r < 0)
			return r;
	}
	return 0;
}

int gx_gather_histories(struct gx_run *run, const struct gx_texts *paths, struct gx_arena *arena, struct gx_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < paths->len; i++)
		r = gx_history_read(paths->at[i], gx_run_time(run, "started"), arena, &run->histories, err);
	return r;
}

/* ---- tags and notes */

int gx_gather_tags(struct gx_run *run, const struct gx_texts *tags, struct gx_err *err)
{
	for (size_t i = 0; i < tags->len; i++) {
		struct gx_str tag = gx_str_of(tags->at[i]);
		int r = gx_tag_check(tag, err);
		if (r < 0)
			return r;
		if (!gx_strs_insert(&run->tags, tag))
			return gx_fail_memory(err);
	}
	if (run->tags.list.len > GX_TAGS_MAX)
		return gx_fail(err, GX_ELIMIT, "a run has at most %d tags", GX_TAGS_MAX);
	return 0;
}

static int check_prose(const char *text, const char *what, struct gx_err *err)
{
	struct gx_str prose = gx_str_of(text);
	size_t bad = gx_utf8_check(prose);
	if (gx_str_trim(prose).len == 0)
		return gx_fail(err, GX_EINPUT, "%s is empty", what);
	if (prose.len > GX_NOTE_MAX)
		return gx_fail(err, GX_ELIMIT, "%s has at most %d bytes", what, GX_NOTE_MAX);
	return bad == prose.len ? 0 : gx_fail(err, GX_EINPUT, "%s is UTF-8 text, and byte %zu of this one is not", what, bad + 1);
}

int gx_gather_note(struct gx_run *run, const char *text, struct gx_clock *clock, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(256);
	int r = check_prose(text, "a note", err);
	if (r < 0)
		return r;
	gx_note_name(&name, gx_clock_now(clock), gx_str_of(text));
	struct gx_note note = { gx_arena_str(arena, gx_buf_view(&name)), gx_str_of(text) };
	return note.name.at ? gx_run_add_note(run, note, err) : gx_fail_memory(err);
}

/* ---- attachments */

struct attachments {
	struct gx_arena *arena;
	GX_VEC(struct gx_attachment) list;
	struct gx_map names; /* index into the list */
};

static int attach(struct attachments *attachments, const char *path, const char *name, unsigned depth, struct gx_err *err);

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int attach_folder(struct attachments *attachments, const char *path, const char *name, unsigned depth, struct gx_err *err)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, by_name), r = 0;
	if (count < 0)
		return gx_fail_errno(err, "cannot read the folder '%s'", path);
	for (int i = 0; i < count; i++) {
		GX_CLEANUP(gx_buf) below = GX_BUF_INIT(GX_PATH_MAX);
		GX_CLEANUP(gx_buf) called = GX_BUF_INIT(GX_PATH_MAX);
		bool is_dots = strcmp(entries[i]->d_name, ".") == 0 || strcmp(entries[i]->d_name, "..") == 0;
		if (r == 0 && !is_dots)
			r = attach(attachments, gx_path(&below, path, entries[i]->d_name), gx_path(&called, name, entries[i]->d_name), depth + 1,
				   err);
		free(entries[i]);
	}
	free(entries);
	return r;
}

/* Two files under one name would be one file lost; the same file twice is one. 1: it is there already. */
static int find_twin(const struct attachments *attachments, const char *path, const char *name, struct gx_err *err)
{
	struct stat a, b;
	const size_t *index = gx_map_get(&attachments->names, gx_str_of(name));
	if (!index)
		return 0;
	const char *other = attachments->list.at[*index].path;
	if (stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino)
		return 1;
	return gx_fail(err, GX_EINPUT, "'%s' and '%s' would both be the artifact '%s'; give one another name with PATH=NAME", other, path, name);
}

static int attach_file(struct attachments *attachments, const char *path, const char *name, struct gx_err *err)
{
	int r = find_twin(attachments, path, name, err);
	if (r != 0)
		return r < 0 ? r : 0;
	struct gx_attachment *slot = attachments->list.len < MAX_ATTACHMENTS ? gx_vec_add(&attachments->list) : NULL;
	if (!slot)
		return attachments->list.len < MAX_ATTACHMENTS ? gx_fail_memory(err)
							       : gx_fail(err, GX_ELIMIT, "a run has at most %d artifacts", MAX_ATTACHMENTS);
	slot->path = gx_arena_str(attachments->arena, gx_str_of(path)).at;
	slot->name = gx_arena_str(attachments->arena, gx_str_of(name));
	bool memory = slot->path && slot->name.at && gx_map_put(&attachments->names, slot->name, attachments->list.len - 1);
	return memory ? 0 : gx_fail_memory(err);
}

static int attach(struct attachments *attachments, const char *path, const char *name, unsigned depth, struct gx_err *err)
{
	struct stat about;
	if (stat(path, &about) < 0)
		return gx_fail_errno(err, "cannot read '%s'", path);
	if (!S_ISDIR(about.st_mode))
		return attach_file(attachments, path, name, err);
	if (depth > MAX_DEPTH)
		return gx_fail(err, GX_ELIMIT, "'%s' is over %d folders deep", path, MAX_DEPTH);
	return attach_folder(attachments, path, name, depth, err);
}

/* What an artifact is called if nobody says: its path, without what only leads there ("./", "../", the root). */
static struct gx_str name_of(struct gx_str path)
{
	for (;;) {
		if (gx_str_starts(path, GX_STR("./")))
			path = gx_str_from(path, 2);
		else if (gx_str_starts(path, GX_STR("../")))
			path = gx_str_from(path, 3);
		else if (gx_str_starts(path, GX_STR("/")))
			return gx_str_from(path, gx_str_find_last(path, '/') + 1);
		else
			break;
	}
	while (gx_str_ends(path, GX_STR("/")))
		path.len--;
	return gx_str_is(path, ".") ? GX_STR_NONE : path;
}

static int attach_argument(struct attachments *attachments, const char *argument, struct gx_err *err)
{
	struct gx_str whole = gx_str_of(argument);
	/* A file whose own name holds `=` is found before the argument is split. */
	size_t equals = gx_file_exists(argument) ? GX_STR_NOWHERE : gx_str_find_last(whole, '=');
	struct gx_str path = gx_arena_str(attachments->arena, gx_str_sub(whole, 0, equals));
	struct gx_str name = equals == GX_STR_NOWHERE ? name_of(whole) : gx_str_from(whole, equals + 1);
	name = gx_arena_str(attachments->arena, name);
	return path.at && name.at ? attach(attachments, path.at, name.at, 0, err) : gx_fail_memory(err);
}

int gx_gather_attachments(const struct gx_texts *paths, struct gx_arena *arena, struct gx_attachment **ret, size_t *ret_count, struct gx_err *err)
{
	struct attachments attachments = { .arena = arena };
	int r = 0;
	for (size_t i = 0; r == 0 && i < paths->len; i++)
		r = attach_argument(&attachments, paths->at[i], err);
	struct gx_attachment *list = r == 0 ? gx_arena_array(arena, attachments.list.len + 1, sizeof(*list)) : NULL;
	if (r == 0 && !list)
		r = gx_fail_memory(err);
	if (r == 0) {
		if (attachments.list.len > 0)
			memcpy(list, attachments.list.at, attachments.list.len * sizeof(*list));
		*ret = list;
		*ret_count = attachments.list.len;
	}
	gx_map_release(&attachments.names);
	gx_vec_release(&attachments.list);
	return r;
}

/* ---- what it is for, what it read, where it ran */

int gx_gather_description(struct gx_run *run, const char *text, struct gx_err *err)
{
	int r = check_prose(text, "a description", err);
	if (r == 0)
		run->description = gx_str_of(text);
	return r;
}

/* A key is not redacted where the run is written. */
static struct gx_str without_user(struct gx_str uri, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) clean = GX_BUF_INIT(GX_VALUE_MAX);
	gx_redact_url(&clean, uri);
	return clean.failed ? GX_STR_NONE : gx_arena_str(arena, gx_buf_view(&clean));
}

/* "../data/x" seen from "src/" is "data/x" of the work tree; what lies outside keeps its path as given. */
static struct gx_str path_from_top(const char *path, const char *prefix, struct gx_arena *arena)
{
	struct gx_str rest = gx_str_of(path), below = gx_str_of(prefix);
	if (gx_data_is_uri(path))
		return without_user(rest, arena);
	if (gx_str_starts(rest, GX_STR("/")))
		return gx_arena_str(arena, rest);
	for (;;) {
		if (gx_str_starts(rest, GX_STR("./"))) {
			rest = gx_str_from(rest, 2);
		} else if (gx_str_starts(rest, GX_STR("../")) && below.len > 0) {
			size_t slash = gx_str_find_last(gx_str_sub(below, 0, below.len - 1), '/');
			below.len = slash == GX_STR_NOWHERE ? 0 : slash + 1;
			rest = gx_str_from(rest, 3);
		} else {
			break;
		}
	}
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(GX_PATH_MAX);
	gx_buf_str(&whole, below);
	gx_buf_str(&whole, rest);
	while (whole.len > 1 && whole.at[whole.len - 1] == '/')
		whole.len--;
	return gx_arena_str(arena, gx_buf_view(&whole));
}

int gx_gather_data(struct gx_run *run, const struct gx_texts *paths, const char *prefix, struct gx_arena *arena, struct gx_err *err)
{
	for (size_t i = 0; i < paths->len; i++) {
		struct gx_value entry;
		struct gx_str key = path_from_top(paths->at[i], prefix, arena);
		int r = key.at ? gx_key_check(key, err) : gx_fail_memory(err);
		if (r == 0)
			r = gx_capture_data(paths->at[i], arena, &entry, err);
		if (r < 0)
			return gx_fail_within(err, "--data");
		if (!gx_flat_set(&run->data, arena, key, entry))
			return gx_fail_memory(err);
	}
	return 0;
}

int gx_gather_environment(struct gx_run *run, const struct gx_store *store, struct gx_arena *arena, struct gx_err *err)
{
	if (!store->settings.number[GX_ENVIRONMENT])
		return 0;
	struct gx_str host = gx_capture_host(arena), user = gx_capture_user(arena);
	bool set = host.at && user.at && gx_run_set_text(run, arena, "host", host) && gx_run_set_text(run, arena, "user", user);
	int r = set ? gx_capture_system(arena, &run->system, err) : gx_fail_memory(err);
	return r == 0 ? gx_capture_variables(&store->settings.list[GX_ENV], arena, &run->variables, err) : r;
}

/* ---- dates */

int gx_gather_date(const char *text, const char *option, bool end, struct gx_clock *clock, int64_t *ret_us, struct gx_err *err)
{
	if (strcmp(text, "now") == 0) {
		*ret_us = gx_clock_now(clock);
		return 0;
	}
	if (gx_time_parse(gx_str_of(text), ret_us))
		return 0;
	/* git reads every form of date that its users know; as a setting of this type it also says which text is none. */
	GX_CLEANUP(gx_buf) setting = GX_BUF_INIT(4096);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	gx_buf_printf(&setting, "exp.date=%s", text);
	struct gx_git parse = { .argv = { "-c", gx_buf_c(&setting), "config", "--type=expiry-date", "exp.date" }, .may_fail = true };
	int r = gx_buf_check(&setting, option, err);
	if (r == 0)
		r = gx_git_run(&parse, &out, err);
	if (r < 0)
		return r;
	struct gx_str said = gx_str_trim(gx_buf_view(&out));
	int64_t seconds;
	if (parse.status != 0 || !gx_num_read_int64(said, &seconds))
		return gx_fail(err, GX_EINPUT, "%s: '%s' is no date that git understands", option, text);
	*ret_us = seconds * 1000000 + (end ? 999999 : 0);
	return 0;
}
