/*
 * side_rows.c - one row per side of a quote.
 */
#include "source/side_rows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "source/reader.h"
#include "source/type_column.h"
#include "stream/rec.h"

void
side_rows_fini(struct side_rows *w)
{
	free(w->row);
}

/* ---- which column, and which side ---- */

static int
is_one_of(const struct csv_field *f, const char *const *words)
{
	for (; *words != NULL; words++)
		if (f->len == strlen(*words) &&
		    strncasecmp(f->s, *words, f->len) == 0)
			return 1;
	return 0;
}

static const char *const bids[] = { "bid", "bids", "b", "buy", NULL };
static const char *const asks[] = { "ask", "asks", "a", "offer", "s", "sell",
	NULL };

/* 0 bid, 1 ask, -1 neither. */
static int
side_of(const struct side_map *map, const struct csv_field *f)
{
	char mapped = map->n > 0 ? side_map_get(map, f->s, f->len) : '\0';

	if (mapped == 'B' || is_one_of(f, bids))
		return 0;
	if (mapped == 'A' || is_one_of(f, asks))
		return 1;
	switch (type_read(f->s, f->len)) {
	case TYPE_BID:
		return 0;
	case TYPE_ASK:
		return 1;
	default:
		return -1;
	}
}

int
side_rows_cell(const struct found *f, const struct sample *s)
{
	int i = found_at(f, "side");

	if (i >= 0)
		return f->v[i].how == CELL_PLAIN ? f->v[i].cell : -1;
	return sample_find_first(s, TYPE_COLUMNS " is_bid", f->taken);
}

int
side_rows_type(const struct found *f, const struct sample *s)
{
	int side = found_at(f, "side"), cell;

	if (side >= 0 && f->v[side].cell < 0) /* --map side= */
		return -1;
	cell = sample_find_first(s, TYPE_COLUMNS, f->taken);
	return cell >= s->shared && !found_reads(f, cell) ? cell : -1;
}

int
side_rows_letters(const struct found *f, const struct sample *s, int cell)
{
	/* that records with numbers of their own are trades is clear */
	return cell >= 0 && found_at(f, "side") < 0 &&
	       !found_has(f, "trade_id") &&
	       sample_find_first(s, TYPE_LETTER_COLUMNS, f->taken) == cell;
}

int
side_rows_suspected(const struct found *f, const struct sample *s, int *cell)
{
	if (s->name == NULL || s->opts->side_map != NULL ||
	    found_at(f, "side") >= 0)
		return 0;
	*cell = sample_find_first(s, "quote_side book_side is_bid", f->taken);
	if (*cell >= 0)
		return 1;
	*cell = sample_find_first(s, TYPE_LETTER_COLUMNS, f->taken);
	return side_rows_letters(f, s, *cell) &&
	       type_read(s->cell[*cell].s, s->cell[*cell].len) == TYPE_LETTER;
}

/* ---- joining ---- */

int
side_rows_flush(struct reader *r, const char **reason, struct err *err)
{
	struct side_rows *w = &r->sides;
	const struct schema *s = w->schema;

	if (s == NULL)
		return 0;
	w->schema = NULL;
	if (rows_more(&r->rows, err) == -1)
		return -1;
	memcpy(rows_room(&r->rows), w->row, s->row_size);
	return row_rules_keep_one(&r->rules, s, &r->rows, w->chosen, reason,
	    err);
}

/* Is the row the other side of the one that waits? */
static int
is_other(const struct side_rows *w, const unsigned char *row,
    const struct schema *s, int side)
{
	const struct rec a = { s, w->row }, b = { s, row };

	return w->schema == s && w->side != side &&
	       rec_time(&a) == rec_time(&b) && rec_symbol(&a) == rec_symbol(&b);
}

static int
hold(struct side_rows *w, const unsigned char *row, const struct schema *s,
    int side, int chosen, struct err *err)
{
	if (array_grow(&w->row, &w->room, s->row_size, 1) == -1)
		return err_errno(err, "rows");
	memcpy(w->row, row, s->row_size);
	w->schema = s;
	w->side = side;
	w->chosen = chosen;
	return 0;
}

/* The quote of the waiting half and the row of the other side. */
static int
join(struct reader *r, const unsigned char *row, const char **reason,
    struct err *err)
{
	struct side_rows *w = &r->sides;
	const struct schema *s = w->schema;
	const struct rec waits = { s, w->row };
	int px = w->side == 0 ? s->at.bid_px : s->at.ask_px;
	int sz = w->side == 0 ? s->at.bid_sz : s->at.ask_sz;
	unsigned char *quote;

	w->schema = NULL;
	if (rows_more(&r->rows, err) == -1)
		return -1;
	quote = rows_room(&r->rows);
	memcpy(quote, row, s->row_size);
	row_put_i64(quote, s, px, rec_i64(&waits, px));
	row_put_i64(quote, s, sz, rec_i64(&waits, sz));
	return row_rules_keep_one(&r->rules, s, &r->rows, -1, reason, err);
}

/* 0 bid, 1 ask; -1 with *reason and *err. */
static int
read_side(const struct side_map *map, const struct csv_field *v,
    const char **reason, struct err *err)
{
	int side = side_of(map, v);

	if (side != -1)
		return side;
	*reason = "bad-side";
	return err_set(err,
	    "\"%.*s\": neither bid nor ask: use --side-map 'B=...;A=...', or "
	    "--where to leave such rows out",
	    (int)(v->len < 60 ? v->len : 60), v->s);
}

int
side_rows_put(struct reader *r, struct plan_of_record *p,
    const struct csv_field *cell, int *at, const char **reason, struct err *err)
{
	unsigned char row[SCHEMA_ROW_MAX];
	const struct schema *s;
	int side, chosen;

	*at = p->side_cell;
	side = read_side(&r->context.sides, &cell[p->side_cell], reason, err);
	if (side == -1)
		return -1;
	if (recipe_row(p->recipe[side], row, cell, reason, err) == -1) {
		*at = p->recipe[side]->at;
		return -1;
	}
	*at = -1;
	s = p->recipe[side]->schema;
	if (r->opts->src)
		origin_put(row, s, &r->origin);
	chosen = row_rules_half(&r->rules, row, s, err);
	if (chosen == -1)
		return -1;
	if (is_other(&r->sides, row, s, side))
		return join(r, row, reason, err);
	if (side_rows_flush(r, reason, err) == -1)
		return -1;
	return hold(&r->sides, row, s, side, chosen, err);
}
