#include "capture/variables.h"

#include <fnmatch.h>

#include "base/utf8.h"

extern char **environ;

static bool is_wanted(const char *name, const struct gx_strs *wanted)
{
	for (size_t i = 0; i < wanted->list.len; i++) {
		char pattern[256];
		struct gx_str word = wanted->list.at[i];
		if (word.len >= sizeof(pattern))
			continue;
		memcpy(pattern, word.at, word.len);
		pattern[word.len] = '\0';
		if (fnmatch(pattern, name, 0) == 0)
			return true;
	}
	return false;
}

/* What is not UTF-8 or longer than a value may be has no place in a record. */
static bool fits(struct gx_str value)
{
	return value.len <= GX_VALUE_MAX / 8 && gx_utf8_check(value) == value.len;
}

int gx_capture_variables(const struct gx_strs *wanted, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	for (char **entry = environ; *entry; entry++) {
		struct gx_str value = gx_str_of(*entry), name;
		struct gx_value stored;
		if (!gx_str_cut(&value, '=', &name) || name.len == 0 || gx_key_check(name, NULL) < 0 || !fits(value))
			continue;
		struct gx_str key = gx_arena_str(arena, name);
		if (!key.at)
			return gx_fail_memory(err);
		if (!is_wanted(key.at, wanted))
			continue;
		if (!gx_value_string(arena, value, &stored) || !gx_flat_set(ret, arena, key, stored))
			return gx_fail_memory(err);
	}
	return 0;
}
