#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "format/node.h"
#include "gitexp.h"
#include "../../lib/point_locale.h"

/* Each test is a process of its own. */
static char folder[64], path[96];

static void set_up(void)
{
	strcpy(folder, "/tmp/gx-gitexp.XXXXXX");
	cr_assert(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/channel", folder);
	cr_assert_eq(setenv("GIT_EXP_LOG", path, 1), 0);
	cr_assert_eq(unsetenv("GIT_EXP_RANK"), 0);
	cr_assert_eq(setenv("GIT_EXP_NOW", "2026-11-20T12:00:00.5Z", 1), 0);
}

static void tear_down(void)
{
	cr_expect_eq(gx_folder_remove(folder, NULL), 0);
}

TestSuite(gitexp, .init = set_up, .fini = tear_down);

static void expect_file(const char *name, const char *expected)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	cr_assert_eq(gx_file_read(name, &text, NULL), 0, "%s", name);
	cr_expect_str_eq(gx_buf_c(&text), expected);
}

static void expect_error(gitexp_run *run, const char *expected)
{
	char text[1024];
	cr_expect_eq(gitexp_error(run, text, sizeof(text)), strlen(text));
	cr_expect_str_eq(text, expected);
}

/* Hands each line to `take` as what the JSON reader of git exp makes of it; returns how many there are. */
static size_t read_lines(const char *name, void (*take)(const struct gx_node *line, void *context), void *context)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	cr_assert_eq(gx_file_read(name, &text, NULL), 0);
	struct gx_str rest = gx_buf_view(&text), line;
	size_t count = 0;
	cr_assert(gx_str_ends(rest, GX_STR("\n")));
	for (; gx_str_cut(&rest, '\n', &line); count++) {
		GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
		struct gx_node *root;
		struct gx_err err = GX_ERR_INIT;
		cr_assert_eq(gx_json_read(line, "log", &arena, &root, &err), 0, "%s in: %.*s", err.text, GX_ARG(line));
		take(root, context);
	}
	return count;
}

Test(gitexp, no_run)
{
	const char *name = "loss";
	double value = 1;
	char text[8] = "before";
	cr_assert_eq(unsetenv("GIT_EXP_LOG"), 0);
	cr_assert_null(gitexp_begin());
	cr_assert_eq(setenv("GIT_EXP_LOG", "", 1), 0);
	cr_assert_null(gitexp_begin());
	cr_expect_eq(gitexp_active(NULL), 0);
	cr_expect_eq(gitexp_param_double(NULL, "lr", 1), 0);
	cr_expect_eq(gitexp_param_int(NULL, "lr", 1), 0);
	cr_expect_eq(gitexp_param_bool(NULL, "lr", 1), 0);
	cr_expect_eq(gitexp_param_text(NULL, "lr", "1"), 0);
	cr_expect_eq(gitexp_metric(NULL, "loss", 1, 1), 0);
	cr_expect_eq(gitexp_metrics(NULL, 1, 1, &name, &value), 0);
	cr_expect_eq(gitexp_tag(NULL, "a"), 0);
	cr_expect_eq(gitexp_note(NULL, "a"), 0);
	cr_expect_eq(gitexp_artifact(NULL, "a", NULL), 0);
	cr_expect_eq(gitexp_status(NULL, "failed", NULL), 0);
	cr_expect_eq(gitexp_flush(NULL), 0);
	cr_expect_eq(gitexp_error(NULL, text, sizeof(text)), 0);
	cr_expect_str_eq(text, "");
	cr_expect_eq(gitexp_end(NULL), 0);
	cr_expect_not(gx_file_exists(path));
}

