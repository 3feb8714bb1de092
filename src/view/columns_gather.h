/*
 * What is known of columns while the rows go by, and how it becomes a survey. Shared by columns.c, which gathers, and
 * columns_order.c, which chooses and sorts.
 */
#ifndef GX_VIEW_COLUMNS_GATHER_H
#define GX_VIEW_COLUMNS_GATHER_H

#include "base/map.h"
#include "view/columns.h"

/* Groups of columns from left to right. */
enum gx_group { GX_GROUP_WHO, GX_GROUP_PARAMS, GX_GROUP_METRICS, GX_GROUPS };

struct gx_columns {
	GX_VEC(struct gx_column) list;
	struct gx_map by_key;
};

/* What is known while the rows go by. */
struct gx_gathering {
	struct gx_survey *survey;
	const struct gx_list_options *options;
	struct gx_columns group[GX_GROUPS];
	bool exact; /* for programs: no widths, no cap that is passed over in silence */
	int64_t now_us;
	struct gx_buf cell;
	int failed; /* what failed in `cell` */
	struct gx_arena scratch;
};

/*
 * Puts the columns that are worth showing into the survey: first those of GX_GROUP_WHO with their ranks (unless columns
 * were asked for), then parameters and metrics by key, headline metrics first, with ranks in between.
 */
int gx_gathering_finish(struct gx_gathering *gathering, const size_t *who_ranks, struct gx_err *err);

#endif
