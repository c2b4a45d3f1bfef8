/*
 * layout.c - where the fields of DBN records lie (dbn.md 5.1 to 5.3, 6).
 */
#include <string.h>

#include "dbn/dbn.h"
#include "dbn/layout_field.h"

/* A book level at a byte of the record. */
#define LEVEL(nn, off)                                                         \
	I64("bid_px_" nn, off), I64("ask_px_" nn, off + 8),                    \
	    U32("bid_sz_" nn, off + 16), U32("ask_sz_" nn, off + 20),          \
	    U32("bid_ct_" nn, off + 24), U32("ask_ct_" nn, off + 28)
#define LEVEL_PB(nn, off)                                                      \
	I64("bid_px_" nn, off), I64("ask_px_" nn, off + 8),                    \
	    U32("bid_sz_" nn, off + 16), U32("ask_sz_" nn, off + 20),          \
	    U16("bid_pb_" nn, off + 24), U16("ask_pb_" nn, off + 28)

static const struct layout_field mbo_fields[] = {
	HEADER,
	U64("order_id", 16),
	I64("price", 24),
	U32("size", 32),
	U8("flags", 36),
	U8("channel_id", 37),
	CHAR("action", 38),
	CHAR("side", 39),
	U64("ts_recv", 40),
	I32("ts_in_delta", 48),
	U32("sequence", 52),
};

static const struct layout_field trade_fields[] = {
	HEADER,
	I64("price", 16),
	U32("size", 24),
	CHAR("action", 28),
	CHAR("side", 29),
	U8("flags", 30),
	U8("depth", 31),
	U64("ts_recv", 32),
	I32("ts_in_delta", 40),
	U32("sequence", 44),
};

static const struct layout_field mbp1_fields[] = {
	HEADER,
	I64("price", 16),
	U32("size", 24),
	CHAR("action", 28),
	CHAR("side", 29),
	U8("flags", 30),
	U8("depth", 31),
	U64("ts_recv", 32),
	I32("ts_in_delta", 40),
	U32("sequence", 44),
	LEVEL("00", 48),
};

static const struct layout_field mbp10_fields[] = {
	HEADER,
	I64("price", 16),
	U32("size", 24),
	CHAR("action", 28),
	CHAR("side", 29),
	U8("flags", 30),
	U8("depth", 31),
	U64("ts_recv", 32),
	I32("ts_in_delta", 40),
	U32("sequence", 44),
	LEVEL("00", 48),
	LEVEL("01", 80),
	LEVEL("02", 112),
	LEVEL("03", 144),
	LEVEL("04", 176),
	LEVEL("05", 208),
	LEVEL("06", 240),
	LEVEL("07", 272),
	LEVEL("08", 304),
	LEVEL("09", 336),
};

static const struct layout_field bbo_fields[] = {
	HEADER,
	I64("price", 16),
	U32("size", 24),
	CHAR("side", 29),
	U8("flags", 30),
	U64("ts_recv", 32),
	U32("sequence", 44),
	LEVEL("00", 48),
};

static const struct layout_field cmbp1_fields[] = {
	HEADER,
	I64("price", 16),
	U32("size", 24),
	CHAR("action", 28),
	CHAR("side", 29),
	U8("flags", 30),
	U64("ts_recv", 32),
	I32("ts_in_delta", 40),
	LEVEL_PB("00", 48),
};

static const struct layout_field cbbo_fields[] = {
	HEADER,
	I64("price", 16),
	U32("size", 24),
	CHAR("side", 29),
	U8("flags", 30),
	U64("ts_recv", 32),
	LEVEL_PB("00", 48),
};

static const struct layout_field ohlcv_fields[] = {
	HEADER,
	I64("open", 16),
	I64("high", 24),
	I64("low", 32),
	I64("close", 40),
	U64("volume", 48),
};

static const struct layout_field status_fields[] = {
	HEADER,
	U64("ts_recv", 16),
	U16("action", 24),
	U16("reason", 26),
	U16("trading_event", 28),
	CHAR("is_trading", 30),
	CHAR("is_quoting", 31),
	CHAR("is_short_sell_restricted", 32),
};

