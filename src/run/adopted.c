#include "run/adopted.h"

#include "run/object.h"

static bool add_text(struct gx_flat *flat, struct gx_arena *arena, const char *key, struct gx_str text)
{
	struct gx_value value;
	return text.len == 0 || (gx_value_string(arena, text, &value) && gx_flat_add(flat, arena, gx_str_of(key), value));
}

static bool add_prefixed(struct gx_flat *flat, struct gx_arena *arena, const char *before, struct gx_str key, const char *behind,
			 struct gx_value value)
{
	GX_CLEANUP(gx_buf) whole = GX_BUF_INIT(GX_BUF_ANY);
	gx_buf_text(&whole, before);
	gx_buf_str(&whole, key);
	gx_buf_text(&whole, behind);
	struct gx_str kept = gx_arena_str(arena, gx_buf_view(&whole));
	return !whole.failed && kept.at && gx_flat_add(flat, arena, kept, value);
}

static bool add_facts(struct gx_flat *flat, struct gx_arena *arena, const struct gx_run *run)
{
	return add_text(flat, arena, "adopted", run->id) && add_text(flat, arena, "code.tree", gx_run_text(run, "code.tree")) &&
	       add_text(flat, arena, "experiment", gx_run_text(run, "experiment")) && add_text(flat, arena, "name", gx_run_text(run, "name"));
}

static bool add_results(struct gx_flat *flat, struct gx_arena *arena, const struct gx_run *run)
{
	bool added = true;
	for (size_t i = 0; added && i < run->params.len; i++)
		added = add_prefixed(flat, arena, "params.", run->params.at[i].key, "", run->params.at[i].value);
	for (size_t i = 0; added && i < run->metrics.len; i++)
		if (!gx_str_starts(run->metrics.at[i].key, GX_STR("system/")))
			added = add_prefixed(flat, arena, "metrics.", run->metrics.at[i].key, "", run->metrics.at[i].value);
	for (size_t i = 0; added && i < run->data.len; i++) {
		struct gx_value sha256;
		if (gx_object_get(&run->data.at[i].value, GX_STR("sha256"), arena, &sha256) && sha256.kind == GX_STRING)
			added = add_prefixed(flat, arena, "data.", run->data.at[i].key, ".sha256", sha256);
	}
	return added;
}

int gx_adopted_flat(const struct gx_run *run, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err)
{
	struct gx_flat flat = GX_FLAT_INIT;
	if (!add_facts(&flat, arena, run) || !add_results(&flat, arena, run))
		return gx_fail_memory(err);
	int r = gx_flat_seal(&flat, err);
	if (r == 0)
		*ret = flat;
	return r;
}