Test(gitexp, every_line)
{
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_active(run), 1);
	cr_expect_eq(gitexp_param_double(run, "lr", 0.1), 0);
	cr_expect_eq(gitexp_param_double(run, "zero", -0.0), 0);
	cr_expect_eq(gitexp_param_int(run, "seed", INT64_MIN), 0);
	cr_expect_eq(gitexp_param_int(run, "model.width", INT64_MAX), 0);
	cr_expect_eq(gitexp_param_bool(run, "amp", 2), 0);
	cr_expect_eq(gitexp_param_bool(run, "_private", 0), 0);
	cr_expect_eq(gitexp_param_text(run, "model", "cnn"), 0);
	cr_expect_eq(gitexp_param_text(run, "empty", ""), 0);
	cr_expect_eq(gitexp_metric(run, "loss", 10, 0.31), 0);
	cr_expect_eq(gitexp_metric(run, "val/loss", -1, 2), 0);
	cr_expect_eq(gitexp_metric(run, "best", GITEXP_NO_STEP, 5e-324), 0);
	cr_expect_eq(gitexp_metrics(run, 11, 2, (const char *[]){ "loss", "acc" }, (double[]){ 0.25, 0.9 }), 0);
	cr_expect_eq(gitexp_metrics(run, 12, 0, NULL, NULL), 0);
	cr_expect_eq(gitexp_tag(run, "baseline"), 0);
	cr_expect_eq(gitexp_note(run, "two\nlines"), 0);
	cr_expect_eq(gitexp_artifact(run, "model.pt", "model"), 0);
	cr_expect_eq(gitexp_artifact(run, "out/a b.png", NULL), 0);
	cr_expect_eq(gitexp_status(run, "failed", "diverged"), 0);
	cr_expect_eq(gitexp_status(run, "finished", NULL), 0);
	expect_error(run, "");
	/* before the end: what a call has logged is in the file when it returns */
	expect_file(path, "{\"_param\": {\"lr\": 0.1}}\n"
			  "{\"_param\": {\"zero\": -0.0}}\n"
			  "{\"_param\": {\"seed\": -9223372036854775808}}\n"
			  "{\"_param\": {\"model.width\": 9223372036854775807}}\n"
			  "{\"_param\": {\"amp\": true}}\n"
			  "{\"_param\": {\"_private\": false}}\n"
			  "{\"_param\": {\"model\": \"cnn\"}}\n"
			  "{\"_param\": {\"empty\": \"\"}}\n"
			  "{\"step\": 10, \"_time\": 1795176000.500000, \"loss\": 0.31}\n"
			  "{\"step\": -1, \"_time\": 1795176000.500001, \"val/loss\": 2.0}\n"
			  "{\"_time\": 1795176000.500002, \"best\": 5.0e-324}\n"
			  "{\"step\": 11, \"_time\": 1795176000.500003, \"loss\": 0.25, \"acc\": 0.9}\n"
			  "{\"_tag\": \"baseline\"}\n"
			  "{\"_note\": \"two\\nlines\"}\n"
			  "{\"_artifact\": \"model.pt\", \"_type\": \"model\"}\n"
			  "{\"_artifact\": \"out/a b.png\"}\n"
			  "{\"_status\": \"failed\", \"_reason\": \"diverged\"}\n"
			  "{\"_status\": \"finished\"}\n");
	cr_expect_eq(gitexp_end(run), 0);
}

Test(gitexp, not_finite)
{
	gitexp_run *run = gitexp_begin();
	const char *names[] = { "a", "b", "c" };
	cr_expect_eq(gitexp_metrics(run, 1, 3, names, (double[]){ NAN, INFINITY, -INFINITY }), 0);
	cr_expect_eq(gitexp_param_double(run, "clip", INFINITY), 0);
	cr_expect_eq(gitexp_end(run), 0);
	expect_file(path, "{\"step\": 1, \"_time\": 1795176000.500000, \"a\": \"nan\", \"b\": \"inf\", \"c\": \"-inf\"}\n"
			  "{\"_param\": {\"clip\": \"inf\"}}\n");
}

