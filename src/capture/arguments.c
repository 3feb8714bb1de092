#include "capture/arguments.h"

#include "base/map.h"
#include "base/vec.h"
#include "format/loose.h"
#include "format/node.h"
#include "run/redact.h"

/* ---- values */

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Zeros in front are not of a number but of a name: 007, a date, an id. */
static bool has_leading_zero(struct gx_str text)
{
	size_t sign = text.len > 0 && (text.at[0] == '-' || text.at[0] == '+');
	return text.len > sign + 1 && text.at[sign] == '0' && is_digit(text.at[sign + 1]);
}

/* A number in any spelling, as JSON. */
static bool spell_number(struct gx_str text, struct gx_buf *out)
{
	return text.len <= GX_VALUE_MAX && !has_leading_zero(text) && gx_loose_number(text, out);
}

static bool is_number(struct gx_str text)
{
	GX_CLEANUP(gx_buf) literal = GX_BUF_INIT(GX_VALUE_MAX + 8);
	double special;
	return gx_loose_special(text, &special) || spell_number(text, &literal);
}

static bool read_word(struct gx_str text, struct gx_value *ret)
{
	static const struct word {
		const char *text;
		enum gx_kind kind;
		bool truth;
	} words[] = { { "True", GX_BOOL, true }, { "False", GX_BOOL, false }, { "None", GX_NULL, false } };
	for (size_t i = 0; i < GX_LEN(words); i++) {
		if (!gx_str_is(text, words[i].text))
			continue;
		*ret = words[i].kind == GX_BOOL ? gx_value_bool(words[i].truth) : gx_value_null();
		return true;
	}
	return false;
}

/* [a, 1e-3]: a list of YAML, as Hydra takes it, where it is none of JSON. */
static int read_list(struct gx_str text, struct gx_arena *arena, struct gx_value *ret)
{
	struct gx_node *node;
	if (text.len < 2 || text.at[0] != '[' || text.at[text.len - 1] != ']')
		return GX_EINPUT;
	int r = gx_yaml_read(text, "value", arena, &node, NULL);
	if (r == 0)
		r = node->kind == GX_ARRAY ? gx_node_value(node, arena, ret, NULL) : GX_EINPUT;
	return r;
}

/* 0, GX_ENOMEM, or another error: then it is a string. */
static int read_typed(struct gx_str text, struct gx_arena *arena, struct gx_value *ret)
{
	GX_CLEANUP(gx_buf) literal = GX_BUF_INIT(GX_VALUE_MAX + 8);
	if (read_word(text, ret))
		return 0;
	if (spell_number(text, &literal))
		return gx_value_parse_argument(gx_buf_view(&literal), arena, ret, NULL);
	if (literal.failed == GX_ENOMEM)
		return GX_ENOMEM;
	int r = gx_value_parse_argument(text, arena, ret, NULL);
	return r == 0 && ret->kind == GX_STRING && ret->text.len == text.len ? read_list(text, arena, ret) : r;
}

bool gx_argument_value(struct gx_str text, struct gx_arena *arena, struct gx_value *ret)
{
	struct gx_value value;
	int r = read_typed(text, arena, &value);
	if (r == GX_ENOMEM || (r < 0 && !gx_value_string(arena, text, &value)))
		return false;
	*ret = value;
	return true;
}

/* ---- what an argument is */

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || is_digit(byte) ||
	       (unsigned char)byte >= 0x80 || strchr("_-./@:[]", byte);
}

static bool is_name(struct gx_str text)
{
	if (text.len == 0 || is_digit(text.at[0]) || strchr("-./@:[]", text.at[0]))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\0' || !is_name_byte(text.at[i]))
			return false;
	return true;
}

static struct gx_str before_equals(struct gx_str text)
{
	return gx_str_sub(text, 0, gx_str_find(text, '='));
}

/* Dashes and a name, and no number: `-1` and `-inf` are values. */
static bool is_option(struct gx_str text)
{
	size_t dashes = gx_str_starts(text, GX_STR("--")) ? 2 : 1;
	return gx_str_starts(text, GX_STR("-")) && is_name(before_equals(gx_str_from(text, dashes))) &&
	       !is_number(text);
}

