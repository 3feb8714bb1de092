#include <stdio.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/vec.h"
#include "run/limits.h"
#include "run/record.h"
#include "util.h"

static void check(const char *name, const char *path)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	gx_path_encode(&out, gx_str_of(name));
	cr_assert_str_eq(gx_buf_c(&out), path, "%s: %s, want %s", name, gx_buf_c(&out), path);
}

Test(paths, plain_names_stay)
{
	check("loss", "loss");
	check("train/loss", "train/loss");
	check("val_acc@5 (top-1)=x+y.z", "val_acc@5 (top-1)=x+y.z");
	check("-x", "-x");
	check("auxiliary", "auxiliary");
	check("com10", "com10");
	check("a.tsvx", "a.tsvx");
}

Test(paths, what_trees_or_systems_refuse_is_escaped)
{
	check("a:b", "a%3Ab");
	check("100%", "100%25");
	check("x~2", "x%7E2");
	check("a\\b\"c", "a%5Cb%22c");
	check(".git", "%2Egit");
	check("..", "%2E%2E");
	check("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd");
	check("git~1", "git%7E1");
	check("a.", "a%2E");
	check("a /b", "a%20/b");
	check("a.tsv", "a%2Etsv");
	check("a.TSV/b", "a%2ETSV/b");
	check("CON", "%43ON");
	check("nul.txt", "%6Eul.txt");
	check("aux .x", "%61ux .x");
	check("lpt1/COM9", "%6Cpt1/%43OM9");
	check("gr\u00f6\u00dfe", "gr%C3%B6%C3%9Fe");
	check("\n\x1b", "%0A%1B");
	check("", "%");
	check("/a//b/", "%/a/%/b/%");
}

Test(paths, long_parts_are_cut)
{
	char name[512] = "", cut[512];
	memset(name, 'a', 200);
	check(name, name);
	name[200] = 'a';
	unsigned char digest[GX_SHA256_BYTES];
	char hex[9];
	gx_sha256(gx_str_of(name), digest);
	gx_hex(digest, 4, hex);
	snprintf(cut, sizeof(cut), "%.191s~%s", name, hex);
	check(name, cut);

	/* An escape is not cut through: 63 of three bytes, then the tail. */
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	memset(name, ':', 100);
	name[100] = '\0';
	gx_path_encode(&out, gx_str_of(name));
	cr_assert_eq(out.len, 63 * 3 + 9);
	cr_assert(strncmp(out.at + 63 * 3 - 3, "%3A~", 4) == 0, "%s", out.at);
}

#define TEN(text) text text text text text text text text text text
#define LONG TEN(TEN("aa")) /* a part that is near to be cut */

static const char *const pieces[] = {
	"a",	  "b",	 "A",	 "x",	"2",   "/",	    "/",     ".",	 "..",
	" ",	  "~",	 "~2",	 "~3",	"%",   "%41",	    "%2E",   ".tsv",	 ".TSV",
	"~2.tsv", "CON", "con.", "aux", "NUL", "com1",	    "lpt9.", ".git",	 "git~1",
	":",	  "\\",	 "\"",	 "[",	"]",   "*",	    "?",     "\xc3\xa9", "\xe2\x80\xae",
	"\x01",	  "_",	 "-",	 "=",	"@",   "~0123abcd", LONG,
};

static bool is_cut_path(struct gx_str path)
{
	return gx_str_find(path, '~') != GX_STR_NOWHERE;
}

Test(paths, no_two_names_share_a_path)
{
	enum { NAMES = 60000 };
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_map) owners = GX_MAP_INIT;
	GX_VEC(struct gx_str) names = { NULL, 0, 0 };
	uint64_t state = 1;
	for (int i = 0; i < NAMES; i++) {
		GX_CLEANUP(gx_buf) name = GX_BUF_INIT(8192), path = GX_BUF_INIT(16384), back = GX_BUF_INIT(8192);
		test_text(&state, pieces, GX_LEN(pieces), 6, &name);
		gx_history_path(&path, gx_buf_view(&name));
		struct gx_str *slot = gx_vec_add(&names);
		*slot = gx_arena_str(&arena, gx_buf_view(&name));
		const size_t *owner = gx_map_put(&owners, gx_arena_str(&arena, gx_buf_view(&path)), names.len - 1);
		cr_assert(gx_str_equal(names.at[*owner], *slot), "'%.*s' and '%.*s' both are %s",
			  GX_ARG(names.at[*owner]), GX_ARG(*slot), path.at);

		cr_assert_eq(gx_history_name(gx_buf_view(&path), &back, NULL), 0, "%s", path.at);
		if (!is_cut_path(gx_buf_view(&path)))
			cr_assert(gx_str_equal(gx_buf_view(&back), gx_buf_view(&name)), "'%s' came back as '%s'",
				  gx_buf_c(&name), gx_buf_c(&back));
		for (struct gx_str rest = gx_buf_view(&path), part; gx_str_cut(&rest, '/', &part);)
			cr_assert_leq(part.len, GX_NAME_MAX + strlen(".tsv"));
	}
	gx_vec_release(&names);
}

