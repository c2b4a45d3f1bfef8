/*
 * window.c - the last n values of a series.
 *
 * Each value is written twice, n slots apart, so the last n values are always
 * contiguous, oldest first.  Statistics are computed from the values each time,
 * O(n) per call: no running sum can drift or become infinite, and a loaded
 * state gives the same bits.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/kernel.h"
#include "math/stats.h"
#include "math/window.h"

size_t
lastn_size(uint32_t n)
{
	return sizeof(struct lastn) + 2 * (size_t)n * sizeof(double);
}

void
lastn_init(struct lastn *w, uint32_t n)
{
	memset(w, 0, lastn_size(n));
	w->cap = n;
}

void
lastn_push(struct lastn *w, double x)
{
	if (w->cap == 0)
		return;
	w->v[w->next] = x;
	w->v[(size_t)w->next + w->cap] = x;
	if (++w->next == w->cap)
		w->next = 0;
	if (w->count < w->cap)
		w->count++;
}

const double *
lastn_values(const struct lastn *w)
{
	/* Until it is full, slot 0 holds the oldest. */
	return w->count < w->cap ? w->v : w->v + w->next;
}

void
lastn_walk(struct walk *w, const char *name, struct lastn *l)
{
	char count[TENSOR_NAME_MAX + 1];

	snprintf(count, sizeof(count), "%s.n", name);
	walk_scalar(w, count, TENSOR_U32, &l->count);
	walk_check(w, l->count <= l->cap, "more values than a window holds");
	if (walk_done(w) == -1)
		return;
	if (walk_loading(w))
		l->next = 0;
	walk_vector(w, name, TENSOR_F64, (void *)lastn_values(l), l->count);
	if (!walk_loading(w))
		return;
	memcpy(l->v + l->cap, l->v, l->count * sizeof(*l->v));
	l->next = l->count < l->cap ? l->count : 0;
}

double
lastn_mean(const struct lastn *w)
{
	if (w->count == 0)
		return NAN;
	return kernels_best()->sum(lastn_values(w), w->count) / w->count;
}

double
lastn_sd(const struct lastn *w, double m)
{
	double ss;

	if (w->count < 2)
		return NAN;
	ss = kernels_best()->sqdev(lastn_values(w), w->count, m);
	return sqrt(ss / (w->count - 1));
}

double
lastn_median(const struct lastn *w, double *scratch)
{
	memcpy(scratch, lastn_values(w), w->count * sizeof(*scratch));
	return stats_median(scratch, w->count);
}

double
lastn_mad(const struct lastn *w, double median, double *scratch)
{
	const double *v = lastn_values(w);
	uint32_t i;

	for (i = 0; i < w->count; i++)
		scratch[i] = fabs(v[i] - median);
	return stats_median(scratch, w->count);
}

double
lastn_iqr(const struct lastn *w, double *scratch)
{
	if (w->count == 0)
		return NAN;
	memcpy(scratch, lastn_values(w), w->count * sizeof(*scratch));
	stats_sort(scratch, w->count);
	return stats_quantile(scratch, w->count, 0.75) -
	       stats_quantile(scratch, w->count, 0.25);
}
