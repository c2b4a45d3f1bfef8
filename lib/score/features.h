/*
 * features.h - the columns of a record stream that a detector uses.
 *
 * In rows of kind feat, the features are the columns computed by tickfeat: all
 * doubles.  Other kinds have no features unless the user names them.
 */
#ifndef SCORE_FEATURES_H
#define SCORE_FEATURES_H

#include "base/err.h"
#include "stream/rec.h"

enum { FEATURES_MAX = 1024 };

struct features {
	const struct schema *schema; /* the rows they are taken from */
	int d;
	int col[FEATURES_MAX];		/* field of the row */
	const char *name[FEATURES_MAX]; /* borrowed from the schema */
	const char *unit[FEATURES_MAX];
};

/*
 * Choose features by a list "a,b|c": of alternatives, the first that the
 * schema has.  NULL: all features of the row.  -1 with an error that names the
 * missing column and lists the existing ones.
 */
int features_choose(struct features *f, const struct schema *s,
    const char *list, struct err *err);

/* Find the same columns by name in another schema of the stream. */
int features_match(struct features *f, const struct schema *s, int d,
    const char *const *names, struct err *err);

/* The values of a row: x[d]. */
void features_get(const struct features *f, const struct rec *r, double *x);

#endif
