#include "run/links.h"
#include "util.h"

static struct gx_link link_of(const char *rel, const char *to)
{
	return (struct gx_link){ gx_str_of(rel), gx_str_of(to) };
}

static void set(struct gx_run *run, struct gx_arena *arena, const char *json)
{
	struct gx_value value;
	cr_assert_eq(gx_value_parse_argument(gx_str_of(json), arena, &value, NULL), 0);
	cr_assert(gx_flat_set(&run->facts, arena, GX_STR("links"), value));
}

static void expect(const struct gx_run *run, const char *json)
{
	const struct gx_value *value = gx_flat_at(&run->facts, "links");
	test_str_eq(value ? value->json : GX_STR("none"), json);
}

Test(links, added_at_the_end_each_once)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	cr_assert_eq(gx_links_add(&run, link_of("follows", "b\"\n"), &arena, NULL), 0);
	cr_assert_eq(gx_links_add(&run, link_of("related", "a"), &arena, NULL), 0);
	cr_assert_eq(gx_links_add(&run, link_of("related", "a"), &arena, NULL), 1);
	cr_assert_eq(gx_links_add(&run, link_of("evaluates", "a"), &arena, NULL), 0);
	expect(&run, "[{\"rel\": \"follows\", \"to\": \"b\\\"\\n\"}, {\"rel\": \"related\", \"to\": \"a\"}, "
		     "{\"rel\": \"evaluates\", \"to\": \"a\"}]");
	struct gx_links links;
	cr_assert_eq(gx_links_read(&run, &arena, &links, NULL), 0);
	cr_assert_eq(links.list.len, 3);
	test_str_eq(links.list.at[0].to, "b\"\n");
	test_str_eq(links.list.at[2].rel, "evaluates");
	gx_links_release(&links);
}

Test(links, removed_by_relation_or_all)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	set(&run, &arena, "[{\"rel\": \"x\", \"to\": \"a\"}, {\"rel\": \"y\", \"to\": \"a\"}, {\"rel\": \"x\", \"to\": \"b\"}]");
	cr_assert_eq(gx_links_remove(&run, link_of("z", "a"), &arena, NULL), 1);
	cr_assert_eq(gx_links_remove(&run, link_of("y", "a"), &arena, NULL), 0);
	expect(&run, "[{\"rel\": \"x\", \"to\": \"a\"}, {\"rel\": \"x\", \"to\": \"b\"}]");
	cr_assert_eq(gx_links_remove(&run, link_of("", "a"), &arena, NULL), 0);
	cr_assert_eq(gx_links_remove(&run, link_of("", "b"), &arena, NULL), 0);
	expect(&run, "none");
	cr_assert_eq(gx_links_remove(&run, link_of("", "b"), &arena, NULL), 1);
}

Test(links, entries_of_others_stay)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	set(&run, &arena, "[7, {\"more\": [1], \"rel\": \"x\", \"to\": \"a\"}, {\"to\": 5}, {\"rel\": \"y\"}]");
	struct gx_links links;
	cr_assert_eq(gx_links_read(&run, &arena, &links, NULL), 0);
	cr_assert_eq(links.list.len, 1);
	gx_links_release(&links);
	cr_assert_eq(gx_links_add(&run, link_of("x", "b"), &arena, NULL), 0);
	cr_assert_eq(gx_links_remove(&run, link_of("", "b"), &arena, NULL), 0);
	expect(&run, "[7, {\"more\": [1], \"rel\": \"x\", \"to\": \"a\"}, {\"to\": 5}, {\"rel\": \"y\"}]");
}

Test(links, what_is_no_array_and_too_many)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	struct gx_links links;
	set(&run, &arena, "{\"a\": 1}");
	cr_assert_eq(gx_links_read(&run, &arena, &links, NULL), GX_EFORMAT);
	cr_assert_eq(gx_links_add(&run, link_of("x", "b"), &arena, NULL), GX_EFORMAT);
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_VALUE_MAX);
	for (int i = 0; i < GX_LINKS_MAX; i++)
		gx_buf_printf(&json, "%s%d", i ? ", " : "[", i);
	gx_buf_byte(&json, ']');
	set(&run, &arena, gx_buf_c(&json));
	cr_assert_eq(gx_links_add(&run, link_of("x", "b"), &arena, NULL), GX_ELIMIT);
}

Test(links, relations_and_uris)
{
	static const char *const uris[] = { "https://x", "doi:10.1/2", "s3://b/k", "urn:x", "a+b.c-1:x" };
	static const char *const names[] = { "", ":x", "a:", "c:\\x", "brave-otter", "1a:b", "a b:c", "#12", "a/b:c" };
	for (size_t i = 0; i < GX_LEN(uris); i++)
		cr_assert(gx_is_uri(gx_str_of(uris[i])), "%s", uris[i]);
	for (size_t i = 0; i < GX_LEN(names); i++)
		cr_assert_not(gx_is_uri(gx_str_of(names[i])), "%s", names[i]);
	cr_assert_eq(gx_rel_check(GX_STR("follows"), NULL), 0);
	cr_assert_eq(gx_rel_check(GX_STR(""), NULL), GX_EINPUT);
	cr_assert_eq(gx_rel_check(GX_STR("a b"), NULL), GX_EINPUT);
	cr_assert_eq(gx_rel_check(GX_STR("a\033"), NULL), GX_EINPUT);
}
