/*
 * book_book.c - order messages to levels: against a plain list of orders,
 * through pauses, and on a venue's own day.
 */
#include "base/rng.h"
#include "base/state.h"
#include "book/book.h"

#include "test.h"
#include "tmp.h"

enum { ORDERS = 400, DEPTH = 3, LAST = 128, SNAPSHOT = 32 };

static struct vocab vocab;
static const struct schema *mbo;
static unsigned char *row;
static int at_id, at_seq;

static void
begin(void)
{
	struct err err = { 0 };
	const struct field *f;
	int n;

	f = kind_fields("mbo", &n);
	if (vocab_init(&vocab, 1000, &err) == -1 ||
	    (mbo = schema_get(vocab.schemas, "mbo", f, n, &err)) == NULL)
		exit(1);
	row = calloc(1, mbo->row_size);
	row_clear(row, mbo);
	at_id = schema_find(mbo, "order_id");
	at_seq = schema_find(mbo, "sequence");
}

struct msg {
	char action, side;
	uint64_t id;
	int64_t px, size;
	unsigned flags;
	uint32_t instrument;
};

static struct rec
message(const struct msg *m)
{
	struct rec r = { mbo, row };
	struct err err = { 0 };

	row_put_u64(row, mbo, mbo->at.ts_event, 1000);
	row_put_u32(row, mbo, mbo->at.symbol,
	    symtab_add(vocab.syms, "ES", 2, &err));
	row_put_u32(row, mbo, mbo->at.instrument_id, m->instrument);
	row[mbo->field[mbo->at.action].off] = (unsigned char)m->action;
	row[mbo->field[mbo->at.side].off] = (unsigned char)m->side;
	row[mbo->field[mbo->at.flags].off] = (unsigned char)m->flags;
	row_put_i64(row, mbo, mbo->at.price, m->px);
	row_put_i64(row, mbo, mbo->at.size, m->size);
	row_put_u64(row, mbo, at_id, m->id);
	return r;
}

/* ---- the plain model ---- */

struct plain {
	struct msg order[ORDERS];
	int n;
};

static int
plain_find(const struct plain *p, uint64_t id, uint32_t instrument)
{
	int i;

	for (i = 0; i < p->n; i++)
		if (p->order[i].id == id &&
		    p->order[i].instrument == instrument)
			return i;
	return -1;
}

static void
plain_apply(struct plain *p, const struct msg *m)
{
	int i = plain_find(p, m->id, m->instrument), j;

	if (m->action == 'R') {
		for (j = i = 0; i < p->n; i++)
			if (p->order[i].instrument != m->instrument)
				p->order[j++] = p->order[i];
		p->n = j;
		return;
	}
	if (m->action == 'C' && i >= 0)
		p->order[i].size -= m->size;
	if (m->action == 'M' || m->action == 'A') {
		if (i < 0)
			i = p->n++;
		p->order[i] = *m;
	}
	if (i >= 0 && p->order[i].size <= 0)
		p->order[i] = p->order[--p->n];
}

/* The level-th best of a side. */
static int
plain_level(const struct plain *p, uint32_t instrument, char side, int level,
    struct book_level *out)
{
	int64_t last = side == 'B' ? INT64_MAX : INT64_MIN, best;
	int i, found = 0;

	for (; level >= 0; level--) {
		found = 0;
		best = 0;
		for (i = 0; i < p->n; i++) {
			const struct msg *o = &p->order[i];

			if (o->instrument != instrument || o->side != side ||
			    (side == 'B' ? o->px >= last : o->px <= last))
				continue;
			if (!found ||
			    (side == 'B' ? o->px > best : o->px < best))
				best = o->px;
			found = 1;
		}
		if (!found)
			return 0;
		last = best;
	}
	*out = (struct book_level){ .px = last };
	for (i = 0; i < p->n; i++) {
		if (p->order[i].instrument == instrument &&
		    p->order[i].side == side && p->order[i].px == last) {
			out->size += (uint64_t)p->order[i].size;
			out->count++;
		}
	}
	return found;
}

