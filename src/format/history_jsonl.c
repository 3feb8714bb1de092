#include <math.h>

#include "format/history.h"
#include "format/source.h"

struct lines {
	struct gx_reading *reading;
	struct gx_arena scratch; /* of one line */
	size_t line;		 /* its number, from 1 */
	bool chosen;		 /* a line with values has settled what the step is: */
	struct gx_str step;	 /* its name (of ROLES); empty: steps are counted */
};

static void lines_release(struct lines *lines)
{
	gx_arena_release(&lines->scratch);
}

/* A line, sorted out. */
struct members {
	const struct gx_node *of[GX_ROLE_NONE]; /* by what they are for, the preferred one; NULL where there is none */
	struct gx_node rest;			/* an object of all that may be metrics */
};

#define fail_at(lines, node, ...)                                                                                      \
	gx_source_fail(err, GX_EINPUT, (lines)->reading->name, (struct gx_place){ (lines)->line, (node)->column },     \
		       __VA_ARGS__)

/* Notes the member if it is preferred to the one that is there. */
static void note_role(struct members *members, const struct gx_role_name *best[GX_ROLE_NONE],
		      const struct gx_role_name *known, const struct gx_node *member)
{
	if (best[known->role] && best[known->role] < known)
		return;
	best[known->role] = known;
	members->of[known->role] = member;
}

static void find_roles(const struct lines *lines, const struct gx_node *root, struct members *members)
{
	const struct gx_role_name *best[GX_ROLE_NONE] = { NULL };
	bool settled = lines->chosen && lines->step.len > 0;
	for (const struct gx_node *member = root->child; member; member = member->next) {
		const struct gx_role_name *known = gx_role_of(member->key);
		if (known && !(settled && known->role == GX_ROLE_STEP && !gx_str_equal(member->key, lines->step)))
			note_role(members, best, known, member);
	}
}

static bool is_kind(const struct gx_node *node, enum gx_kind kind)
{
	return node && node->kind == kind;
}

/* Moves the members that may be metrics to members->rest. */
static void sort_out(const struct lines *lines, struct gx_node *root, struct members *members)
{
	*members = (struct members){ .rest = { .kind = GX_OBJECT } };
	find_roles(lines, root, members);
	struct gx_node **tail = &members->rest.child, *next;
	for (struct gx_node *member = root->child; member; member = next) {
		next = member->next;
		if (member == members->of[GX_ROLE_STEP] || member == members->of[GX_ROLE_ELAPSED] ||
		    member == members->of[GX_ROLE_INSTANT])
			continue;
		member->next = NULL;
		*tail = member;
		tail = &member->next;
		members->rest.count++;
	}
}

/* Steps and times. */

static bool has_time(struct gx_reading *reading, const struct gx_node *node, enum gx_role role, double *ret)
{
	return (is_kind(node, GX_NUMBER) || is_kind(node, GX_STRING)) && gx_read_time(reading, role, node->text, ret);
}

static double read_time(struct gx_reading *reading, const struct members *members)
{
	double time;
	if (has_time(reading, members->of[GX_ROLE_ELAPSED], GX_ROLE_ELAPSED, &time) ||
	    has_time(reading, members->of[GX_ROLE_INSTANT], GX_ROLE_INSTANT, &time))
		return time;
	return (double)NAN;
}

/* The first line with values settles what the step is; the others must agree. */
static int settle_step(struct lines *lines, const struct gx_node *step, const struct gx_node *root, struct gx_err *err)
{
	if (!lines->chosen) {
		lines->chosen = true;
		lines->step = step ? gx_arena_str(lines->reading->arena, step->key) : GX_STR("");
		return lines->step.at ? 0 : gx_fail_memory(err);
	}
	if (step && lines->step.len == 0)
		return fail_at(lines, step, "a '%" GX_PRI "' here, but none in the lines above",
			       GX_ARG(gx_str_sub(step->key, 0, 80)));
	if (!step && lines->step.len > 0)
		return fail_at(lines, root, "a line with values has no '%" GX_PRI "'",
			       GX_ARG(gx_str_sub(lines->step, 0, 80)));
	return 0;
}

static int read_step(struct lines *lines, const struct gx_node *step, const struct gx_node *root, struct gx_row *row,
		     struct gx_err *err)
{
	if (step && step->kind == GX_NULL)
		step = NULL;
	int rc = settle_step(lines, step, root, err);
	row->counted = !step;
	if (rc < 0 || !step)
		return rc;
	if (step->kind == GX_NUMBER && gx_read_step(step->text, &row->step))
		return 0;
	if (step->kind != GX_NUMBER)
		return fail_at(lines, step, "a step is a whole number, not %s", gx_kind_name(step->kind));
	return fail_at(lines, step, "a step is a whole number, not '%" GX_PRI "'",
		       GX_ARG(gx_str_sub(step->text, 0, 80)));
}

/* Values. */

