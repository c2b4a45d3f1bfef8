/*
 * quick_block.c - lines that look as usual, column after column.
 *
 * What a column needs (its form, its place in the row, the hour or the point
 * of its last cell) is loaded once for many lines, and the branches of its
 * form are learnt where they are taken.  A cell of another form is read on
 * the way as quick.c would; the line whose cell does not do ends the block.
 */
#include "source/quick_take.h"

/* The cells of a column. */
struct cells_of {
	const char *s;
	const uint32_t *end; /* of the next */
	uint32_t ncell;
	uint32_t cut; /* bytes of each that are a CR */
	unsigned char *at;
	uint32_t row_size;
};

static inline const char *
cell_of(size_t *len, const struct cells_of *c)
{
	uint32_t from = c->end[-1] + 1;

	*len = c->end[0] - from - c->cut;
	return c->s + from;
}

static inline void
next_cell(struct cells_of *c)
{
	c->end += c->ncell;
	c->at += c->row_size;
}

/* Cells from i on, while they are taken; blank ones are. */
#define EACH(taken)                                                            \
	for (; i < n; i++, next_cell(&c)) {                                    \
		s = cell_of(&len, &c);                                         \
		if (len != 0 && !(taken))                                      \
			break;                                                 \
	}                                                                      \
	break

/* Cells i to n of a column that have its form: the first that has not. */
static uint32_t
take_column(struct quick *q, struct quick_step *step, struct cells_of c,
    uint32_t i, uint32_t n)
{
	struct quick_step own = *step, *st = &own; /* for registers */
	const enum ts_unit unit = q->c->unit;
	const char *s;
	size_t len;

	c.end += (size_t)i * c.ncell;
	c.at += (size_t)i * c.row_size;
	switch ((enum quick_form)st->take) {
	case QUICK_U8:
		EACH(quick_take_unsigned(c.at, 1, st, s, len));
	case QUICK_U16:
		EACH(quick_take_unsigned(c.at, 2, st, s, len));
	case QUICK_U32:
		EACH(quick_take_unsigned(c.at, 4, st, s, len));
	case QUICK_U64:
		EACH(quick_take_unsigned(c.at, 8, st, s, len));
	case QUICK_I8:
		EACH(quick_take_signed(c.at, 1, st, s, len));
	case QUICK_I16:
		EACH(quick_take_signed(c.at, 2, st, s, len));
	case QUICK_I32:
		EACH(quick_take_signed(c.at, 4, st, s, len));
	case QUICK_I64:
		EACH(quick_take_signed(c.at, 8, st, s, len));
	case QUICK_FIXED:
		EACH(quick_take_fixed(c.at, st, s, len));
	case QUICK_TIME:
		EACH(quick_take_time(c.at, &st->hour, unit, s, len));
	case QUICK_SYMBOL:
		EACH(quick_symbol(c.at, q->known, s, len));
	case QUICK_LETTER:
	case QUICK_CHAR:
		EACH(quick_take_char(c.at, st, s, len));
	case QUICK_SIDE:
		EACH(quick_side(c.at, s, len));
	case QUICK_MAKER:
		EACH(quick_maker(c.at, s, len));
	case QUICK_TEXT:
		EACH(quick_text(c.at, st, s, len));
	case QUICK_ANY:
		EACH(0);
	}
	step->places = own.places;
	step->hour = own.hour;
	return i;
}

/* The cell of line i in another form: 1, or 0 with nothing done. */
static int
take_other(struct quick *q, struct quick_recipe *qr, struct cells_of c,
    const struct quick_block *b, uint32_t i, int step)
{
	uint64_t rounded = q->c->rounded;
	const char *s;
	size_t len;

	c.end += (size_t)i * c.ncell;
	s = cell_of(&len, &c);
	if (quick_any(q, qr, step, b->row + (size_t)i * c.row_size, s, len) &&
	    q->c->rounded == rounded)
		return 1;
	q->c->rounded = rounded; /* its line may yet be left */
	return 0;
}

static uint32_t
put_column(struct quick *q, struct quick_recipe *qr,
    const struct quick_block *b, uint32_t n, int step)
{
	struct quick_step *st = &qr->step[step];
	struct cells_of c = { b->s, b->sep + st->cell, (uint32_t)q->ncell,
		(int)st->cell == q->ncell - 1 ? b->cr : 0, b->row + st->off,
		qr->schema->row_size };
	uint32_t i = 0;

	while ((i = take_column(q, st, c, i, n)) < n)
		if (take_other(q, qr, c, b, i, step))
			i++;
		else
			n = i;
	return n;
}

uint32_t
quick_columns(struct quick *q, struct quick_recipe *qr,
    const struct quick_block *b, uint32_t n)
{
	const uint32_t size = qr->schema->row_size;
	const char *reason;
	uint32_t i;
	int step;

	for (i = 0; i < n; i++)
		quick_blank(b->row + (size_t)i * size, qr);
	for (step = 0; step < qr->n && n > 0; step++)
		n = put_column(q, qr, b, n, step);
	for (i = recipe_checks(qr->r) ? 0 : n; i < n; i++)
		if (recipe_check(qr->r, b->row + (size_t)i * size, &reason,
			&q->ignored) == -1)
			break;
	return i;
}
