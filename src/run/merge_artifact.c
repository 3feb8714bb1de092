#include "run/merge_inner.h"

#include "base/hash.h"
#include "run/attributes.h"

/*
 * An artifact is its entry in artifacts.yaml and its file, and what it is is its sha256. Whoever overwrites one says by
 * that which contents he saw. Where others stand there by then, those are kept beside, as `<path>~<8 hex of its
 * sha256>`; and if what he saw was kept beside before, it has been replaced now and goes.
 */

/* The artifacts before or after one state. */
struct side {
	GX_VEC(struct gx_merge_unit) list;
	struct gx_map by_path;
};

static void side_release(struct side *side)
{
	gx_vec_release(&side->list);
	gx_map_release(&side->by_path);
}

static struct gx_merge_unit *unit_of(struct side *side, struct gx_str path)
{
	size_t *place = gx_map_put(&side->by_path, path, side->list.len);
	if (!place)
		return NULL;
	if (*place == side->list.len) {
		struct gx_merge_unit *unit = gx_vec_add(&side->list);
		if (!unit)
			return NULL;
		unit->path = path;
	}
	return &side->list.at[*place];
}

/* "artifacts/" and the encoded key, in the arena. */
static int path_of(struct gx_str key, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&path, "artifacts/");
	gx_path_encode(&path, key);
	int failed = gx_buf_check(&path, "a path", err);
	if (failed != 0)
		return failed;
	struct gx_str kept = gx_arena_str(arena, gx_buf_view(&path));
	if (!kept.at)
		return gx_fail_memory(err);
	*ret = kept;
	return 0;
}

static int add_files(const struct gx_files *files, struct side *side, struct gx_err *err)
{
	for (size_t i = 0; i < files->list.len; i++) {
		if (!gx_str_starts(files->list.at[i].path, GX_STR("artifacts/")))
			continue;
		struct gx_merge_unit *unit = unit_of(side, files->list.at[i].path);
		if (!unit)
			return gx_fail_memory(err);
		unit->file = files->list.at[i];
	}
	return 0;
}

static int add_entries(const struct gx_flat *entries, struct gx_arena *arena, struct side *side, struct gx_err *err)
{
	for (size_t i = 0; i < entries->len; i++) {
		struct gx_str path = GX_STR_NONE;
		int failed = path_of(entries->at[i].key, arena, &path, err);
		struct gx_merge_unit *unit = failed == 0 ? unit_of(side, path) : NULL;
		if (!unit)
			return failed != 0 ? failed : gx_fail_memory(err);
		unit->key = entries->at[i].key;
		unit->entry = entries->at[i].value.json;
	}
	return 0;
}

/* An artifacts.yaml that cannot be read says nothing: the entries of before stand. */
static int read_sides(struct gx_merge *merge, const struct gx_files *before, const struct gx_files *after,
		      struct side *ret_from, struct side *ret_to, struct gx_err *err)
{
	struct gx_flat from, to;
	bool is_from_read, is_to_read;
	const struct gx_file *new = gx_files_get(after, GX_STR("artifacts.yaml"));
	struct gx_arena *scratch = &merge->scratch;
	int failed =
		gx_merge_flat_read(gx_files_get(before, GX_STR("artifacts.yaml")), scratch, &from, &is_from_read, err);
	if (failed == 0)
		failed = gx_merge_flat_read(new, scratch, &to, &is_to_read, err);
	if (failed == 0)
		failed = add_files(before, ret_from, err);
	if (failed == 0)
		failed = add_files(after, ret_to, err);
	if (failed == 0)
		failed = add_entries(&from, scratch, ret_from, err);
	if (failed == 0)
		failed = add_entries(new && !is_to_read ? &from : &to, scratch, ret_to, err);
	return failed;
}

static bool is_same_unit(const struct gx_merge_unit *a, const struct gx_merge_unit *b)
{
	const struct gx_file *x = a && a->file.path.len > 0 ? &a->file : NULL,
			     *y = b && b->file.path.len > 0 ? &b->file : NULL;
	struct gx_str left = a ? a->entry : GX_STR_NONE, right = b ? b->entry : GX_STR_NONE;
	return gx_str_equal(left, right) && gx_merge_same_file(x, y);
}

/* What tells contents apart: the entry's sha256, else a hash over what there is. */
struct identity {
	char hex[2 * GX_SHA256_BYTES + 1]; /* "": nothing is there */
};

static bool is_sha256(struct gx_str text)
{
	unsigned char bytes[GX_SHA256_BYTES];
	return text.len == 2 * sizeof(bytes) && gx_unhex(text, bytes, sizeof(bytes));
}

