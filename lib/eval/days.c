/*
 * days.c - the UTC dates of the rows, for a bootstrap over days.
 */
#include "eval/days.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/tstamp.h"

void
days_init(struct days *d)
{
	memset(d, 0, sizeof(*d));
	idmap_init(&d->open, sizeof(uint32_t), "series");
}

void
days_fini(struct days *d)
{
	free(d->v);
	idmap_fini(&d->open);
	days_init(d);
}

static int
stretch_new(struct days *d, uint32_t series, uint32_t day, struct err *err)
{
	if (d->n >= UINT32_MAX / 2)
		return err_set(err, "more than %zu days of a symbol", d->n);
	if (array_grow(&d->v, &d->room, d->n + 1, sizeof(*d->v)) == -1)
		return err_errno(err, "%zu days", d->n);
	d->v[d->n++] = (struct stretch){ series, day, 0 };
	return 0;
}

int
days_add(struct days *d, uint32_t series, uint64_t start, struct err *err)
{
	uint32_t day = (uint32_t)(start / NS_DAY);
	uint32_t *at = idmap_get(&d->open, series, err);

	if (at == NULL)
		return -1;
	if (start == TS_NULL)
		day = *at > 0 ? d->v[*at - 1].day : 0;
	if (*at == 0 || d->v[*at - 1].day != day) {
		if (stretch_new(d, series, day, err) == -1)
			return -1;
		*at = (uint32_t)d->n;
	}
	d->v[*at - 1].end++;
	return 0;
}

/* ---- grouping ---- */

#define SORT_NAME days
#define SORT_TYPE uint32_t
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b) ((a) < (b))
#include "math/introsort.h"

/* Number the dates as they follow each other. */
static int
number_days(struct days *d, struct err *err)
{
	uint32_t *day = malloc((d->n + 1) * sizeof(*day));
	size_t i, n = 0, lo, hi, mid;

	if (day == NULL)
		return err_errno(err, "%zu days", d->n);
	for (i = 0; i < d->n; i++)
		day[i] = d->v[i].day;
	days_sort(day, d->n, NULL);
	for (i = 0; i < d->n; i++)
		if (n == 0 || day[i] != day[n - 1])
			day[n++] = day[i];
	for (i = 0; i < d->n; i++) {
		for (lo = 0, hi = n; hi - lo > 1;) {
			mid = lo + (hi - lo) / 2;
			if (day[mid] <= d->v[i].day)
				lo = mid;
			else
				hi = mid;
		}
		d->v[i].series = (uint32_t)lo;
	}
	d->count = (uint32_t)n;
	free(day);
	return 0;
}

int
days_group(struct days *d, const struct rowset *r, struct err *err)
{
	struct stretch *to = malloc((d->n + 1) * sizeof(*to));
	size_t *next = calloc((size_t)r->nseries + 1, sizeof(*next));
	size_t i, n = 0;

	if (to == NULL || next == NULL) {
		free(to);
		free(next);
		return err_errno(err, "%zu days", d->n);
	}
	/* a counting sort by place; series keep their order */
	for (i = 0; i < d->n; i++)
		next[d->v[i].series]++;
	for (uint32_t p = 0; p < r->nseries; p++) {
		size_t k = next[r->at[p]];

		next[r->at[p]] = n;
		n += k;
	}
	for (i = 0; i < d->n; i++)
		to[next[d->v[i].series]++] = d->v[i];
	for (i = 1; i < d->n; i++)
		to[i].end += to[i - 1].end;
	free(d->v);
	free(next);
	d->v = to;
	d->room = d->n + 1;
	return number_days(d, err);
}
