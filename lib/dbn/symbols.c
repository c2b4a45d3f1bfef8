/*
 * symbols.c - instrument ids to symbols (dbn.md 9).
 *
 * Metadata intervals of one id may overlap when it was requested under several
 * names (ES.c.0 and ES.n.0).  The later mapping wins, as in the reference
 * implementation, which overwrites its map in file order.  Intervals are cut
 * into spans that do not overlap: from the last interval to the first, each
 * takes the pieces that are still free.  Pointers to the next free piece are
 * shortened on the way (union-find), so the cost is not quadratic in the
 * intervals of one id.
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/tstamp.h"
#include "dbn/symbols.h"

enum { SLOTS_MIN_LOG2 = 6, SLOTS_MAX_LOG2 = 24 };

/* One interval of the metadata with both ends known. */
struct piece {
	uint32_t id;
	uint32_t order;
	uint64_t start, end;
	const char *text;
};

/* The slot of an id, or the free one where it belongs. */
static struct symbol_slot *
slot_find(const struct symbols *s, uint32_t id)
{
	uint32_t mask = UINT32_MAX >> s->shift;
	uint32_t i = symbols_hash(id, s->shift);

	while (s->slot[i].n != 0 && s->slot[i].id != id)
		i = (i + 1) & mask;
	return &s->slot[i];
}

static int
slots_resize(struct symbols *s, int log2, struct err *err)
{
	struct symbol_slot *old = s->slot;
	uint32_t i, n = old == NULL ? 0 : 1u << (32 - s->shift);

	s->slot = log2 > SLOTS_MAX_LOG2
		      ? NULL
		      : calloc((size_t)1 << log2, sizeof(*s->slot));
	if (s->slot == NULL) {
		s->slot = old;
		return err_set(err, "more than %u instrument ids", n / 2);
	}
	s->shift = 32 - (uint32_t)log2;
	for (i = 0; i < n; i++)
		if (old[i].n != 0)
			*slot_find(s, old[i].id) = old[i];
	free(old);
	return 0;
}

/* A new slot for an id that has none. */
static struct symbol_slot *
slot_add(struct symbols *s, uint32_t id, struct err *err)
{
	int log2 = 32 - (int)s->shift;
	struct symbol_slot *slot;

	if ((uint64_t)s->used * 2 >= (uint64_t)1 << log2 &&
	    slots_resize(s, log2 + 1, err) == -1)
		return NULL;
	slot = slot_find(s, id);
	slot->id = id;
	s->used++;
	return slot;
}

uint64_t
symbols_date(uint32_t date)
{
	int64_t days = ts_days((int)(date / 10000), (int)(date / 100 % 100),
	    (int)(date % 100));

	if (days <= 0)
		return 0;
	if ((uint64_t)days > (TS_NULL - 1) / NS_DAY)
		return TS_NULL;
	return (uint64_t)days * NS_DAY;
}

/* Parse an id from its digits; stype_out or stype_in declares it as an id. */
static int
parse_id(uint32_t *id, const char *text, struct err *err)
{
	uint64_t v;

	if (num_u64(&v, text, strlen(text)) != 0 || v > UINT32_MAX)
		return err_set(err,
		    "metadata: mappings: not an instrument id: \"%s\"", text);
	*id = (uint32_t)v;
	return 0;
}

