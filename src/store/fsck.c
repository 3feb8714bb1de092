/*
 * Every run against the format, to the last file. Lists trust less than this: they prove the id, this looks at all states between, at all
 * files and at what the record says of itself.
 */
#include "store/fsck.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "git/lfs.h"
#include "run/names.h"
#include "store/proof.h"

enum { ARTIFACT_MAX = 64 << 20 };

struct check {
	struct gx_store *store;
	gx_finding *found;
	void *context;
	struct gx_str ref;
	struct gx_arena arena;      /* of one run */
	struct gx_arena kept;       /* of all: ids and parents */
	struct gx_map parents;      /* id → index into `of` and `refs` */
	GX_VEC(struct gx_str) of;   /* the parent that a run names, or empty */
	GX_VEC(struct gx_str) refs; /* of the run */
};

static void __attribute__((format(printf, 3, 4))) find(struct check *check, enum gx_finding_level level, const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	check->found(check->context, level, check->ref, text);
}

/* ---- what run.yaml says */

static void check_text(struct check *check, const struct gx_run *run, const char *key, struct gx_str expected)
{
	struct gx_str text = gx_run_text(run, key);
	if (!gx_str_equal(text, expected))
		find(check, GX_FINDING_ERROR, "run.yaml: %s is '%" GX_PRI "', and should be '%" GX_PRI "'", key, GX_ARG(text), GX_ARG(expected));
}

static void check_kinds(struct check *check, const struct gx_run *run)
{
	for (size_t i = 0; i < run->facts.len; i++) {
		const struct gx_pair *pair = &run->facts.at[i];
		const struct gx_fact *fact = gx_fact_find(pair->key);
		if (fact && fact->kind != pair->value.kind)
			find(check, GX_FINDING_ERROR, "run.yaml: %s is %s, not %s", fact->key, gx_kind_name(pair->value.kind), gx_kind_name(fact->kind));
	}
}

static void check_times(struct check *check, const struct gx_run *run)
{
	static const char *const keys[] = { "started", "ended", "removed" };
	for (size_t i = 0; i < GX_LEN(keys); i++)
		if (gx_run_text(run, keys[i]).len > 0 && gx_run_time(run, keys[i]) == GX_TIME_NONE)
			find(check, GX_FINDING_ERROR, "run.yaml: %s is no RFC 3339 time", keys[i]);
	int64_t started = gx_run_time(run, "started"), ended = gx_run_time(run, "ended");
	if (started != GX_TIME_NONE && ended != GX_TIME_NONE && ended < started)
		find(check, GX_FINDING_WARNING, "run.yaml: it ended before it started");
}

static void check_facts(struct check *check, const struct gx_run *run, struct gx_str experiment)
{
	check_text(check, run, "experiment", experiment);
	check_kinds(check, run);
	check_times(check, run);
	if (gx_run_status(run) == GX_STATUS_UNKNOWN)
		find(check, GX_FINDING_ERROR, "run.yaml: the status '%" GX_PRI "' is none", GX_ARG(gx_run_text(run, "status")));
}

/* code.tree is the id of the tip's tree without `.exp`. */
static int check_code(struct check *check, const struct gx_item *item, const struct gx_run *run, struct gx_err *err)
{
	struct gx_str said = gx_run_text(run, "code.tree"), bytes;
	struct gx_oid tree;
	if (said.len == 0)
		return 0;
	int r = gx_proof_code(check->store, &item->tip, &check->arena, &bytes, err);
	if (r == 0 && !gx_object_id(GX_TREE, bytes, &tree))
		r = gx_fail_memory(err);
	if (r == 0 && !gx_str_is(said, gx_oid_text(&tree).hex))
		find(check, GX_FINDING_ERROR, "run.yaml: code.tree is not the tree of its code, %s", gx_oid_text(&tree).hex);
	return r;
}

/* ---- results */

