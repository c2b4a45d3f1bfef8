/*
 * eval_published.c - numbers that others published or computed.
 *
 *	golden/nab/per_file.csv		NAB's own results of eight detectors,
 *					by series and profile
 *	golden/affiliation		the affiliation paper's series, with
 *					its authors' code
 *	golden/prts			range-based precision and recall
 *	golden/tsb-ad			TSB-AD's package, oracle thresholds
 *
 * See README.md of the golden data for where each comes from.
 */
#include "eval_nab.h"
#include "eval_scene.h"

#include "eval/metric/range.h"

enum { COLUMNS = 8 };

/* ---- columns of 0 and 1 ---- */

struct bits {
	char name[COLUMNS][32];
	uint8_t *v[COLUMNS];
	int ncol;
	size_t n;
};

static void
bits_free(struct bits *b)
{
	for (int i = 0; i < COLUMNS; i++)
		free(b->v[i]);
}

static int
bits_read(struct bits *b, const char *dir, const char *name)
{
	char command[4096], line[512];
	FILE *f;

	memset(b, 0, sizeof(*b));
	snprintf(command, sizeof(command), "zstd -dcq '%s/data/golden/%s'", dir,
	    name);
	f = popen(command, "r");
	if (f == NULL || fgets(line, sizeof(line), f) == NULL)
		return -1;
	for (char *s = strtok(line, ",\n"); s && b->ncol < COLUMNS;
	     s = strtok(NULL, ",\n")) {
		snprintf(b->name[b->ncol], sizeof(b->name[0]), "%s", s);
		b->v[b->ncol++] = calloc(ROWS_MAX + 100000, 1);
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		int i = 0;

		for (char *s = strtok(line, ",\n"); s && i < b->ncol;
		     s = strtok(NULL, ",\n"))
			b->v[i++][b->n] = *s == '1';
		b->n++;
	}
	return pclose(f);
}

static const uint8_t *
bits_column(const struct bits *b, const char *name)
{
	for (int i = 0; i < b->ncol; i++)
		if (strcmp(b->name[i], name) == 0)
			return b->v[i];
	return NULL;
}

/* Predictions as scores, alarms from 1 on. */
static void
scene_bits(struct scene *s, const uint8_t *label, const uint8_t *alarm,
    size_t n)
{
	double *score = malloc((n + 1) * sizeof(*score));

	for (size_t i = 0; i < n; i++)
		score[i] = alarm[i];
	scene_series(s, score, label, n, 1);
	free(score);
}

/* ---- affiliation ---- */

static void
test_affiliation(const char *dir)
{
	FILE *f = golden_open(dir, "affiliation/expected.csv");
	char line[512], set[32], name[32], path[128], last[32] = "";
	struct bits b = { .n = 0 };
	double p, r, f1;
	struct scene s;
	int n = 0;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%31[^,],%31[^,],%lf,%lf,%lf", set, name, &p,
			&r, &f1) != 5)
			continue;
		if (strcmp(set, last) != 0) {
			bits_free(&b);
			snprintf(path, sizeof(path), "affiliation/%s.csv.zst",
			    set);
			CHECK(bits_read(&b, dir, path) == 0);
			strcpy(last, set);
		}
		scene_bits(&s, bits_column(&b, "groundtruth"),
		    bits_column(&b, name), b.n);
		CHECK_NEAR(scene_value(&s, "affiliation", "precision"), p,
		    1e-9);
		CHECK_NEAR(scene_value(&s, "affiliation", "recall"), r, 1e-9);
		CHECK_NEAR(scene_value(&s, "affiliation", "f1"), f1, 1e-9);
		scene_free(&s);
		n++;
	}
	CHECK(f != NULL && fclose(f) == 0);
	CHECK(n >= 20);
	bits_free(&b);
}

/* ---- ranges ---- */

static void
range_check(struct scene *s, const char *text, double precision, double recall)
{
	static const char *const biases[] = { "flat", "front", "middle",
		"back" };
	char alpha[16], cardinality[16], bias[16];
	struct range_how how = { .alpha = 0 };
	struct run *real, *by;
	long n, m;

	CHECK_INT(sscanf(text, "%15[^,],%15[^,],%15[^,]", alpha, cardinality,
		      bias),
	    3);
	for (int i = 0; i < 4; i++)
		if (strcmp(bias, biases[i]) == 0)
			how.bias = (enum range_bias)i;
	how.whole = strcmp(cardinality, "one") == 0;
	how.alpha = strtod(alpha, NULL); /* theirs is for both */
	n = runs_positive(&real, &s->view, &s->err);
	m = runs_alarms(&by, &s->timeline, &s->err);
	CHECK_NEAR(range_met(by, (size_t)m, real, (size_t)n, &how), precision,
	    1e-9);
	CHECK_NEAR(range_met(real, (size_t)n, by, (size_t)m, &how), recall,
	    1e-9);
	free(real);
	free(by);
}

