/*
 * Completion scripts for shells, generated from the command table. What may be typed at a place is found out here, how a shell
 * is told is in complete_<shell>.c.
 *
 * Names of runs come from whoever can push, and a shell evaluates what it completes: the scripts offer only names made of
 * letters, digits and _ . / @ + = , : -
 */
#ifndef GX_CLI_COMPLETE_H
#define GX_CLI_COMPLETE_H

#include "cli/command.h"

/* What a placeholder stands for. */
enum gx_offer {
	GX_OFFER_NOTHING,
	GX_OFFER_RUN,        /* <run> */
	GX_OFFER_EXPERIMENT, /* <experiment> */
	GX_OFFER_WHOLE,      /* <experiment>/: all of its runs */
	GX_OFFER_FILE,       /* <file>, <path> */
	GX_OFFER_FOLDER,     /* <folder> */
	GX_OFFER_COMMIT,     /* <commit> */
	GX_OFFER_COMMAND,    /* <command> */
	GX_OFFERS,
};

/* By the placeholder, "<run>"; also of "[<run>…]", "<run>:<path>", "<key>=<file>": the first one known in it. */
enum gx_offer gx_offer_of(struct gx_str placeholder);

/* "run", "experiment", "file" …, "nothing": what the scripts call it. */
const char *gx_offer_name(enum gx_offer offer);

/* What a command's arguments may be, by all forms of its synopsis. */
struct gx_arguments {
	bool offers[GX_OFFERS];
	struct gx_buf words; /* from "(bash|zsh|fish)": one a line; release it */
};

/* GX_ENOMEM at most; *ret is to be released by gx_arguments_release() in any case. */
void gx_complete_arguments(const struct gx_command *command, struct gx_arguments *ret);
void gx_arguments_release(struct gx_arguments *arguments);

/* Calls `visit` for each option of a command that is not hidden, common ones included. */
typedef void gx_option_visit(const struct gx_option *option, void *context);
void gx_command_options_each(const struct gx_command *command, gx_option_visit *visit, void *context);

/* Adds `text` in single quotes for a POSIX shell. */
void gx_quote_shell(struct gx_buf *out, const char *text);

/* Lines of a script, NULL at the end. */
void gx_lines(struct gx_buf *out, const char *const *lines);

/*
 * Functions in the language of bash and zsh: __git_exp_runs TYPED, __git_exp_experiments, __git_exp_wholes, __git_exp_commits print
 * names, one a line. They call __git_exp_git in the place of git.
 */
extern const char *const gx_complete_names[];

void gx_complete_bash(const struct gx_command *const *commands, struct gx_buf *out);
void gx_complete_zsh(const struct gx_command *const *commands, struct gx_buf *out);
void gx_complete_fish(const struct gx_command *const *commands, struct gx_buf *out);

#endif
