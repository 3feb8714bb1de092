/*
 * environment/packages.txt: one installed package a line, sorted. As JSON it is one object, name → value:
 *
 *	numpy==2.1.0                           "numpy": "2.1.0"
 *	mine @ git+https://host/mine           "mine": "@ git+https://host/mine"        (PEP 508)
 *	conda-forge/linux-64::zlib=1.3=h4_1    "conda-forge/linux-64::zlib": "=1.3=h4_1"
 *	anything else                          "anything else": ""
 *
 * Every line comes back from its pair as it was. Both the reader and the printer of the JSON shape use this.
 */
#ifndef GX_RUN_PACKAGES_H
#define GX_RUN_PACKAGES_H

#include "format/flat.h"

struct gx_package {
	struct gx_str name;  /* the JSON key */
	struct gx_str value; /* the JSON string */
};

/* Splits a line (without its newline); the views point into it. */
struct gx_package gx_package_parse(struct gx_str line);

/* Adds the line of a pair, without a newline. */
void gx_package_write(struct gx_buf *out, struct gx_package package);

/*
 * The whole file as pairs of strings, sorted by name, each name once: of two lines with one name the later keeps its
 * whole line as its name, with the value "". GX_ELIMIT over GX_KEYS_MAX lines.
 */
int gx_packages_read(struct gx_str text, struct gx_arena *arena, struct gx_flat *ret, struct gx_err *err);

/* Adds the file of these lines: sorts `lines` in place, leaves out those that are empty or stand twice. */
void gx_packages_write(struct gx_buf *out, struct gx_str *lines, size_t count);

#endif
