#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void gx_free_pointer(void *pointer_to_pointer)
{
	void *pointer;
	memcpy(&pointer, pointer_to_pointer, sizeof(pointer));
	free(pointer);
}

void gx_close_fd(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
