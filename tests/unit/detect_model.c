/* Model files: exact round trips, and files that must be refused. */
#include "detect/model.h"
#include "detect/model_text.h"

#include <sys/stat.h>

#include "detect_test.h"

enum { ROWS = 300, FILE_MAX = 1 << 20 };

static char dir[256]; /* made by mkdtemp, removed at the end */
static char path[300], other[300], broken[300];

static const char *const names[] = { "r", "z_\"x\"", "vol", "rng",
	"spr\xc3\xa9" };
static const char *const units[] = { "1", "sd", "", "bp", "tick" };

/* A small model of any detector, calibrated. */
static struct model *
make(const struct detector *det, const double *x, int d)
{
	struct model *m;
	struct err err = { 0 };
	double *score = calloc(ROWS, sizeof(*score));
	static const size_t run[] = { 0, ROWS };
	struct fit f = { .train = { .x = x, .n = ROWS, .run = run, .runs = 1 },
		.names = names,
		.d = d,
		.seed = 1,
		.jobs = 1 };
	void *o = opts_short(det);
	int i;

	opts_set(det, o, "trees", "3");
	opts_set(det, o, "sample", "16");
	f.opts = o;
	m = model_new(det, o, d, names, units, &err);
	CHECK(m != NULL && det->fit(m->m, &f, &err) == 0);
	for (i = 0; i < ROWS; i++)
		score[i] = x[i];
	CHECK((det->flags & DETECT_SURPRISE
		      ? calib_fit_law
		      : calib_fit)(&m->calib, score, 40, 390.5, &err) == 0);
	m->def = UINT64_MAX - 1;
	m->seed = 42;
	m->rows = ROWS;
	m->data_sum = UINT64_MAX;
	m->center[0] = 0.1;
	m->scale[0] = 1e-7;
	m->threshold = 0.7;
	free(score);
	free(o);
	return m;
}

/* Whole files are the same bytes. */
static int
files_equal(const char *a, const char *b)
{
	size_t na = 0, nb = 0;
	char *ta = file_text("", a, &na), *tb = file_text("", b, &nb);
	int same =
	    ta != NULL && tb != NULL && na == nb && memcmp(ta, tb, na) == 0;

	free(ta);
	free(tb);
	return same;
}

static void
check_same_scores(const struct detector *det, const void *a, const void *b,
    const double *x, int d)
{
	double sa[ROWS], sb[ROWS];
	struct contrib *wa, *wb;
	void *ta = state_make(det, a), *tb = state_make(det, b);
	size_t k;

	wa = calloc(ROWS * DETECT_WHY, sizeof(*wa));
	wb = calloc(ROWS * DETECT_WHY, sizeof(*wb));
	run_rows(det, a, ta, sa, wa, x, ROWS, d);
	run_rows(det, b, tb, sb, wb, x, ROWS, d);
	CHECK(same_bits(sa, sb, ROWS));
	for (k = 0; k < ROWS * DETECT_WHY; k++)
		CHECK(wa[k].feature == wb[k].feature &&
		      wa[k].share == wb[k].share);
	free(wa);
	free(wb);
	state_drop(det, a, ta);
	state_drop(det, b, tb);
}

static void
test_round(const struct detector *det)
{
	int d = columns_of(det), i;
	double *x = rows_random(ROWS, d, 1), row[5];
	struct model *m = make(det, x, d), *back;
	struct err err = { 0 };

	CHECK(model_save(m, path, 0, &err) == 0);
	back = model_load(path, &err);
	CHECK(back != NULL);
	if (back == NULL) {
		printf("# %s\n", err.msg);
	} else {
		CHECK(model_save(back, other, 0, &err) == 0);
		CHECK(files_equal(path, other));
		CHECK(back->detector == det && back->d == d);
		for (i = 0; i < d; i++) {
			CHECK_STR(back->names[i], names[i]);
			CHECK_STR(back->units[i], units[i]);
		}
		CHECK(back->def == m->def && back->seed == 42);
		CHECK(back->data_sum == UINT64_MAX && back->rows == ROWS);
		CHECK_STR(back->options, m->options);
		CHECK(back->threshold == 0.7);
		CHECK_INT(back->calib.seen, 40);
		CHECK(calib_p(&back->calib, 1) == calib_p(&m->calib, 1));
		model_scale(back, row, x);
		CHECK(row[0] == (x[0] - 0.1) / 1e-7);
		check_same_scores(det, m->m, back->m, x, d);
	}
	model_free(back);
	model_free(m);
	free(x);
}

