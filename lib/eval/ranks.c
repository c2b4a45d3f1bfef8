/*
 * ranks.c - the rows in the order of the model, of a baseline, of chance.
 *
 * The one array of doubles serves them in turn: first the model's scores are
 * ranked, then each baseline's in their place, then random orders.
 *
 * The random floor: a score that knows nothing puts the rows in an order all
 * of whose permutations are equally likely.  So the events are shuffled over
 * the rows (Fisher and Yates; Durstenfeld 1964), which takes a walk where
 * drawing scores would take a sort, and costs each table a walk in order.
 * Mean and 95 % range (quantiles of type 7) over the seeds 1, 2, ..., each
 * starting from the order that the one before left.
 */
#include "eval/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "math/stats.h"

const char *const scorer_names[SCORERS] = { "model", "B1", "B2" };

/* What the floor is stated for. */
static const struct {
	const char *metric, *value;
} floor_figures[] = {
	{ "average_precision", "" },
	{ "ap_lift", "" },
	{ "roc_auc", "" },
	{ "best_f1", "f" },
	{ "best_f4", "f" },
	{ "point", "precision" },
	{ "point", "recall" },
	{ "point", "f05" },
	{ "point", "f1" },
	{ "point", "f2" },
	{ "point", "f4" },
	{ "point", "mcc" },
	{ "events", "event_recall" },
};

/* ---- alarms ---- */

/* The strangest rows, k of them or fewer: ties are not cut. */
static size_t
top_rows(const struct evaluation *e, size_t k)
{
	if (k >= e->n)
		return e->n;
	while (k > 0 && e->score[e->order[k - 1]] == e->score[e->order[k]])
		k--;
	return k;
}

static void
hits_of_top(const struct work *w, size_t k)
{
	const struct evaluation *e = w->e;
	size_t i, n = top_rows(e, k);

	memset(w->hits, 0, e->events.n * sizeof(*w->hits));
	for (i = 0; i < n; i++)
		w->hits[e->event[e->order[i]]]++;
}

/* Where each event's strangest row stands: 1 + rows that are stranger. */
static void
rank_events(struct evaluation *e, int scorer)
{
	size_t i, above = 0;
	struct event *v;

	for (i = 0; i < e->n; i++) {
		if (i > 0 && e->score[e->order[i]] != e->score[e->order[i - 1]])
			above = i;
		v = &e->events.v[e->event[e->order[i]]];
		if (v->rank[scorer] == 0)
			v->rank[scorer] = (uint32_t)above + 1;
	}
}

/* ---- the scorers ---- */

static int
do_model(const struct work *w, struct err *err)
{
	struct evaluation *e = w->e;
	struct eval_table *t;
	size_t i;
	int k;

	stats_order_desc(e->order, e->score, e->n);
	rank_events(e, SCORER_MODEL);
	for (i = 0; i < e->events.n; i++)
		w->hits[i] = e->events.v[i].alarmed;
	for (k = 0; k < e->ntable; k++) {
		t = &e->table[k];
		figures_roles(w, t);
		figures_count(w, t);
		figures_rank(w, &t->of[SCORER_MODEL], 0);
		if (k == 0)
			figures_tally(w, &t->of[SCORER_MODEL]);
		else if (figures_alarms(w, &t->of[SCORER_MODEL], 1, err) == -1)
			return -1;
	}
	return 0;
}

static int
do_baseline(const struct work *w, int which, struct err *err)
{
	struct evaluation *e = w->e;
	struct figures *f;
	size_t i;
	int k;

	for (i = 0; i < e->n; i++)
		e->score[i] = (double)e->base[which][i];
	stats_order_desc(e->order, e->score, e->n);
	rank_events(e, SCORER_B1 + which);
	hits_of_top(w, e->alarmed);
	for (k = 0; k < e->ntable; k++) {
		f = &e->table[k].of[SCORER_B1 + which];
		figures_roles(w, &e->table[k]);
		figures_rank(w, f, 0);
		if (figures_alarms(w, f, 0, err) == -1)
			return -1;
	}
	return 0;
}

static double *
draws_of(const struct work *w, int table, int figure)
{
	return w->draw +
	       (size_t)(table * w->e->nfloor + figure) * (size_t)w->e->o.seeds;
}

