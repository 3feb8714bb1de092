#include "run/suggest.h"

enum { WORD_MAX = 32 };

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t gx_word_distance(struct gx_str a, struct gx_str b, size_t limit)
{
	/* rows[i % 3][j]: between the first i letters of one and the first j of the other */
	size_t rows[3][WORD_MAX + 1];
	if (a.len > WORD_MAX || b.len > WORD_MAX)
		return limit;
	for (size_t j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *row = rows[i % 3];
		const size_t *above = rows[(i - 1) % 3], *second = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			char x = lower(a.at[i - 1]), y = lower(b.at[j - 1]);
			row[j] = smaller(smaller(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == lower(b.at[j - 2]) && y == lower(a.at[i - 2]))
				row[j] = smaller(row[j], second[j - 2] + 1);
		}
	}
	return smaller(rows[a.len % 3][b.len], limit);
}
