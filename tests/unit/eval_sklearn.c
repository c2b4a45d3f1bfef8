/*
 * eval_sklearn.c - ROC AUC and average precision against scikit-learn's.
 *
 * data/golden/nab/scores.csv.zst: the published scores of eight detectors on
 * the 58 series of the Numenta benchmark, with the label of each row.
 * data/golden/sklearn/expected-nab.csv: what scikit-learn 1.2.1 makes of
 * them, a line for each detector and series, and one for all rows.
 */
#include "eval_nab.h"
#include "eval_scene.h"

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
	FILE *f = golden_open(dir, "sklearn/expected-nab.csv");
	char line[1024], name[32], file[96];
	double roc, ap;
	int n = 0, i;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%31[^,],%95[^,],%*d,%*d,%lf,%lf", name, file,
			&roc, &ap) != 4 ||
		    strcmp(name, t->detector[d]) != 0)
			continue;
		n++;
		if (strcmp(file, "ALL") == 0) {
			line_check(t, d, 0, t->n, roc, ap);
			continue;
		}
		i = nab_file(t, file);
		CHECK(i >= 0);
		if (i >= 0)
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
	test_begin("ROC AUC and average precision of eight detectors on the "
		   "Numenta series are scikit-learn's");
	if (golden_there())
		test_nab(test_shared());
	return test_end();
}