/* No folder of one history bears the name of another's file. */
Test(paths, a_metric_lies_beside_its_children)
{
	uint64_t state = 2;
	for (int i = 0; i < 20000; i++) {
		GX_CLEANUP(gx_buf) name = GX_BUF_INIT(8192), path = GX_BUF_INIT(16384);
		test_text(&state, pieces, GX_LEN(pieces), 6, &name);
		gx_path_encode(&path, gx_buf_view(&name));
		for (struct gx_str rest = gx_buf_view(&path), part; gx_str_cut(&rest, '/', &part);)
			cr_assert(part.len < 4 || !gx_str_equal_nocase(gx_str_from(part, part.len - 4), GX_STR(".tsv")),
				  "%s", path.at);
	}
}

Test(paths, encoded_names_are_safe)
{
	uint64_t state = 3;
	for (int i = 0; i < 20000; i++) {
		GX_CLEANUP(gx_buf) name = GX_BUF_INIT(8192), path = GX_BUF_INIT(16384);
		test_text(&state, pieces, GX_LEN(pieces), 6, &name);
		gx_history_path(&path, gx_buf_view(&name));
		cr_assert(gx_path_is_safe(gx_buf_view(&path)), "'%s' is %s", gx_buf_c(&name), path.at);
	}
}

static void check_name(const char *path, const char *name)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_history_name(gx_str_of(path), &out, &err), 0, "%s: %s", path, err.text);
	cr_assert_str_eq(gx_buf_c(&out), name);
}

Test(paths, names_come_back)
{
	check_name("metrics/loss.tsv", "loss");
	check_name("metrics/train/loss.tsv", "train/loss");
	check_name("metrics/loss~2.tsv", "loss");
	check_name("metrics/loss~12.tsv", "loss");
	check_name("metrics/x%7E2.tsv", "x~2");
	check_name("metrics/x%7E2~2.tsv", "x~2");
	check_name("metrics/a%2Etsv.tsv", "a.tsv");
}

Test(paths, foreign_paths_are_refused)
{
	static const char *const paths[] = {
		"metrics/a",	      "metrics.yaml",	       "loss.tsv",	  "metrics/.tsv",
		"metrics/a%3a.tsv",   "metrics/%61.tsv",       "metrics/a%.tsv",  "metrics/a%4.tsv",
		"metrics/a:b.tsv",    "metrics/CON.tsv",       "metrics//a.tsv",  "metrics/a~1.tsv",
		"metrics/a~02.tsv",   "metrics/a~1234567.tsv", "metrics/a~x.tsv", "metrics/a~0123abcd.tsv",
		"metrics/.git/a.tsv", "metrics/../a.tsv",      "metrics/a\n.tsv", "metrics/a%g0.tsv",
		"metrics/%2",
	};
	for (size_t i = 0; i < GX_LEN(paths); i++) {
		GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
		struct gx_err err = GX_ERR_INIT;
		cr_assert_eq(gx_history_name(gx_str_of(paths[i]), &out, &err), GX_EFORMAT, "%s gave '%s'", paths[i],
			     gx_buf_c(&out));
		cr_assert_eq(out.len, 0);
		cr_assert(strstr(err.text, "not the path of a metric's history"));
	}
}

Test(paths, later_parts_come_in_their_order)
{
	static const char *const order[] = {
		"metrics.yaml",	    "metrics/a.tsv",   "metrics/a~2.tsv", "metrics/a~3.tsv", "metrics/a~10.tsv",
		"metrics/a~11.tsv", "metrics/a-b.tsv", "metrics/b.tsv",	  "params.yaml",     "tags",
	};
	for (size_t i = 0; i < GX_LEN(order); i++)
		for (size_t j = 0; j < GX_LEN(order); j++) {
			int got = gx_decode_order(gx_str_of(order[i]), gx_str_of(order[j]));
			cr_assert_eq((got > 0) - (got < 0), (i > j) - (i < j), "%s against %s: %d", order[i], order[j],
				     got);
		}
}
