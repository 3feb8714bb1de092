#include <criterion/criterion.h>

#include "run/redact.h"

static void check(const char *json, const char *expected)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_value command;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_value_parse_argument(gx_str_of(json), &arena, &command, &err), 0, "%s", err.text);
	cr_assert_eq(gx_redact_command(&command, NULL, &arena, &err), 0, "%s", err.text);
	cr_assert(gx_str_is(command.json, expected), "%s gives %" GX_PRI, json, GX_ARG(command.json));
	gx_arena_release(&arena);
}

Test(redact_command, options_and_assignments)
{
	check("[]", "[]");
	check("[\"python\", \"train.py\", \"--lr=0.1\"]", "[\"python\", \"train.py\", \"--lr=0.1\"]");
	check("[\"x\", \"--api-key=abc\", \"y\"]", "[\"x\", \"--api-key=[redacted]\", \"y\"]");
	check("[\"x\", \"--token\", \"abc\", \"y\"]", "[\"x\", \"--token\", \"[redacted]\", \"y\"]");
	check("[\"x\", \"--auth\", \"--lr\", \"1\"]", "[\"x\", \"--auth\", \"--lr\", \"1\"]");
	check("[\"x\", \"--pad-token\", \"0\", \"max_token=5\"]", "[\"x\", \"--pad-token\", \"0\", \"max_token=5\"]");
	check("[\"+db.password=a=b\", \"--set=db.password=c\"]",
	      "[\"+db.password=[redacted]\", \"--set=db.password=[redacted]\"]");
	check("[\"--tokenizer=bpe\", \"--author\", \"me\"]", "[\"--tokenizer=bpe\", \"--author\", \"me\"]");
	check("[\"--url=https://u:p@h/x\", \"https://t@h\"]", "[\"--url=https://h/x\", \"https://h\"]");
	check("[\"https://h/x?access_token=abc\"]", "[\"https://h/x?access_token=[redacted]\"]");
	check("[\"--token\"]", "[\"--token\"]");
	check("\"--token=a b\"", "\"--token=[redacted] b\"");
}

Test(redact_command, words_within_an_argument)
{
	check("[\"sh\", \"-c\", \"TOKEN=abc ./x --password def --lr 1\"]",
	      "[\"sh\", \"-c\", \"TOKEN=[redacted] ./x --password [redacted] --lr 1\"]");
	check("[\"TOKEN='a b' x\", \"TOKEN=\\\"a b x\"]", "[\"TOKEN=[redacted] x\", \"TOKEN=[redacted]\"]");
	check("[\"--password\", \"my long word\", \"z\"]", "[\"--password\", \"[redacted]\", \"z\"]");
	check("[\"  a \\n b\\t\"]", "[\"  a \\n b\\t\"]");
}
