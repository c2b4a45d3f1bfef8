/*
 * detect_serve.h - checks of a detector as it is served: rows of several
 * symbols, interleaved, with breaks, in batches, in pieces.
 */
#ifndef UNIT_DETECT_SERVE_H
#define UNIT_DETECT_SERVE_H

#include "base/state_table.h"
#include "detect/runner.h"
#include "detect/train.h"

#include "detect_test.h"
#include "tmp.h"

enum { FEED_ROWS = 1500, FEED_SYMBOLS = 5 };

/* Interleaved rows; now and then a symbol's run breaks or a row is missing. */
struct feed {
	int d;
	double *x; /* [FEED_ROWS][d] */
	uint32_t symbol[FEED_ROWS];
	int fresh[FEED_ROWS];
};

static inline void
feed_init(struct feed *f, int d, uint64_t seed)
{
	int seen[FEED_SYMBOLS] = { 0 };
	struct rng r;
	size_t i;

	printf("# feed of seed %d\n", (int)seed);
	f->d = d;
	f->x = rows_random(FEED_ROWS, d, seed);
	rng_init(&r, seed, 7);
	for (i = 0; i < FEED_ROWS; i++) {
		f->symbol[i] = (uint32_t)rng_below(&r, FEED_SYMBOLS);
		f->fresh[i] = !seen[f->symbol[i]] || rng_below(&r, 40) == 0;
		seen[f->symbol[i]] = 1;
		if (rng_below(&r, 50) == 0)
			f->x[i * (size_t)d] = NAN;
	}
}

/* A fitted model for a feed. */
static inline void *
feed_model(const struct feed *f, const struct detector *det)
{
	double *x = rows_random(300, f->d, 5);
	void *o = opts_short(det), *m;

	opts_set(det, o, "trees", "5");
	m = model_make(det, o, x, 300, f->d, 3);
	free(o);
	free(x);
	return m;
}

/* The twin of the runner: a row at a time, all rows of a run at hand. */
static inline void
feed_naive(const struct feed *f, const struct detector *det, const void *m,
    double *score, struct contrib *why)
{
	size_t w = detector_window(det, m), d = (size_t)f->d, i, n, at;
	double *run[FEED_SYMBOLS];
	size_t rows[FEED_SYMBOLS] = { 0 };
	void *state[FEED_SYMBOLS], *s;

	for (i = 0; i < FEED_SYMBOLS; i++) {
		run[i] = malloc(FEED_ROWS * d * sizeof(double));
		state[i] = state_make(det, m);
	}
	for (i = 0; i < FEED_ROWS; i++) {
		at = f->symbol[i];
		s = state[det->flags & DETECT_POOLED ? 0 : at];
		if (f->fresh[i])
			rows[at] = 0;
		n = rows[at]++;
		memcpy(run[at] + n * d, f->x + i * d, d * sizeof(double));
		score[i] = NAN;
		if (n + 1 < w)
			continue;
		score_one(det, m, s, &score[i], why + i * DETECT_WHY,
		    run[at] + (n + 1 - w) * d);
		if (s != NULL)
			det->learn(s, m, run[at] + (n + 1 - w) * d);
	}
	for (i = 0; i < FEED_SYMBOLS; i++) {
		free(run[i]);
		state_drop(det, m, state[i]);
	}
}

/* Rows from .. to - 1 through a runner; it is flushed one row in `every' at
 * random places. */
static inline void
feed_run(const struct feed *f, struct runner *r, size_t from, size_t to,
    uint64_t every, double *score, struct contrib *why)
{
	struct err err = { 0 };
	struct rng rng;
	size_t i;

	rng_init(&rng, every, 11);
	for (i = from; i < to; i++) {
		struct runner_out out = { &score[i],
			why != NULL ? why + i * DETECT_WHY : NULL };

		CHECK(runner_push(r, f->x + i * (size_t)f->d, f->symbol[i],
			  f->fresh[i], out, &err) == 0);
		if (rng_below(&rng, every) == 0)
			runner_flush(r);
	}
	runner_flush(r);
}

