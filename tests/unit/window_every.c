/*
 * window_every.c - what holds for every aggregate and every clock of the
 * lists: panes merge to the whole, states go on with the same bits, order
 * within the lateness does not matter, later rows change no earlier bar.
 */
#include "window_market.h"

extern const struct aggregate aggregate_skel;
extern const struct clock clock_skel;

static const char *
agg_call(const struct aggregate *a)
{
	return a->example != NULL ? a->example : a->name;
}

/* ---- the tests ---- */

static void
check_entry(const struct aggregate *a)
{
	const struct column *c;

	CHECK(a->name != NULL && a->summary != NULL);
	CHECK(a->push != NULL && a->merge != NULL && a->emit != NULL);
	CHECK(a->unit != NULL || a->table != NULL || a->columns != NULL);
	CHECK(a->walk_state != NULL);
	CHECK(a->walk_carry != NULL ||
	      (a->carry_size == 0 && a->carry_need == NULL));
	CHECK(
	    a->args == NULL || a->example != NULL || call_can_be_bare(a->args));
	for (c = a->table; c != NULL && c->name != NULL; c++)
		CHECK(c->unit != NULL);
}

static void
test_entries(void)
{
	const struct aggregate *const *a;
	const struct clock *const *c;

	test_begin("every aggregate and clock says what it is and has all its "
		   "functions");
	check_entry(&aggregate_skel);
	for (a = aggregate_list; *a != NULL; a++) {
		check_entry(*a);
		CHECK(aggregate_find((*a)->name, strlen((*a)->name)) == *a);
	}
	for (c = clock_list; *c != NULL; c++) {
		CHECK((*c)->name != NULL && (*c)->summary != NULL);
		CHECK(((*c)->grid != NULL) != ((*c)->push != NULL));
		CHECK((*c)->state_size == 0 || (*c)->walk_state != NULL);
		CHECK(clock_find((*c)->name, strlen((*c)->name)) == *c);
	}
	CHECK(clock_skel.push != NULL && clock_skel.walk_state != NULL);
}

/* A value of a line, as its type says in aggregates' names: bits of a double
 * or a whole number. */
static int
near(const char *a, const char *b, size_t len)
{
	uint64_t x, y;
	double p, q;
	char *end;

	if (strncmp(a, b, len) == 0 && b[len] != '\0')
		return 1;
	x = strtoull(a, &end, 16);
	y = strtoull(b, &end, 16);
	memcpy(&p, &x, sizeof(p));
	memcpy(&q, &y, sizeof(q));
	/* As doubles, whole numbers are tiny and differ by more. */
	return fabs(p) > 1e-200 && fabs(q) > 1e-200 &&
	       fabs(p - q) <= 1e-9 * fmax(1, fmax(fabs(p), fabs(q)));
}

/* Two lines with the same columns; doubles may differ in their last bits, and
 * def differs where the clocks do. */
static int
lines_near(const char *a, const char *b)
{
	size_t n;

	while (*a == ' ' && *b == ' ') {
		n = strcspn(a, "=") + 1;
		if (strncmp(a, b, n) != 0)
			return 0;
		if (strncmp(a, " def=", 5) != 0 &&
		    !near(a + n, b + n, strcspn(a + n, " \n")))
			return 0;
		a += n + strcspn(a + n, " \n");
		b += n + strcspn(b + n, " \n");
	}
	return *a == *b;
}

/* The line of x that begins like a line (start, end, symbol); NULL. */
static const char *
find_line(const struct text *x, const char *line)
{
	size_t n = (size_t)(strstr(line, " symbol=") - line);
	const char *s;

	n += 1 + strcspn(line + n + 1, " ");
	for (s = x->s; *s != '\0'; s = strchr(s, '\n') + 1)
		if (strncmp(s, line, n) == 0)
			return s;
	return NULL;
}

