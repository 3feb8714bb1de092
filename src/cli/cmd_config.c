#include "base/json_text.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/similar.h"
#include "git/command.h"
#include "run/settings.h"

struct config_options {
	bool name_only;
	int format;
};

enum config_format { FORMAT_TEXT, FORMAT_JSON };

static const struct gx_option options[] = {
	GX_FLAG(0, "name-only", struct config_options, name_only, "print the names of the keys alone"),
	GX_WORD(0, "format", "<format>", "text|json", struct config_options, format, "how to print: text or json"),
	GX_OPTION_END,
};

static const char *type_name(enum gx_setting_type type)
{
	switch (type) {
	case GX_SETTING_TEXT:
		return "text";
	case GX_SETTING_BOOL:
		return "boolean";
	case GX_SETTING_SIZE:
		return "size";
	case GX_SETTING_WORD:
		return "word";
	case GX_SETTING_LIST:
		return "list";
	}
	return "";
}

/* The settings in force, and the text of git's config that they borrow from. */
struct config {
	struct gx_settings settings;
	struct gx_buf entries;
};

static void config_release(struct config *config)
{
	gx_settings_release(&config->settings);
	gx_buf_release(&config->entries);
}

static bool is_known(struct gx_str name)
{
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++)
		if (gx_str_equal_nocase(name, gx_str_of(gx_setting_table[i].name)))
			return true;
	return false;
}

/* "name LF value", or "name" alone for a key without `=`. */
static int take_entry(struct gx_settings *settings, struct gx_str entry, struct gx_err *err)
{
	size_t end = gx_str_find(entry, '\n');
	struct gx_str name = gx_str_sub(entry, 0, end);
	struct gx_str value = end == GX_STR_NOWHERE ? GX_STR_NONE : gx_str_from(entry, end + 1);
	if (!is_known(name))
		gx_say_warning("git's config has %" GX_PRI ", which is no key of git exp", GX_ARG(name));
	return gx_settings_take(settings, name, value, err);
}

/* Asks git, and so works outside a repository too. */
static int config_read(struct config *config, struct gx_err *err)
{
	int r = gx_settings_init(&config->settings, err);
	struct gx_git list = { .argv = { "config", "-z", "--get-regexp", "^exp\\." }, .may_fail = true };
	if (r == 0)
		r = gx_git_run(&list, &config->entries, err);
	if (r == 0 && list.status > 1) /* 1: there is none */
		r = gx_fail(err, GX_EGIT, "git cannot read its config: git config --list tells why");
	struct gx_str rest = gx_buf_view(&config->entries), entry;
	while (r == 0 && gx_str_cut(&rest, '\0', &entry))
		r = take_entry(&config->settings, entry, err);
	return r;
}

/* The value in one line: a list as its elements with a blank between them. */
static void add_value(struct gx_buf *out, const struct gx_settings *settings, size_t i)
{
	const struct gx_strs *list = &settings->list[i];
	if (gx_setting_table[i].type != GX_SETTING_LIST)
		gx_buf_str(out, settings->text[i]);
	for (size_t j = 0; j < list->list.len; j++) {
		if (j)
			gx_buf_byte(out, ' ');
		gx_buf_str(out, list->list.at[j]);
	}
}

static void print_text(struct gx_cli *cli, const struct gx_settings *settings, size_t i, bool first)
{
	const struct gx_setting_info *info = &gx_setting_table[i];
	GX_CLEANUP(gx_buf) value = GX_BUF_INIT(GX_BUF_ANY);
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	add_value(&value, settings, i);
	if (!first)
		gx_buf_byte(&text, '\n');
	gx_style_on(&cli->style, GX_SLOT_NAME, &text);
	gx_buf_text(&text, info->name);
	gx_style_off(&cli->style, GX_SLOT_NAME, &text);
	gx_buf_byte(&text, '=');
	gx_text_safe(&text, gx_buf_view(&value), GX_TEXT_LINE);
	gx_buf_printf(&text, "\n\t%s\n\t%s, %s, ", info->about, settings->is_set[i] ? "set" : "not set",
		      info->words ? info->words : type_name(info->type));
	if (!*info->standard)
		gx_buf_text(&text, "no default, ");
	else if (info->type != GX_SETTING_LIST) /* those of a list stand in it */
		gx_buf_printf(&text, "default %s, ", info->standard);
	gx_buf_printf(&text, "since %s\n", info->since);
	gx_out_str(&cli->out, gx_buf_view(&text));
}

