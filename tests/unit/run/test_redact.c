#include <criterion/criterion.h>

#include "run/redact.h"

Test(redact, names_of_secrets)
{
	static const char *const secrets[] = {
		"token",
		"hf_token",
		"HF_TOKEN",
		"hfToken",
		"HFToken",
		"db.password",
		"dbPassword",
		"passwd",
		"PASSWORD1",
		"credential",
		"aws-credentials",
		"apikey",
		"APIKEY",
		"APIkey",
		"apiKey",
		"ApiKey",
		"APIKey",
		"OPENAI_API_KEY",
		"api.key",
		"private_key",
		"privateKey",
		"AWS_ACCESS_KEY_ID",
		"auth",
		"basic-auth",
		"client_secret",
		"a.b.secret",
		"oAuth",
		"--token",
		"http.auth.user",
	};
	static const char *const others[] = {
		"",
		"_",
		"lr",
		"tokenizer",
		"max_tokens",
		"maxTokens",
		"author",
		"authority",
		"authors",
		"secretary",
		"key",
		"api",
		"api_v2_key",
		"monkey",
		"keyboard",
		"num_tokens",
		"token2id",
		"passwordless",
		"privatekey2x",
		"public_key",
		"key_api",
		"authorization",
	};
	for (size_t i = 0; i < GX_LEN(secrets); i++)
		cr_assert(gx_is_secret(gx_str_of(secrets[i]), NULL), "%s", secrets[i]);
	for (size_t i = 0; i < GX_LEN(others); i++)
		cr_assert_not(gx_is_secret(gx_str_of(others[i]), NULL), "%s", others[i]);
}

Test(redact, further_words)
{
	struct gx_strs extra = { 0 };
	cr_assert(gx_strs_insert(&extra, GX_STR("pin")));
	cr_assert(gx_strs_insert(&extra, GX_STR("License-Key")));
	cr_assert(gx_strs_insert(&extra, GX_STR("--")));
	cr_assert(gx_is_secret(GX_STR("card_pin"), &extra));
	cr_assert(gx_is_secret(GX_STR("mujoco.licenseKey"), &extra));
	cr_assert_not(gx_is_secret(GX_STR("license"), &extra));
	cr_assert_not(gx_is_secret(GX_STR("pinned"), &extra));
	cr_assert_not(gx_is_secret(GX_STR("lr"), &extra));
	gx_strs_release(&extra);
}

static void check_url(const char *text, const char *expected)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1000);
	gx_redact_url(&out, gx_str_of(text));
	cr_assert_str_eq(gx_buf_c(&out), expected);
}

Test(redact, urls_lose_their_user_info)
{
	check_url("https://u:p@host/x", "https://host/x");
	check_url("https://token@host", "https://host");
	check_url("see https://u:p@a/x, then s3+http://k@b?q=1@2#f@g", "see https://a/x, then s3+http://b?q=1@2#f@g");
	check_url("postgres://u:p@w@host/db", "postgres://host/db");
	check_url("jdbc:postgresql://u@h", "jdbc:postgresql://h");
	check_url("git@host:x", "git@host:x");
	check_url("https://unpkg.com/react@18/", "https://unpkg.com/react@18/");
	check_url("https://host mail me@there", "https://host mail me@there");
	check_url("://u@h", "://u@h");
	check_url("", "");
	check_url("a://", "a://");
	check_url("a://@", "a://");
	check_url("a://b@c://d@e", "a://c://e");
}

static struct gx_flat read_flat(const char *text, struct gx_arena *arena)
{
	struct gx_flat flat = GX_FLAT_INIT;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_flat_read(gx_str_of(text), arena, &flat, &err), 0, "%s", err.text);
	return flat;
}

