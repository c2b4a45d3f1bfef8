/*
 * sim_row.c - rows of the simulated market, in the requested kind.
 *
 * ts_recv is ts_event plus a delay of 20 to 85 us, but never earlier than in
 * the previous row.  sequence counts the rows of a day over all symbols,
 * because they share one channel.  The last row of an event carries flag 128
 * (F_LAST).
 */
#include <stdio.h>
#include <stdlib.h>

#include "synth/sim_impl.h"

enum {
	PUBLISHER = 1,
	FLAG_LAST = 128,
	DELAY_MIN_NS = 20000,
	EVENT_ROWS_MAX = 2048, /* of one event of a symbol */
	DAY_ROWS_MAX = 256     /* with which the day of one begins */
};

static void
put_u16(unsigned char *row, const struct schema *s, int i, uint16_t v)
{
	memcpy(row + s->field[i].off, &v, sizeof(v));
}

static void
put_byte(unsigned char *row, const struct schema *s, int i, int v)
{
	row[s->field[i].off] = (unsigned char)v;
}

static int
find_level(const struct schema *k, const char *what, int i)
{
	char name[32];

	snprintf(name, sizeof(name), "%s_%02d", what, i);
	return schema_find(k, name);
}

static void
find_levels(struct sim *s)
{
	const struct schema *k = s->schema;
	int i;

	for (i = 0; i < SIM_LEVELS; i++) {
		s->at.level[i].bid_px = find_level(k, "bid_px", i);
		s->at.level[i].ask_px = find_level(k, "ask_px", i);
		s->at.level[i].bid_sz = find_level(k, "bid_sz", i);
		s->at.level[i].ask_sz = find_level(k, "ask_sz", i);
		s->at.level[i].bid_ct = find_level(k, "bid_ct", i);
		s->at.level[i].ask_ct = find_level(k, "ask_ct", i);
	}
}

/* Rows of one event, or a bar of every symbol, always fit. */
int
sim_rows_init(struct sim *s, struct err *err)
{
	const struct schema *k = s->schema;

	s->room = 1024 + EVENT_ROWS_MAX +
		  (s->shape == SIM_SHAPE_BARS ? s->opts.symbols : 0);
	/* a day begins with the book of every symbol */
	if (s->shape == SIM_SHAPE_MBO || s->shape == SIM_SHAPE_MBP10)
		s->room += (size_t)s->opts.symbols * DAY_ROWS_MAX;
	s->blank = calloc(1, k->row_size);
	s->rows = calloc(s->room, k->row_size);
	if (s->blank == NULL || s->rows == NULL)
		return err_errno(err, "rows");
	row_clear(s->blank, k);
	if (k->at.publisher_id >= 0)
		put_u16(s->blank, k, k->at.publisher_id, PUBLISHER);
	s->at.ts_in_delta = schema_find(k, "ts_in_delta");
	s->at.sequence = schema_find(k, "sequence");
	s->at.depth = schema_find(k, "depth");
	s->at.bid_ct = schema_find(k, "bid_ct_00");
	s->at.ask_ct = schema_find(k, "ask_ct_00");
	s->at.order_id = schema_find(k, "order_id");
	s->at.channel_id = schema_find(k, "channel_id");
	if (s->at.depth >= 0)
		put_byte(s->blank, k, s->at.depth, 0);
	if (s->at.channel_id >= 0)
		put_byte(s->blank, k, s->at.channel_id, 0);
	find_levels(s);
	return 0;
}

static unsigned char *
add_row(struct sim *s, const struct sim_sym *y, uint64_t t)
{
	const struct schema *k = s->schema;
	unsigned char *row = s->rows + s->n++ * k->row_size;

	memcpy(row, s->blank, k->row_size);
	row_put_u64(row, k, k->at.ts_event, t);
	row_put_u32(row, k, k->at.symbol, y->id);
	if (k->at.instrument_id >= 0)
		row_put_u32(row, k, k->at.instrument_id,
		    (uint32_t)(y - s->sym) + 1);
	return row;
}

