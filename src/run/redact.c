#include "run/redact.h"

#include "base/map.h"
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

/* One of these is in every name that secret_words know; most names have none, and need not be taken apart. */
static bool may_be_secret(struct gx_str name)
{
	static const struct gx_str stems[] = { GX_STR_INIT("token"),	  GX_STR_INIT("secret"), GX_STR_INIT("passw"),
					       GX_STR_INIT("credential"), GX_STR_INIT("key"),	 GX_STR_INIT("auth") };
	for (size_t i = 0; i < name.len; i++)
		for (size_t k = 0; k < GX_LEN(stems); k++)
			if ((name.at[i] | 0x20) == stems[k].at[0] &&
			    gx_str_equal_nocase(gx_str_sub(name, i, stems[k].len), stems[k]))
				return true;
	return false;
}

bool gx_is_secret(struct gx_str name, const struct gx_strs *extra)
{
	if (!may_be_secret(name) && !(extra && extra->list.len > 0))
		return false;
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
	bool by_name; /* what has a secret name is a secret; else only URLs matter */
	const struct gx_strs *extra;
	struct gx_arena *arena;
	size_t count; /* strings that changed */
};

static bool is_named_secret(const struct job *job, struct gx_str name)
{
	return job->by_name && gx_is_secret(name, job->extra);
}

static int redact_string(struct job *job, bool is_secret, struct gx_str *text, struct gx_err *err)
{
	if (!is_secret && (text->len == 0 || !memmem(text->at, text->len, "://", 3)))
		return 0;
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
		bool is_child_secret = is_secret || (node->kind == GX_OBJECT && is_named_secret(job, child->key));
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

static int redact_flat(struct job *job, struct gx_flat *flat, struct gx_err *err)
{
	for (size_t i = 0; i < flat->len; i++) {
		struct gx_pair *pair = &flat->at[i];
		int failed = redact_value(job, is_named_secret(job, pair->key), &pair->value, err);
		if (failed != 0)
			return failed;
	}
	return 0;
}

int gx_redact_flat(struct gx_flat *flat, const struct gx_strs *extra, struct gx_arena *arena, size_t *ret_count,
		   struct gx_err *err)
{
	struct job job = { true, extra, arena, 0 };
	int failed = redact_flat(&job, flat, err);
	if (failed == 0 && ret_count)
		*ret_count = job.count;
	return failed;
}

/* URLs as keys: two that were told apart by their user info alone are one then, and the first stays. */
static int redact_keys(struct job *job, struct gx_flat *flat, struct gx_err *err)
{
	struct gx_flat clean = GX_FLAT_INIT;
	GX_CLEANUP(gx_map) known = GX_MAP_INIT;
	size_t before = job->count;
	for (size_t i = 0; i < flat->len; i++) {
		struct gx_str key = flat->at[i].key;
		int failed = redact_string(job, false, &key, err);
		if (failed != 0)
			return failed;
		const size_t *place = gx_map_put(&known, key, i);
		if (!place || (*place == i && !gx_flat_add(&clean, job->arena, key, flat->at[i].value)))
			return gx_fail_memory(err);
	}
	int failed = job->count > before ? gx_flat_seal(&clean, err) : 0;
	if (failed == 0 && job->count > before)
		*flat = clean;
	return failed;
}

static int redact_command(struct job *job, struct gx_flat *facts, struct gx_err *err)
{
	const struct gx_value *stored = gx_flat_at(facts, "command");
	if (!stored)
		return 0;
	struct gx_value command = *stored;
	int failed = gx_redact_command(&command, job->extra, job->arena, err);
	if (failed != 0 || gx_str_equal(command.json, stored->json))
		return failed;
	job->count++;
	return gx_flat_set(facts, job->arena, GX_STR("command"), command) ? 0 : gx_fail_memory(err);
}

static int redact_texts(struct job *job, struct gx_run *run, struct gx_err *err)
{
	struct gx_str *const texts[] = { &run->packages, &run->output, &run->description };
	int failed = 0;
	for (size_t i = 0; i < GX_LEN(texts) && failed == 0; i++)
		failed = redact_string(job, false, texts[i], err);
	for (size_t i = 0; i < run->notes.len && failed == 0; i++)
		failed = redact_string(job, false, &run->notes.at[i].text, err);
	return failed;
}

int gx_redact_run(struct gx_run *run, const struct gx_strs *extra, struct gx_arena *arena, size_t *ret_count,
		  struct gx_err *err)
{
	struct job job = { true, extra, arena, 0 };
	struct gx_flat *const named[] = { &run->params, &run->system, &run->variables };
	struct gx_flat *const others[] = { &run->facts, &run->data, &run->artifacts };
	int failed = redact_command(&job, &run->facts, err);
	for (size_t i = 0; i < GX_LEN(named) && failed == 0; i++)
		failed = redact_flat(&job, named[i], err);
	job.by_name = false;
	for (size_t i = 0; i < GX_LEN(others) && failed == 0; i++)
		failed = redact_flat(&job, others[i], err);
	if (failed == 0)
		failed = redact_keys(&job, &run->data, err);
	if (failed == 0)
		failed = redact_texts(&job, run, err);
	if (failed == 0 && ret_count)
		*ret_count = job.count;
	return failed;
}
