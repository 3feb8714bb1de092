#include "cli/option.h"

#include <string.h>

/* One command line on its way through the tables. */
struct reading {
	const struct gx_option_set *sets;
	char **argv;
	int argc, next; /* next: the argument to look at */
	struct gx_err *err;
};

/* An option in the tables, and the struct that its value goes to. */
struct found {
	const struct gx_option *option;
	void *into;
	bool negated;
};

/* How the user wrote it, for messages: option `name' or switch `n'. */
struct spelling {
	const char *what;
	struct gx_str name;
};

int gx_words_find(const char *words, struct gx_str word)
{
	struct gx_str rest = gx_str_of(words), part;
	for (int i = 0; gx_str_cut(&rest, '|', &part); i++)
		if (gx_str_equal(part, word))
			return i;
	return -1;
}

static enum gx_parsed bad_value(struct reading *reading, struct spelling as, const char *why)
{
	gx_fail(reading->err, GX_EINPUT, "%s `%" GX_PRI "' %s", as.what, GX_ARG(as.name), why);
	return GX_PARSED_BAD;
}

static int unit_shift(char unit)
{
	switch (unit) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	}
	return -1;
}

static bool read_integer(const char *text, int64_t *ret)
{
	bool minus = text[0] == '-';
	const char *at = text + minus;
	int64_t value = 0;
	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++) {
		int digit = minus ? '0' - *at : *at - '0';
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value))
			return false;
	}
	if (*at) {
		int shift = unit_shift(*at++);
		if (shift < 0 || *at || __builtin_mul_overflow(value, (int64_t)1 << shift, &value))
			return false;
	}
	*ret = value;
	return true;
}

static enum gx_parsed store_integer(struct reading *reading, const struct found *found, struct spelling as, const char *value)
{
	int64_t number;
	if (!value || !read_integer(value, &number))
		return bad_value(reading, as, "expects a numerical value");
	if (found->option->kind == GX_OPT_LIMIT && number < 0)
		return bad_value(reading, as, "expects a number that is not below zero");
	memcpy((char *)found->into + found->option->offset, &number, sizeof(number));
	return GX_PARSED;
}

static enum gx_parsed store_word(struct reading *reading, const struct found *found, struct spelling as, const char *value)
{
	int index = gx_words_find(found->option->words, gx_str_of(value));
	if (index < 0) {
		gx_fail(reading->err, GX_EINPUT, "%s `%" GX_PRI "' expects one of %s, not '%s'", as.what, GX_ARG(as.name),
			found->option->words, value);
		return GX_PARSED_BAD;
	}
	memcpy((char *)found->into + found->option->offset, &index, sizeof(index));
	return GX_PARSED;
}

static enum gx_parsed store_item(struct reading *reading, struct gx_texts *list, const char *value)
{
	const char **slot = gx_vec_add(list);
	if (!slot) {
		gx_fail_memory(reading->err);
		return GX_PARSED_BAD;
	}
	*slot = value;
	return GX_PARSED;
}

/* Kinds that take no value; `value` of the others is not NULL unless they are negated. */
static enum gx_parsed store(struct reading *reading, const struct found *found, struct spelling as, const char *value)
{
	void *member = (char *)found->into + found->option->offset;
	switch (found->option->kind) {
	case GX_OPT_FLAG:
		*(bool *)member = !found->negated;
		return GX_PARSED;
	case GX_OPT_SWITCH:
		*(int *)member = !found->negated;
		return GX_PARSED;
	case GX_OPT_COUNT:
		*(int *)member = found->negated ? 0 : *(int *)member + 1;
		return GX_PARSED;
	case GX_OPT_STRING:
		*(const char **)member = value;
		return GX_PARSED;
	case GX_OPT_OPTIONAL:
		*(const char **)member = found->negated ? "no" : value ? value : "";
		return GX_PARSED;
	case GX_OPT_LIST:
		if (found->negated)
			((struct gx_texts *)member)->len = 0;
		return found->negated ? GX_PARSED : store_item(reading, member, value);
	case GX_OPT_INTEGER:
	case GX_OPT_LIMIT:
		return store_integer(reading, found, as, value);
	case GX_OPT_WORD:
		return store_word(reading, found, as, value);
	case GX_OPT_END:
	case GX_OPT_GROUP:
		break;
	}
	return GX_PARSED;
}

