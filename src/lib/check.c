#include "lib/check.h"

#include "base/mem.h"

int gx_lib_check_text(const char *text, size_t max, const char *what, struct gx_err *err)
{
	if (!text)
		return gx_fail(err, GX_EINPUT, "%s is NULL", what);
	if (strnlen(text, max + 1) > max)
		return gx_fail(err, GX_ELIMIT, "%s is over its limit of %zu bytes: '%.40s…'", what, max, text);
	return 0;
}

/* Controls of ASCII, DEL, and those of U+0080-009F. */
static bool has_control(const char *text)
{
	for (const char *at = text; *at; at++) {
		unsigned char byte = (unsigned char)at[0], next = (unsigned char)at[1];
		if (byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next >= 0x80 && next < 0xa0))
			return true;
	}
	return false;
}

/* One line that is not empty. */
static int check_line(const char *text, size_t max, const char *what, struct gx_err *err)
{
	int rc = gx_lib_check_text(text, max, what, err);
	if (rc != 0)
		return rc;
	if (!*text)
		return gx_fail(err, GX_EINPUT, "%s is empty", what);
	if (has_control(text))
		return gx_fail(err, GX_EINPUT, "%s holds a control character: '%s'", what, text);
	return 0;
}

int gx_lib_check_param(const char *name, struct gx_err *err)
{
	return check_line(name, GX_LIB_NAME_MAX, "the name of a parameter", err);
}

int gx_lib_check_metric(const char *name, struct gx_err *err)
{
	int rc = check_line(name, GX_LIB_NAME_MAX, "the name of a metric", err);
	if (rc != 0)
		return rc;
	if (name[0] == '_' || strcmp(name, "step") == 0)
		return gx_fail(err, GX_EINPUT, "'%s' is no name for a metric: 'step' and names with '_' in front have a meaning",
			       name);
	if (name[0] == '/' || name[strlen(name) - 1] == '/' || strstr(name, "//"))
		return gx_fail(err, GX_EINPUT, "'%s' is no name for a metric: it must not start or end with '/' or hold '//'",
			       name);
	return 0;
}

int gx_lib_check_tag(const char *tag, struct gx_err *err)
{
	int rc = check_line(tag, GX_LIB_TAG_MAX, "a tag", err);
	if (rc != 0)
		return rc;
	if (strchr(tag, ',') || tag[0] == '-' || tag[0] == ' ' || tag[strlen(tag) - 1] == ' ')
		return gx_fail(err, GX_EINPUT,
			       "'%s' is no tag: it must not hold a comma, start with '-', nor start or end with a blank", tag);
	return 0;
}

int gx_lib_check_status(const char *status, struct gx_err *err)
{
	static const char *const ends[] = { "finished", "failed", "killed", "crashed" };
	for (size_t i = 0; status && i < GX_LEN(ends); i++)
		if (strcmp(status, ends[i]) == 0)
			return 0;
	return gx_fail(err, GX_EINPUT, "a run ends 'finished', 'failed', 'killed' or 'crashed', not '%.40s'",
		       status ? status : "(NULL)");
}
