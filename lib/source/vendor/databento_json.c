/*
 * databento_json.c - Databento's JSON, raw or pretty (inputs.md 4.5, dbn.md
 * 12).
 *
 *	{"ts_recv":"..","hd":{"ts_event":"..","rtype":1,"publisher_id":1,
 *	 "instrument_id":5482},"action":"A",..,"price":"3702250000000",..,
 *	 "levels":[{"bid_px":"..",..}],"symbol":"ESH1"}
 *
 * The same records in DBN give the same rows, with all fields of the kind.
 * Prices are decimals when the first one written has a point, otherwise whole
 * numbers of 1e-9.  Header fields at the top level and numbers without quotes
 * (writers before July 2023) are also read.  A symbol mapping gives the symbol
 * of its instrument for later records that have none; without a mapping the
 * instrument's id is the symbol.  Records of an unknown rtype are counted as
 * such.
 */
#include <string.h>

#include "base/num.h"
#include "dbn/symbols.h"
#include "source/vendor/databento.h"
#include "source/record.h"

enum {
	NAME_LEVEL = 9, /* "bid_px_00" */
	NAME_ROOM = FIELD_NAME_MAX + 16
};

struct mappings {
	struct symbols symbols;
	int ready;
};

/* The last cell of exactly that name; -1 if none. */
static int
find(const struct sample *s, const char *name, size_t len)
{
	int i;

	for (i = s->n - 1; i >= 0; i--)
		if (s->name[i].len == len &&
		    memcmp(s->name[i].s, name, len) == 0)
			return i;
	return -1;
}

static int
find_text(const struct sample *s, const char *name)
{
	return find(s, name, strlen(name));
}

/* Where the field of a kind is: "/hd/x", "/levels/0/bid_px", "x"; -1. */
static int
find_field(const struct sample *s, const char *field)
{
	char name[NAME_ROOM];
	size_t n = strlen(field);
	int at;

	if (n == NAME_LEVEL && field[6] == '_' &&
	    (memcmp(field, "bid_", 4) == 0 || memcmp(field, "ask_", 4) == 0)) {
		memcpy(name, "/levels/", 8);
		n = 8 + num_put_u64(name + 8, (uint64_t)(field[7] - '0') * 10 +
						  (uint64_t)(field[8] - '0'));
		name[n++] = '/';
		memcpy(name + n, field, 6);
		return find(s, name, n + 6);
	}
	memcpy(name, "/hd/", 4);
	memcpy(name + 4, field, n);
	at = find(s, name, n + 4);
	return at >= 0 ? at : find(s, field, n);
}

static int
databento_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	if (s->name == NULL)
		return 0;
	if (find_text(s, "/hd/rtype") >= 0)
		return 20;
	return find_text(s, "rtype") >= 0 &&
		       find_text(s, "publisher_id") >= 0 &&
		       find_text(s, "instrument_id") >= 0
		   ? 20
		   : 0;
}

static int
databento_plan(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	int at = find_field(s, "rtype");
	const char *kind = at >= 0 ? databento_kind(&s->cell[at]) : NULL;

	*reason = "unknown-record";
	if (kind == NULL)
		return err_set(err, "Databento: expected an rtype");
	*reason = NULL;
	return databento_kind_plan(p, s, kind, find_field, err);
}

/* ---- records ---- */

static const struct csv_field *
header(const struct cells *c, const char *nested, const char *top)
{
	const struct csv_field *f = cells_get(c, nested);

	return f != NULL ? f : cells_get(c, top);
}

static int
learn(struct record_sink *out, struct mappings *m, const struct cells *c,
    uint32_t id, struct err *err)
{
	const struct csv_field *name = cells_get(c, "stype_out_symbol");

	if (name == NULL)
		return 0;
	if (!m->ready && (symbols_init(&m->symbols,
			      record_context(out)->vocab->syms, err) == -1 ||
			     symbols_load(&m->symbols, NULL, err) == -1))
		return -1;
	m->ready = 1;
	return symbols_learn(&m->symbols, id, name->s, name->len, 1, err);
}

/* The symbol that a mapping gave the instrument, as an additional cell. */
static int
add_symbol(struct record_sink *out, struct mappings *m, struct cells *c,
    uint32_t id, struct err *err)
{
	struct csv_field f;
	uint32_t sym;

	if (!m->ready || cells_get(c, "symbol") != NULL)
		return 0;
	sym = symbols_at(&m->symbols, id, 0);
	if (sym == SYMBOL_FAILED)
		return err_set(err, "%s", m->symbols.fail.msg);
	if (sym == 0)
		return 0;
	f.s = symtab_text(record_context(out)->vocab->syms, sym, &f.len);
	record_add(c, "symbol", &f);
	return 0;
}

/*
 * Records with the same keys may differ in kind (bars, tbbo), so the value that
 * tells the kinds apart is put before the keys.
 */
static int
databento_expand(struct record_sink *out, struct cells *c, const char **reason,
    struct err *err)
{
	const struct csv_field *rtype = header(c, "/hd/rtype", "rtype");
	const struct csv_field *at =
	    header(c, "/hd/instrument_id", "instrument_id");
	struct mappings *m = record_state(out);
	struct csv_field kind;
	uint64_t id = 0;

	*reason = "missing-field";
	if (c->nameless || rtype == NULL)
		return err_set(err, "no rtype: expected Databento's records");
	kind.s = databento_kind(rtype);
	*reason = "bad-number";
	if (at != NULL &&
	    (num_u64(&id, at->s, at->len) != 0 || id > UINT32_MAX))
		return err_set(err, "instrument_id: not a number of 32 bits");
	*reason = NULL;
	if (kind.s == NULL) {
		record_unknown(out);
		return 0;
	}
	if (strcmp(kind.s, "symbol-mapping") == 0 &&
	    learn(out, m, c, (uint32_t)id, err) == -1)
		return -1;
	if (add_symbol(out, m, c, (uint32_t)id, err) == -1)
		return -1;
	kind.len = 0;
	record_add(c, kind.s, &kind);
	return record_put(out, c, reason, err);
}

static void
databento_done(void *state)
{
	struct mappings *m = state;

	if (m->ready)
		symbols_fini(&m->symbols);
}

const struct layout layout_databento_json = {
	.name = "databento-json",
	.summary = "Databento's JSON lines, raw or pretty",
	.text = TEXT_JSON,
	.fits = databento_fits,
	.plan = databento_plan,
	.expand = databento_expand,
	.reads = "rtype",
	.zeros = 1,
	.state_size = sizeof(struct mappings),
	.done = databento_done,
};
