#include "capture/arguments.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "run/redact.h"

enum { ROOM = 64 };

static struct gx_arena arena;
static struct gx_flat flat;
static struct gx_argument_files files;

static void end(void)
{
	gx_arena_release(&arena);
}

static size_t split(const char *command, const char **argv)
{
	size_t argc = 0;
	char *line = (char *)(size_t)gx_arena_str(&arena, gx_str_of(command)).at;
	for (char *word = strtok(line, " "); word && argc < ROOM; word = strtok(NULL, " "))
		argv[argc++] = word;
	return argc;
}

static void read_line(const char *command)
{
	const char *argv[ROOM];
	size_t argc = split(command, argv);
	flat = (struct gx_flat)GX_FLAT_INIT;
	cr_assert_eq(gx_arguments_read(argv, argc, &arena, &flat, &files, NULL), 0, "%s", command);
}

/* The parameters as they are stored, on one line. */
static void check(const char *command, const char *stored)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	read_line(command);
	gx_flat_write(&text, &flat);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\n')
			text.at[i] = i + 1 < text.len ? ';' : '\0';
	cr_expect_str_eq(gx_buf_c(&text), stored, "%s: %s", command, gx_buf_c(&text));
}

static const struct example {
	const char *command, *stored;
} examples[] = {
	{ "", "" },
	{ "--lr 0.1", "lr: 0.1" },
	{ "--lr=0.1", "lr: 0.1" },
	{ "-lr 0.1", "lr: 0.1" },
	{ "-b 32", "b: 32" },
	{ "-b32", "b: 32" },
	{ "-l2 0.5", "l2: 0.5" },
	{ "-j8 data.csv", "j: 8" },
	{ "--fast", "fast: true" },
	{ "-v -v", "v: true" },
	{ "--no-fast", "fast: false" },
	{ "--no-fast data.csv", "fast: false" },
	{ "--no-of-layers 5", "no_of_layers: 5" },
	{ "--no-cache=5", "no_cache: 5" },
	{ "--fast --no-fast", "fast: false" },
	{ "--cache 5 --no-cache", "cache: 5" },
	{ "--no-cache --cache 5", "cache: 5" },
	{ "--max-grad-norm 1.0 --opt.weight-decay=1e-3", "max_grad_norm: 1.0;opt.weight_decay: 0.001" },
	{ "--x -1 --y -1e-3 --z -inf", "x: -1;\"y\": -0.001;z: -.inf" },
	{ "--x .5 --w 1. --z +1", "w: 1.0;x: 0.5;z: 1" },
	{ "--a True --b False --c None --d true --e null", "a: true;b: false;c: null;d: true;e: null" },
	{ "--id 007 --sha 123e456 --seed 18446744073709551617",
	  "id: \"007\";seed: 18446744073709551617;sha: \"123e456\"" },
	{ "--empty= --eq=a=b", "empty: \"\";eq: \"a=b\"" },
	{ "--dims 1 2 3", "dims: [1, 2, 3]" },
	{ "--dims 1 2 data.csv", "dims: [1, 2]" },
	{ "--lr 0.1 data.csv", "lr: 0.1" },
	{ "--tags a b --lr 1", "lr: 1;tags: [\"a\", \"b\"]" },
	{ "--model resnet data.csv", "model: \"resnet\"" },
	{ "--tag a --tag b --tag nan", "tag: [\"a\", \"b\", \"nan\"]" },
	{ "--dims 1 2 --dims 3", "dims: [1, 2, 3]" },
	{ "--list [1,2] --hydra [a,1e-3,True]", "hydra: [\"a\", 0.001, true];list: [1, 2]" },
	{ "--bad [a --obj {\"b\":1,\"a\":2} --half {a:1}", "bad: \"[a\";half: \"{a:1}\";obj: {\"a\": 2, \"b\": 1}" },
	{ "lr=0.1 +a.b=1 ++c=x opt=[1,2]", "a.b: 1;c: \"x\";lr: 0.1;opt: [1, 2]" },
	{ "lr=0.1 lr=0.2", "lr: 0.2" },
	{ "a='x' b='1' c='' d=' e='a\\'b' --f 'x'",
	  "a: \"x\";b: \"1\";c: \"\";d: \"'\";e: \"'a\\\\'b'\";f: \"'x'\"" },
	{ "db/engine=fast opt@model.opt=adam", "db/engine: \"fast\";\"opt@model.opt\": \"adam\"" },
	{ "~db ~x=1 ~/data/a=1 ~user/data", "db: null;x: null" },
	{ "hydra.run.dir=x hydra/launcher=y lr=1", "lr: 1" },
	{ "--multirun lr=1 k=2", "k: 2;lr: 1;multirun: true" },
	{ "--data in/lr=0.1/x.csv", "data: \"in/lr=0.1/x.csv\"" },
	{ "--url http://host/?a=b --hash abc==", "hash: \"abc==\";url: \"http://host/?a=b\"" },
	{ "data.csv 1 -1 - =x 1=2", "" },
	{ "--lr 1 -- --wd 2 a=b", "lr: 1" },
	{ "-- --lr 1", "lr: 1" },
	{ "--password -S3cret! --x", "password: \"-S3cret!\";x: true" },
	{ "--in - --out -", "in: \"-\";out: \"-\"" },
	{ "--=x -=y --- -- x", "" },
	{ "--yes y --on on", "\"on\": \"on\";\"yes\": \"y\"" },
	{ "--naïve é", "\"naïve\": \"é\"" },
};