Test(gitexp, texts_are_escaped)
{
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_param_text(run, "na\"me", "tab\t quote\" back\\ esc\x1b \xff \xed\xa0\x80 gr\xc3\xbc\xc3\x9f"), 0);
	cr_expect_eq(gitexp_metric(run, "l\xfeoss", 0, 1), 0);
	cr_expect_eq(gitexp_end(run), 0);
	expect_file(path, "{\"_param\": {\"na\\\"me\": \"tab\\t quote\\\" back\\\\ esc\\u001b \xef\xbf\xbd "
			  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd gr\xc3\xbc\xc3\x9f\"}}\n"
			  "{\"step\": 0, \"_time\": 1795176000.500000, \"l\xef\xbf\xbdoss\": 1.0}\n");
}

Test(gitexp, locale)
{
	char printed[8];
	if (!set_point(",", folder))
		cr_skip_test("localedef cannot make a locale here");
	snprintf(printed, sizeof(printed), "%.1f", 0.5);
	cr_assert_str_eq(printed, "0,5");
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_metric(run, "loss", 1234567, 1234567.25), 0);
	cr_expect_eq(gitexp_param_double(run, "lr", 0.5), 0);
	cr_expect_eq(gitexp_end(run), 0);
	expect_file(path, "{\"step\": 1234567, \"_time\": 1795176000.500000, \"loss\": 1234567.25}\n"
			  "{\"_param\": {\"lr\": 0.5}}\n");
}

static char long_text[(1 << 20) + 2];

Test(gitexp, what_is_refused)
{
	static const char *const metrics[] = { NULL, "", "step", "_time", "_", "/a", "a/", "a//b", "a\nb", "\x7f", "\xc2\x85" };
	static const char *const tags[] = { NULL, "", "a,b", "-a", " a", "a ", "a\nb" };
	static const char *const states[] = { NULL, "", "running", "done" };
	gitexp_run *run = gitexp_begin();
	for (size_t i = 0; i < GX_LEN(metrics); i++)
		cr_expect_eq(gitexp_metric(run, metrics[i], 1, 1), GITEXP_EINPUT, "metric %zu", i);
	for (size_t i = 0; i < GX_LEN(tags); i++)
		cr_expect_eq(gitexp_tag(run, tags[i]), GITEXP_EINPUT, "tag %zu", i);
	for (size_t i = 0; i < GX_LEN(states); i++)
		cr_expect_eq(gitexp_status(run, states[i], "why"), GITEXP_EINPUT, "state %zu", i);
	cr_expect_eq(gitexp_param_int(run, NULL, 1), GITEXP_EINPUT);
	cr_expect_eq(gitexp_param_int(run, "a\x1b", 1), GITEXP_EINPUT);
	cr_expect_eq(gitexp_param_text(run, "a", NULL), GITEXP_EINPUT);
	cr_expect_eq(gitexp_note(run, NULL), GITEXP_EINPUT);
	cr_expect_eq(gitexp_note(run, ""), GITEXP_EINPUT);
	cr_expect_eq(gitexp_artifact(run, NULL, "model"), GITEXP_EINPUT);
	cr_expect_eq(gitexp_artifact(run, "", NULL), GITEXP_EINPUT);
	cr_expect_eq(gitexp_metrics(run, 1, 1, NULL, NULL), GITEXP_EINPUT);
	expect_error(run, "the names or values of metrics are NULL");
	/* all or none */
	cr_expect_eq(gitexp_metrics(run, 1, 2, (const char *[]){ "good", "_bad" }, (double[]){ 1, 2 }), GITEXP_EINPUT);
	expect_error(run, "'_bad' is no name for a metric: 'step' and names with '_' in front have a meaning");
	expect_file(path, "");
	cr_expect_eq(gitexp_end(run), 0);
}

