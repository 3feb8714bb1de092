#include <criterion/criterion.h>

#include "run/name_words.h"

static void check(const char *name, enum gx_name_words how, const char *expected)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1000);
	gx_name_words(&out, gx_str_of(name), how);
	cr_assert_str_eq(gx_buf_c(&out), expected, "'%s' gives '%s'", name, gx_buf_c(&out));
}

Test(name_words, cased)
{
	check("", GX_NAME_WORDS_CASED, " ");
	check("__", GX_NAME_WORDS_CASED, " ");
	check("lr", GX_NAME_WORDS_CASED, " lr ");
	check("apiKey", GX_NAME_WORDS_CASED, " api key ");
	check("APIKey", GX_NAME_WORDS_CASED, " api key ");
	check("OPENAI_API_KEY", GX_NAME_WORDS_CASED, " openai api key ");
	check("a.b-c/d e", GX_NAME_WORDS_CASED, " a b c d e ");
	check("sha256Sum", GX_NAME_WORDS_CASED, " sha256 sum ");
	check("X", GX_NAME_WORDS_CASED, " x ");
	check("größe_M", GX_NAME_WORDS_CASED, " größe m ");
}

Test(name_words, plain)
{
	check("apiKey", GX_NAME_WORDS_PLAIN, " apikey ");
	check("OPENAI_APIkey", GX_NAME_WORDS_PLAIN, " openai apikey ");
	check("--pass-word=", GX_NAME_WORDS_PLAIN, " pass word ");
}