static void check_stats(struct check *check, const struct gx_run *run)
{
	for (size_t i = 0; i < run->histories.all.len; i++) {
		const struct gx_history *history = &run->histories.all.at[i];
		struct gx_value stats;
		const struct gx_value *said = gx_flat_get(&run->stats, history->metric);
		if (gx_stats_of(history, &check->arena, &stats) && (!said || !gx_str_equal(said->json, stats.json)))
			find(check, GX_FINDING_WARNING, "stats.yaml: '%" GX_PRI "' does not sum up its history", GX_ARG(history->metric));
		if (!gx_flat_get(&run->metrics, history->metric))
			find(check, GX_FINDING_WARNING, "metrics.yaml: '%" GX_PRI "' has a history and no value", GX_ARG(history->metric));
	}
	if (run->stats.len > run->histories.all.len)
		find(check, GX_FINDING_WARNING, "stats.yaml: it sums up %zu histories, and there are %zu", run->stats.len, run->histories.all.len);
}

/* What record would not have written: names that hold controls, or are empty. They are shown safely, and match nothing that anyone types. */
static void check_keys(struct check *check, const char *file, const struct gx_flat *flat)
{
	struct gx_err err = GX_ERR_INIT;
	for (size_t i = 0; i < flat->len; i++)
		if (gx_key_check(flat->at[i].key, &err) < 0)
			find(check, GX_FINDING_ERROR, "%s: %s", file, err.text);
}

static void check_names(struct check *check, const struct gx_run *run)
{
	struct gx_err err = GX_ERR_INIT;
	check_keys(check, "params.yaml", &run->params);
	check_keys(check, "metrics.yaml", &run->metrics);
	check_keys(check, "data.yaml", &run->data);
	check_keys(check, "artifacts.yaml", &run->artifacts);
	if (gx_run_text(run, "name").len > 0 && gx_name_check(gx_run_text(run, "name"), &err) < 0)
		find(check, GX_FINDING_ERROR, "run.yaml: %s", err.text);
	for (size_t i = 0; i < run->tags.list.len; i++)
		if (gx_tag_check(run->tags.list.at[i], &err) < 0)
			find(check, GX_FINDING_ERROR, "tags: %s", err.text);
}

/* The text of a member of a flat value like {"sha256": "…"}: what follows the quoted key. Entries are canonical JSON, so this is exact. */
static struct gx_str member(const struct gx_value *entry, const char *quoted_key)
{
	struct gx_str key = gx_str_of(quoted_key);
	for (size_t i = 0; i + key.len <= entry->json.len; i++)
		if (gx_str_starts(gx_str_from(entry->json, i), key)) {
			struct gx_str rest = gx_str_from(entry->json, i + key.len);
			size_t end = 0;
			while (end < rest.len && rest.at[end] != '"' && rest.at[end] != ',' && rest.at[end] != '}')
				end++;
			return gx_str_sub(rest, 0, end);
		}
	return GX_STR_NONE;
}

static void check_digest(struct check *check, struct gx_str name, const struct gx_value *entry, const unsigned char *sha256, uint64_t size)
{
	char hex[2 * GX_SHA256_BYTES + 1], digits[24];
	gx_hex(sha256, GX_SHA256_BYTES, hex);
	(void)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)size);
	if (!gx_str_is(member(entry, "\"sha256\": \""), hex))
		find(check, GX_FINDING_ERROR, "artifact '%" GX_PRI "': its bytes are not those of its sha256", GX_ARG(name));
	else if (!gx_str_is(member(entry, "\"size\": "), digits))
		find(check, GX_FINDING_ERROR, "artifact '%" GX_PRI "': it has %s bytes, not those of artifacts.yaml", GX_ARG(name), digits);
}

