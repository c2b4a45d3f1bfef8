/*
 * detect_show.c - what is said of a model: all of it as JSON, whether it can
 * alarm at all; and named sets of options.
 */
#include "detect/model_show.h"
#include "detect/preset.h"
#include "detect/reach.h"

#include "detect_test.h"
#include "tmp.h"

enum { ROWS = 200 };

static const char *const names[] = { "r", "a\"b", "same" };
static const char *const units[] = { "ln", "", "sd" };
static const size_t run[] = { 0, ROWS };

/* A forest or other detector over d columns, of which the third is constant. */
static struct model *
make(const char *detector, int d)
{
	const struct detector *det = detector_find(detector);
	double *x = rows_random(ROWS, d, 1);
	struct err err = { 0 };
	void *o = opts_new(det);
	struct fit f = { .opts = o,
		.names = names,
		.d = d,
		.train = { .x = x, .n = ROWS, .run = run, .runs = 1 },
		.seed = 1,
		.jobs = 1 };
	struct model *m = model_new(det, o, d, names, units, &err);
	int i;

	for (i = 0; d == 3 && i < ROWS; i++)
		x[i * d + 2] = 5;
	CHECK(m != NULL && det->fit(m->m, &f, &err) == 0);
	CHECK_STR(err.msg, "");
	free(o);
	free(x);
	return m;
}

/* The model of a file as text, on the heap; NULL when it is refused. */
static char *
shown(const char *path, struct err *err)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);
	int ret = model_show(path, f, err);

	fclose(f);
	if (ret == 0)
		return text;
	CHECK_STR(text, ""); /* nothing half */
	free(text);
	return NULL;
}

/* The text is one JSON object and a newline. */
static int
is_object(const char *text)
{
	struct err err = { 0 };
	struct json_token t;
	struct json j;
	size_t n = strlen(text);

	if (n == 0 || text[n - 1] != '\n' || memchr(text, '\n', n - 1) != NULL)
		return 0;
	json_init(&j, text, n - 1);
	if (json_next(&j, &t, &err) == 0 && t.type == JSON_OBJECT &&
	    json_skip(&j, &err) == 0 && json_next(&j, &t, &err) == 0 &&
	    t.type == JSON_END)
		return 1;
	printf("# %s: %s\n", err.msg, text);
	return 0;
}

static int
has(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		return 1;
	printf("# no %s in %s\n", part, text);
	return 0;
}

static void
test_show(void)
{
	struct model *m = make("z", 2);
	const char *path = tmp_path("model");
	struct err err = { 0 };
	double v[4];
	char *text;

	test_begin("a model is shown as one JSON object");
	m->center[0] = 0.1;
	m->scale[1] = 1e-7;
	m->def = UINT64_MAX - 1;
	m->rows = 17;
	m->threshold = NAN;
	CHECK_INT(model_save(m, path, 0, &err), 0);
	text = shown(path, &err);
	CHECK(text != NULL && is_object(text));
	CHECK(has(text, "{\"detector\":\"z\",\"options\":{"));
	CHECK(has(text, "{\"name\":\"a\\\"b\",\"unit\":\"\",\"center\":0,"
			"\"scale\":1e-7}"));
	CHECK(has(text, "\"center\":0.1"));
	CHECK(has(text, "\"def\":\"18446744073709551614\""));
	CHECK(has(text, "\"rows\":17,"));
	CHECK(has(text, "\"threshold\":null,"));
	CHECK_INT(golden_numbers(text, "calibration.scores", v, 4), 1);
	CHECK(v[0] == 0);
	CHECK(has(text, "\"arrays\":[{\"name\":"));
	free(text);
	model_free(m);
}

