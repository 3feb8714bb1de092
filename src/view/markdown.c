#include "view/markdown.h"

#include "base/utf8.h"
#include "view/out.h"

#define WORD_JOINER "&#x2060;"

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_word(char byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (unsigned char)byte >= 0x80;
}

/* The bytes round the place, NUL beyond the ends. */
static char byte_at(struct gx_str text, size_t at)
{
	return at < text.len ? text.at[at] : '\0';
}

static bool follows_word(struct gx_str text, size_t at, const char *word)
{
	struct gx_str before = gx_str_sub(text, 0, at), expected = gx_str_of(word);

	return before.len >= expected.len &&
	       gx_str_equal_nocase(gx_str_from(before, before.len - expected.len), expected);
}

/* A digit, a dash or a plus that would begin a list: `1.`, `-`, `+` before a blank. */
static bool begins_list(struct gx_str text, size_t at)
{
	char next = byte_at(text, at + 1);
	size_t digits = 0;

	while (digits < at && is_digit(text.at[digits]))
		digits++;
	return digits == at && (next == ' ' || next == '\0' || next == text.at[at]);
}

/* Between two letters an underscore is one: `weight_decay`. */
static bool is_inner(struct gx_str text, size_t at)
{
	return at && is_word(text.at[at - 1]) && is_word(byte_at(text, at + 1));
}

static bool needs_backslash(struct gx_str text, size_t at)
{
	switch (text.at[at]) {
	case '\\':
	case '`':
	case '*':
	case '[':
	case ']':
	case '|':
	case '~':
		return true;
	case '_':
		return !is_inner(text, at);
	case '#':
	case '=':
		return at == 0;
	case '-':
	case '+':
		return at == 0 && begins_list(text, at);
	case ')':
		return at > 0 && begins_list(text, at);
	case '.':
		return follows_word(text, at, "www") || (at > 0 && begins_list(text, at));
	}
	return false;
}

/* Where a host would see a mention, a reference or an address: @user, #1, !1, ~label, %milestone, GH-1, http://. */
static bool needs_joiner(struct gx_str text, size_t at)
{
	char next = byte_at(text, at + 1);

	if (strchr("@#!~%$", text.at[at]))
		return is_word(next) || next == '"' || next == '_';
	if (text.at[at] == '-')
		return is_digit(next) && follows_word(text, at, "gh");
	return text.at[at] == ':' && next == '/';
}

static const char *entity_of(char byte)
{
	switch (byte) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '$':
		return "&#36;";
	}
	return NULL;
}

static void add_byte(struct gx_buf *out, struct gx_str text, size_t at)
{
	const char *entity = entity_of(text.at[at]);
	bool is_blank = text.at[at] == '\n' || text.at[at] == '\t';

	if (needs_backslash(text, at))
		gx_buf_byte(out, '\\');
	if (entity)
		gx_buf_text(out, entity);
	else
		gx_buf_byte(out, is_blank ? ' ' : text.at[at]);
	if (needs_joiner(text, at))
		gx_buf_text(out, WORD_JOINER);
}

void gx_markdown_safe(struct gx_buf *out, struct gx_str text)
{
	GX_CLEANUP(gx_buf) safe = GX_BUF_INIT(GX_BUF_ANY);
	struct gx_str line;

	gx_text_safe(&safe, text, GX_TEXT_PARAGRAPH);
	line = gx_str_trim(gx_buf_view(&safe));
	for (size_t i = 0; i < line.len; i++)
		add_byte(out, line, i);
	gx_out_pass(&safe, out);
}
