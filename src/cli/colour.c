#include "cli/colour.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/out.h"

/* A parsed foreground or background: the parameters of an SGR sequence (ECMA-48, 8.3.117), "" for none. */
struct hue {
	char text[24];
};

struct style {
	bool reset;
	unsigned attributes; /* bit n: SGR parameter n */
	int hues;            /* read so far: first the foreground, then the background */
	struct hue hue[2];
};

static const char *const hue_names[] = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };

static const struct {
	const char *name;
	unsigned char on, off;
} attributes[] = {
	{ "bold", 1, 22 },  { "dim", 2, 22 },     { "italic", 3, 23 }, { "ul", 4, 24 },
	{ "blink", 5, 25 }, { "reverse", 7, 27 }, { "strike", 9, 29 },
};

static bool read_attribute(struct gx_str word, unsigned *attributes_ret)
{
	bool off = gx_str_starts(word, GX_STR("no"));
	struct gx_str name = off ? gx_str_from(word, 2) : word;
	if (off && gx_str_starts(name, GX_STR("-")))
		name = gx_str_from(name, 1);
	for (size_t i = 0; i < GX_LEN(attributes); i++) {
		if (!gx_str_equal_nocase(name, gx_str_of(attributes[i].name)))
			continue;
		*attributes_ret |= 1u << (off ? attributes[i].off : attributes[i].on);
		return true;
	}
	return false;
}

/* "bright" moves the eight colours from 30-37 to 90-97; the background is ten above. */
static bool read_hue_name(struct gx_str word, int ground, struct hue *ret)
{
	bool bright = gx_str_starts(word, GX_STR("bright"));
	struct gx_str name = bright ? gx_str_from(word, 6) : word;
	for (size_t i = 0; i < GX_LEN(hue_names); i++) {
		if (gx_str_equal_nocase(name, gx_str_of(hue_names[i]))) {
			(void)snprintf(ret->text, sizeof(ret->text), "%d", (bright ? 90 : 30) + ground + (int)i);
			return true;
		}
	}
	if (!gx_str_is(word, "default"))
		return false;
	(void)snprintf(ret->text, sizeof(ret->text), "%d", 39 + ground);
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "#rrggbb", and "#rgb" for short. */
static bool read_hue_hex(struct gx_str word, int ground, struct hue *ret)
{
	size_t digits = (word.len - 1) / 3;
	int part[3] = { 0, 0, 0 };
	if (word.len < 4 || word.at[0] != '#' || digits > 2 || word.len != 1 + 3 * digits)
		return false;
	for (size_t i = 0; i < 3 * digits; i++) {
		int digit = hex_digit(word.at[1 + i]);
		if (digit < 0)
			return false;
		part[i / digits] = part[i / digits] * 16 + digit;
	}
	for (size_t i = 0; digits == 1 && i < 3; i++)
		part[i] *= 17;
	(void)snprintf(ret->text, sizeof(ret->text), "%d;2;%d;%d;%d", 38 + ground, part[0], part[1], part[2]);
	return true;
}

/* 0-7 as the names, 8-15 bright, up to 255 the table of xterm. */
static bool read_hue_number(struct gx_str word, int ground, struct hue *ret)
{
	int number = 0;
	for (size_t i = 0; i < word.len; i++) {
		if (word.at[i] < '0' || word.at[i] > '9' || i == 3)
			return false;
		number = number * 10 + (word.at[i] - '0');
	}
	if (number > 255)
		return false;
	if (number < 16)
		(void)snprintf(ret->text, sizeof(ret->text), "%d", (number < 8 ? 30 : 82) + ground + number);
	else
		(void)snprintf(ret->text, sizeof(ret->text), "%d;5;%d", 38 + ground, number);
	return true;
}

static bool read_hue(struct gx_str word, struct style *style)
{
	if (style->hues == 2)
		return false;
	int ground = style->hues * 10;
	struct hue *hue = &style->hue[style->hues];
	bool found = gx_str_equal_nocase(word, GX_STR("normal")) || gx_str_is(word, "-1") || read_hue_name(word, ground, hue) ||
		     read_hue_hex(word, ground, hue) || read_hue_number(word, ground, hue);
	style->hues += found;
	return found;
}

static int read_style(struct gx_str text, struct style *style, struct gx_err *err)
{
	struct gx_str word;
	while (gx_str_cut(&text, ' ', &word)) {
		word = gx_str_trim(word);
		if (word.len == 0)
			continue;
		if (gx_str_equal_nocase(word, GX_STR("reset")))
			style->reset = true;
		else if (!read_hue(word, style) && !read_attribute(word, &style->attributes))
			return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is no color that git knows, see \"color\" in git help config",
				       GX_ARG(word));
	}
	return 0;
}

