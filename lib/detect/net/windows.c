/*
 * windows.c - the windows of rows that a net is trained on.
 */
#include "detect/net/windows.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/idmap.h"

/* Convert the rows of a run and list its windows that begin after the symbol's
 * first *skip rows. */
static void
list_run(struct windows_of *w, const struct rows *r, const struct net_input *in,
    size_t from, size_t to, size_t *skip)
{
	size_t row, good = 0;
	int usable;

	for (row = from; row < to; row++) {
		usable =
		    (row > from || in->returns == 0) &&
		    net_input_row(w->x + row * w->F, in, r->x + row * w->F) &&
		    (r->label == NULL || r->label[row] == 0);
		if (*skip > 0) {
			(*skip)--;
			usable = 0;
		}
		good = usable ? good + 1 : 0;
		if (good >= w->W)
			w->start[w->n++] = row + 1 - w->W;
	}
}

static int
list_runs(struct windows_of *w, const struct rows *r,
    const struct net_input *in, size_t gap, struct err *err)
{
	struct idmap left; /* size_t by symbol: rows still to skip, + 1 */
	size_t i, skip, *at;
	int rc = 0;

	idmap_init(&left, sizeof(size_t), "symbols");
	for (i = 0; rc == 0 && i < r->runs; i++) {
		if (gap == 0) {
			skip = 0;
			list_run(w, r, in, r->run[i], r->run[i + 1], &skip);
			continue;
		}
		if ((at = idmap_get(&left, r->symbol[r->run[i]], err)) ==
		    NULL) {
			rc = -1;
			continue;
		}
		skip = *at == 0 ? gap : *at - 1;
		list_run(w, r, in, r->run[i], r->run[i + 1], &skip);
		*at = skip + 1;
	}
	idmap_fini(&left);
	return rc;
}

int
windows_init(struct windows_of *w, const struct rows *r,
    const struct net_input *in, size_t W, size_t gap, struct err *err)
{
	size_t i, n = r->n > 0 ? r->n : 1;

	*w = (struct windows_of){ .W = W, .F = (size_t)in->F };
	w->x = calloc(n * w->F, sizeof(*w->x));
	w->start = malloc(n * sizeof(*w->start));
	w->order = malloc(n * sizeof(*w->order));
	if (w->x == NULL || w->start == NULL || w->order == NULL) {
		windows_fini(w);
		return err_errno(err, "windows of %zu rows", r->n);
	}
	if (list_runs(w, r, in, gap, err) == -1) {
		windows_fini(w);
		return -1;
	}
	for (i = 0; i < w->n; i++)
		w->order[i] = i;
	return 0;
}

uint64_t
windows_sum(const struct windows_of *w, size_t rows, uint64_t seed)
{
	seed = hash_xxh64(w->x, rows * w->F * sizeof(*w->x), seed);
	return hash_xxh64(w->start, w->n * sizeof(*w->start), seed);
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
