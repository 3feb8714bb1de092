#include "base/vec.h"

#include <stdint.h>
#include <string.h>

int gx_vec_room(void *pointer_to_at, size_t len, size_t *room, size_t size)
{
	char *at;
	memcpy(&at, pointer_to_at, sizeof(at));
	if (len == *room) {
		size_t bigger = *room ? *room * 2 : 8;
		if (bigger > SIZE_MAX / size)
			return 0;
		at = realloc(at, bigger * size);
		if (!at)
			return 0;
		memcpy(pointer_to_at, &at, sizeof(at));
		*room = bigger;
	}
	memset(at + len * size, 0, size);
	return 1;
}
