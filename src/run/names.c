#include "run/names.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "run/limits.h"
#include "run/words.h"

static bool is_hex(struct gx_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];
		if (!((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F')))
			return false;
	}
	return true;
}

static bool holds(struct gx_str text, const char *part)
{
	return text.len > 0 && memmem(text.at, text.len, part, strlen(part));
}

static bool has_hostile(struct gx_str text)
{
	size_t bytes;
	for (size_t at = 0; at < text.len; at += bytes)
		if (gx_utf8_is_hostile(gx_utf8_read(text, at, &bytes)))
			return true;
	return false;
}

/* What every name keeps to: how long, and text that a terminal can take. */
static int check_text(struct gx_str text, const char *what, struct gx_err *err)
{
	if (text.len == 0)
		return gx_fail(err, GX_EINPUT, "%s is empty", what);
	if (text.len > GX_NAME_MAX)
		return gx_fail(err, GX_EINPUT, "%s has %zu bytes, at most %d are allowed: '%.40s…'", what, text.len,
			       GX_NAME_MAX, text.at);
	return gx_line_check(text, what, err);
}

int gx_line_check(struct gx_str text, const char *what, struct gx_err *err)
{
	if (gx_utf8_check(text) != text.len)
		return gx_fail(err, GX_EINPUT, "%s is not valid UTF-8: '%" GX_PRI "'", what,
			       GX_ARG(gx_str_sub(text, 0, 200)));
	if (has_hostile(text))
		return gx_fail(err, GX_EINPUT, "%s holds control characters: '%" GX_PRI "'", what,
			       GX_ARG(gx_str_sub(text, 0, 200)));
	return 0;
}

/* The rule that a component of an experiment breaks, or NULL. Most are git's, see git-check-ref-format(1). */
static const char *component_fault(struct gx_str part)
{
	if (part.len == 0)
		return "it must not start or end with '/' or hold '//'";
	if (part.at[0] == '.' || part.at[0] == '-')
		return "no component may start with '.' or '-'";
	if (part.at[part.len - 1] == '.')
		return "no component may end with '.'";
	if (gx_str_ends(part, GX_STR(".lock")))
		return "no component may end with '.lock'";
	if ((part.len == 40 || part.len == 64) && is_hex(part))
		return "no component may look like the id of a run";
	if (gx_str_equal_nocase(part, GX_STR("archive")) || gx_str_equal_nocase(part, GX_STR("about")))
		return "'archive' and 'about' are reserved";
	return NULL;
}

static const char *experiment_fault(struct gx_str experiment)
{
	static const char refused[] = " ~^:?*[\\";
	for (size_t i = 0; i < experiment.len; i++)
		if (strchr(refused, experiment.at[i]))
			return "git refuses blanks and any of ~^:?*[\\ in a ref";
	if (holds(experiment, "..") || holds(experiment, "@{") || gx_str_is(experiment, "@"))
		return "git refuses '..', '@{' and a lone '@' in a ref";
	for (;;) {
		size_t slash = gx_str_find(experiment, '/');
		const char *fault = component_fault(gx_str_sub(experiment, 0, slash));
		if (fault || slash == GX_STR_NOWHERE)
			return fault;
		experiment = gx_str_from(experiment, slash + 1);
	}
}

int gx_experiment_check(struct gx_str experiment, struct gx_err *err)
{
	int failed = check_text(experiment, "the experiment", err);
	if (failed)
		return failed;
	const char *fault = experiment_fault(experiment);
	if (fault)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is not a valid experiment: %s", GX_ARG(experiment),
			       fault);
	return 0;
}

static const char *name_fault(struct gx_str name)
{
	if (strchr("-@ ", name.at[0]) || name.at[name.len - 1] == ' ')
		return "it must not start with '-' or '@', nor start or end with a blank";
	if (gx_str_find(name, '/') != GX_STR_NOWHERE || holds(name, ".."))
		return "it must not hold '/' or '..'";
	if (name.len >= 4 && is_hex(name))
		return "it looks like an abbreviated id";
	return NULL;
}

int gx_name_check(struct gx_str name, struct gx_err *err)
{
	int failed = check_text(name, "the name", err);
	if (failed)
		return failed;
	const char *fault = name_fault(name);
	if (fault)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is not a valid name for a run: %s", GX_ARG(name), fault);
	return 0;
}

int gx_tag_check(struct gx_str tag, struct gx_err *err)
{
	int failed = check_text(tag, "a tag", err);
	if (failed)
		return failed;
	const char *fault = NULL;
	if (gx_str_find(tag, ',') != GX_STR_NOWHERE)
		fault = "it must not hold a comma";
	else if (tag.at[0] == '-')
		fault = "it must not start with '-'";
	else if (tag.at[0] == ' ' || tag.at[tag.len - 1] == ' ')
		fault = "it must not start or end with a blank";
	if (fault)
		return gx_fail(err, GX_EINPUT, "'%" GX_PRI "' is not a valid tag: %s", GX_ARG(tag), fault);
	return 0;
}

int gx_metric_check(struct gx_str metric, struct gx_err *err)
{
	int failed = gx_key_check(metric, err);
	if (failed)
		return failed;
	if (metric.at[0] == '/' || metric.at[metric.len - 1] == '/' || holds(metric, "//"))
		return gx_fail(err, GX_EINPUT,
			       "'%" GX_PRI "' is not a valid metric: it must not start or end with '/' or hold '//'",
			       GX_ARG(metric));
	return 0;
}

static const char *pick(const char *const *words, size_t count, uint32_t random)
{
	return words[(size_t)(((uint64_t)random * count) >> 32)];
}

void gx_name_invent(struct gx_random *random, struct gx_buf *out)
{
	uint64_t bits = gx_random_next(random);
	gx_buf_text(out, pick(gx_adjectives, gx_adjectives_count, (uint32_t)(bits >> 32)));
	gx_buf_byte(out, '-');
	gx_buf_text(out, pick(gx_nouns, gx_nouns_count, (uint32_t)bits));
}

bool gx_is_id(struct gx_str text)
{
	unsigned char digest[GX_HASH_MAX];
	return (text.len == 40 || text.len == 64) && gx_unhex(text, digest, text.len / 2);
}

bool gx_ref_split(struct gx_str ref, struct gx_str *ret_experiment, struct gx_str *ret_id)
{
	if (!gx_str_starts(ref, GX_STR(GX_REF_ROOT)))
		return false;
	struct gx_str rest = gx_str_from(ref, strlen(GX_REF_ROOT));
	size_t slash = gx_str_find_last(rest, '/');
	if (slash == GX_STR_NOWHERE)
		return false;
	struct gx_str id = gx_str_from(rest, slash + 1), experiment = gx_str_sub(rest, 0, slash);
	if (!gx_is_id(id) || gx_experiment_check(experiment, NULL))
		return false;
	*ret_experiment = experiment;
	*ret_id = id;
	return true;
}
