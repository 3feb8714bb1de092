/*
 * Sparklines: a history in one line of text.
 */
#ifndef GX_VIEW_SPARK_H
#define GX_VIEW_SPARK_H

#include "format/table.h"

/*
 * Adds at most `columns` characters (fewer points: one each) of ▁▂▃▄▅▆▇█, or of _.-~=+*# where not `unicode`, from the
 * lowest finite value to the highest. Points share a column by their order; it then shows the one farthest from the
 * history's mean, and always the extremes of the whole history, so a spike is never averaged away. A column without a
 * finite value is × (x). A constant history is at half height.
 */
void gx_spark(struct gx_buf *out, const struct gx_point *points, size_t count, size_t columns, bool unicode);

#endif
