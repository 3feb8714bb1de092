#include "git/upkeep.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "git/command.h"

enum { LOOSE_LIMIT = 6700, PACK_LIMIT = 50, FOLDERS = 256 };

static long setting(struct gx_repo *repo, const char *name, long standard)
{
	const char *value = gx_repo_config(repo, name);
	return value ? strtol(value, NULL, 10) : standard;
}

static long count_entries(const struct gx_repo *repo, const char *below, const char *ending)
{
	GX_CLEANUP(gx_buf) path = GX_BUF_INIT(8192);
	DIR *dir = opendir(gx_path(&path, gx_repo_common_dir(repo), below));
	long count = 0;
	for (const struct dirent *entry; dir && (entry = readdir(dir));)
		count += entry->d_name[0] != '.' && gx_str_ends(gx_str_of(entry->d_name), gx_str_of(ending));
	if (dir)
		closedir(dir);
	return count;
}

static bool is_due(struct gx_repo *repo)
{
	long loose = setting(repo, "gc.auto", LOOSE_LIMIT), packs = setting(repo, "gc.autopacklimit", PACK_LIMIT);
	if (loose <= 0)
		return false;
	if (count_entries(repo, "objects/17", "") > (loose + FOLDERS - 1) / FOLDERS)
		return true;
	return packs > 0 && count_entries(repo, "objects/pack", ".pack") > packs;
}

void gx_repo_upkeep(struct gx_repo *repo)
{
	struct gx_git upkeep = { .argv = { "maintenance", "run", "--auto", "--quiet" }, .may_fail = true };
	if (is_due(repo))
		(void)gx_git_run(&upkeep, NULL, NULL);
}
