#include "run/redact.h"

#include "base/num.h"

/* One pass over a command line; `is_next` carries over from `--token` to the argument behind it. */
struct line {
	const struct gx_strs *extra;
	bool is_next; /* the next word is the value of a secret option */
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n';
}

static bool has_blank(struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_blank(text.at[i]))
			return true;
	return false;
}

/* Bytes of the word that starts `text`: up to a blank that is in no quotes. A quote without end takes all. */
static size_t word_length(struct gx_str text)
{
	char quote = '\0';
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];
		if (quote == '\0' && is_blank(byte))
			return i;
		if (quote == '\0' && (byte == '"' || byte == '\''))
			quote = byte;
		else if (byte == quote)
			quote = '\0';
	}
	return text.len;
}

/* Where the secret value in `name=value` starts, or GX_STR_NOWHERE; of `--set=db.password=x` it is the last part. */
static size_t find_value(struct gx_str word, const struct gx_strs *extra)
{
	size_t from = 0, equals;
	while ((equals = gx_str_find(gx_str_from(word, from), '=')) != GX_STR_NOWHERE) {
		if (gx_is_secret(gx_str_sub(word, from, equals), extra))
			return from + equals + 1;
		from += equals + 1;
	}
	return GX_STR_NOWHERE;
}

static void redact_word(struct line *line, struct gx_buf *out, struct gx_str word)
{
	bool is_option = gx_str_starts(word, GX_STR("-"));
	bool is_value = line->is_next && !is_option;
	line->is_next = is_option && gx_str_find(word, '=') == GX_STR_NOWHERE && gx_is_secret(word, line->extra);
	size_t from = is_value ? 0 : find_value(word, line->extra);
	if (from == GX_STR_NOWHERE || gx_num_scan(gx_str_from(word, from)) != GX_NUM_NOT) {
		gx_redact_url(out, word);
		return;
	}
	gx_buf_str(out, gx_str_sub(word, 0, from));
	gx_buf_text(out, "[redacted]");
}

static void redact_argument(struct line *line, struct gx_buf *out, struct gx_str argument)
{
	bool is_value = line->is_next && !gx_str_starts(argument, GX_STR("-"));
	if (is_value || !has_blank(argument)) {
		redact_word(line, out, argument);
		return;
	}
	while (argument.len > 0) {
		size_t len = word_length(argument);
		if (len > 0)
			redact_word(line, out, gx_str_sub(argument, 0, len));
		else
			gx_buf_byte(out, argument.at[len++]);
		argument = gx_str_from(argument, len);
	}
}

static int redact_node(struct line *line, struct gx_node *argument, struct gx_arena *arena, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) clean = GX_BUF_INIT(GX_BUF_ANY);
	redact_argument(line, &clean, argument->text);
	int failed = gx_buf_check(&clean, "an argument", err);
	if (failed != 0)
		return failed;
	struct gx_str kept = gx_arena_str(arena, gx_buf_view(&clean));
	if (!kept.at)
		return gx_fail_memory(err);
	argument->text = kept;
	return 0;
}

int gx_redact_command(struct gx_value *command, const struct gx_strs *extra, struct gx_arena *arena, struct gx_err *err)
{
	struct gx_node *node;
	int failed = gx_json_read(command->json, "command", arena, &node, err);
	if (failed != 0)
		return failed;
	struct line line = { extra, false };
	struct gx_node *first = node->kind == GX_STRING ? node : node->child;
	for (struct gx_node *argument = first; argument && failed == 0; argument = argument->next)
		if (argument->kind == GX_STRING)
			failed = redact_node(&line, argument, arena, err);
	return failed != 0 ? failed : gx_node_value(node, arena, command, err);
}
