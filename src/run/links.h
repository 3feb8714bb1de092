/*
 * What a run is related to: the fact `links`, an array of {"rel", "to"}.
 */
#ifndef GX_RUN_LINKS_H
#define GX_RUN_LINKS_H

#include "run/run.h"

enum { GX_LINKS_MAX = 1000 };

struct gx_link {
	struct gx_str rel; /* "evaluates", "follows", "related" */
	struct gx_str to;  /* the id of a run, or a URI */
};

struct gx_links {
	GX_VEC(struct gx_link) list; /* in the order in which they were made; the texts are in the arena */
};

void gx_links_release(struct gx_links *links);

/* Reads them; entries of another form are left out. GX_EFORMAT if the fact is no array. */
int gx_links_read(const struct gx_run *run, struct gx_arena *arena, struct gx_links *ret, struct gx_err *err);

/* Adds one at the end; 1 if it is there. GX_ELIMIT. What newer versions wrote into other entries stays. */
int gx_links_add(struct gx_run *run, struct gx_link link, struct gx_arena *arena, struct gx_err *err);

/* Takes out those to `to`, of one relation or, where `rel` is empty, of any; 1 if there is none. */
int gx_links_remove(struct gx_run *run, struct gx_link link, struct gx_arena *arena, struct gx_err *err);

/* A relation: one line of 1 to 200 bytes without blanks. GX_EINPUT. */
int gx_rel_check(struct gx_str rel, struct gx_err *err);

/* Whether a text is a URI by its scheme (RFC 3986, 3.1) and so names no run: "https://…", "doi:10.1000/182". */
bool gx_is_uri(struct gx_str text);

#endif