Test(redact, values_of_any_depth)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_flat flat =
		read_flat("api_key: \"abc\"\n"
			  "auth: [\"user\", 3, {\"x\": \"y\"}]\n"
			  "list: [{\"name\": \"db\", \"password\": \"x\"}, {\"uri\": \"https://u:p@h\"}]\n"
			  "max_token: 5\n"
			  "remote: \"https://u:p@h/x.git\"\n"
			  "seed: 18446744073709551615\n"
			  "token: null\n"
			  "tokenizer: \"bpe\"\n",
			  &arena);
	size_t count = 99;
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_redact_flat(&flat, NULL, &arena, &count, &err), 0, "%s", err.text);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(10000);
	gx_flat_write(&out, &flat);
	cr_assert_str_eq(gx_buf_c(&out),
			 "api_key: \"[redacted]\"\n"
			 "auth: [\"[redacted]\", 3, {\"x\": \"[redacted]\"}]\n"
			 "list: [{\"name\": \"db\", \"password\": \"[redacted]\"}, {\"uri\": \"https://h\"}]\n"
			 "max_token: 5\n"
			 "remote: \"https://h/x.git\"\n"
			 "seed: 18446744073709551615\n"
			 "token: null\n"
			 "tokenizer: \"bpe\"\n");
	cr_assert_eq(count, 6);
	cr_assert(gx_str_is(gx_flat_at(&flat, "api_key")->text, "[redacted]"));
	cr_assert_eq(gx_redact_flat(&flat, NULL, &arena, &count, &err), 0);
	cr_assert_eq(count, 0, "what is redacted stays so");
	gx_arena_release(&arena);
}

Test(redact, a_whole_run)
{
	struct gx_arena arena = GX_ARENA_INIT;
	struct gx_err err = GX_ERR_INIT;
	size_t count = 0;
	GX_CLEANUP(gx_run) run = GX_RUN_INIT;
	run.facts = read_flat("code.remote: \"https://u:p@h/x\"\ncommand: [\"x\", \"--token=y\"]\n"
			      "links: [{\"rel\": \"issue\", \"to\": \"https://me@h/1\"}]\n",
			      &arena);
	run.params = read_flat("api_key: \"x\"\nlr: 0.1\n", &arena);
	run.variables = read_flat("HF_TOKEN: \"x\"\n", &arena);
	run.data = read_flat("\"https://a@h/d\": {\"size\": 1}\n\"https://b@h/d\": {\"size\": 2}\n"
			     "secret/token.csv: {\"kind\": \"file\"}\n",
			     &arena);
	run.artifacts = read_flat("token: {\"storage\": \"uri\", \"uri\": \"s3://k:s@b/x\"}\n", &arena);
	run.packages = GX_STR("a==1\nb @ git+https://t@h/b.git\n");
	run.description = GX_STR("as in https://u@h");
	struct gx_note *note = gx_vec_add(&run.notes);
	cr_assert(note);
	*note = (struct gx_note){ GX_STR("n.md"), GX_STR("https://u@h/n") };
	cr_assert_eq(gx_redact_run(&run, NULL, &arena, &count, &err), 0, "%s", err.text);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(10000);
	const struct gx_flat *flats[] = { &run.facts, &run.params, &run.variables, &run.data, &run.artifacts };
	for (size_t i = 0; i < GX_LEN(flats); i++)
		gx_flat_write(&out, flats[i]);
	gx_buf_str(&out, run.packages);
	gx_buf_str(&out, run.description);
	gx_buf_str(&out, run.notes.at[0].text);
	cr_assert_str_eq(gx_buf_c(&out), "code.remote: \"https://h/x\"\ncommand: [\"x\", \"--token=[redacted]\"]\n"
					 "links: [{\"rel\": \"issue\", \"to\": \"https://h/1\"}]\n"
					 "api_key: \"[redacted]\"\nlr: 0.1\nHF_TOKEN: \"[redacted]\"\n"
					 "\"https://h/d\": {\"size\": 1}\nsecret/token.csv: {\"kind\": \"file\"}\n"
					 "token: {\"storage\": \"uri\", \"uri\": \"s3://b/x\"}\n"
					 "a==1\nb @ git+https://h/b.git\nas in https://hhttps://h/n");
	cr_assert_eq(count, 11);
	gx_arena_release(&arena);
}
