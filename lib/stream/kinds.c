/*
 * kinds.c - the built-in kinds of records and the vocabulary of names.
 *
 * DBN kinds (dbn.md 6): header fields first, then Databento's text order.
 * rtype is not a field, for the kind says it; ts_out is added by the reader
 * where a stream has it.  Sizes and volumes widen to qty.  Fields of
 * one name have one type in all kinds except for `action` (status: u16),
 * `reason` (status: u16) and `channel_id` (mbo: u8), where the vocabulary
 * names the type that is met in text without a kind.
 */
#include <string.h>

#include "stream/kinds_def.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

#define TRADE                                                                  \
	HEADER, CHAR("action"), CHAR("side"), U8("depth"), PX("price"),        \
	    QTY("size"), U8("flags"), I32("ts_in_delta"), U32("sequence")
#define PRICES(nn)                                                             \
	PX("bid_px_" nn), PX("ask_px_" nn), QTY("bid_sz_" nn), QTY("ask_sz_" nn)
#define LEVEL(nn) PRICES(nn), U32("bid_ct_" nn), U32("ask_ct_" nn)
#define LEVEL_PB(nn) PRICES(nn), U16("bid_pb_" nn), U16("ask_pb_" nn)

static const struct field trades[] = { TRADE };
static const struct field mbp1[] = { TRADE, LEVEL("00") };
static const struct field mbp10[] = { TRADE, LEVEL("00"), LEVEL("01"),
	LEVEL("02"), LEVEL("03"), LEVEL("04"), LEVEL("05"), LEVEL("06"),
	LEVEL("07"), LEVEL("08"), LEVEL("09") };
static const struct field bbo[] = { HEADER, CHAR("side"), PX("price"),
	QTY("size"), U8("flags"), U32("sequence"), LEVEL("00") };
static const struct field cmbp1[] = { HEADER, CHAR("action"), CHAR("side"),
	PX("price"), QTY("size"), U8("flags"), I32("ts_in_delta"),
	LEVEL_PB("00") };
static const struct field cbbo[] = { HEADER, CHAR("side"), PX("price"),
	QTY("size"), U8("flags"), LEVEL_PB("00") };
static const struct field mbo[] = { HEADER, CHAR("action"), CHAR("side"),
	PX("price"), QTY("size"), U8("channel_id"), ID("order_id"), U8("flags"),
	I32("ts_in_delta"), U32("sequence") };
static const struct field ohlcv[] = { HEADER_OF_BARS, PX("open"), PX("high"),
	PX("low"), PX("close"), QTY("volume") };
static const struct field status[] = { HEADER, U16("action"), U16("reason"),
	U16("trading_event"), CHAR("is_trading"), CHAR("is_quoting"),
	CHAR("is_short_sell_restricted") };
static const struct field imbalance[] = { HEADER, PX("ref_price"),
	TS("auction_time"), PX("cont_book_clr_price"),
	PX("auct_interest_clr_price"), PX("ssr_filling_price"),
	PX("ind_match_price"), PX("upper_collar"), PX("lower_collar"),
	U32("paired_qty"), U32("total_imbalance_qty"),
	U32("market_imbalance_qty"), U32("unpaired_qty"), CHAR("auction_type"),
	CHAR("side"), U8("auction_status"), U8("freeze_status"),
	U8("num_extensions"), CHAR("unpaired_side"),
	CHAR("significant_imbalance") };
static const struct field statistics[] = { HEADER, TS("ts_ref"), PX("price"),
	I64("quantity"), U32("sequence"), I32("ts_in_delta"), U16("stat_type"),
	U16("channel_id"), U8("update_action"), U8("stat_flags") };
static const struct field symbol_mapping[] = { HEADER_OF_BARS, U8("stype_in"),
	TEXT("stype_in_symbol", 71), U8("stype_out"),
	TEXT("stype_out_symbol", 71), TS("start_ts"), TS("end_ts") };
static const struct field system_msg[] = { HEADER_OF_BARS, TEXT("msg", 303),
	U8("code") };
static const struct field error_msg[] = { HEADER_OF_BARS, TEXT("err", 302),
	U8("code"), U8("is_last") };

/* Ours.  Quotes come from sources with fractions of a unit. */
static const struct field quote[] = { TS("ts_event"), SYM("symbol"),
	PX("bid_px_00"), PX("ask_px_00"), QTY9("bid_sz_00"),
	QTY9("ask_sz_00") };
static const struct field price[] = { TS("ts_event"), SYM("symbol"),
	PX("price") };
static const struct field value[] = { TS("ts_event"), SYM("symbol"),
	F64("value") };