static void
draw(struct msg *m, struct rng *rng, const struct plain *p)
{
	int i = p->n > 0 ? (int)rng_below(rng, (uint64_t)p->n) : 0;

	*m = (struct msg){ .action = "AAACCMMTFN"[rng_below(rng, 10)],
		.side = "AB"[rng_below(rng, 2)],
		.id = 1 + rng_below(rng, 300),
		.px = (int64_t)(100 + rng_below(rng, 20)) * 250000000,
		.size = (int64_t)(1 + rng_below(rng, 9)),
		.flags = LAST,
		.instrument = 1 + (uint32_t)rng_below(rng, 2) };
	if (p->n > 0 && (m->action == 'C' || rng_below(rng, 3) == 0)) {
		m->id = p->order[i].id;
		m->instrument = p->order[i].instrument;
		if (m->action == 'C') {
			m->side = p->order[i].side;
			m->px = p->order[i].px;
		}
	}
	if (rng_below(rng, 500) == 0)
		m->action = 'R';
}

static void
check_levels(const struct books *b, const struct plain *p)
{
	uint32_t es = symtab_find(vocab.syms, "ES", 2), instrument;
	struct book_level got, want;
	int level, side, has;

	for (instrument = 1; instrument <= 2; instrument++) {
		for (side = 0; side < 2; side++) {
			for (level = 0; level < 25; level++) {
				has = plain_level(p, instrument, "AB"[side],
				    level, &want);
				CHECK_INT(books_level(b, 0xffff, instrument, es,
					      "AB"[side], level, &got),
				    has);
				if (!has)
					break;
				CHECK_INT(got.px, want.px);
				CHECK_INT(got.size, want.size);
				CHECK_INT(got.count, want.count);
			}
		}
	}
}

static int
save(struct books *b, const char *path)
{
	struct err err = { 0 };
	struct state *s = state_new(vocab.syms, &err);
	int rc = books_save(b, s, &err) | state_write(s, path, &err);

	state_free(s);
	return rc;
}

static struct books *
load(const struct book_opts *o, const char *path)
{
	struct err err = { 0 };
	struct state *s = state_read(path, vocab.syms, &err);
	struct books *b = books_new(o, &vocab, &err);

	if (s == NULL || books_load(b, s, &err) == -1)
		printf("# %s\n", err.msg);
	CHECK(!err.set);
	state_free(s);
	return b;
}

static void
test_random(void)
{
	const struct book_opts o = { .depth = DEPTH, .kind = "mbp-3" };
	struct err err = { 0 };
	struct books *b = books_new(&o, &vocab, &err);
	char path[512];
	struct plain p = { 0 };
	struct rec r, out;
	struct rng rng;
	struct msg m;
	int i;

	test_begin("levels are those of a plain list of orders, over pauses");
	snprintf(path, sizeof(path), "%s", tmp_path("books"));
	rng_init(&rng, 11, 0);
	printf("# seed 11\n");
	for (i = 0; i < 4000 && !test_bad; i++) {
		draw(&m, &rng, &p);
		/* a side changes only by a new order */
		r = message(&m);
		CHECK(books_push(b, &out, &r, &err) >= 0);
		plain_apply(&p, &m);
		if (i % 10 == 0)
			check_levels(b, &p);
		CHECK_INT(books_account(b)->orders, p.n);
		if (i % 900 == 450) {
			CHECK(save(b, path) == 0);
			books_free(b);
			b = load(&o, path);
		}
	}
	books_free(b);
}

/* ---- rows ---- */

static int
push(struct books *b, struct rec *out, struct msg m)
{
	struct err err = { 0 };
	struct rec r;

	m.instrument = 1;
	r = message(&m);
	return books_push(b, out, &r, &err);
}

static double
level_of(const struct rec *r, const char *name)
{
	return rec_double(r, schema_find(r->schema, name));
}

