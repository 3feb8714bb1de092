#include "cli/complete.h"

static const char *const head[] = {
	"# fish completion for git exp, made by `git exp completion fish`.",
	"",
	"# Only what a shell takes for plain text: the names were chosen by whoever could push them.",
	"function __git_exp_plain",
	"	while read -l name",
	"		string match -r '^[A-Za-z0-9_./@+=,:-]+$' -- \"$name\"",
	"	end",
	"end",
	"",
	"# Names of runs and <experiment>/<name>, and ids for who began to type one. The subject of a run's commit is",
	"# `<experiment>: <name> <status> …`.",
	"function __git_exp_runs",
	"	set -l typed (commandline -ct)",
	"	git for-each-ref --format='%(refname:lstrip=2) %(contents:subject)' refs/experiments 2>/dev/null |",
	"	while read -l ref experiment name rest",
	"		set -l of (string replace -r '/[0-9a-f]+$' '' -- $ref)",
	"		if string match -qr '^[0-9a-f]{4}' -- \"$typed\"",
	"			string replace -- \"$of/\" '' $ref",
	"		end",
	"		if test \"$experiment\" = \"$of:\"",
	"			printf '%s\\n' $name $of/$name",
	"		end",
	"	end | __git_exp_plain | sort -u",
	"end",
	"",
	"function __git_exp_experiments",
	"	git for-each-ref --format='%(refname:lstrip=2)' refs/experiments 2>/dev/null |",
	"		string replace -rf '/[^/]*$' '' | __git_exp_plain | sort -u",
	"end",
	"",
	"function __git_exp_commits",
	"	git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null | __git_exp_plain",
	"end",
	"",
	"# Whether the command line runs exactly these words behind git-exp.",
	"function __git_exp_using",
	"	set -l words (commandline -opc)",
	"	set -e words[1]",
	"	test (count $words) -ge (count $argv); and test \"$words[1..$(count $argv)]\" = \"$argv\"",
	"end",
	"",
	"function __git_exp_needs",
	"	set -l words (commandline -opc)",
	"	test (count $words) -eq (math 1 + (count $argv)); and test \"$words[2..]\" = \"$argv\"",
	"end",
	"",
	"# `git exp …` completes as `git-exp …` does; only newer versions of fish come to that by themselves.",
	"function __git_exp_by_git",
	"	set -l words (commandline -opc)",
	"	set -l at (contains -i -- exp $words); or return",
	"	functions -q __fish_git_using_command; and not __fish_git_using_command exp; and return",
	"	set -e words[1..$at]",
	"	complete -C \"git-exp $(string join ' ' -- (string escape -- $words) '')$(commandline -ct)\"",
	"end",
	"",
	"complete -c git -f -n 'contains -- exp (commandline -opc)' -a '(__git_exp_by_git)'",
	"complete -c git-exp -f",
	"",
	NULL,
};

/* Where fish finds the candidates of each offer: NULL for files, "" for nowhere. */
static const char *const sources[GX_OFFERS] = {
	[GX_OFFER_NOTHING] = "",
	[GX_OFFER_RUN] = "(__git_exp_runs)",
	[GX_OFFER_EXPERIMENT] = "(__git_exp_experiments)",
	[GX_OFFER_WHOLE] = "(__git_exp_experiments | string replace -r \\$ /)",
	[GX_OFFER_FILE] = NULL,
	[GX_OFFER_FOLDER] = "(__fish_complete_directories)",
	[GX_OFFER_COMMIT] = "(__git_exp_commits)",
	[GX_OFFER_COMMAND] = "(__git_exp_commands)",
};

/* In single quotes fish takes \' and \\ for these characters. */
static void add_quoted(struct gx_buf *out, const char *text)
{
	gx_buf_byte(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			gx_buf_byte(out, '\\');
		gx_buf_byte(out, *text);
	}
	gx_buf_byte(out, '\'');
}

struct place {
	struct gx_buf *out;
	const char *command;
};

static void add_value(const struct gx_option *option, struct gx_buf *out)
{
	const char *source = sources[gx_offer_of(gx_str_of(option->argument))];
	struct gx_str rest = gx_str_of(option->words), word;
	if (rest.len) {
		gx_buf_text(out, option->kind == GX_OPT_OPTIONAL ? " -f -a '" : " -x -a '");
		while (gx_str_cut(&rest, '|', &word))
			gx_buf_printf(out, "%" GX_PRI " ", GX_ARG(word));
		gx_buf_byte(out, '\'');
	} else if (!source) {
		gx_buf_text(out, " -r -F");
	} else {
		gx_buf_printf(out, " -x -a '%s'", source);
	}
}

static void add_option(const struct gx_option *option, void *context)
{
	const struct place *place = context;
	struct gx_buf *out = place->out;
	gx_buf_printf(out, "complete -c git-exp -n '__git_exp_using %s'", place->command);
	if (option->letter)
		gx_buf_printf(out, " -s %c", option->letter);
	if (option->name)
		gx_buf_printf(out, " -l %s", option->name);
	if (option->argument)
		add_value(option, out);
	gx_buf_text(out, " -d ");
	add_quoted(out, option->help);
	gx_buf_byte(out, '\n');
	if (option->kind == GX_OPT_SWITCH)
		gx_buf_printf(out, "complete -c git-exp -n '__git_exp_using %s' -l no-%s\n", place->command, option->name);
}

static void add_arguments(const struct gx_command *command, const char *name, struct gx_buf *out)
{
	struct gx_arguments arguments;
	gx_complete_arguments(command, &arguments);
	for (enum gx_offer offer = GX_OFFER_RUN; offer < GX_OFFERS; offer++) {
		if (!arguments.offers[offer])
			continue;
		gx_buf_printf(out, "complete -c git-exp -n '__git_exp_using %s' %s", name, sources[offer] ? "-f -a '" : "-F\n");
		if (sources[offer])
			gx_buf_printf(out, "%s'\n", sources[offer]);
	}
	struct gx_str rest = gx_buf_view(&arguments.words), word;
	while (gx_str_cut(&rest, '\n', &word))
		gx_buf_printf(out, "complete -c git-exp -n '__git_exp_needs %s' -f -a %" GX_PRI "\n", name, GX_ARG(word));
	gx_arguments_release(&arguments);
}

static void add_command(const struct gx_command *command, const char *name, enum gx_group group, void *context)
{
	(void)group;
	struct gx_buf *out = context;
	struct gx_str family = gx_str_of(name);
	family.len = family.len - strlen(command->name); /* "artifact " of "artifact get" */
	gx_buf_printf(out, "\ncomplete -c git-exp -n '__git_exp_needs %" GX_PRI "' -f -a %s -d ", GX_ARG(gx_str_trim(family)),
		      command->name);
	add_quoted(out, command->summary);
	gx_buf_byte(out, '\n');
	if (command->subcommands)
		return;
	struct place place = { out, name };
	gx_command_options_each(command, add_option, &place);
	add_arguments(command, name, out);
}

void gx_complete_fish(const struct gx_command *const *commands, struct gx_buf *out)
{
	gx_lines(out, head);
	gx_buf_text(out, "function __git_exp_commands\n\tprintf '%s\\n'");
	for (const struct gx_command *const *one = commands; *one; one++)
		if ((*one)->summary)
			gx_buf_printf(out, " %s", (*one)->name);
	gx_buf_text(out, "\nend\n");
	gx_command_each(commands, add_command, out);
}
