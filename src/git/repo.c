#include "git/repo.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "git/command.h"
#include "git/config.h"
#include "git/libgit2.h"

struct gx_repo {
	git_repository *git;
	char *git_dir, *common_dir, *objects_dir, *work_tree, *prefix;
	struct gx_config config;
};

/*
 * libgit2 parses the system's bundle of certificates when it starts, for a network that we never use through it: 3 of the 6 ms of a small
 * command. Where it is built with mbedTLS the dynamic linker finds this definition first. Elsewhere nobody calls it.
 */
__attribute__((visibility("default"))) int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

git_repository *gx_repo_libgit2(const struct gx_repo *repo)
{
	return repo->git;
}

int gx_fail_libgit2(struct gx_err *err, const char *what)
{
	const git_error *last = git_error_last();
	return gx_fail(err, GX_EGIT, "%s: %s", what, last && last->message ? last->message : "libgit2 gave no reason");
}

/* Extensions that change nothing for us: without them libgit2 refuses sparse and partial clones. */
static int start_libgit2(struct gx_err *err)
{
	static const char *harmless[] = { "worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees" };
	if (git_libgit2_init() < 0)
		return gx_fail_libgit2(err, "cannot start libgit2");
	(void)git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, GX_LEN(harmless));
	(void)git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
	return 0;
}

static char *copy_path(struct gx_str path)
{
	while (path.len > 1 && path.at[path.len - 1] == '/')
		path.len--;
	return strndup(path.at ? path.at : "", path.len);
}

/* git's own words, without "git rev-parse failed: " before them, and with the mend that it puts on further lines. */
static int pass_on(const struct gx_err *said, struct gx_err *err)
{
	static const char start[] = "git rev-parse failed: ", dubious[] = "detected dubious ownership in repository at ";
	bool starts = strncmp(said->text, start, sizeof(start) - 1) == 0;
	const char *text = said->text + (starts ? sizeof(start) - 1 : 0);
	if (strncmp(text, dubious, sizeof(dubious) - 1) == 0)
		return gx_fail(err, GX_EGIT, "%s; if you trust it: git config --global --add safe.directory %s", text,
			       text + sizeof(dubious) - 1);
	return gx_fail(err, said->code, "%s", text);
}

/* What git itself says of the repository: absolute git dir, common dir, top level (missing in a bare one). */
static int ask_git(struct gx_repo *repo, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4 * PATH_MAX);
	struct gx_err said = GX_ERR_INIT;
	struct gx_git dirs = { .argv = { "rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir" } };
	int r = gx_git_run(&dirs, &out, &said);
	if (r < 0)
		return pass_on(&said, err);
	struct gx_str rest = gx_buf_view(&out), git_dir = GX_STR_NONE, common = GX_STR_NONE;
	(void)gx_str_cut(&rest, '\n', &git_dir);
	(void)gx_str_cut(&rest, '\n', &common);
	repo->git_dir = copy_path(git_dir);
	repo->common_dir = copy_path(common);

	gx_buf_reset(&out);
	struct gx_git top = { .argv = { "rev-parse", "--path-format=absolute", "--show-toplevel" }, .may_fail = true };
	r = gx_git_run(&top, &out, err);
	if (r < 0)
		return r;
	if (top.status == 0)
		repo->work_tree = copy_path(gx_str_trim(gx_buf_view(&out)));
	bool complete = repo->git_dir && repo->common_dir && (top.status != 0 || repo->work_tree);
	return complete ? 0 : gx_fail_memory(err);
}

/* Objects elsewhere: what a push brings lies in quarantine while its hooks run. Reading them is libgit2's business. */
static int add_object_folders(struct gx_repo *repo, struct gx_err *err)
{
	static const char *const variables[] = { "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES" };
	git_odb *odb;
	if (git_repository_odb(&odb, repo->git) < 0)
		return gx_fail_libgit2(err, "cannot open the objects");
	int r = 0;
	for (size_t i = 0; i < GX_LEN(variables); i++) {
		struct gx_str rest = gx_str_of(getenv(variables[i])), part;
		while (r == 0 && gx_str_cut(&rest, ':', &part)) {
			GX_FREE char *path = copy_path(part);
			if (!path)
				r = gx_fail_memory(err);
			else if (*path && git_odb_add_disk_alternate(odb, path) < 0)
				r = gx_fail_libgit2(err, variables[i]);
		}
	}
	git_odb_free(odb);
	return r;
}

static int take_folders(struct gx_repo *repo, struct gx_err *err)
{
	repo->git_dir = copy_path(gx_str_of(git_repository_path(repo->git)));
	repo->common_dir = copy_path(gx_str_of(git_repository_commondir(repo->git)));
	const char *top = git_repository_workdir(repo->git);
	if (top)
		repo->work_tree = copy_path(gx_str_of(top));
	return repo->git_dir && repo->common_dir && (!top || repo->work_tree) ? 0 : gx_fail_memory(err);
}

