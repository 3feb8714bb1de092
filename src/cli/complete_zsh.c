#include "cli/complete.h"

#include <stdio.h>

static const char *const head[] = {
	"#compdef git-exp",
	"#description record, look at and compare experiments",
	"",
	"# zsh completion for git exp, made by `git exp completion zsh`. As `_git-exp` in a folder of fpath it is found by zsh's own",
	"# completion of git.",
	"",
	"__git_exp_git() {",
	"	command git \"$@\" 2>/dev/null",
	"}",
	"",
	NULL,
};

static const char *const middle[] = {
	"",
	"# Adds the lines that a function prints: $1 what they are, then the function and its arguments.",
	"__git_exp_add() {",
	"	local what=$1 expl",
	"	local -a names",
	"	names=(${(f)\"$(\"${@:2}\")\"})",
	"	_wanted $what expl $what compadd -a names",
	"}",
	NULL,
};

/* What completes each offer, as an action of _arguments. */
static const char *const actions[GX_OFFERS] = {
	[GX_OFFER_NOTHING] = "",
	[GX_OFFER_RUN] = "__git_exp_add run __git_exp_runs \"$PREFIX\"",
	[GX_OFFER_EXPERIMENT] = "__git_exp_add experiment __git_exp_experiments",
	[GX_OFFER_WHOLE] = "__git_exp_add experiment __git_exp_wholes",
	[GX_OFFER_FILE] = "_files",
	[GX_OFFER_FOLDER] = "_files -/",
	[GX_OFFER_COMMIT] = "__git_exp_add commit __git_exp_commits",
	[GX_OFFER_COMMAND] = "_describe -t commands \"git exp command\" commands",
};

/* Adds a text for a spec of _arguments: a backslash before what has a meaning there. */
static void add_escaped(struct gx_buf *spec, const char *text)
{
	for (; *text; text++) {
		if (*text == '[' || *text == ']' || *text == ':' || *text == '\\')
			gx_buf_byte(spec, '\\');
		gx_buf_byte(spec, *text);
	}
}

static void add_action(struct gx_buf *spec, const struct gx_option *option)
{
	gx_buf_text(spec, option->kind == GX_OPT_OPTIONAL ? "::" : ":");
	add_escaped(spec, option->argument);
	gx_buf_byte(spec, ':');
	struct gx_str rest = gx_str_of(option->words), word;
	if (rest.len == 0) {
		/* A blank before it: run it as it stands, without the arguments that _arguments would add. */
		gx_buf_printf(spec, " %s", actions[gx_offer_of(gx_str_of(option->argument))]);
		return;
	}
	gx_buf_byte(spec, '(');
	while (gx_str_cut(&rest, '|', &word))
		gx_buf_printf(spec, "%" GX_PRI " ", GX_ARG(word));
	gx_buf_byte(spec, ')');
}

/* The options that one excludes: its other spelling, and itself unless it may come again. */
static void add_exclusion(struct gx_buf *spec, const struct gx_option *option)
{
	if (option->kind == GX_OPT_LIST || option->kind == GX_OPT_COUNT) {
		gx_buf_byte(spec, '*');
		return;
	}
	gx_buf_byte(spec, '(');
	if (option->letter)
		gx_buf_printf(spec, "-%c ", option->letter);
	if (option->name)
		gx_buf_printf(spec, "--%s", option->name);
	if (option->kind == GX_OPT_SWITCH)
		gx_buf_printf(spec, " --no-%s", option->name);
	gx_buf_byte(spec, ')');
}

/* `'(-n --max-count)--max-count=[at most <n>]:<n>: '` */
static void add_spec(struct gx_buf *out, const struct gx_option *option, const char *spelling, const char *joint)
{
	GX_CLEANUP(gx_buf) spec = GX_BUF_INIT(1 << 16);
	add_exclusion(&spec, option);
	gx_buf_printf(&spec, "%s%s[", spelling, joint);
	add_escaped(&spec, option->help);
	gx_buf_byte(&spec, ']');
	if (option->argument)
		add_action(&spec, option);
	gx_buf_text(out, " \\\n\t\t\t");
	gx_quote_shell(out, gx_buf_c(&spec));
}