static void
write_bytes(const char *to, const char *bytes, size_t n)
{
	FILE *f;

	/* Some file systems wait for the disk where a file is overwritten. */
	unlink(to);
	f = fopen(to, "wb");
	CHECK(f != NULL && fwrite(bytes, 1, n, f) == n);
	CHECK(f != NULL && fclose(f) == 0);
}

/* Every cut is refused; flipped bytes are refused or give a model that
 * scores without harm. */
static void
test_damage(const struct detector *det)
{
	int d = columns_of(det), bad = 0;
	double *x = rows_random(ROWS, d, 1), s;
	struct model *m;
	struct err err = { 0 };
	size_t len, at;
	char *text = file_text("", path, &len);
	void *state;

	for (at = 0; at < len; at++) {
		memset(&err, 0, sizeof(err));
		write_bytes(broken, text, at);
		m = model_load(broken, &err);
		bad += m != NULL || !err.set;
		model_free(m);
	}
	CHECK_INT(bad, 0);
	for (at = 0; at < len; at++) {
		char was = text[at];

		memset(&err, 0, sizeof(err));
		text[at] = (char)(at % 3 == 0   ? was ^ 0x80
				  : at % 3 == 1 ? was + 1
						: (char)0xff);
		write_bytes(broken, text, len);
		text[at] = was;
		m = model_load(broken, &err);
		bad += (m == NULL) != err.set;
		if (m != NULL && m->d == d &&
		    (!(m->detector->flags & DETECT_STATE) ||
			m->detector->state_size(m->m) < 1 << 20)) {
			state = state_make(m->detector, m->m);
			run_rows(m->detector, m->m, state, &s, NULL, x, 1, d);
			state_drop(m->detector, m->m, state);
		}
		model_free(m);
	}
	CHECK_INT(bad, 0);
	free(text);
	free(x);
}

static void
test_all(void)
{
	const struct detector *const *det;
	static char text[64][2][100];
	int i = 0;

	for (det = detector_list; *det != NULL; det++, i++) {
		sprintf(text[i][0], "a %s model comes back to the bit",
		    (*det)->name);
		test_begin(text[i][0]);
		test_round(*det);
		sprintf(text[i][1], "damaged %s models do no harm",
		    (*det)->name);
		test_begin(text[i][1]);
		test_damage(*det);
	}
}

/* Copy the file of path with one metadata value replaced. */
static void
refuse_meta(const char *key, const char *value, const char *want)
{
	struct err err = { 0 };
	struct tensors *t = tensors_read(path, &err), *u = tensors_new();
	const struct tensor *a;
	const char *k, *v;
	struct model *m;
	size_t i;

	for (i = 0; (a = tensors_at(t, i)) != NULL; i++)
		tensors_add(u, a->name, a->type, a->ndim, a->shape, a->data,
		    &err);
	for (i = 0; (k = tensors_meta_at(t, i, &v)) != NULL; i++)
		if (strcmp(k, key) != 0)
			tensors_meta(u, k, v, &err);
		else if (value != NULL)
			tensors_meta(u, k, value, &err);
	CHECK(tensors_write(u, broken, 0, &err) == 0);
	CHECK(!err.set);
	m = model_load(broken, &err);
	CHECK(m == NULL);
	if (strstr(err.msg, want) == NULL) {
		CHECK_STR(err.msg, want);
	}
	model_free(m);
	tensors_free(t);
	tensors_free(u);
}

static void
test_refused(void)
{
	test_begin("an unknown detector is refused with those known");
	refuse_meta("detector", "oracle",
	    "unknown detector \"oracle\", expected one of z, ewz, iforest, ");

	test_begin("metadata that is missing or malformed is refused");
	refuse_meta("detector", NULL, "metadata \"detector\": missing");
	refuse_meta("format", "tick-model 2",
	    "format \"tick-model 2\", expected \"tick-model 1\"");
	refuse_meta("seed", "1x", "metadata \"seed\": not a number: \"1x\"");
	refuse_meta("rows", "18446744073709551616",
	    "metadata \"rows\": out of range");
	refuse_meta("options", "[]", "metadata \"options\": not a JSON object");
	refuse_meta("options", "{\"a\":1", "metadata \"options\": byte");
	refuse_meta("how", NULL, "metadata \"how\": missing");
	refuse_meta("features", "[]", "metadata \"features\": no features");
	refuse_meta("features", "[{\"name\":\"a\"}]",
	    "metadata \"features\": byte");
	refuse_meta("features",
	    "[{\"name\":\"a\",\"unit\":\"\"},{\"name\":\"b\",\"unit\":\"\"}]",
	    "feature.center");
}

