/*
 * What is installed where an interpreter looks for its modules: the text of environment/packages.txt, as importlib.metadata and conda know
 * it, read from the files that installers leave. Nothing is started, and of each package only the head of one file is read.
 */
#ifndef GX_CAPTURE_PACKAGES_H
#define GX_CAPTURE_PACKAGES_H

#include "base/buf.h"
#include "capture/interpreter.h"

enum {
	GX_PACKAGES_MAX = 20000,	 /* packages in all */
	GX_PACKAGES_FOLDERS_MAX = 1024,	 /* folders that are looked into */
	GX_PACKAGES_ENTRIES_MAX = 100000, /* entries of one folder that are looked at */
};

/*
 * Adds one line a package, sorted by bytes, in the forms of run/packages.h: `name==version` with the name as its METADATA has it;
 * `name @ url` of what was installed from a URL, a repository or a folder (direct_url.json, *.egg-link); and from conda-meta
 * `channel/subdir::name=version=build`, where what conda installed is not said again by its METADATA. Of two packages with one name
 * (PEP 503) the one counts that Python finds first. The script's own folder is no installation and not looked into. Nothing for "no
 * Python". GX_ELIMIT over GX_PACKAGES_MAX; what cannot be read is left out.
 */
int gx_capture_packages(const struct gx_interpreter *interpreter, struct gx_arena *arena, struct gx_buf *out, struct gx_err *err);

#endif
