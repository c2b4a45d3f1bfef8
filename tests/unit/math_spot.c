/* SPOT: the golden run, a stream that drifts, pieces. */
#include "math/spot.h"

#include <string.h>

#include "base/rng.h"
#include "base/state.h"
#include "hostile.h"
#include "math_golden.h"

#include "tmp.h"

/* golden/detectors.json, pot. */
static void
test_golden(void)
{
	double *init, *stream, *alarms, *fit, *run, cut;
	size_t n = 0, m = 0, k = 0, nfit = 0, nrun = 0, i, hit = 0;
	struct err err = { 0 };
	struct spot s;

	test_begin("the golden run: fit, alarms, threshold at the end");
	init = golden_numbers("detectors.json", "pot/init", &n);
	stream = golden_numbers("detectors.json", "pot/stream", &m);
	alarms = golden_numbers("detectors.json", "pot/run/alarms", &k);
	fit = golden_numbers("detectors.json", "pot/fit", &nfit);
	run = golden_numbers("detectors.json", "pot/run", &nrun);
	if (init == NULL || nrun < 6) {
		test_skip("no ../shared/golden");
		goto out;
	}
	spot_init(&s, 0.001, 0);
	for (i = 0; i < n; i++)
		CHECK_INT(spot_row(&s, init[i], &cut, &err), 0);
	CHECK_NEAR(s.gamma, fit[0], 1e-3);
	CHECK_NEAR(s.sigma / fit[1], 1, 1e-3);
	CHECK_NEAR(s.t, fit[3], 0);
	CHECK_INT(s.above, (int)fit[4]);
	CHECK_NEAR(s.cut / fit[5], 1, 1e-3);
	for (i = 0; i < m; i++)
		if (spot_row(&s, stream[i], &cut, &err) == 1) {
			CHECK(hit < k && (double)i == alarms[hit]);
			hit++;
		}
	CHECK_INT(hit, k);
	CHECK_NEAR(s.cut / run[k], 1, 1e-3);
	CHECK_INT(s.n, (int)run[k + 1]);
	CHECK_INT(s.above, (int)run[k + 2]);
	spot_fini(&s);
out:
	free(init);
	free(stream);
	free(alarms);
	free(fit);
	free(run);
}

static double
draw(struct rng *r, size_t i, double drift)
{
	return -log(rng_unit_open(r)) + drift * (double)i;
}

/* Alarms in n scores. */
static size_t
alarms(double q, int drifts, size_t n, double drift, uint64_t seed)
{
	struct err err = { 0 };
	struct spot s;
	struct rng r;
	double cut;
	size_t i, hits = 0;

	rng_init(&r, seed, 1);
	spot_init(&s, q, drifts);
	for (i = 0; i < n; i++)
		hits += spot_row(&s, draw(&r, i, drift), &cut, &err) == 1;
	CHECK(s.kept <= SPOT_EXCESSES);
	spot_fini(&s);
	return hits;
}

static void
test_rate(void)
{
	size_t n = 0;
	uint64_t seed;

	/* What is over the threshold is not learned, so one that begins too
	 * low stays low: more alarms than asked for, by the algorithm. */
	test_begin("alarms come at about the rate that was asked for");
	for (seed = 0; seed < 10; seed++)
		n += alarms(0.001, 0, 20000, 0, seed);
	CHECK(n > 100 && n < 800);
	for (seed = n = 0; seed < 10; seed++)
		n += alarms(0.01, 0, 20000, 0, seed);
	CHECK(n > 1600 && n < 5000);
}

/* A level that goes up and down, and a spike of 15 at its lowest points. */
static size_t
spikes_found(int drifts)
{
	struct err err = { 0 };
	struct spot s;
	struct rng r;
	double cut, x;
	size_t i, found = 0;
	int hit;

	rng_init(&r, 5, 1);
	spot_init(&s, 0.0005, drifts);
	for (i = 0; i < 40000; i++) {
		x = 50 * cos((double)i * 6.283185307 / 4000);
		x += draw(&r, i, 0) + (i % 4000 == 2000 ? 15 : 0);
		hit = spot_row(&s, x, &cut, &err) == 1;
		found += hit && i % 4000 == 2000;
	}
	spot_fini(&s);
	return found;
}

static void
test_level(void)
{
	test_begin("DSPOT finds spikes where the level is low, SPOT cannot");
	CHECK_INT(spikes_found(0), 0);
	CHECK(spikes_found(1) >= 9);
}

static void
test_odd(void)
{
	struct err err = { 0 };
	struct spot s;
	double cut;
	size_t i;

	test_begin("constant scores raise no alarm, the first other does");
	spot_init(&s, 1e-4, 0);
	for (i = 0; i < 3000; i++)
		CHECK_INT(spot_row(&s, 0.5, &cut, &err), 0);
	CHECK_INT(spot_row(&s, 0.6, &cut, &err), 1);
	CHECK_NEAR(cut, 0.5, 0);
	spot_fini(&s);
}

