#include <criterion/criterion.h>
#include <stdio.h>

#include "cli/option.h"

struct want {
	bool reverse, no_code;
	int pager, verbose, untracked;
	const char *format, *code, *color;
	struct gx_texts tags;
	int64_t limit, depth;
	bool hidden;
};

static const struct gx_option table[] = {
	GX_GROUP("Which"),
	GX_FLAG('r', "reverse", struct want, reverse, "oldest first"),
	GX_SWITCH(0, "pager", struct want, pager, "page"),
	GX_COUNT('v', "verbose", struct want, verbose, "say more"),
	GX_STRING(0, "format", "<format>", struct want, format, "how to show"),
	GX_STRING('c', "code", "<commit>", struct want, code, "the code"),
	GX_FLAG(0, "no-code", struct want, no_code, "without code"),
	GX_LIST('t', "tag", "<tag>", struct want, tags, "with this tag"),
	GX_LIMIT('n', "max-count", "<n>", struct want, limit, "at most <n>"),
	GX_INTEGER(0, "depth", "<n>", struct want, depth, "how deep"),
	GX_WORD(0, "untracked", "<which>", "code|all|none", struct want, untracked, "which untracked files"),
	GX_OPTIONAL(0, "color", "<when>", "always|auto|never", struct want, color, "colours"),
	GX_FLAG(0, "dump-it", struct want, hidden, NULL),
	GX_OPTION_END,
};

/* A command line cut at its blanks, parsed; the arguments that are left are joined again. */
struct parsed {
	struct want want;
	enum gx_parsed result;
	struct gx_err err;
	char left[128];
	char line[128];
};

