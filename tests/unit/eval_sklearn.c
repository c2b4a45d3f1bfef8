/*
 * eval_sklearn.c - ROC AUC and average precision against scikit-learn's.
 *
 * data/golden/nab/scores.csv.zst: the published scores of eight detectors on
 * the 58 series of the Numenta benchmark, with the label of each row.
 * data/golden/sklearn/expected-nab.csv: what scikit-learn 1.2.1 makes of
 * them, a line for each detector and series, and one for all rows.
 */
#include "eval_scene.h"

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

static int
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

static void
nab_free(struct nab *t)
{
	free(t->label);
	for (int d = 0; d < DETECTORS; d++)
		free(t->score[d]);
}

static int
nab_header(struct nab *t, char *line)
{
	int d = -3; /* file, timestamp, label come first */

	for (char *s = strtok(line, ",\n"); s; s = strtok(NULL, ",\n"), d++)
		if (d >= 0 && d < DETECTORS)
			snprintf(t->detector[d], sizeof(t->detector[d]), "%s",
			    s);
	return d == DETECTORS;
}

static int
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

static int
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

static void
line_check(const struct nab *t, int d, size_t first, size_t end, double roc,
    double ap)
{
	struct scene s;

	scene_series(&s, t->score[d] + first, t->label + first, end - first, 1);
	CHECK_NEAR(scene_value(&s, "roc_auc", ""), roc, 1e-6);
	CHECK_NEAR(scene_value(&s, "average_precision", ""), ap, 1e-6);
	scene_free(&s);
}

/* One detector's lines; returns how many. */
static int
detector_check(const struct nab *t, int d, const char *dir)
{
	char path[4096], line[1024], name[32], file[96];
	double roc, ap;
	int n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/data/golden/sklearn/expected-nab.csv",
	    dir);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		int i = 0;

		if (sscanf(line, "%31[^,],%95[^,],%*d,%*d,%lf,%lf", name, file,
			&roc, &ap) != 4 ||
		    strcmp(name, t->detector[d]) != 0)
			continue;
		n++;
		if (strcmp(file, "ALL") == 0) {
			line_check(t, d, 0, t->n, roc, ap);
			continue;
		}
		while (i < t->nfiles && strcmp(t->file[i], file) != 0)
			i++;
		CHECK(i < t->nfiles);
		if (i < t->nfiles)
			line_check(t, d, t->first[i], t->first[i + 1], roc, ap);
	}
	CHECK(f != NULL && fclose(f) == 0);
	return n;
}

static void
test_nab(const char *dir)
{
	struct nab t = { .n = 0 };

	CHECK(nab_alloc(&t));
	if (test_bad || !nab_read(&t, dir)) {
		CHECK(!"the scores can be read");
		nab_free(&t);
		return;
	}
	CHECK_INT(t.n, 365558);
	CHECK_INT(t.nfiles, 58);
	for (int d = 0; d < DETECTORS; d++)
		CHECK_INT(detector_check(&t, d, dir), 53);
	nab_free(&t);
}

int
main(void)
{
	const char *dir = test_shared();

	test_begin("ROC AUC and average precision of eight detectors on the "
		   "Numenta series are scikit-learn's");
	if (dir == NULL)
		test_skip("no ../shared beside the checkout");
	else if (system("zstd -qV >/dev/null 2>&1") != 0)
		test_skip("no zstd command");
	else
		test_nab(dir);
	return test_end();
}
