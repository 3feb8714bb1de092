#include "run/merge_inner.h"

/* How a key of run.yaml moves; in all other files every key moves alone. */
enum key_rule { KEY_ALONE, KEY_LIFE, KEY_CODE, KEY_SET };

static enum key_rule rule_of(struct gx_str path, struct gx_str key)
{
	if (!gx_str_is(path, "run.yaml"))
		return KEY_ALONE;
	if (gx_merge_is_life_key(key))
		return KEY_LIFE;
	if (gx_str_starts(key, GX_STR("code.")))
		return KEY_CODE;
	return gx_str_is(key, "links") || gx_str_is(key, "formerly") ? KEY_SET : KEY_ALONE;
}

/* `tags` as a flat: a line is a key. */
static int read_lines(struct gx_str text, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	struct gx_str line;
	struct gx_flat flat = GX_FLAT_INIT;
	/* one too many is enough for gx_flat_seal() to refuse them all */
	while (flat.len <= GX_KEYS_MAX && gx_str_cut(&text, '\n', &line))
		if (line.len > 0 && !gx_flat_add(&flat, arena, line, gx_value_null()))
			return gx_fail_memory(err);
	int failed = gx_flat_seal(&flat, err);
	if (failed == 0)
		*ret = flat;
	return failed;
}

int gx_merge_flat_read(const struct gx_file *file, struct gx_arena *arena, struct gx_flat *ret, bool *ret_is_read,
		       struct gx_err *err)
{
	struct gx_flat flat = GX_FLAT_INIT;
	bool is_read = false;
	if (file && file->bytes.len > 0) {
		int failed = gx_str_is(file->path, "tags") ? read_lines(file->bytes, arena, &flat, err)
							   : gx_flat_read(file->bytes, arena, &flat, err);
		if (failed == GX_ENOMEM)
			return failed;
		is_read = failed == 0;
	}
	*ret = is_read ? flat : (struct gx_flat)GX_FLAT_INIT;
	*ret_is_read = is_read;
	return 0;
}

struct gx_merge_flat *gx_merge_flat(struct gx_merge *merge, struct gx_str path)
{
	size_t *place = gx_map_put(&merge->flat_by_path, path, merge->flats.len);
	if (!place)
		return NULL;
	if (*place == merge->flats.len) {
		struct gx_merge_flat *flat = gx_vec_add(&merge->flats);
		if (!flat)
			return NULL;
		flat->path = path;
	}
	return &merge->flats.at[*place];
}

static struct gx_flat view_of(const struct gx_merge_flat *flat)
{
	return (struct gx_flat){ flat->pairs.at, flat->pairs.len, flat->pairs.len, false };
}

/* One pass over what a file is now and over what a state made of it; all three are sorted. */
struct pass {
	struct gx_merge *merge;
	struct gx_str path;
	const struct gx_flat *before, *after;
	struct gx_flat now;
	size_t i, j, k; /* in now, before, after */
	bool is_code_changed;
	GX_VEC(struct gx_pair) next;
};

static const struct gx_pair *at_key(const struct gx_flat *flat, size_t i, struct gx_str key)
{
	return i < flat->len && gx_str_equal(flat->at[i].key, key) ? &flat->at[i] : NULL;
}

static void take_smaller(const struct gx_flat *flat, size_t i, struct gx_str *key)
{
	if (i < flat->len && (!key->at || gx_str_compare(flat->at[i].key, *key) < 0))
		*key = flat->at[i].key;
}

static bool is_changed(const struct gx_pair *before, const struct gx_pair *after)
{
	if (!before || !after)
		return before != after;
	return !gx_str_equal(before->value.json, after->value.json);
}

/* Keys of the scratch arena are copied; values point into the files' bytes, which outlive the merge. */
static int push(struct pass *pass, const struct gx_pair *now, struct gx_str key, struct gx_str json, struct gx_err *err)
{
	struct gx_pair *slot = gx_vec_add(&pass->next);
	if (!slot)
		return gx_fail_memory(err);
	slot->key = now ? now->key : gx_arena_str(pass->merge->arena, key);
	slot->value = (struct gx_value){ .kind = GX_NULL, .json = json };
	return slot->key.at ? 0 : gx_fail_memory(err);
}

static struct gx_str json_of(const struct gx_pair *pair)
{
	return pair ? pair->value.json : GX_STR_NONE;
}

static int pass_key(struct pass *pass, struct gx_str key, struct gx_err *err)
{
	const struct gx_pair *now = at_key(&pass->now, pass->i, key);
	const struct gx_pair *before = at_key(pass->before, pass->j, key), *after = at_key(pass->after, pass->k, key);
	enum key_rule rule = rule_of(pass->path, key);
	bool changes = is_changed(before, after) || (rule == KEY_CODE && pass->is_code_changed);
	struct gx_str json = changes ? json_of(after) : json_of(now);
	int failed = 0;
	if (rule == KEY_LIFE)
		json = GX_STR_NONE;
	if (rule == KEY_SET && changes)
		failed = gx_merge_set_change(pass->merge, json_of(before), json_of(after), json_of(now), &json, err);
	if (failed == 0 && json.len > 0)
		failed = push(pass, now, key, json, err);
	pass->i += now != NULL;
	pass->j += before != NULL;
	pass->k += after != NULL;
	return failed;
}

static bool are_code_keys_changed(const struct pass *pass)
{
	for (size_t j = 0, k = 0; j < pass->before->len || k < pass->after->len;) {
		struct gx_str key = GX_STR_NONE;
		take_smaller(pass->before, j, &key);
		take_smaller(pass->after, k, &key);
		const struct gx_pair *before = at_key(pass->before, j, key), *after = at_key(pass->after, k, key);
		if (rule_of(pass->path, key) == KEY_CODE && is_changed(before, after))
			return true;
		j += before != NULL;
		k += after != NULL;
	}
	return false;
}

