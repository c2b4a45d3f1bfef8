/*
 * opt_line.h - a command line as one text, for tests of option tables.
 */
#ifndef UNIT_OPT_LINE_H
#define UNIT_OPT_LINE_H

#include "base/opt.h"
#include "test.h"

/*
 * Parse words with single blanks between them by one table into base, defaults
 * first.  The values point into static memory, until the next call.  Returns
 * the number of operands, -1 with *err.
 */
static inline int
opt_line(const struct opt *table, void *base, const char *words,
    struct err *err)
{
	static char text[1024], tool[] = "test";
	const struct opt_group group = { table, base, NULL };
	char *argv[64] = { tool }, *s = text;
	int n = 0, argc = 1;

	snprintf(text, sizeof(text), "%s", words);
	for (; (argv[argc] = strsep(&s, " ")) != NULL; argc++)
		;
	return opt_parse(&n, argc, argv, &group, 1, err) == -1 ? -1 : n;
}

#endif