static int identify(const struct gx_merge_unit *unit, struct gx_arena *scratch, struct identity *ret,
		    struct gx_err *err)
{
	struct gx_node *entry = NULL;
	ret->hex[0] = '\0';
	if (!unit || (unit->entry.len == 0 && unit->file.path.len == 0))
		return 0;
	if (unit->entry.len > 0 && gx_json_read(unit->entry, "artifacts.yaml", scratch, &entry, err) == GX_ENOMEM)
		return GX_ENOMEM;
	const struct gx_node *sha256 = entry ? gx_node_get(entry, "sha256") : NULL;
	if (sha256 && sha256->kind == GX_STRING && is_sha256(sha256->text)) {
		memcpy(ret->hex, sha256->text.at, sha256->text.len);
		ret->hex[sha256->text.len] = '\0';
		return 0;
	}
	unsigned char digest[GX_SHA256_BYTES];
	if (unit->file.path.len == 0)
		gx_sha256(unit->entry, digest);
	else
		gx_sha256(unit->file.blob.len > 0 ? unit->file.blob : unit->file.bytes, digest);
	gx_hex(digest, sizeof(digest), ret->hex);
	return 0;
}

static bool is_same(const struct identity *a, const struct identity *b)
{
	return strcmp(a->hex, b->hex) == 0;
}

/* The path and key beside an artifact where contents that were overwritten are kept. A unit without a key is named by
 * its path. */
static int name_beside(const struct gx_merge_unit *unit, const struct identity *identity, int digits,
		       struct gx_arena *arena, struct gx_merge_unit *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_str(&name, unit->key.len > 0 ? unit->key : unit->path);
	gx_buf_printf(&name, "~%.*s", digits, identity->hex);
	int failed = gx_buf_check(&name, "a path", err);
	if (failed != 0)
		return failed;
	struct gx_str kept = gx_arena_str(arena, gx_buf_view(&name));
	if (!kept.at)
		return gx_fail_memory(err);
	*ret = (struct gx_merge_unit){ .path = kept };
	if (unit->key.len == 0)
		return 0;
	ret->key = kept;
	return path_of(kept, arena, &ret->path, err);
}

/* Finds where these contents are kept beside `unit`, or may be: names by 8 digits, and by all 64 if others took that
 * name. */
static int find_beside(struct gx_merge *merge, const struct gx_merge_unit *unit, const struct identity *identity,
		       struct gx_merge_unit *ret_name, struct gx_merge_unit **ret_there, struct gx_err *err)
{
	static const int digits[] = { 8, 2 * GX_SHA256_BYTES };
	struct identity own;
	*ret_there = NULL;
	for (size_t i = 0; i < GX_LEN(digits); i++) {
		int failed = name_beside(unit, identity, digits[i], &merge->scratch, ret_name, err);
		const size_t *place = failed == 0 ? gx_map_get(&merge->artifacts.by_path, ret_name->path) : NULL;
		if (!place)
			return failed;
		failed = identify(&merge->artifacts.list.at[*place], &merge->scratch, &own, err);
		if (failed != 0)
			return failed;
		if (own.hex[0] == '\0')
			return 0;
		if (is_same(&own, identity)) {
			*ret_there = &merge->artifacts.list.at[*place];
			return 0;
		}
	}
	return 0;
}

/* Puts a unit at its path; what lives in the scratch arena is copied. */
static int put(struct gx_merge *merge, const struct gx_merge_unit *unit, struct gx_err *err)
{
	struct gx_merge_unit *now = gx_merge_unit(merge, &merge->artifacts, unit->path);
	if (!now)
		return gx_fail_memory(err);
	const struct gx_merge_unit kept = { now->path, gx_arena_str(merge->arena, unit->key), unit->entry, unit->file };
	if (!kept.key.at)
		return gx_fail_memory(err);
	*now = kept;
	if (now->file.path.len > 0)
		now->file.path = now->path;
	return 0;
}

static int keep_beside(struct gx_merge *merge, const struct gx_merge_unit *unit, const struct identity *identity,
		       struct gx_err *err)
{
	struct gx_merge_unit name, *there;
	int failed = find_beside(merge, unit, identity, &name, &there, err);
	if (failed != 0 || there)
		return failed;
	name.entry = unit->entry;
	name.file = unit->file;
	return put(merge, &name, err);
}

static const struct gx_merge_unit *find_unit(const struct side *side, struct gx_str path)
{
	const size_t *place = gx_map_get(&side->by_path, path);
	return place ? &side->list.at[*place] : NULL;
}

/* Drops what was kept beside `unit`, if these contents were; not where the state that replaces them saw them there and
 * let them stand. */