Test(gitexp, limits)
{
	gitexp_run *run = gitexp_begin();
	memset(long_text, 1, sizeof(long_text) - 1);
	cr_expect_eq(gitexp_note(run, long_text), GITEXP_ELIMIT);
	cr_expect_eq(gitexp_param_text(run, "a", long_text), GITEXP_ELIMIT);
	cr_expect_eq(gitexp_status(run, "failed", long_text), GITEXP_ELIMIT);
	memset(long_text, 'a', sizeof(long_text) - 1);
	cr_expect_eq(gitexp_artifact(run, long_text, NULL), GITEXP_ELIMIT);
	long_text[513] = '\0';
	cr_expect_eq(gitexp_metric(run, long_text, 1, 1), GITEXP_ELIMIT);
	expect_error(run, "the name of a metric is over its limit of 512 bytes: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'");
	cr_expect_eq(gitexp_artifact(run, "a", long_text), GITEXP_ELIMIT);
	long_text[201] = '\0';
	cr_expect_eq(gitexp_tag(run, long_text), GITEXP_ELIMIT);
	expect_file(path, "");
	/* the most that one line can be: each byte takes six */
	memset(long_text, 1, 1 << 20);
	long_text[1 << 20] = '\0';
	cr_expect_eq(gitexp_note(run, long_text), 0);
	cr_expect_eq(gitexp_end(run), 0);
	struct stat info;
	cr_assert_eq(stat(path, &info), 0);
	cr_expect_eq(info.st_size, 6 * (1 << 20) + (off_t)strlen("{\"_note\": \"\"}\n"));
}

struct sums {
	double of_a, of_all;
	size_t names;
};

static void add_up(const struct gx_node *line, void *context)
{
	struct sums *sums = context;
	cr_assert_eq(gx_node_get(line, "step")->number, 3);
	for (const struct gx_node *member = line->child; member; member = member->next) {
		if (gx_str_is(member->key, "step") || gx_str_is(member->key, "_time"))
			continue;
		sums->names++;
		sums->of_all += member->number;
		if (gx_str_is(member->key, "a"))
			sums->of_a += member->number;
	}
}

/* The reader refuses a line in which a name stands twice. */
Test(gitexp, many_metrics_and_the_same_name_again)
{
	enum { COUNT = 1000 };
	static char room[COUNT][8];
	const char *names[COUNT];
	double values[COUNT], sum = 0;
	for (int i = 0; i < COUNT; i++) {
		snprintf(room[i], sizeof(room[i]), "m%d", i);
		names[i] = i % 7 ? room[i] : "a";
		sum += values[i] = i;
	}
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_metrics(run, 3, COUNT, names, values), 0);
	cr_expect_eq(gitexp_end(run), 0);
	struct sums sums = { 0 };
	cr_expect_geq(read_lines(path, add_up, &sums), COUNT / 7);
	cr_expect_eq(sums.names, COUNT);
	cr_expect_eq(sums.of_all, sum);
	cr_expect_eq(sums.of_a, 7.0 * 142 * 143 / 2);
}

enum { WRITERS = 8, LINES = 10000 };

struct writer {
	gitexp_run *run;
	char name[8];
	int failed;
};

static void *write_lines(void *context)
{
	struct writer *writer = context;
	for (int64_t i = 0; i < LINES; i++)
		if (gitexp_metric(writer->run, writer->name, i, (double)i) != 0)
			writer->failed++;
	return NULL;
}

static struct writer writer_of(gitexp_run *run, int number)
{
	struct writer writer = { .run = run };
	snprintf(writer.name, sizeof(writer.name), "w%d", number);
	return writer;
}

/* Each writer's lines are all there, in its order. */
static void count_steps(const struct gx_node *line, void *context)
{
	int64_t *next = context;
	const struct gx_node *step = gx_node_get(line, "step"), *metric = step->next->next;
	cr_assert(metric && !metric->next && metric->key.at[0] == 'w');
	int number = metric->key.at[1] - '0';
	cr_assert_eq(step->number, (double)next[number]);
	cr_assert_eq(metric->number, step->number);
	next[number]++;
}

static void expect_all_lines(void)
{
	int64_t next[WRITERS] = { 0 };
	cr_expect_eq(read_lines(path, count_steps, next), WRITERS * LINES);
	for (int i = 0; i < WRITERS; i++)
		cr_expect_eq(next[i], LINES);
}

