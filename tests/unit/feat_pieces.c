/*
 * feat_pieces.c - pieces of a stream, each with the state of the one before,
 * are the whole: for all functions, pairs and late rows.
 */
#include "base/state_table.h"
#include "feat_all.h"

enum { STREAM = 2000, SYMBOLS = 8, COLUMNS = 256, SEED = 41 };

struct tape {
	double v[STREAM][COLUMNS];
	uint64_t time[STREAM];
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
	t->ncol = schema_find(s, "def") - t->first;
	for (j = 0; j < n; j++, t->n++) {
		r.v = rows + j * s->row_size;
		for (i = 0; i < t->ncol; i++)
			t->v[t->n][i] = rec_f64(&r, t->first + i);
		t->time[t->n] = rec_time(&r);
	}
	return 0;
}

/* What is computed, and how late rows may come. */
struct set_up {
	char text[65536];
	uint64_t lateness, disorder;
	int symbols;
};

struct world {
	struct rows rows;
	struct feats *feats;
	const struct schema *s;
};

static void
open_world(struct world *w, const struct set_up *u, const char *from)
{
	struct feat_opts o = { .columns = u->text, .lateness = u->lateness };
	struct state *s;

	rows_init(&w->rows);
	w->s = series_schema(&w->rows);
	w->feats = feats_new(&o, &w->rows.vocab, &w->rows.err);
	if (w->feats == NULL)
		rows_die(&w->rows);
	if (from == NULL)
		return;
	s = state_read(from, w->rows.vocab.syms, &w->rows.err);
	if (s == NULL || feats_load(w->feats, s, &w->rows.err) == -1)
		rows_die(&w->rows);
	state_free(s);
}

static void
close_world(struct world *w, const char *to, struct tape *tape)
{
	struct state *s;

	if (to != NULL) {
		s = state_new(w->rows.vocab.syms, &w->rows.err);
		s->unsynced = 1;
		if (feats_save(w->feats, s, &w->rows.err) == -1 ||
		    state_write(s, to, &w->rows.err) == -1)
			rows_die(&w->rows);
		state_free(s);
	} else if (feats_end(w->feats, record, tape, &w->rows.err) == -1) {
		rows_die(&w->rows);
	}
	feats_free(w->feats);
	rows_fini(&w->rows);
}

/* Row k of the stream; it does not depend on the process that reads it. */
static void
push_row(struct world *w, const struct set_up *u, int k, struct tape *tape)
{
	static const char *const names[SYMBOLS] = { "ES", "B", "C", "D", "E",
		"F", "G", "H" };
	unsigned char row[64] = { 0 };
	struct rng g;
	uint64_t t;
	int i;

	CHECK(w->s->row_size <= sizeof(row));
	rng_init(&g, SEED, (uint64_t)k);
	t = DAY0 + (uint64_t)(k / 3) * 40 * SEC;
	t += (uint64_t)((k + 100) / 500) * 600 * MIN; /* nights */
	t -= u->disorder > 0 ? rng_below(&g, u->disorder) : 0;
	row_put_u64(row, w->s, 0, t);
	row_put_u32(row, w->s, 1,
	    rows_symbol(&w->rows, names[rng_below(&g, (uint64_t)u->symbols)]));
	for (i = 0; i < 4; i++)
		row_put_f64(row, w->s, 2 + i, every_value(EVERY_GAPS, &g));
	if (feats_push(w->feats, w->s, row, 1, record, tape, &w->rows.err) ==
	    -1)
		rows_die(&w->rows);
}

static void
run_whole(const struct set_up *u, struct tape *tape)
{
	struct world w;
	int k;

	tape->n = 0;
	open_world(&w, u, NULL);
	for (k = 0; k < STREAM; k++)
		push_row(&w, u, k, tape);
	close_world(&w, NULL, tape);
}

static void
run_pieces(const struct set_up *u, struct tape *tape, int pieces, struct rng *g)
{
	static char path[2][512];
	const char *from = NULL;
	struct world w;
	int cut[16], i, j, k = 0, end;

	snprintf(path[0], sizeof(path[0]), "%s", tmp_path("state.0"));
	snprintf(path[1], sizeof(path[1]), "%s", tmp_path("state.1"));
	for (i = 0; i + 1 < pieces; i++) /* some of them empty */
		cut[i] = (int)rng_below(g, STREAM + 1);
	for (i = 0; i + 1 < pieces; i++)
		for (j = i + 1; j + 1 < pieces; j++)
			if (cut[j] < cut[i]) {
				end = cut[i];
				cut[i] = cut[j];
				cut[j] = end;
			}
	tape->n = 0;
	for (i = 0; i < pieces; i++) {
		end = i + 1 < pieces ? cut[i] : STREAM;
		open_world(&w, u, from);
		for (; k < end; k++)
			push_row(&w, u, k, tape);
		from = path[i % 2];
		close_world(&w, i + 1 < pieces ? from : NULL, tape);
	}
}

static int
same(double a, double b)
{
	return memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b));
}

static void
compare(const struct tape *a, const struct tape *b)
{
	int i, c;

	CHECK_INT(a->n, b->n);
	CHECK_INT(a->ncol, b->ncol);
	for (i = 0; i < a->n && i < b->n; i++)
		for (c = 0; c < a->ncol; c++)
			if (!same(a->v[i][c], b->v[i][c])) {
				printf("# row %d, y%d: got %.17g, want %.17g\n",
				    i, c, b->v[i][c], a->v[i][c]);
				test_bad = 1;
				return;
			}
}

static void
check(const char *name, struct set_up *u)
{
	static struct tape whole, pieces;
	struct rng g;
	int round;

	test_begin(name);
	rng_init(&g, SEED, 1 << 20);
	for (u->symbols = 1; u->symbols <= SYMBOLS; u->symbols += 7) {
		run_whole(u, &whole);
		CHECK(whole.n > STREAM / 2);
		for (round = 0; round < 4; round++) {
			run_pieces(u, &pieces, 2 + round * 4, &g);
			compare(&whole, &pieces);
		}
	}
}

static void
add(struct set_up *u, const char *more)
{
	size_t n = strlen(u->text);

	snprintf(u->text + n, sizeof(u->text) - n, "%s", more);
}

int
main(void)
{
	static struct set_up all, late, pairs;

	tmp_begin();
	all_columns(all.text, sizeof(all.text));
	late = pairs = all;
	late.lateness = late.disorder = 3 * MIN;
	add(&pairs, ",_r=diff(a),p1=at(ES,a),p2=corr(_r,at(ES,_r)),"
		    "p3=at(B,at(ES,a,10m),1h)");
	check("all functions: any pieces are the whole (seed 41)", &all);
	check("with late rows waiting at each cut (seed 41)", &late);
	check("with pairs (seed 41)", &pairs);
	pairs.lateness = pairs.disorder = 3 * MIN;
	check("with pairs and late rows (seed 41)", &pairs);
	tmp_end();
	return test_end();
}
