/*
 * fast.c - records to rows for the common kinds.
 *
 * The rows' layout follows from the order of the kind's fields by the rule of
 * schema.h; here it is written as structs, and fast_kind() compares them with
 * the schema, so a change there only costs speed.  One loop is compiled for
 * each kind, with constant sizes and offsets: about 20 moves and one table
 * lookup per record.  Fields are stored straight into the row (8-byte
 * aligned); a struct built beside it and copied in wider words waits for its
 * own stores and is half as fast.
 */
#include <string.h>

#include "dbn/fast.h"
#include "stream/rec.h"

struct row_trade {
	uint64_t ts_event, ts_recv;
	int64_t price, size;
	uint32_t symbol, instrument_id;
	int32_t ts_in_delta;
	uint32_t sequence;
	uint16_t publisher_id;
	uint8_t action, side, depth, flags, zero[2];
};

#define ROW_MBP(name, levels, pad)                                             \
	struct name {                                                          \
		uint64_t ts_event, ts_recv;                                    \
		int64_t price, size;                                           \
		int64_t level[levels][4];                                      \
		uint32_t symbol, instrument_id;                                \
		int32_t ts_in_delta;                                           \
		uint32_t sequence;                                             \
		uint32_t ct[levels][2];                                        \
		uint16_t publisher_id;                                         \
		uint8_t action, side, depth, flags, zero[pad];                 \
	}

ROW_MBP(row_mbp1, 1, 2);
ROW_MBP(row_mbp10, 10, 2);

struct row_mbo {
	uint64_t ts_event, ts_recv;
	int64_t price, size;
	uint64_t order_id;
	uint32_t symbol, instrument_id;
	int32_t ts_in_delta;
	uint32_t sequence;
	uint16_t publisher_id;
	uint8_t action, side, channel_id, flags, zero[2];
};

struct row_ohlcv {
	uint64_t ts_event;
	int64_t price[4], volume;
	uint32_t symbol, instrument_id;
	uint16_t publisher_id;
	uint8_t zero[6];
};

/* Where a field lies in a row struct. */
struct place {
	const char *name;
	size_t off;
};

#define AT(s, f)                                                               \
	{                                                                      \
#f, offsetof(struct s, f)                                      \
	}
#define AT_COMMON(s)                                                           \
	AT(s, ts_event), AT(s, symbol), AT(s, instrument_id),                  \
	    AT(s, publisher_id)
#define AT_EVENT(s)                                                            \
	AT_COMMON(s), AT(s, ts_recv), AT(s, price), AT(s, size),               \
	    AT(s, ts_in_delta), AT(s, sequence), AT(s, action), AT(s, side),   \
	    AT(s, flags)
#define AT_LEVEL(s, nn, i)                                                     \
	{ "bid_px_" nn, offsetof(struct s, level[i][0]) },                     \
	    { "ask_px_" nn, offsetof(struct s, level[i][1]) },                 \
	    { "bid_sz_" nn, offsetof(struct s, level[i][2]) },                 \
	    { "ask_sz_" nn, offsetof(struct s, level[i][3]) },                 \
	    { "bid_ct_" nn, offsetof(struct s, ct[i][0]) },                    \
	{                                                                      \
		"ask_ct_" nn, offsetof(struct s, ct[i][1])                     \
	}

static const struct place trade_places[] = { AT_EVENT(row_trade),
	AT(row_trade, depth) };
static const struct place mbp1_places[] = { AT_EVENT(row_mbp1),
	AT(row_mbp1, depth), AT_LEVEL(row_mbp1, "00", 0) };
static const struct place mbp10_places[] = { AT_EVENT(row_mbp10),
	AT(row_mbp10, depth), AT_LEVEL(row_mbp10, "00", 0),
	AT_LEVEL(row_mbp10, "01", 1), AT_LEVEL(row_mbp10, "02", 2),
	AT_LEVEL(row_mbp10, "03", 3), AT_LEVEL(row_mbp10, "04", 4),
	AT_LEVEL(row_mbp10, "05", 5), AT_LEVEL(row_mbp10, "06", 6),
	AT_LEVEL(row_mbp10, "07", 7), AT_LEVEL(row_mbp10, "08", 8),
	AT_LEVEL(row_mbp10, "09", 9) };