static int check_artifact(struct check *check, const struct gx_files *files, const struct gx_pair *pair, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(1 << 16);
	unsigned char sha256[GX_SHA256_BYTES];
	uint64_t size = 0;
	struct gx_oid blob;
	struct gx_str bytes;
	struct gx_str storage = member(&pair->value, "\"storage\": \"");
	gx_buf_text(&path, "artifacts/");
	gx_path_encode(&path, pair->key);
	const struct gx_file *file = gx_files_get(files, gx_buf_view(&path));
	if (gx_str_is(storage, "uri"))
		return 0;
	if (!file || !gx_oid_read(file->blob, &blob)) {
		find(check, GX_FINDING_ERROR, "artifact '%" GX_PRI "': artifacts.yaml names it, and its file is missing", GX_ARG(pair->key));
		return 0;
	}
	int r = gx_object_read(check->store->reader, &blob, GX_BLOB, ARTIFACT_MAX, &bytes, NULL, err);
	if (r < 0) {
		find(check, r == GX_ELIMIT ? GX_FINDING_WARNING : GX_FINDING_ERROR, "artifact '%" GX_PRI "': not checked: %s", GX_ARG(pair->key), err->text);
		return r == GX_ENOMEM ? r : 0;
	}
	if (!gx_str_is(storage, "lfs")) {
		gx_sha256(bytes, sha256);
		size = bytes.len;
	} else if (!gx_lfs_pointer_read(bytes, sha256, &size)) {
		find(check, GX_FINDING_ERROR, "artifact '%" GX_PRI "': its Git LFS pointer is not valid", GX_ARG(pair->key));
		return 0;
	}
	check_digest(check, pair->key, &pair->value, sha256, size);
	return 0;
}

static void check_blob(struct check *check, const struct gx_file *file, struct gx_err *err)
{
	struct gx_oid blob;
	enum gx_object_kind kind;
	uint64_t size;
	if (!gx_part_of(file->path) || !gx_oid_read(file->blob, &blob))
		return;
	int r = gx_object_header(check->store->reader, &blob, &kind, &size, err);
	if (r < 0)
		find(check, GX_FINDING_ERROR, "'%" GX_PRI "': %s", GX_ARG(file->path), err->text);
	else if (kind != GX_BLOB || size > GX_RECORD_MAX)
		find(check, GX_FINDING_ERROR, "'%" GX_PRI "' is no blob of at most %d bytes", GX_ARG(file->path), GX_RECORD_MAX);
}

static void check_files(struct check *check, const struct gx_files *files, struct gx_err *err)
{
	for (size_t i = 0; i < files->list.len; i++) {
		const struct gx_file *file = &files->list.at[i];
		if (!gx_path_is_safe(file->path))
			find(check, GX_FINDING_ERROR, "'%" GX_PRI "' is a path that must not be written out", GX_ARG(file->path));
		if (i > 0 && gx_str_equal(file->path, files->list.at[i - 1].path))
			find(check, GX_FINDING_ERROR, "'%" GX_PRI "' stands twice", GX_ARG(file->path));
		check_blob(check, file, err);
	}
}

static int check_record(struct check *check, const struct gx_item *item, struct gx_str experiment, struct gx_err *err)
{
	struct gx_files files = { .list = { NULL, 0, 0 } };
	struct gx_run run = GX_RUN_INIT;
	int r = gx_store_files(check->store, &item->record, &check->arena, &files, err);
	if (r < 0 && r != GX_ENOMEM) {
		find(check, GX_FINDING_ERROR, "%s", err->text);
		return 0;
	}
	if (r == 0)
		check_files(check, &files, err);
	if (r == 0)
		r = gx_store_read(check->store, item, GX_PART_ALL, &check->arena, &run, err);
	if (r == 0) {
		check_facts(check, &run, experiment);
		check_names(check, &run);
		check_stats(check, &run);
		r = check_code(check, item, &run, err);
	}
	for (size_t i = 0; r == 0 && i < run.artifacts.len; i++)
		r = check_artifact(check, &files, &run.artifacts.at[i], err);
	gx_run_release(&run);
	gx_files_release(&files);
	return r;
}

/* ---- one ref after the other */

