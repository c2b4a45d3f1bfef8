/*
 * sweep.c - a threshold going down through the distinct scores.
 *
 * Counts are integers, so curves built on them lose nothing; two passes over
 * the rows (one for the totals), no memory.
 */
#include "eval/sweep.h"

#include <math.h>

static int
role_at(const struct ranking *r, size_t rank)
{
	return r->role[r->event[r->order[rank]]];
}

static double
score_at(const struct ranking *r, size_t rank)
{
	return r->score[r->order[rank]];
}

void
sweep_init(struct sweep *s, const struct ranking *r)
{
	*s = (struct sweep){ .r = r, .threshold = NAN };
	for (size_t i = 0; i < r->n; i++) {
		int role = r->role[r->event[i]];

		s->pos += role == 1;
		s->neg += role == 0;
	}
}

int
sweep_next(struct sweep *s)
{
	const struct ranking *r = s->r;

	s->dtp = s->dfp = 0;
	while (s->next < r->n && s->dtp + s->dfp == 0) {
		s->threshold = score_at(r, s->next);
		do {
			int role = role_at(r, s->next++);

			s->dtp += role == 1;
			s->dfp += role == 0;
		} while (
		    s->next < r->n && score_at(r, s->next) == s->threshold);
	}
	s->tp += s->dtp;
	s->fp += s->dfp;
	return s->dtp + s->dfp > 0;
}
