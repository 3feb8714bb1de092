#include "run/object.h"
#include "util.h"

static struct gx_value object_of(struct gx_arena *arena, const char *json)
{
	struct gx_value value;
	cr_assert_eq(gx_value_parse_argument(gx_str_of(json), arena, &value, NULL), 0);
	return value;
}

Test(object, members)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value object = object_of(&arena, "{\"size\": 18446744073709551616, \"storage\": \"l\\u0066s\", "
						   "\"none\": null, \"in\": {\"storage\": 1}}");
	struct gx_value value;
	cr_assert(gx_object_get(&object, GX_STR("size"), &arena, &value));
	test_str_eq(value.json, "18446744073709551616");
	test_str_eq(gx_object_text(&object, "storage", &arena), "lfs");
	cr_assert(gx_object_get(&object, GX_STR("none"), &arena, &value));
	cr_assert_eq(value.kind, GX_NULL);
	cr_assert(gx_object_get(&object, GX_STR("in"), &arena, &value));
	test_str_eq(value.json, "{\"storage\": 1}");
}

Test(object, what_is_not_there)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	struct gx_value object = object_of(&arena, "{\"size\": 1}"), number = object_of(&arena, "1"), value;
	struct gx_value broken = { .kind = GX_OBJECT, .json = GX_STR_INIT("{\"a\": 1, \"a\": 2") };
	cr_assert_not(gx_object_get(&object, GX_STR("Size"), &arena, &value));
	cr_assert_not(gx_object_get(&number, GX_STR("size"), &arena, &value));
	cr_assert_not(gx_object_get(&broken, GX_STR("a"), &arena, &value));
	cr_assert_eq(gx_object_text(&object, "size", &arena).len, 0);
	cr_assert_eq(gx_object_text(&object, "type", &arena).len, 0);
}