static void add_parameter(struct gx_buf *escape, const char *parameter, bool *first)
{
	gx_buf_printf(escape, "%s%s", *first ? "\033[" : ";", parameter);
	*first = false;
}

int gx_colour_parse(struct gx_str text, char ret_escape[GX_ESCAPE_ROOM], struct gx_err *err)
{
	/* At most seven attributes on, six off and two hues: 7 * 2 + 6 * 3 + 2 * 17 and the frame, 69 bytes. */
	GX_CLEANUP(gx_buf) escape = GX_BUF_INIT(GX_ESCAPE_ROOM - 1);
	struct style style = { .reset = false };
	int failed = read_style(text, &style, err);
	if (failed)
		return failed;
	bool first = true;
	if (style.reset)
		add_parameter(&escape, "", &first);
	for (unsigned i = 0; i < 32; i++) {
		char number[12];
		(void)snprintf(number, sizeof(number), "%u", i);
		if (style.attributes & (1u << i))
			add_parameter(&escape, number, &first);
	}
	for (size_t i = 0; i < 2; i++)
		if (style.hue[i].text[0])
			add_parameter(&escape, style.hue[i].text, &first);
	if (!first)
		gx_buf_byte(&escape, 'm');
	failed = gx_buf_check(&escape, "a color", err);
	if (!failed)
		memcpy(ret_escape, gx_buf_c(&escape), escape.len + 1);
	return failed;
}

/* 1 and 0 for always and never, 2 for auto, -1 for none of them. git takes "true" in the config for auto. */
static int read_when(const char *when, int plain_true)
{
	if (strcmp(when, "auto") == 0)
		return 2;
	if (strcmp(when, "always") == 0)
		return 1;
	if (strcmp(when, "never") == 0)
		return 0;
	int value = gx_bool_parse(when);
	return value == 1 ? plain_true : value;
}

static int decide(const char *when, gx_config_lookup *get, void *context, struct gx_err *err)
{
	if (when) {
		int value = *when ? read_when(when, 1) : 1;
		return value >= 0 ? value : gx_fail(err, GX_EINPUT, "option `color' expects always, auto or never, not '%s'", when);
	}
	static const char *const keys[] = { "color.exp", "color.ui" };
	for (size_t i = 0; get && i < GX_LEN(keys); i++) {
		const char *set = get(context, keys[i]);
		int value = set ? read_when(set, 2) : -1;
		if (value >= 0)
			return value;
		if (set)
			gx_say_warning("%s is '%s': it may be always, auto or never", keys[i], set);
	}
	return 2;
}

static void read_slot(struct gx_style *style, char escape[GX_ESCAPE_ROOM], size_t slot, gx_config_lookup *get, void *context)
{
	style->escape[slot] = gx_slots[slot].escape;
	char key[64];
	(void)snprintf(key, sizeof(key), "color.exp.%s", gx_slots[slot].name);
	const char *set = get ? get(context, key) : NULL;
	struct gx_err err = GX_ERR_INIT;
	if (set && gx_colour_parse(gx_str_of(set), escape, &err) == 0)
		style->escape[slot] = escape;
	else if (set)
		gx_say_warning("%s: %s", key, err.text);
}

int gx_colours_read(struct gx_style *style, struct gx_palette *palette, const char *when, bool terminal, gx_config_lookup *get,
		    void *context, struct gx_err *err)
{
	int choice = decide(when, get, context, err);
	if (choice < 0)
		return choice;
	const char *no_color = getenv("NO_COLOR");
	bool can = terminal && !gx_terminal_is_dumb() && !(no_color && *no_color);
	style->color = choice == 1 || (choice == 2 && can);
	for (size_t slot = 0; style->color && slot < GX_SLOT_COUNT; slot++)
		read_slot(style, palette->escape[slot], slot, get, context);
	return 0;
}
