/*
 * vus.c - volume under the ROC and the precision-recall surface.
 *
 * Labels get a buffer of up to L rows (--buffer), because the ends of events
 * are seldom exact to the row.  For each width w = 0 .. L, h = w/2 rounded
 * down:
 *
 *	weight	1 in an event; at distances d = 1 .. h from events the sum of
 *		sqrt(1 - d/w) over them, at most 1
 *	TP	= sum of weight over A, the rows at the threshold or above
 *	B = the part of it outside events;  Pn = P + B/2
 *	TPR	= min(TP/Pn, 1) x events hit / events, where events whose
 *		buffers meet are one
 *	FPR	= (|A| - TP) / (n - Pn);  precision = TP / |A|
 *	AUC_w	trapezoids from (0,0) through all points to (1,1)
 *	AP_w	= sum (TPR_k - TPR_k-1) precision_k
 *
 * and the volumes are their means over w.  Thresholds are the scores at 250
 * evenly spaced ranks, as in the leaderboard TSB-AD, or all scores (--exact).
 * Paparrizos et al. 2022, section 4.  State L with the result, because a buffer
 * raises the random floor.
 *
 * Only rows in and near events have a weight, so the widths walk over these
 * in the order of thresholds: O(n log n) for the order once, then O(L x rows
 * near events).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "eval/metric/buffer.h"

enum { VUS_ROC, VUS_PR, ROC_AT_L, PR_AT_L, BUFFER };
enum { RANKS = 250 };

struct surface {
	struct buffer b;
	const struct view *v;
	uint32_t w, h;   /* width and half of it */
	double *root;    /* [reach + 1] sqrt(1 - d/w) */
	uint32_t *least; /* [nrun] least step in the run and h rows around */
	uint32_t *hits;  /* [nstep] events that it is the first to hit */
	double events;   /* joined where buffers meet */
};

/* The area of one width, point by point. */
struct area {
	double roc, pr;
	double tpr, fpr; /* of the last point */
};

/* ---- weights ---- */

/* A row with several events in reach. */
static double
shared_weight(const struct surface *s, const struct near *n)
{
	const struct run *r = s->b.run;
	uint32_t begin, end;
	double sum = 0;
	long i;

	begin = n->run < s->b.nrun && r[n->run].begin <= n->position
		    ? r[n->run].begin
		    : r[n->run - 1].begin;
	for (i = (long)n->run - 1;
	     i >= 0 && r[i].begin == begin && n->position - r[i].last <= s->h;
	     i--)
		sum += s->root[n->position - r[i].last];
	end = n->position + s->h;
	for (i = (long)n->run;
	     i < s->b.nrun && r[i].begin == begin && r[i].first <= end; i++)
		sum += s->root[r[i].first - n->position];
	return fmin(sum, 1);
}

static inline double
weight(const struct surface *s, const struct near *n)
{
	if (n->distance > s->h)
		return 0;
	return n->shared ? shared_weight(s, n) : s->root[n->distance];
}

/* ---- events, joined where their buffers meet ---- */

static void
lower(uint32_t *least, uint32_t step)
{
	if (step < *least)
		*least = step;
}

/* Add the rows at distance h. */
static void
widen(struct surface *s)
{
	const struct run *r = s->b.run;
	const struct near *n;

	for (long i = 0; i < s->b.nrun; i++) {
		n = &s->b.near[s->b.of_run[i]];
		if (r[i].first - r[i].begin >= s->h)
			lower(&s->least[i], n[-(long)s->h].step);
		n += r[i].last - r[i].first;
		if (r[i].end - r[i].last > s->h)
			lower(&s->least[i], n[s->h].step);
	}
}

/* Count the joined events, each at the first step that hits it. */
static void
join(struct surface *s)
{
	const struct run *r = s->b.run;
	uint32_t least = UINT32_MAX;

	memset(s->hits, 0, s->b.nstep * sizeof(*s->hits));
	s->events = 0;
	for (long i = 0; i < s->b.nrun; i++) {
		lower(&least, s->least[i]);
		if (i + 1 < s->b.nrun && r[i].begin == r[i + 1].begin &&
		    r[i].last + s->h + s->h >= r[i + 1].first)
			continue;
		s->hits[least]++;
		s->events++;
		least = UINT32_MAX;
	}
}

/* ---- one width ---- */

