/*
 * detect_test.h - what the tests of lib/detect share.
 */
#ifndef UNIT_DETECT_TEST_H
#define UNIT_DETECT_TEST_H

#include "base/json.h"
#include "base/opt.h"
#include "base/rng.h"
#include "base/state.h"
#include "detect/detect.h"

#include "test.h"

/* All of a file, NUL-terminated, on the heap; NULL when it cannot be read. */
static inline char *
file_text(const char *dir, const char *name, size_t *len)
{
	char path[1024], *text = NULL;
	long size;
	FILE *f;

	*len = 0;
	snprintf(path, sizeof(path), "%s%s", dir, name);
	f = fopen(path, "rb");
	if (f == NULL)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0) {
		rewind(f);
		text = calloc((size_t)size + 1, 1);
		*len = text != NULL ? fread(text, 1, (size_t)size, f) : 0;
	}
	fclose(f);
	return text;
}

/* Go to the value of key in the object that comes next. */
static inline int
golden_enter(struct json *j, const char *key, size_t len)
{
	struct err err = { 0 };
	struct json_token t;

	if (json_next(j, &t, &err) < 0 || t.type != JSON_OBJECT)
		return -1;
	while (json_next(j, &t, &err) == 0 && t.type == JSON_KEY) {
		if (t.len == len && memcmp(t.s, key, len) == 0)
			return 0;
		if (json_next(j, &t, &err) < 0)
			return -1;
		if ((t.type == JSON_OBJECT || t.type == JSON_ARRAY) &&
		    json_skip(j, &err) < 0)
			return -1;
	}
	return -1;
}

/* Every number below a path ("rolling.x"), nulls as NaN; how many, or -1. */
static inline int
golden_numbers(const char *text, const char *path, double *out, int max)
{
	struct err err = { 0 };
	struct json_token t;
	struct json j;
	int n = 0, depth = 0;
	size_t len;

	json_init(&j, text, strlen(text));
	for (; *path != '\0'; path += len + (path[len] == '.')) {
		len = strcspn(path, ".");
		if (golden_enter(&j, path, len) < 0)
			return -1;
	}
	do {
		if (json_next(&j, &t, &err) < 0 || n == max)
			return -1;
		if (t.type == JSON_OBJECT || t.type == JSON_ARRAY)
			depth++;
		else if (t.type == JSON_CLOSE)
			depth--;
		else if (t.type == JSON_NUMBER)
			out[n++] = strtod(t.s, NULL);
		else if (t.type == JSON_NULL)
			out[n++] = NAN;
	} while (depth > 0);
	return n;
}

/* Options of a detector, zeroed and set to their defaults; on the heap. */
static inline void *
opts_new(const struct detector *det)
{
	struct opt_group g = { .opts = det->opts };
	char name[] = "test", *argv[] = { name, NULL };
	struct err err = { 0 };
	int nops;

	g.base = calloc(1, det->opts_size + 1);
	CHECK(g.base != NULL &&
	    (det->opts == NULL || opt_parse(&nops, 1, argv, &g, 1, &err) == 0));
	return g.base;
}

static inline void opts_set(const struct detector *det, void *opts,
    const char *name, const char *value);

/* The same, with what makes a fit long cut short. */
static inline void *
opts_short(const struct detector *det)
{
	void *o = opts_new(det);

	if ((det->flags & DETECT_VALID) != 0)
		opts_set(det, o, "window", "5");
	opts_set(det, o, "epochs", "2");
	opts_set(det, o, "warm", "64");
	opts_set(det, o, "memory", "128");
	opts_set(det, o, "jump-window", "20");
	opts_set(det, o, "pca-window", "4");
	opts_set(det, o, "hst-trees", "4");
	opts_set(det, o, "hst-height", "5");
	opts_set(det, o, "hst-rows", "20");
	opts_set(det, o, "hst-scale", "16");
	opts_set(det, o, "rcf-trees", "3");
	opts_set(det, o, "rcf-sample", "16");
	opts_set(det, o, "rcf-scale", "16");
	opts_set(det, o, "damp-window", "8");
	opts_set(det, o, "damp-memory", "64");
	opts_set(det, o, "damp-warm", "32");
	opts_set(det, o, "knn-window", "3");
	opts_set(det, o, "knn-stored", "16");
	opts_set(det, o, "dbscan-window", "3");
	opts_set(det, o, "dbscan-stored", "16");
	opts_set(det, o, "windows", "48");
	opts_set(det, o, "hidden", "6");
	opts_set(det, o, "width", "8");
	opts_set(det, o, "ff", "8");
	opts_set(det, o, "layers", "1");
	return o;
}