/*
 * `key=value` in any of Hydra's spellings; `==` is base64. Behind an option a path has often an `=` in it, so that a
 * `/` is none of a key's.
 */
static bool split_pair(struct gx_str text, bool is_behind_option, struct gx_str *ret_key, struct gx_str *ret_value)
{
	for (int plus = 0; plus < 2 && gx_str_starts(text, GX_STR("+")); plus++)
		text = gx_str_from(text, 1);
	struct gx_str key = before_equals(text), value = gx_str_from(text, key.len + 1);
	if (key.len == text.len || !is_name(key) || gx_str_starts(value, GX_STR("=")))
		return false;
	if (is_behind_option && gx_str_find(key, '/') != GX_STR_NOWHERE)
		return false;
	*ret_key = key;
	*ret_value = value;
	return true;
}

/* `~key` and `~key=value`; `~/data` and `~user/data` are paths. */
static bool split_deletion(struct gx_str text, struct gx_str *ret_key)
{
	struct gx_str key = before_equals(gx_str_from(text, 1));
	if (!gx_str_starts(text, GX_STR("~")) || !is_name(key) || gx_str_find(key, '/') != GX_STR_NOWHERE)
		return false;
	*ret_key = key;
	return true;
}

/* ---- parameters that are found, in their order */

/*
 * Values of one parameter are a chain through `values`, so that a hundred thousand of one name cost no more than of
 * many.
 */
struct found {
	struct gx_str key;
	size_t first, last, count;
	bool is_flag;
};

struct link {
	struct gx_value value;
	size_t next;
};

struct reader {
	const char *const *argv;
	size_t argc, at;
	struct gx_arena *arena;
	struct gx_argument_files *files;
	GX_VEC(struct found) list;
	GX_VEC(struct link) values;
	struct gx_map keys; /* index into the list */
};

static void reader_release(struct reader *reader)
{
	gx_vec_release(&reader->list);
	gx_vec_release(&reader->values);
	gx_map_release(&reader->keys);
}

static bool has_room(const struct reader *reader, struct gx_str key)
{
	return gx_key_check(key, NULL) == 0 && (reader->list.len < GX_KEYS_MAX || gx_map_get(&reader->keys, key));
}

/* The parameter of a name, new or not; NULL without memory. */
static struct found *find(struct reader *reader, struct gx_str key)
{
	size_t *index = gx_map_put(&reader->keys, key, reader->list.len);
	if (!index || *index < reader->list.len)
		return index ? &reader->list.at[*index] : NULL;
	struct found *found = gx_vec_add(&reader->list);
	if (found)
		found->key = key;
	return found;
}

static bool add_value(struct reader *reader, struct found *found, struct gx_value value)
{
	struct link *link = gx_vec_add(&reader->values);
	if (!link)
		return false;
	size_t index = reader->values.len - 1;
	link->value = value;
	if (found->count == 0)
		found->first = index;
	else
		reader->values.at[found->last].next = index;
	found->last = index;
	found->count++;
	return true;
}

/* What counts last: a pair, or a flag where there are no values. */
static bool set_value(struct reader *reader, struct gx_str key, struct gx_value value, bool is_flag)
{
	if (!has_room(reader, key))
		return true;
	struct found *found = find(reader, key);
	if (!found)
		return false;
	if (is_flag && found->count > 0 && !found->is_flag)
		return true;
	found->count = 0;
	found->is_flag = is_flag;
	return add_value(reader, found, value);
}

static bool add_text(struct reader *reader, struct gx_str key, struct gx_str text)
{
	struct gx_value value;
	if (!has_room(reader, key))
		return true;
	struct found *found = find(reader, key);
	if (!found || !gx_argument_value(text, reader->arena, &value))
		return false;
	if (found->is_flag)
		found->count = 0;
	found->is_flag = false;
	return add_value(reader, found, value);
}

/* ---- words that may name files of parameters */

static bool has_word(struct gx_str name, const char *words)
{
	struct gx_str rest = gx_str_of(words), word;
	while (gx_str_cut(&rest, ' ', &word))
		if (gx_str_equal_nocase(name, word))
			return true;
	return false;
}