static void
check_refused(const char *detector, void (*spoil)(struct model *))
{
	const struct detector *det = detector_find(detector);
	int d = columns_of(det);
	double *x = rows_random(ROWS, d, 1);
	struct model *m = make(det, x, d), *back;
	struct err err = { 0 };

	spoil(m);
	CHECK(model_save(m, broken, 0, &err) == 0);
	back = model_load(broken, &err);
	CHECK(back == NULL && err.set);
	model_free(back);
	model_free(m);
	free(x);
}

static void
spoil_scale(struct model *m)
{
	m->scale[2] = 0;
}

static void
spoil_center(struct model *m)
{
	m->center[2] = NAN;
}

static void
spoil_sorted(struct model *m)
{
	m->calib.sorted[3] = m->calib.sorted[2] - 1;
}

static void
spoil_seen(struct model *m)
{
	m->calib.seen = 3;
}

static void
spoil_sigma(struct model *m)
{
	m->calib.t = 1;
	m->calib.sigma = 0;
}

static void
spoil_d(struct model *m)
{
	*(int64_t *)m->m = 4; /* every model begins with d here */
}

static void
test_numbers(void)
{
	test_begin("numbers that no fit could write are refused");
	check_refused("z", spoil_scale);
	check_refused("z", spoil_center);
	check_refused("z", spoil_sorted);
	check_refused("z", spoil_seen);
	check_refused("z", spoil_sigma);

	test_begin("a detector of another width than the features is refused");
	check_refused("z", spoil_d);
	check_refused("ewz", spoil_d);
	check_refused("iforest", spoil_d);
}

/* Two heads of one file: tails of one column and of three. */
static void
make_heads(struct models *ms)
{
	static const char *const head[] = { "row", "window_2" };
	const struct detector *det = detector_find("tails");
	double *x = rows_random(ROWS, 5, 1);
	int i;

	ms->n = 2;
	for (i = 0; i < 2; i++) {
		ms->v[i] = make(det, x, 1 + 2 * i);
		free(ms->v[i]->head);
		ms->v[i]->head = strdup(head[i]);
		ms->v[i]->share = 0.25 + 0.5 * i;
		ms->v[i]->gain = 0.2;
		ms->v[i]->cooldown = 60;
	}
	free(x);
}

static void
test_heads(void)
{
	struct err err = { 0 };
	struct models ms, back;

	test_begin("the heads of one file come back to the bit");
	make_heads(&ms);
	CHECK(models_save(&ms, path, 0, &err) == 0);
	CHECK(models_load(&back, path, &err) == 0);
	CHECK_STR(err.msg, "");
	CHECK_INT(back.n, 2);
	CHECK(models_save(&back, other, 0, &err) == 0);
	CHECK(files_equal(path, other));
	CHECK_STR(back.v[1]->head, "window_2");
	CHECK(back.v[0]->share == 0.25 && back.v[1]->share == 0.75);
	CHECK(back.v[1]->gain == 0.2 && back.v[1]->cooldown == 60);
	CHECK(back.v[0]->d == 1 && back.v[1]->d == 3);
	CHECK(back.v[1]->def == ms.v[1]->def && back.v[1]->seed == 42);

	test_begin("a file of several heads is no single model");
	CHECK(model_load(path, &err) == NULL);
	CHECK(strstr(err.msg, "a model of 2 heads: expected one") != NULL);

	test_begin("heads that no tool could write are refused");
	refuse_meta("heads", "[]", "metadata \"heads\": no heads");
	refuse_meta("heads", "[\"row\",\"row\"]", "row: duplicate");
	refuse_meta("heads", "[\"a b\"]", "not the name of a head");
	refuse_meta("heads", "[\"row\",\"other\"]",
	    "head other: metadata \"other/detector\": missing");
	models_free(&back);
	ms.v[0]->share = 0;
	memset(&err, 0, sizeof(err));
	CHECK(models_save(&ms, broken, 0, &err) == 0);
	CHECK(models_load(&back, broken, &err) == -1);
	CHECK(strstr(err.msg, "share: out of range") != NULL);
	models_free(&ms);
}

