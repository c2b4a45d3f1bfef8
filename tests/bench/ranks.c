/*
 * ranks.c - ROC AUC and average precision of arrays in memory, as tickeval
 * counts them.
 *
 *	ranks NAME RUNS
 *
 * Reads NAME.score.npy (doubles) and NAME.label.npy (bytes) as numpy writes
 * them.  Prints the fewest and the median CPU seconds of RUNS runs, each from
 * the two arrays to the two figures, and the figures.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "eval/eval.h"
#include "eval/sweep.h"
#include "math/stats.h"

enum { RUNS_MAX = 100, NPY_HEAD = 10 };

extern const struct metric metric_roc_auc, metric_average_precision;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* others run, too */
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The data of an .npy file of version 1 with elements of `size` bytes. */
static void *
load(size_t *n, const char *name, const char *suffix, size_t size)
{
	unsigned char head[NPY_HEAD];
	char path[4096];
	void *p = NULL;
	FILE *f;
	long end, from;

	snprintf(path, sizeof(path), "%s.%s.npy", name, suffix);
	if ((f = fopen(path, "rb")) == NULL ||
	    fread(head, sizeof(head), 1, f) != 1 || head[6] != 1)
		goto out;
	from = NPY_HEAD + head[8] + 256L * head[9];
	if (fseek(f, 0, SEEK_END) != 0 || (end = ftell(f)) <= from ||
	    fseek(f, from, SEEK_SET) != 0)
		goto out;
	*n = (size_t)(end - from) / size;
	if ((p = malloc(*n * size)) != NULL && fread(p, size, *n, f) != *n) {
		free(p);
		p = NULL;
	}
out:
	if (f != NULL)
		fclose(f);
	if (p == NULL)
		fprintf(stderr, "ranks: %s: not a version 1 .npy\n", path);
	return p;
}

struct figures {
	double roc, ap;
};

/* set: 1 of a row with a label. */
static int
measure(struct figures *f, const double *score, uint32_t *set, size_t n,
    struct err *err)
{
	static const int8_t role[] = { 0, 1 };
	struct rowset rows = { .n = n, .set = set };
	struct view v = { .rows = &rows,
		.end = n,
		.score = score,
		.role = role };
	struct ranking r = { .view = &v };
	uint32_t *labelled, *marked;
	struct step *step;
	struct marks m;
	size_t i, k = 0;
	int ret = -1;

	for (i = 0; i < n; i++)
		v.pos += set[i];
	v.neg = n - v.pos;
	marks_init(&m);
	labelled = malloc((v.pos + 1) * sizeof(*labelled));
	marked = malloc((v.pos + 1) * sizeof(*marked));
	step = malloc((v.pos + 1) * sizeof(*step));
	if (labelled == NULL || marked == NULL || step == NULL) {
		err_errno(err, "rows");
		goto out;
	}
	for (i = 0; i < n; i++) {
		labelled[k] = (uint32_t)i;
		k += set[i];
	}
	if (marks_count(&m, score, 0, n, labelled, k, err) == -1)
		goto out;
	for (i = 0; i < m.n; i++)
		marked[i] = set[m.v[i].row];
	r.step = step;
	r.nstep = sweep_steps(step, &v, m.v, marked, NULL, m.n);
	metric_roc_auc.rank(&f->roc, &r);
	metric_average_precision.rank(&f->ap, &r);
	ret = 0;
out:
	free(labelled);
	free(marked);
	free(step);
	marks_fini(&m);
	return ret;
}

int
main(int argc, char **argv)
{
	int runs = argc == 3 ? atoi(argv[2]) : 0;
	double took[RUNS_MAX], began;
	struct err err = { 0 };
	struct figures f = { 0, 0 };
	unsigned char *label;
	double *score;
	uint32_t *set;
	size_t n, nlabel;

	if (runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: ranks NAME RUNS\n");
		return 2;
	}
	score = load(&n, argv[1], "score", sizeof(*score));
	label = load(&nlabel, argv[1], "label", 1);
	set = score && label ? malloc(n * sizeof(*set)) : NULL;
	if (set == NULL || n != nlabel)
		return 1;
	for (size_t i = 0; i < n; i++)
		set[i] = label[i] != 0;
	for (int i = 0; i < runs; i++) {
		began = now();
		if (measure(&f, score, set, n, &err) == -1) {
			fprintf(stderr, "ranks: %s\n", err.msg);
			return 1;
		}
		took[i] = now() - began;
	}
	stats_sort(took, (size_t)runs);
	printf("%.6f %.6f %.17g %.17g\n", took[0], took[runs / 2], f.roc, f.ap);
	free(score);
	free(label);
	free(set);
	return 0;
}
