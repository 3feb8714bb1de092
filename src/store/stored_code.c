#include "store/stored_code.h"

#include <stdio.h>

#include "base/file.h"
#include "base/utf8.h"
#include "run/limits.h"
#include "store/proof.h"

int gx_fail_commit_missing(const struct gx_store *store, const char *what, const struct gx_oid *commit, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) shallow = GX_BUF_INIT(GX_PATH_MAX);
	struct gx_oid_text hex = gx_oid_text(commit);
	if (gx_file_exists(gx_path(&shallow, gx_repo_common_dir(store->repo), "shallow")))
		return gx_fail(err, GX_ENOTFOUND, "%s stands on commit %s, which this shallow clone lacks; `git fetch --unshallow` brings it", what, hex.hex);
	return gx_fail(err, GX_ENOTFOUND, "%s stands on commit %s, which this clone lacks; `git fetch origin %s` brings it", what, hex.hex, hex.hex);
}

static int find_parent(struct gx_store *store, const struct gx_item *item, struct gx_arena *arena, struct gx_oid *ret, struct gx_err *err)
{
	struct gx_commit first;
	struct gx_str bytes;
	int r = gx_object_read(store->reader, &item->id, GX_COMMIT, GX_COMMIT_MAX, &bytes, NULL, err);
	if (r == 0)
		r = gx_commit_parse(bytes, arena, &first, err);
	if (r == 0)
		*ret = first.parents_count > 0 ? first.parents[0] : GX_OID_NONE;
	return r;
}

static int compare_with_parent(struct gx_store *store, const struct gx_item *item, struct gx_arena *arena, struct gx_stored_code *code,
			       struct gx_err *err)
{
	char what[32];
	struct gx_str bytes;
	if (gx_oid_is_none(&code->parent))
		return 0;
	(void)snprintf(what, sizeof(what), "run %.7s", gx_oid_text(&item->id).hex);
	int r = gx_proof_code(store, &code->parent, arena, &bytes, err);
	if (r == GX_ENOTFOUND || (r < 0 && !gx_object_exists(store->reader, &code->parent)))
		return gx_fail_commit_missing(store, what, &code->parent, err);
	if (r == 0)
		code->dirty = !gx_str_equal(bytes, code->bytes);
	return r;
}

int gx_stored_code(struct gx_store *store, const struct gx_item *item, const struct gx_run *run, struct gx_arena *arena,
		   struct gx_stored_code *ret, struct gx_err *err)
{
	struct gx_stored_code code = { .dirty = true };
	if (gx_run_text(run, "code.tree").len == 0)
		return gx_fail(err, GX_ENOTFOUND, "run %.7s was recorded without code", gx_oid_text(&item->id).hex);
	int r = find_parent(store, item, arena, &code.parent, err);
	if (r == 0)
		r = gx_proof_code(store, &item->tip, arena, &code.bytes, err);
	if (r == 0 && !gx_object_id(GX_TREE, code.bytes, &code.tree))
		r = gx_fail_memory(err);
	if (r == 0)
		r = compare_with_parent(store, item, arena, &code, err);
	if (r == 0)
		*ret = code;
	return r;
}

/* Seconds of git's clock, which knows nothing before 1970. */
static int64_t seconds_of(int64_t time_us)
{
	return time_us == GX_TIME_NONE || time_us < 0 ? 0 : time_us / 1000000;
}

static void write_message(struct gx_buf *out, const struct gx_item *item, const struct gx_run *run)
{
	GX_CLEANUP(gx_buf) subject = GX_BUF_INIT(1 << 16);
	gx_buf_printf(&subject, "code of run %s (%" GX_PRI "/%" GX_PRI ")", gx_oid_text(&item->id).hex, GX_ARG(gx_run_text(run, "experiment")),
		      GX_ARG(gx_run_text(run, "name")));
	gx_text_safe(out, gx_buf_view(&subject), GX_TEXT_LINE);
	gx_buf_byte(out, '\n');
	if (subject.failed && !out->failed)
		out->failed = subject.failed;
}

static int write_commit(const struct gx_item *item, const struct gx_run *run, const struct gx_stored_code *code,
			struct gx_batch *batch, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) message = GX_BUF_INIT(1 << 18);
	GX_CLEANUP(gx_buf) bytes = GX_BUF_INIT(GX_COMMIT_MAX);
	struct gx_identity author = { .name = item->author_name, .email = item->author_email, .time_s = seconds_of(item->started_us) };
	struct gx_commit commit = { .parents = &code->parent, .author = author, .committer = author };
	commit.parents_count = gx_oid_is_none(&code->parent) ? 0 : 1;
	write_message(&message, item, run);
	int r = gx_buf_check(&message, "the commit message", err);
	if (r == 0)
		r = gx_batch_add(batch, GX_TREE, code->bytes, &commit.tree, err);
	if (r < 0)
		return r;
	commit.message = gx_buf_view(&message);
	gx_commit_write(&bytes, &commit);
	r = gx_buf_check(&bytes, "a commit", err);
	return r == 0 ? gx_batch_add(batch, GX_COMMIT, gx_buf_view(&bytes), ret, err) : r;
}

int gx_stored_code_commit(struct gx_store *store, const struct gx_item *item, const struct gx_run *run, const struct gx_stored_code *code,
			  struct gx_oid *ret, struct gx_err *err)
{
	struct gx_oid id = code->parent;
	if (code->dirty) {
		struct gx_batch *batch = gx_batch_new(store->repo);
		int r = batch ? write_commit(item, run, code, batch, &id, err) : gx_fail_memory(err);
		if (r == 0)
			r = gx_batch_commit(batch, err);
		gx_batch_free(batch);
		if (r < 0)
			return r;
	}
	*ret = id;
	return 0;
}
