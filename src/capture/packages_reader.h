/*
 * What the parts of reading packages share (packages.h): packages.c goes from folder to folder, packages_metadata.c reads one package,
 * packages_conda.c what conda says.
 */
#ifndef GX_CAPTURE_PACKAGES_READER_H
#define GX_CAPTURE_PACKAGES_READER_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/vec.h"
#include "capture/packages.h"
#include "run/packages.h"

enum {
	GX_PACKAGES_HEAD = 1 << 16, /* bytes that are read of a file */
	GX_PACKAGES_LABEL = 512,    /* bytes of a name, a version, a channel */
	GX_PACKAGES_PATH = 640,	    /* bytes of a path below a folder of packages */
};

struct gx_packages_folder {
	dev_t device;
	ino_t inode;
};

struct gx_packages_reader {
	const struct gx_interpreter *interpreter;
	struct gx_arena *arena;
	char *text;    /* GX_PACKAGES_HEAD bytes for the file at hand */
	bool by_conda; /* conda-meta tells what conda installed */
	bool too_many, no_memory;
	struct gx_map names; /* of PEP 503, on the arena */
	GX_VEC(struct gx_str) lines;
	GX_VEC(struct gx_packages_folder) folders; /* that were read already */
};

/*
 * Opens a regular file below a folder; never waits for the writer of a pipe. -1 if there is none. *ret_size (or NULL) is its size in bytes.
 */
int gx_packages_open(int folder, const char *path, off_t *ret_size);

/* The first bytes of such a file in reader->text; empty if there is none. */
struct gx_str gx_packages_text(struct gx_packages_reader *reader, int folder, const char *path);

/* Adds a line. */
void gx_packages_add(struct gx_packages_reader *reader, struct gx_package package);

/* Whether a text can stand in a line: it is not empty, has no blank, no control character, nothing that moves a cursor. */
bool gx_packages_is_word(struct gx_str text, size_t max);

/* Whether an entry of a folder is a package's: *.dist-info, *.egg-info, *.egg-link, or EGG-INFO in an egg. */
bool gx_packages_is_metadata(const char *name);

/* Reads the package whose entry this is in the folder that `folder` is open on. */
void gx_packages_read_metadata(struct gx_packages_reader *reader, int folder, const char *name);

/* Reads <prefix>/conda-meta, if there is one. */
void gx_packages_read_conda(struct gx_packages_reader *reader, const char *prefix);

#endif
