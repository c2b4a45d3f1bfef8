/*
 * eval.h - scores against labels.
 *
 * Two kinds of metrics.  A ranking metric looks at all rows in falling order
 * of score (ROC AUC, average precision, best F).  A tally looks at the rows
 * as they come with the decision that was made (confusion counts, events,
 * delay, false alarms a day).  One `const struct metric` each, in list.h.
 *
 * Events: rows carry an event number, 0 = normal.  A role table says what an
 * event means in the table at hand: 1 positive, 0 negative, -1 left out; so
 * one order serves the table of all types and that of each.  The role of
 * event 0 is 0.
 *
 * A value that is not defined on the rows at hand (a ROC curve without
 * positives, a delay without detections) is NaN; other 0/0 are 0.
 */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { EVAL_VALUES_MAX = 24, EVAL_SEEDS_MAX = 1000 };

/* n scored rows; order by falling score, equal scores by rising row. */
struct ranking {
	size_t n;
	const double *score;   /* [n], no NaN */
	const uint32_t *order; /* [n] */
	const uint32_t *event; /* [n], 0 = normal */
	const int8_t *role;    /* by event number */
};

/* One row with its decision, in the order of the stream. */
struct tally_row {
	uint64_t start, end; /* ns: the row covers [start, end) */
	uint32_t series;     /* symbol, dense */
	uint32_t event;	     /* 0 = normal */
	int role;	     /* of the event: 1, 0 or -1 */
	int scored;	     /* 0: warm-up or missing, counted apart */
	int alarm;	     /* score >= threshold */
};

struct metric {
	const char *name; /* group: "average_precision", "best_f1" */
	const char *const *values; /* names, NULL-terminated; one value that
				    * is the metric itself has the name "" */
	const char *summary;
	const char *source; /* paper and equation, or document and section */
	int oracle; /* its threshold was chosen on these very labels */
	/* a ranking metric: */
	void (*rank)(double *out, const struct ranking *r);
	/* or a tally: new (push)* (emit) free */
	void *(*tally_new)(struct err *err);
	int (*tally_push)(void *tally, const struct tally_row *row,
	    struct err *err);
	void (*tally_emit)(double *out, const void *tally);
	void (*tally_free)(void *tally);
};

/* All metrics in the order of list.h, NULL-terminated. */
extern const struct metric *const metric_list[];
const struct metric *metric_find(const char *name);

/*
 * The random floor: mean and 95 % range of a ranking metric over seeds
 * uniform scores on the same rows and roles.  Only the first value of the
 * metric.  order and key are scratch [n].  Seeds are 1..seeds, at most
 * EVAL_SEEDS_MAX.  All NaN where the metric is not defined on these rows.
 */
struct floor {
	double mean, low, high;
};
void eval_floor(struct floor *f, const struct metric *m,
    const struct ranking *r, int seeds, uint32_t *order, double *key);

/*
 * Maximal runs of label 1 as events 1, 2, ... ; returns how many.
 * event[n] out, label[n] in.
 */
uint32_t eval_runs(uint32_t *event, const uint8_t *label, size_t n);

#endif
