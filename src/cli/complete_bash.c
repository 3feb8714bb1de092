#include "cli/complete.h"

/* A case of a function that prints one thing a line. */
struct cases {
	struct gx_buf *out;
	const char *command;
};

static void add_option_word(const struct gx_option *option, void *context)
{
	struct gx_buf *out = context;
	if (!option->name)
		return;
	bool needs_value = option->argument && option->kind != GX_OPT_OPTIONAL;
	gx_buf_printf(out, " --%s%s", option->name, needs_value ? "=" : "");
	if (option->kind == GX_OPT_SWITCH)
		gx_buf_printf(out, " --no-%s", option->name);
}

static void add_options_case(const struct gx_command *command, const char *name, enum gx_group group, void *context)
{
	(void)group;
	struct gx_buf *out = context;
	gx_buf_printf(out, "\t'%s') printf '%%s\\n'", name);
	gx_command_options_each(command, add_option_word, out);
	gx_buf_text(out, " --help ;;\n");
}

/*
 * `'log --format'|'log -f') printf '%s\n' table json ;;`, or `@run` for what has to be looked up. Behind a name that may stand
 * alone the `=` belongs to the case: the word after `--color` is no value of it.
 */
static void add_value_case(const struct gx_option *option, void *context)
{
	const struct cases *cases = context;
	bool optional = option->kind == GX_OPT_OPTIONAL;
	if (!option->argument)
		return;
	gx_buf_text(cases->out, "\t");
	if (option->name)
		gx_buf_printf(cases->out, "'%s --%s%s'", cases->command, option->name, optional ? "=" : "");
	if (option->letter && !optional)
		gx_buf_printf(cases->out, "%s'%s -%c'", option->name ? "|" : "", cases->command, option->letter);
	gx_buf_text(cases->out, ") printf '%s\\n'");
	struct gx_str rest = gx_str_of(option->words), word;
	if (rest.len == 0)
		gx_buf_printf(cases->out, " @%s", gx_offer_name(gx_offer_of(gx_str_of(option->argument))));
	while (gx_str_cut(&rest, '|', &word))
		gx_buf_printf(cases->out, " %" GX_PRI, GX_ARG(word));
	gx_buf_text(cases->out, " ;;\n");
}

static void add_value_cases(const struct gx_command *command, const char *name, enum gx_group group, void *context)
{
	(void)group;
	struct cases cases = { context, name };
	gx_command_options_each(command, add_value_case, &cases);
}

static void add_words(const struct gx_command *command, struct gx_buf *out)
{
	struct gx_arguments arguments;
	gx_complete_arguments(command, &arguments);
	for (enum gx_offer offer = GX_OFFER_RUN; offer < GX_OFFERS; offer++)
		if (arguments.offers[offer])
			gx_buf_printf(out, " @%s", gx_offer_name(offer));
	struct gx_str rest = gx_buf_view(&arguments.words), word;
	while (gx_str_cut(&rest, '\n', &word))
		gx_buf_printf(out, " %" GX_PRI, GX_ARG(word));
	gx_arguments_release(&arguments);
}

static void add_arguments_case(const struct gx_command *command, const char *name, enum gx_group group, void *context)
{
	(void)group;
	GX_CLEANUP(gx_buf) words = GX_BUF_INIT(1 << 16);
	for (const struct gx_command *const *one = command->subcommands; one && *one; one++)
		gx_buf_printf(&words, " %s", (*one)->name);
	if (!command->subcommands)
		add_words(command, &words);
	if (words.len)
		gx_buf_printf(context, "\t'%s') printf '%%s\\n'%s ;;\n", name, gx_buf_c(&words));
}

static void add_function(struct gx_buf *out, const char *name, const struct gx_command *const *commands, gx_command_visit *visit)
{
	gx_buf_printf(out, "\n%s ()\n{\n\tcase \"$1\" in\n", name);
	gx_command_each(commands, visit, out);
	gx_buf_text(out, "\tesac\n}\n");
}

static const char *const head[] = {
	"# bash completion for git exp, made by `git exp completion bash`.",
	"#",
	"# `git exp <TAB>` needs git's own completion, which calls _git_exp; `git-exp <TAB>` needs nothing else.",
	"",
	"__git_exp_git ()",
	"{",
	"	if declare -F __git >/dev/null; then __git \"$@\"; else git \"$@\" 2>/dev/null; fi",
	"}",
	"",
	NULL,
};

