/*
 * eval.h - scores against labels: what a metric sees.
 *
 * Two kinds of metrics, one `const struct metric` each, in metric/list.h.
 * A ranking metric looks at the rows in falling order of score (ROC AUC,
 * average precision, best F).  A timeline metric sees score, label and
 * decision of the rows together, series by series in the order of the stream
 * (confusion counts, events, their delay, false alarms per day).
 *
 * Labels: a row has a set of events, set 0 being that of no event: a normal
 * row.  A table has roles for the sets: 1 positive, 0 negative, -1 left out;
 * so one order serves the table of all types and that of each.  Set 0, and
 * no other, has role 0.
 *
 * A value that is not defined on the rows at hand (a ROC curve without
 * positives, a delay without detections) is NaN; other 0/0 are 0.
 */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"
#include "eval/event.h"
#include "eval/marks.h"
#include "eval/rowset.h"
#include "eval/top.h"

enum { EVAL_VALUES_MAX = 24, EVAL_SEEDS_MAX = 1000 };

/* What the user may set of metrics. */
struct eval_params {
	int buffer; /* L of VUS, rows */
	int exact;  /* VUS: all thresholds, not 250 */
};

/* The rows [first, end) of one scorer in one table: whole series, those at
 * the places [place, place_end). */
struct view {
	const struct rowset *rows;
	uint32_t place, place_end;
	size_t first, end;
	const double *score; /* by row, no NaN; NULL: a random order */
	struct rng *rng;     /* for a random order */
	struct top *top;     /* its strangest rows: see top_rows */
	const struct eval_params *params;
	const struct events *events;
	const uint32_t *labelled; /* [nlabelled] rows whose set is not 0 */
	size_t nlabelled;
	const int8_t *role;   /* by set */
	const int8_t *counts; /* by event: 1 when it is a positive one here */
	uint64_t pos, neg;    /* rows of role 1, of role 0 */
};

/* They by falling score. */
struct ranking {
	const struct view *view;
	const struct mark *mark; /* [nmark] the labelled rows */
	size_t nmark;
	const uint32_t *weight; /* [nmark] how often each counts; NULL: once */
	double top; /* the highest score of role 0; NaN: none, or random */
};

/* They in the order of the stream. */
struct timeline {
	const struct view *view;
	const uint32_t *alarm; /* [nalarm] rows that alarm, rising; NULL: all
				* of the view.  See timeline_alarm */
	size_t nalarm;
	const uint32_t *hit; /* [nhit] those of them with an event, rising */
	size_t nhit;
	uint64_t unscored;  /* rows of this table without a score */
	double series_days; /* covered by rows, days of 24 h of one series */
	double symbol_days; /* pairs of a series and a UTC date of a row */
};

struct metric {
	const char *name; /* group: "average_precision", "best_f1" */
	const char *const *values; /* names, NULL-terminated; one value that
				    * is the metric itself has the name "" */
	const char *summary;
	const char *source; /* paper and equation, or document and section */
	const char *const *floors; /* values that have a random floor */
	int oracle; /* its threshold was chosen on these very labels */
	int extra;  /* not in the default report */
	int legacy; /* only where it is asked for by --legacy */
	int scored; /* a timeline that looks at scores, not at alarms */
	/* one of: */
	void (*rank)(double *out, const struct ranking *r);
	int (*timeline)(double *out, const struct timeline *t,
	    struct err *err);
};

/* All metrics in the order of list.h, NULL-terminated. */
extern const struct metric *const metric_list[];
const struct metric *metric_find(const char *name);

/*
 * The metrics of a report, NULL-terminated, in the order of list.h: those of
 * the default report and what a list of words adds: names, or their first
 * part (range: range_front, ...); `all'; `none' to begin from nothing.
 * list NULL: nothing is added.  -1 with *err: an unknown word.
 */
enum { METRICS_MAX = 64 };
int metrics_choose(const struct metric *out[METRICS_MAX + 1],
    const char *list, int legacy, struct err *err);

/* The i-th row that alarms. */
static inline uint32_t
timeline_alarm(const struct timeline *t, size_t i)
{
	return t->alarm != NULL ? t->alarm[i] : (uint32_t)(t->view->first + i);
}

/* The scratch of the rows, 8 bytes each, for a metric's own use. */
static inline double *
view_scratch(const struct view *v)
{
	top_reset(v->top); /* it lies there */
	return v->rows->scratch;
}

/* A mean with the 2.5 % and 97.5 % quantile (type 7) of random orders. */
struct floor {
	double mean, low, high;
};

/* Of v[n], which is sorted; all NaN when one is, or n is 0. */
void floor_of(struct floor *f, double *v, size_t n);

/* a/b, and 0 where b is 0. */
static inline double
ratio(double a, double b)
{
	return b != 0 ? a / b : 0;
}

#endif
