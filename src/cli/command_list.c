#include "cli/command.h"

#include <stdio.h>

#include "cli/similar.h"

const char *gx_group_title(enum gx_group group)
{
	switch (group) {
	case GX_GROUP_START:
		return "write a run";
	case GX_GROUP_LOOK:
		return "look at runs";
	case GX_GROUP_ANNOTATE:
		return "add to a run";
	case GX_GROUP_CODE:
		return "use the code of a run";
	case GX_GROUP_LIFE:
		return "remove, restore and check";
	case GX_GROUP_OTHER:
	case GX_GROUPS:
		break;
	}
	return "about git exp itself";
}

const char *gx_group_word(enum gx_group group)
{
	static const char *const words[GX_GROUPS] = { "start", "look", "annotate", "code", "life", "other" };
	return group < GX_GROUPS ? words[group] : "other";
}

/* Each form of a synopsis behind `lead`; the second and later ones behind `next`. An empty one is one form too. */
static void add_forms(const char *lead, const char *next, const char *name, const char *synopsis, struct gx_buf *out)
{
	struct gx_str rest = gx_str_of(synopsis), form = GX_STR_NONE;
	bool more = gx_str_cut(&rest, '\n', &form);
	do {
		gx_buf_printf(out, "%sgit exp %s%s%" GX_PRI "\n", lead, name, form.len ? " " : "", GX_ARG(form));
		lead = next;
	} while (more && gx_str_cut(&rest, '\n', &form));
}

/* A command that has commands of its own: their forms, then what each is for. */
static void add_family_usage(const struct gx_command *command, const char *name, struct gx_buf *out)
{
	const char *lead = "usage: ";
	for (const struct gx_command *const *one = command->subcommands; *one; one++) {
		char full[64];
		(void)snprintf(full, sizeof(full), "%s %s", name, (*one)->name);
		add_forms(lead, "   or: ", full, (*one)->synopsis, out);
		lead = "   or: ";
	}
	gx_buf_byte(out, '\n');
	for (const struct gx_command *const *one = command->subcommands; *one; one++)
		gx_buf_printf(out, "    %-21s %s\n", (*one)->name, (*one)->summary);
	gx_buf_byte(out, '\n');
}

void gx_command_usage(const struct gx_command *command, const char *name, struct gx_buf *out)
{
	if (command->subcommands) {
		add_family_usage(command, name, out);
		return;
	}
	add_forms("usage: ", "   or: ", name, command->synopsis, out);
	gx_buf_byte(out, '\n');
	const struct gx_option *tables[GX_TABLES];
	size_t count = gx_command_tables(command, tables);
	for (size_t i = 0; i < count; i++)
		gx_options_usage(tables[i], out);
	if (count)
		gx_buf_byte(out, '\n');
}

static void add_group(const struct gx_command *const *commands, enum gx_group group, struct gx_buf *out)
{
	bool any = false;
	for (; *commands; commands++) {
		if ((*commands)->group != group || !(*commands)->summary)
			continue;
		if (!any)
			gx_buf_printf(out, "\n%s\n", gx_group_title(group));
		any = true;
		gx_buf_printf(out, "   %-13s %s\n", (*commands)->name, (*commands)->summary);
	}
}

void gx_command_list(const struct gx_command *const *commands, struct gx_buf *out)
{
	gx_buf_text(out, "usage: git exp <command> [<options>] [<arguments>]\n");
	for (enum gx_group group = GX_GROUP_START; group < GX_GROUPS; group++)
		add_group(commands, group, out);
	gx_buf_text(out, "\n'git exp <command> -h' lists the options of a command, 'git exp help <command>' opens\n"
			 "its manual, and 'git help exp' tells what an experiment is.\n");
}

void gx_command_each(const struct gx_command *const *commands, gx_command_visit *visit, void *context)
{
	for (; *commands; commands++) {
		const struct gx_command *command = *commands;
		if (!command->summary)
			continue;
		visit(command, command->name, command->group, context);
		for (const struct gx_command *const *one = command->subcommands; one && *one; one++) {
			char name[64];
			(void)snprintf(name, sizeof(name), "%s %s", command->name, (*one)->name);
			visit(*one, name, command->group, context);
		}
	}
}

static void dump_one(const struct gx_command *command, const char *name, enum gx_group group, void *context)
{
	struct gx_buf *out = context;
	gx_buf_printf(out, "command\t%s\t%s\t%s\n", name, gx_group_word(group), command->summary);
	struct gx_str rest = gx_str_of(command->synopsis), form;
	while (gx_str_cut(&rest, '\n', &form))
		gx_buf_printf(out, "synopsis\t%s\t%" GX_PRI "\n", name, GX_ARG(form));
	const struct gx_option *tables[GX_TABLES];
	size_t count = gx_command_tables(command, tables);
	for (size_t i = 0; i < count; i++)
		gx_options_dump(tables[i], name, out);
}

void gx_command_dump(const struct gx_command *const *commands, struct gx_buf *out)
{
	gx_command_each(commands, dump_one, out);
}

static size_t count_similar(const struct gx_command *const *commands, struct gx_str name)
{
	size_t count = 0;
	for (; *commands; commands++)
		count += (*commands)->summary && gx_similar(name, gx_str_of((*commands)->name));
	return count;
}

int gx_command_unknown(const struct gx_command *const *commands, const char *within, const char *name)
{
	const char *blank = within ? " " : "";
	within = within ? within : "";
	gx_say("git exp%s%s: '%s' is not a git exp%s%s command. See 'git exp%s%s %s'.", blank, within, name, blank, within, blank,
	       within, *within ? "-h" : "--help");
	size_t count = count_similar(commands, gx_str_of(name));
	if (count)
		gx_say("%s", "");
	if (count)
		gx_say("%s", count == 1 ? "The most similar command is" : "The most similar commands are");
	for (; *commands; commands++)
		if ((*commands)->summary && gx_similar(gx_str_of(name), gx_str_of((*commands)->name)))
			gx_say_item("%s", (*commands)->name);
	return GX_EXIT_FAILED;
}
