/*
 * learning.c - what scoring learns, apart from the detectors' states.
 */
#include "score/learning.h"

#include <math.h>

/* Calibrate all models again. */
static int
relearn(const struct judge *j, struct err *err)
{
	struct scorer *k;
	int i;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_relearns(k) &&
		    relearn_fit(&k->relearn, k->model, err) == -1)
			return err_at(err, "%s", k->name);
	}
	return 0;
}

int
learning_turn(struct learning *l, struct judge *j, struct refit_change *c,
    struct err *err)
{
	int rc = 0;

	if (l->on && l->rows % RELEARN_EVERY == 0 && relearn(j, err) == -1)
		return -1;
	if (l->rows == l->refit.due)
		rc = refit_turn(&l->refit, j, c, err);
	return rc == -1 || judge_decide(j, err) == -1 ? -1 : rc;
}

int
learning_take(struct learning *l, struct judge *j, const struct rec *r,
    size_t at, struct err *err)
{
	struct scorer *k;
	int i;

	for (i = 0; l->on && i < j->n; i++) {
		k = j->scorer[i];
		if (!scorer_is_rule(k) && scorer_relearns(k) &&
		    !isnan(k->got->score[at]) &&
		    relearn_push(&k->relearn, k->got->score[at], err) == -1)
			return -1;
	}
	return refit_row(&l->refit, j, r, at, err);
}

void
learning_drift(struct learning *l, uint32_t symbol)
{
	refit_trigger(&l->refit, l->decided, symbol);
}

void
learning_fini(struct learning *l)
{
	refit_fini(&l->refit);
}

/* ---- state ---- */

static int
is_on(const struct learning *l)
{
	return l->on || l->refit.n > 0;
}

static void
walk_rows(struct walk *w, struct learning *l)
{
	walk_scalar(w, "rows", TENSOR_U64, &l->rows);
	walk_scalar(w, "time", TENSOR_U64, &l->time);
}

int
learning_save(struct learning *l, const struct judge *j, struct state *file,
    struct err *err)
{
	struct walk w;

	if (!is_on(l))
		return 0;
	if (state_save(&w, file, "learning", err) == 0 &&
	    state_owner(&w, 0, 0) == 0)
		walk_rows(&w, l);
	if (state_done(&w) == -1)
		return -1;
	return refit_save(&l->refit, j, file, err);
}

int
learning_load(struct learning *l, struct judge *j, struct state *file,
    struct err *err)
{
	uint32_t symbol;
	uint64_t number;
	struct walk w;

	if (!is_on(l))
		return 0;
	if (state_load(&w, file, "learning", err) == 1 &&
	    state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &symbol, &number) == 0)
		walk_rows(&w, l);
	if (state_done(&w) == -1)
		return -1;
	l->decided = l->rows;
	return refit_load(&l->refit, j, file, err);
}
