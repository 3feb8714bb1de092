#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <stdlib.h>

#include "cli/colour.h"

static const char *escape(const char *text)
{
	static char room[GX_ESCAPE_ROOM];
	strcpy(room, "unset");
	return gx_colour_parse(gx_str_of(text), room, NULL) ? "error" : room;
}

/* What `git config --get-color` answers (2.39), and the short hex form of newer ones. */
Test(colour, gits_syntax)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "normal", "" },
		{ "red", "\033[31m" },
		{ "bold red", "\033[1;31m" },
		{ "red bold", "\033[1;31m" },
		{ "red blue", "\033[31;44m" },
		{ "normal blue", "\033[44m" },
		{ "brightgreen", "\033[92m" },
		{ "default", "\033[39m" },
		{ "red default", "\033[31;49m" },
		{ "dim 34", "\033[2;38;5;34m" },
		{ "5", "\033[35m" },
		{ "12", "\033[94m" },
		{ "0 15", "\033[30;107m" },
		{ "-1 255", "\033[48;5;255m" },
		{ "#ff0000", "\033[38;2;255;0;0m" },
		{ "#fff #123", "\033[38;2;255;255;255;48;2;17;34;51m" },
		{ "ul #12aBcD", "\033[4;38;2;18;171;205m" },
		{ "bold dim italic ul blink reverse strike", "\033[1;2;3;4;5;7;9m" },
		{ "nobold no-dim no-ul", "\033[22;24m" },
		{ "reset", "\033[m" },
		{ "reset red", "\033[;31m" },
		{ "  bold\tred ", "error" },
		{ " bold  red ", "\033[1;31m" },
		{ "blurple", "error" },
		{ "256", "error" },
		{ "-2", "error" },
		{ "red green blue", "error" },
		{ "#ff00", "error" },
		{ "#gggggg", "error" },
		{ "nonormal", "error" },
		{ "9999999999999999999", "error" },
	};
	for (size_t i = 0; i < GX_LEN(cases); i++)
		cr_assert_str_eq(escape(cases[i][0]), cases[i][1], "%s", cases[i][0]);
}

Test(colour, the_longest_escape_fits)
{
	const char *text = "bold dim italic ul blink reverse strike nobold noitalic noul noblink noreverse nostrike reset #c8c8c8 #c8c8c8";
	const char *found = escape(text);
	cr_assert_eq(found[strlen(found) - 1], 'm', "%s", text);
	cr_assert_lt(strlen(found), (size_t)GX_ESCAPE_ROOM);
}

struct pair {
	const char *name, *value;
};

static const char *get(void *context, const char *name)
{
	for (const struct pair *pair = context; pair->name; pair++)
		if (strcmp(pair->name, name) == 0)
			return pair->value;
	return NULL;
}

static bool is_on(const char *when, bool terminal, const char *exp, const char *ui)
{
	struct pair pairs[3] = { { NULL, NULL } };
	size_t count = 0;
	if (exp)
		pairs[count++] = (struct pair){ "color.exp", exp };
	if (ui)
		pairs[count++] = (struct pair){ "color.ui", ui };
	struct gx_style style = gx_style_plain(0);
	struct gx_palette palette;
	cr_assert_eq(gx_colours_read(&style, &palette, when, terminal, get, pairs, NULL), 0);
	return style.color;
}

Test(colour, when)
{
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	cr_assert(is_on(NULL, true, NULL, NULL));
	cr_assert_not(is_on(NULL, false, NULL, NULL));
	cr_assert(is_on(NULL, false, "always", NULL));
	cr_assert(is_on(NULL, false, "always", "never"), "color.exp comes before color.ui");
	cr_assert_not(is_on(NULL, true, NULL, "false"));
	cr_assert_not(is_on(NULL, false, NULL, "true"), "true is auto");
	cr_assert(is_on(NULL, true, NULL, "true"));
	cr_assert(is_on("", false, NULL, "never"), "--color is always");
	cr_assert(is_on("always", false, NULL, NULL));
	cr_assert_not(is_on("auto", false, NULL, "always"));
	cr_assert_not(is_on("no", true, "always", "always"), "--no-color");
	cr_assert_not(is_on("never", true, NULL, NULL));
}

Test(colour, no_color_and_dumb_terminals_stop_auto_only)
{
	setenv("TERM", "xterm", 1);
	setenv("NO_COLOR", "1", 1);
	cr_assert_not(is_on(NULL, true, NULL, NULL));
	cr_assert_not(is_on(NULL, true, NULL, "auto"));
	cr_assert(is_on("always", true, NULL, NULL));
	setenv("NO_COLOR", "", 1);
	cr_assert(is_on(NULL, true, NULL, NULL), "empty counts as unset");
	setenv("TERM", "dumb", 1);
	cr_assert_not(is_on(NULL, true, NULL, NULL));
}

Test(colour, a_wrong_when_is_an_error)
{
	struct gx_style style = gx_style_plain(0);
	struct gx_palette palette;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_colours_read(&style, &palette, "sometimes", true, NULL, NULL, &err), GX_EINPUT);
	cr_assert_str_eq(err.text, "option `color' expects always, auto or never, not 'sometimes'");
}

Test(colour, slots_come_from_the_config, .init = cr_redirect_stderr)
{
	struct pair pairs[] = { { "color.exp.id", "bold #010203" }, { "color.exp.best", "blurple" }, { NULL, NULL } };
	struct gx_style style = gx_style_plain(0);
	struct gx_palette palette;
	cr_assert_eq(gx_colours_read(&style, &palette, "always", false, get, pairs, NULL), 0);
	cr_assert_str_eq(style.escape[GX_SLOT_ID], "\033[1;38;2;1;2;3m");
	cr_assert_str_eq(style.escape[GX_SLOT_BEST], gx_slots[GX_SLOT_BEST].escape, "a wrong one is the default");
}

Test(colour, the_views_escapes_are_what_their_words_mean)
{
	for (size_t i = 0; i < GX_SLOT_COUNT; i++)
		cr_assert_str_eq(escape(gx_slots[i].standard), gx_slots[i].escape, "%s", gx_slots[i].name);
}