static void add_member(struct gx_buf *out, const char *lead, struct gx_str text)
{
	gx_buf_text(out, lead);
	gx_json_string(out, text);
}

static void print_json(struct gx_cli *cli, const struct gx_settings *settings, size_t i, bool first)
{
	const struct gx_setting_info *info = &gx_setting_table[i];
	const struct gx_strs *list = &settings->list[i];
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&out, first ? " " : ",\n ");
	add_member(&out, "{\"name\": ", gx_str_of(info->name));
	add_member(&out, ", \"type\": ", gx_str_of(type_name(info->type)));
	if (info->type == GX_SETTING_LIST) {
		gx_buf_text(&out, ", \"value\": [");
		for (size_t j = 0; j < list->list.len; j++)
			add_member(&out, j ? ", " : "", list->list.at[j]);
		gx_buf_byte(&out, ']');
	} else {
		add_member(&out, ", \"value\": ", settings->text[i]);
	}
	add_member(&out, ", \"default\": ", gx_str_of(info->standard));
	gx_buf_printf(&out, ", \"set\": %s", settings->is_set[i] ? "true" : "false");
	add_member(&out, ", \"since\": ", gx_str_of(info->since));
	add_member(&out, ", \"about\": ", gx_str_of(info->about));
	gx_buf_byte(&out, '}');
	gx_out_str(&cli->out, gx_buf_view(&out));
}

static bool is_wanted(const struct gx_cli *cli, const char *name)
{
	for (int i = 0; i < cli->argc; i++)
		if (gx_str_equal_nocase(gx_str_of(cli->argv[i]), gx_str_of(name)))
			return true;
	return cli->argc == 0;
}

static int print_all(struct gx_cli *cli, const struct config_options *want, const struct gx_settings *settings)
{
	bool json = want->format == FORMAT_JSON && !want->name_only, first = true;
	if (json)
		gx_out_text(&cli->out, "[\n");
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++) {
		if (!is_wanted(cli, gx_setting_table[i].name))
			continue;
		if (want->name_only)
			gx_out_printf(&cli->out, "%s\n", gx_setting_table[i].name);
		else if (json)
			print_json(cli, settings, i, first);
		else
			print_text(cli, settings, i, first);
		first = false;
	}
	if (json)
		gx_out_text(&cli->out, "\n]\n");
	return GX_EXIT_DONE;
}

static int say_unknown(const char *name)
{
	int code = gx_say_error("'%s' is no key of git exp: git exp config --name-only lists them", name);
	for (size_t i = 0; i < GX_SETTINGS_COUNT; i++)
		if (gx_similar(gx_str_of(name), gx_str_of(gx_setting_table[i].name)))
			gx_say_hint("did you mean %s?", gx_setting_table[i].name);
	return code;
}

static int run(struct gx_cli *cli, const void *given)
{
	const struct config_options *want = given;
	GX_CLEANUP(config) config = { GX_SETTINGS_INIT, GX_BUF_INIT(64 << 20) };
	struct gx_err err = GX_ERR_INIT;
	for (int i = 0; i < cli->argc; i++)
		if (!is_known(gx_str_of(cli->argv[i])))
			return say_unknown(cli->argv[i]);
	if (!want->name_only && config_read(&config, &err))
		return gx_say_err(&err);
	return print_all(cli, want, &config.settings);
}

const struct gx_command gx_cmd_config = {
	.name = "config",
	.group = GX_GROUP_OTHER,
	.summary = "print the exp.* keys of git's config, what they mean and their values",
	.synopsis = "[--format=<format>] [--name-only] [<key>…]",
	.traits = GX_PAGES,
	GX_TAKES(options, struct config_options, 0),
	.run = run,
};