/* Fields that all DBN ticks have. */
static void
put_tick(struct sim *s, struct sim_sym *y, unsigned char *row, uint64_t t,
    int action, int side, int last)
{
	const struct schema *k = s->schema;
	struct rng *r = &y->rng[sim_is_lab(s) ? SIM_LAB : SIM_DELAYS];
	uint32_t delay = DELAY_MIN_NS + rng_u32(r) % 65536;
	uint64_t recv = t + delay;

	if (recv < s->last_recv)
		recv = s->last_recv;
	s->last_recv = recv;
	row_put_u64(row, k, k->at.ts_recv, recv);
	row_put_u32(row, k, s->at.ts_in_delta, delay / 2);
	row_put_u32(row, k, s->at.sequence, ++s->sequence);
	put_byte(row, k, k->at.action, action);
	put_byte(row, k, k->at.side, side > 0 ? 'B' : side < 0 ? 'A' : 'N');
	put_byte(row, k, k->at.flags, last ? FLAG_LAST : 0);
}

static void
put_book(const struct sim *s, const struct sim_sym *y, unsigned char *row)
{
	const struct schema *k = s->schema;
	const struct sim_book *b = &y->book;
	int64_t unit = k->field[k->at.bid_sz].scale == 9 ? 1000000000 : 1;

	row_put_i64(row, k, k->at.bid_px, b->bid * y->tick9);
	row_put_i64(row, k, k->at.ask_px, b->ask * y->tick9);
	row_put_i64(row, k, k->at.bid_sz, b->bid_size * unit);
	row_put_i64(row, k, k->at.ask_sz, b->ask_size * unit);
	if (s->at.bid_ct >= 0) {
		row_put_u32(row, k, s->at.bid_ct, b->bid_count);
		row_put_u32(row, k, s->at.ask_ct, b->ask_count);
	}
}

void
sim_row_trade(struct sim *s, struct sim_sym *y, uint64_t t, int64_t ticks,
    int64_t size, int last)
{
	const struct schema *k = s->schema;
	unsigned char *row = add_row(s, y, t);

	put_tick(s, y, row, t, 'T', y->side, last);
	row_put_i64(row, k, k->at.price, ticks * y->tick9);
	row_put_i64(row, k, k->at.size, size);
	if (k->at.bid_px >= 0)
		put_book(s, y, row);
}

void
sim_row_quote(struct sim *s, struct sim_sym *y, uint64_t t, char action,
    int side)
{
	const struct schema *k = s->schema;
	const struct sim_book *b = &y->book;
	unsigned char *row = add_row(s, y, t);

	put_book(s, y, row);
	if (s->shape != SIM_SHAPE_MBP1)
		return;
	put_tick(s, y, row, t, action, side, 1);
	row_put_i64(row, k, k->at.price,
	    (side > 0 ? b->bid : b->ask) * y->tick9);
	row_put_i64(row, k, k->at.size, side > 0 ? b->bid_size : b->ask_size);
}

void
sim_row_taken(struct sim *s, struct sim_sym *y, uint64_t t,
    const struct sim_print *p, int last)
{
	const struct schema *k = s->schema;
	unsigned char *row = add_row(s, y, t);

	put_tick(s, y, row, t, 'C', -y->side, last);
	row_put_i64(row, k, k->at.price, p->px * y->tick9);
	row_put_i64(row, k, k->at.size, p->size);
	put_book(s, y, row);
}

/* ---- order messages ---- */

