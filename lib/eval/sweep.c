/*
 * sweep.c - sweep a threshold down through the scores of the positives.
 *
 * Counts are integers, so curves built on them are exact.  One pass over the
 * labelled rows.
 */
#include "eval/sweep.h"

#include <math.h>

/* Random orders have no ties. */
static int
same_score(const struct step *t, const struct mark *m, const double *score)
{
	return t->above == m->above && t->upto == m->upto && score != NULL &&
	       score[t->row] == score[m->row];
}

size_t
sweep_steps(struct step *to, const struct view *v, const struct mark *mark,
    const uint32_t *set, const uint32_t *weight, size_t n)
{
	size_t i, k = 0;
	uint32_t times;

	for (i = 0; i < n; i++) {
		times = weight != NULL ? weight[i] : 1;
		if (v->role[set[i]] != 1 || times == 0)
			continue;
		if (k > 0 && same_score(&to[k - 1], &mark[i], v->score)) {
			to[k - 1].positives += times;
			continue;
		}
		to[k++] = (struct step){ mark[i].row, times, mark[i].above,
			mark[i].upto };
	}
	return k;
}

double
sweep_threshold(const struct sweep *s)
{
	const double *score = s->r->view->score;

	return score != NULL ? score[s->r->step[s->next - 1].row] : NAN;
}
