/* ADWIN and Page-Hinkley: the golden runs, memory, stable streams. */
#include "math/drift.h"

#include "base/rng.h"
#include "hostile.h"
#include "math_golden.h"

/* Hits of ADWIN on the golden series. */
static void
adwin_golden(const char *name)
{
	char path[64];
	double *x, *hits, *width, before, after;
	size_t n = 0, k = 0, one, i, hit = 0;
	struct adwin a;

	snprintf(path, sizeof(path), "drift/%s/x", name);
	x = golden_numbers("detectors.json", path, &n);
	snprintf(path, sizeof(path), "drift/%s/adwin_hits", name);
	hits = golden_numbers("detectors.json", path, &k);
	snprintf(path, sizeof(path), "drift/%s/adwin_width_end", name);
	width = golden_numbers("detectors.json", path, &one);
	if (x == NULL || width == NULL) {
		test_skip("no ../shared/golden");
	} else {
		adwin_init(&a);
		for (i = 0; i < n; i++)
			if (adwin_push(&a, x[i], &before, &after)) {
				CHECK(hit < k && (double)i == hits[hit]);
				hit++;
			}
		CHECK_INT(hit, k);
		CHECK_INT(a.width, (int)width[0]);
	}
	free(x);
	free(hits);
	free(width);
}

static void
ph_golden(const char *name)
{
	char path[64];
	double *x, *hits;
	size_t n = 0, k = 0, i, hit = 0;
	struct ph p;

	snprintf(path, sizeof(path), "drift/%s/x", name);
	x = golden_numbers("detectors.json", path, &n);
	snprintf(path, sizeof(path), "drift/%s/page_hinkley_lambda_20_hits",
	    name);
	hits = golden_numbers("detectors.json", path, &k);
	if (x == NULL) {
		test_skip("no ../shared/golden");
	} else {
		ph_init(&p);
		for (i = 0; i < n; i++)
			if (ph_push(&p, x[i], 20) == 1) {
				CHECK(hit < k && (double)i == hits[hit]);
				hit++;
			}
		CHECK_INT(hit, k);
	}
	free(x);
	free(hits);
}

static void
test_stable(void)
{
	double before, after;
	struct adwin a;
	struct ph p;
	struct rng r;
	int i, adwin = 0, ph = 0;

	test_begin("a stable stream has few changes, and a bounded window");
	adwin_init(&a);
	ph_init(&p);
	rng_init(&r, 2, 1);
	for (i = 0; i < 200000; i++) {
		double x = -log10(rng_unit_open(&r));

		adwin += adwin_push(&a, x, &before, &after);
		ph += ph_push(&p, x, 50) != 0;
	}
	CHECK(adwin <= 2);
	CHECK(ph <= 2);
	CHECK(a.width > 50000);

	test_begin("a change is found on both sides, with its means");
	for (i = 0; i < 2000 && !adwin_push(&a, 1, &before, &after); i++)
		;
	CHECK(i < 2000 && before < 0.6 && after > 0.4);
	ph_init(&p);
	for (i = 0; i < 500; i++)
		CHECK_INT(ph_push(&p, 2 + i % 2, 50), 0);
	for (i = 0; i < 500 && ph_push(&p, 1, 50) == 0; i++)
		;
	CHECK(i > 10 && i < 100);
}

/* ADWIN from a state, and some more values. */
static int
use_adwin(void *arg, struct tensors *t)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_LOAD, .tensors = t, .err = &err };
	double before, after;
	struct adwin a;
	int i, k, loaded;

	(void)arg;
	adwin_init(&a);
	loaded = adwin_walk(&w, &a) == 0;
	CHECK(loaded || err.set);
	for (i = 0; loaded && i < 40; i++)
		adwin_push(&a, i % 7, &before, &after);
	for (k = 0; loaded && k < ADWIN_SIZES; k++)
		CHECK(a.count[k] <= ADWIN_BUCKETS);
	return loaded;
}

static int
use_ph(void *arg, struct tensors *t)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_LOAD, .tensors = t, .err = &err };
	struct ph p;
	int i, loaded;

	(void)arg;
	ph_init(&p);
	loaded = ph_walk(&w, &p) == 0;
	CHECK(loaded || err.set);
	for (i = 0; loaded && i < 40; i++)
		ph_push(&p, i % 7, 50);
	return loaded;
}

static void
test_hostile(void)
{
	struct err err = { 0 };
	struct walk wa = { .mode = WALK_SAVE,
		.tensors = tensors_new(),
		.err = &err };
	struct walk wp = { .mode = WALK_SAVE,
		.tensors = tensors_new(),
		.err = &err };
	double before, after;
	struct adwin a;
	struct ph p;
	int i;

	test_begin("an altered state is refused, or goes on without harm");
	adwin_init(&a);
	ph_init(&p);
	for (i = 0; i < 1000; i++) {
		adwin_push(&a, i % 5, &before, &after);
		ph_push(&p, i % 5, 50);
	}
	CHECK(adwin_walk(&wa, &a) == 0 && ph_walk(&wp, &p) == 0);
	CHECK(
	    use_adwin(NULL, wa.tensors) == 1 && use_ph(NULL, wp.tensors) == 1);
	CHECK(hostile_each(wa.tensors, use_adwin, NULL) > 0);
	CHECK(hostile_each(wp.tensors, use_ph, NULL) > 0);
	tensors_free(wa.tensors);
	tensors_free(wp.tensors);
}

int
main(void)
{
	test_begin("ADWIN cuts where the golden run does");
	adwin_golden("step");
	adwin_golden("stable");
	adwin_golden("ramp");
	test_begin("Page-Hinkley hits where the golden run does");
	ph_golden("step");
	ph_golden("stable");
	ph_golden("ramp");
	test_stable();
	test_hostile();
	return test_end();
}
