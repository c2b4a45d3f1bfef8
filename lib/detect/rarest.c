/*
 * rarest.c - the held-back rows with the highest scores of a model.
 *
 * A row that several models name is one alarm, not several.  With F firings of
 * all models at the factor c, O of them at a row where another model fires too,
 * and S the sum of q, the share of rows with an alarm is
 *
 *	c S (1 - O/F)
 *
 * which the largest c brings to S.  O is a count, so it is lowered by two of
 * its standard deviations, sqrt(O): models that agree by chance, or on few
 * rows, get no more than their shares.  Rows that one of the models was fitted
 * to, or did not sample, count as not shared.
 *
 * Only the rarest 5 % of the rows are kept.  If q is more, O/F is that of the
 * rows kept; models agree more the more rows they fire at.
 */
#include "detect/rarest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "math/stats.h"

static const double KEPT = 0.05;
static const double SURE = 2; /* standard deviations */

enum { STEPS = 40 };

uint64_t
rarest_symbol(const char *symbol, size_t len)
{
	return hash_xxh64(symbol, len, 0);
}

uint64_t
rarest_key(uint64_t time, uint64_t symbol)
{
	return hash_xxh64(&time, sizeof(time), symbol);
}

/* ---- fit ---- */

struct scored_row {
	double score;
	uint64_t key;
};

static int
by_score(const void *a, const void *b)
{
	const struct scored_row *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->key < y->key ? -1 : x->key > y->key;
}

/* The least of the keep highest of score[n], without NaN; *scored: how many
 * there are to keep of.  NAN: no memory. */
static double
least_kept(size_t *keep, size_t *scored, const double *score, size_t n)
{
	double *v = malloc((n + 1) * sizeof(*v)), least;
	size_t i;

	*scored = *keep = 0;
	if (v == NULL)
		return NAN;
	for (i = 0; i < n; i++)
		if (!isnan(score[i]))
			v[(*scored)++] = score[i];
	*keep = (size_t)ceil(KEPT * (double)*scored);
	*keep = *keep < RAREST_MAX ? *keep : RAREST_MAX;
	least =
	    *keep > 0 ? stats_select(v, *scored, *scored - *keep) : INFINITY;
	free(v);
	return least;
}

int
rarest_fit(struct rarest *r, const double *score, const uint64_t *key, size_t n,
    struct err *err)
{
	size_t i, rows = 0, scored, keep;
	double least = least_kept(&keep, &scored, score, n);
	struct scored_row *row = NULL;

	memset(r, 0, sizeof(*r));
	for (i = 0; i < n; i++)
		rows += score[i] >= least;
	if (!isnan(least)) {
		row = malloc((rows + 1) * sizeof(*row));
		r->key = malloc((keep + 1) * sizeof(*r->key));
	}
	if (row == NULL || r->key == NULL) {
		free(row);
		rarest_free(r);
		return err_errno(err, "%zu scores", n);
	}
	for (i = rows = 0; i < n; i++)
		if (score[i] >= least)
			row[rows++] = (struct scored_row){ score[i], key[i] };
	qsort(row, rows, sizeof(*row), by_score);
	for (i = 0; i < keep; i++)
		r->key[i] = row[i].key;
	free(row);
	r->n = keep;
	r->of = scored;
	return 0;
}

int
rarest_walk(struct walk *w, struct rarest *r)
{
	walk_array(w, "rarest.key", TENSOR_U64, (void **)&r->key, &r->n);
	walk_scalar(w, "rarest.of", TENSOR_U64, &r->of);
	walk_check(w, r->n <= RAREST_MAX && r->n <= r->of,
	    "rarest.of: out of range");
	return walk_done(w);
}

void
rarest_free(struct rarest *r)
{
	free(r->key);
	memset(r, 0, sizeof(*r));
}

/* ---- how many are shared ---- */

/* A row that a model names. */
struct named {
	uint64_t key, rank;
	int model;
};

struct overlap {
	const struct rarest *const *r;
	const double *q;
	int n;
	struct named *named; /* by key */
	size_t names;
};

static int
by_key(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->model - y->model;
}

/* Of the factor c, as much as the rows kept can show for all models. */
static double
factor_shown(const struct overlap *o, double c)
{
	double most = c;
	int i;

	for (i = 0; i < o->n; i++)
		most = fmin(most,
		    (double)o->r[i]->n / ((double)o->r[i]->of * o->q[i]));
	return most;
}

/* The part of all firings at factor c that are surely of rows at which another
 * model fires too. */
static double
part_shared(const struct overlap *o, double c)
{
	double fired = 0, rows = 0, most, weight, shared = 0;
	const struct named *a;
	size_t i, j;

	c = factor_shown(o, c);
	for (i = 0; i < o->names; i = j) {
		most = -1;
		for (j = i; j < o->names && o->named[j].key == o->named[i].key;
		     j++) {
			a = &o->named[j];
			weight = 1 / (double)o->r[a->model]->of;
			if ((double)a->rank + 1 > c * o->q[a->model] / weight)
				continue;
			fired += weight;
			shared += most >= 0;
			most = fmax(most, weight);
		}
		rows += fmax(most, 0);
	}
	if (!(shared > SURE * SURE))
		return 0;
	return (1 - rows / fired) * (1 - SURE / sqrt(shared));
}

static int
name_rows(struct overlap *o)
{
	size_t total = 0;
	uint64_t at;
	int i;

	for (i = 0; i < o->n; i++)
		total += o->r[i]->n;
	o->named = malloc((total + 1) * sizeof(*o->named));
	if (o->named == NULL)
		return -1;
	for (i = 0; i < o->n; i++)
		for (at = 0; at < o->r[i]->n; at++)
			o->named[o->names++] =
			    (struct named){ o->r[i]->key[at], at, i };
	qsort(o->named, o->names, sizeof(*o->named), by_key);
	return 0;
}

double
rarest_factor(const struct rarest *const *r, const double *q, int n)
{
	struct overlap o = { .r = r, .q = q, .n = n };
	double low = 1, high = n, mid;
	int i;

	if (n < 2)
		return 1;
	if (name_rows(&o) == -1)
		return NAN;
	for (i = 0; i < STEPS; i++) {
		mid = (low + high) / 2;
		if (mid * (1 - part_shared(&o, mid)) <= 1)
			low = mid;
		else
			high = mid;
	}
	free(o.named);
	return low;
}