static void add_option(const struct gx_option *option, void *context)
{
	struct gx_buf *out = context;
	bool optional = option->kind == GX_OPT_OPTIONAL;
	char text[80];
	if (option->letter && !optional) {
		(void)snprintf(text, sizeof(text), "-%c", option->letter);
		add_spec(out, option, text, option->argument ? "+" : "");
	}
	if (option->name) {
		(void)snprintf(text, sizeof(text), "--%s", option->name);
		add_spec(out, option, text, optional ? "=-" : option->argument ? "=" : "");
	}
	if (option->kind == GX_OPT_SWITCH) {
		(void)snprintf(text, sizeof(text), "--no-%s", option->name);
		add_spec(out, option, text, "");
	}
}

/* All that an argument may be, as one action in braces. */
static void add_arguments(struct gx_buf *out, const struct gx_command *command)
{
	struct gx_arguments arguments;
	GX_CLEANUP(gx_buf) spec = GX_BUF_INIT(1 << 16);
	gx_complete_arguments(command, &arguments);
	for (enum gx_offer offer = GX_OFFER_RUN; offer < GX_OFFERS; offer++)
		if (arguments.offers[offer])
			gx_buf_printf(&spec, "%s; ", actions[offer]);
	struct gx_str rest = gx_buf_view(&arguments.words), word;
	if (rest.len)
		gx_buf_text(&spec, "compadd --");
	while (gx_str_cut(&rest, '\n', &word))
		gx_buf_printf(&spec, " %" GX_PRI, GX_ARG(word));
	if (spec.len) {
		gx_buf_text(out, " \\\n\t\t\t'*:argument:{ ");
		gx_buf_str(out, gx_buf_view(&spec)); /* no single quote in any of it */
		gx_buf_text(out, " }'");
	}
	gx_arguments_release(&arguments);
}

static void add_leaf(struct gx_buf *out, const struct gx_command *command)
{
	gx_buf_text(out, "\t\t_arguments -s -S");
	gx_command_options_each(command, add_option, out);
	gx_buf_text(out, " \\\n\t\t\t'(- *)--help[open the manual]'");
	add_arguments(out, command);
	gx_buf_text(out, "\n");
}

/* An array of `name:summary`. */
static void add_names(struct gx_buf *out, const char *array, const struct gx_command *const *commands)
{
	gx_buf_printf(out, "\tlocal -a %s\n\t%s=(\n", array, array);
	for (; *commands; commands++) {
		if (!(*commands)->summary)
			continue;
		GX_CLEANUP(gx_buf) line = GX_BUF_INIT(1 << 16);
		gx_buf_printf(&line, "%s:", (*commands)->name);
		add_escaped(&line, (*commands)->summary);
		gx_buf_text(out, "\t\t");
		gx_quote_shell(out, gx_buf_c(&line));
		gx_buf_byte(out, '\n');
	}
	gx_buf_text(out, "\t)\n");
}

static void add_function(struct gx_buf *out, const char *name, const struct gx_command *const *commands);

static void add_family_function(const struct gx_command *command, const char *name, enum gx_group group, void *context)
{
	(void)group;
	char function[80];
	(void)snprintf(function, sizeof(function), "__git_exp_%s", name);
	if (command->subcommands)
		add_function(context, function, command->subcommands);
}

/* A function that completes what stands behind words[1]: one of `commands`, and then its options. */
static void add_function(struct gx_buf *out, const char *name, const struct gx_command *const *commands)
{
	gx_buf_printf(out, "\n%s() {\n", name);
	add_names(out, "commands", commands);
	gx_buf_text(out, "\tif (( CURRENT == 2 )); then\n"
			 "\t\t_describe -t commands 'git exp command' commands\n"
			 "\t\treturn\n"
			 "\tfi\n"
			 "\tshift words\n"
			 "\t(( CURRENT-- ))\n"
			 "\tcase $words[1] in\n");
	for (; *commands; commands++) {
		if (!(*commands)->summary)
			continue;
		gx_buf_printf(out, "\t%s)\n", (*commands)->name);
		if ((*commands)->subcommands)
			gx_buf_printf(out, "\t\t__git_exp_%s\n", (*commands)->name);
		else
			add_leaf(out, *commands);
		gx_buf_text(out, "\t\t;;\n");
	}
	gx_buf_text(out, "\tesac\n}\n");
}

void gx_complete_zsh(const struct gx_command *const *commands, struct gx_buf *out)
{
	gx_lines(out, head);
	gx_lines(out, gx_complete_names);
	gx_lines(out, middle);
	gx_command_each(commands, add_family_function, out);
	add_function(out, "_git-exp", commands);
	gx_buf_text(out, "\n_git-exp \"$@\"\n");
}
