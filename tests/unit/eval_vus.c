/*
 * eval_vus.c - the volumes against their definition, row by row.
 *
 * The naive twin weighs every row at every width and walks all thresholds
 * over all rows.  Left-out rows are taken away, series do not touch.
 */
#include "eval_scene.h"

#include "base/rng.h"
#include "math/stats.h"

enum { N_MAX = 800 };

/* Rows without those left out: scores, labels, numbers of series. */
struct plain {
	double score[N_MAX], weight[N_MAX];
	int label[N_MAX], series[N_MAX];
	int n;
};

/* Distance of row i to the event of rows a .. b, or 0 where that is of
 * another series. */
static int
distance(const struct plain *p, int i, int a, int b)
{
	if (p->series[i] != p->series[a])
		return 0;
	return i < a ? a - i : i > b ? i - b : 0;
}

static void
weigh(struct plain *p, int w)
{
	for (int i = 0; i < p->n; i++)
		p->weight[i] = p->label[i];
	for (int a = 0, b; a < p->n; a = b + 1) {
		for (b = a; p->label[a] && b + 1 < p->n && p->label[b + 1] &&
			    p->series[b + 1] == p->series[a];
		     b++)
			;
		for (int i = 0; p->label[a] && i < p->n; i++) {
			int d = distance(p, i, a, b);

			if (d > 0 && d <= w / 2 && !p->label[i])
				p->weight[i] += sqrt(1 - (double)d / w);
		}
	}
	for (int i = 0; i < p->n; i++)
		p->weight[i] = fmin(p->weight[i], 1);
}

/* The share of events hit, joined where their buffers meet. */
static double
hit_share(const struct plain *p, int w, double threshold)
{
	double events = 0, hits = 0;
	int h = w / 2;

	for (int i = 0; i < p->n;) {
		int from, to, hit = 0;

		if (!p->label[i]) {
			i++;
			continue;
		}
		from = i;
		to = i;
		/* up to the last row of the joined event */
		for (int k = i; k < p->n && p->series[k] == p->series[i] &&
				(k <= to + 1 || k - h <= to + h);
		     k++)
			if (p->label[k])
				to = k;
		for (int k = from - h; k <= to + h; k++)
			hit |= k >= 0 && k < p->n &&
			       p->series[k] == p->series[i] &&
			       p->score[k] >= threshold;
		events++;
		hits += hit;
		i = to + 1;
	}
	return hits / events;
}

static void
naive_width(const struct plain *p, int w, const double *threshold, int m,
    double *roc, double *pr)
{
	double tpr0 = 0, fpr0 = 0, pos = 0;

	*roc = *pr = 0;
	for (int i = 0; i < p->n; i++)
		pos += p->label[i];
	for (int k = 0; k < m; k++) {
		double tp = 0, b = 0, size = 0, pn, tpr, fpr;

		for (int i = 0; i < p->n; i++) {
			if (!(p->score[i] >= threshold[k]))
				continue;
			tp += p->weight[i];
			b += p->label[i] ? 0 : p->weight[i];
			size++;
		}
		pn = pos + b / 2;
		tpr = fmin(tp / pn, 1) * hit_share(p, w, threshold[k]);
		fpr = (size - tp) / (p->n - pn);
		*roc += (fpr - fpr0) * (tpr + tpr0) / 2;
		*pr += (tpr - tpr0) * tp / size;
		tpr0 = tpr;
		fpr0 = fpr;
	}
	*roc += (1 - fpr0) * (1 + tpr0) / 2;
}

static int
naive_thresholds(const struct plain *p, int exact, double *threshold)
{
	double sorted[N_MAX];
	int m = 0;

	for (int i = 0; i < p->n; i++)
		sorted[i] = p->score[i];
	stats_sort(sorted, (size_t)p->n);
	for (int j = 0; !exact && j < 250; j++) {
		double step = ((double)p->n - 1) / 249.0;
		int at = j == 249 ? p->n - 1 : (int)(j * step);

		threshold[m++] = sorted[p->n - 1 - at];
	}
	for (int i = p->n - 1; exact && i >= 0; i--)
		if (m == 0 || sorted[i] != threshold[m - 1])
			threshold[m++] = sorted[i];
	return m;
}

/* label: 0, 1, or 2 for left out. */
static void
compare(const double *score, const char *label, int n, int nseries, int buffer,
    int exact)
{
	double threshold[N_MAX + 250], roc = 0, pr = 0, r = 0, q = 0;
	struct plain p = { .n = 0 };
	struct scene s;
	uint32_t event = 0;
	int m;

	scene_begin(&s);
	s.params.buffer = buffer;
	s.params.exact = exact;
	for (int k = 0; k < nseries; k++)
		for (int i = k; i < n; i += nseries) {
			event++;
			scene_row(&s, (uint32_t)k + 1, (uint64_t)i,
			    (uint64_t)i + 1, score[i], label[i] ? event : 0,
			    label[i] == 2 ? OTHER : WANTED, 0);
			p.score[p.n] = score[i];
			p.series[p.n] = k;
			p.label[p.n] = label[i];
			p.n += label[i] != 2;
		}
	scene_end(&s);
	m = naive_thresholds(&p, exact, threshold);
	for (int w = 0; w <= buffer; w++) {
		weigh(&p, w);
		naive_width(&p, w, threshold, m, &r, &q);
		roc += r / (buffer + 1);
		pr += q / (buffer + 1);
	}
	CHECK_NEAR(scene_value(&s, "vus", "vus_roc"), roc, 1e-10);
	CHECK_NEAR(scene_value(&s, "vus", "vus_pr"), pr, 1e-10);
	CHECK_NEAR(scene_value(&s, "vus", "range_auc_roc_at_L"), r, 1e-10);
	CHECK_NEAR(scene_value(&s, "vus", "range_auc_pr_at_L"), q, 1e-10);
	CHECK_NEAR(scene_value(&s, "vus", "L"), buffer, 0);
	scene_free(&s);
}