static int refuse_extension(struct gx_err *err)
{
	const git_error *last = git_error_last();
	const char *said = last && last->message ? last->message : "";
	if (strstr(said, "objectformat"))
		return gx_fail(err, GX_EUNSUPPORTED, "this repository uses SHA-256 object ids, which libgit2 cannot read yet");
	if (strstr(said, "refstorage"))
		return gx_fail(err, GX_EUNSUPPORTED, "this repository keeps its refs in a reftable, which libgit2 cannot read yet; "
						     "`git refs migrate --ref-format=files` converts it");
	return gx_fail_libgit2(err, "cannot open the repository");
}

/* The way round libgit2's own discovery: git says where things are, libgit2 opens exactly that. */
static int open_as_git_does(struct gx_repo *repo, struct gx_err *err)
{
	int r = ask_git(repo, err);
	if (r < 0)
		return r;
	/* git has just accepted the owner (safe.directory, `*` too). */
	(void)git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
	if (git_repository_open_ext(&repo->git, repo->git_dir, flags, NULL) < 0)
		return refuse_extension(err);
	return add_object_folders(repo, err);
}

/* What changes where the repository or its work tree is, by rules that only git knows whole. */
static bool environment_says_where(void)
{
	static const char *const names[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
					     "GIT_ALTERNATE_OBJECT_DIRECTORIES" };
	for (size_t i = 0; i < GX_LEN(names); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return true;
	}
	return false;
}

/* Whether we stand in a folder, whose path ends in a slash. */
static bool is_inside(const char *folder)
{
	GX_FREE char *here = getcwd(NULL, 0);
	size_t len = strlen(folder) - 1;
	return here && strncmp(here, folder, len) == 0 && (here[len] == '/' || here[len] == '\0');
}