static void
test_rows(void)
{
	const struct book_opts o = { .depth = 2, .kind = "mbp-2" };
	const int64_t e9 = 1000000000;
	struct err err = { 0 };
	struct books *b = books_new(&o, &vocab, &err);
	struct rec r;

	test_begin("a row comes when one of its levels changes, after LAST");
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'B', 1, 10 * e9, 5, 0, 0 }),
	    0);
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'A', 2, 12 * e9, 7, LAST, 0 }),
	    1);
	CHECK(rec_bid(&r) == 10 && rec_ask(&r) == 12);
	CHECK(level_of(&r, "bid_sz_00") == 5);
	CHECK(isnan(level_of(&r, "bid_px_01")));
	CHECK(level_of(&r, "bid_sz_01") == 0);
	CHECK_STR(r.schema->kind, "mbp-2");
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'B', 3, 9 * e9, 1, LAST, 0 }),
	    1);
	CHECK(level_of(&r, "bid_px_01") == 9);
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'B', 4, 8 * e9, 1, LAST, 0 }),
	    0);
	CHECK_INT(push(b, &r, (struct msg){ 'T', 'A', 0, 10 * e9, 5, LAST, 0 }),
	    0);
	CHECK_INT(push(b, &r, (struct msg){ 'C', 'B', 1, 10 * e9, 5, LAST, 0 }),
	    1);
	CHECK(rec_bid(&r) == 9 && level_of(&r, "bid_px_01") == 8);

	test_begin("a cancel of an unknown order is counted");
	CHECK_INT(push(b, &r, (struct msg){ 'C', 'B', 77, 9 * e9, 1, LAST, 0 }),
	    0);
	CHECK_INT(books_account(b)->unknown, 1);

	test_begin("a snapshot is handed out when it is whole");
	CHECK_INT(push(b, &r, (struct msg){ 'R', 'N', 0, 0, 0, SNAPSHOT, 0 }),
	    0);
	CHECK_INT(push(b, &r,
		      (struct msg){ 'A', 'B', 5, 20 * e9, 2, SNAPSHOT, 0 }),
	    0);
	CHECK_INT(push(b, &r,
		      (struct msg){ 'A', 'A', 6, 21 * e9, 3, SNAPSHOT | LAST,
			  0 }),
	    1);
	CHECK(rec_bid(&r) == 20 && rec_ask(&r) == 21);
	CHECK_INT(books_account(b)->orders, 2);
	books_free(b);

	test_begin("a trade makes a row where trades are asked for");
	b = books_new(&(struct book_opts){ .depth = 1,
			  .kind = "mbp-1",
			  .trades = 1 },
	    &vocab, &err);
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'B', 1, e9, 1, LAST, 0 }), 1);
	CHECK_INT(push(b, &r, (struct msg){ 'T', 'A', 0, e9, 1, 0, 0 }), 1);
	CHECK(rec_sees(&r) & SEES_TRADE);
	CHECK(rec_price(&r) == 1 && rec_bid(&r) == 1);
	books_free(b);

	test_begin("more orders than the limit are an error");
	b = books_new(&(struct book_opts){ .depth = 1,
			  .kind = "quote",
			  .max_orders = 2 },
	    &vocab, &err);
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'B', 1, e9, 1, LAST, 0 }), 1);
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'B', 2, e9, 1, LAST, 0 }), 1);
	CHECK_INT(push(b, &r, (struct msg){ 'A', 'B', 3, e9, 1, LAST, 0 }), -1);
	books_free(b);
}

/* ---- a stream of several kinds ---- */

static void
count_note(void *arg, const char *text)
{
	strcat(arg, text);
	strcat(arg, "\n");
}

static void
test_pass(void)
{
	const struct book_opts o = { .depth = 1 };
	struct err err = { 0 };
	struct books *b = books_new(&o, &vocab, &err);
	const struct schema *quote;
	const struct field *f;
	unsigned char bytes[256];
	char notes[400] = "";
	struct rec r, out;
	struct msg m = { 'C', 'B', 7, 1000000000, 1, LAST, 1 };
	int n;

	test_begin("rows that are no messages pass, and are noted if all are");
	f = kind_fields("quote", &n);
	quote = schema_get(vocab.schemas, "quote", f, n, &err);
	CHECK(quote != NULL && quote->row_size <= sizeof(bytes));
	row_clear(bytes, quote);
	r = (struct rec){ quote, bytes };
	CHECK_INT(books_row(b, &out, &r, &err), 1);
	CHECK(out.schema == quote && out.v == bytes);
	books_notes(b, 0, count_note, notes); /* an empty input */
	CHECK_STR(notes, "");
	books_notes(b, 1, count_note, notes);
	CHECK_STR(notes, "--book: no row is an order message (mbo)\n");

	test_begin("messages do not pass, and unknown orders are noted");
	notes[0] = '\0';
	r = message(&m);
	CHECK_INT(books_row(b, &out, &r, &err), 0);
	CHECK_INT(books_account(b)->in, 1);
	books_notes(b, 2, count_note, notes);
	CHECK(strstr(notes, "--book: 1 cancels of orders that are not in "
			    "the book") == notes);
	books_free(b);
}

int
main(void)
{
	begin();
	tmp_begin();
	test_random();
	test_rows();
	test_pass();
	free(row);
	vocab_fini(&vocab);
	if (tmp_end() != 0)
		return 1;
	return test_end();
}
