#include <criterion/criterion.h>

#include "cli/complete.h"

struct want {
	bool all;
	const char *file, *tag, *format, *when;
	int pager;
};

static const struct gx_option table[] = {
	GX_FLAG('a', "all", struct want, all, "it's all: [x]"),
	GX_STRING('F', "file", "<file>", struct want, file, "read it from <file>"),
	GX_STRING(0, "of", "<run>", struct want, tag, "of this run"),
	GX_STRING_OF(0, "format", "<format>", "table|json", struct want, format, "how"),
	GX_OPTIONAL('c', "color", "<when>", "always|never", struct want, when, "colours"),
	GX_SWITCH(0, "turbo", struct want, pager, "fast"),
	GX_OPTION_END,
};

static int run(struct gx_cli *cli, const void *given)
{
	(void)cli;
	(void)given;
	return 0;
}

static struct gx_command command_with(const char *synopsis)
{
	return (struct gx_command){ .name = "x", .summary = "s", .synopsis = synopsis, GX_TAKES(table, struct want, 0), .run = run };
}

Test(complete, placeholders)
{
	cr_assert_eq(gx_offer_of(GX_STR("<run>")), GX_OFFER_RUN);
	cr_assert_eq(gx_offer_of(GX_STR("[<run>…]")), GX_OFFER_RUN);
	cr_assert_eq(gx_offer_of(GX_STR("<run>:<path>")), GX_OFFER_RUN);
	cr_assert_eq(gx_offer_of(GX_STR("<name>=<file>")), GX_OFFER_FILE);
	cr_assert_eq(gx_offer_of(GX_STR("<file>[=<name>]")), GX_OFFER_FILE);
	cr_assert_eq(gx_offer_of(GX_STR("<n>")), GX_OFFER_NOTHING);
	cr_assert_eq(gx_offer_of(GX_STR("<run")), GX_OFFER_NOTHING);
	cr_assert_eq(gx_offer_of(GX_STR("run")), GX_OFFER_NOTHING);
}

static void offers(const char *synopsis, enum gx_offer first, enum gx_offer second, const char *words)
{
	struct gx_command command = command_with(synopsis);
	struct gx_arguments arguments;
	gx_complete_arguments(&command, &arguments);
	for (enum gx_offer offer = GX_OFFER_RUN; offer < GX_OFFERS; offer++)
		cr_assert_eq(arguments.offers[offer], offer == first || offer == second, "%s: %s", synopsis, gx_offer_name(offer));
	cr_assert_str_eq(gx_buf_c(&arguments.words), words, "%s", synopsis);
	gx_arguments_release(&arguments);
}

Test(complete, arguments_of_a_synopsis)
{
	offers("", GX_OFFER_NOTHING, GX_OFFER_NOTHING, "");
	offers("[<options>] [<run>…]", GX_OFFER_RUN, GX_OFFER_NOTHING, "");
	offers("<run>\n<experiment>", GX_OFFER_RUN, GX_OFFER_EXPERIMENT, "");
	offers("<run> <path>", GX_OFFER_RUN, GX_OFFER_FILE, "");
	offers("[<run> | <experiment>/]...", GX_OFFER_RUN, GX_OFFER_WHOLE, "");
	offers("<experiment>/<name>", GX_OFFER_EXPERIMENT, GX_OFFER_NOTHING, "");
}

Test(complete, values_of_options_are_no_arguments)
{
	offers("--file <file> <run>", GX_OFFER_RUN, GX_OFFER_NOTHING, "");
	offers("[-F <file>] [--of <run>] [<commit>]", GX_OFFER_COMMIT, GX_OFFER_NOTHING, "");
	offers("--file=<file> --color <run>", GX_OFFER_RUN, GX_OFFER_NOTHING, "");
	offers("--all <run>", GX_OFFER_RUN, GX_OFFER_NOTHING, "");
}

Test(complete, words_of_a_synopsis)
{
	offers("(bash|zsh|fish)", GX_OFFER_NOTHING, GX_OFFER_NOTHING, "bash\nzsh\nfish\n");
	offers("(--all|--file)", GX_OFFER_NOTHING, GX_OFFER_NOTHING, "");
}

Test(complete, quotes)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_quote_shell(&out, "it's $x");
	cr_assert_str_eq(gx_buf_c(&out), "'it'\\''s $x'");
}

/* Every line of `wanted` is a line of the script. */
static void has_lines(void (*write)(const struct gx_command *const *, struct gx_buf *), const char *const *wanted)
{
	struct gx_command show = command_with("<run>"), get = command_with("<run> <path>"), hidden = command_with("<name>");
	show.name = "show";
	get.name = "get";
	hidden.name = "hook";
	hidden.summary = NULL;
	const struct gx_command *const within[] = { &get, NULL };
	const struct gx_command artifact = { .name = "artifact", .summary = "the files", .synopsis = "<command>", .subcommands = within };
	const struct gx_command *const commands[] = { &show, &artifact, &hidden, NULL };
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	write(commands, &out);
	for (; *wanted; wanted++)
		cr_assert_not_null(strstr(gx_buf_c(&out), *wanted), "%s\n%s", *wanted, gx_buf_c(&out));
	cr_assert_null(strstr(gx_buf_c(&out), "hook"));
}

Test(complete, bash)
{
	static const char *const wanted[] = {
		"\tprintf '%s\\n' show artifact\n",
		"\t'show') printf '%s\\n' --all --file= --of= --format= --color --turbo --no-turbo --help ;;\n",
		"\t'show --file'|'show -F') printf '%s\\n' @file ;;\n",
		"\t'show --of') printf '%s\\n' @run ;;\n",
		"\t'artifact get --color=') printf '%s\\n' always never ;;\n",
		"\t'artifact') printf '%s\\n' get ;;\n",
		"\t'artifact get') printf '%s\\n' @run @file ;;\n",
		NULL,
	};
	has_lines(gx_complete_bash, wanted);
}

Test(complete, zsh)
{
	static const char *const wanted[] = {
		"'(-a --all)-a[it'\\''s all\\: \\[x\\]]'",
		"'(-F --file)-F+[read it from <file>]:<file>: _files'",
		"'(-F --file)--file=[read it from <file>]:<file>: _files'",
		"'(--of)--of=[of this run]:<run>: __git_exp_add run __git_exp_runs \"$PREFIX\"'",
		"'(--format)--format=[how]:<format>:(table json )'",
		"'(-c --color)--color=-[colours]::<when>:(always never )'",
		"'(--turbo --no-turbo)--no-turbo[fast]'",
		"__git_exp_artifact() {",
		NULL,
	};
	has_lines(gx_complete_zsh, wanted);
}

Test(complete, fish)
{
	static const char *const wanted[] = {
		"complete -c git-exp -n '__git_exp_needs ' -f -a show -d 's'\n",
		"complete -c git-exp -n '__git_exp_needs artifact' -f -a get -d 's'\n",
		"complete -c git-exp -n '__git_exp_using show' -s a -l all -d 'it\\'s all: [x]'\n",
		"complete -c git-exp -n '__git_exp_using artifact get' -s F -l file -r -F -d 'read it from <file>'\n",
		"complete -c git-exp -n '__git_exp_using show' -l of -x -a '(__git_exp_runs)' -d 'of this run'\n",
		"complete -c git-exp -n '__git_exp_using show' -f -a '(__git_exp_runs)'\n",
		NULL,
	};
	has_lines(gx_complete_fish, wanted);
}
