/*
 * quick.c - lines that look as usual, row after row.
 *
 * Nothing of a line is kept before all of it is read: a row that is given up
 * leaves the queue, the count of rounded decimals and the symbols as they
 * were.  What is remembered between lines (hours, symbols, the place of a
 * point) only says what cell_put would say again.
 *
 * The index goes by offsets of the input, so that it outlives a line that
 * goes the usual way.  Where line after line does, most of them are not
 * tried.
 */
#include "source/quick.h"

#include <stdlib.h>

#include "source/quick_take.h"
#include "stream/rec.h"

enum {
	QUICK_MISSES = 8, /* lines left one after the other until it rests */
	QUICK_REST = 64,  /* for so many lines */
	QUICK_CHUNK = 32  /* a row is begun in pieces of so many bytes */
};

enum quick_form {
	QUICK_ANY,
	QUICK_UNSIGNED,
	QUICK_SIGNED,
	QUICK_FIXED,
	QUICK_TIME,
	QUICK_SYMBOL,
	QUICK_CHAR,
	QUICK_LETTER,
	QUICK_SIDE
};

struct quick_recipe {
	struct recipe *r;
	const struct schema *schema;
	int n;
	struct quick_step step[RECIPE_FIELDS_MAX];
	struct quick_hour hour; /* of a time of two cells */
};

struct quick {
	const struct shape *shape;
	struct context *c;
	int nrecipe, ncell;
	char delim;
	struct quick_recipe recipe[PLAN_MAX];
	struct quick_sym known[QUICK_SYMS];

	struct csv_index index;
	uint64_t base;      /* offset of the text that is in it */
	uint32_t sep, line; /* where the next line's cells and end are */
	int misses, rest;
	struct err ignored; /* recipe_row says it again */
};

/* A line in the window. */
struct quick_line {
	const char *s;       /* the window */
	uint32_t shift;      /* of its start in the index */
	uint32_t from, end;  /* of the line, both in the index */
	uint32_t cr;         /* 1: a CR lies in front of the newline */
	const uint32_t *sep; /* where its cells end; sep[-1] where it starts */
};

struct quick *
quick_new(struct err *err)
{
	struct quick *q = calloc(1, sizeof(*q));

	if (q == NULL)
		err_errno(err, "columns");
	return q;
}

void
quick_free(struct quick *q)
{
	free(q);
}

/* ---- the plan ---- */

static enum quick_form
form_of(const struct step *s)
{
	switch (s->type) {
	case F_PX:
		return s->how == CELL_NANO ? QUICK_SIGNED : QUICK_FIXED;
	case F_QTY:
		return s->how == CELL_NANO || s->scale == 0 ? QUICK_SIGNED
							    : QUICK_FIXED;
	case F_TS:
		return s->how == CELL_CLOCK ? QUICK_ANY : QUICK_TIME;
	case F_SYM:
		return QUICK_SYMBOL;
	case F_I8:
	case F_I16:
	case F_I32:
	case F_I64:
		return QUICK_SIGNED;
	case F_U8:
	case F_U16:
	case F_U32:
	case F_U64:
	case F_ID:
		return QUICK_UNSIGNED;
	case F_CHAR:
		if (s->how == CELL_MAKER)
			return QUICK_ANY;
		if (s->how == CELL_RAW)
			return QUICK_CHAR;
		return s->side ? QUICK_SIDE : QUICK_LETTER;
	default:
		return QUICK_ANY;
	}
}

static void
plan_step(struct quick_step *st, const struct step *s, const struct context *c,
    int ncell)
{
	memset(st, 0, sizeof(*st));
	st->take = (uint8_t)form_of(s);
	st->cell = s->cell;
	st->last = s->cell == ncell - 1;
	st->len = s->type == F_PX || s->type == F_QTY ? 8 : (uint8_t)s->len;
	st->scale = (uint8_t)(s->type == F_PX ? 9 + c->px_exp : s->scale);
	st->off = s->off;
	st->null = s->how == CELL_NONZERO ? 0
		   : s->how == CELL_U32   ? UINT32_MAX
					  : INT64_MAX;
	if (s->type != F_PX && s->type != F_QTY)
		st->null = INT64_MAX;
}

static void
plan_recipe(struct quick_recipe *qr, struct recipe *r, int ncell)
{
	int i;

	qr->r = r;
	qr->schema = r->schema;
	qr->n = r->nstep;
	memset(&qr->hour, 0, sizeof(qr->hour));
	for (i = 0; i < r->nstep; i++)
		plan_step(&qr->step[i], &r->step[i], r->c, ncell);
}

int
quick_plan(struct quick *q, const struct plan_of_record *p, int n, char delim)
{
	int i;

	if (q->rest > 0) {
		q->rest--;
		return 0;
	}
	q->shape = p->shape;
	q->c = p->context;
	q->nrecipe = p->n;
	q->ncell = n;
	q->delim = delim;
	for (i = 0; i < p->n; i++) {
		if (p->recipe[i]->fractions != p->context->nfraction)
			return 0; /* a new schema is due */
		if (q->recipe[i].r != p->recipe[i] ||
		    q->recipe[i].schema != p->recipe[i]->schema)
			plan_recipe(&q->recipe[i], p->recipe[i], n);
	}
	return p->n > 0;
}

