/*
 * eval.c - the random floor, and runs of labels.
 *
 * The floor answers "what would a score that knows nothing get here?", on
 * the very same rows, events and roles.  Its range is the 2.5 % and 97.5 %
 * quantile (type 7) over the seeds.  Cost: one sort a seed.
 */
#include "eval/eval.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "math/stats.h"

static double
floor_once(const struct metric *m, const struct ranking *r, int seed,
    uint32_t *order, double *key)
{
	struct ranking random = *r;
	double out[EVAL_VALUES_MAX];
	struct rng rng;

	rng_init(&rng, (uint64_t)seed, 0);
	for (size_t i = 0; i < r->n; i++)
		key[i] = rng_unit(&rng);
	stats_order_desc(order, key, r->n);
	random.score = key;
	random.order = order;
	m->rank(out, &random);
	return out[0];
}

void
eval_floor(struct floor *f, const struct metric *m, const struct ranking *r,
    int seeds, uint32_t *order, double *key)
{
	double v[EVAL_SEEDS_MAX], sum = 0;

	if (m->rank == NULL || seeds < 1 || seeds > EVAL_SEEDS_MAX)
		BUG("the floor wants a ranking metric and some seeds");
	for (int i = 0; i < seeds; i++) {
		v[i] = floor_once(m, r, i + 1, order, key);
		sum += v[i];
	}
	f->mean = f->low = f->high = sum / seeds;
	if (isnan(sum)) /* and NaN cannot be sorted */
		return;
	stats_sort(v, (size_t)seeds);
	f->low = stats_quantile(v, (size_t)seeds, 0.025);
	f->high = stats_quantile(v, (size_t)seeds, 0.975);
}

uint32_t
eval_runs(uint32_t *event, const uint8_t *label, size_t n)
{
	uint32_t runs = 0;

	for (size_t i = 0; i < n; i++) {
		if (label[i] && (i == 0 || !label[i - 1]))
			runs++;
		event[i] = label[i] ? runs : 0;
	}
	return runs;
}
