/*
 * opt.h - one table per tool defines its options.
 *
 * Parsing, ranges, defaults, --help, completion and the manual's test read the
 * same rows.  A row gives the offset of its value in the tool's options
 * struct.  Long options cannot be abbreviated, options and operands may be
 * mixed, and nothing depends on the environment.
 */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

enum opt_type {
	OPT_FLAG,     /* int: 1 when given */
	OPT_SET,      /* int: takes no argument, stores (int)min */
	OPT_COUNT,    /* int: how often it was given */
	OPT_INT,      /* int64_t in [min, max] */
	OPT_REAL,     /* double in [min, max] */
	OPT_STR,      /* const char *, borrowed from argv */
	OPT_STRS,     /* struct opt_strs: may be given again */
	OPT_ENUM,     /* int: index into choices */
	OPT_DURATION, /* uint64_t ns, with unit, in [min, max] ns */
	OPT_SIZE,     /* uint64_t bytes, with unit */
	OPT_TIME      /* uint64_t ns since 1970: date, time or epoch, UTC */
};

enum { OPT_STRS_MAX = 64 };
struct opt_strs {
	const char *v[OPT_STRS_MAX];
	int n;
};

struct opt {
	int letter;       /* 0: none */
	const char *name; /* long name, without "--" */
	enum opt_type type;
	size_t off;      /* offsetof the value in the options struct */
	const char *arg; /* metavariable, NULL for flags */
	const char *def; /* default as a user would write it, or NULL */
	double min, max; /* both 0: no limits */
	const char *const *choices; /* OPT_ENUM: names, NULL-terminated */
	const char *help;           /* what it does: one line, no full stop */
};

/*
 * A table ends with a row whose name is NULL; rows of one group share the
 * struct their offsets point into.  An option without def gets no default: the
 * caller zeroes the struct.  OPT_FLAG, OPT_SET and OPT_COUNT have no arg, all
 * others have one; OPT_SET has no def.  Values given to OPT_STRS replace its
 * def.  INFINITY means no limit; a min of DBL_MIN means "more than 0".
 */
struct opt_group {
	const struct opt *opts;
	void *base;        /* the options struct; defaults are written to it */
	const char *title; /* heading in --help; NULL: continue the previous
			    * one */
};

enum { OPT_GROUPS_MAX = 24 };

/*
 * Write the defaults, then parse argv[1..].  Operands are moved to the front
 * of argv (from argv[1]) and *nops is their number; the rest of argv is then
 * undefined.  -1 with a usage error.  An inconsistent table (a duplicate name
 * or letter, a bad default) is a BUG.
 */
int opt_parse(int *nops, int argc, char **argv, const struct opt_group *groups,
    int ngroups, struct err *err);

/* How the message about a long option that no table has begins; the name
 * follows, up to a blank or the end. */
#define OPT_UNKNOWN "unknown option: --"

/*
 * The value of an option in argv, NULL when absent; used to find -d before its
 * detector's table is known.  name is a long name or one letter; the last
 * occurrence counts; "" for an option without argument.  Options that are not
 * in the groups are skipped.
 */
const char *opt_peek(int argc, char **argv, const struct opt_group *groups,
    int ngroups, const char *name);

/*
 * The same for a repeatable option: adds all values to *all, which starts
 * empty; at most OPT_STRS_MAX.  Returns the last value.
 */
const char *opt_peek_all(struct opt_strs *all, int argc, char **argv,
    const struct opt_group *groups, int ngroups, const char *name);

/*
 * Print the options with defaults and choices, under the headings of their
 * groups, in 79 columns.  rare: names of options to leave out, with blanks
 * between, and no ranges (--help); NULL: all options, with ranges
 * (--help-all).  bold: headings in bold, for a terminal.
 */
void opt_help(FILE *f, const struct opt_group *groups, int ngroups,
    const char *rare, int bold);

/*
 * One "letter<TAB>name<TAB>arg<TAB>default<TAB>help" line an option, empty
 * where it has none, for completion and for the test that compares the manual
 * with the table.
 */
void opt_table(FILE *f, const struct opt_group *groups, int ngroups);

/*
 * The options of `names' (separated by blanks) that are not at their defaults,
 * in the order of the tables: "--symbols ES --skip 3".  On the heap; NULL with
 * *err.
 */
char *opt_text(const struct opt_group *groups, int ngroups, const char *names,
    struct err *err);

/*
 * Set one option by its long name, for presets and tests.  The value of an
 * option without argument is NULL.
 */
int opt_set(const struct opt_group *group, const char *name, const char *value,
    struct err *err);

#endif