/* ---- cells ---- */

/* A symbol that was seen before; a new one is left to recipe_row. */
static int
find_symbol(struct quick *q, unsigned char *at, enum cell_how how,
    const char *s, size_t len)
{
	char name[SYM_LEN_MAX + 1];
	const char *text = s;
	struct quick_sym sym = { .len = (uint32_t)len };
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
	sym.id = symtab_find(q->c->house->syms, text, n);
	if (sym.id == 0)
		return 0;
	memcpy(at, &sym.id, 4);
	if (len <= QUICK_SYM_MAX) {
		quick_sym_words(sym.word, s, len);
		*quick_sym_slot(q->known, sym.word[0], sym.word[1]) = sym;
	}
	return 1;
}

static int
put_any(struct quick *q, struct quick_recipe *qr, int i, unsigned char *row,
    const char *s, size_t len)
{
	const struct step *step = &qr->r->step[i];
	struct quick_step *st = &qr->step[i];
	const char *reason;
	uint64_t ns;

	if (st->take == QUICK_SYMBOL)
		return find_symbol(q, row + st->off, step->how, s, len);
	if (cell_put(q->c, row, step, s, len, &reason, &q->ignored) != 0)
		return 0;
	if (st->take == QUICK_TIME) {
		memcpy(&ns, row + st->off, 8);
		quick_keep_hour(&st->hour, s, len, ns);
	}
	return 1;
}

static inline int
take_time(unsigned char *at, const struct quick_hour *h, enum ts_unit unit,
    const char *s, size_t len)
{
	uint64_t v;

	if (quick_iso(at, h, s, len))
		return 1;
	if (!digits_is(s[len - 1]) || !quick_whole(&v, s, len) ||
	    ts_epoch(&v, v, unit) == -1)
		return 0;
	memcpy(at, &v, 8);
	return 1;
}

static inline int
take(struct quick *q, struct quick_step *st, unsigned char *row, const char *s,
    size_t len)
{
	unsigned char *at = row + st->off;

	switch ((enum quick_form)st->take) {
	case QUICK_UNSIGNED:
		return quick_unsigned(at, st, s, len);
	case QUICK_SIGNED:
		return quick_signed(at, st, s, len);
	case QUICK_FIXED:
		return quick_fixed(at, st, s, len);
	case QUICK_TIME:
		return take_time(at, &st->hour, q->c->unit, s, len);
	case QUICK_SYMBOL:
		return quick_symbol(at, q->known, s, len);
	case QUICK_LETTER:
	case QUICK_CHAR:
		if (len != 1 || (*s == ' ' && st->take == QUICK_LETTER))
			return 0;
		*at = (unsigned char)*s;
		return 1;
	case QUICK_SIDE:
		return quick_side(at, s, len);
	default:
		return 0;
	}
}

/* ---- rows ---- */

static inline const char *
cell_of(size_t *len, const struct quick_line *l, int cell, uint32_t last)
{
	uint32_t from = l->sep[cell - 1] + 1;

	*len = l->sep[cell] - (last & l->cr) - from;
	return l->s + (uint32_t)(from - l->shift);
}

/* A time of two cells. */
static int
put_halves(struct quick *q, struct quick_recipe *qr, unsigned char *row,
    const struct quick_line *l)
{
	struct recipe *r = qr->r;
	uint32_t last = (uint32_t)q->ncell - 1;
	char text[48 + QUICK_SLACK] = "";
	struct csv_field date, time;
	unsigned char *at =
	    row + qr->schema->field[qr->schema->at.ts_event].off;
	const char *reason;
	size_t n;
	uint64_t ns;

	date.s = cell_of(&date.len, l, r->date, (uint32_t)r->date == last);
	time.s = cell_of(&time.len, l, r->time, (uint32_t)r->time == last);
	n = date.len + 1 + time.len;
	if (n > sizeof(text) - QUICK_SLACK)
		return 0;
	memcpy(text, date.s, date.len);
	text[date.len] = ' ';
	memcpy(text + date.len + 1, time.s, time.len);
	if (quick_iso(at, &qr->hour, text, n))
		return 1;
	if (recipe_halves(r, row, &date, &time, &reason, &q->ignored) == -1)
		return 0;
	memcpy(&ns, at, 8);
	quick_keep_hour(&qr->hour, text, n, ns);
	return 1;
}

/* One row of the line; its bytes behind row_size may be written too. */
static int
put_row(struct quick *q, struct quick_recipe *qr, unsigned char *row,
    const struct quick_line *l)
{
	const unsigned char *blank = qr->r->blank;
	struct quick_step *st;
	const char *s, *reason;
	size_t len;
	uint32_t k;
	int i;

	for (k = 0; k < qr->schema->row_size; k += QUICK_CHUNK)
		memcpy(row + k, blank + k, QUICK_CHUNK);
	if (qr->r->date >= 0 && !put_halves(q, qr, row, l))
		return 0;
	for (i = 0; i < qr->n; i++) {
		st = &qr->step[i];
		s = cell_of(&len, l, st->cell, st->last);
		if (len != 0 && !take(q, st, row, s, len) &&
		    !put_any(q, qr, i, row, s, len))
			return 0;
	}
	return recipe_check(qr->r, row, &reason, &q->ignored) == 0;
}

