/*
 * fast_csv_block.c - the fast path, many lines column by column.
 *
 * The state of a column (form, offset in the row, hour or decimal point of its
 * last cell) is loaded once for many lines, and its branches become
 * predictable.  A cell of another form is read as fast_csv.c would; a line
 * whose cell cannot be read ends the block.
 */
#include "base/err.h"
#include "source/fast_csv_cell.h"

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

/* Cells i to n of a column that have its form, a constant where it is used:
 * the first that has not.  Blank ones have. */
INLINE uint32_t
take_cells(struct fast_csv *q, struct fast_step *step, struct cells_of c,
    uint32_t i, uint32_t n, enum fast_form form)
{
	struct fast_step st = *step; /* for registers */
	const char *s;
	size_t len;

	c.end += (size_t)i * c.ncell;
	c.at += (size_t)i * c.row_size;
	for (; i < n; i++, next_cell(&c)) {
		s = cell_of(&len, &c);
		if (len != 0 && !fast_take(form, c.at, &st, q->known, s, len))
			break;
	}
	step->places = st.places;
	step->hour = st.hour;
	return i;
}

static uint32_t
take_column(struct fast_csv *q, struct fast_step *st, struct cells_of c,
    uint32_t i, uint32_t n)
{
	switch ((enum fast_form)st->take) {
	case FAST_U8:
		return take_cells(q, st, c, i, n, FAST_U8);
	case FAST_U16:
		return take_cells(q, st, c, i, n, FAST_U16);
	case FAST_U32:
		return take_cells(q, st, c, i, n, FAST_U32);
	case FAST_U64:
		return take_cells(q, st, c, i, n, FAST_U64);
	case FAST_I8:
		return take_cells(q, st, c, i, n, FAST_I8);
	case FAST_I16:
		return take_cells(q, st, c, i, n, FAST_I16);
	case FAST_I32:
		return take_cells(q, st, c, i, n, FAST_I32);
	case FAST_I64:
		return take_cells(q, st, c, i, n, FAST_I64);
	case FAST_FIXED:
		return take_cells(q, st, c, i, n, FAST_FIXED);
	case FAST_TIME:
		return take_cells(q, st, c, i, n, FAST_TIME);
	case FAST_SYMBOL:
		return take_cells(q, st, c, i, n, FAST_SYMBOL);
	case FAST_CHAR:
		return take_cells(q, st, c, i, n, FAST_CHAR);
	case FAST_LETTER:
		return take_cells(q, st, c, i, n, FAST_LETTER);
	case FAST_SIDE:
		return take_cells(q, st, c, i, n, FAST_SIDE);
	case FAST_MAKER:
		return take_cells(q, st, c, i, n, FAST_MAKER);
	case FAST_TEXT:
		return take_cells(q, st, c, i, n, FAST_TEXT);
	case FAST_ANY:
		return take_cells(q, st, c, i, n, FAST_ANY);
	}
	BUG("a column of no form");
}

/* The cell of line i in another form: 1, or 0 with nothing done. */
static int
take_other(struct fast_csv *q, struct fast_recipe *qr, struct cells_of c,
    const struct fast_block *b, uint32_t i, int step)
{
	struct cell_counts before = cell_counts(q->c);
	const char *s;
	size_t len;

	c.end += (size_t)i * c.ncell;
	s = cell_of(&len, &c);
	if (fast_any(q, qr, step, b->row + (size_t)i * c.row_size, s, len) &&
	    cell_counts_same(q->c, &before))
		return 1;
	cell_counts_undo(q->c, &before); /* its line may yet be left */
	return 0;
}

static uint32_t
put_column(struct fast_csv *q, struct fast_recipe *qr,
    const struct fast_block *b, uint32_t n, int step)
{
	struct fast_step *st = &qr->step[step];
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
fast_columns(struct fast_csv *q, struct fast_recipe *qr,
    const struct fast_block *b, uint32_t n)
{
	const uint32_t size = qr->schema->row_size;
	const char *reason;
	uint32_t i;
	int step;

	for (i = 0; i < n; i++)
		fast_blank(b->row + (size_t)i * size, qr);
	for (step = 0; step < qr->n && n > 0; step++)
		n = put_column(q, qr, b, n, step);
	return recipe_check_many(qr->r, b->row, n, &reason, &q->ignored);
}
