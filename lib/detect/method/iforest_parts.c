/*
 * iforest_parts.c - grow the trees of an Isolation Forest in several threads.
 *
 * Each thread grows consecutive trees as a forest of their own.  A tree has its
 * own random numbers, so they are the trees that one thread grows.
 */
#include <stdlib.h>
#include <string.h>

#include "detect/jobs.h"
#include "detect/method/iforest.h"
#include "detect/method/iforest_grow.h"

/* Some of the trees, as a forest of their own. */
struct part {
	struct grow g;
	struct iforest f;
	uint64_t from, to, seed;
	struct err err;
	int rc;
};

static void
part_grow(void *arg, int number)
{
	struct part *p = (struct part *)arg + number;

	p->rc = grow_alloc(&p->g, p->to - p->from, &p->err);
	if (p->rc == 0)
		p->rc = grow_trees(&p->g, p->from, p->to, p->seed, &p->err);
}

/* Append the nodes of a part, for which there is room. */
static void
part_append(struct iforest *m, const struct part *p)
{
	uint64_t n = p->f.n, k = (uint64_t)m->slope, t;

	for (t = p->from; t < p->to; t++)
		m->root[t] = (uint32_t)m->n + p->f.root[t - p->from];
	memcpy(m->thr + m->n, p->f.thr, n * sizeof(*m->thr));
	memcpy(m->feat + m->n, p->f.feat, n * sizeof(*m->feat));
	memcpy(m->left + m->n, p->f.left, n * sizeof(*m->left));
	memcpy(m->value + m->n, p->f.value, n * sizeof(*m->value));
	if (m->slope > 1) {
		memcpy(m->columns + m->n * k, p->f.columns,
		    n * k * sizeof(*m->columns));
		memcpy(m->coef + m->n * k, p->f.coef, n * k * sizeof(*m->coef));
		memcpy(m->cut + m->n, p->f.cut, n * sizeof(*m->cut));
	}
	m->n += n;
	m->trees = p->to;
}

/* Put the parts together, unless a row was missing. */
static int
parts_join(struct grow *g, struct part *part, int n, struct err *err)
{
	uint64_t nodes = 0;
	int i;

	for (i = 0; i < n; i++) {
		if (part[i].rc == -1)
			return err_set(err, "%s", part[i].err.msg);
		g->missing |= part[i].g.missing;
		nodes += part[i].f.n;
	}
	if (g->missing)
		return 0;
	if (grow_reserve(g, nodes, err) == -1)
		return -1;
	for (i = 0; i < n; i++)
		part_append(g->f, &part[i]);
	return 0;
}

static void
part_free(struct part *p)
{
	struct walk w = { .mode = WALK_FREE };

	grow_free(&p->g);
	detector_iforest.walk(&w, &p->f);
}

int
grow_parts(struct grow *g, uint64_t trees, int n, uint64_t seed,
    struct err *err)
{
	struct part *part = calloc((size_t)n, sizeof(*part));
	struct iforest *m = g->f;
	struct jobs *jobs;
	int i, rc;

	m->root = malloc(trees * sizeof(*m->root));
	if (part == NULL || m->root == NULL) {
		free(part);
		return err_set(err, "out of memory for %llu trees",
		    (unsigned long long)trees);
	}
	for (i = 0; i < n; i++) {
		part[i].f.exact = m->exact;
		part[i].f.slope = m->slope;
		part[i].from = trees * (uint64_t)i / (uint64_t)n;
		part[i].to = trees * (uint64_t)(i + 1) / (uint64_t)n;
		part[i].seed = seed;
		part[i].g = (struct grow){ .f = &part[i].f,
			.x = g->x,
			.usable = g->usable,
			.nusable = g->nusable,
			.d = g->d,
			.limit = g->limit,
			.psi = g->psi };
	}
	jobs = jobs_new(n);
	jobs_run(jobs, n, part_grow, part);
	jobs_free(jobs);
	rc = parts_join(g, part, n, err);
	for (i = 0; i < n; i++)
		part_free(&part[i]);
	free(part);
	return rc;
}
