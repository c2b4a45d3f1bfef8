/*
 * windows.c - the windows of rows that a net is trained on.
 */
#include "detect/net/windows.h"

#include <stdlib.h>
#include <string.h>

/* 1 when a row may be in a window. */
static int
usable(const struct rows *r, size_t row, size_t F)
{
	size_t j;

	if (r->label != NULL && r->label[row] != 0)
		return 0;
	for (j = 0; j < F; j++)
		if (!isfinite(r->x[row * F + j]))
			return 0;
	return 1;
}

/* Windows of one run, behind those of the runs before. */
static void
list_run(struct windows_of *w, const struct rows *r, size_t from, size_t to)
{
	size_t row, good = 0;

	for (row = from; row < to; row++) {
		good = usable(r, row, w->F) ? good + 1 : 0;
		if (good >= w->W)
			w->start[w->n++] = row + 1 - w->W;
	}
}

int
windows_init(struct windows_of *w, const struct rows *r, size_t W, size_t F,
    struct err *err)
{
	size_t i, n = r->n > 0 ? r->n : 1;

	*w = (struct windows_of){ .W = W, .F = F };
	w->x = malloc(n * F * sizeof(*w->x));
	w->start = malloc(n * sizeof(*w->start));
	w->order = malloc(n * sizeof(*w->order));
	if (w->x == NULL || w->start == NULL || w->order == NULL) {
		windows_fini(w);
		return err_errno(err, "windows of %zu rows", r->n);
	}
	for (i = 0; i < r->n * F; i++)
		w->x[i] = (float)r->x[i];
	for (i = 0; i < r->runs; i++)
		list_run(w, r, r->run[i], r->run[i + 1]);
	for (i = 0; i < w->n; i++)
		w->order[i] = i;
	return 0;
}

void
windows_fini(struct windows_of *w)
{
	free(w->x);
	free(w->start);
	free(w->order);
	memset(w, 0, sizeof(*w));
}

/* Fisher and Yates, from the identity. */
void
windows_shuffle(struct windows_of *w, uint64_t seed, uint64_t epoch)
{
	struct rng rng;
	size_t i, j, t;

	rng_init(&rng, seed, UINT64_C(1) << 32 | epoch);
	for (i = 0; i < w->n; i++)
		w->order[i] = i;
	for (i = w->n; i > 1; i--) {
		j = (size_t)rng_below(&rng, i);
		t = w->order[i - 1];
		w->order[i - 1] = w->order[j];
		w->order[j] = t;
	}
}

void
windows_get(float *out, const struct windows_of *w, size_t i)
{
	memcpy(out, w->x + w->start[w->order[i]] * w->F,
	    w->W * w->F * sizeof(*out));
}