static const struct place mbo_places[] = { AT_EVENT(row_mbo),
	AT(row_mbo, channel_id), AT(row_mbo, order_id) };
static const struct place ohlcv_places[] = { AT_COMMON(row_ohlcv),
	{ "open", offsetof(struct row_ohlcv, price[0]) },
	{ "high", offsetof(struct row_ohlcv, price[1]) },
	{ "low", offsetof(struct row_ohlcv, price[2]) },
	{ "close", offsetof(struct row_ohlcv, price[3]) },
	AT(row_ohlcv, volume) };

static const struct fast {
	int rtype; /* of the layout */
	uint32_t row_size;
	int n;
	const struct place *place;
} fasts[] = {
#define FAST(kind, rtype, name)                                                \
	[kind] = { rtype, sizeof(struct row_##name),                           \
		sizeof(name##_places) / sizeof(name##_places[0]),              \
		name##_places }
	FAST(FAST_TRADE, 0x00, trade),
	FAST(FAST_MBP1, 0x01, mbp1),
	FAST(FAST_MBP10, 0x0a, mbp10),
	FAST(FAST_MBO, 0xa0, mbo),
	FAST(FAST_OHLCV, RTYPE_OHLCV, ohlcv),
};

/* The loops write whole rows: all fields must lie where they think. */
static int
fast_fits(const struct fast *f, const struct schema *s)
{
	int i, at;

	if (s->row_size != f->row_size || s->nfield != f->n)
		return 0;
	for (i = 0; i < f->n; i++) {
		at = schema_find(s, f->place[i].name);
		if (at < 0 || s->field[at].off != f->place[i].off)
			return 0;
	}
	return 1;
}

enum fast_kind
fast_kind(const struct rtype *t, const struct schema *s)
{
	int rtype = t->rtype;
	int i;

	if (rtype >= 0x20 && rtype <= 0x24)
		rtype = RTYPE_OHLCV;
	for (i = FAST_TRADE; i <= FAST_OHLCV; i++)
		if (fasts[i].rtype == rtype && fast_fits(&fasts[i], s))
			return (enum fast_kind)i;
	return FAST_NONE;
}

#define GET(to, p, off) memcpy(&(to), (p) + (off), sizeof(to))

static inline int64_t
get_size(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v == UINT32_MAX ? QTY_NULL : (int64_t)v;
}

/* The part of a record that all but mbo and ohlcv share (dbn.md 6). */
#define PUT_EVENT(r, p, sym)                                                   \
	do {                                                                   \
		GET((r)->publisher_id, p, 2);                                  \
		GET((r)->instrument_id, p, 4);                                 \
		GET((r)->ts_event, p, 8);                                      \
		GET((r)->price, p, 16);                                        \
		(r)->size = get_size((p) + 24);                                \
		(r)->action = (p)[28];                                         \
		(r)->side = (p)[29];                                           \
		(r)->flags = (p)[30];                                          \
		(r)->depth = (p)[31];                                          \
		GET((r)->ts_recv, p, 32);                                      \
		GET((r)->ts_in_delta, p, 40);                                  \
		GET((r)->sequence, p, 44);                                     \
		(r)->symbol = sym;                                             \
		memset((r)->zero, 0, sizeof((r)->zero));                       \
	} while (0)

static inline int
put_trade(void *row, const unsigned char *p, uint32_t sym)
{
	struct row_trade *r = row;

	PUT_EVENT(r, p, sym);
	return 0;
}

static inline void
put_level(int64_t level[4], uint32_t ct[2], const unsigned char *p)
{
	memcpy(level, p, 16);
	level[2] = get_size(p + 16);
	level[3] = get_size(p + 20);
	memcpy(ct, p + 24, 8);
}

static inline int
put_mbp1(void *row, const unsigned char *p, uint32_t sym)
{
	struct row_mbp1 *r = row;

	PUT_EVENT(r, p, sym);
	put_level(r->level[0], r->ct[0], p + 48);
	return 0;
}

static inline int
put_mbp10(void *row, const unsigned char *p, uint32_t sym)
{
	struct row_mbp10 *r = row;
	int i;

	PUT_EVENT(r, p, sym);
	for (i = 0; i < 10; i++)
		put_level(r->level[i], r->ct[i], p + 48 + 32 * i);
	return 0;
}

static inline int
put_mbo(void *row, const unsigned char *p, uint32_t sym)
{
	struct row_mbo *r = row;

	GET(r->publisher_id, p, 2);
	GET(r->instrument_id, p, 4);
	GET(r->ts_event, p, 8);
	GET(r->order_id, p, 16);
	GET(r->price, p, 24);
	r->size = get_size(p + 32);
	r->flags = p[36];
	r->channel_id = p[37];
	r->action = p[38];
	r->side = p[39];
	GET(r->ts_recv, p, 40);
	GET(r->ts_in_delta, p, 48);
	GET(r->sequence, p, 52);
	r->symbol = sym;
	memset(r->zero, 0, sizeof(r->zero));
	return 0;
}

static inline int
put_ohlcv(void *row, const unsigned char *p, uint32_t sym)
{
	struct row_ohlcv *r = row;
	uint64_t v;

	GET(v, p, 48);
	if (v >= INT64_MAX && v != UINT64_MAX)
		return -1;
	GET(r->publisher_id, p, 2);
	GET(r->instrument_id, p, 4);
	GET(r->ts_event, p, 8);
	GET(r->price, p, 16);
	r->volume = v == UINT64_MAX ? QTY_NULL : (int64_t)v;
	r->symbol = sym;
	memset(r->zero, 0, sizeof(r->zero));
	return 0;
}

/*
 * The loop; put and the numbers are constants where it is expanded, which
 * only happens when it is inlined.
 */
static inline __attribute__((always_inline)) size_t
run(int (*put)(void *, const unsigned char *, uint32_t), size_t rec_size,
    size_t row_size, size_t time_at, uint8_t rtype, unsigned char *rows,
    size_t max, const unsigned char *p, size_t n, struct symbols *syms,
    uint64_t *unmapped)
{
	uint16_t want = (uint16_t)(rec_size / 4 | (unsigned)rtype << 8), head;
	size_t i, room = n / rec_size, none = 0;
	uint32_t id, sym;
	uint64_t t;

	if (max > room)
		max = room;
	for (i = 0; i < max; i++) {
		GET(head, p, 0);
		if (head != want)
			break;
		GET(id, p, 4);
		GET(t, p, time_at);
		sym = symbols_at(syms, id, t);
		if (sym == SYMBOL_FAILED || put(rows, p, sym) == -1)
			break;
		none += sym == 0;
		p += rec_size;
		rows += row_size;
	}
	*unmapped += none;
	return i;
}

#define RUN(name, rec_size, time_at)                                           \
	run(put_##name, rec_size, sizeof(struct row_##name), time_at, rtype,   \
	    rows, max, p, n, syms, unmapped)

size_t
fast_run(enum fast_kind kind, uint8_t rtype, unsigned char *rows, size_t max,
    const unsigned char *p, size_t n, struct symbols *syms, uint64_t *unmapped)
{
	switch (kind) {
	case FAST_TRADE:
		return RUN(trade, 48, 32);
	case FAST_MBP1:
		return RUN(mbp1, 80, 32);
	case FAST_MBP10:
		return RUN(mbp10, 368, 32);
	case FAST_MBO:
		return RUN(mbo, 56, 40);
	case FAST_OHLCV:
		return RUN(ohlcv, 56, 8);
	default:
		return 0;
	}
}
