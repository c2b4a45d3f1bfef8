/*
 * synth_inject.h - what the tests of injection share: simulated rows in
 * memory, an injection into them, and what must hold of its labels.
 */
#ifndef UNIT_SYNTH_INJECT_H
#define UNIT_SYNTH_INJECT_H

#include "synth/inject.h"
#include "synth/sim.h"

#include "test.h"

enum { LABELS_MAX = 4096 };

static struct vocab vocab;
static struct err err;

/* Rows of one schema, in memory. */
struct rows {
	const struct schema *schema;
	unsigned char *v;
	size_t n, room;
};

/* What an injection gave. */
struct run {
	struct rows out;
	struct inject_label label[LABELS_MAX];
	size_t n;
	struct inject_account account;
};

static inline struct rec
row_at(const struct rows *r, size_t i)
{
	return (struct rec){ r->schema, r->v + i * r->schema->row_size };
}

static inline int
keep(struct rows *t, const struct rec *r)
{
	size_t size = r->schema->row_size;

	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 65536;
		t->v = realloc(t->v, t->room * size);
	}
	t->schema = r->schema;
	memcpy(t->v + t->n++ * size, r->v, size);
	return 0;
}

static inline int
on_row(void *arg, const struct rec *r, struct err *e)
{
	(void)e;
	return keep(&((struct run *)arg)->out, r);
}

static inline int
on_label(void *arg, const struct inject_label *l, struct err *e)
{
	struct run *run = arg;

	(void)e;
	if (run->n < LABELS_MAX)
		run->label[run->n++] = *l;
	return 0;
}

static inline void
simulate_world(struct rows *t, int world, const char *kind, uint32_t symbols,
    uint32_t days, double rate)
{
	struct sim_opts o;
	struct sim *s;
	struct recs b;

	sim_opts_default(&o);
	sim_opts_world(&o, world);
	o.kind = kind;
	o.symbols = symbols;
	o.days = days;
	o.rate = rate;
	*t = (struct rows){ 0 };
	s = sim_new(&o, &vocab, &err);
	while (sim_next(s, &b, &err) == 1)
		for (size_t i = 0; i < b.n; i++)
			keep(t, &(struct rec){ b.schema,
				    b.rows + i * b.schema->row_size });
	sim_free(s);
}

/* Of the lab, 13:30 to 20:00. */
static inline void
simulate(struct rows *t, const char *kind, uint32_t symbols, uint32_t days,
    double rate)
{
	simulate_world(t, 4, kind, symbols, days, rate);
}

/* Inject into the rows of a symbol, 0: all. */
static inline void
inject(struct run *run, const struct rows *in, const struct inject_opts *o,
    uint32_t symbol)
{
	struct inject *j;

	memset(run, 0, sizeof(*run));
	j = inject_new(o, &vocab, on_row, on_label, run, &err);
	CHECK(j != NULL);
	for (size_t i = 0; i < in->n; i++) {
		struct rec r = row_at(in, i);

		if (symbol == 0 || rec_symbol(&r) == symbol)
			CHECK(inject_push(j, &r, &err) == 0);
	}
	CHECK(inject_flush(j, &err) == 0);
	run->account = *inject_account(j);
	inject_free(j);
}

/* Many events, of some types. */
static inline struct inject_opts
options(const char *types)
{
	struct inject_opts o;

	inject_opts_default(&o);
	CHECK(inject_opts_types(&o, types, &err) == 0);
	o.per_day = 3;
	o.quiet = 0.1;
	o.share = 1;
	o.session.open_s = 13 * 3600 + 30 * 60;
	o.session.close_s = 20 * 3600;
	return o;
}

static inline int
label_of(const struct rec *r)
{
	return *rec_at(r, r->schema->at.label);
}

/* Do the fields that both have differ? */
static inline int
differs(const struct rec *a, const struct rec *b)
{
	for (int i = 0; i < a->schema->nfield; i++) {
		int k = schema_find(b->schema, a->schema->field[i].name);

		if (memcmp(rec_at(a, i), rec_at(b, k),
			a->schema->field[i].len) != 0)
			return 1;
	}
	return 0;
}

static inline uint64_t
placed(const struct run *run)
{
	uint64_t n = 0;

	for (int i = 0; inject_list[i] != NULL; i++)
		n += run->account.placed[i];
	return n;
}

static inline uint64_t
missed(const struct run *run)
{
	uint64_t n = 0;

	for (int i = 0; i < INJECT_REASONS; i++)
		n += run->account.not_placed[i];
	return n;
}

/* Where a row begins: bars before their index time. */
static inline uint64_t
begins(const struct rec *r)
{
	return (r->schema->sees & SEES_BAR) != 0
		   ? rec_u64(r, r->schema->at.ts_event)
		   : rec_time(r);
}

/* Each label says where its rows are and names them as they do. */
static inline void
check_labels(const struct run *run)
{
	uint64_t inside = 0, labelled = 0;

	for (size_t i = 0; i < run->n; i++) {
		const struct inject_label *l = &run->label[i];
		struct rec a = row_at(&run->out, l->row_start);
		struct rec b = row_at(&run->out, l->row_end);

		CHECK_INT(begins(&a), l->t_start);
		CHECK_INT(rec_time(&b), l->t_end);
		CHECK(label_of(&a) == 1 && label_of(&b) == 1);
		CHECK(l->row_end < run->out.n && l->magnitude > 0);
		for (size_t k = l->row_start; k <= l->row_end; k++) {
			struct rec r = row_at(&run->out, k);

			inside +=
			    label_of(&r) == 1 &&
			    rec_u32(&r, r.schema->at.label_id) == l->event &&
			    rec_symbol(&r) == l->symbol &&
			    strcmp(symtab_text(vocab.syms,
				       rec_u32(&r, r.schema->at.label_type),
				       NULL),
				l->type->name) == 0;
		}
	}
	for (size_t i = 0; i < run->out.n; i++) {
		struct rec r = row_at(&run->out, i);

		labelled += label_of(&r) == 1;
		if (label_of(&r) != 1)
			CHECK(label_of(&r) == 0 &&
			      rec_is_null(&r, r.schema->at.label_id) &&
			      rec_is_null(&r, r.schema->at.label_type));
	}
	CHECK_INT(inside, labelled);
	CHECK_INT(labelled, run->account.labelled);
	CHECK_INT(run->account.planned, placed(run) + missed(run));
}

#endif
