#include "store/code.h"

#include "base/json_text.h"
#include "run/redact.h"
#include "store/stored_code.h"

enum { COMMIT_MAX = 8 << 20, TREE_MAX = 64 << 20, MAX_STATES = 100000 };

struct gx_code gx_code_none(void)
{
	return (struct gx_code){ .has_code = false, .omitted = gx_value_null() };
}

static int read_tree(struct gx_store *store, const struct gx_oid *id, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	struct gx_str bytes;
	int r = gx_object_read(store->reader, id, GX_TREE, TREE_MAX, &bytes, NULL, err);
	if (r < 0)
		return r;
	*ret = gx_arena_str(arena, bytes);
	return ret->at ? 0 : gx_fail_memory(err);
}

static int read_commit(struct gx_store *store, const struct gx_oid *id, struct gx_arena *arena, struct gx_commit *ret, struct gx_err *err)
{
	struct gx_str bytes;
	int r = gx_object_read(store->reader, id, GX_COMMIT, COMMIT_MAX, &bytes, NULL, err);
	if (r < 0)
		return r;
	struct gx_str kept = gx_arena_str(arena, bytes);
	return kept.at ? gx_commit_parse(kept, arena, ret, err) : gx_fail_memory(err);
}

/* A value of the run.yaml in the record's tree; false where there is none. */
static bool peek_fact(struct gx_store *store, struct gx_str record, const char *key, struct gx_arena *arena, struct gx_value *ret)
{
	struct gx_entry entry;
	struct gx_str bytes;
	if (!gx_tree_find(record, GX_STR("run.yaml"), &entry) || entry.mode != GX_MODE_BLOB ||
	    gx_object_read(store->reader, &entry.id, GX_BLOB, GX_RECORD_MAX, &bytes, NULL, NULL) < 0)
		return false;
	struct gx_str kept = gx_arena_str(arena, bytes);
	return kept.at && gx_flat_peek(kept, gx_str_of(key), arena, ret);
}

/* The bytes of the tree `.exp` in a tree; empty where there is none. */
static struct gx_str record_in(struct gx_store *store, struct gx_str tree, struct gx_arena *arena)
{
	struct gx_entry entry;
	struct gx_str bytes;
	if (!gx_tree_find(tree, GX_STR(".exp"), &entry) || entry.mode != GX_MODE_TREE ||
	    gx_object_read(store->reader, &entry.id, GX_TREE, TREE_MAX, &bytes, NULL, NULL) < 0)
		return GX_STR_NONE;
	return gx_arena_str(arena, bytes);
}

/* The uuid of the record in a tree; empty where there is none. */
static struct gx_str uuid_in(struct gx_store *store, struct gx_str tree, struct gx_arena *arena)
{
	struct gx_value uuid;
	bool has = peek_fact(store, record_in(store, tree, arena), "uuid", arena, &uuid) && uuid.kind == GX_STRING;
	return has ? uuid.text : GX_STR_NONE;
}

static enum gx_exp_owner owner_of(struct gx_store *store, struct gx_str tree, struct gx_arena *arena, struct gx_str *ret_exp)
{
	struct gx_entry entry;
	struct gx_value format;
	*ret_exp = record_in(store, tree, arena);
	if (!gx_tree_find(tree, GX_STR(".exp"), &entry))
		return GX_EXP_NONE;
	if (peek_fact(store, *ret_exp, "format", arena, &format))
		return GX_EXP_RECORD;
	return gx_tree_find(*ret_exp, GX_STR("adopted.yaml"), &entry) && entry.mode == GX_MODE_BLOB ? GX_EXP_ADOPTED : GX_EXP_FOREIGN;
}

int gx_code_exp_owner(struct gx_store *store, const struct gx_oid *id, struct gx_arena *arena, enum gx_exp_owner *ret, struct gx_str *ret_exp,
		      struct gx_err *err)
{
	struct gx_commit commit;
	struct gx_str tree;
	int r = read_commit(store, id, arena, &commit, err);
	if (r == 0)
		r = read_tree(store, &commit.tree, arena, &tree, err);
	if (r == 0)
		*ret = owner_of(store, tree, arena, ret_exp);
	return r;
}

/* What is not ours is the user's own, and a run would hide it. */
static int check_owner(struct gx_store *store, struct gx_str tree, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_str exp;
	if (owner_of(store, tree, arena, &exp) != GX_EXP_FOREIGN)
		return 0;
	return gx_fail(err, GX_EINPUT, "the code has a '.exp' of its own, where git-exp keeps a run's record; rename it, or record with --no-code");
}

