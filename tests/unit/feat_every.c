/*
 * feat_every.c - what must hold for every column function, those of the list
 * and skel.
 */
#include "base/state_table.h"
#include "feat_every.h"
#include "feat_all.h"

#include "feat/feat.h"
#include "stream_rows.h"

extern const struct column_fn column_fn_skel;

enum { SEED = 7, ROUNDS = 4 };

static struct every e;

static int
same(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b));
}

static void
differs(const char *how, int k, double got, double want)
{
	printf("# %s(%s: %s: row %d: got %.17g, want %.17g\n", e.fn->name,
	    e.text, how, k, got, want);
	test_bad = 1;
}

/* Row by row; made anew must not matter. */
static void
run_steps(void)
{
	void *state[EVERY_SYMBOLS], *work[EVERY_SYMBOLS] = { NULL };
	void *fresh[EVERY_SYMBOLS], *anew[EVERY_SYMBOLS] = { NULL };
	double y;
	int k;

	every_states(&e, state);
	every_states(&e, fresh);
	for (k = 0; k < EVERY_ROWS; k++) {
		e.want[k] = every_step(&e, state, work, k, 0);
		y = every_step(&e, fresh, anew, k, 1);
		if (!same(y, e.want[k])) {
			differs("made anew", k, y, e.want[k]);
			return;
		}
	}
	every_free_states(&e, state);
	every_free(work);
	every_free_states(&e, fresh);
	every_free(anew);
}

/* By steps: of functions with work, a symbol's rows from there on. */
static void
call_steps(const struct fn_rows *r, void **work, double *y)
{
	struct fn_rows rows = *r;
	uint32_t group[2];
	int s;

	if (e.fn->work_size == NULL) {
		e.fn->steps(e.arg, y, r);
		return;
	}
	rows.ngroup = 1;
	rows.group = group;
	for (s = 0; s < EVERY_SYMBOLS; s++) {
		group[1] = r->group[s + 1];
		for (group[0] = r->group[s]; group[0] < group[1]; group[0]++) {
			if (every_work(&e, &work[s], &r->past[0][group[0]]))
				break;
			y[group[0]] = NAN;
		}
		rows.state = r->state + s;
		rows.work = work + s;
		if (group[0] < group[1])
			e.fn->steps(e.arg, y, &rows);
	}
}

/* Rows from..to of all symbols by steps. */
static void
block(void **state, void **work, double *y, int from, int to)
{
	static double in[CALL_ARGS_MAX][EVERY_ROWS], out[EVERY_ROWS];
	static struct past past[CALL_ARGS_MAX][EVERY_ROWS];
	static uint64_t start[EVERY_ROWS], end[EVERY_ROWS];
	static struct fn_counts counts;
	const double *ins[CALL_ARGS_MAX];
	const struct past *pasts[CALL_ARGS_MAX];
	uint32_t group[EVERY_SYMBOLS + 1] = { 0 }, n = 0;
	struct fn_rows r = { .ngroup = EVERY_SYMBOLS,
		.group = group,
		.state = state,
		.in = ins,
		.past = pasts,
		.start = start,
		.end = end,
		.counts = &counts };
	int order[EVERY_ROWS], i, k, s;

	for (s = 0; s < EVERY_SYMBOLS; s++) {
		for (k = from; k < to; k++)
			if (k % EVERY_SYMBOLS == s)
				order[n++] = k;
		group[s + 1] = n;
	}
	r.n = n;
	for (i = 0; i < e.nin; i++) {
		for (k = 0; k < (int)n; k++) {
			in[i][k] = e.in[i][order[k]];
			past[i][k] = e.before[i][order[k]];
		}
		ins[i] = in[i];
		pasts[i] = past[i];
	}
	for (k = 0; k < (int)n; k++) {
		start[k] = e.start[order[k]];
		end[k] = e.end[order[k]];
	}
	call_steps(&r, work, out);
	for (k = 0; k < (int)n; k++)
		y[order[k]] = out[k];
}

static void
check_blocks(struct rng *g)
{
	void *state[EVERY_SYMBOLS], *work[EVERY_SYMBOLS] = { NULL };
	double y[EVERY_ROWS];
	int from, to, k;

	if (e.fn->steps == NULL)
		return;
	every_states(&e, state);
	for (from = 0; from < EVERY_ROWS; from = to) {
		to = from + 1 + (int)rng_below(g, 2 * EVERY_SYMBOLS * 20);
		to = to < EVERY_ROWS ? to : EVERY_ROWS;
		block(state, work, y, from, to);
	}
	for (k = 0; k < EVERY_ROWS; k++)
		if (!same(y[k], e.want[k])) {
			differs("in blocks", k, y[k], e.want[k]);
			return;
		}
	every_free_states(&e, state);
	every_free(work);
}

