/*
 * detect_net_train.c - training of nets: the same weights whatever the
 * threads, killed and resumed; windows that stay inside runs; what stops it.
 */
#include "base/state.h"
#include "detect/net/train.h"
#include "detect/net/windows.h"

#include "test.h"
#include "tmp.h"

enum { ROWS = 600, F = 2, W = 12 };

static double x[ROWS * F];
static uint8_t label[ROWS];
static uint32_t symbol[ROWS];
static uint64_t when[ROWS];
static const size_t train_runs[] = { 0, 200, 400 }, valid_runs[] = { 0, 200 };

static void
begin(void)
{
	int i;

	for (i = 0; i < ROWS; i++) {
		x[i * F] = sin(i * 0.3) + 0.1 * sin(i * 1.7);
		x[i * F + 1] = cos(i * 0.3);
		when[i] = (uint64_t)i;
	}
}

static struct fit
make_fit(int jobs)
{
	static const char *const names[] = { "a", "b" };
	struct fit f = { .names = names, .d = F, .seed = 3, .jobs = jobs };

	f.train = (struct rows){ x, symbol, when, label, train_runs, 400, 2 };
	f.valid = (struct rows){ x + 400 * F, symbol + 400, when + 400,
		label + 400, valid_runs, 200, 1 };
	return f;
}

static const struct net_opts short_opts = { .window = W,
	.batch = 40,
	.epochs = 4,
	.patience = 10,
	.windows = 200,
	.lr = 0.01,
	.decay = 0.9,
	.clip = 1 };

static int
train(struct net_model *m, const struct fit *f, const struct net_opts *o,
    const struct net_kind *kind, struct err *err)
{
	struct net_dims d = { .hidden = 8,
		.latent = 3,
		.d = 8,
		.heads = 2,
		.ff = 8,
		.layers = 1 };

	memset(m, 0, sizeof(*m));
	return net_model_fit(m, kind, d, o, f, err);
}

static void
release(struct net_model *m, const struct net_kind *kind)
{
	struct walk w = { .mode = WALK_FREE };

	net_model_walk(&w, m, kind);
}

/* ---- threads ---- */

static void
test_jobs(const struct net_kind *kind)
{
	struct net_model one, three;
	struct fit f = make_fit(1), g = make_fit(3);
	struct err err = { 0 };
	char name[100];

	snprintf(name, sizeof(name),
	    "%s: weights do not depend on the number of threads", kind->name);
	test_begin(name);
	CHECK(train(&one, &f, &short_opts, kind, &err) == 0);
	CHECK(train(&three, &g, &short_opts, kind, &err) == 0);
	CHECK_STR(err.msg, "");
	CHECK(memcmp(one.net.w, three.net.w, one.net.nw * sizeof(*one.net.w)) ==
	      0);
	CHECK(memcmp(one.spread, three.spread, F * sizeof(*one.spread)) == 0);
	release(&one, kind);
	release(&three, kind);
	test_close();
	test_name = NULL;
}

/* ---- a kill ---- */

struct keeper {
	char path[512];
	int kept, stop_after; /* steps, 0: never */
	int steps;
	double first, last; /* losses */
};

static int
on_progress(void *arg, uint64_t done, uint64_t total, double loss)
{
	struct keeper *k = arg;

	(void)done;
	(void)total;
	if (k->steps == 0)
		k->first = loss;
	k->last = loss;
	return ++k->steps == k->stop_after;
}

static int
on_keep(void *arg, int (*walk)(struct walk *w, void *work), void *work,
    struct err *err)
{
	struct keeper *k = arg;
	struct symtab *syms = symtab_new(10);
	struct state *s = state_new(syms, err);
	struct walk w;
	int rc;

	state_save(&w, s, "work", err);
	state_owner(&w, 0, 0);
	walk(&w, work);
	rc = state_done(&w);
	if (rc == 0)
		rc = state_write(s, k->path, err);
	state_free(s);
	symtab_free(syms);
	k->kept = rc == 0;
	return rc;
}