Test(arguments, what_a_command_line_says, .fini = end)
{
	for (size_t i = 0; i < GX_LEN(examples); i++)
		check(examples[i].command, examples[i].stored);
}

Test(arguments, words_with_blanks_are_values, .fini = end)
{
	const char *argv[] = { "--cmd", "-x -y", "--text", "a = b", "not an option=1" };
	cr_assert_eq(gx_arguments_read(argv, GX_LEN(argv), &arena, &flat, NULL, NULL), 0);
	cr_assert_eq(flat.len, 2);
	cr_assert(gx_str_is(gx_flat_at(&flat, "cmd")->text, "-x -y"));
	cr_assert(gx_str_is(gx_flat_at(&flat, "text")->text, "a = b"));
}

Test(arguments, what_cannot_be_stored_stays_with_the_command, .fini = end)
{
	static char name[1024] = "--", value[GX_VALUE_MAX + 8];
	memset(name + 2, 'k', GX_KEY_MAX + 1);
	memset(value, 'v', sizeof(value) - 1);
	const char *argv[] = { name, "1", "--large", value, "--bad\xFF", "1", "--bytes", "a\xFF", "--fine", "1" };
	cr_assert_eq(gx_arguments_read(argv, GX_LEN(argv), &arena, &flat, NULL, NULL), 0);
	cr_assert_eq(flat.len, 2);
	cr_assert(gx_str_is(gx_flat_at(&flat, "bytes")->text, "a\xEF\xBF\xBD"));
	cr_assert_not_null(gx_flat_at(&flat, "fine"));
}

Test(arguments, as_many_as_a_record_holds, .fini = end)
{
	enum { COUNT = GX_KEYS_MAX + 10 };
	static char words[COUNT][16];
	static const char *argv[2 * COUNT];
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(words[i], sizeof(words[i]), "k%zu=1", i);
		argv[i] = words[i];
		argv[COUNT + i] = "--same=1";
	}
	cr_assert_eq(gx_arguments_read(argv, GX_LEN(argv), &arena, &flat, NULL, NULL), 0);
	cr_assert_eq(flat.len, GX_KEYS_MAX);
	flat = (struct gx_flat)GX_FLAT_INIT;
	cr_assert_eq(gx_arguments_read(argv + COUNT, COUNT, &arena, &flat, NULL, NULL), 0);
	cr_assert_eq(gx_flat_at(&flat, "same")->json.len, 3 * (size_t)COUNT);
}

/* All spellings of one parameter are one parameter. */
Test(arguments, the_spellings_agree, .fini = end)
{
	static const char *const values[] = { "0.1",   "-1",   "1e-3",	"abc",	 "true", "None",
					      "a/b.c", ".nan", "[1,2]", "[a,b]", "0x10", "1_000" };
	for (size_t i = 0; i < GX_LEN(values); i++) {
		char words[6][64];
		static const char *const forms[] = { "--a.b=", "-a.b=", "a.b=", "+a.b=", "++a.b=", "" };
		for (size_t k = 0; k < GX_LEN(forms); k++)
			snprintf(words[k], sizeof(words[k]), "%s%s", forms[k], values[i]);
		const char *apart[] = { "--a.b", words[5] };
		struct gx_flat expected = GX_FLAT_INIT;
		cr_assert_eq(gx_arguments_read(apart, 2, &arena, &expected, NULL, NULL), 0);
		for (size_t k = 0; k < 5; k++) {
			const char *argv[] = { words[k] };
			struct gx_flat got = GX_FLAT_INIT;
			cr_assert_eq(gx_arguments_read(argv, 1, &arena, &got, NULL, NULL), 0);
			cr_assert_eq(got.len, 1, "%s", words[k]);
			cr_assert(gx_str_equal(got.at[0].key, GX_STR("a.b")), "%s", words[k]);
			cr_assert(gx_str_equal(got.at[0].value.json, expected.at[0].value.json), "%s", words[k]);
		}
	}
}

