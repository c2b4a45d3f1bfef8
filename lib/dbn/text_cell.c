/*
 * text_cell.c - one value in Databento's CSV and JSON (dbn.md 11 and 12).
 *
 * JSON: 64-bit integers, prices and times are strings.  Characters for which
 * the reference implementation writes invalid JSON escapes become \u00xx.
 */
#include <inttypes.h>
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/num.h"
#include "base/symtab.h"
#include "base/tstamp.h"
#include "dbn/text.h"
#include "stream/rec.h"

enum cell_type
cell_type(enum ftype t, int wide)
{
	switch (t) {
	case F_PX:
		return CELL_PX;
	case F_TS:
		return CELL_TS;
	case F_CHAR:
		return CELL_CHAR;
	case F_TEXT:
		return CELL_TEXT;
	case F_SYM:
		return CELL_SYM;
	case F_QTY:
		return wide ? CELL_QTY64 : CELL_QTY32;
	case F_ID:
		return CELL_ID;
	case F_I8:
		return CELL_I8;
	case F_U8:
		return CELL_U8;
	case F_I16:
		return CELL_I16;
	case F_U16:
		return CELL_U16;
	case F_I32:
		return CELL_I32;
	case F_U32:
		return CELL_U32;
	case F_I64:
		return CELL_I64;
	case F_U64:
		return CELL_U64;
	default:
		BUG("a kind of DBN has a field of this type");
	}
}

size_t
cell_max(const struct cell *c)
{
	if (c->type == CELL_TEXT)
		return CELL_ESCAPE * (size_t)c->len + 2;
	if (c->type == CELL_SYM)
		return CELL_ESCAPE * (size_t)SYM_LEN_MAX + 2;
	return CELL_MAX;
}

static size_t
put_word(char *to, const char *s)
{
	size_t n = strlen(s);

	memcpy(to, s, n);
	return n;
}

static char
delimiter(const struct dbn_text_opts *o)
{
	return o->tsv ? '\t' : ',';
}

/* JSON's null, CSV's empty cell. */
static size_t
put_null(char *to, int json)
{
	return json ? put_word(to, "null") : 0;
}

/* A number of 64 bits: JSON puts it in quotes. */
static size_t
put_wide(char *to, uint64_t v, int is_signed, int json)
{
	char *p = to;

	if (json)
		*p++ = '"';
	p += is_signed ? num_put_i64(p, (int64_t)v) : num_put_u64(p, v);
	if (json)
		*p++ = '"';
	return (size_t)(p - to);
}

static size_t
put_px(char *to, int64_t v, const struct dbn_text_opts *o)
{
	char *p = to;

	if (!o->pretty_px)
		return put_wide(to, (uint64_t)v, 1, o->json);
	if (v == PX_NULL)
		return put_null(to, o->json);
	if (o->json)
		*p++ = '"';
	p += num_put_px9(p, v);
	if (o->json)
		*p++ = '"';
	return (size_t)(p - to);
}

static size_t
put_ts(char *to, uint64_t v, const struct dbn_text_opts *o)
{
	char *p = to;

	if (!o->pretty_ts)
		return put_wide(to, v, 0, o->json);
	if (v == 0 || v == TS_NULL)
		return put_null(to, o->json);
	if (o->json)
		*p++ = '"';
	p += ts_put_iso(p, v);
	if (o->json)
		*p++ = '"';
	return (size_t)(p - to);
}

/* A character as the reference escapes it, or as JSON needs it. */
static size_t
put_escaped(char *to, unsigned char c, int json)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\t\n\r\"\\'", as[] = "tnr\"\\'";
	const char *e = strchr(from, c);
	size_t n = 0;

	if (e != NULL && !(json && c == '\'')) {
		to[n++] = '\\';
		to[n++] = as[e - from];
	} else if (c >= ' ' && c < 0x7f) {
		to[n++] = (char)c;
	} else {
		n += put_word(to, json ? "\\u00" : "\\x");
		to[n++] = hex[c >> 4];
		to[n++] = hex[c & 15];
	}
	return n;
}

