#include "cli/similar.h"

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned gx_similar_distance(struct gx_str a, struct gx_str b)
{
	unsigned cost[3][GX_SIMILAR_MAX + 1]; /* the row of i, of i - 1 and of i - 2, modulo three */
	if (a.len > GX_SIMILAR_MAX || b.len > GX_SIMILAR_MAX)
		return GX_SIMILAR_MAX;
	for (unsigned j = 0; j <= b.len; j++)
		cost[0][j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *row = cost[i % 3], *above = cost[(i - 1) % 3], *two_above = cost[(i + 1) % 3];
		row[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			unsigned replace = above[j - 1] + (a.at[i - 1] != b.at[j - 1]);
			row[j] = least(replace, least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1])
				row[j] = least(row[j], two_above[j - 2] + 1);
		}
	}
	return cost[a.len % 3][b.len];
}

bool gx_similar(struct gx_str typed, struct gx_str name)
{
	if (typed.len >= 2 && gx_str_starts(name, typed))
		return true;
	size_t longer = typed.len > name.len ? typed.len : name.len;
	/* One slip in a short word, two in a longer one; a swap counts as one. */
	return gx_similar_distance(typed, name) <= (longer > 5 ? 2u : 1u) && longer > 1;
}
