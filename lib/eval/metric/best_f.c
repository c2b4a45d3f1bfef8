/*
 * best_f.c - the best F that any threshold reaches on the labels being
 * evaluated.
 *
 *	F_b = (1+b^2) TP / (b^2 P + TP + FP)
 *
 * over the distinct scores; van Rijsbergen 1979, chapter 7.  Two thresholds are
 * compared as fractions of integers, so that rounding never decides which one
 * wins; of equal ones the highest wins.  An oracle: this threshold can only be
 * chosen once the labels are known.  Without positives F is 0 at the highest
 * score; without rows the threshold is NaN.
 */
#include <math.h>

#include "eval/sweep.h"

enum { F, THRESHOLD, PRECISION, RECALL };

/* bb is b^2; the factor 1+b^2 does not matter to the comparison. */
static void
best_f(double *out, const struct ranking *r, unsigned bb)
{
	struct sweep s;
	uint64_t tp = 0, called = 0;

	sweep_init(&s, r);
	out[THRESHOLD] = r->top;
	while (sweep_next(&s)) {
		uint64_t base = bb * s.pos;

		if (!product_greater(s.tp, base + called, tp,
			base + s.tp + s.fp))
			continue;
		tp = s.tp;
		called = s.tp + s.fp;
		out[THRESHOLD] = sweep_threshold(&s);
	}
	out[F] = ratio((1.0 + bb) * (double)tp, (double)(bb * s.pos + called));
	out[PRECISION] = ratio((double)tp, (double)called);
	out[RECALL] = ratio((double)tp, (double)s.pos);
}

static void
best_f1_rank(double *out, const struct ranking *r)
{
	best_f(out, r, 1);
}

static void
best_f4_rank(double *out, const struct ranking *r)
{
	best_f(out, r, 16);
}

static const char *const values[] = { "f", "threshold", "precision", "recall",
	NULL };

static const char *const floors[] = { "f", NULL };

const struct metric metric_best_f1 = {
	.name = "best_f1",
	.values = values,
	.floors = floors,
	.summary = "highest F1 of any threshold, chosen on these labels",
	.source = "van Rijsbergen 1979, chapter 7",
	.oracle = 1,
	.rank = best_f1_rank,
};

const struct metric metric_best_f4 = {
	.name = "best_f4",
	.values = values,
	.floors = floors,
	.summary = "highest F4 (recall counts 16-fold), chosen on these labels",
	.source = "van Rijsbergen 1979, chapter 7",
	.oracle = 1,
	.rank = best_f4_rank,
};
