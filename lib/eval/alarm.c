/*
 * alarm.c - the alarms of a scorer, and a threshold for them.
 *
 * A model's alarms come with its rows.  A baseline alarms on its highest-scored
 * rows, as many as the first model; ties are not cut.  With `choose' each
 * scorer gets its own threshold:
 *
 *	f1	the largest F1;  youden: the largest TPR - FPR
 *	cost	the smallest FP + cost x FN
 *
 * on the rows held out for this, or on the evaluated rows themselves.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/judge.h"
#include "eval/subset.h"
#include "eval/sweep.h"

static int
reserve(struct judge *j, size_t n, struct err *err)
{
	uint32_t *p;

	if (n >= j->room_alarm) {
		p = realloc(j->alarm_room, (n + 1) * sizeof(*p));
		if (p == NULL)
			return err_errno(err, "%zu alarms", n);
		j->alarm_room = p;
		j->room_alarm = n + 1;
	}
	j->alarm = j->alarm_room;
	j->nalarm = n;
	return 0;
}

/* The alarms that are labelled, and their runs; both lists are ascending. */
static void
find_hits(struct judge *j)
{
	const struct rowset *r = &j->e->rows;
	uint32_t run = 0, row;
	size_t i;

	j->nhit = 0;
	for (i = 0; i < j->nalarm; i++) {
		row = judge_alarm(j, i);
		run += judge_begins_run(j, i);
		if (!subset_has(r->marked, row) || rowset_events(r, row) == 0)
			continue;
		j->hit[j->nhit] = row;
		j->hit_run[j->nhit++] = run;
	}
	j->counted_from = 0;
	j->counted_end = j->nalarm;
	j->runs = run;
}

static int
all_alarm(struct judge *j)
{
	j->alarm = NULL;
	j->nalarm = j->e->nrow;
	find_hits(j);
	return 0;
}

int
judge_draw_alarms(struct judge *j, size_t k, struct rng *rng, struct err *err)
{
	if (k >= j->e->nrow)
		return all_alarm(j);
	if (reserve(j, k, err) == -1)
		return -1;
	subset_draw(j->alarm_room, k, j->e->nrow, j->e->rows.seen, rng);
	find_hits(j);
	return 0;
}

/* ---- three ways to alarm ---- */

static int
alarms_of_flags(struct judge *j, struct err *err)
{
	const struct rowset *r = &j->e->rows;
	size_t i, k = 0;

	for (i = 0; i < j->e->nrow; i++)
		k += (r->set[i] & ROW_ALARM) != 0;
	if (reserve(j, k, err) == -1)
		return -1;
	for (i = k = 0; i < j->e->nrow; i++)
		if (r->set[i] & ROW_ALARM)
			j->alarm_room[k++] = (uint32_t)i;
	return 0;
}

static size_t
count_from(const struct judge *j, double threshold)
{
	const double *score = j->e->rows.score;
	size_t k = 0;

	for (size_t i = 0; i < j->e->nrow; i++)
		k += score[i] >= threshold;
	return k;
}

/* The k rows with this score or a higher one. */
static int
alarms_from(struct judge *j, double threshold, size_t k, struct err *err)
{
	const double *score = j->e->rows.score;
	uint32_t *to;

	if (reserve(j, k, err) == -1)
		return -1;
	to = j->alarm_room;
	for (size_t i = 0; i < j->e->nrow; i++)
		if (score[i] >= threshold)
			*to++ = (uint32_t)i;
	j->top.above = j->alarm_room;
	j->top.nabove = k;
	j->top.all = j->e->nrow;
	return 0;
}

/* The k highest-scored rows, or fewer. */
static int
alarms_on_top(struct judge *j, size_t k, struct err *err)
{
	const struct rowset *r = &j->e->rows;
	size_t n = j->e->nrow, from;
	double at;

	k = k < n ? k : n;
	if (k == 0)
		return reserve(j, 0, err);
	at = top_value(r->score, n, k, r->scratch, &from);
	if (from > k) { /* ties are not cut */
		at = nextafter(at, INFINITY);
		from = count_from(j, at);
	}
	return alarms_from(j, at, from, err);
}

/* ---- a threshold per scorer ---- */

static double
least_cost(const struct ranking *r, double cost)
{
	struct sweep s;
	double best, now, at = INFINITY;

	sweep_init(&s, r);
	best = cost * (double)s.pos; /* never alarm */
	while (sweep_next(&s)) {
		now = (double)s.fp + cost * (double)(s.pos - s.tp);
		if (now >= best)
			continue;
		best = now;
		at = sweep_threshold(&s);
	}
	return at;
}

/* The threshold that a metric's oracle chose: its value `threshold'. */
static double
best_of(const struct ranking *r, const char *name)
{
	const struct metric *m = metric_find(name);
	double out[EVAL_VALUES_MAX];
	int i = 0;

	m->rank(out, r);
	while (strcmp(m->values[i], "threshold") != 0)
		i++;
	return out[i];
}

static int
choose(struct judge *j, struct scorer *s, struct err *err)
{
	struct evaluation *e = j->e;
	uint32_t all = e->rows.nseries;
	struct ranking r;

	if (judge_view(j, e->nplace < all ? e->nplace : 0,
		e->nplace < all ? all : e->nplace, err) == -1)
		return -1;
	r = judge_ranking(j);
	if (j->view.pos == 0)
		return err_set(err, "--choose: no labelled row to choose a "
				    "threshold on");
	s->threshold =
	    e->o.choose == CHOOSE_COST
		? least_cost(&r, e->o.cost)
		: best_of(&r, e->o.choose == CHOOSE_F1 ? "best_f1" : "youden");
	return 0;
}

int
judge_alarms(struct judge *j, int which, struct err *err)
{
	struct evaluation *e = j->e;
	struct scorer *s = &e->scorer[which];
	int ret;

	if (s->kind == SCORER_ALWAYS) {
		s->alarmed = e->nrow;
		return all_alarm(j);
	}
	if (e->o.choose != CHOOSE_NOT && choose(j, s, err) == -1)
		return -1;
	if (e->o.choose != CHOOSE_NOT)
		ret = alarms_from(j, s->threshold, count_from(j, s->threshold),
		    err);
	else if (s->kind == SCORER_MODEL)
		ret = alarms_of_flags(j, err);
	else
		ret = alarms_on_top(j, e->scorer[0].alarmed, err);
	s->alarmed = j->nalarm;
	if (ret == 0)
		find_hits(j);
	return ret;
}
