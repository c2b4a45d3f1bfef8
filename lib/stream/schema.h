/*
 * schema.h - kinds of records, their fields, types and offsets.
 *
 * A kind has one or more schemas (a field that first appears later starts a
 * new one).  Rows have fixed width; each field lies at its natural
 * alignment, the row length is a multiple of 8, padding is zero: the same
 * bytes in memory and in a .tks file (tick-stream.5).
 *
 * Memory layout: fields by falling alignment (8, 4, 2, 1), equal ones in
 * schema order, text (cN) last.  JSON and CSV use schema order.
 */
#ifndef STREAM_SCHEMA_H
#define STREAM_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum ftype {
	F_F64, /* double; null NaN */
	F_F32, /* null NaN */
	F_PX,  /* int64, 1e-9; null INT64_MAX */
	F_QTY, /* int64, whole units (scale 0) or 1e-9 (scale 9); INT64_MAX */
	F_TS,  /* uint64 ns since 1970 UTC; null UINT64_MAX */
	F_ID,  /* uint64, text in JSON; null UINT64_MAX */
	F_SYM, /* uint32 dictionary index; null 0 */
	F_I8,
	F_U8,
	F_I16,
	F_U16,
	F_I32,
	F_U32,
	F_I64,
	F_U64,  /* null: max */
	F_CHAR, /* one byte; null 0 */
	F_BOOL, /* 0, 1; null 255 */
	F_TEXT, /* cN: len bytes, NUL-filled; null empty */
	F_TYPES
};

enum {
	FIELD_NAME_MAX = 63,
	FIELD_UNIT_MAX = 31,
	KIND_MAX = 31,
	SCHEMA_FIELDS_MAX = 1024,
	TEXT_MAX = 4096,
	SCHEMA_ROW_MAX = 32768
};

struct field {
	char name[FIELD_NAME_MAX + 1];
	char unit[FIELD_UNIT_MAX + 1]; /* "" when the type implies it */
	enum ftype type;
	uint16_t len;  /* bytes */
	uint8_t scale; /* F_QTY: 0 or 9 */
	uint32_t off;  /* in the row */
};

/* Indexes of the fields that the vocab itself uses; -1: absent. */
struct places {
	int ts_event, ts_recv, ts_end, symbol, price, size, side, action, flags,
	    bid_px, ask_px, bid_sz, ask_sz, open, high, low, close, volume,
	    value, label, label_type, label_id, def, score, anomaly,
	    publisher_id, instrument_id;
};

/* What a record of this kind shows of the market. */
enum {
	SEES_TRADE = 1, /* price and size of a trade (also `price`) */
	SEES_QUOTE = 2, /* best bid and ask */
	SEES_BAR = 4,   /* open, high, low, close of an interval */
	SEES_BOOK = 8,  /* an order or level event: mbo, mbp-* */
	SEES_VALUE = 16 /* a plain value */
};

struct schema {
	char kind[KIND_MAX + 1];
	int nfield;
	struct field *field; /* [nfield], schema order */
	uint32_t row_size;
	uint32_t id; /* in its registry, from 0 */
	struct places at;
	unsigned sees;   /* by kind and fields */
	int64_t cadence; /* ns of an ohlcv-* kind's interval, else 0 */
	int time_first, time_second; /* fields of the index time; second -1 */
};

/* The schemas of one process; schemas are immutable once made. */
struct schemas;
struct schemas *schemas_new(void);
void schemas_free(struct schemas *set);

/*
 * Make or find: the schema of a kind with exactly these fields (names,
 * types, lengths, scales, units).  Offsets are computed here; off and len of
 * the input are ignored except for len of F_TEXT.  NULL with *err: too many,
 * a name twice, a row too long.
 */
const struct schema *schema_get(struct schemas *set, const char *kind,
    const struct field *fields, int n, struct err *err);

/* The schema with more fields after those of s. */
const struct schema *schema_extend(struct schemas *set, const struct schema *s,
    const char *kind, const struct field *more, int n, struct err *err);

const struct schema *schema_at(const struct schemas *set, uint32_t id);
uint32_t schemas_count(const struct schemas *set);

/*
 * `--time FIELD`: index time of every schema that has it, now and later.
 * schema_get then fails for a schema where the field is not a time.
 */
int schemas_set_time(struct schemas *set, const char *field, struct err *err);

/* Index of a field by name, or -1. */
int schema_find(const struct schema *s, const char *name);

/* "f64", "px", "c36", ...; 0 and *len set, or -1. */
int ftype_parse(enum ftype *t, uint16_t *len, const char *s);
/* Name of a type; cN needs buf of 8. */
const char *ftype_name(char *buf, enum ftype t, uint16_t len);
size_t ftype_size(enum ftype t); /* 0 for F_TEXT */

/*
 * The vocabulary: type of a field name wherever it occurs ("price": px,
 * "bid_sz_00": qty).  0, or -1 for a name without a fixed meaning.
 */
int vocab_type(enum ftype *t, uint16_t *len, const char *name);
/* A text column that no kind defines, such as a trader, a venue, an order id.
 * It goes on from step to step. */
int field_is_kept(const struct field *f);

/*
 * The built-in schema of a kind ("trades", "mbp-1", "quote", ...), DBN's in
 * the latest version's fields, widest types, then the fields it dropped.
 * NULL for a kind that has none (bar, feat, score and foreign ones).
 * *n fields, off unset.
 */
const struct field *kind_fields(const char *kind, int *n);
/* Names of all kinds with built-in fields, NULL-terminated. */
extern const char *const kind_names[];

/* A field by value, for tables made in code. */
struct field field_make(const char *name, enum ftype t, const char *unit);

#endif