static void
put_levels(const struct sim *s, const struct sim_sym *y, unsigned char *row)
{
	const struct schema *k = s->schema;
	int64_t px, size;
	uint32_t n;
	int i;

	for (i = 0; i < SIM_LEVELS; i++) {
		sim_depth_level(y->depth, 1, i, &px, &size, &n);
		if (n > 0)
			row_put_i64(row, k, s->at.level[i].bid_px,
			    px * y->tick9);
		row_put_i64(row, k, s->at.level[i].bid_sz, size);
		row_put_u32(row, k, s->at.level[i].bid_ct, n);
		sim_depth_level(y->depth, -1, i, &px, &size, &n);
		if (n > 0)
			row_put_i64(row, k, s->at.level[i].ask_px,
			    px * y->tick9);
		row_put_i64(row, k, s->at.level[i].ask_sz, size);
		row_put_u32(row, k, s->at.level[i].ask_ct, n);
	}
}

/* How many levels of its side are better than a price. */
static int
depth_of(const struct sim_sym *y, int side, int64_t ticks)
{
	int64_t px, size;
	uint32_t n;
	int i;

	for (i = 0; i < SIM_LEVELS; i++) {
		sim_depth_level(y->depth, side, i, &px, &size, &n);
		if (n == 0 || (side > 0 ? px <= ticks : px >= ticks))
			break;
	}
	return i;
}

void
sim_row_order(struct sim *s, struct sim_sym *y, uint64_t t, char action,
    int side, int64_t ticks, int64_t size, uint64_t order)
{
	const struct schema *k = s->schema;
	int deep = s->shape == SIM_SHAPE_MBP10, depth = 0;
	unsigned char *row;

	if (deep) {
		depth = action == 'T' ? 0 : depth_of(y, side, ticks);
		if (action == 'F' || depth == SIM_LEVELS)
			return;
	}
	row = add_row(s, y, t);
	put_tick(s, y, row, t, action, side, 0);
	if (action != 'R')
		row_put_i64(row, k, k->at.price, ticks * y->tick9);
	row_put_i64(row, k, k->at.size, size);
	if (s->at.order_id >= 0)
		row_put_u64(row, k, s->at.order_id, order);
	if (deep) {
		put_byte(row, k, s->at.depth, depth);
		put_levels(s, y, row);
	}
}

void
sim_row_seal(struct sim *s, size_t from)
{
	const struct schema *k = s->schema;

	if (s->n > from)
		put_byte(s->rows + (s->n - 1) * k->row_size, k, k->at.flags,
		    FLAG_LAST);
}

void
sim_row_keep_last(struct sim *s, size_t from)
{
	const struct schema *k = s->schema;

	memcpy(s->rows + from * k->row_size, s->rows + (s->n - 1) * k->row_size,
	    k->row_size);
	s->n = from + 1;
}

void
sim_bar_add(struct sim *s, struct sim_sym *y, uint64_t t, int64_t ticks,
    int64_t size)
{
	uint64_t cadence = (uint64_t)s->schema->cadence;

	if (y->n == 0) {
		y->bar_start = t - t % cadence;
		s->bar_end = y->bar_start + cadence;
		y->open = y->high = y->low = ticks;
		y->volume = 0;
	}
	y->n++;
	y->high = ticks > y->high ? ticks : y->high;
	y->low = ticks < y->low ? ticks : y->low;
	y->close = ticks;
	y->volume += size;
}

/* The bars that are open all end at the same instant; symbol order. */
void
sim_bars_close(struct sim *s)
{
	const struct schema *k = s->schema;
	unsigned char *row;
	struct sim_sym *y;

	for (y = s->sym; y < s->sym + s->opts.symbols; y++) {
		if (y->n == 0)
			continue;
		row = add_row(s, y, y->bar_start);
		row_put_i64(row, k, k->at.open, y->open * y->tick9);
		row_put_i64(row, k, k->at.high, y->high * y->tick9);
		row_put_i64(row, k, k->at.low, y->low * y->tick9);
		row_put_i64(row, k, k->at.close, y->close * y->tick9);
		row_put_i64(row, k, k->at.volume, y->volume);
		y->n = 0;
	}
	s->bar_end = TS_NULL;
}
