/*
 * synth_every.c - what holds for every injected type, on every kind of rows.
 */
#include "synth_inject.h"

static const char *const kinds[] = { "trades", "tbbo", "mbp-1", "quote",
	"ohlcv-1m", NULL };

static const struct inject_type *
chosen(struct inject_opts *o, int i, enum inject_level level)
{
	const struct inject_type *t = inject_list[i];

	*o = options("spike");
	o->level = level;
	o->decoys = 0;
	if (t->decoy) {
		o->per_day = 0;
		o->decoys = 3;
		o->decoy[0] = t;
		o->ndecoy = 1;
	} else {
		o->type[0] = t;
	}
	return t;
}

/* Prices on the grid and in order, times in order. */
static void
check_row(const struct rec *r, int64_t tick, uint64_t *last)
{
	const struct places *at = &r->schema->at;
	int64_t px, bid, ask;

	if (at->price >= 0 && (px = rec_i64(r, at->price)) != PX_NULL)
		CHECK(px > 0 && px % tick == 0);
	if (at->size >= 0)
		CHECK(rec_i64(r, at->size) >= 1);
	if (at->bid_px >= 0) {
		bid = rec_i64(r, at->bid_px);
		ask = rec_i64(r, at->ask_px);
		CHECK(bid > 0 && bid % tick == 0 && ask % tick == 0);
		CHECK(ask >= bid + tick);
	}
	CHECK(rec_time(r) >= *last);
	*last = rec_time(r);
	if (at->open < 0)
		return;
	CHECK(rec_i64(r, at->low) > 0 && rec_i64(r, at->low) % tick == 0);
	CHECK(rec_i64(r, at->high) >= rec_i64(r, at->open));
	CHECK(rec_i64(r, at->high) >= rec_i64(r, at->close));
	CHECK(rec_i64(r, at->low) <= rec_i64(r, at->open));
	CHECK(rec_i64(r, at->low) <= rec_i64(r, at->close));
	CHECK(rec_i64(r, at->volume) >= 1);
}

static void
check_out(const struct run *run, const struct rows *in)
{
	uint64_t last = 0;

	CHECK_INT(run->account.in, in->n);
	CHECK_INT(run->out.n,
	    in->n + run->account.added - run->account.left_out);
	for (size_t i = 0; i < run->out.n; i++) {
		struct rec r = row_at(&run->out, i);

		check_row(&r, 10000000, &last);
	}
	check_labels(run);
	CHECK_INT(run->n, run->account.third[0] + run->account.third[1] +
			      run->account.third[2]);
}

/* Which kinds a type must be able to go into; the simulated ones have flags
 * only where DBN has, and no levels. */
static int
suits(const struct inject_type *t, const char *kind)
{
	int bars = strcmp(kind, "ohlcv-1m") == 0;
	int quotes = strcmp(kind, "tbbo") == 0 || strcmp(kind, "mbp-1") == 0 ||
		     strcmp(kind, "quote") == 0;
	int sizes = strcmp(kind, "quote") != 0;

	if ((t->on & (bars ? INJECT_BARS : INJECT_TICKS)) == 0 ||
	    (t->needs & INJECT_DEPTH) != 0)
		return 0;
	if ((t->needs & (INJECT_QUOTES | INJECT_BOOK)) != 0 && !quotes)
		return 0;
	if (((t->needs & INJECT_VOLUME) != 0 || t->rows == INJECT_SIZED) &&
	    !sizes)
		return 0;
	return strcmp(t->name, "flagged_tick") != 0 || sizes;
}

/* One type at one level in rows of a kind. */
static void
check_type(int i, enum inject_level level, const struct rows *in,
    const char *kind)
{
	static struct run run;
	struct inject_opts o;
	const struct inject_type *t = chosen(&o, i, level);
	uint64_t n;

	inject(&run, in, &o, 0);
	check_out(&run, in);
	n = run.account.placed[i];
	if (suits(t, kind) != (n > 2))
		printf("# %s in %s, %s: %d placed\n", t->name, kind,
		    inject_level_names[level], (int)n);
	CHECK(suits(t, kind) ? n > 2 : n == 0);
	CHECK_INT(run.n, t->decoy ? 0 : n);
	for (size_t e = 0; e < run.n; e++)
		CHECK_STR(run.label[e].level, inject_level_names[level]);
	if (n == 0)
		CHECK_INT(run.out.n, in->n);
	free(run.out.v);
}

static void
test_every(void)
{
	struct rows in;

	for (int k = 0; kinds[k] != NULL; k++) {
		simulate(&in, kinds[k], 2, 8, k == 4 ? 20000 : 4000);
		for (int i = 0; inject_list[i] != NULL; i++) {
			test_begin(inject_list[i]->name);
			for (int l = 0; l < INJECT_LEVELS; l++)
				check_type(i, (enum inject_level)l, &in,
				    kinds[k]);
		}
		free(in.v);
	}
}

/* Without all_rows the labelled rows are those that differ. */
static void
test_altered(void)
{
	static struct run run;
	const struct inject_type *t;
	struct inject_opts o;
	struct rows in;
	size_t k, wrong;

	test_begin("rows that no event has altered or moved are as they were");
	simulate(&in, "tbbo", 1, 6, 3000);
	for (int i = 0; inject_list[i] != NULL; i++) {
		t = chosen(&o, i, INJECT_EASY);
		if (t->decoy || t->all_rows || (t->on & INJECT_TICKS) == 0)
			continue;
		inject(&run, &in, &o, 0);
		k = wrong = 0;
		for (size_t n = 0; n < in.n && k < run.out.n; n++) {
			struct rec a = row_at(&in, n), b;

			/* rows that were added are labelled */
			do
				b = row_at(&run.out, k++);
			while (k < run.out.n && differs(&a, &b) &&
			       label_of(&b) == 1 && run.out.n - k >= in.n - n);
			if (differs(&a, &b) && label_of(&b) != 1 &&
			    run.account.moved == 0)
				wrong++;
		}
		if (wrong > 0)
			printf("# %s\n", t->name);
		CHECK_INT(wrong, 0);
		free(run.out.v);
	}
	free(in.v);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_every();
	test_altered();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	vocab_fini(&vocab);
	return test_end();
}