/* The states to a file and back. */
static void
through_file(void **state)
{
	struct symtab *syms = symtab_new(10);
	struct err err = { 0 };
	struct state *f = state_new(syms, &err);
	uint32_t symbol;
	uint64_t number;
	struct walk w;
	int s;

	state_save(&w, f, "fn", &err);
	for (s = 0; s < EVERY_SYMBOLS; s++) {
		state_owner(&w, 0, (uint64_t)s);
		CHECK(e.fn->walk_state(&w, e.arg, state[s]) == 0);
	}
	CHECK(state_done(&w) == 0);
	f->unsynced = 1;
	CHECK(state_write(f, tmp_path("state"), &err) == 0);
	state_free(f);
	every_free_states(&e, state);
	every_states(&e, state);
	f = state_read(tmp_path("state"), syms, &err);
	CHECK_STR(err.msg, "");
	if (f == NULL)
		return;
	CHECK_INT(state_load(&w, f, "fn", &err), 1);
	for (s = 0; s < EVERY_SYMBOLS; s++) {
		CHECK(state_owner_at(&w, (uint64_t)s, &symbol, &number) == 0);
		CHECK(e.fn->walk_state(&w, e.arg, state[s]) == 0);
	}
	CHECK(state_done(&w) == 0);
	state_free(f);
	symtab_free(syms);
}

static void
check_saved(struct rng *g)
{
	void *state[EVERY_SYMBOLS], *work[EVERY_SYMBOLS] = { NULL };
	int cut = (int)rng_below(g, EVERY_ROWS), k;
	double y;

	CHECK((e.state_size > 0) == (e.fn->walk_state != NULL));
	if (e.fn->walk_state == NULL)
		return;
	every_states(&e, state);
	for (k = 0; k < EVERY_ROWS; k++) {
		if (k == cut) {
			through_file(state);
			every_free(work);
		}
		y = every_step(&e, state, work, k, 0);
		if (!same(y, e.want[k])) {
			differs("saved and loaded", k, y, e.want[k]);
			return;
		}
	}
	every_free_states(&e, state);
	every_free(work);
}

static void
check_finite(void)
{
	int k;

	for (k = 0; k < EVERY_ROWS; k++)
		if (isinf(e.want[k])) {
			differs("infinite", k, e.want[k], NAN);
			return;
		}
}

static int
values(void)
{
	int k, n = 0;

	for (k = 0; k < EVERY_ROWS; k++)
		n += !isnan(e.want[k]);
	return n;
}

/* How it is entered in the list, and what the engine relies on. */
static void
check_entry(const struct column_fn *fn)
{
	CHECK(fn->name != NULL && fn->summary != NULL && fn->step != NULL);
	CHECK(fn->work_size == NULL || fn->past != NULL);
	CHECK(fn->scope == SCOPE_SYMBOL || fn->past == NULL);
	CHECK((fn->bind == NULL) == (fn->arg_size == 0));
}

static void
check_fn(const struct column_fn *fn)
{
	static const enum every_kind kinds[] = { EVERY_RANDOM, EVERY_GAPS,
		EVERY_CONSTANT, EVERY_ZERO };
	static char name[128];
	struct rng g;
	size_t i;
	int round, n = 0;

	snprintf(name, sizeof(name),
	    "%s: in blocks as row by row, through a "
	    "file, never infinite (seed %d)",
	    fn->name, SEED);
	test_begin(name);
	check_entry(fn);
	rng_init(&g, SEED, 0);
	for (round = 0; round < ROUNDS; round++) {
		every_bind(&e, fn, &g);
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
			every_series(&e, kinds[i], &g);
			run_steps();
			check_blocks(&g);
			check_saved(&g);
			check_finite();
			n += kinds[i] == EVERY_RANDOM ? values() : 0;
		}
		every_unbind(&e);
	}
	CHECK(n > 0);
}

/* ---- in the engine ---- */

enum { STREAM = 3000, COLUMNS = 256 };

struct tape {
	double v[STREAM][COLUMNS];
	uint32_t symbol[STREAM];
	int n, ncol, first;
};