static void
check_merge(const struct aggregate *a, struct text *x, struct text *y)
{
	struct setup whole = { "time(8s)", agg_call(a), 0, MARK_STREAM,
		FILL_NONE, NULL };
	struct setup panes = { "time(8s,slide=2s)", agg_call(a), 0, MARK_STREAM,
		FILL_NONE, NULL };
	const char *s, *other;
	int n = 0, bad = 0;

	run(x, &whole, 11, 0);
	run(y, &panes, 11, 0);
	for (s = x->s; *s != '\0'; s = strchr(s, '\n') + 1, n++) {
		other = find_line(y, s);
		if (other != NULL && lines_near(s, other))
			continue;
		if (bad++ == 0)
			printf("# %s\n# whole %.*s\n# panes %.*s\n", a->name,
			    (int)strcspn(s, "\n"), s,
			    other ? (int)strcspn(other, "\n") : 4,
			    other ? other : "none");
	}
	CHECK_INT(bad, 0);
	CHECK(n > 50);
}

static void
test_merge(struct text *x, struct text *y)
{
	const struct aggregate *const *a;

	test_begin("panes merge to the whole, for every aggregate (seed 11)");
	for (a = aggregate_list; *a != NULL; a++)
		check_merge(*a, x, y);
}

static void
check_pieces(const struct setup *u, struct text *x, struct text *y,
    const char *path, int disorder)
{
	size_t i = 0;
	int seed;

	for (seed = 1; seed <= 2; seed++) {
		run(x, u, (uint64_t)seed, disorder);
		run_pieces(y, u, (uint64_t)seed, disorder, path);
		if (strcmp(x->s, y->s) == 0)
			continue;
		test_bad = 1;
		while (x->s[i] == y->s[i])
			i++;
		while (i > 0 && x->s[i - 1] != '\n')
			i--;
		printf("# %s %s lateness %d by %d: in pieces %.*s\n# whole "
		       "%.*s\n",
		    u->clock, u->aggs, (int)(u->lateness / SEC), u->by,
		    (int)strcspn(y->s + i, "\n"), y->s + i,
		    (int)strcspn(x->s + i, "\n"), x->s + i);
	}
	CHECK(x->n > 0);
}

/* Every aggregate in one list, and fields of other types. */
static const char *
all_aggs(void)
{
	static char list[4096];
	const struct aggregate *const *a;
	size_t n = 0;

	for (a = aggregate_list; *a != NULL; a++)
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s",
		    n > 0 ? "," : "", agg_call(*a));
	snprintf(list + n, sizeof(list) - n,
	    ",distinct(trader),"
	    "distinct(venue),distinct(bid_sz_00),last(bid_sz_00)");
	return list;
}

static void
check_all_pieces(struct setup *u, struct text *x, struct text *y)
{
	const char *path = tmp_path("state");

	u->by = MARK_STREAM;
	check_pieces(u, x, y, path, 0);
	u->lateness = DISORDER * SEC;
	for (u->by = MARK_STREAM; u->by <= MARK_SYMBOL; u->by++)
		check_pieces(u, x, y, path, DISORDER);
}

static void
test_pieces(struct text *x, struct text *y)
{
	static const char *const grids[] = { "time(8s)", "time(8s,slide=2s)",
		"time(7s,slide=3s,origin=1s)" };
	const struct clock *const *c;
	size_t g;

	test_begin("saved, loaded and gone on, every aggregate has the same "
		   "bits (seeds 1, 2)");
	for (g = 0; g < sizeof(grids) / sizeof(grids[0]); g++) {
		/* Without a carry rows may come in any order. */
		struct setup u = { grids[g], all_aggs(), 0, MARK_STREAM,
			FILL_NONE, NULL };
		struct setup plain = { grids[g], "ohlc,volume,last(price)", 0,
			MARK_STREAM, FILL_NONE, NULL };

		check_all_pieces(&u, x, y);
		check_all_pieces(&plain, x, y);
	}
	test_begin("and with windows that are filled, and sessions (seeds 1, "
		   "2)");
	for (g = 0; g < 4; g++) {
		struct setup u = { grids[g / 2], all_aggs(), 0, MARK_STREAM,
			g % 2 ? FILL_LAST : FILL_NULL, "00:00-00:05" };

		check_all_pieces(&u, x, y);
		u.session = NULL;
		u.lateness = 0;
		check_all_pieces(&u, x, y);
	}
	test_begin("and every clock (seeds 1, 2)");
	for (c = clock_list; *c != NULL; c++) {
		struct setup u = { (*c)->example ? (*c)->example : (*c)->name,
			"ohlc,volume,rv,twap,last(price)", 0, MARK_STREAM,
			FILL_NONE, NULL };

		check_all_pieces(&u, x, y);
		u.session = "00:01-00:03";
		u.lateness = 0;
		check_all_pieces(&u, x, y);
	}
}