/* The shape's last word on the rows of a line, and into the queue. */
static int
keep_rows(struct quick *q, struct quick_job *job)
{
	unsigned char *row = rows_room(job->rows), *to;
	const struct schema *s;
	const char *reason;
	int i, got = 1, in = 0;

	for (i = 0; i < q->nrecipe && got != -1; i++, row += s->row_size) {
		s = q->recipe[i].schema;
		if (q->shape->fix != NULL)
			got = q->shape->fix(job->state, row, s, &reason,
			    &q->ignored);
		if (got == 1) {
			to = rows_room(job->rows);
			if (to != row)
				memmove(to, row, s->row_size);
			rows_commit(job->rows, s);
			in++;
		}
		job->control += got == 0;
	}
	if (got != -1)
		return 1;
	while (in-- > 0)
		rows_undo(job->rows);
	return 0;
}

static int
put_line(struct quick *q, struct quick_job *job, const struct quick_line *l)
{
	unsigned char *row = rows_room(job->rows);
	uint64_t rounded = q->c->rounded, control = job->control;
	int i;

	for (i = 0; i < q->nrecipe; i++) {
		if (!put_row(q, &q->recipe[i], row, l)) {
			q->c->rounded = rounded;
			return 0;
		}
		row += q->recipe[i].schema->row_size;
	}
	if (keep_rows(q, job))
		return 1;
	q->c->rounded = rounded;
	job->control = control;
	return 0;
}

/* ---- lines ---- */

/* The index at the offset, where n bytes at s begin; *shift: how far behind
 * its start. */
static void
seek(struct quick *q, uint64_t offset, const char *s, size_t n, uint32_t *shift)
{
	struct csv_index *x = &q->index;

	if (offset < q->base || offset - q->base >= x->len) {
		csv_index(x, s, n, q->delim);
		q->base = offset;
		q->sep = 1;
		q->line = 0;
	}
	*shift = (uint32_t)(offset - q->base);
	while (q->line < x->nline && (x->line[q->line] & ~CSV_QUOTED) < *shift)
		q->line++;
	while (q->sep < x->nsep && x->sep[q->sep] < *shift)
		q->sep++;
}

static int
is_header(const struct quick_job *job, const char *s, size_t len)
{
	return job->header != NULL && job->header_len == len &&
	       memcmp(job->header, s, len) == 0;
}

/* The line at l->from, if it is in the index and may be read; left: bytes of
 * the window from shift on. */
static int
next_line(const struct quick *q, const struct quick_job *job,
    struct quick_line *l, size_t left)
{
	const struct csv_index *x = &q->index;
	uint32_t last = q->sep + (uint32_t)q->ncell - 1, len;
	const char *s = l->s + (l->from - l->shift);

	if (q->line == x->nline || (x->line[q->line] & CSV_QUOTED) != 0)
		return 0;
	l->end = x->line[q->line];
	len = l->end - l->from;
	if (last >= x->nsep || x->sep[last] != l->end || len == 0 ||
	    len > job->lines->max ||
	    (size_t)(l->end - l->shift) + QUICK_SLACK > left)
		return 0;
	l->cr = s[len - 1] == '\r';
	l->sep = x->sep + q->sep;
	return !is_header(job, s, len - l->cr);
}

/* Lines of the window from its start; how many, and their bytes. */
static uint64_t
read_lines(struct quick *q, struct quick_job *job, size_t *used)
{
	struct in *in = job->lines->in;
	struct quick_line l = { 0 };
	const unsigned char *p;
	uint64_t lines = 0;
	size_t n = in_ready(in, &p);

	seek(q, in_offset(in), (const char *)p, n, &l.shift);
	l.s = (const char *)p;
	l.from = l.shift;
	q->ignored.set = 0;
	while (!rows_full(job->rows) && next_line(q, job, &l, n) &&
	       put_line(q, job, &l)) {
		l.from = l.end + 1;
		q->sep += (uint32_t)q->ncell;
		q->line++;
		lines++;
	}
	*used = l.from - l.shift;
	return lines;
}

void
quick_rows(struct quick *q, struct quick_job *job)
{
	struct lines *l = job->lines;
	uint64_t lines, all = 0;
	size_t used;

	do {
		in_skip(l->in, l->taken);
		l->taken = 0;
		lines = read_lines(q, job, &used);
		l->number += lines;
		l->taken = used;
		all += lines;
	} while (lines > 0 && !rows_full(job->rows));
	if (all > 0 || rows_full(job->rows))
		q->misses = 0;
	else if (++q->misses >= QUICK_MISSES)
		q->rest = QUICK_REST;
}
