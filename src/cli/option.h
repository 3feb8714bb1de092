/*
 * Options as a table. One table a command: it parses the command line into the command's own struct, prints `-h`, feeds the
 * completion, and is what the man page is checked against.
 *
 *	struct log_options {
 *		bool reverse;
 *		int64_t limit;
 *		const char *format;
 *		struct gx_texts tags;
 *	};
 *	static const struct gx_option options[] = {
 *		GX_FLAG(0, "reverse", struct log_options, reverse, "oldest first"),
 *		GX_LIMIT('n', "max-count", "<n>", struct log_options, limit, "show at most this many"),
 *		GX_GROUP("Which runs"),
 *		GX_LIST('t', "tag", "<tag>", struct log_options, tags, "with this tag (several: with all of them)"),
 *		GX_OPTION_END,
 *	};
 *
 * The compiler refuses a member of another type than the option's. The command line reads as git's does: `--max-count=5`,
 * `--max-count 5`, `-n5`, `-n 5`, `-5`, bundles (`-rn5`), long names cut short while they are unique, `--no-reverse`, options
 * between arguments, `--` before arguments that begin with a dash. The last one wins; a list keeps all in their order.
 *
 * The placeholder tells the completion what to offer: `<run>`, `<experiment>`, `<file>`, `<path>`, `<folder>`, `<commit>`,
 * `<command>`; any other offers nothing, and a set of words offers these. The same goes for those in a synopsis.
 */
#ifndef GX_CLI_OPTION_H
#define GX_CLI_OPTION_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/vec.h"

enum gx_option_kind {
	GX_OPT_END,
	GX_OPT_GROUP,    /* no option: a heading over those that follow */
	GX_OPT_FLAG,     /* bool */
	GX_OPT_SWITCH,   /* int: 1 by --x, 0 by --no-x; the default should be -1, "not said" */
	GX_OPT_COUNT,    /* int: one more each time; --no-x makes it 0 */
	GX_OPT_STRING,   /* const char *; --no-x makes it NULL */
	GX_OPT_LIST,     /* struct gx_texts; --no-x empties it */
	GX_OPT_INTEGER,  /* int64_t, in decimal; k, m or g behind it: times 1024, 1024^2, 1024^3 */
	GX_OPT_LIMIT,    /* likewise, not below zero, and `-5` sets it too; one a table at most */
	GX_OPT_WORD,     /* int: the index of the word in `words` */
	GX_OPT_OPTIONAL, /* const char *: "" by --x alone, "y" by --x=y, "no" by --no-x; never takes the next argument */
};

struct gx_option {
	enum gx_option_kind kind;
	char letter;          /* of the short form; 0: none */
	const char *name;     /* of the long form, without dashes; NULL: none */
	const char *argument; /* placeholder of the argument, "<n>"; NULL where it takes none */
	const char *help;     /* one line, lower case, no full stop; NULL: a hidden option */
	const char *words;    /* "table|json|jsonl": all that GX_OPT_WORD takes; for a string what the completion offers */
	size_t offset;        /* of the member in the command's struct */
};

/* The strings of a repeatable option. They are argv's; only the array is owned. */
struct gx_texts {
	GX_VEC(const char *);
};

#define GX_OPTION_AT(type, member, member_type) _Generic(((type *)0)->member, member_type : offsetof(type, member))
#define GX_OPTION_(kind, letter, name, argument, words, type, member, member_type, help) \
	{ kind, letter, name, argument, help, words, GX_OPTION_AT(type, member, member_type) }

#define GX_FLAG(letter, name, type, member, help) \
	GX_OPTION_(GX_OPT_FLAG, letter, name, NULL, NULL, type, member, bool, help)
#define GX_SWITCH(letter, name, type, member, help) \
	GX_OPTION_(GX_OPT_SWITCH, letter, name, NULL, NULL, type, member, int, help)
#define GX_COUNT(letter, name, type, member, help) \
	GX_OPTION_(GX_OPT_COUNT, letter, name, NULL, NULL, type, member, int, help)
#define GX_STRING(letter, name, argument, type, member, help) \
	GX_OPTION_(GX_OPT_STRING, letter, name, argument, NULL, type, member, const char *, help)
/* A string for which the completion offers `words`, and that may be something else. */
#define GX_STRING_OF(letter, name, argument, words, type, member, help) \
	GX_OPTION_(GX_OPT_STRING, letter, name, argument, words, type, member, const char *, help)
#define GX_LIST(letter, name, argument, type, member, help) \
	GX_OPTION_(GX_OPT_LIST, letter, name, argument, NULL, type, member, struct gx_texts, help)
#define GX_INTEGER(letter, name, argument, type, member, help) \
	GX_OPTION_(GX_OPT_INTEGER, letter, name, argument, NULL, type, member, int64_t, help)
#define GX_LIMIT(letter, name, argument, type, member, help) \
	GX_OPTION_(GX_OPT_LIMIT, letter, name, argument, NULL, type, member, int64_t, help)
#define GX_WORD(letter, name, argument, words, type, member, help) \
	GX_OPTION_(GX_OPT_WORD, letter, name, argument, words, type, member, int, help)
#define GX_OPTIONAL(letter, name, argument, words, type, member, help) \
	GX_OPTION_(GX_OPT_OPTIONAL, letter, name, argument, words, type, member, const char *, help)
#define GX_GROUP(title) { .kind = GX_OPT_GROUP, .help = (title) }
#define GX_OPTION_END { .kind = GX_OPT_END }

/* A table and the struct that it fills. A command line is read by several at once: the command's own and those common to all. */
struct gx_option_set {
	const struct gx_option *table; /* NULL ends an array of sets */
	void *into;
};

enum gx_parsed {
	GX_PARSED,         /* all well */
	GX_PARSED_USAGE,   /* -h: the short usage is wanted */
	GX_PARSED_MANUAL,  /* --help: the manual is wanted */
	GX_PARSED_UNKNOWN, /* no such option, or an ambiguous one: say the error and the usage */
	GX_PARSED_BAD,     /* its value is missing or wrong: say the error */
};

/* Where options end. */
enum gx_parse_until {
	GX_PARSE_ALL,           /* at `--`; arguments may stand between options */
	GX_PARSE_TO_ARGUMENT,   /* before the first argument too: that is a command with options of its own */
};

/*
 * Reads *argc arguments (the program's name is not among them), fills the structs of `sets`, and leaves in argv[0 … *argc) what
 * are no options. Strings that it stores are argv's own. Not GX_PARSED: *argc is as it was, argv's order is not, and the structs
 * are half filled; `err` holds the sentence for GX_PARSED_UNKNOWN and GX_PARSED_BAD (and GX_PARSED_BAD with GX_ENOMEM).
 */
enum gx_parsed gx_options_parse(const struct gx_option_set *sets, enum gx_parse_until until, int *argc, char **argv,
				struct gx_err *err);

/* Frees the lists that parsing has made in `into`. */
void gx_options_release(const struct gx_option *table, void *into);

/* The lines of `-h` that list the options, laid out as git's, each ended by a newline. */
void gx_options_usage(const struct gx_option *table, struct gx_buf *out);

/* One line an option, for programs: `option`, `command`, `-n`, `--max-count`, kind, placeholder, words, help; tabs between. */
void gx_options_dump(const struct gx_option *table, const char *command, struct gx_buf *out);

/* The name of a kind as it stands in the dump: "flag", "list" … */
const char *gx_option_kind_name(enum gx_option_kind kind);

/* Where `word` stands in "a|b|c", or -1. */
int gx_words_find(const char *words, struct gx_str word);

#endif
