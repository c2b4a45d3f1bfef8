/*
 * sweep.h - sweep a threshold down through the scores of the positives.
 *
 * Each step moves the threshold to the next distinct score of a positive row
 * and adds all rows at or above it that are not in yet.  Curves need no more
 * steps: between two such scores only negatives enter.  Equal scores enter in
 * one step, so results do not change under a strictly increasing transform of
 * the scores.  Rows of role -1 are ignored.
 *
 * All ranking metrics of a table walk the same steps, which are made once.
 */
#ifndef EVAL_SWEEP_H
#define EVAL_SWEEP_H

#include <stddef.h>
#include <stdint.h>

#include "eval/eval.h"

/* A distinct score of positive rows. */
struct step {
	uint32_t row;         /* one of them */
	uint32_t positives;   /* how many there are: >= 1 */
	uint32_t above, upto; /* negatives with a higher score, with this one
			       * or a higher one */
};

/*
 * Make the steps of a view from its marks in mark[n], whose sets of events are
 * set[n] and which count weight[n] times (NULL: once).  to has room for n;
 * returns how many there are.
 */
size_t sweep_steps(struct step *to, const struct view *v,
    const struct mark *mark, const uint32_t *set, const uint32_t *weight,
    size_t n);

struct sweep {
	const struct ranking *r;
	size_t next;       /* the first step that is not in yet */
	uint64_t pos, neg; /* all rows of role 1 and of role 0 */
	uint64_t tp, fp;   /* of these, scored at the threshold or above */
	uint64_t dtp;      /* positives with exactly this score: >= 1 */
	uint64_t tied;     /* negatives with exactly this score */
};

static inline void
sweep_init(struct sweep *s, const struct ranking *r)
{
	*s = (struct sweep){ .r = r, .pos = r->view->pos, .neg = r->view->neg };
}

/* Move to the next score of a positive row: 1, or 0 if none is left. */
static inline int
sweep_next(struct sweep *s)
{
	const struct step *t = &s->r->step[s->next];

	if (s->next == s->r->nstep)
		return 0;
	s->next++;
	s->dtp = t->positives;
	s->tp += t->positives;
	s->fp = t->upto;
	s->tied = t->upto - t->above;
	return 1;
}

/* The threshold of the last step, which there must have been; NaN in a random
 * order. */
double sweep_threshold(const struct sweep *s);

/*
 * a * x > b * y, where a product may take up to 96 bits: a and b count rows
 * (at most 2^32), x and y stay below 2^37.
 */
static inline int
product_greater(uint64_t a, uint64_t x, uint64_t b, uint64_t y)
{
	const uint64_t low = UINT32_MAX;
	uint64_t a0 = a * (x & low), b0 = b * (y & low);
	uint64_t a1 = a * (x >> 32) + (a0 >> 32);
	uint64_t b1 = b * (y >> 32) + (b0 >> 32);

	return a1 != b1 ? a1 > b1 : (a0 & low) > (b0 & low);
}

#endif