/* The text of a number; empty for what is none. Non-finite ones are strings in JSON. */
static struct gx_str number_text(enum gx_kind kind, struct gx_str stored, struct gx_str text)
{
	static const struct gx_str SPECIALS[] = { GX_STR_INIT("nan"), GX_STR_INIT("inf"), GX_STR_INIT("-inf") };
	if (kind == GX_NUMBER)
		return stored;
	for (size_t i = 0; kind == GX_STRING && i < GX_LEN(SPECIALS); i++)
		if (gx_str_equal(text, SPECIALS[i]))
			return SPECIALS[i];
	return GX_STR_NONE;
}

static int fail_line(const struct lines *lines, int code, const struct gx_err *why, struct gx_err *err)
{
	return gx_source_fail(err, (enum gx_error)code, lines->reading->name, (struct gx_place){ lines->line, 1 }, "%s",
			      why->text);
}

static int add_value(struct lines *lines, struct gx_str metric, const struct gx_row *row, struct gx_str number,
		     struct gx_err *err)
{
	size_t unknown = 0;
	struct gx_err why = GX_ERR_INIT;
	int rc = gx_key_check(metric, &why);
	if (rc == 0)
		rc = gx_reading_add(lines->reading, metric, &unknown, row, number, &why);
	return rc == 0 ? 0 : fail_line(lines, rc, &why, err);
}

static bool has_number(const struct gx_flat *flat)
{
	for (size_t i = 0; i < flat->len; i++)
		if (number_text(flat->at[i].value.kind, flat->at[i].value.json, flat->at[i].value.text).len > 0)
			return true;
	return false;
}

static int add_wide(struct lines *lines, const struct gx_node *root, const struct members *members, struct gx_row *row,
		    struct gx_err *err)
{
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err why = GX_ERR_INIT;
	int rc = gx_node_flatten(&members->rest, GX_STR(""), &lines->scratch, &flat, &why);
	if (rc < 0)
		return fail_line(lines, rc, &why, err);
	if (!has_number(&flat))
		return 0;
	rc = read_step(lines, members->of[GX_ROLE_STEP], root, row, err);
	for (size_t i = 0; rc == 0 && i < flat.len; i++) {
		const struct gx_value *value = &flat.at[i].value;
		struct gx_str number = number_text(value->kind, value->json, value->text);
		if (number.len > 0)
			rc = add_value(lines, flat.at[i].key, row, number, err);
	}
	return rc;
}

static int add_long(struct lines *lines, const struct gx_node *root, const struct members *members, struct gx_row *row,
		    struct gx_err *err)
{
	const struct gx_node *value = members->of[GX_ROLE_VALUE];
	struct gx_str number = number_text(value->kind, value->text, value->text);
	if (number.len == 0)
		return 0;
	int rc = read_step(lines, members->of[GX_ROLE_STEP], root, row, err);
	return rc < 0 ? rc : add_value(lines, members->of[GX_ROLE_NAME]->text, row, number, err);
}

/* Lines. */

/* The reader of JSON takes the line for a file: puts the right number into "<name>:1:<column>: …". */
static int fail_json(const struct lines *lines, const struct gx_err *why, int code, struct gx_err *err)
{
	const char *name = lines->reading->name, *text = why->text;
	size_t len = strlen(name);
	if (strncmp(text, name, len) == 0 && strncmp(text + len, ":1:", 3) == 0)
		return gx_fail(err, (enum gx_error)code, "%s:%zu:%s", name, lines->line, text + len + 3);
	return gx_fail(err, (enum gx_error)code, "%s:%zu: %s", name, lines->line, text);
}

static int read_line(struct lines *lines, struct gx_str line, struct gx_err *err)
{
	struct gx_node *root;
	struct gx_err why = GX_ERR_INIT;
	struct members members;
	gx_arena_reset(&lines->scratch);
	int rc = gx_json_read(line, lines->reading->name, &lines->scratch, &root, &why);
	if (rc < 0)
		return fail_json(lines, &why, rc, err);
	if (root->kind != GX_OBJECT)
		return fail_at(lines, root, "a line is a JSON object, not %s", gx_kind_name(root->kind));
	sort_out(lines, root, &members);
	struct gx_row row = { .time = read_time(lines->reading, &members) };
	bool is_long = is_kind(members.of[GX_ROLE_NAME], GX_STRING) && members.of[GX_ROLE_VALUE];
	return is_long ? add_long(lines, root, &members, &row, err) : add_wide(lines, root, &members, &row, err);
}

int gx_history_jsonl(struct gx_reading *reading, struct gx_err *err)
{
	GX_CLEANUP(lines) lines = { .reading = reading, .scratch = GX_ARENA_INIT };
	struct gx_str rest = reading->text, line;
	while (gx_str_cut(&rest, '\n', &line)) {
		lines.line++;
		line = gx_str_trim(line);
		int rc = line.len > 0 ? read_line(&lines, line, err) : 0;
		if (rc < 0)
			return rc;
	}
	return 0;
}
