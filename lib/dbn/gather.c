/*
 * gather.c - metadata from records.
 *
 * Keeps, for each id, the days on which it was a symbol, as intervals; records
 * are roughly in time order, so nearly every one falls into the newest
 * interval of its id.  Memory: 20 bytes an interval.
 */
#include "dbn/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/tstamp.h"
#include "dbn/layout.h"
#include "dbn/meta.h"

enum { LOG2_MIN = 6, LOG2_MAX = 24, STYPE_RAW_SYMBOL = 1 };
enum { NOT_YET = -2, NONE = -1 };

static uint32_t *
slot_find(const struct gather *g, uint32_t id)
{
	uint32_t mask = UINT32_MAX >> g->shift;
	uint32_t i = (id * UINT32_C(2654435769)) >> g->shift;

	while (g->slot[i] != 0 && g->entry[g->slot[i] - 1].id != id)
		i = (i + 1) & mask;
	return &g->slot[i];
}

static int
slots_grow(struct gather *g, int log2, struct err *err)
{
	uint32_t *old = g->slot, i, n = old == NULL ? 0 : 1u << (32 - g->shift);

	g->slot =
	    log2 > LOG2_MAX ? NULL : calloc((size_t)1 << log2, sizeof(*old));
	if (g->slot == NULL) {
		g->slot = old;
		return err_set(err, "more than %u instrument ids", n / 2);
	}
	g->shift = 32 - (uint32_t)log2;
	for (i = 0; i < n; i++)
		if (old[i] != 0)
			*slot_find(g, g->entry[old[i] - 1].id) = old[i];
	free(old);
	return 0;
}

int
gather_init(struct gather *g, const struct symtab *syms, struct err *err)
{
	memset(g, 0, sizeof(*g));
	g->syms = syms;
	g->schema = g->dataset = NOT_YET;
	g->first_time = TS_NULL;
	return slots_grow(g, LOG2_MIN, err);
}

void
gather_fini(struct gather *g)
{
	free(g->entry);
	free(g->slot);
	memset(g, 0, sizeof(*g));
}

static int
entry_add(struct gather *g, uint32_t id, uint32_t sym, uint32_t day,
    struct err *err)
{
	uint32_t *slot;

	if (g->n >= 1u << 28 || array_grow(&g->entry, &g->room,
				    (size_t)g->n + 1, sizeof(*g->entry)) == -1)
		return err_set(err,
		    "symbols: out of memory for more than %u intervals", g->n);
	if (2 * g->ids >= 1u << (32 - g->shift) &&
	    slots_grow(g, 33 - (int)g->shift, err) == -1)
		return -1;
	slot = slot_find(g, id);
	g->ids += *slot == 0;
	g->entry[g->n] = (struct gather_entry){ id, sym, day, day + 1, *slot };
	*slot = ++g->n;
	return 0;
}

/* An id was a symbol on a day. */
static int
add_day(struct gather *g, uint32_t id, uint32_t sym, uint32_t day,
    struct err *err)
{
	struct gather_entry *e, *touches = NULL;
	uint32_t i;

	for (i = *slot_find(g, id); i != 0; i = e->before) {
		e = &g->entry[i - 1];
		if (day >= e->first && day < e->end) {
			g->unsaid += e->sym != sym;
			return 0;
		}
		if (e->sym == sym && (day == e->end || day + 1 == e->first))
			touches = e;
	}
	if (touches == NULL)
		return entry_add(g, id, sym, day, err);
	if (day == touches->end)
		touches->end++;
	else
		touches->first--;
	return 0;
}

/* The dataset of all; one that differs leaves none. */
static void
add_publisher(struct gather *g, uint16_t publisher)
{
	const char *is = dbn_dataset(publisher), *was;

	if (is == NULL || g->dataset == publisher)
		return;
	was = g->dataset < 0 ? NULL : dbn_dataset((uint16_t)g->dataset);
	if (g->dataset == NOT_YET)
		g->dataset = publisher;
	else if (was == NULL || strcmp(is, was) != 0)
		g->dataset = NONE;
}

int
gather_add(struct gather *g, const unsigned char *rec, int ts_out, int schema,
    uint32_t sym, struct err *err)
{
	uint64_t t = dbn_record_time(rec, ts_out);

	g->schema = g->schema == NOT_YET || g->schema == schema ? schema : NONE;
	add_publisher(g, get_u16(rec + 2));
	if (rec[1] == RTYPE_MAPPING)
		g->unsaid++;
	if (t != TS_NULL) {
		if (t < g->first_time)
			g->first_time = t;
		if (t > g->last_time)
			g->last_time = t;
	}
	if (sym == 0)
		return 0;
	if (t == TS_NULL) {
		g->unsaid++;
		return 0;
	}
	return add_day(g, get_u32(rec + 4), sym, (uint32_t)(t / NS_DAY), err);
}

static uint32_t
date_of(uint32_t day)
{
	int y, m, d;

	ts_civil((int64_t)day, &y, &m, &d);
	return (uint32_t)(y * 10000 + m * 100 + d);
}

/* Symbols and mappings in order of first sight. */
static int
put_entries(struct dbn_meta *m, const struct gather *g, struct err *err)
{
	uint32_t *map = calloc(symtab_count(g->syms), sizeof(*map)), i;
	const struct gather_entry *e = g->entry;
	const char *s;
	char id[12];
	size_t n;

	if (map == NULL)
		return err_errno(err, "metadata");
	for (i = 0; !err->set && i < g->n; i++, e++) {
		s = symtab_text(g->syms, e->sym, &n);
		if (map[e->sym] == 0) {
			if (meta_add_text(m, &m->symbols, &m->nsymbols, s, n,
				err) == -1 ||
			    meta_add_mapping(m, s, n, err) == NULL)
				break;
			map[e->sym] = m->nmapping;
		}
		(void)meta_add_interval(m, &m->mapping[map[e->sym] - 1],
		    date_of(e->first), date_of(e->end), id,
		    (size_t)snprintf(id, sizeof(id), "%u", e->id), err);
	}
	free(map);
	return err->set ? -1 : 0;
}

int
gather_meta(struct dbn_meta *m, const struct gather *g, int version, int ts_out,
    const char *dataset, struct err *err)
{
	memset(m, 0, sizeof(*m));
	if (dataset == NULL && g->dataset >= 0)
		dataset = dbn_dataset((uint16_t)g->dataset);
	m->version = version;
	m->ts_out = ts_out;
	m->symbol_cstr_len = version == 1 ? META_CSTR_V1 : META_CSTR;
	m->schema = g->schema < 0 ? DBN_SCHEMA_NONE : (uint16_t)g->schema;
	m->start = g->first_time == TS_NULL ? 0 : g->first_time;
	m->end = g->first_time == TS_NULL || g->last_time >= TS_NULL - 1
		     ? TS_NULL
		     : g->last_time + 1;
	m->stype_in = STYPE_RAW_SYMBOL;
	snprintf(m->dataset, sizeof(m->dataset), "%s",
	    dataset == NULL ? "" : dataset);
	if (put_entries(m, g, err) == 0)
		return 0;
	dbn_meta_free(m);
	return -1;
}