static const struct layout_field imbalance_fields[] = {
	HEADER,
	U64("ts_recv", 16),
	I64("ref_price", 24),
	U64("auction_time", 32),
	I64("cont_book_clr_price", 40),
	I64("auct_interest_clr_price", 48),
	I64("ssr_filling_price", 56),
	I64("ind_match_price", 64),
	I64("upper_collar", 72),
	I64("lower_collar", 80),
	U32("paired_qty", 88),
	U32("total_imbalance_qty", 92),
	U32("market_imbalance_qty", 96),
	U32("unpaired_qty", 100),
	CHAR("auction_type", 104),
	CHAR("side", 105),
	U8("auction_status", 106),
	U8("freeze_status", 107),
	U8("num_extensions", 108),
	CHAR("unpaired_side", 109),
	CHAR("significant_imbalance", 110),
};

static const struct layout_field stat_v1_fields[] = {
	HEADER,
	U64("ts_recv", 16),
	U64("ts_ref", 24),
	I64("price", 32),
	I32("quantity", 40),
	U32("sequence", 44),
	I32("ts_in_delta", 48),
	U16("stat_type", 52),
	U16("channel_id", 54),
	U8("update_action", 56),
	U8("stat_flags", 57),
};

static const struct layout_field stat_v3_fields[] = {
	HEADER,
	U64("ts_recv", 16),
	U64("ts_ref", 24),
	I64("price", 32),
	I64("quantity", 40),
	U32("sequence", 48),
	I32("ts_in_delta", 52),
	U16("stat_type", 56),
	U16("channel_id", 58),
	U8("update_action", 60),
	U8("stat_flags", 61),
};

static const struct layout_field error_v1_fields[] = {
	HEADER,
	TEXT("err", 16, 64),
};

static const struct layout_field error_v2_fields[] = {
	HEADER,
	TEXT("err", 16, 302),
	U8("code", 318),
	U8("is_last", 319),
};

static const struct layout_field system_v1_fields[] = {
	HEADER,
	TEXT("msg", 16, 64),
};

static const struct layout_field system_v2_fields[] = {
	HEADER,
	TEXT("msg", 16, 303),
	U8("code", 319),
};

static const struct layout_field symmap_v1_fields[] = {
	HEADER,
	TEXT("stype_in_symbol", 16, 22),
	TEXT("stype_out_symbol", 38, 22),
	U64("start_ts", 64),
	U64("end_ts", 72),
};

static const struct layout_field symmap_v2_fields[] = {
	HEADER,
	U8("stype_in", 16),
	TEXT("stype_in_symbol", 17, 71),
	U8("stype_out", 88),
	TEXT("stype_out_symbol", 89, 71),
	U64("start_ts", 160),
	U64("end_ts", 168),
};

static LAYOUT(mbo, 56);
static LAYOUT(trade, 48);
static LAYOUT(mbp1, 80);
static LAYOUT(mbp10, 368);
static LAYOUT(bbo, 80);
static LAYOUT(cmbp1, 80);
static LAYOUT(cbbo, 80);
static LAYOUT(ohlcv, 56);
static LAYOUT(status, 40);
static LAYOUT(imbalance, 112);
static LAYOUT(stat_v1, 64);
static LAYOUT(stat_v3, 80);
static LAYOUT(error_v1, 80);
static LAYOUT(error_v2, 320);
static LAYOUT(system_v1, 80);
static LAYOUT(system_v2, 320);
static LAYOUT(symmap_v1, 80);
static LAYOUT(symmap_v2, 176);

/* The same struct in all versions, or another from some version on. */
#define SAME(l)                                                                \
	{                                                                      \
		&layout_##l, &layout_##l, &layout_##l                          \
	}
#define FROM2(l)                                                               \
	{                                                                      \
		&layout_##l##_v1, &layout_##l##_v2, &layout_##l##_v2           \
	}
#define FROM3(l)                                                               \
	{                                                                      \
		&layout_##l##_v1, &layout_##l##_v1, &layout_##l##_v3           \
	}