static int open_repository(struct gx_repo *repo, struct gx_err *err)
{
	if (environment_says_where())
		return open_as_git_does(repo, err);
	int r = git_repository_open_ext(&repo->git, NULL, GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
	/* Somebody else's repository is either to it, by version; git knows whom the user trusts, and says it better. */
	if (r == GIT_ENOTFOUND || r == GIT_EOWNER)
		return open_as_git_does(repo, err);
	if (r < 0)
		return refuse_extension(err);
	if (!git_repository_is_bare(repo->git) && !is_inside(git_repository_path(repo->git)))
		return take_folders(repo, err);
	/* git does not trust every bare repository that it comes across (safe.bareRepository), and in `.git` there is no work tree. */
	git_repository_free(repo->git);
	repo->git = NULL;
	return open_as_git_does(repo, err);
}

static int find_objects(struct gx_repo *repo, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(2 * PATH_MAX);
	const char *elsewhere = getenv("GIT_OBJECT_DIRECTORY");
	if (!elsewhere || !*elsewhere)
		elsewhere = gx_path(&path, repo->common_dir, "objects");
	repo->objects_dir = path.failed ? NULL : copy_path(gx_str_of(elsewhere));
	return repo->objects_dir ? 0 : gx_fail_memory(err);
}

/* Where we stand below the top: what relative paths on the command line start from. */
static int find_prefix(struct gx_repo *repo, struct gx_err *err)
{
	GX_FREE char *here = getcwd(NULL, 0);
	GX_FREE char *top = repo->work_tree ? realpath(repo->work_tree, NULL) : NULL;
	struct gx_str below = GX_STR_NONE;
	size_t len = top && strcmp(top, "/") != 0 ? strlen(top) : 0;
	if (here && top && strncmp(here, top, len) == 0 && here[len] == '/')
		below = gx_str_of(here + len + 1);
	GX_CLEANUP(gx_buf) prefix = GX_BUF_INIT(PATH_MAX + 2);
	gx_buf_str(&prefix, below);
	if (below.len > 0)
		gx_buf_byte(&prefix, '/');
	repo->prefix = prefix.failed ? NULL : strdup(gx_buf_c(&prefix));
	return repo->prefix ? 0 : gx_fail_memory(err);
}

int gx_repo_open(struct gx_repo **ret, struct gx_err *err)
{
	struct gx_repo *repo = calloc(1, sizeof(*repo));
	if (!repo)
		return gx_fail_memory(err);
	int r = start_libgit2(err);
	if (r == 0)
		r = open_repository(repo, err);
	if (r == 0)
		r = find_objects(repo, err);
	if (r == 0)
		r = find_prefix(repo, err);
	if (r < 0) {
		gx_repo_free(repo);
		return r;
	}
	*ret = repo;
	return 0;
}

void gx_repo_free(struct gx_repo *repo)
{
	if (!repo)
		return;
	gx_config_release(&repo->config);
	git_repository_free(repo->git);
	git_libgit2_shutdown();
	free(repo->git_dir);
	free(repo->common_dir);
	free(repo->objects_dir);
	free(repo->work_tree);
	free(repo->prefix);
	free(repo);
}

const char *gx_repo_git_dir(const struct gx_repo *repo)
{
	return repo->git_dir;
}

const char *gx_repo_common_dir(const struct gx_repo *repo)
{
	return repo->common_dir;
}

const char *gx_repo_objects_dir(const struct gx_repo *repo)
{
	return repo->objects_dir;
}

const char *gx_repo_work_tree(const struct gx_repo *repo)
{
	return repo->work_tree;
}

const char *gx_repo_prefix(const struct gx_repo *repo)
{
	return repo->prefix;
}

const char *gx_repo_config(struct gx_repo *repo, const char *name)
{
	return gx_config_load(&repo->config, repo->git, NULL) < 0 ? NULL : gx_config_get(&repo->config, name);
}

int gx_repo_config_each(struct gx_repo *repo, const char *prefix, gx_config_each *each, void *context, struct gx_err *err)
{
	int r = gx_config_load(&repo->config, repo->git, err);
	return r < 0 ? r : gx_config_visit(&repo->config, prefix, each, context, err);
}

/* "remote.<name>.promisor = true", which is all that newer git writes. */
static int is_promisor(void *context, struct gx_str name, struct gx_str value, struct gx_err *err)
{
	(void)context;
	(void)err;
	return gx_str_ends(name, GX_STR(".promisor")) && gx_config_true(value.at, true);
}

bool gx_repo_is_partial(struct gx_repo *repo)
{
	return gx_repo_config(repo, "extensions.partialclone") || gx_repo_config_each(repo, "remote.", is_promisor, NULL, NULL) > 0;
}

int gx_repo_resolve(const char *revision, struct gx_oid *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(4096);
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	/* What `:/words` finds is a commit; anything behind it would be taken for more words. */
	gx_buf_printf(&name, strncmp(revision, ":/", 2) == 0 ? "%s" : "%s^{commit}", revision);
	int r = gx_buf_check(&name, "the revision", err);
	if (r < 0)
		return r;
	struct gx_git parse = { .argv = { "rev-parse", "--verify", "--quiet", "--end-of-options", gx_buf_c(&name) }, .may_fail = true };
	r = gx_git_run(&parse, &out, err);
	if (r < 0)
		return r;
	if (parse.status != 0 || !gx_oid_read(gx_str_trim(gx_buf_view(&out)), ret))
		return gx_fail(err, GX_ENOTFOUND, "'%s' names no commit", revision);
	return 0;
}

/* "remote.<name>.url": the names in the order of the configuration, each once. */
struct remotes {
	struct gx_str first;
	bool several;
};

static int note_remote(void *context, struct gx_str name, struct gx_str value, struct gx_err *err)
{
	(void)value;
	(void)err;
	struct remotes *remotes = context;
	if (!gx_str_ends(name, GX_STR(".url")) || name.len <= 7 + 4)
		return 0;
	struct gx_str remote = gx_str_sub(name, 7, name.len - 7 - 4);
	if (remotes->first.len == 0)
		remotes->first = remote;
	else if (!gx_str_equal(remotes->first, remote))
		remotes->several = true;
	return 0;
}

int gx_repo_remote_url(struct gx_repo *repo, struct gx_str branch, struct gx_arena *arena, struct gx_str *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) key = GX_BUF_INIT(8192);
	struct remotes remotes = { GX_STR_NONE, false };
	int r = gx_repo_config_each(repo, "remote.", note_remote, &remotes, err);
	if (r < 0)
		return r;
	struct gx_str remote = remotes.several ? GX_STR("origin") : remotes.first;
	const char *own = NULL;
	if (gx_str_starts(branch, GX_STR("refs/heads/"))) {
		gx_buf_printf(&key, "branch.%" GX_PRI ".remote", GX_ARG(gx_str_from(branch, 11)));
		own = gx_repo_config(repo, gx_buf_c(&key));
	}
	if (own)
		remote = gx_str_of(own);
	gx_buf_reset(&key);
	gx_buf_printf(&key, "remote.%" GX_PRI ".url", GX_ARG(remote));
	const char *url = remote.len ? gx_repo_config(repo, gx_buf_c(&key)) : NULL;
	if (!url && own && strpbrk(own, "/:"))
		url = own; /* a URL may stand there itself */
	*ret = url ? gx_arena_str(arena, gx_str_of(url)) : GX_STR_NONE;
	return !url || ret->at ? 0 : gx_fail_memory(err);
}
