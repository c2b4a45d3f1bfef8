/*
 * load.c - the scores and decisions of a scorer.
 *
 * One array of doubles serves all scorers: first it holds the scores of the
 * first model from the rows, then the scores of each further column.
 *
 * B7 is the largest -log10 p of B2 .. B6, with p from the distribution of each:
 * empirical up to the 99.5 % quantile t, and beyond it
 *
 *	-log10 p = 2.301 + log10((x - b) / (t - b)) / xi
 *
 * with b the median and xi the mean of ln((x - b)/(t - b)) over the rows
 * beyond t, at least .02 (Hill 1975).  The quantiles are those of SAMPLE evenly
 * spaced rows, or of all rows if there are fewer; labels are not used.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/lookup.h"
#include "eval/judge.h"
#include "math/stats.h"

enum { SAMPLE = 16384, GRID = 1024 };
#define TAIL_FROM 0.995
#define LEAST_XI 0.02

/* ---- columns ---- */

static int
load_column(struct evaluation *e, int column, double *to, struct err *err)
{
	static const size_t max = COLUMN_BLOCK;
	double *x = malloc(max * sizeof(*x));
	float *f = malloc(max * sizeof(*f));
	int single = e->columns.size[column] == sizeof(float);
	size_t row = 0;
	long n = -1;

	if (x == NULL || f == NULL) {
		err_errno(err, "columns of scores");
		goto out;
	}
	rowset_rewind(&e->rows);
	for (uint64_t b = 0;; b++) {
		n = columns_read(&e->columns, column, b, single ? (void *)f : x,
		    err);
		if (n <= 0)
			break;
		for (long i = 0; single && i < n; i++)
			x[i] = (double)f[i];
		if (rowset_scatter(&e->rows, to, x, row, (size_t)n, err) ==
		    -1) {
			n = -1;
			break;
		}
		row += (size_t)n;
	}
out:
	free(x);
	free(f);
	return n == 0 ? 0 : -1;
}

/* Store the decisions of a further model in the flags of the rows. */
static int
load_decisions(struct evaluation *e, int column, struct err *err)
{
	unsigned char *a = malloc(COLUMN_BLOCK);
	const uint32_t *series;
	struct rowset *r = &e->rows;
	size_t row = 0, to;
	long n = -1, i;

	if (a == NULL)
		return err_errno(err, "columns of scores");
	rowset_rewind(r);
	for (uint64_t b = 0;
	     (n = columns_read(&e->columns, column, b, a, err)) > 0; b++) {
		/* the blocks of both are the same rows */
		if (rowset_order(r, row, &series, err) == -1) {
			n = -1;
			break;
		}
		for (i = 0; i < n; i++, row++) {
			to = r->cursor[series[i]]++;
			r->set[to] &= ~ROW_ALARM;
			r->set[to] |= a[i] ? ROW_ALARM : 0;
		}
	}
	free(a);
	return n == 0 ? 0 : -1;
}

/* ---- B7 ---- */

struct tail {
	double x[SAMPLE]; /* [n] rising */
	size_t n;
	double t, b, xi;    /* t infinite: there is no tail */
	struct lookup grid; /* of x, evenly spaced */
	double p[GRID + 1]; /* -log10 p above so many of the grid */
};

/* Below the tail a precision of 1 / GRID is enough. */
static int
fit_grid(struct tail *v, struct err *err)
{
	double most = -log10(1 - TAIL_FROM);
	size_t i, n = v->n < GRID ? v->n : GRID;
	double *x = malloc((n + 1) * sizeof(*x));

	if (x == NULL)
		return err_errno(err, "tails of the baselines");
	for (i = 0; i < n; i++)
		x[i] = v->x[i * v->n / n];
	for (i = 0; i <= n; i++)
		v->p[i] = fmin(most, -log10(1 - (double)i / ((double)n + 1)));
	return lookup_init(&v->grid, x, n, err);
}

static int
fit_tail(struct tail *v, const double *x, size_t n, struct err *err)
{
	size_t i, k;
	double sum = 0;

	v->n = n < SAMPLE ? n : SAMPLE;
	for (i = 0; i < v->n; i++)
		v->x[i] = x[n < SAMPLE ? i : i * (n / SAMPLE)];
	stats_sort(v->x, v->n);
	k = (size_t)(TAIL_FROM * (double)v->n);
	v->t = v->x[k];
	v->b = stats_quantile(v->x, v->n, 0.5);
	for (i = k; i < v->n; i++)
		sum += log((v->x[i] - v->b) / (v->t - v->b));
	v->xi = fmax(sum / (double)(v->n - k), LEAST_XI);
	if (!(v->t > v->b))
		v->t = INFINITY;
	return fit_grid(v, err);
}

/* -log10 p of a value. */
static inline double
surprise(const struct tail *v, double x)
{
	if (x > v->t)
		return -log10(1 - TAIL_FROM) +
		       log10((x - v->b) / (v->t - v->b)) / v->xi;
	return v->p[lookup_below(&v->grid, x)];
}

/* Raise each score to the surprise of x.  (fmax would be a call.) */
static void
raise_scores(double *score, const struct tail *v, const double *x, size_t n)
{
	double p;

	for (size_t i = 0; i < n; i++) {
		p = surprise(v, x[i]);
		score[i] = p > score[i] ? p : score[i];
	}
}

static int
load_largest(struct judge *j, struct err *err)
{
	struct evaluation *e = j->e;
	struct rowset *r = &e->rows;
	struct tail *v = calloc(1, sizeof(*v));
	int ret = 0;

	if (v == NULL)
		return err_errno(err, "tails of the baselines");
	for (size_t i = 0; i < r->n; i++)
		r->score[i] = 0;
	for (int k = 0; k < e->nscorer && ret == 0; k++) {
		const struct scorer *s = &e->scorer[k];

		if (s->kind != SCORER_BASELINE || s->baseline < B2 ||
		    s->baseline > B6 || !s->known)
			continue;
		if (load_column(e, s->column, r->scratch, err) == -1 ||
		    fit_tail(v, r->scratch, e->nrow, err) == -1)
			ret = -1;
		else
			raise_scores(r->score, v, r->scratch, r->n);
		lookup_fini(&v->grid);
	}
	free(v);
	return ret;
}

/* ---- all of them ---- */

static int
load(struct judge *j, const struct scorer *s, struct err *err)
{
	struct evaluation *e = j->e;

	if (s->kind == SCORER_ALWAYS) {
		for (size_t i = 0; i < e->rows.n; i++)
			e->rows.score[i] = 0;
		return 0;
	}
	if (s->kind == SCORER_BASELINE && s->baseline == B7)
		return load_largest(j, err);
	if (s->column >= 0 &&
	    load_column(e, s->column, e->rows.score, err) == -1)
		return -1;
	if (s->alarms >= 0 && load_decisions(e, s->alarms, err) == -1)
		return -1;
	if (s->alarms >= 0 && e->o.window > 1)
		judge_window_alarms(&e->rows, e->o.window);
	return 0;
}

int
judge_load(struct judge *j, int which, struct err *err)
{
	struct evaluation *e = j->e;
	const struct scorer *s = &e->scorer[which];

	judge_reorder(j, e->rows.score, NULL);
	j->constant = s->kind == SCORER_ALWAYS;
	if (load(j, s, err) == -1)
		return -1;
	return e->o.window > 1 ? judge_window_scores(&e->rows, e->o.window, err)
			       : 0;
}