static void
test_calibrated(void)
{
	struct model *m = make("iforest", 2);
	const char *path = tmp_path("model");
	double *score = rows_random(4000, 1, 3), v[4];
	struct err err = { 0 };
	char *text;

	test_begin("its calibration has the numbers of its tail");
	CHECK_INT(calib_fit(&m->calib, score, 4000, 390, &err), 0);
	m->threshold = 0.6;
	CHECK_INT(model_save(m, path, 0, &err), 0);
	text = shown(path, &err);
	CHECK(text != NULL && is_object(text));
	CHECK_INT(golden_numbers(text, "calibration.scores", v, 4), 1);
	CHECK(v[0] == 4000);
	CHECK_INT(golden_numbers(text, "calibration.rows_per_day", v, 4), 1);
	CHECK(v[0] == 390);
	CHECK_INT(golden_numbers(text, "calibration.tail_from", v, 4), 1);
	CHECK(v[0] == m->calib.t);
	CHECK_INT(golden_numbers(text, "threshold", v, 4), 1);
	CHECK(v[0] == 0.6);
	free(text);
	free(score);
	model_free(m);
}

static void
test_heads(void)
{
	struct models ms = { .n = 2 };
	const char *path = tmp_path("heads");
	struct err err = { 0 };
	double v[4];
	char *text;
	int i;

	test_begin("the heads of one file are an array");
	for (i = 0; i < 2; i++) {
		ms.v[i] = make("z", 2);
		free(ms.v[i]->head);
		ms.v[i]->head = strdup(i == 0 ? "price" : "volume");
		ms.v[i]->share = i == 0 ? 0.25 : 0.75;
		ms.v[i]->cooldown = 5;
	}
	CHECK_INT(models_save(&ms, path, 0, &err), 0);
	text = shown(path, &err);
	CHECK(text != NULL && is_object(text));
	CHECK(has(text, "{\"heads\":[{\"head\":\"price\",\"share\":0.25,"));
	CHECK(has(text, "\"lasts\":5,\"detector\":\"z\""));
	CHECK(has(text, "}},{\"head\":\"volume\",\"share\":0.75,"));
	CHECK(golden_numbers(text, "arrays", v, 0) == -1); /* beside them */
	free(text);
	models_free(&ms);
}

static void
test_show_refused(void)
{
	static const char junk[] = "{\"kind\":\"score\"}\n";
	struct err err = { 0 };
	struct model *m;
	const char *path;
	FILE *f;

	test_begin("what is no model is refused by its name");
	CHECK(shown(tmp_path("absent"), &err) == NULL);
	CHECK(strstr(err.msg, "absent: ") != NULL);
	err_clear(&err);
	CHECK(shown(tmp_file("junk", junk, strlen(junk)), &err) == NULL);
	CHECK(strstr(err.msg, "junk: ") != NULL);

	test_begin("an output that fails is an error");
	if ((f = fopen("/dev/full", "w")) == NULL) {
		test_skip("no /dev/full here");
		return;
	}
	err_clear(&err);
	m = make("z", 2);
	path = tmp_path("model");
	CHECK_INT(model_save(m, path, 0, &err), 0);
	CHECK_INT(model_show(path, f, &err), -1);
	CHECK(strstr(err.msg, "write error") != NULL);
	fclose(f);
	model_free(m);
}

static int
unreachable(const struct model *m, double threshold, const char *why)
{
	struct err err = { 0 };

	if (model_check_reach(m, threshold, &err) == 0)
		return 0;
	if (strstr(err.msg, why) == NULL)
		printf("# %s\n", err.msg);
	return strstr(err.msg, why) != NULL;
}

static void
test_reach(void)
{
	struct model *m = make("iforest", 2);
	double most = model_most(m);
	struct err err = { 0 };

	test_begin("a threshold that no score reaches is refused");
	CHECK(most > 0.5 && most < 1);
	CHECK_INT(model_check_reach(m, most, &err), 0);
	CHECK(unreachable(m, nextafter(most, 1), "iforest gives scores up to"));
	CHECK(unreachable(m, INFINITY, "can never alarm: threshold inf"));
	CHECK_INT(model_check_reach(m, NAN, &err), 0);
	CHECK_INT(model_check_reach(m, -INFINITY, &err), 0);

	test_begin("so is one beyond all that was held back");
	m->calib.kept = 1;
	m->calib.seen = 12;
	CHECK(unreachable(m, INFINITY, "with 12 held-back scores"));
	m->calib.kept = 0;
	model_free(m);

	test_begin("a column that no tree splits on is named");
	m = make("iforest", 3);
	CHECK(unreachable(m, 0.5, "feature 3, same: constant in the rows"));
	CHECK(unreachable(m, NAN, "--features"));
	model_free(m);

	test_begin("distances have no bound, and see a constant change");
	m = make("z", 3);
	CHECK(model_most(m) == INFINITY);
	CHECK_INT(model_check_reach(m, 1e300, &err), 0);
	CHECK_INT(model_check_reach(m, INFINITY, &err), 0);
	model_free(m);
}

