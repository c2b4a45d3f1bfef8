/*
 * dedup.c - drop duplicate rows.
 *
 * Two rows are the same when they are of one kind, have the same fields, and
 * every field is equal except those that describe the transport: ts_recv,
 * ts_in_delta, ts_out, src_topic, src_part, src_off.  So publisher, channel
 * and sequence must agree, and besides them time, symbol, action, side, price,
 * size and the rest: a sequence number alone is not enough, because all trades
 * of one packet share it, and feeds restart from 1.
 *
 * Identical records sent by the exchange itself cannot be distinguished from
 * duplicates: there are 12 among 68,792 mbo records of a day of ES futures
 * (two fills of one order at one price, in one packet).
 *
 * The last `window` distinct rows are remembered, as a ring of 128-bit hashes
 * (XXH64 with two seeds; with a window of 2^20 the probability of a collision
 * is 2^-108 per row).  They are found by open addressing with linear probing,
 * and removed by moving later entries back (Knuth 6.4, algorithm R).  Memory:
 * 24 bytes per row of the window.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/state.h"
#include "cat/steps.h"

enum {
	LEFT_OUT_MAX = 6,
	RUNS_MAX = SCHEMA_FIELDS_MAX + 1,
	PLANS = 32 /* a power of two */
};

struct print {
	uint64_t a, b;
};

/* The parts of a schema's rows that are compared. */
struct dedup_plan {
	const struct schema *schema;
	struct print salt; /* kind and fields */
	int n, nsym;
	struct {
		uint32_t off, len;
	} run[RUNS_MAX];
	int sym[SCHEMA_FIELDS_MAX]; /* fields whose text is compared */
};

struct dedup {
	const struct symtab *syms;
	struct print *ring; /* [window] */
	uint32_t window, used, next;
	uint32_t *slot; /* [mask + 1]: index in ring + 1, 0 free */
	uint32_t mask;
	unsigned char row[SCHEMA_ROW_MAX]; /* what is compared, packed;
					    * symbols by their text */
	struct dedup_plan plan[PLANS]; /* by schema id, the last one asked */
};

/* ---- what is compared ---- */

static int
left_out(const char *name)
{
	static const char *const names[LEFT_OUT_MAX] = { "ts_recv",
		"ts_in_delta", "ts_out", "src_topic", "src_part", "src_off" };
	int i;

	for (i = 0; i < LEFT_OUT_MAX; i++)
		if (strcmp(names[i], name) == 0)
			return 1;
	return 0;
}

static void
print_add(struct print *h, const void *p, size_t n)
{
	h->a = hash_xxh64(p, n, h->a);
	h->b = hash_xxh64(p, n, h->b);
}

/*
 * Plan the runs of bytes between the fields that are left out, and the symbols,
 * which are compared as texts because ids differ between runs of the tool.
 */
static void
plan_runs(struct dedup_plan *p)
{
	const struct schema *s = p->schema;
	const struct field *f, *hole;
	uint32_t at = 0, end = 0, len;
	int i;

	for (i = p->nsym = 0; i < s->nfield; i++) {
		f = &s->field[i];
		if (f->off + f->len > end)
			end = f->off + f->len;
		if (f->type == F_SYM && !left_out(f->name))
			p->sym[p->nsym++] = i;
	}
	for (p->n = 0; at < end; at = hole->off + hole->len) {
		hole = NULL; /* the first one from here */
		for (i = 0; i < s->nfield; i++) {
			f = &s->field[i];
			if (f->off >= at &&
			    (f->type == F_SYM || left_out(f->name)) &&
			    (hole == NULL || f->off < hole->off))
				hole = f;
		}
		len = (hole != NULL ? hole->off : end) - at;
		p->run[p->n].off = at;
		p->run[p->n].len = len;
		p->n += len > 0;
		if (hole == NULL)
			return;
	}
}

static const struct dedup_plan *
plan_of(struct dedup *d, const struct schema *s)
{
	struct dedup_plan *p = &d->plan[s->id & (PLANS - 1)];
	const struct field *f;
	int i;

	if (p->schema == s)
		return p;
	p->schema = s;
	p->salt = (struct print){ 1, 2 };
	print_add(&p->salt, s->kind, strlen(s->kind));
	for (i = 0; i < s->nfield; i++) {
		f = &s->field[i];
		if (left_out(f->name))
			continue;
		print_add(&p->salt, f->name, strlen(f->name) + 1);
		print_add(&p->salt, &f->type, sizeof(f->type));
		print_add(&p->salt, &f->scale, sizeof(f->scale));
	}
	plan_runs(p);
	return p;
}