/* Set an option where the detector has it. */
static inline void
opts_set(const struct detector *det, void *opts, const char *name,
    const char *value)
{
	struct opt_group g = { .opts = det->opts, .base = opts };
	struct err err = { 0 };
	const struct opt *o;

	for (o = det->opts; o != NULL && o->name != NULL; o++)
		if (strcmp(o->name, name) == 0)
			CHECK(opt_set(&g, name, value, &err) == 0);
}

/* Columns that a detector gets in a test over all of them. */
static inline int
columns_of(const struct detector *det)
{
	int n = 1;
	const char *s;

	if (det->inputs == NULL)
		return 5;
	for (s = det->inputs; *s != '\0'; s++)
		n += *s == ',';
	return n;
}

/* n values around 100, like prices. */
static inline double *
rows_random(size_t n, int d, uint64_t seed)
{
	double *x = malloc(n * (size_t)d * sizeof(*x));
	struct rng r;
	size_t i;

	rng_init(&r, seed, 99);
	for (i = 0; x != NULL && i < n * (size_t)d; i++)
		x[i] = 100 + rng_normal(&r);
	return x;
}

/* A fitted model on the heap, for model_drop. */
static inline void *
model_make(const struct detector *det, const void *opts, const double *x,
    size_t n, int d, uint64_t seed)
{
	struct fit f = { .opts = opts, .d = d, .seed = seed, .jobs = 1 };
	void *m = calloc(1, det->model_size);
	struct err err = { 0 };
	size_t run[2] = { 0, n };

	f.train = (struct rows){ .x = x, .n = n, .run = run, .runs = 1 };
	CHECK(m != NULL && det->fit(m, &f, &err) == 0);
	if (err.set)
		printf("# %s: %s\n", det->name, err.msg);
	return m;
}

static inline void
model_drop(const struct detector *det, void *m)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	CHECK(det->walk(&w, m) == 0);
	free(m);
}

/* A fresh state on the heap, NULL where there is none. */
static inline void *
state_make(const struct detector *det, const void *m)
{
	void *s;

	if (!(det->flags & DETECT_STATE))
		return NULL;
	s = calloc(1, det->state_size(m));
	CHECK(s != NULL);
	det->state_init(s, m);
	return s;
}

/* Free a state that state_make made. */
static inline void
state_drop(const struct detector *det, const void *m, void *s)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	if (s != NULL)
		CHECK(det->walk_state(&w, m, s) == 0);
	free(s);
}

/* The score of the last of rows x[W][d]. */
static inline void
score_one(const struct detector *det, const void *m, const void *state,
    double *score, struct contrib *why, const double *x)
{
	det->score(score, why, m, state != NULL ? &state : NULL, x, 1);
}

/* Score, then learn, row by row: rows of one symbol without a break. */
static inline void
run_rows(const struct detector *det, const void *m, void *state,
    double *score, struct contrib *why, const double *x, size_t n, int d)
{
	size_t w = detector_window(det, m), i;
	const double *window;
	int k;

	for (i = 0; i < n; i++) {
		score[i] = NAN;
		for (k = 0; why != NULL && k < DETECT_WHY; k++)
			why[i * DETECT_WHY + (size_t)k].feature = -1;
		if (i + 1 < w)
			continue;
		window = x + (i + 1 - w) * (size_t)d;
		score_one(det, m, state, score + i,
		    why != NULL ? why + i * DETECT_WHY : NULL, window);
		if (state != NULL)
			det->learn(state, m, window);
	}
}

/* Equal bits, NaN included. */
static inline int
same_bits(const double *a, const double *b, size_t n)
{
	return memcmp(a, b, n * sizeof(*a)) == 0;
}

#endif
