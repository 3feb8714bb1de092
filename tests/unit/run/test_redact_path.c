#include <criterion/criterion.h>

#include "run/redact.h"

static bool is_secret(const char *path, const char *glob)
{
	struct gx_strs extra = { 0 };
	if (glob)
		cr_assert(gx_strs_insert(&extra, gx_str_of(glob)));
	bool answer = gx_is_secret_path(gx_str_of(path), &extra);
	gx_strs_release(&extra);
	return answer;
}

Test(redact_path, what_never_goes_into_a_snapshot)
{
	static const char *const secrets[] = { ".env",	  "a/.env.local", ".envrc", ".envs/production/db",
					       "key.pem", "KEY.PEM",	  "id_rsa", "x/id_ed25519.pub",
					       ".netrc",  "home/.npmrc",  ".pypirc" };
	static const char *const others[] = { "env.py", "train.py", "pem", "a.pem.py", "identity.py", "x/netrc", "" };
	for (size_t i = 0; i < GX_LEN(secrets); i++)
		cr_assert(gx_is_secret_path(gx_str_of(secrets[i]), NULL), "%s", secrets[i]);
	for (size_t i = 0; i < GX_LEN(others); i++)
		cr_assert_not(gx_is_secret_path(gx_str_of(others[i]), NULL), "%s", others[i]);
}

Test(redact_path, globs_of_the_user)
{
	cr_assert(is_secret("a/b/notes.txt", "*.txt"));
	cr_assert(is_secret("scratch/a.py", "scratch"));
	cr_assert(is_secret("x/scratch/a.py", "scratch/"));
	cr_assert(is_secret("scratch/a.py", "/scratch"));
	cr_assert_not(is_secret("x/scratch/a.py", "/scratch"));
	cr_assert(is_secret("a/b/c.py", "a/*"));
	cr_assert(is_secret("a/b/c.py", "a/*/c.py"));
	cr_assert_not(is_secret("a/b/d/c.py", "a/*/c.py"));
	cr_assert(is_secret("a/b/d/c.py", "a/**/c.py"));
	cr_assert_not(is_secret("ab.py", "a"));
	cr_assert_not(is_secret("a.py", ""));
	cr_assert_not(is_secret("a.py", "/"));
}

Test(redact_path, code_by_name)
{
	static const char *const code[] = { "train.py", "Makefile", "conf/a.yaml", "requirements.txt", "a.d/README",
					    "x.CU",	"nb.ipynb", ".gitignore",  "a.png.d/run.sh",   "config.json",
					    "" };
	static const char *const data[] = { "a.csv",	 "A.CSV", "x/a.csv.gz", "m.npy", "m.pkl",
					    "a.parquet", "p.png", "z.tar",	"a.zip", "m.pt" };
	for (size_t i = 0; i < GX_LEN(code); i++)
		cr_assert(gx_is_code_path(gx_str_of(code[i])), "%s", code[i]);
	for (size_t i = 0; i < GX_LEN(data); i++)
		cr_assert_not(gx_is_code_path(gx_str_of(data[i])), "%s", data[i]);
}