static int
on_resume(void *arg, int (*walk)(struct walk *w, void *work), void *work,
    struct err *err)
{
	struct keeper *k = arg;
	struct symtab *syms = symtab_new(10);
	struct state *s = NULL;
	uint64_t number;
	uint32_t id;
	struct walk w;
	int rc = 0;

	if (k->kept && (s = state_read(k->path, syms, err)) != NULL) {
		rc = state_load(&w, s, "work", err);
		state_owner_at(&w, 0, &id, &number);
		walk(&w, work);
		if (state_done(&w) == -1)
			rc = -1;
	}
	state_free(s);
	symtab_free(syms);
	return rc;
}

static void
test_resume(void)
{
	struct keeper k = { .stop_after = 13 };
	struct net_model whole, cut;
	struct fit f = make_fit(2);
	struct err err = { 0 };

	test_begin("a training that was killed goes on to the same weights");
	snprintf(k.path, sizeof(k.path), "%s", tmp_path("work"));
	CHECK(train(&whole, &f, &short_opts, &net_lstm, &err) == 0);
	f.hooks = (struct fit_hooks){ .arg = &k,
		.progress = on_progress,
		.keep = on_keep,
		.resume = on_resume };
	CHECK(train(&cut, &f, &short_opts, &net_lstm, &err) == -1);
	CHECK_STR(err.msg, "training interrupted");
	CHECK(k.kept);
	release(&cut, &net_lstm);
	err = (struct err){ 0 };
	k.stop_after = 0;
	CHECK(train(&cut, &f, &short_opts, &net_lstm, &err) == 0);
	CHECK_STR(err.msg, "");
	CHECK(memcmp(whole.net.w, cut.net.w, cut.net.nw * sizeof(*cut.net.w)) ==
	      0);
	CHECK(k.steps < 13 + 20); /* it did not start over */
	release(&whole, &net_lstm);
	release(&cut, &net_lstm);
}

static void
test_learns(void)
{
	struct net_opts o = short_opts;
	struct keeper k = { .stop_after = 0 };
	struct net_model m;
	struct fit f = make_fit(2);
	struct err err = { 0 };
	double score[2], turned[W * F];
	struct contrib why[2 * DETECT_WHY];
	int i;

	test_begin("the loss falls, and a strange window has a high score");
	o.epochs = 40;
	f.hooks = (struct fit_hooks){ .arg = &k, .progress = on_progress };
	CHECK(train(&m, &f, &o, &net_dense, &err) == 0);
	CHECK(k.last < k.first / 4);
	for (i = 0; i < W * F; i++)
		turned[i] = x[450 * F + i];
	net_model_score(score, why, &m, NULL, turned, 1);
	turned[(W - 1) * F + 1] += 3;
	net_model_score(score + 1, why, &m, NULL, turned, 1);
	CHECK(score[1] > 4 * score[0]);
	CHECK_INT(why[0].feature, 1);
	CHECK(why[0].share > 0.5);
	CHECK_INT(why[0].row, 0);
	turned[(W - 1) * F + 1] -= 3;
	turned[4 * F + 1] += 3;
	net_model_score(score + 1, why, &m, NULL, turned, 1);
	CHECK_INT(why[0].feature, 1);
	CHECK_INT(why[0].row, W - 5);
	turned[3] = NAN;
	net_model_score(score, why, &m, NULL, turned, 1);
	CHECK(isnan(score[0]));
	CHECK_INT(why[0].feature, -1);
	release(&m, &net_dense);
}

