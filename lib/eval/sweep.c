/*
 * sweep.c - sweep a threshold down through the scores of the positives.
 *
 * Counts are integers, so curves built on them are exact.  One pass over the
 * labelled rows; no extra memory.
 */
#include "eval/sweep.h"

#include <math.h>

void
sweep_init(struct sweep *s, const struct ranking *r)
{
	*s = (struct sweep){ .r = r, .threshold = NAN };
	s->pos = r->view->pos;
	s->neg = r->view->neg;
}

/* Equal scores; random orders have no ties. */
static int
same_score(const struct ranking *r, size_t a, size_t b)
{
	const struct mark *m = r->mark;

	if (m[a].above != m[b].above || m[a].upto != m[b].upto)
		return 0;
	return r->view->score != NULL &&
	       r->view->score[m[a].row] == r->view->score[m[b].row];
}

int
sweep_next(struct sweep *s)
{
	const struct ranking *r = s->r;
	const struct view *v = r->view;
	size_t first = s->next;

	s->dtp = 0;
	while (s->next < r->nmark && s->dtp == 0) {
		first = s->next;
		do {
			if (v->role[rowset_events(v->rows,
				r->mark[s->next].row)] == 1)
				s->dtp += r->weight ? r->weight[s->next] : 1;
			s->next++;
		} while (s->next < r->nmark && same_score(r, first, s->next));
	}
	if (s->dtp == 0)
		return 0;
	s->tp += s->dtp;
	s->fp = r->mark[first].upto;
	s->tied = r->mark[first].upto - r->mark[first].above;
	s->threshold = v->score ? v->score[r->mark[first].row] : NAN;
	return 1;
}