static int run_pass(struct pass *pass, struct gx_err *err)
{
	pass->is_code_changed = gx_str_is(pass->path, "run.yaml") && are_code_keys_changed(pass);
	for (;;) {
		struct gx_str key = GX_STR_NONE;
		take_smaller(&pass->now, pass->i, &key);
		take_smaller(pass->before, pass->j, &key);
		take_smaller(pass->after, pass->k, &key);
		if (!key.at)
			return 0;
		int failed = pass_key(pass, key, err);
		if (failed != 0)
			return failed;
	}
}

static int apply(struct gx_merge *merge, struct gx_merge_flat *flat, const struct gx_flat *before,
		 const struct gx_flat *after, struct gx_err *err)
{
	struct pass pass = {
		.merge = merge, .path = flat->path, .before = before, .after = after, .now = view_of(flat)
	};
	int failed = run_pass(&pass, err);
	if (failed != 0) {
		gx_vec_release(&pass.next);
		return failed;
	}
	gx_vec_release(&flat->pairs);
	flat->pairs.at = pass.next.at;
	flat->pairs.len = pass.next.len;
	flat->pairs.room = pass.next.room;
	return 0;
}

int gx_merge_flat_change(struct gx_merge *merge, struct gx_str path, const struct gx_file *before,
			 const struct gx_file *after, struct gx_err *err)
{
	struct gx_merge_flat *flat = gx_merge_flat(merge, path);
	if (!flat)
		return gx_fail_memory(err);
	struct gx_flat from, to;
	bool is_from_read, is_to_read;
	int failed = gx_merge_flat_read(before, &merge->scratch, &from, &is_from_read, err);
	if (failed == 0)
		failed = gx_merge_flat_read(after, &merge->scratch, &to, &is_to_read, err);
	if (failed != 0)
		return failed;
	flat->unread = after && !is_to_read ? *after : (struct gx_file){ .path = GX_STR_NONE };
	/* what cannot be read says nothing about keys: it must not take them away */
	if (after && !is_to_read)
		return 0;
	return apply(merge, flat, &from, &to, err);
}

static size_t place_of(const struct gx_merge_flat *flat, struct gx_str key)
{
	size_t low = 0, high = flat->pairs.len;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (gx_str_compare(flat->pairs.at[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct gx_pair *gx_merge_flat_get(const struct gx_merge_flat *flat, struct gx_str key)
{
	size_t place = place_of(flat, key);
	bool is_there = place < flat->pairs.len && gx_str_equal(flat->pairs.at[place].key, key);
	return is_there ? &flat->pairs.at[place] : NULL;
}

int gx_merge_flat_set(struct gx_merge_flat *flat, struct gx_str key, struct gx_str json, struct gx_err *err)
{
	bool is_there = gx_merge_flat_get(flat, key) != NULL;
	size_t place = place_of(flat, key);
	if (!is_there && json.len == 0)
		return 0;
	if (!is_there) {
		const struct gx_pair *slot = gx_vec_add(&flat->pairs);
		if (!slot)
			return gx_fail_memory(err);
	}
	struct gx_pair *at = &flat->pairs.at[place];
	size_t behind = flat->pairs.len - place - 1;
	if (json.len == 0) {
		memmove(at, at + 1, behind * sizeof(*at));
		flat->pairs.len--;
		return 0;
	}
	if (!is_there)
		memmove(at + 1, at, behind * sizeof(*at));
	*at = (struct gx_pair){ key, { .kind = GX_NULL, .json = json } };
	return 0;
}

int gx_merge_flat_put(struct gx_merge *merge, struct gx_str path, struct gx_flat *updates, struct gx_err *err)
{
	const struct gx_flat nothing = GX_FLAT_INIT;
	struct gx_merge_flat *flat = gx_merge_flat(merge, path);
	if (!flat)
		return gx_fail_memory(err);
	int failed = gx_flat_seal(updates, err);
	return failed != 0 ? failed : apply(merge, flat, &nothing, updates, err);
}

static void write_flat(const struct gx_merge_flat *flat, struct gx_buf *out)
{
	struct gx_flat view = view_of(flat);
	if (!gx_str_is(flat->path, "tags")) {
		gx_flat_write(out, &view);
		return;
	}
	for (size_t i = 0; i < view.len; i++) {
		gx_buf_str(out, view.at[i].key);
		gx_buf_byte(out, '\n');
	}
}

int gx_merge_flat_finish(struct gx_merge *merge, const struct gx_merge_flat *flat, struct gx_files *ret,
			 struct gx_err *err)
{
	if (flat->pairs.len == 0 && flat->unread.path.len == 0)
		return 0;
	struct gx_file *slot = gx_vec_add(&ret->list);
	if (!slot)
		return gx_fail_memory(err);
	*slot = flat->unread;
	if (flat->pairs.len == 0)
		return 0;
	if (flat->pairs.len > GX_KEYS_MAX)
		return gx_fail(err, GX_ELIMIT, "the merged %" GX_PRI " has over %d keys", GX_ARG(flat->path),
			       GX_KEYS_MAX);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_RECORD_MAX);
	write_flat(flat, &out);
	int failed = gx_buf_check(&out, "a merged file", err);
	if (failed != 0)
		return failed;
	*slot = (struct gx_file){ .path = flat->path, .bytes = gx_arena_str(merge->arena, gx_buf_view(&out)) };
	return slot->bytes.at ? 0 : gx_fail_memory(err);
}
