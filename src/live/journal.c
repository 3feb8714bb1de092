#include "live/journal.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_text.h"

int gx_journal_open(const char *path, struct gx_journal *ret, struct gx_err *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd < 0)
		return gx_fail_errno(err, "cannot open '%s'", path);
	*ret = (struct gx_journal)GX_JOURNAL_INIT;
	ret->fd = fd;
	return 0;
}

static void add_source(struct gx_journal *journal, const char *source)
{
	if (source)
		gx_buf_printf(&journal->lines, ", \"_source\": \"%s\"", source);
}

void gx_journal_begin(struct gx_journal *journal, const char *source, int64_t time_us, const int64_t *step)
{
	enum { MICRO = 1000000 };
	uint64_t time = time_us < 0 ? 0 : (uint64_t)time_us;
	gx_buf_printf(&journal->lines, "{\"_time\": %" PRIu64 ".%06" PRIu64, time / MICRO, time % MICRO);
	add_source(journal, source);
	if (step)
		gx_buf_printf(&journal->lines, ", \"step\": %" PRId64, *step);
}

void gx_journal_metric(struct gx_journal *journal, struct gx_str name, struct gx_str number)
{
	bool finite = number.len > 0 && (number.at[number.len - 1] >= '0' && number.at[number.len - 1] <= '9');
	gx_buf_text(&journal->lines, ", ");
	gx_json_string(&journal->lines, name);
	gx_buf_printf(&journal->lines, finite ? ": %" GX_PRI : ": \"%" GX_PRI "\"", GX_ARG(number));
}

void gx_journal_end(struct gx_journal *journal)
{
	gx_buf_text(&journal->lines, "}\n");
}

void gx_journal_params(struct gx_journal *journal, const char *source, const struct gx_flat *params)
{
	gx_buf_text(&journal->lines, "{\"_param\": {");
	for (size_t i = 0; i < params->len; i++) {
		gx_buf_text(&journal->lines, i ? ", " : "");
		gx_json_string(&journal->lines, params->at[i].key);
		gx_buf_text(&journal->lines, ": ");
		gx_value_json(&journal->lines, &params->at[i].value);
	}
	gx_buf_byte(&journal->lines, '}');
	add_source(journal, source);
	gx_journal_end(journal);
}

int gx_journal_write(struct gx_journal *journal, struct gx_err *err)
{
	int r = gx_buf_check(&journal->lines, "the journal", err);
	if (r == 0 && journal->lines.len > 0)
		r = gx_fd_write(journal->fd, gx_buf_view(&journal->lines), "the journal", err);
	gx_buf_reset(&journal->lines);
	return r;
}

void gx_journal_release(struct gx_journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	gx_buf_release(&journal->lines);
	*journal = (struct gx_journal)GX_JOURNAL_INIT;
}