static int
record(void *arg, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct tape *t = arg;
	struct rec r = { .schema = s };
	size_t j;
	int i;

	(void)err;
	t->first = schema_find(s, "y0");
	for (j = 0; j < n; j++) {
		r.v = rows + j * s->row_size;
		for (i = 0; i < t->ncol; i++)
			t->v[t->n][i] = rec_f64(&r, t->first + i);
		t->symbol[t->n++] = rec_symbol(&r);
	}
	return 0;
}

/* The first n rows of a stream, `most' at a time; only: of one symbol. */
static void
run_stream(struct tape *tape, int n, size_t most, int only)
{
	static unsigned char rows[STREAM][64];
	static char text[65536];
	static const char *const names[] = { "A", "B", "C", "D", "E" };
	const struct schema *s;
	struct feats *f;
	struct rows t;
	struct rng g, cuts;
	size_t m, count = 0, at;
	int k, i, symbol;
	double x;

	rows_init(&t);
	for (i = 0; i < 5; i++) /* ids do not depend on who comes first */
		CHECK_INT(rows_symbol(&t, names[i]), i + 1);
	s = series_schema(&t);
	CHECK(s != NULL && s->row_size <= sizeof(rows[0]));
	all_columns(text, sizeof(text));
	if ((f = feats_new(&(struct feat_opts){ .columns = text }, &t.vocab,
		 &t.err)) == NULL)
		rows_die(&t);
	memset(rows, 0, sizeof(rows));
	rng_init(&g, SEED, 2);
	rng_init(&cuts, SEED, 3);
	for (k = 0; k < n; k++) {
		unsigned char *row = rows[0] + count * s->row_size;

		symbol = (int)rng_below(&g, 5);
		row_put_u64(row, s, 0, DAY0 + (uint64_t)k * 30 * SEC);
		row_put_u32(row, s, 1, rows_symbol(&t, names[symbol]));
		for (i = 0; i < 4; i++) {
			x = every_value(EVERY_GAPS, &g);
			row_put_f64(row, s, 2 + i, x);
		}
		count += only < 0 || symbol == only;
	}
	tape->n = 0;
	for (tape->ncol = 0; listed(tape->ncol) != NULL; tape->ncol++)
		;
	for (at = 0; at < count; at += m) {
		m = 1 + rng_below(&cuts, most);
		m = m < count - at ? m : count - at;
		if (feats_push(f, s, rows[0] + at * s->row_size, m, record,
			tape, &t.err) == -1)
			rows_die(&t);
	}
	feats_free(f);
	rows_fini(&t);
}

static int
tapes_differ(const struct tape *a, int i, const struct tape *b, int j)
{
	int c;

	for (c = 0; c < a->ncol; c++)
		if (!same(a->v[i][c], b->v[j][c])) {
			printf("# row %d: %s: %.17g, %.17g\n", i,
			    listed(c)->name, a->v[i][c], b->v[j][c]);
			return 1;
		}
	return 0;
}

static void
test_engine(void)
{
	static struct tape whole, part;
	int i, j, n, bad = 0;

	test_begin("all functions at once: rows in any pieces give the same "
		   "values");
	run_stream(&whole, STREAM, 2000, -1);
	CHECK_INT(whole.n, STREAM);
	for (n = 1; n < 1000; n *= 7) {
		run_stream(&part, STREAM, (size_t)n, -1);
		for (i = 0; i < STREAM && !bad; i++)
			bad = tapes_differ(&part, i, &whole, i);
	}
	CHECK_INT(bad, 0);

	test_begin("all functions at once: a prefix of the rows gives a prefix "
		   "of the values");
	for (n = 10; n < STREAM; n *= 3) {
		run_stream(&part, n, 100, -1);
		for (i = 0; i < n && !bad; i++)
			bad = tapes_differ(&part, i, &whole, i);
	}
	CHECK_INT(bad, 0);

	test_begin("all functions at once: a symbol does not depend on the "
		   "others");
	run_stream(&part, STREAM, 100, 2);
	for (i = j = 0; i < whole.n && !bad; i++)
		if (j < part.n && whole.symbol[i] == 3)
			bad = tapes_differ(&part, j++, &whole, i);
	CHECK_INT(bad, 0);
	CHECK_INT(j, part.n);
	CHECK(j > 400);
}

int
main(void)
{
	int i;

	tmp_begin();
	for (i = 0; listed(i) != NULL; i++)
		check_fn(listed(i));
	check_fn(&column_fn_skel);
	test_engine();
	tmp_end();
	return test_end();
}