static size_t
put_char(char *to, unsigned char c, const struct dbn_text_opts *o)
{
	char text[CELL_ESCAPE];
	size_t n;

	if (c == '\0')
		return put_null(to, o->json);
	if (!o->json) {
		n = put_escaped(text, c, 0);
		return csv_put(to, text, n, delimiter(o));
	}
	to[0] = '"';
	n = 1 + put_escaped(to + 1, c, 1);
	to[n++] = '"';
	return n;
}

/* A text that fills its field or is not UTF-8 is printed as empty. */
static size_t
put_text(char *to, const char *s, size_t len, const struct dbn_text_opts *o)
{
	size_t n = strnlen(s, len);

	if (n == len || !utf8_valid(s, n))
		n = 0;
	return o->json ? json_put_string(to, s, n)
		       : csv_put(to, s, n, delimiter(o));
}

static size_t
put_symbol(char *to, uint32_t id, const struct symtab *syms,
    const struct dbn_text_opts *o)
{
	const char *s;
	size_t n;

	if (id == 0)
		return put_null(to, o->json);
	s = symtab_text(syms, id, &n);
	return o->json ? json_put_string(to, s, n)
		       : csv_put(to, s, n, delimiter(o));
}

/* -1: not whole units, or not a number of DBN's field. */
static int
put_qty(char *to, const struct cell *c, int64_t v,
    const struct dbn_text_opts *o, struct err *err)
{
	int wide = c->type == CELL_QTY64, json = o->json;

	if (v < 0 && wide && o->wide && c->scale == 0)
		return (int)put_wide(to, v == -1 ? INT64_MAX : (uint64_t)v, 0,
		    json);
	if (v == QTY_NULL)
		return wide ? (int)put_wide(to, UINT64_MAX, 0, json)
			    : (int)num_put_u64(to, UINT32_MAX);
	if (c->scale == 9 && v % 1000000000 != 0)
		return err_set(err, "%" PRId64 "e-9 is not whole", v);
	if (c->scale == 9)
		v /= 1000000000;
	if (v < 0 || (!wide && v >= UINT32_MAX))
		return err_set(err, "%" PRId64 " does not fit", v);
	return wide ? (int)put_wide(to, (uint64_t)v, 0, json)
		    : (int)num_put_u64(to, (uint64_t)v);
}

int
dbn_cell_put(char *to, const struct cell *c, const unsigned char *row,
    const struct symtab *syms, const struct dbn_text_opts *o, struct err *err)
{
	uint64_t v = 0;
	uint32_t u32 = 0;
	uint16_t u16 = 0;

	row += c->off;
	if (c->type <= CELL_TS ||
	    (c->type >= CELL_QTY32 && c->type <= CELL_ID) ||
	    c->type >= CELL_I64)
		memcpy(&v, row, sizeof(v));
	else if (c->type == CELL_U32 || c->type == CELL_I32 ||
		 c->type == CELL_SYM)
		memcpy(&u32, row, sizeof(u32));
	else if (c->type == CELL_U16 || c->type == CELL_I16)
		memcpy(&u16, row, sizeof(u16));
	switch (c->type) {
	case CELL_PX:
		return (int)put_px(to, (int64_t)v, o);
	case CELL_TS:
		return (int)put_ts(to, v, o);
	case CELL_CHAR:
		return (int)put_char(to, *row, o);
	case CELL_TEXT:
		return (int)put_text(to, (const char *)row, c->len, o);
	case CELL_SYM:
		return (int)put_symbol(to, u32, syms, o);
	case CELL_QTY32:
	case CELL_QTY64:
		return put_qty(to, c, (int64_t)v, o, err);
	case CELL_I8:
		return (int)num_put_i64(to, (int8_t)*row);
	case CELL_U8:
		return (int)num_put_u64(to, *row);
	case CELL_I16:
		return (int)num_put_i64(to, (int16_t)u16);
	case CELL_U16:
		return (int)num_put_u64(to, u16);
	case CELL_I32:
		return (int)num_put_i64(to, (int32_t)u32);
	case CELL_U32:
		return (int)num_put_u64(to, u32);
	case CELL_I64_OF32:
		return (int)num_put_i64(to,
		    (int64_t)v == INT64_MAX ? INT32_MAX : (int64_t)v);
	case CELL_ID_OF32:
		return (int)num_put_u64(to, v);
	default:
		return (int)put_wide(to, v, c->type == CELL_I64, o->json);
	}
}
