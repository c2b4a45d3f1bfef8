/*
 * text_value.c - one field of a row as text, whatever its type.
 *
 * Type, null and scale are examined for each value.  text_write.c does that
 * once per schema; its output must be the same as here.
 */
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/num.h"
#include "stream/text_impl.h"

static size_t
put_unsigned(char *out, uint64_t v, uint64_t null)
{
	return v == null ? 0 : num_put_u64(out, v);
}

static size_t
put_signed(char *out, int64_t v, int64_t null)
{
	return v == null ? 0 : num_put_i64(out, v);
}

/* Each width is loaded as itself: a short store that a long load follows
 * stalls, and this is done for every value. */
static size_t
put_integer(char *out, enum ftype type, const unsigned char *p)
{
	int16_t i16;
	uint16_t u16;
	int32_t i32;
	uint32_t u32;
	int64_t i64;
	uint64_t u64;

	switch (type) {
	case F_I8:
		return put_signed(out, (signed char)*p, INT8_MAX);
	case F_I16:
		memcpy(&i16, p, sizeof(i16));
		return put_signed(out, i16, INT16_MAX);
	case F_I32:
		memcpy(&i32, p, sizeof(i32));
		return put_signed(out, i32, INT32_MAX);
	case F_I64:
		memcpy(&i64, p, sizeof(i64));
		return put_signed(out, i64, INT64_MAX);
	case F_U16:
		memcpy(&u16, p, sizeof(u16));
		return put_unsigned(out, u16, UINT16_MAX);
	case F_U32:
		memcpy(&u32, p, sizeof(u32));
		return put_unsigned(out, u32, UINT32_MAX);
	case F_ID:
	case F_U64:
		memcpy(&u64, p, sizeof(u64));
		return put_unsigned(out, u64, UINT64_MAX);
	default: /* u8 and bool */
		return put_unsigned(out, *p, UINT8_MAX);
	}
}

/* A value that is not text, without quotes; 0 for null. */
static size_t
put_value(char *out, const struct rec *r, int i, int ts_ns)
{
	const struct field *f = &r->schema->field[i];
	int64_t v;
	uint64_t t;
	double d;
	float f32;

	switch (f->type) {
	case F_F64:
		d = rec_f64(r, i);
		return isfinite(d) ? num_put_f64(out, d) : 0;
	case F_F32:
		memcpy(&f32, rec_at(r, i), sizeof(f32));
		return isfinite(f32) ? num_put_f32(out, f32) : 0;
	case F_PX:
		v = rec_i64(r, i);
		return v == PX_NULL ? 0 : num_put_fixed(out, v, 9);
	case F_QTY:
		v = rec_i64(r, i);
		if (v == QTY_NULL)
			return 0;
		return f->scale == 0 ? num_put_i64(out, v)
				     : num_put_fixed(out, v, 9);
	case F_TS:
		t = rec_u64(r, i);
		if (t == TS_NULL)
			return 0;
		return ts_ns ? num_put_u64(out, t) : ts_put_iso(out, t);
	default:
		return put_integer(out, f->type, rec_at(r, i));
	}
}

static size_t
put_null(char *out)
{
	memcpy(out, "null", 4);
	return 4;
}

/* A char as JSON: bytes beyond ASCII as the code point of that number. */
static size_t
put_char(char *out, unsigned char c)
{
	char s = (char)c;

	if (c == 0)
		return put_null(out);
	if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
		out[0] = out[2] = '"';
		out[1] = s;
		return 3;
	}
	if (c < 0x80)
		return json_put_string(out, &s, 1);
	return (size_t)sprintf(out, "\"\\u00%02x\"", c);
}

size_t
text_put_json(char *out, const struct rec *r, int i, int ts_ns,
    const struct symtab *syms)
{
	const struct field *f = &r->schema->field[i];
	const char *text = (const char *)rec_at(r, i);
	int quote = f->type == F_TS || f->type == F_ID;
	size_t n = 0;

	switch (f->type) {
	case F_SYM:
		if (rec_u32(r, i) == 0)
			return put_null(out);
		text = symtab_text(syms, rec_u32(r, i), &n);
		return json_put_string(out, text, n);
	case F_CHAR:
		return put_char(out, (unsigned char)*text);
	case F_TEXT:
		n = strnlen(text, f->len);
		return n == 0 ? put_null(out) : json_put_string(out, text, n);
	case F_BOOL:
		if (rec_is_null(r, i))
			return put_null(out);
		n = *text ? 4 : 5;
		memcpy(out, *text ? "true" : "false", n);
		return n;
	default:
		n = put_value(out + quote, r, i, ts_ns);
		if (n == 0)
			return put_null(out);
		if (quote)
			out[0] = out[n + 1] = '"';
		return n + 2 * (size_t)quote;
	}
}

size_t
text_put_csv(char *out, const struct rec *r, int i, char delim, int ts_ns,
    const struct symtab *syms)
{
	const struct field *f = &r->schema->field[i];
	const char *text = (const char *)rec_at(r, i);
	size_t n;

	switch (f->type) {
	case F_SYM:
		text = symtab_text(syms, rec_u32(r, i), &n);
		return csv_put(out, text, n, delim);
	case F_CHAR:
		return *text == '\0' ? 0 : csv_put(out, text, 1, delim);
	case F_TEXT:
		return csv_put(out, text, strnlen(text, f->len), delim);
	default:
		return put_value(out, r, i, ts_ns);
	}
}