Test(gitexp, threads)
{
	struct writer writers[WRITERS];
	pthread_t threads[WRITERS];
	gitexp_run *run = gitexp_begin();
	for (int i = 0; i < WRITERS; i++) {
		writers[i] = writer_of(run, i);
		cr_assert_eq(pthread_create(&threads[i], NULL, write_lines, &writers[i]), 0);
	}
	for (int i = 0; i < WRITERS; i++) {
		cr_assert_eq(pthread_join(threads[i], NULL), 0);
		cr_expect_eq(writers[i].failed, 0);
	}
	cr_expect_eq(gitexp_end(run), 0);
	expect_all_lines();
}

/* Half of them with the run of their parent, half with one of their own; all in the same file. */
Test(gitexp, processes)
{
	pid_t children[WRITERS];
	gitexp_run *run = gitexp_begin();
	for (int i = 0; i < WRITERS; i++) {
		children[i] = fork();
		cr_assert_geq(children[i], 0);
		if (children[i] != 0)
			continue;
		struct writer writer = writer_of(i % 2 ? run : gitexp_begin(), i);
		write_lines(&writer);
		_exit(writer.failed || gitexp_end(writer.run) != 0);
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;
		cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
		cr_expect_eq(status, 0);
	}
	cr_expect_eq(gitexp_end(run), 0);
	expect_all_lines();
}

Test(gitexp, rank_has_its_own_file)
{
	char own[128];
	snprintf(own, sizeof(own), "%s.12", path);
	cr_assert_eq(setenv("GIT_EXP_RANK", "12", 1), 0);
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_tag(run, "a"), 0);
	cr_expect_eq(gitexp_end(run), 0);
	expect_file(own, "{\"_tag\": \"a\"}\n");
	cr_expect_not(gx_file_exists(path));
}

/* A run that cannot be joined stays silent, and says why when it is asked: `before`, the path in quotes, and `after`. */
static void expect_broken(int code, const char *before, const char *after)
{
	char text[256];
	gitexp_run *run = gitexp_begin();
	cr_assert(run);
	cr_expect_eq(gitexp_active(run), 0);
	snprintf(text, sizeof(text), "%s%s%s%s%s", before, *after ? "'" : "", *after ? path : "", *after ? "'" : "", after);
	expect_error(run, text);
	cr_expect_eq(gitexp_metric(run, "loss", 1, 1), code);
	cr_expect_eq(gitexp_metric(run, "", 1, 1), code);
	cr_expect_eq(gitexp_param_text(run, "a", NULL), code);
	cr_expect_eq(gitexp_flush(run), code);
	expect_error(run, text);
	cr_expect_eq(gitexp_end(run), code);
}

Test(gitexp, not_to_be_joined)
{
	cr_assert_eq(setenv("GIT_EXP_RANK", "../1", 1), 0);
	expect_broken(GITEXP_EINPUT, "GIT_EXP_RANK is '../1', not a whole number", "");
	cr_assert_eq(setenv("GIT_EXP_RANK", "", 1), 0);
	cr_assert_eq(mkfifo(path, 0600), 0);
	expect_broken(GITEXP_EIO, "cannot open ", ", which GIT_EXP_LOG names: No such device or address");
	int reader = open(path, O_RDONLY | O_NONBLOCK);
	cr_assert_geq(reader, 0);
	expect_broken(GITEXP_EINPUT, "GIT_EXP_LOG names ", ", which is no file");
	cr_assert_eq(close(reader), 0);
	cr_assert_eq(unlink(path), 0);
	strcat(path, "/none/log");
	cr_assert_eq(setenv("GIT_EXP_LOG", path, 1), 0);
	expect_broken(GITEXP_ENOTFOUND, "cannot open ", ", which GIT_EXP_LOG names: No such file or directory");
	cr_assert_eq(setenv("GIT_EXP_NOW", "noon", 1), 0);
	expect_broken(GITEXP_EINPUT, "GIT_EXP_NOW is 'noon', not a time like 2026-11-20T22:55:00Z", "");
}