/* Whether a part of `train_config-file` is one of the words. */
static bool names_one(struct gx_str name, const char *words)
{
	size_t from = 0;
	for (size_t i = 0; i <= name.len; i++) {
		if (i < name.len && !strchr("_-./", name.at[i]))
			continue;
		if (i > from && has_word(gx_str_sub(name, from, i - from), words))
			return true;
		from = i + 1;
	}
	return false;
}

static struct gx_str ending_of(struct gx_str path)
{
	struct gx_str base = gx_str_from(path, gx_str_find_last(path, '/') + 1);
	size_t dot = gx_str_find_last(base, '.');
	return dot == GX_STR_NOWHERE ? GX_STR_NONE : gx_str_from(base, dot + 1);
}

static void note_file(struct reader *reader, struct gx_str option, struct gx_str path)
{
	static const char announcing[] =
		"config configs cfg conf c params param hparams hparam hyperparameters hyperparams hyp settings";
	static const char others[] = "out output outputs result results metrics log logs save export data dataset "
				     "datasets train val valid test "
				     "eval annotations labels vocab tokenizer history predictions input";
	struct gx_str ending = ending_of(path);
	bool is_announced = names_one(option, announcing);
	bool is_config = is_announced && (ending.len == 0 || has_word(ending, "cfg conf"));
	if (!reader->files || reader->files->len == GX_ARGUMENT_FILES_MAX || path.len == 0)
		return;
	if (!is_config && (!has_word(ending, "yaml yml json ini env") || (!is_announced && names_one(option, others))))
		return;
	if (!gx_is_secret_path(path, NULL))
		reader->files->at[reader->files->len++] = (struct gx_argument_file){ path.at, is_announced };
}

/* ---- the walk */

static struct gx_str word_at(const struct reader *reader, size_t at)
{
	return at < reader->argc ? gx_str_of(reader->argv[at]) : GX_STR_NONE;
}

static bool is_value(const struct reader *reader, size_t at)
{
	struct gx_str key, value, word = word_at(reader, at);
	if (at >= reader->argc || gx_str_is(word, "--") || is_option(word))
		return false;
	return !split_pair(word, true, &key, &value) && !split_deletion(word, &key);
}

/* Arguments from the cursor on that are values of the option before it. */
static size_t count_values(const struct reader *reader)
{
	if (!is_value(reader, reader->at))
		return 0;
	size_t end = reader->at + 1;
	bool numbers = is_number(word_at(reader, reader->at));
	while (is_value(reader, end) && is_number(word_at(reader, end)) == numbers)
		end++;
	bool is_ended = end < reader->argc && is_option(word_at(reader, end));
	return numbers || is_ended ? end - reader->at : 1;
}

/* The name as argparse makes an attribute of it: --max-steps is max_steps. */
static struct gx_str key_of(struct reader *reader, struct gx_str name)
{
	if (gx_str_find(name, '-') == GX_STR_NOWHERE)
		return name;
	char *at = gx_arena_alloc(reader->arena, name.len + 1);
	for (size_t i = 0; at && i < name.len; i++)
		at[i] = name.at[i] == '-' ? '_' : name.at[i];
	return (struct gx_str){ at, at ? name.len : 0 };
}

static bool take_values(struct reader *reader, struct gx_str key, size_t count)
{
	bool memory = true;
	for (; memory && count > 0; count--) {
		struct gx_str word = word_at(reader, reader->at++);
		note_file(reader, key, word);
		memory = add_text(reader, key, word);
	}
	return memory;
}

static bool take_flag(struct reader *reader, struct gx_str name)
{
	bool is_no = gx_str_starts(name, GX_STR("no-")) && name.len > 3;
	struct gx_str key = key_of(reader, is_no ? gx_str_from(name, 3) : name);
	return key.at && set_value(reader, key, gx_value_bool(!is_no), true);
}

static bool take_option(struct reader *reader, struct gx_str option)
{
	bool is_long = gx_str_starts(option, GX_STR("--"));
	struct gx_str whole = gx_str_from(option, is_long ? 2 : 1), name = before_equals(whole),
		      key = key_of(reader, name);
	if (!key.at)
		return false;
	if (name.len < whole.len) {
		struct gx_str value = gx_str_from(whole, name.len + 1);
		note_file(reader, key, value);
		return add_text(reader, key, value);
	}
	size_t count = count_values(reader);
	bool is_first_number = count > 0 && is_number(word_at(reader, reader->at));
	if (!is_long && name.len > 1 && !is_first_number && is_number(gx_str_from(name, 1)))
		return add_text(reader, gx_str_sub(name, 0, 1), gx_str_from(name, 1)); /* -b32 */
	if (count == 0 || (gx_str_starts(name, GX_STR("no-")) && !is_first_number))
		return take_flag(reader, name);
	return take_values(reader, key, count);
}