const struct rtype rtypes[] = {
	{ "trades", 0x00, 4, SAME(trade) },
	{ "mbp-1", 0x01, 1, SAME(mbp1) },
	{ "tbbo", 0x01, 3, SAME(mbp1) },
	{ "mbp-10", 0x0a, 2, SAME(mbp10) },
	{ "ohlcv", RTYPE_OHLCV, -1, SAME(ohlcv) },
	{ "status", 0x12, 11, SAME(status) },
	{ "definition", RTYPE_DEFINITION, 9,
	    { &layout_def_v1, &layout_def_v2, &layout_def_v3 } },
	{ "imbalance", 0x14, 12, SAME(imbalance) },
	{ "error", RTYPE_ERROR, -1, FROM2(error) },
	{ "symbol-mapping", RTYPE_MAPPING, -1, FROM2(symmap) },
	{ "system", RTYPE_SYSTEM, -1, FROM2(system) },
	{ "statistics", 0x18, 10, FROM3(stat) },
	{ "ohlcv-1s", 0x20, 5, SAME(ohlcv) },
	{ "ohlcv-1m", 0x21, 6, SAME(ohlcv) },
	{ "ohlcv-1h", 0x22, 7, SAME(ohlcv) },
	{ "ohlcv-1d", 0x23, 8, SAME(ohlcv) },
	{ "ohlcv-eod", 0x24, 13, SAME(ohlcv) },
	{ "mbo", 0xa0, 0, SAME(mbo) },
	{ "cmbp-1", 0xb1, 14, SAME(cmbp1) },
	{ "cbbo-1s", 0xc0, 15, SAME(cbbo) },
	{ "cbbo-1m", 0xc1, 16, SAME(cbbo) },
	{ "tcbbo", 0xc2, 17, SAME(cmbp1) },
	{ "bbo-1s", 0xc3, 18, SAME(bbo) },
	{ "bbo-1m", 0xc4, 19, SAME(bbo) },
	{ NULL, -1, -1, { NULL, NULL, NULL } },
};

static const char *const stypes[] = { "instrument_id", "raw_symbol", "smart",
	"continuous", "parent", "nasdaq_symbol", "cms_symbol", "isin",
	"us_code", "bbg_comp_id", "bbg_comp_ticker", "figi", "figi_ticker",
	"listing_id", "issuer_id", "security_id" };

const struct rtype *
rtype_find(uint8_t rtype, uint16_t schema)
{
	const struct rtype *t, *found = NULL;

	for (t = rtypes; t->kind != NULL; t++) {
		if (t->rtype != rtype)
			continue;
		if (found == NULL || t->schema == schema)
			found = t;
	}
	return found;
}

const struct rtype *
rtype_of_kind(const char *kind)
{
	const struct rtype *t;

	for (t = rtypes; t->kind != NULL; t++)
		if (strcmp(t->kind, kind) == 0)
			return t;
	return NULL;
}

const struct layout *
rtype_layout(const struct rtype *t, size_t size, int version)
{
	int v;

	for (v = version - 1; v >= 0; v--)
		if (size >= t->version[v]->size)
			return t->version[v];
	return NULL;
}

const char *
dbn_stype_name(uint8_t stype)
{
	return stype < sizeof(stypes) / sizeof(stypes[0]) ? stypes[stype]
							  : NULL;
}

const char *
dbn_schema_name(uint16_t schema)
{
	const struct rtype *t;

	for (t = rtypes; t->kind != NULL; t++)
		if (t->schema == schema)
			return t->kind;
	return NULL;
}

int
dbn_rtype(const char *kind)
{
	const struct rtype *t = rtype_of_kind(kind);

	return t == NULL ? -1 : t->rtype;
}

const char *
dbn_kind(uint8_t rtype, uint16_t schema)
{
	const struct rtype *t = rtype_find(rtype, schema);

	return t == NULL ? NULL : t->kind;
}

int
dbn_schema(const char *kind)
{
	const struct rtype *t = rtype_of_kind(kind);

	return t == NULL ? -1 : t->schema;
}
