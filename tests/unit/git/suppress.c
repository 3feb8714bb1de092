/*
 * libgit2 1.5 forgets a regular expression's match where nothing matched, each time it opens a repository with extensions.
 * LeakSanitizer asks this function, whose name it gave, what to overlook.
 */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2\n";
}