static void
test_prts(const char *dir)
{
	FILE *f = golden_open(dir, "prts/expected.csv");
	char line[512], set[32], how[64], path[128];
	struct bits b;
	struct scene s;
	double p, r;
	int n = 0;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		char *comma = strrchr(line, ',');

		if (comma == NULL ||
		    sscanf(line, "%31[^,],%63[^,],", set, how) != 2 ||
		    strcmp(set, "dataset") == 0)
			continue;
		r = strtod(comma + 1, NULL);
		*comma = '\0';
		comma = strrchr(line, ',');
		p = strtod(comma + 1, NULL);
		*comma = '\0';
		snprintf(path, sizeof(path), "prts/%s.csv.zst", set);
		CHECK(bits_read(&b, dir, path) == 0);
		scene_bits(&s, bits_column(&b, "real"), bits_column(&b, "pred"),
		    b.n);
		range_check(&s, strchr(line, ',') + 1, p, r);
		scene_free(&s);
		bits_free(&b);
		n++;
	}
	CHECK(f != NULL && fclose(f) == 0);
	CHECK(n >= 24);
}

/* ---- NAB ---- */

static const char *
profile_ours(const char *name)
{
	return strcmp(name, "standard") == 0             ? "standard.raw"
	       : strcmp(name, "reward_low_FP_rate") == 0 ? "low_fp.raw"
							 : "low_fn.raw";
}

static void
nab_line(const struct nab *t, int d, int file, const char *profile,
    double threshold, double score, const double *count)
{
	static const char *const names[] = { "tp", "tn", "fp", "fn" };
	size_t first = t->first[file];
	struct scene s;

	scene_series(&s, t->score[d] + first, t->label + first,
	    t->first[file + 1] - first, threshold);
	CHECK_NEAR(scene_value(&s, "nab", profile_ours(profile)), score, 1e-6);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(scene_value(&s, "nab", names[i]), count[i], 0);
	scene_free(&s);
}

static void
test_nab(const struct nab *t, const char *dir)
{
	FILE *f = golden_open(dir, "nab/per_file.csv");
	char line[1024], name[32], profile[32], file[96];
	double threshold, score, c[4];
	int n = 0, d, i;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line,
			"%31[^,],%31[^,],%95[^,],%lf,%lf,%lf,%lf,%lf,%lf", name,
			profile, file, &threshold, &score, &c[0], &c[1], &c[2],
			&c[3]) != 9)
			continue;
		d = nab_detector(t, name);
		i = nab_file(t, file);
		if (d < 0 || i < 0) /* null, and sums over all */
			continue;
		nab_line(t, d, i, profile, threshold, score, c);
		n++;
	}
	CHECK(f != NULL && fclose(f) == 0);
	CHECK_INT(n, 58 * DETECTORS * 3);
}

/* All series at once: the normalised scores that NAB published. */
static void
test_nab_all(const struct nab *t)
{
	static const struct {
		const char *detector;
		double threshold, score;
	} published[] = {
		{ "ARTime", 0.317486, 74.85377223215792 },
		{ "numenta", 0.5421876907348634, 70.10105611943965 },
		{ "htmjava", 0.5126953125, 65.54990960125 },
		{ "relativeEntropy", 0.5, 54.64274893469828 },
	};
	struct scene s;

	for (int k = 0; k < 4; k++) {
		int d = nab_detector(t, published[k].detector);
		uint32_t event = 0;

		scene_begin(&s);
		for (int f = 0; f < t->nfiles; f++)
			for (size_t i = t->first[f]; i < t->first[f + 1]; i++) {
				event += t->label[i] &&
					 (i == t->first[f] || !t->label[i - 1]);
				scene_row(&s, (uint32_t)f + 1, i, i + 1,
				    t->score[d][i], t->label[i] ? event : 0,
				    WANTED,
				    t->score[d][i] >= published[k].threshold);
			}
		scene_end(&s);
		CHECK_NEAR(scene_value(&s, "nab", "windows"), 116, 0);
		CHECK_NEAR(scene_value(&s, "nab", "standard.normalised"),
		    published[k].score, 1e-6);
		scene_free(&s);
	}
}

