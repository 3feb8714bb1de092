/*
 * The files of src/python/hook/, as the Makefile has made arrays of them.
 */
#ifndef GX_CAPTURE_PYTHON_HOOK_DATA_H
#define GX_CAPTURE_PYTHON_HOOK_DATA_H

#include <stddef.h>

extern const unsigned char gx_python_hook_sitecustomize[];
extern const size_t gx_python_hook_sitecustomize_size; /* bytes */

extern const unsigned char gx_python_hook_recorders[];
extern const size_t gx_python_hook_recorders_size; /* bytes */

#endif
