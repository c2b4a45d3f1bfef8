/*
 * bins.h - a value for each part of the day, averaged over earlier days.
 *
 * For tod and todmean.  A day's mean in each bin is added when the day is over,
 * with exponential weights over the days that had the bin: a value never uses
 * its own day.  12 bytes per bin; floats are more precise than an average of
 * some hundred values needs.  In memory are the bins from the first that had
 * rows to the last, in most markets those of the session, and up to half as
 * many behind them.
 */
#ifndef FEAT_FN_BINS_H
#define FEAT_FN_BINS_H

#include <stdlib.h>
#include <string.h>

#include "feat/column_fn.h"
#include "feat/fn/session.h"
#include "math/ew.h"

struct bins_arg {
	double minutes, lambda, days, least;
	uint32_t n; /* bins of a day */
	struct hours hours;
};

struct bin {
	float today; /* mean of the day; NaN: no row yet */
	float sum, weight;
};

struct bins {
	int64_t day;   /* of the rows so far */
	uint64_t rows; /* of any day */
	double days;   /* that are over and had rows */
	double sum, n; /* of today */
	double squares;
	double typical; /* mean of |x| of the days before; 0: none */
	double norm;    /* mean over the bins seen */
	uint32_t now;   /* bin of the rows so far, and their */
	double now_sum, now_n;
	uint32_t first, held; /* bin: those from first on, [held] */
	struct bin *bin;
};

static inline int
bins_bind(struct bins_arg *a, double minutes, double halflife, double days,
    const char *session, const char *zone, struct err *err)
{
	a->minutes = minutes;
	a->lambda = ew_lambda(halflife);
	a->days = days;
	a->n = (uint32_t)ceil(1440 / minutes);
	return hours_open(&a->hours, session, zone, err);
}

static inline void
bins_unbind(void *arg)
{
	struct bins_arg *a = arg;

	hours_fini(&a->hours);
}

static inline size_t
bins_size(const void *arg)
{
	(void)arg;
	return sizeof(struct bins);
}

static inline void
bins_fini(const void *arg, void *state)
{
	(void)arg;
	free(((struct bins *)state)->bin);
}

/* Bin k, NULL where there is none in memory. */
static inline struct bin *
bins_find(const struct bins *s, uint32_t k)
{
	return k - s->first < s->held ? &s->bin[k - s->first] : NULL;
}

/* Hold bin k as well, and half as many as there are then behind the last. */
static inline struct bin *
bins_hold(const struct bins_arg *a, struct bins *s, uint32_t k)
{
	uint32_t first = s->held == 0 || k < s->first ? k : s->first;
	uint32_t end = s->first + s->held, i;
	struct bin *bin;

	end = s->held == 0 || k >= end ? k + 1 : end;
	end += (end - first) / 2;
	end = end < a->n ? end : a->n;
	if ((bin = malloc((end - first) * sizeof(*bin))) == NULL)
		return NULL;
	for (i = 0; i < end - first; i++)
		bin[i] = (struct bin){ NAN, 0, 0 };
	if (s->held > 0)
		memcpy(bin + (s->first - first), s->bin,
		    s->held * sizeof(*bin));
	free(s->bin);
	s->bin = bin;
	s->first = first;
	s->held = end - first;
	return bins_find(s, k);
}

static inline int
bin_seen(const struct bin *b)
{
	return !isnan(b->today) || b->weight > 0;
}

/* The bins from the first that was seen to the last. */
static inline void
bins_walk_seen(struct walk *w, const struct bins_arg *a, struct bins *s)
{
	uint32_t from = 0, to = s->held, first = a->n;
	void *data = NULL;
	uint64_t n = 0;

	if (w->mode == WALK_SAVE) {
		while (from < to && !bin_seen(&s->bin[from]))
			from++;
		while (to > from && !bin_seen(&s->bin[to - 1]))
			to--;
		data = from < to ? &s->bin[from] : NULL;
		n = 3 * (uint64_t)(to - from);
		first = from < to ? s->first + from : a->n;
	}
	walk_scalar(w, "first", TENSOR_U32, &first);
	walk_array(w, "bin", TENSOR_F32, &data, &n);
	if (w->mode != WALK_LOAD)
		return;
	walk_check(w, n % 3 == 0 && first <= a->n && n / 3 <= a->n - first,
	    "bin: more than those of a day");
	if (!walk_loading(w) || n == 0) {
		free(data);
		return;
	}
	free(s->bin);
	s->bin = data;
	s->first = first;
	s->held = (uint32_t)(n / 3);
}

