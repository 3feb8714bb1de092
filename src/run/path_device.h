/*
 * Names that Windows keeps for its devices, in any case and with any ending: they can be neither written nor checked
 * out there.
 */
#ifndef GX_RUN_PATH_DEVICE_H
#define GX_RUN_PATH_DEVICE_H

#include "base/str.h"

/* "CON", "nul.txt", "COM1", "aux .tar.gz". */
bool gx_is_device(struct gx_str part);

#endif
