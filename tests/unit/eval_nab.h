/*
 * eval_nab.h - the published scores of eight detectors on the 58 series of
 * the Numenta benchmark: data/golden/nab/scores.csv.zst.
 *
 *	nab_alloc nab_read ... nab_free
 */
#ifndef UNIT_EVAL_NAB_H
#define UNIT_EVAL_NAB_H

#include "test.h"

enum { DETECTORS = 8, SERIES_MAX = 64, ROWS_MAX = 400000 };

struct nab {
	char detector[DETECTORS][32];
	char file[SERIES_MAX][96];
	size_t first[SERIES_MAX + 1]; /* first row of each series */
	int nfiles;
	size_t n;
	double *score[DETECTORS]; /* [ROWS_MAX] each */
	uint8_t *label;
};

static inline int
nab_alloc(struct nab *t)
{
	int ok;

	t->label = calloc(ROWS_MAX, sizeof(*t->label));
	ok = t->label != NULL;
	for (int d = 0; d < DETECTORS; d++) {
		t->score[d] = calloc(ROWS_MAX, sizeof(double));
		ok = ok && t->score[d] != NULL;
	}
	return ok;
}

static inline void
nab_free(struct nab *t)
{
	free(t->label);
	for (int d = 0; d < DETECTORS; d++)
		free(t->score[d]);
}

static inline int
nab_header(struct nab *t, char *line)
{
	int d = -3; /* file, timestamp, label come first */

	for (char *s = strtok(line, ",\n"); s; s = strtok(NULL, ",\n"), d++)
		if (d >= 0 && d < DETECTORS)
			snprintf(t->detector[d], sizeof(t->detector[d]), "%s",
			    s);
	return d == DETECTORS;
}

static inline int
nab_row(struct nab *t, char *line)
{
	char *file = strtok(line, ","), *time = strtok(NULL, ",");
	char *label = strtok(NULL, ",");

	if (label == NULL || time == NULL || t->n == ROWS_MAX)
		return 0;
	if (t->nfiles == 0 || strcmp(t->file[t->nfiles - 1], file) != 0) {
		if (t->nfiles == SERIES_MAX)
			return 0;
		t->first[t->nfiles] = t->n;
		snprintf(t->file[t->nfiles], sizeof(t->file[0]), "%s", file);
		t->nfiles++;
	}
	t->label[t->n] = strcmp(label, "1") == 0;
	for (int d = 0; d < DETECTORS; d++) {
		char *s = strtok(NULL, ",\n");

		if (s == NULL)
			return 0;
		t->score[d][t->n] = strtod(s, NULL);
	}
	t->first[t->nfiles] = ++t->n;
	return 1;
}

static inline int
nab_read(struct nab *t, const char *dir)
{
	char command[4096], line[1024];
	int ok;
	FILE *f;

	snprintf(command, sizeof(command),
	    "zstd -dcq '%s/data/golden/nab/scores.csv.zst'", dir);
	f = popen(command, "r");
	if (f == NULL)
		return 0;
	ok = fgets(line, sizeof(line), f) != NULL && nab_header(t, line);
	while (ok && fgets(line, sizeof(line), f) != NULL)
		ok = nab_row(t, line);
	return pclose(f) == 0 && ok;
}

/* The number of a series by its name, or -1. */
static inline int
nab_file(const struct nab *t, const char *file)
{
	for (int i = 0; i < t->nfiles; i++)
		if (strcmp(t->file[i], file) == 0)
			return i;
	return -1;
}

static inline int
nab_detector(const struct nab *t, const char *name)
{
	for (int i = 0; i < DETECTORS; i++)
		if (strcmp(t->detector[i], name) == 0)
			return i;
	return -1;
}

/* A file of golden data beside the checkout. */
static inline FILE *
golden_open(const char *dir, const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/data/golden/%s", dir, name);
	return fopen(path, "r");
}

/* 1 when the golden data can be read; else the test is skipped. */
static inline int
golden_there(void)
{
	if (test_shared() == NULL)
		test_skip("no ../shared beside the checkout");
	else if (system("zstd -qV >/dev/null 2>&1") != 0)
		test_skip("no zstd command");
	else
		return 1;
	return 0;
}

#endif
