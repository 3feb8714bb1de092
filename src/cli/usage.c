#include "cli/option.h"

#include "base/utf8.h"

/* git's layout of `-h`: four blanks, the option, its help from column 26 on. */
enum { INDENT = 4, HELP_COLUMN = 26 };

const char *gx_option_kind_name(enum gx_option_kind kind)
{
	switch (kind) {
	case GX_OPT_END:
		return "end";
	case GX_OPT_GROUP:
		return "group";
	case GX_OPT_FLAG:
		return "flag";
	case GX_OPT_SWITCH:
		return "switch";
	case GX_OPT_COUNT:
		return "count";
	case GX_OPT_STRING:
		return "string";
	case GX_OPT_LIST:
		return "list";
	case GX_OPT_INTEGER:
		return "integer";
	case GX_OPT_LIMIT:
		return "limit";
	case GX_OPT_WORD:
		return "word";
	case GX_OPT_OPTIONAL:
		return "optional";
	}
	return "";
}

static void add_argument(const struct gx_option *option, struct gx_buf *out)
{
	if (!option->argument)
		return;
	bool optional = option->kind == GX_OPT_OPTIONAL;
	gx_buf_printf(out, optional ? "[%s%s]" : "%.0s %s", option->name ? "=" : "", option->argument);
}

static void add_option(const struct gx_option *option, struct gx_buf *out)
{
	struct gx_buf text = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_fill(&text, ' ', INDENT);
	if (option->letter)
		gx_buf_printf(&text, "-%c%s", option->letter, option->name ? ", " : "");
	if (option->name)
		gx_buf_printf(&text, "--%s%s", option->kind == GX_OPT_SWITCH ? "[no-]" : "", option->name);
	add_argument(option, &text);
	size_t columns = gx_utf8_columns(gx_buf_view(&text));
	gx_buf_str(out, gx_buf_view(&text));
	if (columns >= HELP_COLUMN) {
		gx_buf_byte(out, '\n');
		columns = 0;
	}
	gx_buf_fill(out, ' ', HELP_COLUMN - columns);
	gx_buf_printf(out, "%s\n", option->help);
	gx_buf_release(&text);
}

/* A blank line before it, unless there is one. */
static void add_heading(const struct gx_option *group, struct gx_buf *out)
{
	if (!gx_str_ends(gx_buf_view(out), GX_STR("\n\n")))
		gx_buf_byte(out, '\n');
	gx_buf_printf(out, "%s\n", group->help);
}

void gx_options_usage(const struct gx_option *table, struct gx_buf *out)
{
	for (const struct gx_option *option = table; option && option->kind != GX_OPT_END; option++) {
		if (option->kind == GX_OPT_GROUP)
			add_heading(option, out);
		else if (option->help)
			add_option(option, out);
	}
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

void gx_options_dump(const struct gx_option *table, const char *command, struct gx_buf *out)
{
	for (const struct gx_option *option = table; option && option->kind != GX_OPT_END; option++) {
		if (option->kind == GX_OPT_GROUP || !option->help)
			continue;
		gx_buf_printf(out, "option\t%s\t%s%.*s\t%s%s\t%s\t%s\t%s\t%s\n", command, option->letter ? "-" : "",
			      option->letter ? 1 : 0, &option->letter, option->name ? "--" : "", or_empty(option->name),
			      gx_option_kind_name(option->kind), or_empty(option->argument), or_empty(option->words),
			      option->help);
	}
}
