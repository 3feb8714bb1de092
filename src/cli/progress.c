#include "cli/progress.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/utf8.h"

enum { SECOND_US = 1000000, STEP_US = 100000 };

static int64_t monotonic_us(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_MONOTONIC, &now) < 0)
		return 0;
	return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

struct gx_progress gx_progress_start(const struct gx_cli *cli, const char *title, uint64_t total)
{
	int wanted = cli->common.progress;
	struct gx_progress progress = { .title = title, .total = total };
	progress.on = wanted == 1 || (wanted == -1 && isatty(STDERR_FILENO));
	if (progress.on) {
		progress.start_us = monotonic_us();
		/* What is done within a second needs no bar; one who asks for it sees it at once. */
		progress.next_us = progress.start_us + (wanted == 1 ? 0 : SECOND_US);
	}
	return progress;
}

static void add_rate(const struct gx_progress *progress, int64_t elapsed_us, struct gx_buf *out)
{
	double seconds = (double)elapsed_us / SECOND_US;
	double rate = (double)progress->done / seconds;
	char text[GX_NUM_ROOM];
	gx_num_format_short(rate, rate < 999.5 ? 3 : 6, text);
	gx_buf_printf(out, ", %s/s", text);
	if (progress->done >= progress->total)
		return;
	gx_buf_text(out, ", ");
	gx_time_duration(out, (double)(progress->total - progress->done) / rate);
	gx_buf_text(out, " left");
}

void gx_progress_text(const struct gx_progress *progress, int64_t elapsed_us, struct gx_buf *out)
{
	gx_buf_printf(out, "%s: ", progress->title);
	if (progress->total) {
		/* By parts, lest the product overflow. */
		double percent = 100.0 * (double)progress->done / (double)progress->total;
		gx_buf_printf(out, "%3d%% (%" PRIu64 "/%" PRIu64 ")", (int)percent, progress->done, progress->total);
	} else {
		gx_buf_printf(out, "%" PRIu64, progress->done);
	}
	if (elapsed_us > 0 && progress->done)
		add_rate(progress, elapsed_us, out);
	if (progress->total && progress->done >= progress->total)
		gx_buf_text(out, ", done");
}

/* Over the line that stands there, blanks where that was longer. */
static void draw(struct gx_progress *progress, int64_t now_us, const char *end)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(4096);
	gx_buf_byte(&text, '\r');
	gx_progress_text(progress, now_us - progress->start_us, &text);
	size_t columns = gx_utf8_columns(gx_str_from(gx_buf_view(&text), 1));
	if (columns < progress->columns)
		gx_buf_fill(&text, ' ', progress->columns - columns);
	progress->columns = columns;
	gx_buf_text(&text, end);
	(void)gx_fd_write(STDERR_FILENO, gx_buf_view(&text), "standard error", NULL);
}

void gx_progress_at(struct gx_progress *progress, uint64_t done)
{
	progress->done = done;
	if (!progress->on)
		return;
	int64_t now_us = monotonic_us();
	if (now_us < progress->next_us)
		return;
	progress->next_us = now_us + STEP_US;
	draw(progress, now_us, "");
}

void gx_progress_stop(struct gx_progress *progress)
{
	if (progress->columns)
		draw(progress, monotonic_us(), "\n");
	progress->columns = 0;
	progress->on = false;
}
