/*
 * Text with pairs: one pass over the line. A phrase is the words that may be the name of what comes: they stand one
 * blank apart, and no number, bracket or comma is between them.
 */
#include "capture/scalars_inner.h"

enum { PHRASE_WORDS_MAX = 4 };

struct reading {
	struct gx_scalars_basket *basket;
	struct gx_str line;
	size_t at;
	size_t phrase; /* begin of the phrase */
	size_t words;  /* in it; 0: none */
	size_t end;    /* of its last word */
};

static char byte_at(const struct reading *reading, size_t at)
{
	return at < reading->line.len ? reading->line.at[at] : '\0';
}

static size_t skip_blanks(const struct reading *reading, size_t at)
{
	return at + gx_scalars_blanks(gx_str_from(reading->line, at));
}

/* Over what is neither blank nor a bracket: `10:00:00,123`, `3.11.2`, `640/60000`, `a/b=3.pt`. */
static size_t skip_lump(const struct reading *reading, size_t at)
{
	static const char ends[] = " \t,;|[](){}\"'<>";
	while (at < reading->line.len && !memchr(ends, reading->line.at[at], sizeof(ends) - 1))
		at++;
	return at;
}

static size_t word_end(const struct reading *reading, size_t at)
{
	size_t end = at;
	while (end < reading->line.len && gx_scalars_in_name(reading->line.at[end]))
		end++;
	while (end > at + 1 && (reading->line.at[end - 1] == '.' || reading->line.at[end - 1] == '-' ||
				reading->line.at[end - 1] == '/'))
		end--;
	return end;
}

/* The phrase as one name: as it stands if it is one word, else in the reader's room. */
static struct gx_str phrase_name(struct reading *reading)
{
	struct gx_str text = gx_str_sub(reading->line, reading->phrase, reading->end - reading->phrase);
	struct gx_scalars_reader *reader = reading->basket->reader;
	if (reading->words == 1)
		return text;
	if (text.len > sizeof(reader->room) - reader->used)
		return GX_STR_NONE;
	char *to = reader->room + reader->used;
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\'') {
			i++; /* valid_0's */
			continue;
		}
		to[len++] = text.at[i];
		if (text.at[i] == ' ')
			to[len - 1] = '_';
	}
	reader->used += len;
	return (struct gx_str){ to, len };
}

/* The number of `9830/10000 (98%)`, where `at` is behind the 9830. */
static size_t percent_of_count(const struct reading *reading, size_t at, struct gx_str *ret_value)
{
	int64_t count;
	bool integer;
	at = skip_blanks(reading, at);
	if (byte_at(reading, at) != '/')
		return 0;
	at = skip_blanks(reading, at + 1);
	size_t len = gx_scalars_integer(gx_str_from(reading->line, at), &count);
	if (len == 0)
		return 0;
	at = skip_blanks(reading, at + len);
	if (byte_at(reading, at) != '(')
		return 0;
	at = skip_blanks(reading, at + 1);
	len = gx_scalars_number(gx_str_from(reading->line, at), ret_value, &integer);
	return len && byte_at(reading, at + len) == '%' ? at + len + 1 : 0;
}

/* Is a number that ends at `at` a number by itself? Of a metric it may be a percentage. */
static bool stands_alone(const struct reading *reading, size_t at, bool metric)
{
	char next = byte_at(reading, at), after = byte_at(reading, at + 1);
	if (next == '%')
		return metric;
	if (next == ',')
		return !gx_scalars_is_digit(after);
	if (next == '.')
		return after == '\0' || after == ' ';
	if (next != '\0' && !memchr(" \t;|)]}'\"", next, 9))
		return false;
	size_t behind = skip_blanks(reading, at);
	if (byte_at(reading, behind) == '%')
		return metric;
	if (byte_at(reading, behind) == '/')
		return false;
	size_t end = word_end(reading, behind);
	struct gx_str word = gx_str_sub(reading->line, behind, end - behind);
	size_t slash = gx_str_find(word, '/');
	bool unit = gx_scalars_word(gx_str_sub(word, 0, slash)) & GX_WORD_UNIT;
	return !unit || byte_at(reading, end) == '=' || byte_at(reading, end) == ':';
}

