/*
 * features.h - the columns of a record stream that a detector looks at.
 *
 * In rows of kind feat, features are the columns that tickfeat computed: all
 * doubles.  Other kinds have none unless they are named.
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
 * Choose by a list "a,b|c": each name the first of its alternatives that
 * the schema has.  NULL: all features of the row.  -1 and what is missing
 * and what there is.
 */
int features_choose(struct features *f, const struct schema *s,
    const char *list, struct err *err);

/* The same columns by name in another schema of the stream. */
int features_match(struct features *f, const struct schema *s, int d,
    const char *const *names, struct err *err);

/* The values of a row: x[d]. */
void features_get(const struct features *f, const struct rec *r, double *x);

#endif