static inline int
bins_walk(struct walk *w, const void *arg, void *state)
{
	const struct bins_arg *a = arg;
	struct bins *s = state;

	walk_scalar(w, "day", TENSOR_I64, &s->day);
	walk_scalar(w, "rows", TENSOR_U64, &s->rows);
	walk_scalar(w, "days", TENSOR_F64, &s->days);
	walk_scalar(w, "sum", TENSOR_F64, &s->sum);
	walk_scalar(w, "n", TENSOR_F64, &s->n);
	walk_scalar(w, "squares", TENSOR_F64, &s->squares);
	walk_scalar(w, "typical", TENSOR_F64, &s->typical);
	walk_scalar(w, "norm", TENSOR_F64, &s->norm);
	walk_scalar(w, "now", TENSOR_U32, &s->now);
	walk_check(w, s->now < a->n, "now: no such bin");
	walk_scalar(w, "now_sum", TENSOR_F64, &s->now_sum);
	walk_scalar(w, "now_n", TENSOR_F64, &s->now_n);
	bins_walk_seen(w, a, s);
	return walk_done(w);
}

/* The current bin of today is complete. */
static inline void
bins_close(const struct bins_arg *a, struct bins *s, struct fn_counts *counts)
{
	struct bin *b;

	if (s->now_n > 0) {
		if ((b = bins_find(s, s->now)) == NULL)
			b = bins_hold(a, s, s->now);
		if (b != NULL)
			b->today = (float)(s->now_sum / s->now_n);
		else
			counts->no_memory++;
	}
	s->now_sum = s->now_n = 0;
}

/* The day is over: add x of each bin's mean to its average. */
static inline void
bins_end_day(const struct bins_arg *a, struct bins *s, struct fn_counts *counts,
    double (*x)(const struct bins *s, double mean))
{
	double sum = 0, seen = 0, y;
	struct bin *b;

	bins_close(a, s, counts);
	for (b = s->bin; b < s->bin + s->held; b++) {
		y = isnan(b->today) ? NAN : x(s, (double)b->today);
		if (isfinite(y)) {
			b->sum = (float)(a->lambda * (double)b->sum + y);
			b->weight = (float)(a->lambda * (double)b->weight + 1);
		}
		b->today = NAN;
		if (b->weight > 0) {
			sum += (double)b->sum / (double)b->weight;
			seen++;
		}
	}
	s->norm = seen > 0 ? sum / seen : 0;
	s->days += s->n > 0;
	s->sum = s->n = s->squares = 0;
}

/*
 * The bin of an instant; a new day ends the previous one.  *first: this is the
 * first row of its day.
 */
static inline uint32_t
bins_at(const struct bins_arg *a, struct bins *s, struct hours_stretch *stretch,
    uint64_t ns, int *first, struct fn_counts *counts,
    double (*x)(const struct bins *s, double mean))
{
	struct hours_moment at = hours_at(&a->hours, stretch, ns);
	uint32_t k = (uint32_t)((double)at.second / 60 / a->minutes);

	if (k >= a->n)
		k = a->n - 1;
	*first = s->rows == 0 || at.day > s->day;
	if (s->rows > 0 && at.day > s->day)
		bins_end_day(a, s, counts, x);
	if (*first)
		s->day = at.day;
	s->rows++;
	if (k != s->now)
		bins_close(a, s, counts);
	s->now = k;
	return k;
}

static inline void
bins_add(struct bins *s, double x)
{
	s->now_sum += x;
	s->now_n++;
	s->sum += x;
	s->squares += x * x;
	s->n++;
}

/* The average of a bin; NaN until there are enough days. */
static inline double
bins_average(const struct bins_arg *a, const struct bins *s, uint32_t k)
{
	const struct bin *b = bins_find(s, k);

	if (s->days < a->days || b == NULL || !(b->weight > 0))
		return NAN;
	return (double)b->sum / (double)b->weight;
}

#define BINS_ARGS                                                              \
	{ .name = "bin",                                                       \
		.kind = ARG_REAL,                                              \
		.min = 1,                                                      \
		.max = 1440,                                                   \
		.def = "5",                                                    \
		.help = "length of a bin, minutes" },                          \
	    { .name = "hl",                                                    \
		    .kind = ARG_REAL,                                          \
		    .min = 0.1,                                                \
		    .max = 1e6,                                                \
		    .def = "10",                                               \
		    .help = "half-life, days" },                               \
	    { .name = "days",                                                  \
		    .kind = ARG_INT,                                           \
		    .min = 1,                                                  \
		    .max = 1e6,                                                \
		    .def = "5",                                                \
		    .help = "days before the first average" },                 \
	    SESSION_ARG, ZONE_ARG

#endif
