#include "run/field.h"

#include "run/object.h"

static const struct {
	const char *prefix;
	enum gx_field_kind kind;
	unsigned parts;
} families[] = {
	{ "params.", GX_FIELD_PARAM, GX_PART_PARAMS },
	{ "metrics.", GX_FIELD_METRIC, GX_PART_METRICS },
	{ "env.", GX_FIELD_SYSTEM, GX_PART_SYSTEM | GX_PART_VARIABLES },
	{ "data.", GX_FIELD_DATA, GX_PART_DATA },
	{ "tag.", GX_FIELD_TAG, GX_PART_TAGS },
};

/* What stands beside run.yaml. */
static const struct {
	const char *name;
	unsigned parts;
} own_facts[] = {
	{ "id", 0 },
	{ "tip", 0 },
	{ "ref", 0 },
	{ "author", 0 },
	{ "author.email", 0 },
	{ "tags", GX_PART_TAGS },
	{ "description", GX_PART_DESCRIPTION },
};

/* The statistics of a history; `single`: that of a metric of one value is the value. */
static const struct {
	const char *name;
	bool single;
} stats[] = {
	{ "min", true },       { "max", true },	      { "mean", true },	  { "first", true }, { "last", true },
	{ "min_step", false }, { "max_step", false }, { "count", false }, { "nan", false },
};

static bool is_fact(struct gx_str name)
{
	for (size_t i = 0; i < GX_LEN(own_facts); i++)
		if (gx_str_is(name, own_facts[i].name))
			return true;
	return gx_fact_find(name) && !gx_str_is(name, "format");
}

/* The statistic that a key ends in, or nothing. */
static struct gx_str stat_of(struct gx_str key)
{
	size_t dot = gx_str_find_last(key, '.');
	struct gx_str word = dot == GX_STR_NOWHERE || dot == 0 ? GX_STR_NONE : gx_str_from(key, dot + 1);
	for (size_t i = 0; i < GX_LEN(stats); i++)
		if (gx_str_is(word, stats[i].name))
			return word;
	return GX_STR_NONE;
}

static struct gx_str without_stat(struct gx_str key, struct gx_str stat)
{
	return gx_str_sub(key, 0, key.len - stat.len - 1);
}

static struct gx_field classify(struct gx_str name)
{
	struct gx_field field = { .kind = GX_FIELD_BARE, .key = name, .name = name };
	if (is_fact(name)) {
		field.kind = GX_FIELD_FACT;
		return field;
	}
	for (size_t i = 0; i < GX_LEN(families); i++) {
		struct gx_str prefix = gx_str_of(families[i].prefix);
		if (gx_str_starts(name, prefix)) {
			field.kind = families[i].kind;
			field.key = gx_str_from(name, prefix.len);
		}
	}
	if (field.kind == GX_FIELD_METRIC || field.kind == GX_FIELD_BARE)
		field.stat = stat_of(field.key);
	if (field.kind == GX_FIELD_METRIC && field.stat.len > 0) {
		field.kind = GX_FIELD_STAT;
		field.key = without_stat(field.key, field.stat);
	}
	return field;
}

int gx_field_parse(struct gx_str name, struct gx_field *ret, struct gx_err *err)
{
	struct gx_field field = classify(name);
	int failed = gx_key_check(field.key, err);
	if (failed)
		return gx_fail_within(err, "the field '%" GX_PRI "'", GX_ARG(name));
	*ret = field;
	return 0;
}

static unsigned fact_parts(struct gx_str name)
{
	for (size_t i = 0; i < GX_LEN(own_facts); i++)
		if (gx_str_is(name, own_facts[i].name))
			return own_facts[i].parts;
	return GX_PART_FACTS;
}

unsigned gx_field_parts(const struct gx_field *field)
{
	unsigned stat_parts = field->stat.len > 0 ? GX_PART_STATS : 0;
	switch (field->kind) {
	case GX_FIELD_FACT:
		return fact_parts(field->key);
	case GX_FIELD_BARE:
		return GX_PART_METRICS | GX_PART_PARAMS | stat_parts;
	case GX_FIELD_STAT:
		return GX_PART_METRICS | stat_parts;
	case GX_FIELD_PARAM:
	case GX_FIELD_METRIC:
	case GX_FIELD_SYSTEM:
	case GX_FIELD_DATA:
	case GX_FIELD_TAG:
		break;
	}
	for (size_t i = 0; i < GX_LEN(families); i++)
		if (families[i].kind == field->kind)
			return families[i].parts;
	return 0;
}

static bool get_flat(const struct gx_flat *flat, struct gx_str key, struct gx_value *ret)
{
	const struct gx_value *value = gx_flat_get(flat, key);
	if (value)
		*ret = *value;
	return value != NULL;
}