static void parse_until(struct parsed *p, const char *line, enum gx_parse_until until)
{
	char *argv[32] = { NULL };
	int argc = 0;
	*p = (struct parsed){ .want = { .pager = -1, .untracked = -1, .limit = -1 } };
	(void)snprintf(p->line, sizeof(p->line), "%s", line);
	for (char *word = strtok(p->line, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	const struct gx_option_set sets[] = { { table, &p->want }, { NULL, NULL } };
	p->result = gx_options_parse(sets, until, &argc, argv, &p->err);
	for (int i = 0; p->result == GX_PARSED && i < argc; i++) {
		strcat(p->left, i ? " " : "");
		strcat(p->left, argv[i]);
	}
}

static struct parsed p;

static void parse(const char *line)
{
	gx_options_release(table, &p.want);
	parse_until(&p, line, GX_PARSE_ALL);
}

static void release(void)
{
	gx_options_release(table, &p.want);
}

TestSuite(option, .fini = release);

Test(option, spellings_of_a_value)
{
	static const char *const lines[] = { "--max-count=5", "--max-count 5", "-n5", "-n 5", "-5", "--max 5", "--ma=5", "-rn5", "-r5" };
	for (size_t i = 0; i < GX_LEN(lines); i++) {
		parse(lines[i]);
		cr_assert_eq(p.result, GX_PARSED, "%s: %s", lines[i], p.err.text);
		cr_assert_eq(p.want.limit, 5, "%s", lines[i]);
	}
}

Test(option, digits_are_one_number)
{
	parse("-125 -r");
	cr_assert_eq(p.want.limit, 125);
	cr_assert(p.want.reverse);
}

Test(option, intermixed_and_ended)
{
	parse("a --reverse b -- -v --nosuch");
	cr_assert_eq(p.result, GX_PARSED);
	cr_assert_str_eq(p.left, "a b -v --nosuch");
	cr_assert(p.want.reverse);
	cr_assert_eq(p.want.verbose, 0);
}

Test(option, a_dash_alone_is_an_argument)
{
	parse("- --format -");
	cr_assert_str_eq(p.left, "-");
	cr_assert_str_eq(p.want.format, "-");
}

Test(option, until_the_first_argument)
{
	struct parsed other;
	parse_until(&other, "-v log -v --nosuch", GX_PARSE_TO_ARGUMENT);
	cr_assert_eq(other.result, GX_PARSED);
	cr_assert_str_eq(other.left, "log -v --nosuch");
	cr_assert_eq(other.want.verbose, 1);
}

Test(option, negation)
{
	parse("--reverse --no-reverse -vv --no-verbose --format x --no-format --tag a --no-tag --tag b --no-pager --no-color");
	cr_assert_eq(p.result, GX_PARSED, "%s", p.err.text);
	cr_assert_not(p.want.reverse);
	cr_assert_eq(p.want.verbose, 0);
	cr_assert_null(p.want.format);
	cr_assert_eq(p.want.tags.len, 1);
	cr_assert_str_eq(p.want.tags.at[0], "b");
	cr_assert_eq(p.want.pager, 0);
	cr_assert_str_eq(p.want.color, "no");
}

Test(option, lists_keep_their_order)
{
	parse("-ta --tag=b x -t c");
	cr_assert_eq(p.want.tags.len, 3);
	cr_assert_str_eq(p.want.tags.at[0], "a");
	cr_assert_str_eq(p.want.tags.at[2], "c");
	cr_assert_str_eq(p.left, "x");
}

Test(option, a_flag_named_no_comes_before_the_negation)
{
	parse("--code HEAD --no-code");
	cr_assert(p.want.no_code);
	cr_assert_str_eq(p.want.code, "HEAD");
	parse("--no-co");
	cr_assert_eq(p.result, GX_PARSED_UNKNOWN, "no-code or no-color");
	parse("--no-cod");
	cr_assert_eq(p.result, GX_PARSED, "%s", p.err.text);
	cr_assert(p.want.no_code);
}

Test(option, optional_argument_never_takes_the_next)
{
	parse("--color always");
	cr_assert_str_eq(p.want.color, "");
	cr_assert_str_eq(p.left, "always");
	parse("--color=never");
	cr_assert_str_eq(p.want.color, "never");
}

Test(option, words)
{
	parse("--untracked=none");
	cr_assert_eq(p.want.untracked, 2);
	parse("--untracked all");
	cr_assert_eq(p.want.untracked, 1);
	parse("--untracked no");
	cr_assert_eq(p.result, GX_PARSED_BAD);
	cr_assert_str_eq(p.err.text, "option `untracked' expects one of code|all|none, not 'no'");
}

Test(option, integers)
{
	static const struct {
		const char *text;
		int64_t number;
		bool good;
	} cases[] = {
		{ "0", 0, true },
		{ "-7", -7, true },
		{ "2k", 2048, true },
		{ "3M", 3 << 20, true },
		{ "1g", 1 << 30, true },
		{ "9223372036854775807", INT64_MAX, true },
		{ "-9223372036854775808", INT64_MIN, true },
		{ "9223372036854775808", 0, false },
		{ "-9223372036854775809", 0, false },
		{ "9007199254740992k", 0, false },
		{ "1kb", 0, false },
		{ "x", 0, false },
		{ "-", 0, false },
		{ "1.5", 0, false },
		{ "0x10", 0, false },
		{ "+1", 0, false },
	};
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		char line[64];
		(void)snprintf(line, sizeof(line), "--depth=%s", cases[i].text);
		parse(line);
		cr_assert_eq(p.result, cases[i].good ? GX_PARSED : GX_PARSED_BAD, "%s", cases[i].text);
		cr_assert_eq(p.want.depth, cases[i].number, "%s", cases[i].text);
	}
	parse("--depth=");
	cr_assert_str_eq(p.err.text, "option `depth' expects a numerical value");
	parse("-n-3");
	cr_assert_str_eq(p.err.text, "switch `n' expects a number that is not below zero");
}

Test(option, errors)
{
	static const struct {
		const char *line, *text;
		enum gx_parsed result;
	} cases[] = {
		{ "--nosuch", "unknown option `nosuch'", GX_PARSED_UNKNOWN },
		{ "--nosuch=1", "unknown option `nosuch'", GX_PARSED_UNKNOWN },
		{ "--no-max-count", "unknown option `no-max-count'", GX_PARSED_UNKNOWN },
		{ "--no-no-code", "unknown option `no-no-code'", GX_PARSED_UNKNOWN },
		{ "--Which", "unknown option `Which'", GX_PARSED_UNKNOWN },
		{ "--dump", "unknown option `dump'", GX_PARSED_UNKNOWN },
		{ "-rx", "unknown switch `x'", GX_PARSED_UNKNOWN },
		{ "-\xc3\xa9", "unknown switch `\xc3\xa9'", GX_PARSED_UNKNOWN },
		{ "--co", "ambiguous option: co (could be --code or --color)", GX_PARSED_UNKNOWN },
		{ "--format", "option `format' requires a value", GX_PARSED_BAD },
		{ "--form", "option `format' requires a value", GX_PARSED_BAD },
		{ "-n", "switch `n' requires a value", GX_PARSED_BAD },
		{ "--reverse=1", "option `reverse' takes no value", GX_PARSED_BAD },
		{ "--no-format=1", "option `no-format' takes no value", GX_PARSED_BAD },
	};
	for (size_t i = 0; i < GX_LEN(cases); i++) {
		parse(cases[i].line);
		cr_assert_eq(p.result, cases[i].result, "%s", cases[i].line);
		cr_assert_str_eq(p.err.text, cases[i].text);
		cr_assert_eq(p.err.code, GX_EINPUT);
	}
}

Test(option, help_is_asked_for)
{
	parse("-h");
	cr_assert_eq(p.result, GX_PARSED_USAGE);
	parse("x -rh");
	cr_assert_eq(p.result, GX_PARSED_USAGE);
	parse("--help");
	cr_assert_eq(p.result, GX_PARSED_MANUAL);
	parse("-- -h");
	cr_assert_eq(p.result, GX_PARSED);
}

Test(option, hidden_works_by_its_full_name)
{
	parse("--dump-it");
	cr_assert_eq(p.result, GX_PARSED);
	cr_assert(p.want.hidden);
}

Test(option, usage_is_laid_out_as_gits)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_options_usage(table, &out);
	cr_assert_str_eq(gx_buf_c(&out), "\n"
					 "Which\n"
					 "    -r, --reverse         oldest first\n"
					 "    --[no-]pager          page\n"
					 "    -v, --verbose         say more\n"
					 "    --format <format>     how to show\n"
					 "    -c, --code <commit>   the code\n"
					 "    --no-code             without code\n"
					 "    -t, --tag <tag>       with this tag\n"
					 "    -n, --max-count <n>   at most <n>\n"
					 "    --depth <n>           how deep\n"
					 "    --untracked <which>   which untracked files\n"
					 "    --color[=<when>]      colours\n");
}

Test(option, dump_has_a_line_an_option)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_options_dump(table, "log", &out);
	cr_assert_not_null(strstr(gx_buf_c(&out), "option\tlog\t-r\t--reverse\tflag\t\t\toldest first\n"));
	cr_assert_not_null(strstr(gx_buf_c(&out), "option\tlog\t\t--untracked\tword\t<which>\tcode|all|none\twhich untracked files\n"));
	cr_assert_null(strstr(gx_buf_c(&out), "dump-it"));
}

Test(option, words_find)
{
	cr_assert_eq(gx_words_find("code|all|none", GX_STR("code")), 0);
	cr_assert_eq(gx_words_find("code|all|none", GX_STR("none")), 2);
	cr_assert_eq(gx_words_find("code|all|none", GX_STR("al")), -1);
	cr_assert_eq(gx_words_find("code|all|none", GX_STR("")), -1);
}
