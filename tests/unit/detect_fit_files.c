/*
 * detect_fit_files.c - the log and the checkpoint of a fit, and its options.
 */
#include "detect/fit_files.h"
#include "detect/fit_opts.h"

#include "base/state.h"
#include "detect_test.h"
#include "opt_line.h"
#include "tmp.h"

/* What a fit would go on from. */
struct work {
	int64_t epoch;
	double *weight;
	uint64_t n;
};

static int
work_walk(struct walk *w, void *arg)
{
	struct work *k = arg;

	walk_scalar(w, "epoch", TENSOR_I64, &k->epoch);
	walk_check(w, k->epoch >= 0, "epoch: out of range");
	walk_array(w, "weight", TENSOR_F64, (void **)&k->weight, &k->n);
	return walk_done(w);
}

static void
work_free(struct work *k)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	work_walk(&w, k);
}

/* A fit of this name: 1 resumed, 0 nothing to resume, -1. */
static int
resume(struct work *k, const char *checkpoint, const char *what,
    struct err *err)
{
	struct fit_hooks h = { 0 };
	struct fit_files f;
	int got;

	memset(k, 0, sizeof(*k));
	err_clear(err);
	CHECK_INT(fit_files_open(&f, &h, NULL, checkpoint, what, err), 0);
	got = h.resume(h.arg, work_walk, k, err);
	fit_files_close(&f, 0, err);
	return got;
}

static void
keep(struct work *k, const char *checkpoint, const char *what)
{
	struct fit_hooks h = { 0 };
	struct err err = { 0 };
	struct fit_files f;

	CHECK_INT(fit_files_open(&f, &h, NULL, checkpoint, what, &err), 0);
	CHECK(h.progress == NULL); /* is the caller's */
	CHECK_INT(h.keep(h.arg, work_walk, k, &err), 0);
	CHECK_INT(fit_files_close(&f, 0, &err), 0);
	CHECK_STR(err.msg, "");
}

static void
test_checkpoint(void)
{
	double weight[] = { 0.1, NAN, -1e300 };
	struct work k = { 7, weight, 3 }, back;
	const char *path = tmp_path("checkpoint");
	struct err err = { 0 };

	test_begin("without a checkpoint there is nothing to resume from");
	CHECK_INT(resume(&back, path, "lstm seed=1 {}", &err), 0);
	CHECK_INT(resume(&back, NULL, "lstm seed=1 {}", &err), 0);
	CHECK(!err.set && back.weight == NULL);

	test_begin("what was kept last comes back to the bit");
	keep(&k, path, "lstm seed=1 {}");
	k.epoch = 8;
	keep(&k, path, "lstm seed=1 {}");
	CHECK_INT(resume(&back, path, "lstm seed=1 {}", &err), 1);
	CHECK_INT(back.epoch, 8);
	CHECK_INT(back.n, 3);
	CHECK(back.n == 3 && same_bits(back.weight, weight, 3));
	work_free(&back);

	test_begin("the checkpoint of another fit is refused, with both named");
	CHECK_INT(resume(&back, path, "lstm seed=2 {}", &err), -1);
	CHECK(strstr(err.msg, "checkpoint: ") != NULL);
	CHECK(strstr(err.msg, "seed=1") != NULL);
	CHECK(strstr(err.msg, "seed=2") != NULL);
	work_free(&back);

	test_begin("values that no fit keeps are refused");
	k.epoch = -1;
	keep(&k, path, "lstm seed=1 {}");
	CHECK_INT(resume(&back, path, "lstm seed=1 {}", &err), -1);
	CHECK(strstr(err.msg, "epoch: out of range") != NULL);
	CHECK(strstr(err.msg, "checkpoint: ") != NULL);
	work_free(&back);
}

static void
test_other_files(void)
{
	static const char text[] = "no state";
	const char *path = tmp_path("other");
	struct symtab *syms = symtab_new(4);
	struct err err = { 0 };
	struct state *s = state_new(syms, &err);
	struct work back;

	test_begin("a state of something else is no checkpoint");
	CHECK_INT(state_meta(s, "fit", "z seed=1 {}", &err), 0);
	CHECK_INT(state_write(s, path, &err), 0);
	state_free(s);
	symtab_free(syms);
	CHECK_INT(resume(&back, path, "z seed=1 {}", &err), -1);
	CHECK(strstr(err.msg, "not the checkpoint of a fit") != NULL);
	work_free(&back);
	path = tmp_file("other", text, strlen(text));
	CHECK_INT(resume(&back, path, "z seed=1 {}", &err), -1);
	CHECK(strstr(err.msg, "other: ") != NULL);
}

static void
test_removal(void)
{
	struct work k = { 1, NULL, 0 };
	struct fit_hooks h = { 0 };
	struct err err = { 0 };
	struct fit_files f;
	const char *path = tmp_path("kept");

	test_begin("the checkpoint goes once the model is there, not before");
	keep(&k, path, "x");
	CHECK_INT(access(path, F_OK), 0);
	CHECK_INT(fit_files_open(&f, &h, NULL, path, "x", &err), 0);
	CHECK_INT(fit_files_close(&f, 1, &err), 0);
	CHECK(access(path, F_OK) == -1);
	/* a fit that kept nothing has nothing to take away */
	CHECK_INT(fit_files_open(&f, &h, NULL, path, "x", &err), 0);
	CHECK_INT(fit_files_close(&f, 1, &err), 0);
	CHECK(!err.set);

	test_begin("without a checkpoint keeping does nothing");
	CHECK_INT(fit_files_open(&f, &h, NULL, NULL, "x", &err), 0);
	CHECK_INT(h.keep(h.arg, work_walk, &k, &err), 0);
	CHECK_INT(h.log(h.arg, "{}", &err), 0);
	CHECK_INT(fit_files_close(&f, 1, &err), 0);

	test_begin("a checkpoint that cannot be written is an error");
	path = tmp_path("absent/kept");
	CHECK_INT(fit_files_open(&f, &h, NULL, path, "x", &err), 0);
	CHECK_INT(h.keep(h.arg, work_walk, &k, &err), -1);
	CHECK(strstr(err.msg, "absent/kept") != NULL);
	fit_files_close(&f, 0, &err);
}

