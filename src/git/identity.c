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

/* git's own "crud": what it strips from either end of a name. */
static bool is_crud(char byte)
{
	return (unsigned char)byte <= 32 || strchr(".,:;<>\"\\'", byte) != NULL;
}

static bool has_more_than_crud(const char *text)
{
	while (*text && is_crud(*text))
		text++;
	return *text != '\0';
}

/* The first that says something: a variable (even if that is nothing), the role's own key, the user's key. */
static const char *first_of(struct gx_repo *repo, const char *variable, const char *role_key, const char *user_key)
{
	const char *value = getenv(variable);
	if (value)
		return value;
	value = gx_repo_config(repo, role_key);
	return value && *value ? value : gx_repo_config(repo, user_key);
}

static const char *account_name(void)
{
	const struct passwd *account = getpwuid(geteuid());
	return account && account->pw_name && *account->pw_name ? account->pw_name : "unknown";
}

static bool keep(struct gx_arena *arena, struct gx_str name, struct gx_str email, struct gx_identity *ret)
{
	ret->name = gx_arena_str(arena, name);
	ret->email = gx_arena_str(arena, email);
	return ret->name.at && ret->email.at;
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
	ret->guessed = true;
	return keep(arena, gx_str_of(name && has_more_than_crud(name) ? name : account), gx_buf_view(&email), ret) && !email.failed;
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

/* The form in which scripts give dates: `1732143300 +0100`, perhaps with an `@`. All others are git's to read. */
static bool read_raw_date(const char *text, int64_t *ret_time_s, int *ret_offset_min)
{
	bool marked = *text == '@';
	const char *digits = text + marked;
	size_t count = strspn(digits, "0123456789");
	const char *zone = digits + count;
	bool plain = count > 0 && count <= 10 && (marked || count >= 9) && zone[0] == ' ' && (zone[1] == '+' || zone[1] == '-') &&
		     strspn(zone + 2, "0123456789") == 4 && zone[6] == '\0' && digits[0] != '0';
	return plain && read_date(gx_str_of(digits), ret_time_s, ret_offset_min);
}

/* A name is set so that a missing identity does not hide the date. */
static int ask_date(const struct source *source, struct gx_identity *ret, struct gx_err *err)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(4096);
	GX_CLEANUP(gx_buf) name = GX_BUF_INIT(64);
	GX_CLEANUP(gx_buf) email = GX_BUF_INIT(64);
	struct gx_err said = GX_ERR_INIT;
	gx_buf_printf(&name, "%s=x", source->name_variable);
	gx_buf_printf(&email, "%s=x", source->email_variable);
	struct gx_git var = { .argv = { "var", source->git_variable }, .environment = { gx_buf_c(&name), gx_buf_c(&email) } };
	int r = gx_git_run(&var, &out, &said);
	if (r < 0)
		return gx_fail(err, (enum gx_error)r, "%s: %s", source->date_variable, said.text);
	if (!read_date(gx_str_trim(gx_buf_view(&out)), &ret->time_s, &ret->offset_min))
		return gx_fail(err, GX_EGIT, "git gave no date for %s", source->date_variable);
	return 0;
}

/* What git makes up where nobody told it: from the account's real name and a host with a domain. It may refuse. */
static bool ask_who(const struct source *source, struct gx_arena *arena, struct gx_identity *ret)
{
	GX_CLEANUP(gx_buf) out = GX_BUF_INIT(1 << 16);
	struct gx_git var = { .argv = { "var", source->git_variable }, .environment = { source->date_variable }, .may_fail = true };
	if (gx_git_run(&var, &out, NULL) < 0 || var.status != 0)
		return false;
	struct gx_str line = gx_buf_view(&out);
	size_t open = gx_str_find(line, '<'), close = gx_str_find_last(line, '>');
	return open != GX_STR_NOWHERE && close != GX_STR_NOWHERE && close > open &&
	       keep(arena, gx_str_trim(gx_str_sub(line, 0, open)), gx_str_sub(line, open + 1, close - open - 1), ret);
}

int gx_repo_identity(struct gx_repo *repo, enum gx_role role, int64_t now_us, struct gx_arena *arena, struct gx_identity *ret,
		     struct gx_err *err)
{
	const struct source *source = &sources[role];
	struct gx_identity who = { .time_s = now_us / 1000000 };
	const char *name = first_of(repo, source->name_variable, source->name_key, "user.name");
	const char *email = first_of(repo, source->email_variable, source->email_key, "user.email");
	bool told = name && email && has_more_than_crud(name);
	bool memory = told ? keep(arena, gx_str_of(name), gx_str_of(email), &who) : ask_who(source, arena, &who) || guess(arena, name, &who);
	if (!memory)
		return gx_fail_memory(err);
	who.offset_min = local_offset_min(who.time_s);
	const char *date = getenv(source->date_variable);
	if (date && *date && !read_raw_date(date, &who.time_s, &who.offset_min)) {
		int r = ask_date(source, &who, err);
		if (r < 0)
			return r;
	}
	*ret = who;
	return 0;
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
