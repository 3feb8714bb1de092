#include "format/scalar.h"

#include "base/num.h"
#include "format/loose.h"

/* Words. */

static const struct word {
	struct gx_str text;
	bool truth;
} BOOLS[] = {
	{ GX_STR_INIT("true"), true }, { GX_STR_INIT("false"), false }, { GX_STR_INIT("yes"), true },
	{ GX_STR_INIT("no"), false },  { GX_STR_INIT("on"), true },	{ GX_STR_INIT("off"), false },
};

/* true, True, TRUE: but not tRUE. */
static bool is_cased(struct gx_str text)
{
	size_t upper = 0;
	for (size_t i = 0; i < text.len; i++)
		upper += text.at[i] >= 'A' && text.at[i] <= 'Z';
	return upper == 0 || upper == text.len || (upper == 1 && text.at[0] >= 'A' && text.at[0] <= 'Z');
}

static bool is_word(struct gx_str text, struct gx_str lower)
{
	return gx_str_equal_nocase(text, lower) && is_cased(text);
}

static bool read_bool(struct gx_str text, double *ret)
{
	for (size_t i = 0; i < GX_LEN(BOOLS); i++) {
		if (!is_word(text, BOOLS[i].text))
			continue;
		*ret = BOOLS[i].truth;
		return true;
	}
	return false;
}

static bool is_null(struct gx_str text)
{
	return text.len == 0 || gx_str_is(text, "~") || is_word(text, GX_STR("null"));
}

/* Nodes. */

static int set_text(struct gx_node *node, enum gx_kind kind, struct gx_str text, struct gx_arena *arena,
		    struct gx_err *err)
{
	struct gx_str copy = gx_arena_str(arena, text);
	if (!copy.at)
		return gx_fail_memory(err);
	node->kind = kind;
	node->text = copy;
	return 0;
}

static int set_special(struct gx_node *node, double number, struct gx_arena *arena, struct gx_err *err)
{
	char form[GX_NUM_ROOM];
	size_t len = gx_num_format(number, form);
	node->number = number;
	return set_text(node, GX_NUMBER, (struct gx_str){ form, len }, arena, err);
}

/* `literal`: of JSON, or .nan, .inf, -.inf */
static int set_number(struct gx_node *node, const struct gx_buf *literal, struct gx_arena *arena, struct gx_err *err)
{
	double special;
	struct gx_str text = gx_buf_view(literal);
	if (literal->failed)
		return gx_buf_check(literal, "a number", err);
	if (gx_loose_special(text, &special))
		return set_special(node, special, arena, err);
	GX_CLEANUP(gx_buf) form = GX_BUF_INIT(GX_BUF_ANY);
	int rc = gx_num_canonical(text, &form, err);
	if (rc == 0)
		rc = gx_buf_check(&form, "a number", err);
	if (rc < 0)
		return rc;
	node->number = gx_num_read(gx_buf_view(&form));
	return set_text(node, GX_NUMBER, gx_buf_view(&form), arena, err);
}

static void set_bool(struct gx_node *node, double truth)
{
	node->kind = GX_BOOL;
	node->number = truth;
}

static int not_a(const char *what, struct gx_str text, struct gx_err *err)
{
	return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is not %s, as its tag says", GX_ARG(gx_str_sub(text, 0, 80)),
		       what);
}

static int read_tagged_integer(struct gx_str text, struct gx_arena *arena, struct gx_node *node, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) literal = GX_BUF_INIT(GX_BUF_ANY);
	int taken = gx_scalar_integer(text, &literal, err);
	if (taken == GX_NOT_IT)
		return not_a("an integer", text, err);
	return taken < 0 ? taken : set_number(node, &literal, arena, err);
}

/* !!float 1 is 1.0 */
static int read_tagged_float(struct gx_str text, struct gx_arena *arena, struct gx_node *node, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) literal = GX_BUF_INIT(GX_BUF_ANY);
	double special;
	if (gx_loose_special(text, &special))
		return set_special(node, special, arena, err);
	int taken = gx_scalar_integer(text, &literal, err);
	if (taken == GX_TAKEN)
		gx_buf_text(&literal, ".0");
	if (taken == GX_NOT_IT)
		taken = gx_scalar_float(text, &literal);
	if (taken == GX_NOT_IT)
		return not_a("a number", text, err);
	return taken < 0 ? taken : set_number(node, &literal, arena, err);
}

static int read_plain(struct gx_str text, struct gx_arena *arena, struct gx_node *node, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) literal = GX_BUF_INIT(GX_BUF_ANY);
	double truth;
	if (is_null(text)) {
		node->kind = GX_NULL;
		return 0;
	}
	if (read_bool(text, &truth)) {
		set_bool(node, truth);
		return 0;
	}
	/* all numbers start with one of these: words need not be tried */
	if (!strchr("+-.0123456789", text.at[0]))
		return set_text(node, GX_STRING, text, arena, err);
	int taken = gx_scalar_integer(text, &literal, NULL);
	if (taken == GX_NOT_IT)
		taken = gx_scalar_float(text, &literal);
	if (taken == GX_TAKEN)
		taken = set_number(node, &literal, arena, NULL);
	if (taken == GX_ENOMEM)
		return gx_fail_memory(err);
	return node->kind == GX_NUMBER ? 0 : set_text(node, GX_STRING, text, arena, err);
}

int gx_scalar_read(struct gx_str text, enum gx_scalar_type type, struct gx_arena *arena, struct gx_node *node,
		   struct gx_err *err)
{
	double truth;
	switch (type) {
	case GX_SCALAR_PLAIN:
		return read_plain(text, arena, node, err);
	case GX_SCALAR_STRING:
		return set_text(node, GX_STRING, text, arena, err);
	case GX_SCALAR_INTEGER:
		return read_tagged_integer(text, arena, node, err);
	case GX_SCALAR_FLOAT:
		return read_tagged_float(text, arena, node, err);
	case GX_SCALAR_BOOL:
		if (!read_bool(text, &truth))
			return not_a("a boolean", text, err);
		set_bool(node, truth);
		return 0;
	case GX_SCALAR_NULL:
		node->kind = GX_NULL;
		return 0;
	}
	return gx_fail(err, GX_EINPUT, "a scalar of type %d is not known", (int)type);
}
