/*
 * fast_csv_plan.c - the usual form of each column, and cells of other forms.
 *
 * The data cached between lines (hours, symbols, the position of the decimal
 * point) only repeats decisions of cell_put.
 */
#include <stdlib.h>

#include "source/fast_csv_cell.h"
#include "stream/rec.h"

struct fast_csv *
fast_csv_new(struct err *err)
{
	struct fast_csv *q = malloc(sizeof(*q));
	int i;

	if (q == NULL) {
		err_errno(err, "columns");
		return NULL;
	}
	/* most of it is written before it is read: see fast_csv_plan */
	for (i = 0; i < PLAN_MAX; i++)
		q->recipe[i].r = NULL;
	memset(q->known, 0, sizeof(q->known));
	q->index.len = q->index.nsep = q->index.nline = 0;
	q->base = q->type_len = 0;
	q->sep = q->line = 0;
	q->misses = q->rest = q->alone = q->reforms = 0;
	q->ignored.set = 0;
	return q;
}

void
fast_csv_free(struct fast_csv *q)
{
	free(q);
}

/* ---- the plan ---- */

static enum fast_form
form_of(const struct step *s, const struct context *c)
{
	if (c->reforms && s->type != F_TS && s->type != F_SYM &&
	    s->type != F_TEXT && s->type != F_CHAR && s->type != F_ID)
		return FAST_ANY;
	switch (s->type) {
	case F_PX:
		return s->how == CELL_NANO ? FAST_I64 : FAST_FIXED;
	case F_QTY:
		return s->how == CELL_NANO || s->scale == 0 ? FAST_I64
							    : FAST_FIXED;
	case F_TS:
		return s->how == CELL_PLAIN && s->time != NULL ? FAST_TIME
							       : FAST_ANY;
	case F_SYM:
		return (s->symbol && c->as_wins) || s->how == CELL_LABEL_TYPE
			   ? FAST_ANY
			   : FAST_SYMBOL;
	case F_I8:
		return FAST_I8;
	case F_I16:
		return FAST_I16;
	case F_I32:
		return FAST_I32;
	case F_I64:
		return FAST_I64;
	case F_U8:
		return s->how == CELL_LABEL ? FAST_ANY : FAST_U8;
	case F_U16:
		return FAST_U16;
	case F_U32:
		return FAST_U32;
	case F_U64:
	case F_ID:
		return FAST_U64;
	case F_CHAR:
		if (s->how == CELL_RESTING || s->how == CELL_RESTED)
			return FAST_ANY;
		if (s->how == CELL_MAKER)
			return FAST_MAKER;
		if (s->how == CELL_RAW)
			return FAST_CHAR;
		if (s->side && (c->sides.n > 0 || c->sides.maker))
			return FAST_ANY;
		return s->side ? FAST_SIDE : FAST_LETTER;
	case F_TEXT:
		return FAST_TEXT;
	default:
		return FAST_ANY;
	}
}

/* The numbers that a time's column has, as far as they are known. */
static void
take_span(struct fast_step *st, const struct step *s)
{
	if (st->take != FAST_TIME)
		return;
	st->unit_ns = s->time->unit_ns;
	st->least = s->time->least;
	st->span = s->time->span;
}

static void
plan_step(struct fast_step *st, const struct step *s, const struct context *c)
{
	int fixed = s->type == F_PX || s->type == F_QTY;

	memset(st, 0, sizeof(*st));
	st->take = (uint8_t)form_of(s, c);
	st->cell = (uint32_t)s->cell;
	st->scale = (uint8_t)(s->type == F_PX ? 9 + c->px_exp : s->scale);
	st->off = s->off;
	st->top = UINT64_MAX >> (fixed || s->len > 8 ? 0 : 64 - 8 * s->len);
	if (st->take >= FAST_I8 && st->take <= FAST_I64)
		st->top >>= 1;
	if (st->take == FAST_TEXT)
		st->top = s->len;
	st->null = INT64_MAX; /* longer than what is taken */
	if (fixed && s->how == CELL_NONZERO)
		st->null = 0;
	else if (fixed && s->how == CELL_U32)
		st->null = UINT32_MAX;
	take_span(st, s);
}

static void
plan_recipe(struct fast_recipe *qr, struct recipe *r)
{
	int i;

	qr->r = r;
	qr->schema = r->schema;
	qr->n = r->nstep;
	memset(&qr->hour, 0, sizeof(qr->hour));
	for (i = 0; i < r->nstep; i++)
		plan_step(&qr->step[i], &r->step[i], r->c);
}

int
fast_csv_plan(struct fast_csv *q, const struct plan_of_record *p, int n,
    char delim)
{
	int i, reforms = p->context->reforms;

	if (q->rest > 0) {
		q->rest--;
		return 0;
	}
	q->plan = p;
	q->c = p->context;
	q->nrecipe = p->n;
	q->ncell = n;
	q->delim = delim;
	q->correction = -1;
	q->type = p->type_cell;
	for (i = 0; i < p->n; i++) {
		if (p->recipe[i]->fractions != p->context->nfraction)
			return 0; /* a new schema is due */
		if (p->recipe[i]->correction >= 0)
			q->correction = p->recipe[i]->correction;
		if (q->recipe[i].r != p->recipe[i] || q->reforms != reforms ||
		    q->recipe[i].schema != p->recipe[i]->schema)
			plan_recipe(&q->recipe[i], p->recipe[i]);
	}
	q->chooses = q->correction >= 0 || q->type >= 0;
	q->reforms = reforms;
	return p->n > 0;
}

/* A symbol that was seen before; a new one is left to recipe_row. */
static int
find_symbol(struct fast_csv *q, unsigned char *at, enum cell_how how,
    const char *s, size_t len)
{
	char name[SYM_LEN_MAX + 1];
	const char *text = s;
	struct fast_sym sym = { .len = (uint32_t)len };
	size_t n = len;

	if (how != CELL_RAW) {
		while (n > 0 && *text == ' ')
			text++, n--;
		while (n > 0 && text[n - 1] == ' ')
			n--;
	}
	if (n == 0 || n > SYM_LEN_MAX)
		return n == 0;
	if (q->c->normalize) {
		n = symbol_normalize(name, text, n);
		text = name;
	}
	sym.id = symtab_find(q->c->vocab->syms, text, n);
	if (sym.id == 0)
		return 0;
	memcpy(at, &sym.id, 4);
	if (len <= FAST_SYM_MAX) {
		fast_sym_words(sym.word, s, len);
		*fast_sym_slot(q->known, sym.word[0], sym.word[1]) = sym;
	}
	return 1;
}

int
fast_any(struct fast_csv *q, struct fast_recipe *qr, int i, unsigned char *row,
    const char *s, size_t len)
{
	const struct step *step = &qr->r->step[i];
	struct fast_step *st = &qr->step[i];
	struct cell_counts before = cell_counts(q->c);
	const char *reason;
	uint64_t ns;

	if (st->take == FAST_SYMBOL)
		return find_symbol(q, row + st->off, step->how, s, len);
	if (cell_put(q->c, row, step, s, len, &reason, &q->ignored) != 0)
		return 0;
	if (st->take == FAST_TIME) {
		memcpy(&ns, row + st->off, 8);
		take_span(st, step);
		if (cell_counts_same(q->c, &before) &&
		    times_whole_hour(&q->c->times, step->time, ns))
			fast_keep_hour(&st->hour, s, len, ns);
	}
	return 1;
}