static bool get_text(struct gx_str text, struct gx_arena *arena, struct gx_value *ret)
{
	return text.len > 0 && gx_value_string(arena, text, ret);
}

static bool get_tags(const struct gx_run *run, struct gx_arena *arena, struct gx_value *ret)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_RECORD_MAX);
	for (size_t i = 0; i < run->tags.list.len; i++) {
		gx_buf_text(&text, i > 0 ? ", " : "");
		gx_buf_str(&text, run->tags.list.at[i]);
	}
	return !text.failed && get_text(gx_buf_view(&text), arena, ret);
}

static bool get_fact(struct gx_str name, const struct gx_run *run, struct gx_arena *arena, struct gx_value *ret)
{
	const struct {
		const char *name;
		struct gx_str text;
	} own[] = {
		{ "id", run->id },
		{ "tip", run->tip },
		{ "ref", run->ref },
		{ "author", run->author_name },
		{ "author.email", run->author_email },
		{ "description", run->description },
	};
	for (size_t i = 0; i < GX_LEN(own); i++)
		if (gx_str_is(name, own[i].name))
			return get_text(own[i].text, arena, ret);
	return gx_str_is(name, "tags") ? get_tags(run, arena, ret) : get_flat(&run->facts, name, ret);
}

/* What follows `<word>:` in a tag. */
static bool get_tag(struct gx_str word, const struct gx_run *run, struct gx_arena *arena, struct gx_value *ret)
{
	for (size_t i = 0; i < run->tags.list.len; i++) {
		struct gx_str tag = run->tags.list.at[i];
		if (gx_str_starts(tag, word) && tag.len > word.len && tag.at[word.len] == ':')
			return get_text(gx_str_from(tag, word.len + 1), arena, ret);
	}
	return false;
}

/* Inside an object what is not finite is a string. */
static bool get_member(const struct gx_value *object, struct gx_str name, struct gx_arena *arena, struct gx_value *ret)
{
	struct gx_value value;
	if (!gx_object_get(object, name, arena, &value))
		return false;
	if (value.kind == GX_STRING && gx_value_parse_argument(value.text, arena, &value, NULL))
		return false;
	if (value.kind != GX_NUMBER)
		return false;
	*ret = value;
	return true;
}

static bool is_single(struct gx_str stat)
{
	for (size_t i = 0; i < GX_LEN(stats); i++)
		if (gx_str_is(stat, stats[i].name))
			return stats[i].single;
	return false;
}

static bool get_stat(const struct gx_run *run, struct gx_str metric, struct gx_str stat, struct gx_arena *arena,
		     struct gx_value *ret)
{
	const struct gx_value *object = gx_flat_get(&run->stats, metric);
	if (object)
		return get_member(object, stat, arena, ret);
	return is_single(stat) && get_flat(&run->metrics, metric, ret);
}

/* A metric may itself be called `loss.min`; it wins. */
static bool get_metric_or_stat(const struct gx_field *field, const struct gx_run *run, struct gx_arena *arena,
			       struct gx_value *ret)
{
	struct gx_str whole = { field->key.at, field->key.len + 1 + field->stat.len };
	return get_flat(&run->metrics, whole, ret) || get_stat(run, field->key, field->stat, arena, ret);
}

static bool get_bare(const struct gx_field *field, const struct gx_run *run, struct gx_arena *arena,
		     struct gx_value *ret)
{
	if (get_flat(&run->metrics, field->key, ret) || get_flat(&run->params, field->key, ret))
		return true;
	return field->stat.len > 0 && get_stat(run, without_stat(field->key, field->stat), field->stat, arena, ret);
}

bool gx_field_get(const struct gx_field *field, const struct gx_run *run, struct gx_arena *arena, struct gx_value *ret)
{
	switch (field->kind) {
	case GX_FIELD_FACT:
		return get_fact(field->key, run, arena, ret);
	case GX_FIELD_PARAM:
		return get_flat(&run->params, field->key, ret);
	case GX_FIELD_METRIC:
		return get_flat(&run->metrics, field->key, ret);
	case GX_FIELD_STAT:
		return get_metric_or_stat(field, run, arena, ret);
	case GX_FIELD_SYSTEM:
		return get_flat(&run->system, field->key, ret) || get_flat(&run->variables, field->key, ret);
	case GX_FIELD_DATA:
		return get_flat(&run->data, field->key, ret);
	case GX_FIELD_TAG:
		return get_tag(field->key, run, arena, ret);
	case GX_FIELD_BARE:
		return get_bare(field, run, arena, ret);
	}
	return false;
}

unsigned gx_field_in(const struct gx_field *field, const struct gx_run *run)
{
	unsigned metric = gx_flat_get(&run->metrics, field->key) ? 1 : 0;
	unsigned param = gx_flat_get(&run->params, field->key) ? 2 : 0;
	return metric | param;
}