static inline void
check_batches(const struct detector *det)
{
	static struct contrib a_why[FEED_ROWS * DETECT_WHY],
	    b_why[FEED_ROWS * DETECT_WHY];
	static const uint64_t every[] = { 1, 7, 1000 };
	double a[FEED_ROWS], b[FEED_ROWS];
	struct err err = { 0 };
	struct feed f;
	struct runner r;
	size_t k, i, scored = 0;
	void *m;

	feed_init(&f, columns_of(det), 31);
	m = feed_model(&f, det);
	feed_naive(&f, det, m, a, a_why);
	for (i = 0; i < FEED_ROWS; i++)
		scored += !isnan(a[i]);
	CHECK(scored > FEED_ROWS / 3);
	for (k = 0; k < sizeof(every) / sizeof(every[0]); k++) {
		CHECK(runner_init(&r, det, m, f.d, &err) == 0);
		r.why_from = -INFINITY;
		feed_run(&f, &r, 0, FEED_ROWS, every[k], b, b_why);
		CHECK(same_bits(a, b, FEED_ROWS));
		for (i = 0; i < FEED_ROWS * DETECT_WHY; i++)
			CHECK(isnan(a[i / DETECT_WHY]) ||
			      (a_why[i].feature == b_why[i].feature &&
				  a_why[i].share == b_why[i].share));
		runner_fini(&r);
	}
	model_drop(det, m);
	free(f.x);
}

static inline struct symtab *
feed_symbols(struct err *err)
{
	struct symtab *syms = symtab_new(100);
	char name[2] = "A";

	for (; name[0] < 'A' + FEED_SYMBOLS; name[0]++)
		symtab_add(syms, name, 1, err);
	return syms;
}

/* Keep what r remembers in a file of that path. */
static inline void
feed_save(struct runner *r, const char *path, struct symtab *syms)
{
	struct err err = { 0 };
	struct state *file = state_new(syms, &err);

	CHECK(runner_save(r, file, "detector", &err) == 0);
	file->unsynced = 1;
	CHECK(state_write(file, path, &err) == 0);
	CHECK_STR(err.msg, "");
	state_free(file);
}

static inline void
check_resumed(const struct detector *det)
{
	double a[FEED_ROWS], b[FEED_ROWS];
	struct err err = { 0 };
	struct symtab *syms = feed_symbols(&err);
	struct runner r, q;
	struct state *file;
	struct feed f;
	void *m;

	feed_init(&f, columns_of(det), 32);
	m = feed_model(&f, det);
	CHECK(runner_init(&r, det, m, f.d, &err) == 0);
	CHECK(runner_init(&q, det, m, f.d, &err) == 0);
	feed_run(&f, &r, 0, 701, 9, a, NULL);
	feed_save(&r, tmp_path("state"), syms);
	feed_run(&f, &r, 701, FEED_ROWS, 9, a, NULL);
	file = state_read(tmp_path("state"), syms, &err);
	CHECK(file != NULL && runner_load(&q, file, "detector", &err) == 0);
	CHECK_STR(err.msg, "");
	feed_run(&f, &q, 701, FEED_ROWS, 5, b, NULL);
	CHECK(same_bits(a + 701, b + 701, FEED_ROWS - 701));
	state_free(file);
	runner_fini(&r);
	runner_fini(&q);
	symtab_free(syms);
	model_drop(det, m);
	free(f.x);
}

/* Write the states of r with the first number of array i spoiled; 0 when
 * there are not so many arrays. */
static inline int
write_spoiled(struct runner *r, struct symtab *syms, size_t i, int byte)
{
	struct err err = { 0 };
	struct state *file = state_new(syms, &err);
	const struct tensor *a;
	int there;

	CHECK(runner_save(r, file, "detector", &err) == 0);
	a = tensors_at(file->t, i);
	there = a != NULL;
	if (there && a->count > 0)
		memset((void *)(uintptr_t)a->data, byte, tensor_size(a->type));
	file->unsynced = 1;
	CHECK(state_write(file, tmp_path("spoiled"), &err) == 0);
	state_free(file);
	return there;
}