static int
piece_cmp(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int
u64_cmp(const void *pa, const void *pb)
{
	const uint64_t *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

/* All intervals that have a symbol: *n pieces, at most room. */
static int
pieces_collect(struct piece *p, size_t *n, const struct dbn_meta *m,
    struct err *err)
{
	int inverse = m->stype_out != 0;
	const struct dbn_mapping *map;
	const struct dbn_interval *v;
	const char *id;
	uint32_t i, j;

	*n = 0;
	for (i = 0; i < m->nmapping; i++) {
		map = &m->mapping[i];
		for (j = 0; j < map->n; j++) {
			v = &map->interval[j];
			if (v->symbol[0] == '\0' ||
			    v->start_date == v->end_date)
				continue;
			id = inverse ? map->raw_symbol : v->symbol;
			if (parse_id(&p[*n].id, id, err) == -1)
				return -1;
			p[*n].order = (uint32_t)*n;
			p[*n].start = symbols_date(v->start_date);
			p[*n].end = symbols_date(v->end_date);
			p[*n].text = inverse ? v->symbol : map->raw_symbol;
			(*n)++;
		}
	}
	return 0;
}

static size_t
next_bare(size_t *next, size_t i)
{
	while (next[i] != i) {
		next[i] = next[next[i]];
		i = next[i];
	}
	return i;
}

/* Index of t among the sorted edges. */
static size_t
edge_find(const uint64_t *edge, size_t n, uint64_t t)
{
	size_t lo = 0, hi = n;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (edge[mid] <= t)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

/*
 * Cut the n pieces of one id into spans: at most 2 n of them, the last
 * without a text.  edge and next hold 2 n and 2 n + 1.  Returns how many.
 */
static size_t
spans_paint(struct symbol_span *span, uint64_t *edge, size_t *next,
    const struct piece *p, size_t n)
{
	size_t i, k, edges = 0, out = 0;

	for (i = 0; i < n; i++) {
		edge[2 * i] = p[i].start;
		edge[2 * i + 1] = p[i].end;
	}
	qsort(edge, 2 * n, sizeof(*edge), u64_cmp);
	for (i = 0; i < 2 * n; i++)
		if (edges == 0 || edge[edges - 1] != edge[i])
			edge[edges++] = edge[i];
	for (i = 0; i < edges; i++) {
		span[i] = (struct symbol_span){ edge[i], NULL, 0 };
		next[i] = i;
	}
	next[edges] = edges;
	for (k = n; k-- > 0;) {
		i = next_bare(next, edge_find(edge, edges, p[k].start));
		for (; i < edges && edge[i] < p[k].end;
		     i = next_bare(next, i)) {
			span[i].text = p[k].text;
			next[i] = i + 1;
		}
	}
	for (i = 0; i < edges; i++)
		if (out == 0 || span[out - 1].text != span[i].text)
			span[out++] = span[i];
	return out;
}

/* Spans and slots of all pieces, sorted by id. */
static int
pieces_place(struct symbols *s, const struct piece *p, size_t n,
    struct err *err)
{
	uint64_t *edge = calloc(2 * n, sizeof(*edge));
	size_t *next = calloc(2 * n + 1, sizeof(*next));
	struct symbol_slot *slot;
	size_t i, k, at = 0;
	int ret = -1;

	if (edge == NULL || next == NULL) {
		err_errno(err, "metadata");
		goto out;
	}
	for (i = 0; i < n; i += k) {
		for (k = 1; i + k < n && p[i + k].id == p[i].id; k++)
			;
		slot = slot_add(s, p[i].id, err);
		if (slot == NULL)
			goto out;
		slot->first = (uint32_t)at;
		slot->n =
		    (uint32_t)spans_paint(s->span + at, edge, next, p + i, k);
		at += slot->n;
	}
	ret = 0;
out:
	free(edge);
	free(next);
	return ret;
}

int
symbols_init(struct symbols *s, struct symtab *syms, struct err *err)
{
	memset(s, 0, sizeof(*s));
	s->syms = syms;
	s->live = 1;
	return slots_resize(s, SLOTS_MIN_LOG2, err);
}

void
symbols_fini(struct symbols *s)
{
	free(s->slot);
	free(s->span);
	memset(s, 0, sizeof(*s));
}

static int
symbols_reset(struct symbols *s, struct err *err)
{
	struct symtab *syms = s->syms;

	symbols_fini(s);
	return symbols_init(s, syms, err);
}

int
symbols_load(struct symbols *s, const struct dbn_meta *m, struct err *err)
{
	struct piece *p;
	size_t n = 0;
	uint32_t i;
	int ret = -1;

	if (symbols_reset(s, err) == -1)
		return -1;
	if (m == NULL || m->nmapping == 0)
		return 0;
	s->live = 0;
	if (m->stype_out != 0 && m->stype_in != 0)
		return 0; /* neither end is an id */
	for (i = 0; i < m->nmapping; i++)
		n += m->mapping[i].n;
	if (n > UINT32_MAX / 2 - 1)
		return err_set(err, "metadata: too many intervals: %zu", n);
	p = calloc(n + 1, sizeof(*p));
	s->span = calloc(2 * n + 1, sizeof(*s->span));
	if (p == NULL || s->span == NULL) {
		err_errno(err, "metadata");
		goto out;
	}
	if (pieces_collect(p, &n, m, err) == -1)
		goto out;
	qsort(p, n, sizeof(*p), piece_cmp);
	ret = n == 0 ? 0 : pieces_place(s, p, n, err);
out:
	free(p);
	return ret;
}

int
symbols_learn(struct symbols *s, uint32_t id, const char *text, size_t len,
    int firm, struct err *err)
{
	struct symbol_slot *slot = slot_find(s, id);
	uint32_t sym;

	if (len == 0 || !s->live || (slot->firm && !firm))
		return 0;
	sym = symtab_add(s->syms, text, len, err);
	if (sym == 0)
		return -1;
	if (slot->n == 0)
		slot = slot_add(s, id, err);
	if (slot == NULL)
		return -1;
	slot->start = 0;
	slot->span = UINT64_MAX;
	slot->sym = sym;
	slot->n = 1;
	slot->firm = (uint32_t)firm;
	return 0;
}

uint32_t
symbols_ask(struct symbols *s, uint32_t id, uint64_t t)
{
	struct symbol_slot *slot = slot_find(s, id);
	struct symbol_span *span;
	size_t lo = 0, hi = slot->n, mid;

	if (slot->n == 0)
		return 0;
	if (slot->sym != 0 && t - slot->start <= slot->span)
		return slot->sym;
	if (s->live)
		return 0;
	span = s->span + slot->first;
	if (t < span[0].start)
		return 0;
	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (span[mid].start <= t)
			lo = mid;
		else
			hi = mid;
	}
	if (span[lo].text == NULL)
		return 0;
	if (span[lo].sym == 0)
		span[lo].sym = symtab_add(s->syms, span[lo].text,
		    strlen(span[lo].text), &s->fail);
	if (span[lo].sym == 0)
		return s->fail.set ? SYMBOL_FAILED : 0;
	slot->start = span[lo].start;
	slot->span = span[lo + 1].start - 1 - span[lo].start;
	slot->sym = span[lo].sym;
	return slot->sym;
}
