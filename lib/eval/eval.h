/*
 * eval.h - scores against labels: the interface of a metric.
 *
 * There are two kinds of metrics, each a `const struct metric` in
 * metric/list.h.  A ranking metric sees the rows in descending order of score
 * (ROC AUC, average precision, best F).  A timeline metric sees score, label
 * and decision of the rows, series by series in stream order (confusion
 * counts, events, their delay, false alarms per day).
 *
 * Labels: each row has a set of events; set 0 is empty and means a normal row.
 * A table gives each set a role: 1 positive, 0 negative, -1 left out, -2 left
 * out because it holds nothing but decoys.  So one
 * ranking serves the table of all types and the table of each type.  Only set
 * 0 has role 0.
 *
 * A value that is undefined on these rows (a ROC curve without positives, a
 * delay without detections) is NaN; any other 0/0 is 0.
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

struct step;

enum { EVAL_VALUES_MAX = 24, EVAL_SEEDS_MAX = 1000 };

/* User options of metrics. */
struct eval_params {
	int buffer;     /* L of VUS, rows */
	int exact;      /* VUS: all thresholds, not 250 */
	int join_false; /* rows outside events that are at most so many rows
			 * apart are one false alarm; 0: runs of rows */
};

/* The rows [first, end) of one scorer in one table: the whole series at the
 * places [place, place_end). */
struct view {
	const struct rowset *rows;
	uint32_t place, place_end;
	size_t first, end;
	const double *score; /* by row, no NaN; NULL: a random order */
	struct rng *rng;     /* for a random order */
	struct top *top;     /* its highest-scored rows: see top_rows */
	const struct eval_params *params;
	const struct events *events;
	const uint32_t *labelled;     /* [nlabelled] rows whose set is not 0 */
	const uint64_t *labelled_end; /* when each is over, ns; TS_NULL unknown
				       */
	size_t nlabelled;
	const int8_t *role;   /* by set */
	const int8_t *counts; /* by event: 1 if it is positive here */
	uint64_t pos, neg;    /* rows of role 1, of role 0 */
};

/* The rows in descending order of score: see sweep.h. */
struct ranking {
	const struct view *view;
	const struct step *step; /* [nstep] the scores of the positive rows */
	size_t nstep;
	double top; /* the highest score of role 0; NaN: none, or random */
};

/* The rows in stream order. */
struct timeline {
	const struct view *view;
	const uint32_t *alarm; /* [nalarm] rows that alarm, ascending; NULL:
				* all of the view.  See timeline_alarm */
	size_t nalarm;
	size_t nrun;             /* runs of alarms */
	const uint32_t *hit;     /* [nhit] alarms with an event; ascending */
	const uint32_t *hit_run; /* [nhit] numbers of their runs, ascending; not
				  * from 0 */
	size_t nhit;
	uint64_t unscored;  /* rows of this table without a score */
	double series_days; /* covered by rows, days of 24 h of one series */
	double symbol_days; /* pairs of a series and a UTC date of a row */
};

struct metric {
	const char *name;          /* group: "average_precision", "best_f1" */
	const char *const *values; /* names, NULL-terminated; a single value
				    * with the metric's own name is "" */
	const char *summary;
	const char *source; /* paper and equation, or document and section */
	const char *const *floors; /* values that have a random floor */
	int oracle; /* its threshold is chosen on the same labels */
	int extra;  /* not in the default report */
	int legacy; /* only with --legacy */
	int scored; /* a timeline metric that uses scores, not alarms */
	/* exactly one of: */
	void (*rank)(double *out, const struct ranking *r);
	int (*timeline)(double *out, const struct timeline *t, struct err *err);
};

/* All metrics in the order of list.h, NULL-terminated. */
extern const struct metric *const metric_list[];
const struct metric *metric_find(const char *name);

/*
 * The metrics of a report, NULL-terminated, in the order of list.h: the default
 * metrics plus those of a list of words.  A word is a name, the first part of
 * names (range: range_front, ...), `all', or `none' to start without the
 * default metrics.  list NULL: the default.  -1 with *err: an unknown word.
 */
enum { METRICS_MAX = 64 };
int metrics_choose(const struct metric *out[METRICS_MAX + 1], const char *list,
    int legacy, struct err *err);

/* The i-th row that alarms. */
static inline uint32_t
timeline_alarm(const struct timeline *t, size_t i)
{
	return t->alarm != NULL ? t->alarm[i] : (uint32_t)(t->view->first + i);
}

/* Scratch memory for a metric, 8 bytes per row. */
static inline double *
view_scratch(const struct view *v)
{
	top_reset(v->top); /* it uses the same memory */
	return v->rows->scratch;
}

/* When a labelled row is over, ns; TS_NULL unknown. */
uint64_t view_end(const struct view *v, uint32_t row);

/* Mean, 2.5 % and 97.5 % quantile (type 7) over random orders. */
struct floor {
	double mean, low, high;
};

/* The floor of v[n]; sorts v.  All NaN if any value is NaN or n is 0. */
void floor_of(struct floor *f, double *v, size_t n);

/* a/b, or 0 if b is 0. */
static inline double
ratio(double a, double b)
{
	return b != 0 ? a / b : 0;
}

#endif
