#include "run/record.h"

#include <string.h>

void gx_files_release(struct gx_files *files)
{
	gx_vec_release(&files->list);
}

/* The index of the file of that path, or where it belongs. */
static size_t place_of(const struct gx_files *files, struct gx_str path, bool *ret_found)
{
	size_t low = 0, high = files->list.len;
	/* Most files come in order: look at the end first. */
	if (high > 0 && gx_str_compare(files->list.at[high - 1].path, path) < 0)
		low = high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (gx_str_compare(files->list.at[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_found = low < files->list.len && gx_str_equal(files->list.at[low].path, path);
	return low;
}

struct gx_file *gx_files_get(const struct gx_files *files, struct gx_str path)
{
	bool found;
	size_t place = place_of(files, path, &found);
	return found ? &files->list.at[place] : NULL;
}

bool gx_files_put(struct gx_files *files, struct gx_file file)
{
	bool found;
	size_t place = place_of(files, file.path, &found);
	if (!found) {
		const struct gx_file *added = gx_vec_add(&files->list);
		if (!added)
			return false;
		struct gx_file *at = files->list.at;
		memmove(at + place + 1, at + place, (files->list.len - 1 - place) * sizeof(*at));
	}
	files->list.at[place] = file;
	return true;
}

void gx_files_remove(struct gx_files *files, struct gx_str path)
{
	bool found;
	size_t place = place_of(files, path, &found);
	if (!found)
		return;
	files->list.len--;
	struct gx_file *at = files->list.at;
	memmove(at + place, at + place + 1, (files->list.len - place) * sizeof(*at));
}
