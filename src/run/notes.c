#include <stdio.h>

#include "base/hash.h"
#include "run/limits.h"
#include "run/record.h"

/* "20261120T225500.123456Z" */
enum { TIME_LEN = 23 };

void gx_note_name(struct gx_buf *out, int64_t time_us, struct gx_str text)
{
	unsigned char digest[GX_SHA256_BYTES];
	char hex[2 * 4 + 1], time[GX_TIME_ROOM];
	size_t len = gx_time_format(time_us, time);
	for (size_t i = 0; i < len; i++)
		if (time[i] != '-' && time[i] != ':')
			gx_buf_byte(out, time[i]);
	gx_sha256(text, digest);
	gx_hex(digest, 4, hex);
	gx_buf_printf(out, "-%s.md", hex);
}

int64_t gx_note_time(struct gx_str name)
{
	if (name.len < TIME_LEN || name.at[TIME_LEN - 1] != 'Z')
		return GX_TIME_NONE;
	char text[GX_TIME_ROOM];
	const char *at = name.at;
	int len = snprintf(text, sizeof(text), "%.4s-%.2s-%.2s%c%.2s:%.2s:%.10s", at, at + 4, at + 6, at[8], at + 9,
			   at + 11, at + 13);
	int64_t time_us;
	return gx_time_parse((struct gx_str){ text, (size_t)len }, &time_us) ? time_us : GX_TIME_NONE;
}

int gx_run_add_note(struct gx_run *run, struct gx_note note, struct gx_err *err)
{
	if (note.text.len > GX_NOTE_MAX)
		return gx_fail(err, GX_ELIMIT, "a note has %zu bytes, at most %d are allowed", note.text.len,
			       GX_NOTE_MAX);
	if (run->notes.len >= GX_NOTES_MAX)
		return gx_fail(err, GX_ELIMIT, "a run holds at most %d notes", GX_NOTES_MAX);
	size_t place = run->notes.len;
	const struct gx_note *added = gx_vec_add(&run->notes);
	if (!added)
		return gx_fail_memory(err);
	struct gx_note *at = run->notes.at;
	for (; place > 0 && gx_str_compare(at[place - 1].name, note.name) > 0; place--)
		at[place] = at[place - 1];
	at[place] = note;
	return 0;
}