/* 16 MiB may wait: seven notes of 2 MiB as JSON, and no eighth. */
static void fill_memory(gitexp_run *run)
{
	memset(long_text, '"', 1 << 20);
	for (int i = 0; i < 7; i++)
		cr_expect_eq(gitexp_note(run, long_text), GITEXP_EIO);
	cr_expect_eq(gitexp_note(run, long_text), GITEXP_ELIMIT);
}

Test(gitexp, full_disk)
{
	cr_assert_eq(setenv("GIT_EXP_LOG", "/dev/full", 1), 0);
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_active(run), 1);
	errno = EDOM;
	cr_expect_eq(gitexp_tag(run, "a"), GITEXP_EIO);
	expect_error(run, "cannot write to '/dev/full', 14 bytes wait: No space left on device");
	cr_expect_eq(gitexp_tag(run, "b"), GITEXP_EIO);
	expect_error(run, "cannot write to '/dev/full', 28 bytes wait: No space left on device");
	cr_expect_eq(errno, EDOM);

	fill_memory(run);
	expect_error(run, "what waits to be written is over its limit of 16777216 bytes");
	cr_expect_eq(gitexp_flush(run), GITEXP_EIO);
	cr_expect_eq(gitexp_end(run), GITEXP_EIO);
}

static void limit_files(rlim_t size)
{
	struct rlimit limit;
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = size;
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A limit on the sizes of files behaves as a disk that fills in the middle of a line, and sends a signal that would kill. */
Test(gitexp, a_line_is_torn_and_written_again)
{
	limit_files(39);
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_tag(run, "first"), 0);
	cr_expect_eq(gitexp_tag(run, "the second is longer"), GITEXP_EIO);
	cr_expect_eq(gitexp_tag(run, "third"), GITEXP_EIO);
	expect_file(path, "{\"_tag\": \"first\"}\n{\"_tag\": \"the second ");
	limit_files(RLIM_INFINITY);
	cr_expect_eq(gitexp_flush(run), 0);
	expect_file(path, "{\"_tag\": \"first\"}\n{\"_tag\": \"the second \n{\"_tag\": \"the second is longer\"}\n{\"_tag\": \"third\"}\n");
	sigset_t pending;
	cr_assert_eq(sigpending(&pending), 0);
	cr_expect_not(sigismember(&pending, SIGXFSZ));
	cr_expect_eq(gitexp_end(run), 0);
}

Test(gitexp, a_child_does_not_write_what_waits_for_its_parent)
{
	limit_files(0);
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_tag(run, "parent"), GITEXP_EIO);
	limit_files(RLIM_INFINITY);
	pid_t child = fork();
	cr_assert_geq(child, 0);
	if (child == 0)
		_exit(gitexp_tag(run, "child") != 0 || gitexp_end(run) != 0);
	int status;
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0);
	expect_file(path, "{\"_tag\": \"child\"}\n");
	cr_expect_eq(gitexp_end(run), 0);
	expect_file(path, "{\"_tag\": \"child\"}\n{\"_tag\": \"parent\"}\n");
}

/* What was lost is said once more at the end. */
Test(gitexp, end_tells_of_what_was_lost)
{
	limit_files(0);
	gitexp_run *run = gitexp_begin();
	fill_memory(run);
	limit_files(RLIM_INFINITY);
	cr_expect_eq(gitexp_tag(run, "after"), 0);
	cr_expect_eq(gitexp_flush(run), 0);
	cr_expect_eq(gitexp_end(run), GITEXP_ELIMIT);
}

Test(gitexp, error_is_cut)
{
	char text[10] = "xxxxxxxxx";
	gitexp_run *run = gitexp_begin();
	cr_expect_eq(gitexp_tag(run, ""), GITEXP_EINPUT);
	cr_expect_eq(gitexp_error(run, NULL, 0), strlen("a tag is empty"));
	cr_expect_eq(gitexp_error(run, text, 6), strlen("a tag is empty"));
	cr_expect_str_eq(text, "a tag");
	cr_expect_eq(gitexp_end(run), 0);
}

Test(gitexp, version)
{
	cr_expect_str_eq(gitexp_version(), GX_VERSION);
}