/* The rows of a market sorted by time, equal ones as they came. */
static void
run_sorted(struct text *x, const struct setup *u, uint64_t seed, int disorder)
{
	struct market m;
	struct windows *w;
	struct rec *r;
	unsigned char *rows;
	int i, k;

	x->n = 0;
	market_init(&m, seed, disorder);
	r = calloc(ROWS, sizeof(*r));
	rows = calloc(ROWS, ROWS_SIZE);
	if (r == NULL || rows == NULL)
		rows_die(&m.t);
	for (i = 0; i < ROWS; i++) {
		r[i] = market_next(&m);
		memcpy(rows + i * ROWS_SIZE, r[i].v, r[i].schema->row_size);
		r[i].v = rows + i * ROWS_SIZE;
		for (k = i; k > 0 && rec_time(&r[k]) < rec_time(&r[k - 1]);
		     k--) {
			struct rec swap = r[k];

			r[k] = r[k - 1];
			r[k - 1] = swap;
		}
	}
	w = start(&m, u, x);
	for (i = 0; i < ROWS; i++)
		push(&m, w, r[i]);
	finish(&m, w);
	x->s[x->n] = '\0';
	free(r);
	free(rows);
}

static void
test_order(struct text *x, struct text *y)
{
	static const char *const grids[] = { "time(8s)", "time(8s,slide=2s)" };
	const struct aggregate *const *a;
	const char *s, *other;
	size_t g;
	int bad;

	test_begin("rows out of order within the lateness make the bars of "
		   "rows in order (seed 3)");
	for (a = aggregate_list; *a != NULL; a++)
		for (g = 0; g < 2; g++) {
			struct setup u = { grids[g], agg_call(*a),
				DISORDER * SEC, MARK_STREAM, FILL_NONE, NULL };

			run(x, &u, 3, DISORDER);
			u.lateness = 0;
			run_sorted(y, &u, 3, DISORDER);
			/* A carry makes the engine sort: the same bits. */
			if ((*a)->carry_size > 0 && strcmp(x->s, y->s) != 0) {
				printf("# %s %s: other bits\n", (*a)->name,
				    grids[g]);
				test_bad = 1;
			}
			bad = x->n == 0;
			for (s = x->s; *s != '\0'; s = strchr(s, '\n') + 1) {
				other = find_line(y, s);
				bad += other == NULL || !lines_near(s, other);
			}
			if (bad > 0) {
				printf("# %s %s: %d bars differ\n", (*a)->name,
				    grids[g], bad);
				test_bad = 1;
			}
		}
}

/* Make some rows odd: a snapshot, without a time, a price or a symbol, another
 * action than a trade's. */
static void
spoil(struct rng *g, const struct schema *s, unsigned char *row)
{
	const struct rec r = { s, row };
	const struct places *p = &s->at;

	/* rows of files have all their times */
	row_put_u64(row, s, s->time_first, rec_time(&r));
	switch (rng_below(g, 40)) {
	case 0:
		if (p->flags >= 0)
			row[s->field[p->flags].off] = REC_FLAG_SNAPSHOT;
		break;
	case 1:
		if (p->flags >= 0)
			row[s->field[p->flags].off] = UINT8_MAX; /* null */
		break;
	case 2:
		row_put_u64(row, s, s->time_first,
		    rng_below(g, 2) ? TS_NULL : 0);
		break;
	case 3:
		if (p->price >= 0)
			row_put_i64(row, s, p->price, PX_NULL);
		break;
	case 4:
		row_put_u32(row, s, p->symbol, 0);
		break;
	case 5:
		if (p->action >= 0)
			row[s->field[p->action].off] =
			    (unsigned char)"A"[rng_below(g, 2)];
		break;
	}
}

static void
push_rows(struct market *m, struct windows *w, const struct schema *s,
    const unsigned char *rows, size_t n, int many)
{
	struct rec r = { s, rows };
	int ret = many ? windows_rows(w, s, rows, n, &m->t.err)
		       : windows_push(w, &r, &m->t.err);

	if (ret == -1)
		rows_die(&m->t);
}

/* By single rows, or in runs of one schema as long as they come; odd: some are
 * spoiled. */
