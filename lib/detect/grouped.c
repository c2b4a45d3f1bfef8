/*
 * grouped.c - a range of a sample as struct rows, ordered by run.
 */
#include "detect/grouped.h"

#include <stdlib.h>
#include <string.h>

/* Runs of one row each are already in order. */
static int
group_single(struct grouped *g, size_t n, struct err *err)
{
	size_t i;

	if ((g->run = malloc((n + 1) * sizeof(*g->run))) == NULL)
		return err_errno(err, "%zu runs", n);
	for (i = 0; i <= n; i++)
		g->run[i] = i;
	g->rows.runs = n;
	return 0;
}

/* The destination of each row: runs in the order of their first rows. */
static int
places_find(struct grouped *g, const uint32_t *run, size_t runs, size_t n,
    struct err *err)
{
	size_t *next = calloc(runs + 1, sizeof(*next)), i, sum = 0, rows;

	g->run = malloc((runs + 1) * sizeof(*g->run));
	g->place = malloc((n > 0 ? n : 1) * sizeof(*g->place));
	if (next == NULL || g->run == NULL || g->place == NULL) {
		free(next);
		return err_errno(err, "%zu runs", runs);
	}
	for (i = 0; i < n; i++)
		next[run[i]]++;
	for (i = 0; i < runs; i++) {
		rows = next[i];
		next[i] = sum;
		if (rows > 0)
			g->run[g->rows.runs++] = sum;
		sum += rows;
	}
	g->run[g->rows.runs] = sum;
	for (i = 0; i < n; i++)
		g->place[i] = (uint32_t)next[run[i]]++;
	free(next);
	return 0;
}

static void
swap_rows(struct reservoir *r, size_t a, size_t b)
{
	double *x = r->x + a * r->d, *y = r->x + b * r->d, value;
	uint64_t time = r->time[a];
	uint32_t symbol = r->symbol[a];
	uint8_t label = r->label[a];
	size_t j;

	for (j = 0; j < r->d; j++) {
		value = x[j];
		x[j] = y[j];
		y[j] = value;
	}
	r->time[a] = r->time[b];
	r->time[b] = time;
	r->symbol[a] = r->symbol[b];
	r->symbol[b] = symbol;
	r->label[a] = r->label[b];
	r->label[b] = label;
}

/* Follow the cycles of the permutation: at most n swaps. */
static int
rows_move(struct reservoir *r, size_t from, const uint32_t *place, size_t n,
    struct err *err)
{
	uint32_t *left = malloc((n > 0 ? n : 1) * sizeof(*left)), to;
	size_t i;

	if (left == NULL)
		return err_errno(err, "%zu rows", n);
	memcpy(left, place, n * sizeof(*left));
	for (i = 0; i < n; i++)
		while ((to = left[i]) != i) {
			swap_rows(r, from + i, from + to);
			left[i] = left[to];
			left[to] = to;
		}
	free(left);
	return 0;
}

int
grouped_init(struct grouped *g, struct reservoir *r, size_t from, size_t to,
    struct err *err)
{
	size_t n = to - from;
	int rc;

	memset(g, 0, sizeof(*g));
	if (r->run_max == 1)
		rc = group_single(g, n, err);
	else if ((rc = places_find(g, r->run + from, r->runs, n, err)) == 0)
		rc = rows_move(r, from, g->place, n, err);
	g->rows.x = r->x + from * r->d;
	g->rows.symbol = r->symbol + from;
	g->rows.time = r->time + from;
	g->rows.label = r->label + from;
	g->rows.run = g->run;
	g->rows.n = n;
	return rc;
}

void
grouped_fini(struct grouped *g)
{
	free(g->run);
	free(g->place);
	memset(g, 0, sizeof(*g));
}