static bool takes_value(const struct found *found)
{
	return found->option->argument && !found->negated;
}

/* `value` is what is glued to the option, or NULL: then the next argument is it. */
static enum gx_parsed take(struct reading *reading, const struct found *found, struct spelling as, const char *value)
{
	if (value && !takes_value(found))
		return bad_value(reading, as, "takes no value");
	if (!value && takes_value(found) && found->option->kind != GX_OPT_OPTIONAL) {
		if (reading->next == reading->argc)
			return bad_value(reading, as, "requires a value");
		value = reading->argv[reading->next++];
	}
	return store(reading, found, as, value);
}

/* Numbers and words always have a value, so there is nothing that "no" could mean; a flag may itself be named `no-code`. */
static bool can_be_negated(const struct gx_option *option)
{
	return option->kind != GX_OPT_INTEGER && option->kind != GX_OPT_LIMIT && option->kind != GX_OPT_WORD &&
	       strncmp(option->name, "no-", 3) != 0;
}

/* The candidates for one long name. */
struct candidates {
	struct gx_str name;
	struct found exact, first, second; /* first and second: whose names begin with `name` */
};

/* Whether one is a flag that is itself named "no-<x>" and the other the negation of <x>. */
static bool spelled_alike(const struct found *a, const struct found *b)
{
	if (!a->option || a->negated == b->negated)
		return false;
	const struct found *negation = a->negated ? a : b, *flag = a->negated ? b : a;
	return strncmp(flag->option->name, "no-", 3) == 0 && strcmp(flag->option->name + 3, negation->option->name) == 0;
}

/* The flag named `no-code` comes before the negation of `code`. */
static void keep_either(struct found *slot, struct found found)
{
	if (!slot->option || !found.negated)
		*slot = found;
}

static void consider(struct candidates *all, const struct gx_option *option, void *into, bool negated)
{
	struct gx_str full = gx_str_of(option->name);
	struct gx_str name = negated ? gx_str_from(all->name, 3) : all->name;
	if (!gx_str_starts(full, name))
		return;
	struct found found = { option, into, negated };
	if (name.len == full.len)
		keep_either(&all->exact, found);
	else if (!option->help)
		return; /* hidden: not to be hit by an abbreviation */
	else if (!all->first.option || spelled_alike(&all->first, &found))
		keep_either(&all->first, found);
	else if (!all->second.option)
		all->second = found;
}

static void gather(const struct gx_option_set *sets, struct candidates *all)
{
	bool negated = gx_str_starts(all->name, GX_STR("no-"));
	for (const struct gx_option_set *set = sets; set->table; set++) {
		for (const struct gx_option *option = set->table; option->kind != GX_OPT_END; option++) {
			if (!option->name)
				continue;
			consider(all, option, set->into, false);
			if (negated && can_be_negated(option))
				consider(all, option, set->into, true);
		}
	}
}

static enum gx_parsed find_long(struct reading *reading, struct gx_str name, struct found *ret)
{
	struct candidates all = { .name = name };
	gather(reading->sets, &all);
	if (all.exact.option) {
		*ret = all.exact;
		return GX_PARSED;
	}
	if (!all.first.option) {
		gx_fail(reading->err, GX_EINPUT, "unknown option `%" GX_PRI "'", GX_ARG(name));
		return GX_PARSED_UNKNOWN;
	}
	if (all.second.option) {
		gx_fail(reading->err, GX_EINPUT, "ambiguous option: %" GX_PRI " (could be --%s%s or --%s%s)", GX_ARG(name),
			all.first.negated ? "no-" : "", all.first.option->name, all.second.negated ? "no-" : "",
			all.second.option->name);
		return GX_PARSED_UNKNOWN;
	}
	*ret = all.first;
	return GX_PARSED;
}

