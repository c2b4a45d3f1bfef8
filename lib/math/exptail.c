/*
 * exptail.c - the tail probability of a value given the earlier ones, assuming
 * an exponential tail.
 */
#include "math/exptail.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/stats.h"

static const double LN10 = 2.302585, P_MIN = 1e-9;

void
exptail_init(struct exptail *s)
{
	memset(s, 0, sizeof(*s));
	s->m = 1;
}

static uint64_t
kept(const struct exptail *s)
{
	return s->n < EXPTAIL_MAX ? s->n : EXPTAIL_MAX;
}

/* Sorted values below r. */
static uint64_t
below(const struct exptail *s, double r)
{
	uint64_t lo = 0, hi = s->nsorted, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->sorted[mid] < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

double
exptail_surprise(const struct exptail *s, const struct exptail_how *how,
    double r)
{
	double n = (double)(how->all ? kept(s) : s->nsorted), p;

	if (s->nsorted == 0)
		return 0;
	if (r > s->t)
		return -log10(1 - how->q) + (r - s->t) / s->m / LN10;
	p = (n - (double)below(s, r) + 1) / (n + 1);
	return -log10(fmax(p, P_MIN));
}

static void
fit(struct exptail *s, const struct exptail_how *how)
{
	uint64_t n = kept(s), first = (uint64_t)(how->q * (double)(n - 1)), i;
	double sum = 0;

	memcpy(s->sorted, s->v, n * sizeof(*s->v));
	stats_sort(s->sorted, n);
	s->nsorted = n;
	s->t = s->sorted[first];
	for (i = first; i < n; i++)
		sum += s->sorted[i] - s->t;
	s->m = fmax(sum / (double)(n - first),
	    how->floor * fabs(s->t) + how->least);
	s->age = 0;
}

void
exptail_push(struct exptail *s, const struct exptail_how *how, double r)
{
	uint64_t due;

	s->v[s->n++ % EXPTAIL_MAX] = r;
	s->age++;
	due = how->all ? (uint64_t)(how->grow * (double)kept(s))
		       : (uint64_t)((1 + how->grow) * (double)s->nsorted) -
			     s->nsorted;
	if (due < how->every)
		due = how->every;
	if (s->n == EXPTAIL_MIN || (s->n > EXPTAIL_MIN && s->age >= due))
		fit(s, how);
}

static int
values_ok(const struct exptail *s)
{
	uint64_t i;

	for (i = 0; i < EXPTAIL_MAX; i++)
		if (!isfinite(s->v[i]) || !isfinite(s->sorted[i]))
			return 0;
	return isfinite(s->t) && s->m > 0 && isfinite(s->m);
}

int
exptail_walk(struct walk *w, const char *name, struct exptail *s)
{
	const char *prefix = w->prefix;
	char text[TENSOR_NAME_MAX + 1];

	snprintf(text, sizeof(text), "%s%s.", prefix != NULL ? prefix : "",
	    name);
	w->prefix = text;
	walk_scalar(w, "n", TENSOR_U64, &s->n);
	walk_scalar(w, "age", TENSOR_U64, &s->age);
	walk_scalar(w, "nsorted", TENSOR_U64, &s->nsorted);
	walk_check(w, s->nsorted <= EXPTAIL_MAX, "nsorted: out of range");
	walk_scalar(w, "t", TENSOR_F64, &s->t);
	walk_scalar(w, "m", TENSOR_F64, &s->m);
	walk_vector(w, "v", TENSOR_F64, s->v, EXPTAIL_MAX);
	walk_vector(w, "sorted", TENSOR_F64, s->sorted, EXPTAIL_MAX);
	if (walk_loading(w))
		walk_check(w, values_ok(s), "values: out of range");
	w->prefix = prefix;
	return walk_done(w);
}