/* Into a file and back. */
static void
pass(struct spot *to, struct spot *from)
{
	struct symtab *syms = symtab_new(4);
	struct err err = { 0 };
	struct state *file = state_new(syms, &err);
	uint32_t symbol;
	uint64_t number;
	struct walk w;

	CHECK(state_save(&w, file, "spot", &err) == 0 &&
	      state_owner(&w, 0, 0) == 0 && spot_walk(&w, from) == 0);
	CHECK(state_done(&w) == 0);
	CHECK(state_write(file, tmp_path("state"), &err) == 0);
	state_free(file);
	file = state_read(tmp_path("state"), syms, &err);
	CHECK(file != NULL && state_load(&w, file, "spot", &err) == 1 &&
	      state_owner_at(&w, 0, &symbol, &number) == 0 &&
	      spot_walk(&w, to) == 0);
	CHECK(state_done(&w) == 0);
	CHECK_STR(err.msg, "");
	state_free(file);
	symtab_free(syms);
}

static void
test_pieces(void)
{
	static const size_t cuts[] = { 0, 1, 5, 700, 1000, 1011, 5000 };
	struct spot whole, a, b;
	struct err err = { 0 };
	struct rng r, q;
	double cut, other, x;
	size_t i, k;

	test_begin("saved, loaded and gone on, thresholds are the same");
	for (k = 0; k < sizeof(cuts) / sizeof(cuts[0]); k++) {
		rng_init(&r, 7, k);
		rng_init(&q, 7, k);
		spot_init(&whole, 0.01, k % 2 == 1);
		spot_init(&a, 0.01, k % 2 == 1);
		spot_init(&b, 0.01, k % 2 == 1);
		for (i = 0; i < cuts[k]; i++) {
			spot_row(&whole, draw(&r, i, 0), &cut, &err);
			spot_row(&a, draw(&q, i, 0), &cut, &err);
		}
		pass(&b, &a);
		for (; i < cuts[k] + 4000; i++) {
			x = draw(&r, i, 0);
			CHECK_INT(spot_row(&whole, x, &cut, &err),
			    spot_row(&b, x, &other, &err));
			CHECK(memcmp(&cut, &other, sizeof(cut)) == 0);
		}
		spot_fini(&whole);
		spot_fini(&a);
		spot_fini(&b);
	}
}

/* A spot from a state, and scores that reach its tail. */
static int
use(void *arg, struct tensors *t)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_LOAD, .tensors = t, .err = &err };
	struct spot s;
	double cut;
	int i, loaded;

	spot_init(&s, 0.01, *(int *)arg);
	loaded = spot_walk(&w, &s) == 0;
	CHECK(loaded || err.set);
	for (i = 0; loaded && i < 40; i++) {
		CHECK(spot_row(&s, i % 8, &cut, &err) >= 0);
		CHECK(s.kept <= SPOT_EXCESSES && s.next < SPOT_EXCESSES);
	}
	w = (struct walk){ .mode = WALK_FREE, .err = &err };
	spot_walk(&w, &s);
	return loaded;
}

/* n scores, then each byte of the state altered. */
static void
hostile(size_t n, int drifts)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_SAVE,
		.tensors = tensors_new(),
		.err = &err };
	struct spot s;
	struct rng r;
	double cut;
	size_t i;

	rng_init(&r, 9, n);
	spot_init(&s, 0.01, drifts);
	for (i = 0; i < n; i++)
		spot_row(&s, draw(&r, i, 0), &cut, &err);
	CHECK(spot_walk(&w, &s) == 0);
	CHECK(use(&drifts, w.tensors) == 1);
	/* scores may have other values, counts may not */
	CHECK(hostile_each(w.tensors, use, &drifts) > 0);
	tensors_free(w.tensors);
	spot_fini(&s);
}

static void
set_u64(struct tensors *t, const char *name, uint64_t v)
{
	struct err err = { 0 };
	const struct tensor *a = tensors_find(t, name, TENSOR_U64, &err);

	memcpy((void *)(uintptr_t)a->data, &v, sizeof(v));
}

static void
test_hostile(void)
{
	static const char *const counts[] = { "n", "kept", "next", "above",
		"unfit" };
	struct err err = { 0 };
	struct walk w = { .mode = WALK_SAVE,
		.tensors = tensors_new(),
		.err = &err };
	struct spot s;
	double cut;
	size_t i;
	int drifts;

	test_begin("an altered state is refused, or goes on without harm");
	for (drifts = 0; drifts < 2; drifts++) {
		hostile(0, drifts);
		hostile(12, drifts);
		hostile(1300, drifts);
	}
	test_begin("counts that contradict each other are refused");
	drifts = 0;
	spot_init(&s, 0.01, 0);
	for (i = 0; i < 1500; i++)
		spot_row(&s, 0.5, &cut, &err);
	CHECK(spot_walk(&w, &s) == 0);
	for (i = 0; i < 5; i++) {
		uint64_t old[] = { s.n, s.kept, s.next, s.above, s.unfit };

		set_u64(w.tensors, counts[i], old[i] + 4096);
		CHECK_INT(use(&drifts, w.tensors), i == 0);
		set_u64(w.tensors, counts[i], 5);
		CHECK_INT(use(&drifts, w.tensors), 0);
		set_u64(w.tensors, counts[i], old[i]);
	}
	tensors_free(w.tensors);
	spot_fini(&s);
}

int
main(void)
{
	tmp_begin();
	test_golden();
	test_rate();
	test_level();
	test_odd();
	test_pieces();
	test_hostile();
	return test_end() | tmp_end();
}
