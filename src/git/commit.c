/*
 * Commits: headers a line each, an empty line, the message.
 */
#include <stdio.h>
#include <stdlib.h>

#include "git/object.h"

enum { MAX_PARENTS = 4096 };

/* "Name <email> 1732143300 +0100" */
static void read_identity(struct gx_str line, struct gx_identity *ret)
{
	size_t open = gx_str_find(line, '<'), close = gx_str_find_last(line, '>');
	if (open == GX_STR_NOWHERE || close == GX_STR_NOWHERE || close < open)
		return;
	ret->name = gx_str_trim(gx_str_sub(line, 0, open));
	ret->email = gx_str_sub(line, open + 1, close - open - 1);
	char text[48];
	(void)snprintf(text, sizeof(text), "%" GX_PRI, GX_ARG(gx_str_trim(gx_str_from(line, close + 1))));
	char *zone;
	ret->time_s = strtoll(text, &zone, 10);
	long offset = strtol(zone, NULL, 10);
	if (offset > -10000 && offset < 10000)
		ret->offset_min = (int)(offset / 100 * 60 + offset % 100);
}

static bool take_header(struct gx_str line, const char *name, struct gx_str *ret)
{
	struct gx_str key = gx_str_of(name);
	if (!gx_str_starts(line, key))
		return false;
	*ret = gx_str_from(line, key.len);
	return true;
}

/* The parents stand together behind the tree, so one look ahead counts them. */
static int read_parents(struct gx_commit *commit, struct gx_str bytes, struct gx_arena *arena, struct gx_err *err)
{
	size_t count = 0;
	struct gx_str line, value, rest = bytes;
	while (gx_str_cut(&rest, '\n', &line) && take_header(line, "parent ", &value))
		count++;
	if (count > MAX_PARENTS)
		return gx_fail(err, GX_ELIMIT, "a commit has over %d parents", MAX_PARENTS);
	struct gx_oid *parents = gx_arena_array(arena, count + 1, sizeof(*parents));
	if (!parents)
		return gx_fail_memory(err);
	for (size_t i = 0; i < count && gx_str_cut(&bytes, '\n', &line); i++)
		if (!take_header(line, "parent ", &value) || !gx_oid_read(value, &parents[i]))
			return gx_fail(err, GX_EFORMAT, "a commit is malformed");
	commit->parents = parents;
	commit->parents_count = count;
	return 0;
}

int gx_commit_parse(struct gx_str bytes, struct gx_arena *arena, struct gx_commit *ret, struct gx_err *err)
{
	struct gx_commit commit = { .parents = NULL };
	struct gx_str line, value;
	if (!gx_str_cut(&bytes, '\n', &line) || !take_header(line, "tree ", &value) || !gx_oid_read(value, &commit.tree))
		return gx_fail(err, GX_EFORMAT, "a commit is malformed");
	int r = read_parents(&commit, bytes, arena, err);
	if (r < 0)
		return r;
	while (gx_str_cut(&bytes, '\n', &line) && line.len > 0) {
		if (take_header(line, "author ", &value))
			read_identity(value, &commit.author);
		else if (take_header(line, "committer ", &value))
			read_identity(value, &commit.committer);
	}
	commit.message = bytes;
	*ret = commit;
	return 0;
}

void gx_commit_write(struct gx_buf *out, const struct gx_commit *commit)
{
	gx_buf_printf(out, "tree %s\n", gx_oid_text(&commit->tree).hex);
	for (size_t i = 0; i < commit->parents_count; i++)
		gx_buf_printf(out, "parent %s\n", gx_oid_text(&commit->parents[i]).hex);
	gx_buf_text(out, "author ");
	gx_identity_write(out, &commit->author);
	gx_buf_text(out, "\ncommitter ");
	gx_identity_write(out, &commit->committer);
	gx_buf_text(out, "\n\n");
	gx_buf_str(out, commit->message);
}

bool gx_commit_tree(struct gx_str bytes, struct gx_oid *ret)
{
	struct gx_str hex;
	return take_header(bytes, "tree ", &hex) && gx_oid_read(gx_str_sub(hex, 0, GX_OID_HEX), ret);
}