static void
add_point(struct area *a, const struct surface *s, double size, double tp,
    double outside, double hit)
{
	double n = (double)(s->v->pos + s->v->neg);
	double pn = (double)s->v->pos + outside / 2;
	double tpr = fmin(ratio(tp, pn), 1) * (hit / s->events);
	double fpr = ratio(size - tp, n - pn);

	a->roc += (fpr - a->fpr) * (tpr + a->tpr) / 2;
	a->pr += (tpr - a->tpr) * ratio(tp, size);
	a->tpr = tpr;
	a->fpr = fpr;
}

static struct area
area_of(const struct surface *s)
{
	const struct buffer *b = &s->b;
	struct area a = { 0 };
	double tp = 0, outside = 0, hit = 0, x;
	size_t k, i = 0;

	for (k = 0; k < b->nstep; k++) {
		if (b->step[k].before < b->step[k].size)
			add_point(&a, s, b->step[k].before, tp, outside, hit);
		for (; i < b->nnear && b->near[b->order[i]].step == k; i++) {
			const struct near *n = &b->near[b->order[i]];

			x = weight(s, n);
			tp += x;
			outside += n->distance > 0 ? x : 0;
		}
		hit += s->hits[k];
		add_point(&a, s, b->step[k].size, tp, outside, hit);
	}
	a.roc += (1 - a.fpr) * (1 + a.tpr) / 2;
	return a;
}

static void
set_width(struct surface *s, uint32_t w)
{
	uint32_t h = w / 2;

	s->w = w;
	s->root[0] = 1;
	for (uint32_t d = 1; d <= h; d++)
		s->root[d] = sqrt(1 - (double)d / w);
	if (h == s->h)
		return;
	s->h = h;
	widen(s);
	join(s);
}

static void
set_events(struct surface *s)
{
	const struct run *r = s->b.run;

	for (long i = 0; i < s->b.nrun; i++) {
		s->least[i] = UINT32_MAX;
		for (uint32_t k = 0; k <= r[i].last - r[i].first; k++)
			lower(&s->least[i], s->b.near[s->b.of_run[i] + k].step);
	}
	join(s);
}

static int
surface_init(struct surface *s, const struct view *v, uint32_t width,
    struct err *err)
{
	s->v = v;
	if (buffer_init(&s->b, v, width / 2, v->params->exact ? 0 : RANKS,
		err) == -1)
		return -1;
	s->root = calloc((size_t)width / 2 + 1, sizeof(*s->root));
	s->least = calloc((size_t)s->b.nrun + 1, sizeof(*s->least));
	s->hits = calloc(s->b.nstep + 1, sizeof(*s->hits));
	if (s->root == NULL || s->least == NULL || s->hits == NULL)
		return err_errno(err, "%ld events", s->b.nrun);
	set_events(s);
	return 0;
}

static void
surface_fini(struct surface *s)
{
	buffer_fini(&s->b);
	free(s->root);
	free(s->least);
	free(s->hits);
}

static int
vus_timeline(double *out, const struct timeline *t, struct err *err)
{
	uint32_t width = (uint32_t)t->view->params->buffer;
	struct surface s = { .v = NULL };
	struct area a = { 0 }, sum = { 0 };
	int ret = 0;

	out[VUS_ROC] = out[VUS_PR] = out[ROC_AT_L] = out[PR_AT_L] = NAN;
	out[BUFFER] = width;
	if (t->view->pos == 0)
		return 0;
	ret = surface_init(&s, t->view, width, err);
	for (uint32_t w = 0; w <= width && ret == 0; w++) {
		set_width(&s, w);
		a = area_of(&s);
		sum.roc += a.roc;
		sum.pr += a.pr;
	}
	surface_fini(&s);
	if (t->view->neg > 0) {
		out[VUS_ROC] = sum.roc / (width + 1.0);
		out[ROC_AT_L] = a.roc;
	}
	out[VUS_PR] = sum.pr / (width + 1.0);
	out[PR_AT_L] = a.pr;
	return ret;
}

static const char *const values[] = { "vus_roc", "vus_pr", "range_auc_roc_at_L",
	"range_auc_pr_at_L", "L", NULL };

static const char *const floors[] = { "vus_roc", "vus_pr", "range_auc_roc_at_L",
	"range_auc_pr_at_L", NULL };

const struct metric metric_vus = {
	.name = "vus",
	.values = values,
	.floors = floors,
	.summary =
	    "volume under ROC and PR curves with label buffers of 0 to L rows",
	.source = "Paparrizos et al. 2022, section 4; TSB-AD's form",
	.extra = 1,
	.scored = 1,
	.timeline = vus_timeline,
};