static bool note_parent(struct check *check, const struct gx_item *item)
{
	struct gx_value value = gx_value_null();
	struct gx_str id = gx_arena_str(&check->kept, gx_str_of(gx_oid_text(&item->id).hex));
	struct gx_str *slot = gx_vec_add(&check->of), *ref = gx_vec_add(&check->refs);
	bool named = gx_flat_peek(item->facts, GX_STR("parent"), &check->arena, &value) && value.kind == GX_STRING;
	if (!slot || !ref || !id.at)
		return false;
	*ref = check->ref;
	*slot = named ? gx_arena_str(&check->kept, value.text) : GX_STR_NONE;
	return gx_map_put(&check->parents, id, check->of.len - 1) && (!named || slot->at);
}

static int check_ref(struct check *check, const struct gx_ref *ref, struct gx_err *err)
{
	struct gx_item item;
	struct gx_str experiment, id;
	check->ref = ref->name;
	int r = gx_store_item(check->store, ref->name, &ref->id, &check->arena, &item, err);
	if (r == 0)
		r = gx_proof_states(check->store, &item, &check->arena, err);
	if (r < 0 && r != GX_ENOMEM) {
		find(check, GX_FINDING_ERROR, "%s", err->text);
		return 0;
	}
	if (r == 0 && !note_parent(check, &item))
		r = gx_fail_memory(err);
	if (r == 0 && gx_ref_split(ref->name, &experiment, &id))
		r = check_record(check, &item, experiment, err);
	return r;
}

/* The run that is the parent of the run `index`; none where it names none that is here. */
static size_t parent_of(const struct check *check, size_t index)
{
	struct gx_str id = check->of.at[index];
	const size_t *found = id.len ? gx_map_get(&check->parents, id) : NULL;
	return found ? *found : SIZE_MAX;
}

/*
 * Each run names one parent at most. A walk up marks what it passes with its own number and stops at what any walk has marked: so each run
 * is passed once, and a walk that meets its own mark has gone round.
 */
static int check_circles(struct check *check, struct gx_err *err)
{
	GX_FREE size_t *marks = calloc(check->of.len + 1, sizeof(*marks));
	if (!marks)
		return gx_fail_memory(err);
	for (size_t i = 0; i < check->of.len; i++) {
		size_t at = i;
		while (at != SIZE_MAX && marks[at] == 0) {
			marks[at] = i + 1;
			at = parent_of(check, at);
		}
		if (at == SIZE_MAX || marks[at] != i + 1)
			continue;
		check->ref = check->refs.at[at];
		find(check, GX_FINDING_ERROR, "run.yaml: its parents go round in a circle");
	}
	return 0;
}

static void warn_part(void *context, const char *text)
{
	struct check *check = context;
	find(check, GX_FINDING_ERROR, "%s", text);
}

static int check_refs(struct check *check, struct gx_refs *refs, size_t *ret_checked, struct gx_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < refs->len; i++) {
		gx_arena_reset(&check->arena);
		if (gx_proof_is_reserved(refs->at[i].name))
			continue;
		(*ret_checked)++;
		r = check_ref(check, &refs->at[i], err);
	}
	return r == 0 ? check_circles(check, err) : r;
}

int gx_store_fsck(struct gx_store *store, gx_finding *found, void *context, size_t *ret_checked, struct gx_err *err)
{
	struct check check = { .store = store, .found = found, .context = context };
	struct gx_arena names = GX_ARENA_INIT;
	struct gx_refs refs = { NULL, 0, 0 };
	struct gx_store before = *store;
	size_t skipped = 0, checked = 0;
	int r = gx_refs_list(store->repo, GX_REF_ROOT, &names, &refs, &skipped, err);
	store->warn = warn_part;
	store->context = &check;
	if (r == 0)
		r = check_refs(&check, &refs, &checked, err);
	if (r == 0 && skipped > 0) {
		check.ref = GX_STR(GX_REF_ROOT);
		find(&check, GX_FINDING_ERROR, "%zu refs below it point to no object", skipped);
	}
	store->warn = before.warn;
	store->context = before.context;
	gx_map_release(&check.parents);
	gx_vec_release(&check.of);
	gx_vec_release(&check.refs);
	gx_arena_release(&check.arena);
	gx_arena_release(&check.kept);
	gx_arena_release(&names);
	if (r == 0)
		*ret_checked = checked;
	return r;
}
