/*
 * Who writes, by the rules of git-commit(1), "COMMIT INFORMATION".
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "git/command.h"
#include "git/repo.h"

struct source {
	const char *name_variable, *email_variable, *date_variable;
	const char *name_key, *email_key;
	const char *git_variable; /* of `git var` */
};

static const struct source sources[] = {
	[GX_AUTHOR] = { "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "author.name", "author.email", "GIT_AUTHOR_IDENT" },
	[GX_COMMITTER] = { "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE", "committer.name", "committer.email",
			   "GIT_COMMITTER_IDENT" },
};

/* The first that says something: a variable, the role's own key, the user's key. */
static const char *first_of(struct gx_repo *repo, const char *variable, const char *role_key, const char *user_key)
{
	const char *value = getenv(variable);
	if (!value || !*value)
		value = gx_repo_config(repo, role_key);
	if (!value || !*value)
		value = gx_repo_config(repo, user_key);
	return value && *value ? value : NULL;
}

static const char *account_name(void)
{
	const struct passwd *account = getpwuid(geteuid());
	return account && account->pw_name && *account->pw_name ? account->pw_name : "unknown";
}

static bool guess(struct gx_arena *arena, const char *name, struct gx_identity *ret)
{
	char host[256] = "localhost";
	if (gethostname(host, sizeof(host)) < 0)
		(void)snprintf(host, sizeof(host), "localhost");
	host[sizeof(host) - 1] = '\0';
	const char *account = account_name();
	GX_CLEANUP(gx_buf) email = GX_BUF_INIT(1024);
	gx_buf_printf(&email, "%s@%s", account, host);
	ret->name = gx_arena_str(arena, gx_str_of(name ? name : account));
	ret->email = gx_arena_str(arena, gx_buf_view(&email));
	ret->guessed = true;
	return ret->name.at && ret->email.at && !email.failed;
}

static int local_offset_min(int64_t time_s)
{
	time_t when = (time_t)time_s;
	struct tm local;
	return localtime_r(&when, &local) ? (int)(local.tm_gmtoff / 60) : 0;
}

/* `… 1732143300 +0100` at the end of an identity line. */
static bool read_date(struct gx_str line, int64_t *ret_time_s, int *ret_offset_min)
{
	size_t blank = gx_str_find_last(line, ' ');
	struct gx_str before = gx_str_sub(line, 0, blank == GX_STR_NOWHERE ? 0 : blank);
	size_t start = gx_str_find_last(before, ' ');
	char text[64];
	(void)snprintf(text, sizeof(text), "%" GX_PRI, GX_ARG(gx_str_from(line, start == GX_STR_NOWHERE ? 0 : start + 1)));
	char *end, *last;
	long long seconds = strtoll(text, &end, 10);
	long zone = strtol(end, &last, 10);
	if (end == text || last == end || zone < -9999 || zone > 9999)
		return false;
	*ret_time_s = seconds;
	*ret_offset_min = (int)(zone / 100 * 60 + zone % 100);
	return true;
}

/* Dates come in every form that git reads; git reads them. Names are set so that a missing identity does not hide the date. */
static int ask_date(const struct source *source, struct gx_identity *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	struct gx_git var = {
		.argv = { "-c", "user.name=x", "-c", "user.email=x", "var", source->git_variable },
		.environment = { source->name_variable, source->email_variable },
	};
	int r = gx_git_run(&var, &out, err);
	if (r < 0)
		return gx_fail_within(err, "%s", source->date_variable);
	if (!read_date(gx_str_trim(gx_buf_view(&out)), &ret->time_s, &ret->offset_min))
		return gx_fail(err, GX_EGIT, "git gave no date for %s", source->date_variable);
	return 0;
}

int gx_repo_identity(struct gx_repo *repo, enum gx_role role, int64_t now_us, struct gx_arena *arena, struct gx_identity *ret,
		     struct gx_err *err)
{
	const struct source *source = &sources[role];
	struct gx_identity who = { .time_s = now_us / 1000000 };
	const char *name = first_of(repo, source->name_variable, source->name_key, "user.name");
	const char *email = first_of(repo, source->email_variable, source->email_key, "user.email");
	if (!email)
		email = getenv("EMAIL");
	if (name && email && *email) {
		who.name = gx_arena_str(arena, gx_str_of(name));
		who.email = gx_arena_str(arena, gx_str_of(email));
		if (!who.name.at || !who.email.at)
			return gx_fail_memory(err);
	} else if (!guess(arena, name, &who)) {
		return gx_fail_memory(err);
	}
	who.offset_min = local_offset_min(who.time_s);
	const char *date = getenv(source->date_variable);
	if (date && *date) {
		int r = ask_date(source, &who, err);
		if (r < 0)
			return r;
	}
	*ret = who;
	return 0;
}

/* git's own "crud": what it strips from either end of a name. */
static bool is_crud(char byte)
{
	return (unsigned char)byte <= 32 || strchr(".,:;<>\"\\'", byte) != NULL;
}

static void write_clean(struct gx_buf *out, struct gx_str text)
{
	while (text.len > 0 && is_crud(text.at[0]))
		text = gx_str_from(text, 1);
	while (text.len > 0 && is_crud(text.at[text.len - 1]))
		text.len--;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '<' && text.at[i] != '>' && text.at[i] != '\n' && text.at[i] != '\0')
			gx_buf_byte(out, text.at[i]);
}

void gx_identity_write(struct gx_buf *out, const struct gx_identity *identity)
{
	int offset = identity->offset_min < 0 ? -identity->offset_min : identity->offset_min;
	write_clean(out, identity->name);
	gx_buf_text(out, " <");
	write_clean(out, identity->email);
	gx_buf_printf(out, "> %lld %c%02d%02d", (long long)identity->time_s, identity->offset_min < 0 ? '-' : '+', offset / 60, offset % 60);
}
