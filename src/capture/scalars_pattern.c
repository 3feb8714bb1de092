#include "capture/scalars_inner.h"

#include <stdlib.h>

int gx_scalars_pattern_open(struct gx_scalars_pattern *pattern, const char *text, struct gx_err *err)
{
	char why[200];
	regex_t regex;
	int rc = regcomp(&regex, text, REG_EXTENDED);
	if (rc) {
		regerror(rc, &regex, why, sizeof(why));
		return gx_fail(err, GX_EINPUT, "'%.200s' is no regular expression: %s", text, why);
	}
	if (regex.re_nsub != 1 && regex.re_nsub != 2) {
		regfree(&regex);
		return gx_fail(err, GX_EINPUT,
			       "'%.200s' has %zu groups; it needs two, (name) and (value), or one, the value behind its name", text,
			       regex.re_nsub);
	}
	char *room = malloc(GX_SCALARS_LINE_MAX + 1);
	if (!room) {
		regfree(&regex);
		return gx_fail_memory(err);
	}
	*pattern = (struct gx_scalars_pattern){ .regex = regex, .room = room };
	return 0;
}

void gx_scalars_pattern_release(struct gx_scalars_pattern *pattern)
{
	if (!pattern || !pattern->room)
		return;
	regfree(&pattern->regex);
	free(pattern->room);
	pattern->room = NULL;
}

static struct gx_str last_word(struct gx_str text)
{
	size_t end = text.len;
	while (end > 0 && !gx_scalars_is_letter(text.at[end - 1]) && !gx_scalars_is_digit(text.at[end - 1]))
		end--;
	size_t from = end;
	while (from > 0 && gx_scalars_in_name(text.at[from - 1]))
		from--;
	while (from < end && !gx_scalars_is_letter(text.at[from]))
		from++;
	return gx_str_sub(text, from, end - from);
}

/* In "the loss is now at (0.3)": "now". */
static struct gx_str name_before(struct gx_str text)
{
	struct gx_str last = last_word(text), word = last;
	while (word.len && (gx_scalars_word(word) & GX_WORD_STOP))
		word = last_word(gx_str_sub(text, 0, (size_t)(word.at - text.at)));
	return word.len ? word : last;
}

static void put(struct gx_scalars *scalars, int *rank, struct gx_str name, struct gx_str text)
{
	struct gx_str value;
	bool integer;
	int64_t step;
	text = gx_str_trim(text);
	size_t len = gx_scalars_number(text, &value, &integer);
	if (len == 0 || len < text.len || name.len == 0 || name.len > GX_SCALARS_NAME_MAX)
		return;
	int found = gx_scalars_step_rank(name);
	if (found && integer && gx_scalars_integer(value, &step) == value.len) {
		if (*rank && *rank <= found)
			return;
		*rank = found;
		scalars->has_step = true;
		scalars->step = step;
	} else if (scalars->count < GX_SCALARS_MAX) {
		scalars->list[scalars->count++] = (struct gx_scalar){ name, value };
	}
}

static struct gx_str group(struct gx_str rest, regmatch_t match)
{
	return match.rm_so < 0 ? GX_STR_NONE : gx_str_sub(rest, (size_t)match.rm_so, (size_t)(match.rm_eo - match.rm_so));
}

static void put_match(struct gx_scalars *scalars, int *rank, struct gx_str rest, const regmatch_t *found, bool named)
{
	regmatch_t value = named ? found[2] : found[1];
	if (value.rm_so < 0)
		return;
	regmatch_t before = { .rm_so = found[0].rm_so, .rm_eo = value.rm_so };
	struct gx_str name = named ? gx_str_trim(group(rest, found[1])) : name_before(group(rest, before));
	put(scalars, rank, name, group(rest, value));
}

void gx_scalars_match(const struct gx_scalars_pattern *pattern, struct gx_str line, struct gx_scalars *ret)
{
	int rank = 0;
	ret->has_step = false;
	ret->step = 0;
	ret->count = 0;
	if (line.len > GX_SCALARS_LINE_MAX)
		return;
	/* regexec() wants a NUL at the end */
	memcpy(pattern->room, line.at ? line.at : "", line.len);
	pattern->room[line.len] = '\0';
	size_t at = 0;
	for (int i = 0; i < GX_SCALARS_MAX && at < line.len; i++) {
		regmatch_t found[3];
		if (regexec(&pattern->regex, pattern->room + at, 3, found, at ? REG_NOTBOL : 0) != 0)
			return;
		struct gx_str rest = gx_str_from(line, at);
		put_match(ret, &rank, rest, found, pattern->regex.re_nsub == 2);
		at += found[0].rm_eo > 0 ? (size_t)found[0].rm_eo : 1;
	}
}