static struct print
print_of(struct dedup *d, const struct rec *r)
{
	const struct dedup_plan *p = plan_of(d, r->schema);
	struct print h = p->salt;
	const char *text;
	size_t n = 0, len;
	int i;

	for (i = 0; i < p->n; i++) {
		memcpy(d->row + n, r->v + p->run[i].off, p->run[i].len);
		n += p->run[i].len;
	}
	print_add(&h, d->row, n);
	for (i = 0; i < p->nsym; i++) {
		text = symtab_text(d->syms, rec_u32(r, p->sym[i]), &len);
		print_add(&h, text, len + 1);
	}
	return h;
}

/* ---- earlier rows ---- */

static int
print_same(const struct print *x, const struct print *y)
{
	return x->a == y->a && x->b == y->b;
}

/* Where a print is, or would be put. */
static uint32_t
find(const struct dedup *d, const struct print *h)
{
	uint32_t i = (uint32_t)h->a & d->mask;

	while (d->slot[i] != 0 && !print_same(&d->ring[d->slot[i] - 1], h))
		i = (i + 1) & d->mask;
	return i;
}

/* Free a slot and close the gap. */
static void
forget(struct dedup *d, uint32_t i)
{
	uint32_t j = i, home;

	for (;;) {
		d->slot[i] = 0;
		do {
			j = (j + 1) & d->mask;
			if (d->slot[j] == 0)
				return;
			home = (uint32_t)d->ring[d->slot[j] - 1].a & d->mask;
			/* one whose home lies behind the gap stays */
		} while (((j - home) & d->mask) < ((j - i) & d->mask));
		d->slot[i] = d->slot[j];
		i = j;
	}
}

/* Remember a print; slot i is free for it. */
static void
remember(struct dedup *d, const struct print *h, uint32_t i)
{
	if (d->used == d->window) {
		forget(d, find(d, &d->ring[d->next]));
		i = find(d, h);
	} else {
		d->used++;
	}
	d->ring[d->next] = *h;
	d->slot[i] = d->next + 1;
	d->next = d->next + 1 == d->window ? 0 : d->next + 1;
}

int
dedup_row(struct dedup *d, const struct rec *r)
{
	struct print h = print_of(d, r);
	uint32_t i = find(d, &h);

	if (d->slot[i] != 0)
		return 0;
	remember(d, &h, i);
	return 1;
}

/* ---- state ---- */

int
dedup_save(const struct dedup *d, struct state *s, struct err *err)
{
	uint32_t first = d->used == d->window ? d->next : 0, i;
	struct print *all = calloc((size_t)d->used + 1, sizeof(*all));
	uint64_t n = 2 * (uint64_t)d->used; /* numbers */
	struct walk w;

	if (all == NULL)
		return err_errno(err, "--dedup");
	for (i = 0; i < d->used; i++) /* from the oldest on */
		all[i] = d->ring[(first + i) % d->window];
	state_save(&w, s, "dedup", err);
	state_owner(&w, 0, 0);
	walk_array(&w, "prints", TENSOR_U64, (void **)&all, &n);
	free(all);
	return state_done(&w);
}

int
dedup_load(struct dedup *d, struct state *s, struct err *err)
{
	uint64_t i, n = 0, number;
	struct print *all = NULL;
	uint32_t none, at;
	struct walk w;

	if (state_load(&w, s, "dedup", err) == 1 && state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &none, &number) == 0)
		walk_array(&w, "prints", TENSOR_U64, (void **)&all, &n);
	walk_check(&w, all != NULL || n == 0, "dedup: rows");
	walk_check(&w, n % 2 == 0 && n / 2 <= d->window, "dedup: rows");
	for (i = 0; !w.failed && i < n / 2; i++) {
		at = find(d, &all[i]);
		walk_check(&w, d->slot[at] == 0, "dedup: a row twice");
		if (!w.failed)
			remember(d, &all[i], at);
	}
	free(all);
	return state_done(&w);
}

/* ---- life ---- */

struct dedup *
dedup_new(uint32_t window, const struct symtab *syms, struct err *err)
{
	struct dedup *d = calloc(1, sizeof(*d));
	uint32_t size = 4;

	while (size / 2 < window && size < UINT32_C(1) << 31)
		size *= 2;
	if (d != NULL) {
		d->syms = syms;
		d->window = window > 0 ? window : 1;
		d->mask = size - 1;
		d->ring = calloc(d->window, sizeof(*d->ring));
		d->slot = calloc(size, sizeof(*d->slot));
		if (d->ring != NULL && d->slot != NULL)
			return d;
	}
	err_errno(err, "--dedup");
	dedup_free(d);
	return NULL;
}

void
dedup_free(struct dedup *d)
{
	if (d == NULL)
		return;
	free(d->ring);
	free(d->slot);
	free(d);
}