static void
test_log(void)
{
	const char *path = tmp_path("log");
	struct fit_hooks h = { 0 };
	struct err err = { 0 };
	struct fit_files f;
	char *text;
	size_t n;

	test_begin("each line of the log is in the file at once");
	CHECK_INT(fit_files_open(&f, &h, path, NULL, "x", &err), 0);
	CHECK_INT(h.log(h.arg, "{\"epoch\":1}", &err), 0);
	text = tmp_load(path, &n);
	CHECK_STR(text, "{\"epoch\":1}\n");
	free(text);
	CHECK_INT(h.log(h.arg, "{\"epoch\":2}", &err), 0);
	CHECK_INT(fit_files_close(&f, 0, &err), 0);
	text = tmp_load(path, &n);
	CHECK_STR(text, "{\"epoch\":1}\n{\"epoch\":2}\n");
	free(text);

	test_begin("a log that cannot be opened or written is an error");
	path = tmp_path("absent/log");
	CHECK_INT(fit_files_open(&f, &h, path, NULL, "x", &err), -1);
	CHECK(strstr(err.msg, "absent/log: ") != NULL);
	fit_files_close(&f, 0, &err);
	if (access("/dev/full", W_OK) == -1)
		return;
	err_clear(&err);
	CHECK_INT(fit_files_open(&f, &h, "/dev/full", NULL, "x", &err), 0);
	CHECK_INT(h.log(h.arg, "{}", &err), -1);
	CHECK(strstr(err.msg, "/dev/full: ") != NULL);
	fit_files_close(&f, 0, &err);
}

/* ---- options ---- */

static const char *
refused(const char *words, int is_net)
{
	static struct err err;
	struct fit_choice c = { 0 };

	err_clear(&err);
	CHECK(opt_line(fit_choice_opts, &c, words, &err) != -1);
	if (fit_choice_check(&c, is_net, &err) == -1)
		CHECK(err.usage);
	return err.msg;
}

static void
test_options(void)
{
	struct fit_choice c = { 0 };
	struct err err = { 0 };

	test_begin("the options of a fit reach their fields");
	CHECK_INT(opt_line(fit_choice_opts, &c, "x", &err), 1);
	CHECK(c.import == NULL && c.warm == NULL && c.log == NULL);
	CHECK(c.checkpoint == NULL && c.jobs == 0);
	CHECK_INT(opt_line(fit_choice_opts, &c,
		      "--import a --warm-start b --log c --checkpoint d -j 3",
		      &err),
	    0);
	CHECK_STR(c.import, "a");
	CHECK_STR(c.warm, "b");
	CHECK_STR(c.log, "c");
	CHECK_STR(c.checkpoint, "d");
	CHECK_INT(c.jobs, 3);

	test_begin("options of networks are refused with other detectors");
	CHECK_STR(refused("-j 2", 0), "");
	CHECK_STR(refused("--log x --checkpoint y --warm-start z", 1), "");
	CHECK_STR(refused("--import x", 1), "");
	CHECK(strstr(refused("--import x", 0), "only with -d dense"));
	CHECK(strstr(refused("--log x", 0), "only with -d dense"));
	CHECK(strstr(refused("--checkpoint x", 0), "only with -d dense"));
	CHECK(strstr(refused("--warm-start x", 0), "only with -d dense"));

	test_begin("imported weights are not trained");
	CHECK(strstr(refused("--import x --log y", 1), "trains nothing"));
	CHECK(strstr(refused("--import x --warm-start y", 1), "trains"));
	CHECK(strstr(refused("--import x --checkpoint y", 1), "trains"));
}

static void
test_fit_name(void)
{
	const struct detector *det = detector_find("iforest");
	void *o = opts_new(det), *other = opts_new(det);
	struct err err = { 0 };
	char *a, *b;

	test_begin("the name of a fit differs with detector, options and seed");
	a = fit_name(det, o, 7, &err);
	CHECK(strncmp(a, "iforest seed=7 {", 16) == 0);
	b = fit_name(det, other, 7, &err);
	CHECK_STR(a, b);
	free(b);
	b = fit_name(det, o, -7, &err);
	CHECK(strncmp(b, "iforest seed=-7 {", 17) == 0);
	free(b);
	opts_set(det, other, "trees", "3");
	b = fit_name(det, other, 7, &err);
	CHECK(strcmp(a, b) != 0);
	free(a);
	free(b);
	free(o);
	free(other);
}

int
main(void)
{
	tmp_begin();
	test_checkpoint();
	test_other_files();
	test_removal();
	test_log();
	test_options();
	test_fit_name();
	CHECK(tmp_end() == 0);
	return test_end();
}
