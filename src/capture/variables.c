#include "capture/variables.h"

#include <fnmatch.h>

#include "base/utf8.h"

extern char **environ;

enum { NAME_ROOM = 256 };

static bool is_glob(struct gx_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (strchr("*?[\\", word.at[i]))
			return true;
	return false;
}

static bool matches(struct gx_str word, struct gx_str name)
{
	char pattern[NAME_ROOM], text[NAME_ROOM];
	if (!is_glob(word))
		return gx_str_equal(word, name);
	if (word.len >= sizeof(pattern) || name.len >= sizeof(text))
		return false;
	memcpy(pattern, word.at, word.len);
	pattern[word.len] = '\0';
	memcpy(text, name.at, name.len);
	text[name.len] = '\0';
	return fnmatch(pattern, text, 0) == 0;
}

static bool is_wanted(struct gx_str name, const struct gx_strs *wanted)
{
	for (size_t i = 0; i < wanted->list.len; i++)
		if (matches(wanted->list.at[i], name))
			return true;
	return false;
}

/* What is not UTF-8 or longer than a value may be, escaped, has no place in a record. */
static bool fits(struct gx_str value)
{
	return value.len <= GX_VALUE_MAX / 8 && gx_utf8_check(value) == value.len;
}

int gx_capture_variables(const struct gx_strs *wanted, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	for (char **entry = environ; environ && *entry; entry++) {
		struct gx_str value = gx_str_of(*entry), name;
		struct gx_value stored;
		if (!gx_str_cut(&value, '=', &name) || !is_wanted(name, wanted) || gx_key_check(name, NULL) < 0 || !fits(value))
			continue;
		if (gx_flat_get(ret, name))
			continue; /* of two of a name getenv() finds the first */
		struct gx_str key = gx_arena_str(arena, name);
		if (!key.at || !gx_value_string(arena, value, &stored) || !gx_flat_set(ret, arena, key, stored))
			return gx_fail_memory(err);
	}
	return 0;
}
