/*
 * lookup.c - how many of some sorted numbers lie below a number.
 *
 * A few numbers far out would leave most cells empty, so the range of the cells
 * may leave out some at both ends; these then share the first and the last
 * cell.  Of several such ranges, the one is taken whose fullest cell has the
 * fewest numbers.
 */
#include "eval/lookup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

void
lookup_fini(struct lookup *g)
{
	free(g->key);
	free(g->from);
	memset(g, 0, sizeof(*g));
}

/* Put the cells on [key[left_out], key[n - 1 - left_out]]. */
static void
set_range(struct lookup *g, size_t left_out)
{
	double high = g->key[g->n - 1 - left_out];

	g->low = g->key[left_out];
	g->scale = (g->last + 1) / (high - g->low);
	if (!isfinite(g->low) || !isfinite(g->scale))
		g->low = g->scale = 0; /* all in one cell */
}

/* The most numbers in a cell. */
static size_t
fullest(const struct lookup *g)
{
	size_t most = 0, first = 0, cell = 0, c;

	for (size_t i = 0; i < g->n; i++) {
		c = lookup_cell(g, g->key[i]);
		if (c != cell)
			first = i;
		cell = c;
		if (i + 1 - first > most)
			most = i + 1 - first;
	}
	return most;
}

static void
choose_range(struct lookup *g)
{
	size_t best = 0, least = SIZE_MAX, most, i;

	for (i = 0; i <= g->n / 8; i = 4 * i + g->n / 1024 + 1) {
		set_range(g, i);
		most = fullest(g);
		if (most < least) {
			least = most;
			best = i;
		}
	}
	set_range(g, best);
	for (g->half = 1; 2 * g->half - 1 < least;)
		g->half *= 2;
}

static void
fill_table(struct lookup *g, size_t cells)
{
	size_t c = 0;

	for (size_t i = 0; i < g->n; i++)
		for (; c <= lookup_cell(g, g->key[i]); c++)
			g->from[c] = (uint32_t)i;
	for (; c < cells; c++)
		g->from[c] = (uint32_t)g->n;
}

int
lookup_init(struct lookup *g, double *key, size_t n, struct err *err)
{
	size_t cells = 1;

	*g = (struct lookup){ .key = key, .n = n };
	while (cells < LOOKUP_CELLS && cells < 4 * n)
		cells *= 2;
	g->last = (double)(cells - 1);
	if ((g->from = calloc(cells, sizeof(*g->from))) == NULL)
		return err_errno(err, "%zu scores", n);
	if (n == 0)
		return 0;
	choose_range(g);
	fill_table(g, cells);
	if (array_resize(&g->key, n + 2 * g->half, sizeof(*g->key)) == -1)
		return err_errno(err, "%zu scores", n);
	for (size_t i = n; i < n + 2 * g->half; i++)
		g->key[i] = INFINITY;
	return 0;
}
