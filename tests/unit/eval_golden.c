/*
 * eval_golden.c - the metrics against numbers computed elsewhere.
 *
 * golden/metrics_rows.tsv holds 20 series of scores and labels,
 * golden/metrics_expected.tsv what each metric makes of them.  One row is a
 * minute.  Each case has PER_CASE numbers at least; a number for which there
 * is not a metric is counted, and the last test fails.  The windows of NAB are
 * not the labels: they stand in golden/metrics.json.
 */
#include "eval_scene.h"

enum { CASES_MAX = 32, ROWS_MAX = 1024, PER_CASE = 66 };

struct table {
	char name[64], title[128];
	size_t n;
	double score[ROWS_MAX];
	uint8_t label[ROWS_MAX];
};

static struct table cases[CASES_MAX];
static int ncases, unserved;

static FILE *
shared_open(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", test_shared(), name);
	return fopen(path, "r");
}

static struct table *
case_get(const char *name)
{
	for (int i = 0; i < ncases; i++)
		if (strcmp(cases[i].name, name) == 0)
			return &cases[i];
	if (ncases == CASES_MAX)
		return NULL;
	snprintf(cases[ncases].name, sizeof(cases[ncases].name), "%s", name);
	snprintf(cases[ncases].title, sizeof(cases[ncases].title),
	    "the golden case %s agrees", name);
	return &cases[ncases++];
}

static int
cases_read(void)
{
	FILE *f = shared_open("golden/metrics_rows.tsv");
	char name[64], score[64];
	size_t row;
	int label;

	if (f == NULL || fscanf(f, "%*[^\n]") != 0) {
		printf("# cannot read metrics_rows.tsv\n");
		return -1;
	}
	while (fscanf(f, "%63s %zu %63s %d", name, &row, score, &label) == 4) {
		struct table *t = case_get(name);

		if (t == NULL || row != t->n || t->n == ROWS_MAX) {
			fclose(f);
			return -1;
		}
		t->score[t->n] = strtod(score, NULL);
		t->label[t->n++] = label == 1;
	}
	return fclose(f);
}

/* The windows of NAB as labels. */
static void
nab_labels(uint8_t *label)
{
	static const char key[] = "\"nab_windows\":";
	FILE *f = shared_open("golden/metrics.json");
	char *text = calloc(1 << 22, 1), *p = NULL;
	long at[4] = { 0 };

	memset(label, 0, ROWS_MAX);
	CHECK(f != NULL && text != NULL);
	if (f != NULL && text != NULL && fread(text, 1, (1 << 22) - 1, f) > 0)
		p = strstr(text, key);
	CHECK(p != NULL);
	for (int i = 0; p != NULL && i < 4; i++) {
		p += strcspn(p, "0123456789");
		at[i] = strtol(p, &p, 10);
		CHECK(at[i] > 0 && at[i] < ROWS_MAX);
	}
	for (int i = 0; i < 4; i += 2)
		for (long k = at[i]; k > 0 && k <= at[i + 1]; k++)
			label[k] = 1;
	free(text);
	if (f != NULL)
		fclose(f);
}

/* Where the golden name differs from ours. */
static void
name_ours(char *group, char *part, const char *golden)
{
	const char *dot = strchr(golden, '.');

	*part = '\0';
	strcpy(group, golden);
	if (strcmp(golden, "rows") == 0 || strcmp(golden, "prevalence") == 0) {
		strcpy(group, "point");
		strcpy(part, golden);
	} else if (strncmp(golden, "at_threshold.", 13) == 0) {
		strcpy(group, "point");
		strcpy(part, dot + 1);
	} else if (strncmp(golden, "vus[", 4) == 0) {
		strcpy(group, "vus");
		strcpy(part, dot + 1);
	} else if (dot != NULL && strncmp(golden, "quantile", 8) != 0) {
		group[dot - golden] = '\0';
		strcpy(part, dot + 1);
	}
}

/* One line of metrics_expected.tsv: 1 when we have that metric. */
static int
line_check(struct scene *s, const char *name, const char *golden,
    const char *text)
{
	char group[64], part[64];
	double got;
	double want = strcmp(text, "null") == 0 ? NAN : strtod(text, NULL);

	if (strcmp(golden, "positives") == 0) {
		CHECK_NEAR((double)s->view.pos, want, 0);
		return 1;
	}
	name_ours(group, part, golden);
	if (sscanf(golden, "vus[L=%d]", &s->params.buffer) != 1)
		s->params.buffer = 0;
	if (metric_find(group) == NULL)
		return 0;
	got = scene_value(s, group, part);
	if (!(fabs(got - want) <= 1e-9) && !(isnan(got) && isnan(want)))
		printf("# %s: %s\n", name, golden);
	CHECK_NEAR(got, want, 1e-9);
	return 1;
}

static void
test_case(const struct table *t)
{
	FILE *f = shared_open("golden/metrics_expected.tsv");
	char name[64], threshold[64], golden[64], text[64];
	static uint8_t windows[ROWS_MAX];
	struct scene s;
	int checked = 0, nab;

	test_begin(t->title);
	CHECK(f != NULL);
	if (f == NULL)
		return;
	while (fscanf(f, "%63s %63s %63s %63s", name, threshold, golden,
		   text) == 4) {
		if (strcmp(name, t->name) != 0)
			continue;
		nab = strncmp(golden, "nab.", 4) == 0;
		if (nab)
			nab_labels(windows);
		scene_series(&s, t->score, nab ? windows : t->label, t->n,
		    strtod(threshold, NULL));
		if (line_check(&s, t->name, golden, text))
			checked++;
		else
			unserved++;
		scene_free(&s);
	}
	CHECK(checked >= PER_CASE);
	fclose(f);
}

int
main(void)
{
	test_begin("the golden cases can be read");
	if (test_shared() == NULL) {
		test_skip("no ../shared beside the checkout");
		return test_end();
	}
	CHECK(cases_read() == 0);
	CHECK_INT(ncases, 20);
	for (int i = 0; i < ncases; i++)
		test_case(&cases[i]);
	test_begin("every number of the golden cases has its metric");
	CHECK_INT(unserved, 0);
	return test_end();
}