static void
test_windows(void)
{
	struct windows_of w;
	struct net_input in;
	struct fit f = make_fit(1);
	struct err err = { 0 };
	float out[W * F];
	uint64_t sum;
	size_t i;

	test_begin("windows lie inside runs, without labels and gaps");
	label[100] = 1;
	x[300 * F] = NAN;
	CHECK(net_input_init(&in, 0, F, &err) == 0);
	CHECK(windows_init(&w, &f.train, &in, W, 0, &err) == 0);
	CHECK_INT(w.n, 4 * (100 - W + 1) - 2);
	for (i = 0; i < w.n; i++) {
		CHECK(w.start[i] / 200 == (w.start[i] + W - 1) / 200);
		CHECK(w.start[i] > 100 || w.start[i] + W <= 100);
	}
	windows_shuffle(&w, 1, 7);
	windows_get(out, &w, 0);
	CHECK(out[1] == (float)x[w.start[w.order[0]] * F + 1]);
	sum = windows_sum(&w, f.train.n, 0);
	windows_fini(&w);
	label[100] = 0;
	x[300 * F] = 0;

	test_begin("validation begins after a gap of W rows of each symbol");
	symbol[200] = 1; /* the second run is of another symbol */
	CHECK(windows_init(&w, &f.train, &in, W, W, &err) == 0);
	CHECK_INT(w.n, 2 * (200 - W - W + 1));
	CHECK_INT(w.start[0], W);
	CHECK_INT(w.start[200 - 2 * W + 1], 200 + W);
	CHECK(windows_sum(&w, f.train.n, 0) != sum);
	windows_fini(&w);
	symbol[200] = 0;
	CHECK(windows_init(&w, &f.train, &in, W, W, &err) == 0);
	CHECK_INT(w.n, 200 - W - W + 1 + 200 - W + 1);
	windows_fini(&w);
	net_input_fini(&in);
}

static void
test_returns(void)
{
	struct net_input in;
	struct windows_of w;
	struct fit f = make_fit(1);
	struct err err = { 0 };
	double kept[ROWS * F];
	float got[F];
	size_t i;

	test_begin("log returns are scaled by what they were trained on");
	memcpy(kept, x, sizeof(x));
	for (i = 0; i < ROWS * F; i++)
		x[i] = exp(x[i]);
	CHECK(net_input_init(&in, 1, F, &err) == 0);
	CHECK(net_input_fit(&in, &f.train, SCALE_MINMAX, &err) == 0);
	for (i = 1; i < 200; i++) {
		CHECK(net_input_row(got, &in, x + i * F) == 1);
		CHECK(got[0] >= 0 && got[0] <= 1);
		CHECK(fabs(got[1] * in.scale[1] + in.center[1] -
			   (kept[i * F + 1] - kept[i * F - 1])) < 1e-6);
	}
	CHECK(windows_init(&w, &f.train, &in, W, 0, &err) == 0);
	CHECK_INT(w.n, 2 * (199 - W + 1)); /* a run's first row has none */
	CHECK_INT(w.start[0], 1);
	windows_fini(&w);
	x[5 * F] = 0;
	CHECK(net_input_row(got, &in, x + 5 * F) == 0);
	CHECK(net_input_row(got, &in, x + 6 * F) == 0);
	CHECK(net_input_row(got, &in, x + 7 * F) == 1);
	net_input_fini(&in);
	memcpy(x, kept, sizeof(x));
}

static void
test_stops(void)
{
	struct net_opts o = short_opts;
	struct net_model m;
	struct fit f = make_fit(1);
	struct err err = { 0 };

	test_begin("without a window there is nothing to train on");
	o.window = 201;
	CHECK(train(&m, &f, &o, &net_dense, &err) == -1);
	CHECK(strstr(err.msg, "no window of 201 rows") != NULL);
	release(&m, &net_dense);

	test_begin("a gradient that is not finite stops with a message");
	o = short_opts;
	o.lr = 1e38;
	err = (struct err){ 0 };
	CHECK(train(&m, &f, &o, &net_lstm, &err) == -1);
	CHECK(strstr(err.msg, "not finite") != NULL);
	release(&m, &net_lstm);
}

int
main(void)
{
	begin();
	tmp_begin();
	test_jobs(&net_dense);
	test_jobs(&net_lstm);
	test_jobs(&net_transformer);
	test_resume();
	test_learns();
	test_windows();
	test_returns();
	test_stops();
	if (tmp_end() != 0)
		return 1;
	return test_end();
}