static void
test_check(void)
{
	static const char *const moved[] = { "r", "vol", "z_\"x\"", "rng",
		"spr\xc3\xa9" };
	static const char *const unit2[] = { "1", "sd", "", "1", "tick" };
	const struct detector *det = detector_find("z");
	void *o = opts_short(det);
	struct err err = { 0 };
	struct model *m = model_from_options(det, o, 5, names, units, &err);

	test_begin("a stream of the same features is accepted");
	m->def = 17;
	CHECK(model_check(m, 5, names, units, 17, &err) == 0);
	CHECK(model_check(m, 5, names, units, 0, &err) == 0);

	test_begin("the first feature that differs is named");
	CHECK(model_check(m, 5, moved, units, 17, &err) == -1);
	CHECK_STR(err.msg,
	    "feature 2: the model has z_\"x\" [sd], the stream has vol [sd]");
	memset(&err, 0, sizeof(err));
	CHECK(model_check(m, 5, names, unit2, 17, &err) == -1);
	CHECK_STR(err.msg,
	    "feature 4: the model has rng [bp], the stream has rng [1]");
	memset(&err, 0, sizeof(err));
	CHECK(model_check(m, 4, names, units, 17, &err) == -1);
	CHECK_STR(err.msg, "feature 5: the model has spr\xc3\xa9, the stream "
			   "has no more");

	test_begin("the same names made by other steps are refused");
	memset(&err, 0, sizeof(err));
	CHECK(model_check(m, 5, names, units, 23, &err) == -1);
	CHECK_STR(err.msg,
	    "made by different steps: def 17 in the model, 23 in the stream");
	model_free(m);
	free(o);
}

/* What model_options prints is read back. */
static void
test_parsed(void)
{
	const struct detector *const *d;
	struct err err = { 0 };
	char *a, *b;
	void *o, *back;

	test_begin("options are read back from their JSON");
	for (d = detector_list; *d != NULL; d++) {
		o = opts_short(*d);
		opts_set(*d, o, "exact", NULL);
		a = model_options(*d, o);
		back = model_options_parse(*d, a, &err);
		CHECK(back != NULL);
		if (back == NULL)
			printf("# %s: %s\n", (*d)->name, err.msg);
		b = back != NULL ? model_options(*d, back) : strdup("");
		CHECK_STR(b, a);
		free(a);
		free(b);
		free(o);
		free(back);
	}

	test_begin("options that no detector has are refused");
	CHECK(model_options_parse(detector_find("tails"), "{\"x\":1}", &err) ==
	      NULL);
	memset(&err, 0, sizeof(err));
	CHECK(model_options_parse(detector_find("tails"), "{\"sides\":[1]}",
		  &err) == NULL);
	memset(&err, 0, sizeof(err));
	CHECK(model_options_parse(detector_find("tails"), "{\"sides\"", &err) ==
	      NULL);
}

static void
test_options(void)
{
	const struct detector *det = detector_find("iforest");
	void *o = opts_short(det);
	char *json = model_options(det, o);
	struct err err = { 0 };
	struct model *m;

	test_begin("options are kept as canonical JSON");
	CHECK_STR(json,
	    "{\"trees\":100,\"sample\":256,\"oblique\":1,\"exact\":false}");

	test_begin("a detector that needs rows is not made of options");
	CHECK(model_from_options(det, o, 1, names, units, &err) == NULL);
	CHECK_STR(err.msg, "detector iforest needs a model made by ticktrain");
	free(json);
	free(o);

	test_begin("a rule of options alone decides above 1");
	det = detector_find("high_volume");
	o = opts_short(det);
	m = model_from_options(det, o, 1, names, units, &err);
	CHECK(m != NULL && m->threshold > 1 && m->threshold < 1 + 1e-15);
	CHECK_STR(m->options, "{\"max-size\":\"10000\"}");
	model_free(m);
	model_free(NULL);
	free(o);
}

int
main(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(dir, sizeof(dir), "%s/detect_model.XXXXXX",
	    tmp != NULL ? tmp : P_tmpdir);
	if (mkdtemp(dir) == NULL) {
		perror(dir);
		return 1;
	}
	sprintf(path, "%s/model", dir);
	sprintf(other, "%s/other", dir);
	sprintf(broken, "%s/broken", dir);
	test_all();
	test_refused();
	test_numbers();
	test_heads();
	test_check();
	test_parsed();
	test_options();
	unlink(path);
	unlink(other);
	unlink(broken);
	rmdir(dir);
	return test_end();
}