static struct window_account
run_rows(struct text *x, const struct setup *u, uint64_t seed, int disorder,
    int odd, int many)
{
	struct window_account done;
	unsigned char *rows = malloc(ROWS * ROWS_SIZE);
	const struct schema *s = NULL;
	struct market m;
	struct windows *w;
	struct rng g;
	struct rec r;
	size_t n = 0;
	int i;

	x->n = 0;
	market_init(&m, seed, disorder);
	rng_init(&g, seed, 1);
	m.runs = 1;
	w = start(&m, u, x);
	if (rows == NULL)
		rows_die(&m.t);
	for (i = 0; i < ROWS; i++) {
		r = market_next(&m);
		if ((r.schema != s || !many) && n > 0) {
			push_rows(&m, w, s, rows, n, many);
			n = 0;
		}
		s = r.schema;
		memcpy(rows + n * s->row_size, r.v, s->row_size);
		if (odd && i > 0) /* the first decides the scale of sizes */
			spoil(&g, s, rows + n * s->row_size);
		n++;
	}
	push_rows(&m, w, s, rows, n, many);
	windows_account(w, &done);
	finish(&m, w);
	x->s[x->n] = '\0';
	free(rows);
	return done;
}

static void
check_rows(const struct setup *u, int odd, struct text *x, struct text *y)
{
	int disorder = u->lateness > 0 ? DISORDER : 0;
	struct window_account many = run_rows(x, u, 9, disorder, odd, 1);
	struct window_account one = run_rows(y, u, 9, disorder, odd, 0);

	CHECK(x->n > 0 && strcmp(x->s, y->s) == 0);
	CHECK_INT(many.in, ROWS);
	CHECK_INT(many.used, one.used);
	CHECK_INT(many.open, one.open);
	CHECK_INT(many.late, one.late);
	CHECK_INT(many.snapshot, one.snapshot);
	CHECK_INT(many.no_time, one.no_time);
	CHECK_INT(many.no_symbol, one.no_symbol);
	CHECK_INT(many.no_value, one.no_value);
}

static void
test_rows(struct text *x, struct text *y)
{
	static const char *const grids[] = { "time(8s)", "time(8s,slide=2s)",
		"time(5m)", "time(5m,slide=1m)" };
	const struct aggregate *const *a;
	size_t i;

	test_begin("many rows at once make the bars of single ones, for every "
		   "aggregate, of trades and of mids, also of odd rows (seed "
		   "9)");
	for (a = aggregate_list; *a != NULL; a++)
		for (i = 0; i < 16; i++) {
			struct setup u = { grids[i / 2 % 2 + i / 8 * 2],
				agg_call(*a), i % 2 * DISORDER * SEC,
				MARK_STREAM, FILL_NONE, NULL };

			market_price = i / 4 % 2;
			check_rows(&u, i >= 8, x, y);
		}
	market_price = 0;
}

static void
test_causal(struct text *x, struct text *y)
{
	static const char *const aggs = "ohlc,volume,rv,twap,spread,vwap";
	const struct clock *const *c;
	struct market m;
	struct windows *w;
	int n, i;

	test_begin("the bars of a prefix are a prefix of the bars, for every "
		   "clock (seed 5)");
	for (c = clock_list; *c != NULL; c++) {
		struct setup u = { (*c)->example ? (*c)->example : (*c)->name,
			aggs, DISORDER * SEC, MARK_STREAM, FILL_NONE, NULL };

		run(x, &u, 5, DISORDER);
		for (n = 1; n < ROWS; n = n * 3 / 2 + 1) {
			y->n = 0;
			market_init(&m, 5, DISORDER);
			w = start(&m, &u, y);
			for (i = 0; i < n; i++)
				push(&m, w, market_next(&m));
			CHECK(strncmp(x->s, y->s, y->n) == 0);
			windows_free(w);
			rows_fini(&m.t);
		}
	}
}

int
main(void)
{
	struct text x = { malloc(TEXT_SIZE), 0 }, y = { malloc(TEXT_SIZE), 0 };

	if (x.s == NULL || y.s == NULL)
		return 1;
	tmp_begin();
	test_entries();
	test_merge(&x, &y);
	test_pieces(&x, &y);
	test_order(&x, &y);
	test_rows(&x, &y);
	test_causal(&x, &y);
	tmp_end();
	free(x.s);
	free(y.s);
	return test_end();
}