/* 'my run' is a string to Hydra, whose quotes the shell has left there; one with escapes stays as it is. */
static bool read_pair_value(struct gx_str text, struct gx_arena *arena, struct gx_value *ret)
{
	struct gx_str quote = GX_STR("'");
	bool is_quoted = text.len >= 2 && gx_str_starts(text, quote) && gx_str_ends(text, quote);
	if (is_quoted && gx_str_find(text, '\\') == GX_STR_NOWHERE)
		return gx_value_string(arena, gx_str_sub(text, 1, text.len - 2), ret);
	return gx_argument_value(text, arena, ret);
}

static bool take_pair(struct reader *reader, struct gx_str key, struct gx_str text)
{
	struct gx_value value;
	if (gx_str_starts(key, GX_STR("hydra.")) || gx_str_starts(key, GX_STR("hydra/")))
		return true;
	note_file(reader, key, text);
	return read_pair_value(text, reader->arena, &value) && set_value(reader, key, value, false);
}

static bool take_argument(struct reader *reader)
{
	struct gx_str key, value, word = word_at(reader, reader->at++);
	if (is_option(word))
		return take_option(reader, word);
	if (split_pair(word, false, &key, &value))
		return take_pair(reader, key, value);
	if (split_deletion(word, &key))
		return set_value(reader, key, gx_value_null(), false);
	note_file(reader, GX_STR_NONE, word);
	return true;
}

/* ---- the answer */

/* Several values are one array. False if it is over the limit of a value. */
static bool join_values(const struct reader *reader, const struct found *found, struct gx_buf *out)
{
	size_t index = found->first;
	gx_buf_byte(out, '[');
	for (size_t i = 0; i < found->count; i++) {
		gx_buf_text(out, i > 0 ? ", " : "");
		gx_value_json(out, &reader->values.at[index].value);
		index = reader->values.at[index].next;
	}
	gx_buf_byte(out, ']');
	return out->failed == 0;
}

static int add_found(const struct reader *reader, const struct found *found, struct gx_flat *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	struct gx_value value = { .kind = GX_ARRAY };
	if (found->count == 0)
		return 0;
	if (found->count == 1)
		value = reader->values.at[found->first].value;
	else if (join_values(reader, found, &json))
		value.json = gx_arena_str(reader->arena, gx_buf_view(&json));
	else
		return json.failed == GX_ELIMIT ? 0 : gx_fail_memory(err);
	if (value.json.len > GX_VALUE_MAX)
		return 0;
	return value.json.at && gx_flat_add(ret, reader->arena, found->key, value) ? 0 : gx_fail_memory(err);
}

static int answer(const struct reader *reader, struct gx_flat *ret, struct gx_err *err)
{
	struct gx_flat flat = GX_FLAT_INIT;
	int r = 0;
	for (size_t i = 0; r == 0 && i < reader->list.len; i++)
		r = add_found(reader, &reader->list.at[i], &flat, err);
	if (r == 0)
		r = gx_flat_seal(&flat, err);
	if (r == 0)
		*ret = flat;
	return r;
}

int gx_arguments_read(const char *const *argv, size_t argc, struct gx_arena *arena, struct gx_flat *ret,
		      struct gx_argument_files *ret_files, struct gx_err *err)
{
	GX_CLEANUP(reader) reader = { .argv = argv, .argc = argc, .arena = arena, .files = ret_files };
	bool memory = true;
	if (ret_files)
		ret_files->len = 0;
	if (gx_str_is(word_at(&reader, 0), "--"))
		reader.at++;
	while (memory && reader.at < argc && !gx_str_is(word_at(&reader, reader.at), "--"))
		memory = take_argument(&reader);
	return memory ? answer(&reader, ret, err) : gx_fail_memory(err);
}
