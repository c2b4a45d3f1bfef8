/*
 * days.h - weights whose half-life is a number of days, row by row.
 *
 * A row's weight is lambda times that of the next row.  The half-life in rows
 * is the half-life in days times the mean number of rows in earlier days.  (By
 * the clock, the first row after a night would weigh as much as a whole night.)
 * Rows of the first day have equal weights; it is left out of the mean because
 * it may be incomplete.  Days are those of UTC.
 */
#ifndef FEAT_FN_DAYS_H
#define FEAT_FN_DAYS_H

#include "feat/column_fn.h"
#include "math/ew.h"

struct days {
	int64_t day;   /* of the rows so far */
	double today;  /* rows of it */
	double over;   /* days that are over */
	double rows;   /* mean of them, the first left out where it can be */
	double lambda; /* of a row of this day; 0: not yet computed */
};

#define DAYS_ARG                                                               \
	{                                                                      \
		.name = "days", .kind = ARG_REAL, .min = 0.1, .max = 1e6,      \
		.def = "5", .help = "half-life, days"                          \
	}

/* The number of this row's day; the day before may be over. */
static inline void
days_at(struct days *s, uint64_t ns)
{
	int64_t day = (int64_t)(ns / NS_DAY);

	if (s->today > 0 && day > s->day) {
		s->over++;
		if (s->over <= 2)
			s->rows = s->today;
		else
			s->rows += (s->today - s->rows) / (s->over - 1);
		s->today = 0;
		s->lambda = 0;
	}
	s->day = day;
	s->today++;
}

/* The weight of a row relative to the next one.  halflife is always the
 * same. */
static inline double
days_lambda(struct days *s, double halflife)
{
	if (s->over > 0 && s->lambda == 0)
		s->lambda = ew_lambda(halflife * s->rows);
	return s->over > 0 ? s->lambda : 1;
}

static inline void
days_walk(struct walk *w, struct days *s)
{
	walk_scalar(w, "day", TENSOR_I64, &s->day);
	walk_scalar(w, "today", TENSOR_F64, &s->today);
	walk_scalar(w, "over", TENSOR_F64, &s->over);
	walk_scalar(w, "rows", TENSOR_F64, &s->rows);
}

#endif