/* Takes `.exp` out of a tree. */
static int strip(struct gx_store *store, const struct gx_oid *tree, struct gx_arena *arena, struct gx_str *ret_bytes, struct gx_oid *ret_id,
		 struct gx_err *err)
{
	struct gx_str bytes;
	struct gx_entry entry;
	int r = read_tree(store, tree, arena, &bytes, err);
	if (r == 0)
		r = check_owner(store, bytes, arena, err);
	if (r < 0)
		return r;
	*ret_bytes = bytes;
	*ret_id = *tree;
	if (!gx_tree_find(bytes, GX_STR(".exp"), &entry))
		return 0;
	GX_CLEANUP(gx_buf) without = GX_BUF_INIT(TREE_MAX);
	r = gx_tree_with(&without, bytes, GX_STR(".exp"), GX_MODE_TREE, NULL, err);
	if (r < 0)
		return r;
	*ret_bytes = gx_arena_str(arena, gx_buf_view(&without));
	if (without.failed || !ret_bytes->at || !gx_object_id(GX_TREE, *ret_bytes, ret_id))
		return gx_fail_memory(err);
	return 0;
}

/* A commit and, if it is a state of a run, that run's id and the commit that the run stands on. */
struct stand {
	struct gx_oid commit;
	bool has_commit;
	struct gx_oid run;
	bool is_run;
};

static int find_stand(struct gx_store *store, const struct gx_oid *head, struct gx_arena *arena, struct stand *ret, struct gx_err *err)
{
	struct stand stand = { .commit = *head, .has_commit = true };
	struct gx_str uuid = GX_STR_NONE;
	for (size_t i = 0; i < MAX_STATES; i++) {
		struct gx_commit commit;
		struct gx_str tree;
		int r = read_commit(store, &stand.commit, arena, &commit, err);
		if (r == 0)
			r = read_tree(store, &commit.tree, arena, &tree, err);
		if (r < 0)
			return i > 0 && !gx_object_exists(store->reader, &stand.commit) ? gx_fail_commit_missing(store, "HEAD", &stand.commit, err) : r;
		struct gx_str here = uuid_in(store, tree, arena);
		if (here.len == 0 || (uuid.len > 0 && !gx_str_equal(here, uuid)))
			break;
		uuid = here;
		stand.run = stand.commit;
		stand.is_run = true;
		stand.has_commit = commit.parents_count > 0;
		if (!stand.has_commit)
			break;
		stand.commit = commit.parents[0];
	}
	*ret = stand;
	return 0;
}

static int set_stand(struct gx_store *store, const struct gx_oid *head, struct gx_arena *arena, struct gx_code *code, struct gx_err *err)
{
	struct stand stand;
	int r = find_stand(store, head, arena, &stand, err);
	if (r < 0)
		return r;
	if (stand.has_commit)
		code->parent = stand.commit;
	if (stand.is_run) {
		code->run = gx_arena_str(arena, gx_str_of(gx_oid_text(&stand.run).hex));
		if (!code->run.at)
			return gx_fail_memory(err);
	}
	return 0;
}

static int set_remote(struct gx_store *store, struct gx_arena *arena, struct gx_code *code, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) clean = GX_BUF_INIT(1 << 16);
	struct gx_str url;
	int r = gx_repo_remote_url(store->repo, code->branch, arena, &url, err);
	if (r < 0)
		return r;
	gx_redact_url(&clean, url);
	r = gx_buf_check(&clean, "the remote's URL", err);
	code->remote = gx_arena_str(arena, gx_buf_view(&clean));
	return r == 0 && !code->remote.at ? gx_fail_memory(err) : r;
}

/* Whether the code differs from the commit it stands on. */
static int set_dirty(struct gx_store *store, struct gx_arena *arena, struct gx_code *code, struct gx_err *err)
{
	struct gx_commit commit;
	struct gx_str bytes;
	struct gx_oid clean;
	code->dirty = true;
	if (gx_oid_is_none(&code->parent))
		return 0;
	int r = read_commit(store, &code->parent, arena, &commit, err);
	if (r == 0)
		r = strip(store, &commit.tree, arena, &bytes, &clean, err);
	code->dirty = r == 0 && !gx_oid_equal(&clean, &code->tree);
	return r;
}

static int finish_code(struct gx_store *store, const struct gx_oid *tree, struct gx_arena *arena, struct gx_code *code, struct gx_err *err)
{
	int r = strip(store, tree, arena, &code->bytes, &code->tree, err);
	if (r == 0)
		r = set_dirty(store, arena, code, err);
	return r == 0 ? set_remote(store, arena, code, err) : r;
}

/* ---- the work tree as it stands */

struct wish {
	const struct gx_store *store;
	bool all;
};

static bool wants(void *context, struct gx_str path)
{
	const struct wish *wish = context;
	if (gx_is_secret_path(path, &wish->store->settings.list[GX_SNAPSHOT_EXCLUDE]))
		return false;
	return wish->all || gx_is_code_path(path);
}

static int set_omitted(const struct gx_snapshot *snapshot, struct gx_arena *arena, struct gx_code *code, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	if (snapshot->omitted.len == 0)
		return 0;
	for (size_t i = 0; i < snapshot->omitted.len; i++) {
		gx_buf_text(&json, i == 0 ? "[" : ", ");
		gx_json_string(&json, snapshot->omitted.at[i]);
	}
	gx_buf_byte(&json, ']');
	int r = gx_buf_check(&json, "the list of omitted files", err);
	code->omitted = (struct gx_value){ .kind = GX_ARRAY, .json = gx_arena_str(arena, gx_buf_view(&json)) };
	return r == 0 && !code->omitted.json.at ? gx_fail_memory(err) : r;
}

