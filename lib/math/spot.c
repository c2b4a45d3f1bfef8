/*
 * spot.c - a threshold for a stream of scores, by extreme values.
 *
 *	z_q = t + sigma/gamma ((q n / N_t)^-gamma - 1)
 *
 * at the maximum of the correct likelihood: the reference code has the wrong
 * sign for gamma = 0.  A tail of fewer than TAIL_MIN excesses cannot be fitted:
 * z_q is then the largest score of the warm-up.
 */
#include "math/spot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/stats.h"

enum { TAIL_MIN = 10, MANY = 200 };

static const double LEVEL = 0.98;

void
spot_init(struct spot *s, double q, int drifts)
{
	memset(s, 0, sizeof(*s));
	s->q = q;
	s->drifts = drifts;
	s->t = s->cut = NAN;
}

void
spot_fini(struct spot *s)
{
	free(s->v);
	s->v = NULL;
}

/* ---- the tail ---- */

static void
fit(struct spot *s)
{
	struct gpd g;
	double p = s->q * (double)s->n / (double)s->above;

	s->unfit = 0;
	if (s->kept < TAIL_MIN || gpd_fit(&g, s->v, s->kept) == -1 ||
	    !isfinite(g.gamma) || !(g.sigma > 0))
		return;
	s->gamma = g.gamma;
	s->sigma = g.sigma;
	s->cut = s->t + (p < 1 ? gpd_isf(&g, p) : 0);
}

/* z_q of the fitted distribution, for the rows so far. */
static void
move_cut(struct spot *s)
{
	struct gpd g = { .gamma = s->gamma, .sigma = s->sigma };
	double p = s->q * (double)s->n / (double)s->above;

	if (s->sigma > 0)
		s->cut = s->t + (p < 1 ? gpd_isf(&g, p) : 0);
}

static void
keep(struct spot *s, double excess)
{
	s->v[s->next] = excess;
	s->next = (s->next + 1) % SPOT_EXCESSES;
	if (s->kept < SPOT_EXCESSES)
		s->kept++;
	s->above++;
	s->unfit++;
}

/* The warm-up is over: v holds n scores, then excesses. */
static int
end_warmup(struct spot *s, struct err *err)
{
	double *sorted = s->v;
	size_t n = s->n, i;

	s->v = malloc(SPOT_EXCESSES * sizeof(*s->v));
	if (s->v == NULL) {
		s->v = sorted;
		return err_errno(err, "SPOT");
	}
	stats_sort(sorted, n);
	s->t = sorted[(size_t)(LEVEL * (double)n)];
	s->cut = sorted[n - 1];
	s->kept = s->next = 0;
	for (i = 0; i < n; i++)
		if (sorted[i] > s->t)
			keep(s, sorted[i] - s->t);
	free(sorted);
	if (s->above > 0)
		fit(s);
	return 0;
}

/* ---- scores ---- */

/* Mean of the last scores, in their order in the ring: no running sum. */
static double
level_of(const struct spot *s)
{
	uint64_t n = s->nlast < SPOT_DEPTH ? s->nlast : SPOT_DEPTH, i;
	double sum = 0;

	for (i = 0; i < n; i++)
		sum += s->last[i];
	return n > 0 ? sum / (double)n : 0;
}

static int
warm(struct spot *s, double x, struct err *err)
{
	if (s->v == NULL && (s->v = malloc(SPOT_WARM * sizeof(*s->v))) == NULL)
		return err_errno(err, "SPOT");
	s->v[s->n++] = x;
	s->kept = s->n;
	return s->n == SPOT_WARM ? end_warmup(s, err) : 0;
}

static void
learn(struct spot *s, double x)
{
	s->n++;
	if (!(x > s->t))
		return;
	keep(s, x - s->t);
	if (s->kept < MANY || s->unfit >= SPOT_REFIT)
		fit(s);
	else
		move_cut(s);
}

int
spot_row(struct spot *s, double score, double *threshold, struct err *err)
{
	double level = s->drifts ? level_of(s) : 0, x = score - level;
	int full = !s->drifts || s->nlast >= SPOT_DEPTH;

	*threshold = s->cut + level;
	if (full && x > s->cut)
		return 1;
	if (s->drifts)
		s->last[s->nlast++ % SPOT_DEPTH] = score;
	if (!full)
		return 0;
	if (s->n < SPOT_WARM)
		return warm(s, x, err);
	learn(s, x);
	return 0;
}

/* ---- state ---- */

static int
values_ok(const struct spot *s)
{
	uint64_t i;

	for (i = 0; i < s->kept; i++)
		if (!isfinite(s->v[i]))
			return 0;
	return 1;
}

/* As warm and keep leave them. */
static int
counts_ok(const struct spot *s)
{
	if (s->n < SPOT_WARM)
		return s->kept == s->n && s->next == 0 && s->above == 0 &&
		       s->unfit == 0;
	return s->kept <= s->above && s->above <= s->n &&
	       s->unfit <= s->above &&
	       s->kept ==
		   (s->above < SPOT_EXCESSES ? s->above : SPOT_EXCESSES) &&
	       s->next == s->above % SPOT_EXCESSES;
}

static int
tail_ok(const struct spot *s)
{
	if (s->n < SPOT_WARM)
		return isnan(s->t) && isnan(s->cut);
	return isfinite(s->t) && !isnan(s->cut) && isfinite(s->gamma) &&
	       isfinite(s->sigma) && s->sigma >= 0;
}

/* v as an array of its own length; loading allocates its full working size. */
static void
values_walk(struct walk *w, struct spot *s)
{
	uint64_t n = s->kept,
		 room = s->n < SPOT_WARM ? SPOT_WARM : SPOT_EXCESSES;
	double *v = s->v;

	walk_array(w, "values", TENSOR_F64, (void **)&v, &n);
	if (w->mode == WALK_FREE)
		s->v = NULL;
	if (!walk_loading(w))
		return;
	walk_check(w, n == s->kept && n <= room, "values: out of range");
	s->v = w->failed ? NULL : calloc(room, sizeof(*s->v));
	if (s->v != NULL && n > 0)
		memcpy(s->v, v, n * sizeof(*v));
	free(v);
	walk_check(w, s->v != NULL && values_ok(s), "values: out of range");
}

int
spot_walk(struct walk *w, struct spot *s)
{
	walk_scalar(w, "n", TENSOR_U64, &s->n);
	walk_scalar(w, "kept", TENSOR_U64, &s->kept);
	walk_scalar(w, "next", TENSOR_U64, &s->next);
	walk_scalar(w, "above", TENSOR_U64, &s->above);
	walk_scalar(w, "unfit", TENSOR_U64, &s->unfit);
	if (walk_loading(w))
		walk_check(w, counts_ok(s), "counts: out of range");
	walk_scalar(w, "t", TENSOR_F64, &s->t);
	walk_scalar(w, "gamma", TENSOR_F64, &s->gamma);
	walk_scalar(w, "sigma", TENSOR_F64, &s->sigma);
	walk_scalar(w, "cut", TENSOR_F64, &s->cut);
	if (walk_loading(w))
		walk_check(w, tail_ok(s), "threshold: out of range");
	walk_vector(w, "last", TENSOR_F64, s->last, SPOT_DEPTH);
	walk_scalar(w, "nlast", TENSOR_U64, &s->nlast);
	if (walk_done(w) == 0 || w->mode == WALK_FREE)
		values_walk(w, s);
	return walk_done(w);
}