/* The command as it is stored, redacted. */
static const char *redacted_command(const char *command)
{
	GX_CLEANUP(gx_buf) json = GX_BUF_INIT(GX_BUF_ANY);
	const char *argv[ROOM];
	size_t argc = split(command, argv);
	struct gx_value word, whole = { .kind = GX_ARRAY };
	for (size_t i = 0; i < argc; i++) {
		cr_assert(gx_value_string(&arena, gx_str_of(argv[i]), &word));
		gx_buf_printf(&json, "%s%" GX_PRI, i > 0 ? ", " : "[", GX_ARG(word.json));
	}
	gx_buf_byte(&json, ']');
	whole.json = gx_arena_str(&arena, gx_buf_view(&json));
	cr_assert_eq(gx_redact_command(&whole, NULL, &arena, NULL), 0);
	return gx_arena_str(&arena, whole.json).at;
}

/* No spelling of a secret gets past the two redactions, that of parameters and that of the command. */
Test(arguments, secrets_are_redacted_in_parameters_and_command, .fini = end)
{
	static const char *const commands[] = {
		"--api-key hidden",
		"--api-key=hidden",
		"-token hidden",
		"api_key=hidden",
		"+db.password=hidden",
		"++auth=hidden",
		"--tokens.auth hidden --x",
		"--url https://me:hidden@host/",
		"--auth-token=a --auth-token=hidden",
		"--secret [hidden,a]",
	};
	for (size_t i = 0; i < GX_LEN(commands); i++) {
		GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
		read_line(commands[i]);
		cr_assert(flat.len > 0, "%s", commands[i]);
		cr_assert_eq(gx_redact_flat(&flat, NULL, &arena, NULL, NULL), 0);
		gx_flat_write(&text, &flat);
		cr_expect_null(strstr(gx_buf_c(&text), "hidden"), "%s: %s", commands[i], gx_buf_c(&text));
		cr_expect_null(strstr(redacted_command(commands[i]), "hidden"), "%s", commands[i]);
	}
}

static void check_files(const char *command, const char *expected)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(GX_BUF_ANY);
	read_line(command);
	for (size_t i = 0; i < files.len; i++)
		gx_buf_printf(&text, "%s%s%s", i > 0 ? " " : "", files.at[i].path, files.at[i].is_announced ? "!" : "");
	cr_expect_str_eq(gx_buf_c(&text), expected, "%s: %s", command, gx_buf_c(&text));
}

Test(arguments, words_that_may_name_files, .fini = end)
{
	check_files("--config a.yaml --cfg=b.json -c c", "a.yaml! b.json! c!");
	check_files("--model-config m.cfg --config x.py --config y.toml", "m.cfg!");
	check_files("a.yaml b.YML c.json d.ini e.env f.csv g", "a.yaml b.YML c.json d.ini e.env");
	check_files("--config a.yaml b.yaml --lr 1", "a.yaml! b.yaml!");
	check_files("config=a.yaml hparams_file=b.yaml", "a.yaml! b.yaml!");
	check_files("--output a.json --train-data b.json --metrics=c.json --other d.json", "d.json");
	check_files("--config .env --config id_rsa x/.env.yaml", "");
	check_files("--config= --config", "");
}

Test(arguments, only_the_first_files, .fini = end)
{
	const char *argv[GX_ARGUMENT_FILES_MAX + 5];
	for (size_t i = 0; i < GX_LEN(argv); i++)
		argv[i] = "a.yaml";
	cr_assert_eq(gx_arguments_read(argv, GX_LEN(argv), &arena, &flat, &files, NULL), 0);
	cr_assert_eq(files.len, GX_ARGUMENT_FILES_MAX);
}
