#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "live/folder.h"

static char scratch[64];

static void begin(void)
{
	(void)snprintf(scratch, sizeof(scratch), "/tmp/git-exp-unit.XXXXXX");
	cr_assert(mkdtemp(scratch) != NULL);
}

static void end(void)
{
	cr_assert(gx_folder_remove(scratch, NULL) == 0);
}

TestSuite(folder, .init = begin, .fini = end, .timeout = 60);

#define UUID "0123456789abcdef0123456789abcdef"

static struct gx_arena arena;

static struct gx_live make(void)
{
	struct gx_live live = GX_LIVE_INIT;
	struct gx_owner owner;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_owner_here(&arena, &owner, NULL) == 0);
	owner.uuid = GX_STR(UUID);
	owner.experiment = GX_STR("e");
	cr_assert(gx_live_make(scratch, &owner, &live, &err) == 0, "%s", err.text);
	return live;
}

static struct gx_live_entries list(void)
{
	struct gx_live_entries entries;
	struct gx_err err = GX_ERR_INIT;
	cr_assert(gx_live_list(scratch, &arena, &entries, &err) == 0, "%s", err.text);
	return entries;
}

static enum gx_life life(void)
{
	struct gx_live_entries entries = list();
	cr_assert(entries.list.len == 1);
	enum gx_life result = entries.list.at[0].life;
	gx_live_entries_release(&entries);
	return result;
}

Test(folder, none)
{
	struct gx_live_entries entries = list();
	cr_expect(entries.list.len == 0);
	gx_live_entries_release(&entries);
}

Test(folder, made_owned_and_removed)
{
	struct gx_live live = make();
	struct gx_buf path = GX_BUF_INIT(4096);
	cr_expect(gx_file_exists(gx_live_path(&live, "files", &path)));
	struct gx_owner owner = { .uuid = GX_STR(UUID), .experiment = GX_STR("e"), .ref = GX_STR("refs/experiments/e/x"), .host = GX_STR("h"), .pid = 7 };
	cr_assert(gx_live_own(&live, &owner, NULL) == 0);
	struct gx_live_entries entries = list();
	cr_assert(entries.list.len == 1);
	const struct gx_owner *read = &entries.list.at[0].owner;
	cr_expect(gx_str_is(read->uuid, UUID) && gx_str_is(read->ref, "refs/experiments/e/x") && gx_str_is(read->host, "h") && read->pid == 7);
	cr_expect(entries.list.at[0].sign_us > 0);
	cr_expect(entries.list.at[0].life == GX_LIFE_ELSEWHERE, "of no boot and no machine that we know");
	gx_live_entries_release(&entries);
	cr_assert(gx_live_remove(&live, NULL) == 0);
	entries = list();
	cr_expect(entries.list.len == 0);
	gx_live_entries_release(&entries);
	gx_buf_release(&path);
	gx_arena_release(&arena);
}

Test(folder, the_lock_tells)
{
	struct gx_live live = make(), other;
	struct gx_buf path = GX_BUF_INIT(4096);
	gx_buf_str(&path, gx_buf_view(&live.path));
	cr_expect(life() == GX_LIFE_ON);
	cr_expect(gx_live_take(gx_buf_c(&path), false, &other, NULL) == GX_ECONFLICT);
	gx_live_release(&live);
	cr_expect(life() == GX_LIFE_OVER);
	cr_assert(gx_live_take(gx_buf_c(&path), false, &live, NULL) == 0);
	cr_expect(gx_live_take(gx_buf_c(&path), false, &other, NULL) == GX_ECONFLICT, "one finishes it");
	cr_assert(gx_live_remove(&live, NULL) == 0);
	cr_expect(gx_live_take(gx_buf_c(&path), false, &other, NULL) == GX_ENOTFOUND);
	gx_buf_release(&path);
	gx_arena_release(&arena);
}

/* A child of the command that outlives git exp keeps the run alive. */
Test(folder, a_child_holds_it)
{
	int ends[2];
	cr_assert(pipe(ends) == 0);
	struct gx_live live = make();
	pid_t child = fork();
	if (child == 0) {
		char byte;
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
	}
	close(ends[0]);
	gx_live_release(&live);
	cr_expect(life() == GX_LIFE_ON);
	close(ends[1]);
	waitpid(child, NULL, 0);
	cr_expect(life() == GX_LIFE_OVER);
	gx_arena_release(&arena);
}

Test(folder, what_is_none)
{
	struct gx_buf path = GX_BUF_INIT(4096);
	cr_assert(gx_folder_make(gx_path(&path, scratch, "exp/live/nothex"), NULL) == 0);
	cr_assert(gx_folder_make(gx_path(&path, scratch, "exp/live/" UUID), NULL) == 0);
	cr_assert(gx_file_replace(gx_path(&path, scratch, "exp/live/" UUID "/owner.yaml"), GX_STR("no: yaml: here\n"), 0666, NULL) == 0);
	struct gx_live_entries entries = list();
	cr_expect(entries.list.len == 0);
	gx_live_entries_release(&entries);
	gx_buf_release(&path);
	gx_arena_release(&arena);
}
