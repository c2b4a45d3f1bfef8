/*
 * drifts.c - detect lasting changes in the scores of a symbol.
 */
#include "score/drifts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/refit.h"

static const double LAMBDA = 50;

struct drifts_symbol {
	struct adwin adwin;
	struct ph ph;
	uint64_t mute; /* scored rows before the next report */
};

enum { D_TIME, D_SYMBOL, D_DETECTOR, D_STATISTIC, D_BEFORE, D_AFTER, D_FIELDS };

static const struct {
	const char *name;
	enum ftype type;
} own[D_FIELDS] = {
	{ "ts_event", F_TS },
	{ "symbol", F_SYM },
	{ "detector", F_SYM },
	{ "statistic", F_F64 },
	{ "before", F_F64 },
	{ "after", F_F64 },
};

void
drifts_init(struct drifts *d, enum drifts_how how)
{
	memset(d, 0, sizeof(*d));
	d->how = how;
	idmap_init(&d->symbols, sizeof(struct drifts_symbol *), "symbols");
}

static struct drifts_symbol *
symbol_at(const struct drifts *d, uint32_t i)
{
	return ((struct drifts_symbol **)(void *)d->symbols.v)[i];
}

void
drifts_fini(struct drifts *d)
{
	uint32_t i;

	for (i = 0; i < d->symbols.n; i++)
		free(symbol_at(d, i));
	idmap_fini(&d->symbols);
	free(d->row);
}

static struct drifts_symbol *
symbol_get(struct drifts *d, uint32_t symbol, struct err *err)
{
	struct drifts_symbol **at = idmap_get(&d->symbols, symbol, err);

	if (at == NULL || *at != NULL)
		return at == NULL ? NULL : *at;
	if ((*at = calloc(1, sizeof(**at))) == NULL) {
		err_errno(err, "drift");
		return NULL;
	}
	adwin_init(&(*at)->adwin);
	ph_init(&(*at)->ph);
	return *at;
}

static int
make_schema(struct drifts *d, struct vocab *vocab, struct err *err)
{
	struct field f[D_FIELDS];
	int i;

	if (d->schema != NULL)
		return 0;
	for (i = 0; i < D_FIELDS; i++)
		f[i] = field_make(own[i].name, own[i].type, "");
	d->schema = schema_get(vocab->schemas, "drift", f, D_FIELDS, err);
	if (d->schema == NULL)
		return -1;
	d->row = calloc(1, d->schema->row_size);
	return d->row != NULL ? 0 : err_errno(err, "drift");
}

/* Report a change: the statistic and, with ADWIN, the two means. */
struct change {
	double statistic, before, after;
};

static int
make_row(struct drifts *d, struct rec *r, struct vocab *vocab, const char *name,
    uint32_t symbol, uint64_t time, const struct change *c, struct err *err)
{
	if (make_schema(d, vocab, err) == -1)
		return -1;
	row_put_u64(d->row, d->schema, D_TIME, time);
	row_put_u32(d->row, d->schema, D_SYMBOL, symbol);
	row_put_u32(d->row, d->schema, D_DETECTOR,
	    symtab_add(vocab->syms, name, strlen(name), err));
	row_put_f64(d->row, d->schema, D_STATISTIC, c->statistic);
	row_put_f64(d->row, d->schema, D_BEFORE, c->before);
	row_put_f64(d->row, d->schema, D_AFTER, c->after);
	r->schema = d->schema;
	r->v = d->row;
	return err->set ? -1 : 1;
}

static int
test(struct drifts *d, struct drifts_symbol *s, double score, struct change *c)
{
	int hit;

	c->before = c->after = NAN;
	if (d->how == DRIFTS_PH) {
		c->statistic = hit = ph_push(&s->ph, score, LAMBDA);
		return hit != 0;
	}
	hit = adwin_push(&s->adwin, score, &c->before, &c->after);
	c->statistic = c->after - c->before;
	return hit;
}

int
drifts_row(struct drifts *d, struct rec *r, struct vocab *vocab,
    uint32_t symbol, uint64_t time, double score, struct err *err)
{
	struct drifts_symbol *s = symbol_get(d, symbol, err);
	struct change c;
	int hit;

	if (s == NULL)
		return -1;
	hit = test(d, s, score, &c);
	if (s->mute > 0) {
		s->mute--;
		return 0;
	}
	if (!hit)
		return 0;
	s->mute = DRIFTS_MUTE;
	d->found++;
	return make_row(d, r, vocab,
	    d->how == DRIFTS_ADWIN ? "adwin" : "page_hinkley", symbol, time, &c,
	    err);
}

void
drifts_restart(struct drifts *d)
{
	uint32_t i;

	for (i = 0; i < d->symbols.n; i++)
		if (symbol_at(d, i) != NULL)
			memset(symbol_at(d, i), 0,
			    sizeof(struct drifts_symbol));
}

int
drifts_refit(struct drifts *d, struct rec *r, struct vocab *vocab,
    uint32_t symbol, uint64_t time, const struct refit_change *c,
    struct err *err)
{
	struct change made = { (double)c->rows, c->before, c->after };

	return make_row(d, r, vocab, "refit", symbol, time, &made, err);
}

/* ---- state ---- */

static int
symbol_walk(struct walk *w, void *arg, void *symbol)
{
	const struct drifts *d = arg;
	struct drifts_symbol *s = symbol;

	walk_scalar(w, "mute", TENSOR_U64, &s->mute);
	walk_check(w, s->mute <= DRIFTS_MUTE, "mute: out of range");
	return d->how == DRIFTS_ADWIN ? adwin_walk(w, &s->adwin)
				      : ph_walk(w, &s->ph);
}

static void *
find_symbol(void *arg, uint32_t symbol)
{
	return symbol_at(arg, symbol);
}

static void *
get_symbol(void *arg, uint32_t symbol, struct err *err)
{
	return symbol_get(arg, symbol, err);
}

static struct state_symbols
symbols_of(struct drifts *d)
{
	return (struct state_symbols){ d, d->symbols.n, find_symbol, get_symbol,
		symbol_walk };
}

int
drifts_save(struct drifts *d, struct state *file, struct err *err)
{
	struct state_symbols o = symbols_of(d);

	return d->how != DRIFTS_NONE
		   ? state_save_symbols(&o, file, "drift", err)
		   : 0;
}

int
drifts_load(struct drifts *d, struct state *file, struct err *err)
{
	struct state_symbols o = symbols_of(d);

	return d->how != DRIFTS_NONE
		   ? state_load_symbols(&o, file, "drift", err)
		   : 0;
}
