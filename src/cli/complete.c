#include "cli/complete.h"

static const struct {
	const char *placeholder, *name;
} offers[GX_OFFERS] = {
	[GX_OFFER_NOTHING] = { "", "nothing" },
	[GX_OFFER_RUN] = { "<run>", "run" },
	[GX_OFFER_EXPERIMENT] = { "<experiment>", "experiment" },
	[GX_OFFER_WHOLE] = { "<experiment>/", "whole" },
	[GX_OFFER_FILE] = { "<file>", "file" },
	[GX_OFFER_FOLDER] = { "<folder>", "folder" },
	[GX_OFFER_COMMIT] = { "<commit>", "commit" },
	[GX_OFFER_COMMAND] = { "<command>", "command" },
};

const char *gx_offer_name(enum gx_offer offer)
{
	return offers[offer < GX_OFFERS ? offer : GX_OFFER_NOTHING].name;
}

const char *const gx_complete_names[] = {
	"# Only what a shell takes for plain text: the names were chosen by whoever could push them.",
	"__git_exp_plain() {",
	"	LC_ALL=C grep -E '^[A-Za-z0-9_./@+=,:-]+$'",
	"}",
	"",
	"# Names of runs and <experiment>/<name>, and ids for who began to type one. The subject of a run's commit is",
	"# `<experiment>: <name> <status> …`.",
	"__git_exp_runs() {",
	"	__git_exp_git for-each-ref --format='%(refname:lstrip=2) %(contents:subject)' refs/experiments |",
	"		awk -v typed=\"$1\" '{",
	"			slash = match($1, /\\/[0-9a-f]+$/)",
	"			if (!slash) next",
	"			experiment = substr($1, 1, slash - 1)",
	"			if (typed ~ /^[0-9a-f][0-9a-f][0-9a-f][0-9a-f]/) print substr($1, slash + 1)",
	"			if ($2 == experiment \":\") { print $3; print experiment \"/\" $3 }",
	"		}' | __git_exp_plain | sort -u",
	"}",
	"",
	"__git_exp_experiments() {",
	"	__git_exp_git for-each-ref --format='%(refname:lstrip=2)' refs/experiments |",
	"		sed -n 's,/[^/]*$,,p' | __git_exp_plain | sort -u",
	"}",
	"",
	"__git_exp_wholes() {",
	"	__git_exp_experiments | sed 's,$,/,'",
	"}",
	"",
	"__git_exp_commits() {",
	"	__git_exp_git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes | __git_exp_plain",
	"}",
	NULL,
};

static enum gx_offer offer_of_one(struct gx_str placeholder)
{
	for (enum gx_offer offer = GX_OFFER_RUN; offer < GX_OFFERS; offer++)
		if (gx_str_is(placeholder, offers[offer].placeholder))
			return offer;
	return gx_str_is(placeholder, "<path>") ? GX_OFFER_FILE : GX_OFFER_NOTHING;
}

/* Cuts the next "<…>" off. */
static bool cut_placeholder(struct gx_str *rest, struct gx_str *ret)
{
	size_t from = gx_str_find(*rest, '<');
	if (from == GX_STR_NOWHERE)
		return false;
	*rest = gx_str_from(*rest, from);
	size_t to = gx_str_find(*rest, '>');
	if (to == GX_STR_NOWHERE)
		return false;
	struct gx_str behind = gx_str_from(*rest, to + 1);
	bool whole = gx_str_starts(behind, GX_STR("/")) && !gx_str_starts(behind, GX_STR("/<"));
	*ret = gx_str_sub(*rest, 0, to + 1 + whole);
	*rest = gx_str_from(*rest, ret->len);
	return true;
}

enum gx_offer gx_offer_of(struct gx_str placeholder)
{
	enum gx_offer found = GX_OFFER_NOTHING;
	struct gx_str one;
	while (found == GX_OFFER_NOTHING && cut_placeholder(&placeholder, &one))
		found = offer_of_one(one);
	return found;
}

void gx_command_options_each(const struct gx_command *command, gx_option_visit *visit, void *context)
{
	const struct gx_option *tables[GX_TABLES];
	size_t count = gx_command_tables(command, tables);
	for (size_t i = 0; i < count; i++)
		for (const struct gx_option *option = tables[i]; option->kind != GX_OPT_END; option++)
			if (option->kind != GX_OPT_GROUP && option->help)
				visit(option, context);
}

/* The search for the option that a word of the synopsis names. */
struct search {
	struct gx_str word; /* "--file" or "-F" */
	bool takes_next;
};

static void match_option(const struct gx_option *option, void *context)
{
	struct search *search = context;
	struct gx_str word = search->word;
	bool by_name = option->name && gx_str_starts(word, GX_STR("--")) && gx_str_is(gx_str_from(word, 2), option->name);
	bool by_letter = option->letter && word.len == 2 && word.at[1] == option->letter;
	if (by_name || by_letter)
		search->takes_next = option->argument && option->kind != GX_OPT_OPTIONAL;
}

/* "(a|b|c)": words, unless there are placeholders or options among them. */
static void read_words(struct gx_str word, struct gx_buf *words)
{
	bool group = word.len > 2 && word.at[0] == '(' && word.at[word.len - 1] == ')';
	if (!group || gx_str_find(word, '<') != GX_STR_NOWHERE || gx_str_find(word, '-') != GX_STR_NOWHERE)
		return;
	struct gx_str rest = gx_str_sub(word, 1, word.len - 2), one;
	while (gx_str_cut(&rest, '|', &one)) {
		gx_buf_str(words, one);
		gx_buf_byte(words, '\n');
	}
}

/* The brackets round "[--file" and "<run>]" say only that it may be missing. */
static struct gx_str without_brackets(struct gx_str word)
{
	while (word.len && word.at[0] == '[')
		word = gx_str_from(word, 1);
	while (word.len && word.at[word.len - 1] == ']')
		word.len--;
	return word;
}

static void read_form(const struct gx_command *command, struct gx_str form, struct gx_arguments *ret)
{
	struct gx_str word;
	bool is_value = false; /* of the option before it */
	while (gx_str_cut(&form, ' ', &word)) {
		word = without_brackets(word);
		if (word.len && word.at[0] == '-') {
			struct search search = { word, false };
			gx_command_options_each(command, match_option, &search);
			is_value = search.takes_next;
			continue;
		}
		if (!is_value) {
			ret->offers[gx_offer_of(word)] = true;
			read_words(word, &ret->words);
		}
		is_value = false;
	}
}

void gx_complete_arguments(const struct gx_command *command, struct gx_arguments *ret)
{
	*ret = (struct gx_arguments){ .words = GX_BUF_INIT(1 << 16) };
	struct gx_str rest = gx_str_of(command->synopsis), form;
	while (gx_str_cut(&rest, '\n', &form))
		read_form(command, form, ret);
	ret->offers[GX_OFFER_NOTHING] = false;
}

void gx_arguments_release(struct gx_arguments *arguments)
{
	gx_buf_release(&arguments->words);
}

void gx_quote_shell(struct gx_buf *out, const char *text)
{
	gx_buf_byte(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			gx_buf_text(out, "'\\''");
		else
			gx_buf_byte(out, *text);
	}
	gx_buf_byte(out, '\'');
}

void gx_lines(struct gx_buf *out, const char *const *lines)
{
	for (; *lines; lines++)
		gx_buf_printf(out, "%s\n", *lines);
}