/* Events of about `length` rows that begin with chance 1/gap. */
static void
test_random(uint64_t seed, int n, int nseries, int buffer, unsigned gap,
    unsigned length, unsigned levels)
{
	double score[N_MAX];
	char label[N_MAX];
	struct rng rng;
	int left = 0, bad = test_bad, any = 0;

	rng_init(&rng, seed, 0);
	for (int i = 0; i < n; i++) {
		if (left == 0 && rng_below(&rng, gap) == 0)
			left = 1 + (int)rng_below(&rng, length);
		label[i] = left > 0;
		left -= left > 0;
		if (rng_below(&rng, 40) == 0)
			label[i] = 2;
		any |= label[i] == 1;
		score[i] =
		    levels ? (double)rng_below(&rng, levels) : rng_normal(&rng);
		score[i] += label[i] == 1 && rng_below(&rng, 2);
	}
	if (!any)
		label[n / 2] = 1;
	for (int exact = 0; exact < 2; exact++)
		compare(score, label, n, nseries, buffer, exact);
	if (test_bad && !bad)
		printf("# seed %d: %d rows, %d series, L %d, gap %u, length "
		       "%u, levels %u\n",
		    (int)seed, n, nseries, buffer, gap, length, levels);
}

static void
test_many(void)
{
	uint64_t seed = 1;

	for (int nseries = 1; nseries <= 3; nseries += 2)
		for (int buffer = 0; buffer <= 21; buffer += 7) {
			test_random(seed++, 60, nseries, buffer, 4, 1, 3);
			test_random(seed++, 90, nseries, buffer, 9, 5, 0);
			test_random(seed++, 120, nseries, buffer, 30, 20, 9);
			test_random(seed++, 400, nseries, buffer, 40, 10, 0);
			test_random(seed++, 300, nseries, buffer, 3, 4, 50);
		}
}

static void
test_edges(void)
{
	const double s[] = { 1, 2, 2, 0, 5, 1 };
	struct scene scene;

	/* all positive, one row, an event at either end */
	for (int exact = 0; exact < 2; exact++) {
		compare(s, (const char[]){ 1, 0, 0, 0, 0, 0 }, 6, 1, 20, exact);
		compare(s, (const char[]){ 0, 0, 0, 0, 0, 1 }, 6, 1, 20, exact);
		compare(s, (const char[]){ 1, 0, 0, 0, 0, 1 }, 6, 1, 3, exact);
		compare(s, (const char[]){ 2, 2, 1, 2, 0, 2 }, 6, 2, 5, exact);
	}
	scene_series(&scene, s, (const uint8_t[]){ 0, 0, 0, 0, 0, 0 }, 6, 2);
	CHECK(isnan(scene_value(&scene, "vus", "vus_roc")));
	CHECK(isnan(scene_value(&scene, "vus", "vus_pr")));
	scene_free(&scene);
	scene_series(&scene, s, (const uint8_t[]){ 1, 1, 1, 1, 1, 1 }, 6, 2);
	CHECK(isnan(scene_value(&scene, "vus", "vus_roc")));
	CHECK_NEAR(scene_value(&scene, "vus", "vus_pr"), 1, 1e-12);
	scene_free(&scene);
}

/* A random order, drawn, beside random scores. */
static void
test_drawn(void)
{
	double drawn = 0, scored = 0, score[N_MAX];
	uint8_t label[N_MAX] = { 0 };
	struct rng rng;
	struct scene s;

	rng_init(&rng, 17, 0);
	for (int i = 0; i < N_MAX; i += 100)
		label[i + 30] = label[i + 31] = 1;
	for (int i = 0; i < N_MAX; i++)
		score[i] = rng_unit(&rng);
	scene_series(&s, score, label, N_MAX, 2);
	s.params.buffer = 10;
	s.view.rng = &rng;
	for (int k = 0; k < 800; k++) {
		for (int i = 0; i < N_MAX; i++)
			s.rows.score[i] = rng_unit(&rng);
		s.view.score = s.rows.score;
		scored += scene_value(&s, "vus", "vus_roc") / 800;
		s.view.score = NULL;
		drawn += scene_value(&s, "vus", "vus_roc") / 800;
	}
	CHECK_NEAR(drawn, scored, 0.01);
	scene_free(&s);
}

int
main(void)
{
	test_begin("volumes are those of the definition, with ties, several "
		   "series and rows left out");
	test_many();
	test_begin("events at the ends, and labels of one kind, do no harm");
	test_edges();
	test_begin("a drawn order has the volume of random scores");
	test_drawn();
	return test_end();
}