static int drop_beside(struct gx_merge *merge, const struct side *from, const struct gx_merge_unit *unit,
		       const struct identity *identity, struct gx_err *err)
{
	struct gx_merge_unit name, *there;
	int failed = find_beside(merge, unit, identity, &name, &there, err);
	if (failed == 0 && there && !find_unit(from, there->path))
		*there = (struct gx_merge_unit){ .path = there->path };
	return failed;
}

/* Replays the change of one artifact; NULL is "none". `from` is all that the state found. */
static int change(struct gx_merge *merge, const struct side *from, struct gx_str path,
		  const struct gx_merge_unit *before, const struct gx_merge_unit *after, struct gx_err *err)
{
	struct identity seen = { "" }, new = { "" }, there = { "" };
	const size_t *place = gx_map_get(&merge->artifacts.by_path, path);
	const struct gx_merge_unit nothing = { .path = path };
	const struct gx_merge_unit now = place ? merge->artifacts.list.at[*place] : nothing;
	int failed = identify(before, &merge->scratch, &seen, err);
	if (failed == 0)
		failed = identify(after, &merge->scratch, &new, err);
	if (failed == 0)
		failed = identify(&now, &merge->scratch, &there, err);
	bool is_unseen = failed == 0 && there.hex[0] != '\0' && !is_same(&there, &seen) && !is_same(&there, &new);
	if (failed == 0 && (after || !is_unseen))
		failed = put(merge, after ? after : &nothing, err);
	if (failed == 0 && after && is_unseen)
		failed = keep_beside(merge, &now, &there, err);
	if (failed == 0 && before && !is_same(&seen, &new))
		failed = drop_beside(merge, from, before, &seen, err);
	return failed;
}

static int change_all(struct gx_merge *merge, const struct side *from, const struct side *to, struct gx_err *err)
{
	int failed = 0;
	for (size_t i = 0; i < from->list.len && failed == 0; i++) {
		struct gx_str path = from->list.at[i].path;
		if (!find_unit(to, path))
			failed = change(merge, from, path, &from->list.at[i], NULL, err);
	}
	for (size_t i = 0; i < to->list.len && failed == 0; i++) {
		struct gx_str path = to->list.at[i].path;
		const struct gx_merge_unit *before = find_unit(from, path);
		if (!is_same_unit(before, &to->list.at[i]))
			failed = change(merge, from, path, before, &to->list.at[i], err);
	}
	return failed;
}

int gx_merge_artifacts_change(struct gx_merge *merge, const struct gx_files *before, const struct gx_files *after,
			      struct gx_err *err)
{
	struct side from = { .by_path = GX_MAP_INIT }, to = { .by_path = GX_MAP_INIT };
	int failed = read_sides(merge, before, after, &from, &to, err);
	if (failed == 0)
		failed = change_all(merge, &from, &to, err);
	side_release(&from);
	side_release(&to);
	return failed;
}

static int add_attributes(struct gx_merge *merge, const struct gx_flat *entries, struct gx_files *ret,
			  struct gx_err *err)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	gx_attributes_write(&text, entries, merge->arena);
	int failed = gx_buf_check(&text, ".gitattributes", err);
	if (failed != 0)
		return failed;
	struct gx_file *slot = gx_vec_add(&ret->list);
	if (!slot)
		return gx_fail_memory(err);
	*slot = (struct gx_file){ .path = GX_STR(".gitattributes"),
				  .bytes = gx_arena_str(merge->arena, gx_buf_view(&text)) };
	return slot->bytes.at ? 0 : gx_fail_memory(err);
}

int gx_merge_artifacts_finish(struct gx_merge *merge, struct gx_files *ret, struct gx_err *err)
{
	struct gx_flat entries = GX_FLAT_INIT;
	for (size_t i = 0; i < merge->artifacts.list.len; i++) {
		const struct gx_merge_unit *unit = &merge->artifacts.list.at[i];
		const struct gx_value entry = { .kind = GX_OBJECT, .json = unit->entry };
		if (unit->entry.len > 0 && !gx_flat_add(&entries, merge->arena, unit->key, entry))
			return gx_fail_memory(err);
		if (unit->file.path.len == 0)
			continue;
		struct gx_file *slot = gx_vec_add(&ret->list);
		if (!slot)
			return gx_fail_memory(err);
		*slot = unit->file;
	}
	int failed = gx_merge_flat_put(merge, GX_STR("artifacts.yaml"), &entries, err);
	return failed == 0 && merge->has_attributes ? add_attributes(merge, &entries, ret, err) : failed;
}