static int take_snapshot(struct gx_store *store, struct gx_git *status, struct gx_arena *arena, struct gx_snapshot *ret, struct gx_err *err)
{
	struct gx_str untracked = store->settings.text[GX_UNTRACKED];
	struct wish wish = { store, gx_str_is(untracked, "all") };
	struct gx_snapshot_rules rules = {
		.untracked = !gx_str_is(untracked, "none"),
		.file_limit = (uint64_t)store->settings.number[GX_SNAPSHOT_FILE_LIMIT],
		.total_limit = (uint64_t)store->settings.number[GX_SNAPSHOT_LIMIT],
		.text_only = !wish.all,
		.wants = wants,
		.context = &wish,
	};
	return gx_snapshot_finish(status, store->repo, &rules, arena, ret, err);
}

/* The tree of the work tree: HEAD's where nothing differs, the empty one before the first commit. */
static int tree_now(struct gx_store *store, const struct gx_head *head, const struct gx_snapshot *snapshot, struct gx_arena *arena,
		    struct gx_code *code, struct gx_err *err)
{
	struct gx_commit commit;
	if (snapshot->dirty)
		return finish_code(store, &snapshot->tree, arena, code, err);
	if (head->unborn) {
		code->dirty = true;
		bool hashed = gx_object_id(GX_TREE, GX_STR_NONE, &code->tree);
		return hashed ? set_remote(store, arena, code, err) : gx_fail_memory(err);
	}
	int r = read_commit(store, &head->commit, arena, &commit, err);
	return r == 0 ? finish_code(store, &commit.tree, arena, code, err) : r;
}

int gx_code_now(struct gx_store *store, struct gx_git *status, struct gx_arena *arena, struct gx_code *ret, struct gx_err *err)
{
	struct gx_code code = { .has_code = true, .omitted = gx_value_null() };
	struct gx_snapshot snapshot = { .dirty = false };
	struct gx_head head;
	if (!gx_repo_work_tree(store->repo))
		return gx_fail(err, GX_EINPUT, "a bare repository has no work tree to record; name the code with --code <commit>, or use --no-code");
	int r = gx_repo_head(store->repo, arena, &head, err);
	if (r == 0)
		r = take_snapshot(store, status, arena, &snapshot, err);
	if (r == 0 && !head.unborn)
		r = set_stand(store, &head.commit, arena, &code, err);
	code.branch = r == 0 ? head.branch : GX_STR_NONE;
	if (r == 0)
		r = tree_now(store, &head, &snapshot, arena, &code, err);
	if (r == 0)
		r = set_omitted(&snapshot, arena, &code, err);
	gx_snapshot_release(&snapshot);
	if (r == 0)
		*ret = code;
	return r;
}

int gx_code_at(struct gx_store *store, const char *revision, struct gx_arena *arena, struct gx_code *ret, struct gx_err *err)
{
	struct gx_code code = { .has_code = true, .omitted = gx_value_null() };
	struct gx_oid id;
	struct gx_commit commit;
	int r = gx_repo_resolve(revision, &id, err);
	if (r == 0)
		r = read_commit(store, &id, arena, &commit, err);
	if (r == 0)
		r = set_stand(store, &id, arena, &code, err);
	if (r == 0)
		r = finish_code(store, &commit.tree, arena, &code, err);
	if (r == 0)
		*ret = code;
	return r;
}

/* ---- as facts */

static bool set_hex(struct gx_run *run, struct gx_arena *arena, const char *key, const struct gx_oid *id)
{
	return gx_run_set_text(run, arena, key, gx_str_of(gx_oid_text(id).hex));
}

int gx_code_facts(const struct gx_code *code, struct gx_arena *arena, struct gx_run *run, struct gx_err *err)
{
	/* A run that comes as JSON brings what was so where it ran; its tree here is this code's. */
	static const char *const keys[] = { "code.branch", "code.commit", "code.dirty", "code.omitted", "code.remote", "code.tree" };
	for (size_t i = 0; i < GX_LEN(keys); i++)
		gx_flat_remove(&run->facts, gx_str_of(keys[i]));
	if (!code->has_code)
		return 0;
	bool set = set_hex(run, arena, "code.tree", &code->tree) && gx_run_set_flag(run, arena, "code.dirty", code->dirty);
	if (!gx_oid_is_none(&code->parent))
		set = set && set_hex(run, arena, "code.commit", &code->parent);
	if (code->branch.len > 0)
		set = set && gx_run_set_text(run, arena, "code.branch", code->branch);
	if (code->remote.len > 0)
		set = set && gx_run_set_text(run, arena, "code.remote", code->remote);
	if (code->omitted.kind == GX_ARRAY)
		set = set && gx_flat_set(&run->facts, arena, GX_STR("code.omitted"), code->omitted);
	if (code->run.len > 0 && gx_run_text(run, "parent").len == 0)
		set = set && gx_run_set_text(run, arena, "parent", code->run);
	return set ? 0 : gx_fail_memory(err);
}
