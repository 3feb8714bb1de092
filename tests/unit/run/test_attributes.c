#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "run/attributes.h"
#include "run/record.h"
#include "util.h"

/* Names that would match each other if any of their characters kept a meaning. Every second one is in Git LFS. */
static const char *const names[] = {
	"model.pt",
	"model",
	"my model.pt",
	"my",
	"*.pt",
	"a*",
	"a[b].pt",
	"ab.pt",
	"a?b",
	"axb",
	"\"quoted\".pt",
	"quoted.pt",
	"\xe6\xa8\xa1\xe5\x9e\x8b.pt",
	"x.pt",
	"a\\b",
	"a/b",
	"!neg",
	"neg",
	"#hash",
	"hash",
	"[attr]x",
	"attr",
	"tab\there",
	"tabhere",
	"deep/er/file.bin",
	"deep/er/file.bins",
	" lead",
	"lead",
	"trail ",
	"trail",
	"100%",
	"100%25",
	"a**b",
	"a/**/b",
	"**",
	"zz",
	"~",
	"x~1",
	"CON",
	"con",
	"model.pt ",
	"MODEL.pt",
	"\\\"",
	"\\",
};

static bool is_lfs(size_t i)
{
	return i % 2 == 0;
}

static void fill(struct gx_flat *artifacts, struct gx_arena *arena)
{
	for (size_t i = 0; i < GX_LEN(names); i++) {
		struct gx_value value;
		const char *json =
			is_lfs(i) ? "{\"size\": 1, \"storage\": \"lfs\"}" : "{\"size\": 1, \"storage\": \"git\"}";
		cr_assert_eq(gx_value_parse_argument(gx_str_of(json), arena, &value, NULL), 0);
		cr_assert(gx_flat_add(artifacts, arena, gx_str_of(names[i]), value));
	}
	struct gx_err err = GX_ERR_INIT;
	cr_assert_eq(gx_flat_seal(artifacts, &err), 0, "%s", err.text);
}

static void git(const char *const *argv, struct gx_str input, struct gx_buf *output)
{
	static const char *const environment[] = { "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_DIR",
						   "GIT_WORK_TREE", NULL };
	struct gx_process process = GX_PROCESS_INIT;
	struct gx_err err = GX_ERR_INIT;
	int status = -1;
	process.argv = argv;
	process.environment = environment;
	cr_assert_eq(gx_process_run(&process, input, output, NULL, &status, &err), 0, "%s", err.text);
	cr_assert_eq(status, 0, "git %s", argv[1]);
}

static void write_attributes(const char *folder, struct gx_arena *arena)
{
	GX_CLEANUP(gx_buf) text = GX_BUF_INIT(1 << 20), inner = GX_BUF_INIT(4096), path = GX_BUF_INIT(4096);
	struct gx_flat artifacts = GX_FLAT_INIT;
	fill(&artifacts, arena);
	gx_attributes_write(&text, &artifacts, arena);
	cr_assert_eq(gx_folder_make(gx_path(&inner, folder, ".exp"), NULL), 0);
	cr_assert_eq(
		gx_file_replace(gx_path(&path, gx_buf_c(&inner), ".gitattributes"), gx_buf_view(&text), 0644, NULL), 0);
}

static void add_path(struct gx_buf *out, const char *name)
{
	gx_buf_text(out, ".exp/artifacts/");
	gx_path_encode(out, gx_str_of(name));
	gx_buf_byte(out, '\0');
}

/* git prints path NUL attribute NUL value NUL. */
static void check_output(struct gx_str output)
{
	for (size_t i = 0; i < GX_LEN(names); i++) {
		static const char *const attributes[] = { "filter", "linguist-generated", "text" };
		const char *values[] = { is_lfs(i) ? "lfs" : "unset", "set", "unset" };
		for (size_t j = 0; j < GX_LEN(attributes); j++) {
			struct gx_str path, attribute, value;
			cr_assert(gx_str_cut(&output, '\0', &path) && gx_str_cut(&output, '\0', &attribute) &&
				  gx_str_cut(&output, '\0', &value));
			cr_assert(gx_str_is(attribute, attributes[j]));
			cr_assert(gx_str_is(value, values[j]), "'%s' (%.*s): %s is %.*s", names[i], GX_ARG(path),
				  attributes[j], GX_ARG(value));
		}
	}
	cr_assert_eq(output.len, 0);
}

Test(attributes, git_matches_each_artifact_alone)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) input = GX_BUF_INIT(1 << 20), output = GX_BUF_INIT(1 << 20);
	char folder[] = "/tmp/git-exp-attributes-XXXXXX";
	cr_assert_not_null(mkdtemp(folder));
	git((const char *[]){ "git", "init", "-q", folder, NULL }, GX_STR_NONE, NULL);
	write_attributes(folder, &arena);
	for (size_t i = 0; i < GX_LEN(names); i++)
		add_path(&input, names[i]);
	git((const char *[]){ "git", "-C", folder, "check-attr", "-z", "--stdin", "filter", "linguist-generated",
			      "text", NULL },
	    gx_buf_view(&input), &output);
	check_output(gx_buf_view(&output));
	cr_assert_eq(gx_folder_remove(folder, NULL), 0);
}

Test(attributes, the_text)
{
	GX_CLEANUP(gx_arena) arena = GX_ARENA_INIT;
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_flat artifacts = GX_FLAT_INIT;
	struct gx_value value;
	cr_assert_eq(gx_value_parse_argument(GX_STR("{\"storage\": \"lfs\"}"), &arena, &value, NULL), 0);
	cr_assert(gx_flat_set(&artifacts, &arena, GX_STR("my model.pt"), value));
	gx_attributes_write(&out, &artifacts, &arena);
	cr_assert_str_eq(gx_buf_c(&out), "* -text -filter -ident -working-tree-encoding -export-ignore -export-subst\n"
					 "/artifacts/** linguist-generated\n"
					 "/environment/packages.txt linguist-generated\n"
					 "/metrics/** linguist-generated\n"
					 "/output.txt linguist-generated\n"
					 "\"artifacts/my model.pt\" filter=lfs diff=lfs merge=lfs -text\n");
}