static void
test_preset_args(void)
{
	char tool[] = "ticktrain", x[] = "-x", name[] = "series", o[] = "-o";
	char *argv[] = { tool, x, name, o, NULL }, **out;
	struct err err = { 0 };
	int n = 4;

	test_begin("a preset's options stand in front of the user's");
	out = train_preset_args("series", NULL, &n, argv, &err);
	CHECK_INT(n, 8);
	CHECK(out != NULL && out[0] == tool);
	CHECK_STR(out[1], "-d");
	CHECK_STR(out[2], "series");
	CHECK_STR(out[3], "--form");
	CHECK_STR(out[4], "five");
	CHECK(out[5] == x && out[6] == name && out[7] == o);
	CHECK(out[8] == NULL);
	free(out);
	n = 4;
	out = train_preset_args("series", "series", &n, argv, &err);
	CHECK(out != NULL);
	free(out);

	test_begin("an unknown preset, or one of another detector, is refused");
	n = 4;
	CHECK(train_preset_args("no", NULL, &n, argv, &err) == NULL);
	CHECK(err.usage && strstr(err.msg, "\"no\": unknown preset") != NULL);
	CHECK_INT(n, 4);
	err_clear(&err);
	CHECK(train_preset_args("series", "z", &n, argv, &err) == NULL);
	CHECK(err.usage && strstr(err.msg, "not for -d z") != NULL);
	CHECK(train_preset_find("no") == NULL);
}

/* Options of ticktrain itself, which a preset may give too. */
static int
is_of_tool(const char *name)
{
	return strcmp(name, "scale") == 0 || strcmp(name, "quantile") == 0;
}

static void
test_presets(void)
{
	const struct train_preset *p;
	const struct detector *det;
	const struct opt *opt;
	struct opt_group g;
	struct err err = { 0 };
	int i;

	test_begin("each preset names a detector and options that it has");
	for (p = train_presets; p->name != NULL; p++) {
		CHECK(train_preset_find(p->name) == p);
		CHECK(p->summary[0] != '\0' && p->columns[0] != '\0');
		CHECK_STR(p->args[0], "-d");
		CHECK((det = detector_find(p->args[1])) != NULL);
		g = (struct opt_group){ det->opts, opts_new(det), NULL };
		/* the last place ends the list */
		CHECK(p->args[TRAIN_PRESET_ARGS - 1] == NULL);
		for (i = 2; p->args[i] != NULL; i++) {
			CHECK(strncmp(p->args[i], "--", 2) == 0);
			if (is_of_tool(p->args[i] + 2)) {
				i++;
				continue;
			}
			for (opt = det->opts; opt->name != NULL; opt++)
				if (strcmp(opt->name, p->args[i] + 2) == 0)
					break;
			CHECK(opt->name != NULL);
			if (opt->name == NULL)
				break;
			CHECK_INT(opt_set(&g, opt->name,
				      opt->arg != NULL ? p->args[++i] : NULL,
				      &err),
			    0);
		}
		free(g.base);
	}
	CHECK_STR(err.msg, "");
}

int
main(void)
{
	tmp_begin();
	test_show();
	test_calibrated();
	test_heads();
	test_show_refused();
	test_reach();
	test_preset_args();
	test_presets();
	CHECK(tmp_end() == 0);
	return test_end();
}