/* What was spoiled is refused with a message, or scores without harm. */
static inline void
check_damaged(const struct detector *det)
{
	static const int bytes[] = { 0xff, 0x7f, 0x80 };
	struct err err = { 0 };
	struct symtab *syms = feed_symbols(&err);
	double score[FEED_ROWS];
	struct runner r, q;
	struct state *file;
	struct feed f;
	size_t i, k;
	void *m;

	feed_init(&f, columns_of(det), 33);
	m = feed_model(&f, det);
	CHECK(runner_init(&r, det, m, f.d, &err) == 0);
	feed_run(&f, &r, 0, 500, 9, score, NULL);
	for (k = 0; k < sizeof(bytes) / sizeof(bytes[0]); k++)
		for (i = 0; write_spoiled(&r, syms, i, bytes[k]); i++) {
			struct err none = { 0 };

			file = state_read(tmp_path("spoiled"), syms, &none);
			CHECK(runner_init(&q, det, m, f.d, &err) == 0);
			if (file != NULL &&
			    runner_load(&q, file, "detector", &none) == 0)
				feed_run(&f, &q, 500, 600, 9, score, NULL);
			else
				CHECK(none.set);
			runner_fini(&q);
			state_free(file);
		}
	runner_fini(&r);
	symtab_free(syms);
	model_drop(det, m);
	free(f.x);
}

/* Offer a feed to training; the rows' times rise. */
static inline struct model *
feed_train(const struct feed *f, const struct detector *det, const void *opts,
    enum scale scale, size_t max_rows)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };
	static const char *const units[] = { "", "", "", "", "" };
	struct train_opts o = { .det = det,
		.det_opts = opts,
		.scale = scale,
		.hold_back = 0.3,
		.quantile = 0.99,
		.max_rows = max_rows,
		.run = 64,
		.seed = 4,
		.jobs = 1 };
	struct err err = { 0 };
	struct train *t = train_new(&o, f->d, names, units, &err);
	struct model *m;
	size_t i;

	CHECK(t != NULL);
	for (i = 0; i < FEED_ROWS; i++) {
		struct train_row row = { .x = f->x + i * (size_t)f->d,
			.symbol = f->symbol[i],
			.time = i,
			.start = i,
			.fresh = f->fresh[i] };

		CHECK(train_add(t, &row, &err) >= 0);
	}
	m = train_finish(t, &err);
	CHECK_STR(err.msg, "");
	train_free(t);
	return m;
}

static inline void
check_trained(const struct detector *det)
{
	static const enum scale scales[] = { SCALE_NONE, SCALE_ROBUST };
	double score[FEED_ROWS], again[FEED_ROWS];
	void *opts = opts_short(det);
	struct err err = { 0 };
	struct model *m, *same;
	struct runner r;
	struct feed f;
	size_t i, rows;

	opts_set(det, opts, "trees", "5");
	feed_init(&f, columns_of(det), 34);
	for (i = 0; i < 4; i++) {
		rows = i < 2 ? FEED_ROWS : FEED_ROWS / 2;
		m = feed_train(&f, det, opts, scales[i % 2], rows);
		same = feed_train(&f, det, opts, scales[i % 2], rows);
		CHECK(m != NULL && same != NULL);
		if (m == NULL || same == NULL)
			continue;
		CHECK(calib_ready(&m->calib));
		CHECK(m->calib.seen > 0 && m->calib.seen == same->calib.seen);
		CHECK(!isnan(m->threshold) && m->threshold == same->threshold);
		CHECK((m->scale[0] != 1) ==
		    (scales[i % 2] != SCALE_NONE &&
			(det->flags & DETECT_SCALES) == 0));
		CHECK(runner_init(&r, det, m->m, m->d, &err) == 0);
		feed_run(&f, &r, 0, FEED_ROWS, 9, score, NULL);
		runner_fini(&r);
		CHECK(runner_init(&r, det, same->m, m->d, &err) == 0);
		feed_run(&f, &r, 0, FEED_ROWS, 4, again, NULL);
		runner_fini(&r);
		CHECK(same_bits(score, again, FEED_ROWS));
		model_free(m);
		model_free(same);
	}
	free(opts);
	free(f.x);
}

#endif
