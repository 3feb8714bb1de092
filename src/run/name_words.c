#include "run/name_words.h"

static bool is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool is_lower(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_word_byte(char byte)
{
	return is_upper(byte) || is_lower(byte) || is_digit(byte) || (unsigned char)byte >= 0x80;
}

/* Whether a word starts at `i` only because of its case. */
static bool starts_by_case(struct gx_str name, size_t i)
{
	if (i == 0 || !is_upper(name.at[i]))
		return false;
	char before = name.at[i - 1];
	if (is_upper(before))
		return i + 1 < name.len && is_lower(name.at[i + 1]);
	return is_word_byte(before);
}

void gx_name_words(struct gx_buf *out, struct gx_str name, enum gx_name_words how)
{
	bool inside = false;
	for (size_t i = 0; i < name.len; i++) {
		char byte = name.at[i];
		bool is_word = is_word_byte(byte);
		if (is_word && (!inside || (how == GX_NAME_WORDS_CASED && starts_by_case(name, i))))
			gx_buf_byte(out, ' ');
		if (is_word)
			gx_buf_byte(out, is_upper(byte) ? (char)(byte + ('a' - 'A')) : byte);
		inside = is_word;
	}
	gx_buf_byte(out, ' ');
}