/* ---- TSB-AD ---- */

/* The alarms of one series whose scores are above t. */
static void
alarm_above(struct scene *s, double t)
{
	struct timeline *l = &s->timeline;

	l->nalarm = l->nhit = 0;
	for (size_t i = 0; i < s->rows.n; i++) {
		if (!(s->rows.score[i] > t))
			continue;
		s->alarm[l->nalarm++] = (uint32_t)i;
		if (rowset_events(&s->rows, i) != 0)
			s->hit[l->nhit++] = (uint32_t)i;
	}
}

/* The best value of a metric over TSB-AD's 100 thresholds, score > t. */
static double
best_of_100(struct scene *s, const char *metric, const char *value)
{
	const double *score = s->rows.score;
	double low = score[0], high = score[0], best = NAN, x, t;

	for (size_t i = 0; i < s->rows.n; i++) {
		low = score[i] < low ? score[i] : low;
		high = score[i] > high ? score[i] : high;
	}
	for (int k = 0; k < 100; k++) {
		t = k == 99 ? high : low + k * ((high - low) / 99);
		alarm_above(s, t);
		x = scene_value(s, metric, value);
		best = fmax(best, x); /* of those that are defined */
	}
	return best;
}

static void
tsbad_line(const struct nab *t, int d, int file, const double *want)
{
	size_t first = t->first[file], n = t->first[file + 1] - first;
	const double *score = t->score[d] + first;
	const uint8_t *label = t->label + first;
	struct scene s;

	scene_series(&s, score, label, n, 1);
	s.params.buffer = 100;
	CHECK_NEAR(scene_value(&s, "average_precision", ""), want[0], 1e-8);
	CHECK_NEAR(scene_value(&s, "roc_auc", ""), want[1], 1e-8);
	CHECK_NEAR(scene_value(&s, "vus", "vus_pr"), want[2], 1e-8);
	CHECK_NEAR(scene_value(&s, "vus", "vus_roc"), want[3], 1e-8);
	/* theirs adds 1e-5 to the denominator */
	CHECK_NEAR(scene_value(&s, "best_f1", "f"), want[4], 2e-5);
	CHECK_NEAR(best_of_100(&s, "pa_f1", ""), want[5], 1e-8);
	CHECK_NEAR(best_of_100(&s, "events", "composite_f1"), want[6], 1e-8);
	CHECK_NEAR(best_of_100(&s, "range_flat", "f1"), want[7], 1e-8);
	CHECK_NEAR(best_of_100(&s, "affiliation", "f1"), want[8], 1e-8);
	scene_free(&s);
}

static void
test_tsbad(const struct nab *t, const char *dir)
{
	FILE *f = golden_open(dir, "tsb-ad/expected-nab.csv");
	char line[1024], name[32], file[96];
	double w[9];
	int n = 0, d, i;

	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line,
			"%31[^,],%95[^,],%*d,%*d,%lf,%lf,%lf,%lf,%lf,%lf,%lf,"
			"%lf,%lf",
			name, file, &w[0], &w[1], &w[2], &w[3], &w[4], &w[5],
			&w[6], &w[7], &w[8]) != 11)
			continue;
		d = nab_detector(t, name);
		i = nab_file(t, file);
		CHECK(d >= 0 && i >= 0);
		if (d < 0 || i < 0)
			continue;
		tsbad_line(t, d, i, w);
		if (test_bad)
			printf("# %s on %s\n", name, file);
		n++;
	}
	CHECK(f != NULL && fclose(f) == 0);
	CHECK_INT(n, 48);
}

int
main(void)
{
	struct nab t = { .n = 0 };
	const char *dir;

	test_begin("affiliation is that of its authors' code");
	if (!golden_there())
		return test_end();
	dir = test_shared();
	test_affiliation(dir);
	test_begin("range-based precision and recall are those of PRTS");
	test_prts(dir);
	test_begin("the scores of eight detectors can be read");
	CHECK(nab_alloc(&t) && nab_read(&t, dir));
	test_begin("NAB's scores and counts are those it published");
	test_nab(&t, dir);
	test_begin("NAB's normalised scores are those it published");
	test_nab_all(&t);
	test_begin("curves, volumes and oracle F1 are those of TSB-AD");
	test_tsbad(&t, dir);
	nab_free(&t);
	return test_end();
}
