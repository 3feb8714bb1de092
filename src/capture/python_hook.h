/*
 * The hook by which a Python command logs what its own parser (argparse, click, absl, fire, Hydra) arrived at. It is set by
 * the environment alone: a folder with a sitecustomize.py, first on PYTHONPATH. What it does is said in that file.
 */
#ifndef GX_CAPTURE_PYTHON_HOOK_H
#define GX_CAPTURE_PYTHON_HOOK_H

#include "base/buf.h"

/*
 * Writes the hook into `folder`, which is made if it is not there, and sets `ret` to the PYTHONPATH of the command: the folder before
 * `pythonpath`, that of our own environment, which may be NULL. The folder has to stay for as long as the command lives. It is best
 * one that all runs share: what is right already is left alone, and Python keeps its compiled files there, which saves each start a
 * millisecond. GX_EINPUT if the path is not absolute or holds a colon, which PYTHONPATH cannot name; GX_EIO, GX_ENOMEM. On failure
 * `ret` is what it was.
 */
int gx_python_hook_write(const char *folder, const char *pythonpath, struct gx_buf *ret, struct gx_err *err);

#endif