static const char *const tail[] = {
	"",
	"# The candidates behind `@run` and the like; other lines are candidates themselves.",
	"__git_exp_expand ()",
	"{",
	"	local line",
	"	while IFS= read -r line; do",
	"		case $line in",
	"		@run) __git_exp_runs \"$1\" ;;",
	"		@experiment) __git_exp_experiments ;;",
	"		@whole) __git_exp_wholes ;;",
	"		@commit) __git_exp_commits ;;",
	"		@command) __git_exp_commands ;;",
	"		@*) ;; # files: bash's own completion, where we offer nothing",
	"		*) printf '%s\\n' \"$line\" ;;",
	"		esac",
	"	done",
	"}",
	"",
	"# Of the lines on standard input those that begin with $1. No compgen -W: it would evaluate them.",
	"__git_exp_reply ()",
	"{",
	"	local line",
	"	while IFS= read -r line; do",
	"		[[ $line == \"$1\"* ]] || continue",
	"		[[ $line == *= ]] || line+=' '",
	"		COMPREPLY+=(\"$line\")",
	"	done",
	"}",
	"",
	"# $1: the index of `exp` in words; cur, words and cword are the caller's.",
	"__git_exp_complete ()",
	"{",
	"	local at=$(($1 + 1)) command option",
	"	COMPREPLY=()",
	"	if ((cword == at)); then",
	"		__git_exp_reply \"$cur\" < <(__git_exp_commands)",
	"		return",
	"	fi",
	"	command=${words[at]}",
	"	if ((cword > at + 1)) && [[ -n $(__git_exp_options \"$command ${words[at + 1]}\") ]]; then",
	"		command+=\" ${words[at + 1]}\"",
	"	fi",
	"	case $cur in",
	"	--*=*)",
	"		option=${cur%%=*}",
	"		[[ -n $(__git_exp_value \"$command $option\") ]] || option=$option=",
	"		__git_exp_reply \"${cur#*=}\" < <(__git_exp_value \"$command $option\" | __git_exp_expand \"${cur#*=}\")",
	"		return",
	"		;;",
	"	-*)",
	"		__git_exp_reply \"$cur\" < <(__git_exp_options \"$command\")",
	"		return",
	"		;;",
	"	esac",
	"	option=${words[cword - 1]}",
	"	if [[ $option == -?* && $option != *=* && -n $(__git_exp_value \"$command $option\") ]]; then",
	"		__git_exp_reply \"$cur\" < <(__git_exp_value \"$command $option\" | __git_exp_expand \"$cur\")",
	"	else",
	"		__git_exp_reply \"$cur\" < <(__git_exp_arguments \"$command\" | __git_exp_expand \"$cur\")",
	"	fi",
	"}",
	"",
	"# Called by git's completion, whose cur, words and cword it reads.",
	"_git_exp ()",
	"{",
	"	local i=${__git_cmd_idx-1}",
	"	while ((i < cword)) && [[ ${words[i]} != exp ]]; do ((i++)); done",
	"	__git_exp_complete \"$i\"",
	"}",
	"",
	"# `git-exp …`: bash has cut the words at = and :, which are put together again.",
	"_git-exp ()",
	"{",
	"	local cur cword=0 i words=()",
	"	for ((i = 0; i <= COMP_CWORD; i++)); do",
	"		if ((i && ${#words[@]} > 1)) && [[ ${COMP_WORDS[i]} == = || ${COMP_WORDS[i - 1]} == = ]]; then",
	"			words[cword]+=${COMP_WORDS[i]}",
	"		else",
	"			cword=${#words[@]}",
	"			words[cword]=${COMP_WORDS[i]}",
	"		fi",
	"	done",
	"	cur=${words[cword]}",
	"	__git_exp_complete 0",
	"}",
	"",
	"complete -o bashdefault -o default -o nospace -F _git-exp git-exp",
	NULL,
};

void gx_complete_bash(const struct gx_command *const *commands, struct gx_buf *out)
{
	gx_lines(out, head);
	gx_lines(out, gx_complete_names);
	gx_buf_text(out, "\n__git_exp_commands ()\n{\n\tprintf '%s\\n'");
	for (const struct gx_command *const *one = commands; *one; one++)
		if ((*one)->summary)
			gx_buf_printf(out, " %s", (*one)->name);
	gx_buf_text(out, "\n}\n");
	add_function(out, "__git_exp_options", commands, add_options_case);
	add_function(out, "__git_exp_value", commands, add_value_cases);
	add_function(out, "__git_exp_arguments", commands, add_arguments_case);
	gx_lines(out, tail);
}