/* What tickscore adds under names that are common words elsewhere. */
static const struct field score[] = { ID("id"), F64("share_1"), F64("share_2"),
	F64("share_3") };
static const struct field alarm[] = { ID("id"), SYM("state"), TS("ts_peak"),
	TS("ts_last"), U64("rows"), F64("share_1"), F64("share_2"),
	F64("share_3") };

#define KIND(k, f)                                                             \
	{                                                                      \
		k, f, COUNT(f)                                                 \
	}

static const struct kind {
	const char *name;
	const struct field *field;
	int n;
} kinds[] = {
	KIND("trades", trades),
	KIND("mbp-1", mbp1),
	KIND("tbbo", mbp1),
	KIND("mbp-10", mbp10),
	KIND("bbo-1s", bbo),
	KIND("bbo-1m", bbo),
	KIND("cmbp-1", cmbp1),
	KIND("tcbbo", cmbp1),
	KIND("cbbo-1s", cbbo),
	KIND("cbbo-1m", cbbo),
	KIND("mbo", mbo),
	KIND("ohlcv-1s", ohlcv),
	KIND("ohlcv-1m", ohlcv),
	KIND("ohlcv-1h", ohlcv),
	KIND("ohlcv-1d", ohlcv),
	KIND("ohlcv-eod", ohlcv),
	KIND("ohlcv", ohlcv),
	KIND("status", status),
	KIND("imbalance", imbalance),
	KIND("statistics", statistics),
	KIND("definition", kind_definition),
	KIND("symbol-mapping", symbol_mapping),
	KIND("system", system_msg),
	KIND("error", error_msg),
	KIND("quote", quote),
	KIND("price", price),
	KIND("value", value),
	KIND("score", score),
	KIND("alarm", alarm),
};

const char *const kind_names[] = { "trades", "mbp-1", "tbbo", "mbp-10",
	"bbo-1s", "bbo-1m", "cmbp-1", "tcbbo", "cbbo-1s", "cbbo-1m", "mbo",
	"ohlcv-1s", "ohlcv-1m", "ohlcv-1h", "ohlcv-1d", "ohlcv-eod", "ohlcv",
	"status", "imbalance", "statistics", "definition", "symbol-mapping",
	"system", "error", "quote", "price", "value", NULL };

/*
 * Names that no market kind above holds, or holds with a type of its own.
 * Texts of live messages and of definitions ("group", "asset", "msg") are
 * common words elsewhere and have no fixed meaning outside their kinds.
 */
static const struct field vocabulary[] = {
	CHAR("action"),
	SYM("reason"),
	U16("channel_id"),
	U64("count"),
	TS("ts_end"),
	TS("ts_out"),
	U8("label"),
	SYM("label_type"),
	U32("label_id"),
	ID("def"),
	F64("score"),
	F64("p"),
	F64("threshold"),
	U8("anomaly"),
	SYM("severity"),
	SYM("by"),
	I32("rows_back"),
	TEXT("trade_id", 36),
	SYM("src_topic"),
	I32("src_part"),
	I64("src_off"),
	PX("min_price_increment"),
	U16("bid_pb_00"),
	U16("ask_pb_00"),
};

static const struct kind words[] = {
	KIND("", vocabulary),
	KIND("", mbo),
	KIND("", mbp10),
	KIND("", ohlcv),
	KIND("", status),
	KIND("", statistics),
	KIND("", imbalance),
	KIND("", value),
};

const struct field *
kind_fields(const char *kind, int *n)
{
	int i;

	for (i = 0; i < COUNT(kinds); i++) {
		if (strcmp(kinds[i].name, kind) == 0) {
			*n = kinds[i].n;
			return kinds[i].field;
		}
	}
	*n = 0;
	return NULL;
}

static const struct field *
kind_find(const struct kind *k, const char *name)
{
	int i;

	for (i = 0; i < k->n; i++)
		if (strcmp(k->field[i].name, name) == 0)
			return &k->field[i];
	return NULL;
}

int
vocab_type(enum ftype *t, uint16_t *len, const char *name)
{
	const struct field *f = NULL;
	int i;

	for (i = 0; f == NULL && i < COUNT(words); i++)
		f = kind_find(&words[i], name);
	if (f == NULL)
		return -1;
	*t = f->type;
	*len = f->len;
	return 0;
}

int
field_is_kept(const struct field *f)
{
	enum ftype type;
	uint16_t len;

	return (f->type == F_SYM || f->type == F_TEXT || f->type == F_CHAR) &&
	       vocab_type(&type, &len, f->name) == -1;
}
