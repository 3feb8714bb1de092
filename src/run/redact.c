#include "run/redact.h"

#include "run/name_words.h"

static const struct gx_str redacted = GX_STR_INIT("[redacted]");

/* As gx_name_words() leaves them, without the last blank: digits may follow. */
static const char *const secret_words[] = {
	" token",  " secret", " password", " passwd",	   " credential", " credentials",
	" apikey", " auth",   " api key",  " private key", " access key",
};

/* Whether the words stand in `name` one after the other, digits at their end or not. */
static bool has_words(struct gx_str name, struct gx_str words)
{
	for (size_t i = 0; words.len > 1 && i + words.len < name.len; i++) {
		if (name.at[i] != ' ' || memcmp(name.at + i, words.at, words.len) != 0)
			continue;
		size_t end = i + words.len;
		while (name.at[end] >= '0' && name.at[end] <= '9')
			end++;
		if (name.at[end] == ' ')
			return true;
	}
	return false;
}

static bool has_secret_words(struct gx_str name, const struct gx_strs *extra)
{
	for (size_t i = 0; i < GX_LEN(secret_words); i++)
		if (has_words(name, gx_str_of(secret_words[i])))
			return true;
	for (size_t i = 0; extra && i < extra->list.len; i++) {
		GX_CLEANUP(gx_buf) words = GX_BUF_INIT(GX_BUF_ANY);
		gx_name_words(&words, extra->list.at[i], GX_NAME_WORDS_PLAIN);
		if (words.failed || has_words(name, gx_str_sub(gx_buf_view(&words), 0, words.len - 1)))
			return true;
	}
	return false;
}

bool gx_is_secret(struct gx_str name, const struct gx_strs *extra)
{
	/* both ways: `myApiKey` needs the change of case, in `APIkey` it would mislead */
	for (enum gx_name_words how = GX_NAME_WORDS_PLAIN; how <= GX_NAME_WORDS_CASED; how++) {
		GX_CLEANUP(gx_buf) words = GX_BUF_INIT(GX_BUF_ANY);
		gx_name_words(&words, name, how);
		if (words.failed || has_secret_words(gx_buf_view(&words), extra))
			return true;
	}
	return false;
}

static bool is_scheme_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
	       byte == '+' || byte == '-' || byte == '.';
}

/* Bytes of the authority that starts `text` (RFC 3986, 3.2), also ended by what ends a URL in prose. */
static size_t authority_length(struct gx_str text)
{
	size_t len = 0;
	while (len < text.len && (unsigned char)text.at[len] > ' ' && !strchr("/?#\"'<>\\", text.at[len]))
		len++;
	return len;
}

void gx_redact_url(struct gx_buf *out, struct gx_str text)
{
	size_t copied = 0;
	for (size_t i = 1; i + 3 <= text.len; i++) {
		if (memcmp(text.at + i, "://", 3) != 0 || !is_scheme_byte(text.at[i - 1]))
			continue;
		struct gx_str rest = gx_str_from(text, i + 3);
		size_t at = gx_str_find_last(gx_str_sub(rest, 0, authority_length(rest)), '@');
		if (at == GX_STR_NOWHERE)
			continue;
		gx_buf_str(out, gx_str_sub(text, copied, i + 3 - copied));
		copied = i + 3 + at + 1;
		i = copied - 1;
	}
	gx_buf_str(out, gx_str_from(text, copied));
}

struct job {
	const struct gx_strs *extra;
	struct gx_arena *arena;
	size_t count; /* strings that changed */
};

static int redact_string(struct job *job, bool is_secret, struct gx_str *text, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) clean = GX_BUF_INIT(GX_BUF_ANY);
	if (is_secret)
		gx_buf_str(&clean, redacted);
	else
		gx_redact_url(&clean, *text);
	int failed = gx_buf_check(&clean, "a value", err);
	if (failed != 0 || gx_str_equal(*text, gx_buf_view(&clean)))
		return failed;
	struct gx_str kept = gx_arena_str(job->arena, gx_buf_view(&clean));
	if (!kept.at)
		return gx_fail_memory(err);
	*text = kept;
	job->count++;
	return 0;
}

/* The depth is at most GX_DEPTH_MAX: the reader saw to it. */
static int redact_node(struct job *job, bool is_secret, struct gx_node *node, struct gx_err *err)
{
	if (node->kind == GX_STRING)
		return redact_string(job, is_secret, &node->text, err);
	for (struct gx_node *child = node->child; child; child = child->next) {
		bool is_child_secret = is_secret || (node->kind == GX_OBJECT && gx_is_secret(child->key, job->extra));
		int failed = redact_node(job, is_child_secret, child, err);
		if (failed != 0)
			return failed;
	}
	return 0;
}

static int redact_value(struct job *job, bool is_secret, struct gx_value *value, struct gx_err *err)
{
	size_t before = job->count;
	if (value->kind == GX_STRING) {
		struct gx_str text = value->text;
		int failed = redact_string(job, is_secret, &text, err);
		if (failed == 0 && job->count > before && !gx_value_string(job->arena, text, value))
			failed = gx_fail_memory(err);
		return failed;
	}
	if ((value->kind != GX_ARRAY && value->kind != GX_OBJECT) || gx_str_find(value->json, '"') == GX_STR_NOWHERE)
		return 0;
	struct gx_node *node;
	int failed = gx_json_read(value->json, "value", job->arena, &node, err);
	if (failed == 0)
		failed = redact_node(job, is_secret, node, err);
	if (failed == 0 && job->count > before)
		failed = gx_node_value(node, job->arena, value, err);
	return failed;
}

int gx_redact_flat(struct gx_flat *flat, const struct gx_strs *extra, struct gx_arena *arena, size_t *ret_count,
		   struct gx_err *err)
{
	struct job job = { extra, arena, 0 };
	for (size_t i = 0; i < flat->len; i++) {
		struct gx_pair *pair = &flat->at[i];
		int failed = redact_value(&job, gx_is_secret(pair->key, extra), &pair->value, err);
		if (failed != 0)
			return failed;
	}
	if (ret_count)
		*ret_count = job.count;
	return 0;
}