/* The step in `3/10`, `[3/10]`, `[3][5/10]`, `3:`; `at` is where its integer begins. */
static bool take_step(struct reading *reading, size_t at, int rank)
{
	int64_t step;
	if (byte_at(reading, at) == '[')
		at = skip_blanks(reading, at + 1);
	size_t len = gx_scalars_integer(gx_str_from(reading->line, at), &step);
	size_t end = at + len;
	char next = byte_at(reading, end);
	if (len == 0 || (next != '\0' && !memchr(" \t,:;|])}/'\"", next, 12)))
		return false;
	size_t behind = skip_blanks(reading, end);
	if (byte_at(reading, behind) == '/') {
		int64_t total;
		size_t from = skip_blanks(reading, behind + 1);
		size_t more = gx_scalars_integer(gx_str_from(reading->line, from), &total);
		if (more == 0)
			return false;
		end = from + more;
	}
	gx_scalars_step(reading->basket, rank, step);
	reading->at = end;
	return true;
}

/* Where the value begins: behind `=`, `:` or blanks. `ret_mark` is which; 0: none of them. */
static size_t value_begin(const struct reading *reading, char *ret_mark)
{
	size_t at = skip_blanks(reading, reading->end);
	char mark = byte_at(reading, at);
	if (mark == '=' || mark == ':') {
		*ret_mark = mark;
		return skip_blanks(reading, at + 1);
	}
	*ret_mark = at > reading->end || mark == '[' ? ' ' : '\0';
	return at;
}

/* `host:80` and `train.py:12` are no pairs, `train-rmse:0.4` and `error:0` are. */
static bool is_glued(const struct reading *reading, char mark, size_t at, bool decimal, unsigned flags)
{
	if (mark != ':' || byte_at(reading, at - 1) != ':')
		return false;
	return !decimal && !(flags & GX_WORD_METRIC);
}

static bool take_pair(struct reading *reading, struct gx_str last, char mark, size_t at)
{
	struct gx_str value, percent;
	bool integer;
	size_t len = gx_scalars_number(gx_str_from(reading->line, at), &value, &integer);
	if (len == 0 || last.len > GX_SCALARS_NAME_MAX)
		return false;
	unsigned flags = gx_scalars_name(last);
	if (is_glued(reading, mark, at, !integer, flags))
		return false;
	/* "exited with error 1" */
	bool bare = (flags & (GX_WORD_METRIC | GX_WORD_PARAMETER)) && (!integer || reading->basket->step_rank);
	if (mark == ' ' && !bare)
		return false;
	size_t end = at + len;
	size_t counted = integer && (flags & GX_WORD_METRIC) ? percent_of_count(reading, end, &percent) : 0;
	if (counted) {
		value = percent;
		end = counted;
		integer = false;
	} else if (!stands_alone(reading, end, flags & GX_WORD_METRIC)) {
		return false;
	}
	/* timm's `Train: 0 [` is an epoch */
	int64_t epoch;
	bool opens = byte_at(reading, skip_blanks(reading, end)) == '[' && !(flags & GX_WORD_METRIC);
	if (opens && gx_scalars_integer(value, &epoch) == value.len)
		gx_scalars_step(reading->basket, GX_STEP_EPOCH, epoch);
	else
		gx_scalars_put(reading->basket, phrase_name(reading), value, integer);
	reading->basket->unclear |= mark == ' ';
	reading->at = end + (byte_at(reading, end) == '%');
	return true;
}

/* Adds the word to the phrase, or begins a new one with it. */
static struct gx_str add_word(struct reading *reading, size_t end)
{
	struct gx_str word = gx_str_sub(reading->line, reading->at, end - reading->at);
	size_t gap = reading->at - reading->end;
	bool of = gap == 3 && byte_at(reading, reading->end) == '\'' && byte_at(reading, reading->end + 1) == 's';
	bool joins = reading->words && reading->words < PHRASE_WORDS_MAX && (of || (gap == 1 && byte_at(reading, reading->end) == ' '));
	if (!joins) {
		reading->words = 0;
		reading->phrase = reading->at;
	}
	reading->words++;
	reading->end = end;
	return word;
}

