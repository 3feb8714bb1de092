/*
 * A locale that writes numbers otherwise, made by localedef: the machine may have none installed.
 */
#ifndef GX_TESTS_POINT_LOCALE_H
#define GX_TESTS_POINT_LOCALE_H

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Puts the process into a locale with this decimal point, compiled in `folder`; false where localedef cannot. */
static bool set_point(const char *point, const char *folder)
{
	char command[600];
	snprintf(command, sizeof(command),
		 "cd '%s' && printf 'LC_NUMERIC\ndecimal_point \"%s\"\nthousands_sep \"\"\ngrouping -1\nEND LC_NUMERIC\n' "
		 ">source && localedef -c -i ./source -f UTF-8 ./point.UTF-8 >log 2>&1",
		 folder, point);
	if (system(command) < 0) /* its status says only that the other categories are missing */
		return false;
	setenv("LOCPATH", folder, 1);
	return setlocale(LC_NUMERIC, "point.UTF-8") != NULL;
}

#endif