static void
shuffle(uint32_t *v, size_t n, struct rng *rng)
{
	uint32_t x;
	size_t i, j;

	for (i = n; i > 1; i--) {
		j = (size_t)rng_below(rng, i);
		x = v[i - 1];
		v[i - 1] = v[j];
		v[j] = x;
	}
}

/* One random order, in all tables. */
static int
do_seed(const struct work *w, int seed, struct err *err)
{
	struct evaluation *e = w->e;
	struct figures f;
	struct rng rng;
	int i, k;

	rng_init(&rng, (uint64_t)seed + 1, 0);
	shuffle(e->event, e->n, &rng);
	hits_of_top(w, e->alarmed);
	for (k = 0; k < e->ntable; k++) {
		for (i = 0; i < FIGURES_MAX; i++)
			f.v[i] = NAN;
		figures_roles(w, &e->table[k]);
		figures_rank(w, &f, 1);
		if (figures_alarms(w, &f, 0, err) == -1)
			return -1;
		for (i = 0; i < e->nfloor; i++)
			draws_of(w, k, i)[seed] = f.v[e->floor_figure[i]];
	}
	return 0;
}

static void
floor_of(struct floor *f, double *v, int n)
{
	double sum = 0;
	int i;

	for (i = 0; i < n; i++)
		sum += v[i];
	f->mean = f->low = f->high = n > 0 ? sum / n : NAN;
	if (n == 0 || isnan(sum))
		return;
	stats_sort(v, (size_t)n);
	f->low = stats_quantile(v, (size_t)n, 0.025);
	f->high = stats_quantile(v, (size_t)n, 0.975);
}

static int
do_floor(struct work *w, struct err *err)
{
	struct evaluation *e = w->e;
	/* without a positive row nothing of it is defined */
	int seeds = e->table[0].positives > 0 ? e->o.seeds : 0;
	size_t i;
	int k, s;

	w->draw =
	    calloc((size_t)(e->ntable * e->nfloor) * (size_t)(e->o.seeds + 1),
		sizeof(*w->draw));
	if (w->draw == NULL)
		return err_errno(err, "random floor");
	for (i = 0; i < e->n; i++) {
		e->order[i] = (uint32_t)i;
		e->score[i] = (double)(e->n - i);
	}
	for (s = 0; s < seeds; s++)
		if (do_seed(w, s, err) == -1)
			return -1;
	for (k = 0; k < e->ntable; k++)
		for (s = 0; s < e->nfloor; s++)
			floor_of(&e->table[k].floor[s], draws_of(w, k, s),
			    seeds);
	return 0;
}

/* A model that ranks no better than a line of awk is marked. */
static void
compare(struct evaluation *e)
{
	double best, ap;
	int k, s;

	for (k = 0; k < e->ntable; k++) {
		best = e->table[k].floor[0].mean;
		for (s = SCORER_B1; s < SCORERS; s++) {
			ap =
			    evaluation_figure(e, k, s, "average_precision", "");
			if (e->has[s] && (isnan(best) || ap > best))
				best = ap;
		}
		ap = evaluation_figure(e, k, SCORER_MODEL, "average_precision",
		    "");
		e->table[k].equals_baseline = ap <= best;
	}
}

static int
run(struct work *w, struct err *err)
{
	struct evaluation *e = w->e;
	int i;

	if (do_model(w, err) == -1)
		return -1;
	for (i = 0; i < BASELINES; i++)
		if (e->has[SCORER_B1 + i] && do_baseline(w, i, err) == -1)
			return -1;
	if (do_floor(w, err) == -1)
		return -1;
	compare(e);
	return 0;
}

int
evaluation_figures(struct evaluation *e, struct err *err)
{
	struct work w = { .e = e };
	size_t i, n = e->events.n;
	int k, ret = -1;

	for (i = 0; i < sizeof(floor_figures) / sizeof(*floor_figures); i++) {
		k = figure_find(e, floor_figures[i].metric,
		    floor_figures[i].value);
		if (k >= 0)
			e->floor_figure[e->nfloor++] = k;
	}
	w.role = calloc(n, sizeof(*w.role));
	w.hits = calloc(n, sizeof(*w.hits));
	w.delay = calloc(n, sizeof(*w.delay));
	if (w.role == NULL || w.hits == NULL || w.delay == NULL)
		err_errno(err, "events");
	else if (figures_tables(e, err) == 0)
		ret = run(&w, err);
	free(w.role);
	free(w.hits);
	free(w.delay);
	free(w.draw);
	return ret;
}