static enum gx_parsed read_long(struct reading *reading, const char *text)
{
	const char *equals = strchr(text, '=');
	struct gx_str name = { text, equals ? (size_t)(equals - text) : strlen(text) };
	if (gx_str_is(name, "help"))
		return GX_PARSED_MANUAL;
	struct found found = { NULL, NULL, false };
	enum gx_parsed result = find_long(reading, name, &found);
	if (result != GX_PARSED)
		return result;
	struct gx_str full = gx_str_of(found.option->name);
	/* As in git: a negated option is named as the user wrote it, any other by its full name. */
	struct spelling as = { "option", found.negated ? name : full };
	return take(reading, &found, as, equals ? equals + 1 : NULL);
}

static bool find_short(const struct gx_option_set *sets, char letter, struct found *ret)
{
	for (const struct gx_option_set *set = sets; set->table; set++) {
		for (const struct gx_option *option = set->table; option->kind != GX_OPT_END; option++) {
			bool digit = option->kind == GX_OPT_LIMIT && letter >= '0' && letter <= '9';
			if (digit || (option->letter && option->letter == letter)) {
				*ret = (struct found){ option, set->into, false };
				return true;
			}
		}
	}
	return false;
}

/* "-abc", "-n5", "-5"; `text` stands behind the dash. */
static enum gx_parsed read_short(struct reading *reading, const char *text)
{
	for (; *text; text++) {
		struct found found = { NULL, NULL, false };
		if (!find_short(reading->sets, *text, &found)) {
			if (*text == 'h')
				return GX_PARSED_USAGE;
			/* A whole character, lest the message hold half of one. */
			size_t bytes = 1;
			while (((unsigned char)*text & 0x80) && ((unsigned char)text[bytes] & 0xc0) == 0x80)
				bytes++;
			gx_fail(reading->err, GX_EINPUT, "unknown switch `%.*s'", (int)bytes, text);
			return GX_PARSED_UNKNOWN;
		}
		struct spelling as = { "switch", { text, 1 } };
		if (!takes_value(&found)) {
			enum gx_parsed result = take(reading, &found, as, NULL);
			if (result != GX_PARSED)
				return result;
			continue;
		}
		const char *glued = *text >= '0' && *text <= '9' ? text : text + 1;
		return take(reading, &found, as, *glued ? glued : NULL);
	}
	return GX_PARSED;
}

enum gx_parsed gx_options_parse(const struct gx_option_set *sets, enum gx_parse_until until, int *argc, char **argv,
				struct gx_err *err)
{
	struct reading reading = { sets, argv, *argc, 0, err };
	int kept = 0;
	bool ended = false;
	while (reading.next < reading.argc) {
		char *text = argv[reading.next++];
		if (ended || text[0] != '-' || !text[1]) {
			argv[kept++] = text; /* kept < next, so nothing unread is lost */
			ended = ended || until == GX_PARSE_TO_ARGUMENT;
			continue;
		}
		if (strcmp(text, "--") == 0) {
			ended = true;
			continue;
		}
		enum gx_parsed result = text[1] == '-' ? read_long(&reading, text + 2) : read_short(&reading, text + 1);
		if (result != GX_PARSED)
			return result;
	}
	*argc = kept;
	return GX_PARSED;
}

void gx_options_release(const struct gx_option *table, void *into)
{
	for (const struct gx_option *option = table; option && option->kind != GX_OPT_END; option++) {
		if (option->kind == GX_OPT_LIST) {
			struct gx_texts *list = (void *)((char *)into + option->offset);
			gx_vec_release(list);
		}
	}
}
