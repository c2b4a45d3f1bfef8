/*
 * learning.c - what scoring learns, apart from the detectors' states.
 */
#include "score/learning.h"

#include <math.h>

int
learning_turn(struct learning *l, struct judge *j, struct err *err)
{
	struct scorer *k;
	int i;

	(void)l;
	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_relearns(k) &&
		    relearn_fit(&k->relearn, k->model, err) == -1)
			return err_at(err, "%s", k->name);
	}
	return judge_decide(j, err);
}

int
learning_row(struct learning *l, struct judge *j, size_t at, struct err *err)
{
	struct scorer *k;
	int i;

	for (i = 0; l->on && i < j->n; i++) {
		k = j->scorer[i];
		if (!scorer_is_rule(k) && scorer_relearns(k) &&
		    !isnan(k->score[at]) &&
		    relearn_push(&k->relearn, k->score[at], err) == -1)
			return -1;
	}
	return 0;
}

/* ---- state ---- */

int
learning_save(struct learning *l, struct state *file, struct err *err)
{
	struct walk w;

	if (!l->on)
		return 0;
	if (state_save(&w, file, "learning", err) == 0 &&
	    state_owner(&w, 0, 0) == 0)
		walk_scalar(&w, "rows", TENSOR_U64, &l->rows);
	return state_done(&w);
}

int
learning_load(struct learning *l, struct state *file, struct err *err)
{
	uint32_t symbol;
	uint64_t number;
	struct walk w;

	if (!l->on)
		return 0;
	if (state_load(&w, file, "learning", err) == 1 &&
	    state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &symbol, &number) == 0)
		walk_scalar(&w, "rows", TENSOR_U64, &l->rows);
	return state_done(&w);
}
