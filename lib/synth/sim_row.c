/*
 * sim_row.c - rows of the simulated market, in the kind asked for.
 *
 * ts_recv is ts_event and a delay of 20 to 85 us, but never before that of
 * the row before; sequence counts the rows of a day, for all symbols are on
 * one channel.  The last row of an event carries flag 128 (F_LAST).
 */
#include <stdlib.h>

#include "synth/sim_impl.h"

enum { PUBLISHER = 1, FLAG_LAST = 128, DELAY_MIN_NS = 20000 };

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

/* Rows of one event, or a bar of every symbol, always fit. */
int
sim_rows_init(struct sim *s, struct err *err)
{
	const struct schema *k = s->schema;

	s->room = 1024 + SIM_PRINTS_MAX + 1 +
		  (s->shape == SIM_BARS ? s->opts.symbols : 0);
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
	if (s->at.depth >= 0)
		put_byte(s->blank, k, s->at.depth, 0);
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

/* What all DBN ticks have. */
static void
put_tick(struct sim *s, struct sim_sym *y, unsigned char *row, uint64_t t,
    int action, int side, int last)
{
	const struct schema *k = s->schema;
	uint32_t delay = DELAY_MIN_NS + rng_u32(&y->rng) % 65536;
	uint64_t recv = t + delay;

	if (recv < s->last_recv)
		recv = s->last_recv;
	s->last_recv = recv;
	row_put_u64(row, k, k->at.ts_recv, recv);
	row_put_u32(row, k, s->at.ts_in_delta, delay / 2);
	row_put_u32(row, k, s->at.sequence, ++s->sequence);
	put_byte(row, k, k->at.action, action);
	put_byte(row, k, k->at.side, side > 0 ? 'B' : 'A');
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
	if (s->shape != SIM_MBP1)
		return;
	put_tick(s, y, row, t, action, side, 1);
	row_put_i64(row, k, k->at.price,
	    (side > 0 ? b->bid : b->ask) * y->tick9);
	row_put_i64(row, k, k->at.size, side > 0 ? b->bid_size : b->ask_size);
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