static void take_word(struct reading *reading)
{
	size_t end = word_end(reading, reading->at);
	unsigned flags;
	char mark;
	struct gx_str word = add_word(reading, end);
	size_t value = value_begin(reading, &mark);
	int rank = gx_scalars_step_rank(word);
	reading->at = end;
	if (rank && mark && take_step(reading, value + (byte_at(reading, value) == ':' || byte_at(reading, value) == '#'), rank)) {
		reading->words = 0;
		return;
	}
	flags = gx_scalars_word(word);
	char opening = byte_at(reading, value);
	if ((flags & GX_WORD_ECHO) && (mark == '=' || mark == ':' || opening == '(' || opening == '{'))
		reading->basket->refused = true;
	if (!(flags & GX_WORD_STOP) && mark && take_pair(reading, word, mark, value)) {
		reading->words = 0;
		return;
	}
	if (mark == '=' || mark == ':' || (flags & GX_WORD_STOP))
		reading->words = 0;
	reading->basket->unclear = true;
	if ((mark == '=' && value < reading->line.len) || (mark == ':' && byte_at(reading, value) == '/'))
		reading->at = skip_lump(reading, value);
}

/* `100/500 [` of a bar, `100/500` at the begin of a line or in brackets: how far an epoch is. */
static bool take_place(struct reading *reading)
{
	int64_t done, total;
	size_t len = gx_scalars_integer(gx_str_from(reading->line, reading->at), &done);
	if (len == 0 || byte_at(reading, reading->at + len) != '/')
		return false;
	size_t end = reading->at + len + 1;
	len = gx_scalars_integer(gx_str_from(reading->line, end), &total);
	end += len;
	if (len == 0 || (byte_at(reading, end) != ' ' && byte_at(reading, end) != ']'))
		return false;
	struct gx_scalars_basket *basket = reading->basket;
	size_t before = reading->at;
	while (before > 0 && byte_at(reading, before - 1) == ' ')
		before--;
	char opened = before ? byte_at(reading, before - 1) : '\0';
	if (opened == '\0' && basket->reader->has_epoch) {
		gx_scalars_step(basket, GX_STEP_EPOCH, basket->reader->epoch);
		basket->reader->has_epoch = done < total;
	} else if (opened == '|') {
		gx_scalars_step(basket, GX_STEP_WEAK, done);
	}
	basket->inside_epoch |= opened == '[' || (done < total && (opened == '\0' || opened == '|'));
	reading->at = end;
	return true;
}

static void take_lump(struct reading *reading)
{
	reading->words = 0;
	reading->basket->unclear = true;
	if (gx_scalars_is_digit(byte_at(reading, reading->at)) && take_place(reading))
		return;
	size_t end = skip_lump(reading, reading->at);
	reading->at = end > reading->at ? end : reading->at + 1;
}

/* XGBoost's `[10]`, CatBoost's `0:` at the begin of a line. */
static void take_begin(struct reading *reading)
{
	int64_t step;
	size_t at = byte_at(reading, 0) == '[';
	size_t len = gx_scalars_integer(reading->line, &step);
	if (at)
		len = gx_scalars_integer(gx_str_from(reading->line, 1), &step);
	char closing = byte_at(reading, at + len), behind = byte_at(reading, at + len + 1);
	if (len == 0 || closing != (at ? ']' : ':') || (behind != ' ' && behind != '\t'))
		return;
	gx_scalars_step(reading->basket, GX_STEP_WEAK, step);
	reading->at = at + len + 1;
}

void gx_scalars_read_text(struct gx_scalars_basket *basket, struct gx_str line)
{
	struct reading reading = { .basket = basket, .line = line };
	take_begin(&reading);
	while (reading.at < line.len && !basket->refused) {
		char byte = line.at[reading.at];
		if (gx_scalars_is_letter(byte)) {
			take_word(&reading);
		} else if (gx_scalars_is_digit(byte) || memchr("/.~\\-+", byte, 6)) {
			take_lump(&reading);
		} else if (byte == '\'' && byte_at(&reading, reading.at + 1) == 's' && byte_at(&reading, reading.at + 2) == ' ') {
			reading.at += 3;
		} else {
			if (byte != ' ')
				reading.words = 0;
			reading.at++;
		}
	}
}
