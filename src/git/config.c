#include "git/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "git/command.h"
#include "git/libgit2.h"

static bool add_entry(struct gx_config *config, struct gx_str name, struct gx_str value)
{
	struct gx_config_entry entry = { gx_arena_str(&config->arena, name), gx_arena_str(&config->arena, value).at };
	if (!entry.name.at || !entry.value)
		return false;
	struct gx_config_entry *slot = gx_vec_add(&config->entries);
	if (slot)
		*slot = entry;
	return slot != NULL;
}

/* `name LF value NUL` for each entry; without LF the entry had no `=`, which means true. */
static int load_by_git(struct gx_config *config, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(64 << 20);
	struct gx_git list = { .argv = { "config", "--list", "-z" } };
	int r = gx_git_run(&list, &out, err);
	if (r < 0)
		return r;
	struct gx_str rest = gx_buf_view(&out), entry;
	while (gx_str_cut(&rest, '\0', &entry)) {
		size_t end = gx_str_find(entry, '\n');
		struct gx_str value = end == GX_STR_NOWHERE ? GX_STR("true") : gx_str_from(entry, end + 1);
		if (!add_entry(config, gx_str_sub(entry, 0, end), value))
			return gx_fail_memory(err);
	}
	return 0;
}

/* Entries whose effect libgit2 does not see. */
static bool is_blind_spot(struct gx_str name)
{
	return gx_str_is(name, "extensions.worktreeconfig") || gx_str_starts(name, GX_STR("includeif.hasconfig:"));
}

static int load_by_libgit2(struct gx_config *config, git_config *all, bool *ret_blind, struct gx_err *err)
{
	git_config_iterator *iterator;
	if (git_config_iterator_new(&iterator, all) < 0)
		return gx_fail_libgit2(err, "cannot read git's configuration");
	git_config_entry *entry;
	bool memory = true;
	while (memory && git_config_next(&entry, iterator) == 0) {
		struct gx_str name = gx_str_of(entry->name);
		*ret_blind |= is_blind_spot(name);
		memory = add_entry(config, name, gx_str_of(entry->value ? entry->value : "true"));
	}
	git_config_iterator_free(iterator);
	return memory ? 0 : gx_fail_memory(err);
}

static bool environment_has_config(void)
{
	static const char *const names[] = { "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
					     "GIT_CONFIG_NOSYSTEM" };
	for (size_t i = 0; i < GX_LEN(names); i++)
		if (getenv(names[i]))
			return true;
	return false;
}

int gx_config_load(struct gx_config *config, git_repository *repository, struct gx_err *err)
{
	if (config->loaded)
		return 0;
	bool blind = environment_has_config();
	int r = 0;
	if (!blind) {
		git_config *all;
		if (git_repository_config_snapshot(&all, repository) < 0)
			return gx_fail_libgit2(err, "cannot read git's configuration");
		r = load_by_libgit2(config, all, &blind, err);
		git_config_free(all);
	}
	if (r == 0 && blind) {
		config->entries.len = 0;
		r = load_by_git(config, err);
	}
	config->loaded = r == 0;
	return r;
}

/* Section and key match in any case, the subsection between the first and the last dot exactly. `entry` is in lower case already. */
static bool name_matches(struct gx_str entry, struct gx_str name)
{
	if (entry.len != name.len)
		return false;
	size_t first = gx_str_find(name, '.'), last = gx_str_find_last(name, '.');
	for (size_t i = 0; i < name.len; i++) {
		bool exact = i > first && i < last;
		char byte = exact ? name.at[i] : (char)tolower((unsigned char)name.at[i]);
		if (entry.at[i] != byte)
			return false;
	}
	return true;
}

const char *gx_config_get(const struct gx_config *config, const char *name)
{
	for (size_t i = config->entries.len; i > 0; i--)
		if (name_matches(config->entries.at[i - 1].name, gx_str_of(name)))
			return config->entries.at[i - 1].value;
	return NULL;
}

int gx_config_visit(const struct gx_config *config, const char *prefix, gx_config_each *each, void *context, struct gx_err *err)
{
	for (size_t i = 0; i < config->entries.len; i++) {
		const struct gx_config_entry *entry = &config->entries.at[i];
		if (!gx_str_starts(entry->name, gx_str_of(prefix)))
			continue;
		int r = each(context, entry->name, gx_str_of(entry->value), err);
		if (r != 0)
			return r;
	}
	return 0;
}

void gx_config_release(struct gx_config *config)
{
	gx_vec_release(&config->entries);
	gx_arena_release(&config->arena);
	config->loaded = false;
}

/* A number, perhaps with its unit, that is nothing. */
static bool is_zero(const char *value)
{
	char *end;
	errno = 0;
	long long number = strtoll(value, &end, 0);
	return end != value && errno == 0 && number == 0 && (*end == '\0' || (strchr("kKmMgG", *end) && end[1] == '\0'));
}

bool gx_config_true(const char *value, bool standard)
{
	static const char *const no[] = { "false", "no", "off", "" };
	if (!value)
		return standard;
	for (size_t i = 0; i < GX_LEN(no); i++)
		if (strcasecmp(value, no[i]) == 0)
			return false;
	return !is_zero(value);
}
