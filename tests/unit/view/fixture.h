/*
 * Runs for the tests of views, written as JSON, and what a view writes caught as text.
 */
#ifndef GX_TESTS_VIEW_FIXTURE_H
#define GX_TESTS_VIEW_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>

#include "run/run.h"
#include "view/rows.h"
#include "view/style.h"

enum { FIXTURE_RUNS = 16 };

struct fixture {
	struct gx_arena arena;
	struct gx_run runs[FIXTURE_RUNS];
	size_t count;
	size_t loads; /* of the rows, so far */
	char *text;   /* what was written last */
	size_t len;
};

#define FIXTURE_INIT { .arena = GX_ARENA_INIT }

/* 2026-11-21T00:00:00Z */
#define FIXTURE_NOW INT64_C(1795219200000000)

void fixture_release(struct fixture *fixture);

/* Adds a run of this JSON object; its id is the digit `digit` forty times. */
const struct gx_run *fixture_run(struct fixture *fixture, char digit, const char *json);

/* Adds a run with escape sequences, bidirectional controls and markup in every text that it has. */
const struct gx_run *fixture_hostile(struct fixture *fixture, char digit);

/* The runs as rows, in the order in which they were added. */
struct gx_rows fixture_rows(struct fixture *fixture);

/* A stream that ends up in fixture->text: open, write, close. */
FILE *fixture_open(struct fixture *fixture);
void fixture_close(struct fixture *fixture, FILE *stream);

/* No byte of the text can move a cursor or turn the direction of writing. */
void expect_harmless(struct gx_str text);

/* The texts are equal, and if not, both are shown whole. */
#define expect_text(actual, expected) expect_text_at(__LINE__, actual, expected)
void expect_text_at(int line, const char *actual, const char *expected);

#endif
