/*
 * What the commands that add to a run have in common: which runs, one more state of each, their ids on standard output.
 */
#ifndef GX_CLI_ANNOTATE_H
#define GX_CLI_ANNOTATE_H

#include "cli/cli.h"
#include "view/sheet.h"

/* Opens the repository and finds the run. An exit code, said. */
int gx_annotate_find(struct gx_cli *cli, const char *name, struct gx_arena *arena, struct gx_item *ret);

/* One more state of a run; prints its id. An exit code. */
int gx_annotate_item(struct gx_cli *cli, const struct gx_item *item, const struct gx_edit *edit);

/* Both. */
int gx_annotate_one(struct gx_cli *cli, const char *name, const struct gx_edit *edit);

/*
 * The same for all runs that the names mean (as `git exp log` takes them); nothing is written before all are found.
 * `title` is the progress's ("Tagging runs"); the command needs GX_PROGRESS.
 */
int gx_annotate_many(struct gx_cli *cli, const char *const *names, size_t count, const struct gx_edit *edit,
		     const char *title);

/* Prints a sheet; `memory` is false if it could not be filled. An exit code. */
int gx_annotate_list(struct gx_cli *cli, const struct gx_sheet *sheet, bool memory, const char *format);

/* ---- texts: `-m`, `-F`, or git's editor */

struct gx_message_options {
	struct gx_texts messages; /* paragraphs */
	const char *file;	  /* "-": standard input */
};

#define GX_MESSAGE_OPTIONS(type, member)                                                                               \
	GX_LIST('m', "message", "<text>", type, member.messages, "the text; several are paragraphs"),                  \
		GX_STRING('F', "file", "<file>", type, member.file,                                                    \
			  "take the text from a file, `-` for standard input")

/* Whether the options say the text, so that no editor is wanted. */
bool gx_message_is_given(const struct gx_message_options *options);

/*
 * The text, without blank lines at its ends, in the arena. The editor starts with `present`; below it stands what this
 * is about: `about`, one line. GX_EINPUT for what is no UTF-8 or holds a NUL, GX_ELIMIT over GX_NOTE_MAX.
 */
int gx_message_read(struct gx_cli *cli, const struct gx_message_options *options, struct gx_str present,
		    const char *about, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err);

#endif
