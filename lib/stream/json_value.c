/*
 * json_value.c - one JSON value into one field of a row.
 */
#include "stream/json_value.h"

#include "base/num.h"

static int
quote_bad(const struct json_token *t, const char *what, const char *why,
    const char **reason, struct err *err)
{
	*reason = what;
	return err_set(err, "%s: \"%.*s\"", why,
	    (int)(t->len < 60 ? t->len : 60), t->s);
}

static int
bad_number(const struct json_token *t, int code, const char **reason,
    struct err *err)
{
	return quote_bad(t, "bad-number", num_strerror(code), reason, err);
}

/* Text of a string token with escapes undone; *s is in buf or the line. */
static int
text_of(const char **s, size_t *len, char *buf, size_t max,
    const struct json_token *t, const char **reason, struct err *err)
{
	int n;

	*s = t->s;
	*len = t->len;
	if (t->escaped) {
		if ((n = json_unescape(buf, max, t)) < 0)
			return quote_bad(t, "too-long", "text too long", reason,
			    err);
		*s = buf;
		*len = (size_t)n;
	}
	if (!utf8_valid(*s, *len)) {
		*reason = "bad-utf8";
		return err_set(err, "not UTF-8");
	}
	return 0;
}

static int
put_sym(unsigned char *p, const struct json_token *t, struct symtab *syms,
    const char **reason, struct err *err)
{
	char buf[SYM_LEN_MAX + 1];
	struct err full = { 0 };
	const char *s;
	size_t len;
	uint32_t id;

	if (t->type != JSON_STRING && t->type != JSON_NUMBER)
		return quote_bad(t, "syntax", "expected a string", reason, err);
	if (text_of(&s, &len, buf, sizeof(buf), t, reason, err) == -1)
		return -1;
	id = symtab_add(syms, s, len, &full);
	if (full.set) {
		*reason = "too-long";
		return err_set(err, "%s", full.msg);
	}
	memcpy(p, &id, 4);
	return 0;
}

static int
put_text(unsigned char *p, size_t room, const struct json_token *t,
    const char **reason, struct err *err)
{
	char buf[TEXT_MAX + 1];
	const char *s;
	size_t len;

	if (t->type != JSON_STRING && t->type != JSON_NUMBER)
		return quote_bad(t, "syntax", "expected a string", reason, err);
	if (text_of(&s, &len, buf, sizeof(buf), t, reason, err) == -1)
		return -1;
	if (len > room || memchr(s, 0, len) != NULL) {
		*reason = "too-long";
		return err_set(err, "text of %zu bytes: at most %zu", len,
		    room);
	}
	memset(p, 0, room);
	memcpy(p, s, len);
	return 0;
}

/*
 * One character; a two-byte code point means the byte above 127 that
 * text_write.c prints in this way.
 */
static int
put_char(unsigned char *p, const struct json_token *t, const char **reason,
    struct err *err)
{
	char buf[8];
	const char *s;
	size_t len;

	if (t->type != JSON_STRING)
		return quote_bad(t, "syntax", "expected one character", reason,
		    err);
	if (text_of(&s, &len, buf, sizeof(buf), t, reason, err) == -1)
		return -1;
	if (len == 2 && ((unsigned char)s[0] & 0xfc) == 0xc0) {
		*p = (unsigned char)(((s[0] & 3) << 6) | (s[1] & 0x3f));
		return 0;
	}
	if (len > 1)
		return quote_bad(t, "syntax", "expected one character", reason,
		    err);
	*p = len == 1 ? (unsigned char)s[0] : 0;
	return 0;
}

/*
 * A number before 1980 is refused, because it is more likely a time of day, a
 * count or a time in another unit.  0 means that there is no time.  Foreign
 * text has the same rule (source/times.h).
 */
static int
put_time(unsigned char *p, const struct json_token *t, const char **reason,
    struct err *err)
{
	static const struct zone utc = { 0, 0, NULL };
	const char *why = "not a time";
	struct ts_time v;

	if ((t->type != JSON_STRING && t->type != JSON_NUMBER) || t->escaped ||
	    ts_read(&v, t->s, t->len, TS_AUTO, &utc, &why) == -1)
		return quote_bad(t, "bad-time", why, reason, err);
	if ((v.met & TS_MET_NUMBER) != 0 && v.ns < TS_NUMBERS_FROM) {
		if (v.ns != 0)
			return quote_bad(t, "bad-time",
			    "a number since 1970 that is before 1980: write it "
			    "as a date, or use --any-time with -f json or csv",
			    reason, err);
		v.ns = TS_NULL;
	}
	memcpy(p, &v.ns, 8);
	return 0;
}

/* The greatest value of the type is its null. */
static int
put_signed(unsigned char *p, const struct field *f, const struct json_token *t,
    const char **reason, struct err *err)
{
	int64_t v, top = INT64_MAX >> (64 - 8 * f->len);
	int code = num_i64(&v, t->s, t->len);

	if (code != 0)
		return bad_number(t, code, reason, err);
	if (v >= top || v < -top - 1)
		return bad_number(t, NUM_RANGE, reason, err);
	json_value_store(p, f->len, (uint64_t)v);
	return 0;
}

static int
put_unsigned(unsigned char *p, const struct field *f,
    const struct json_token *t, const char **reason, struct err *err)
{
	uint64_t v,
	    top = f->type == F_BOOL ? 2 : UINT64_MAX >> (64 - 8 * f->len);
	int code = num_u64(&v, t->s, t->len);

	if (code != 0)
		return bad_number(t, code, reason, err);
	if (v >= top)
		return bad_number(t, NUM_RANGE, reason, err);
	json_value_store(p, f->len, v);
	return 0;
}

static int
put_number(unsigned char *p, const struct field *f, const struct json_token *t,
    const char **reason, struct err *err)
{
	static const uint64_t minus_zero = UINT64_C(1) << 63;
	int64_t v;
	double d;
	float f32;
	int code;

	if ((t->type != JSON_NUMBER && t->type != JSON_STRING) || t->escaped)
		return bad_number(t, NUM_SYNTAX, reason, err);
	switch (f->type) {
	case F_F64:
	case F_F32:
		if ((code = num_f64(&d, t->s, t->len)) != 0)
			return bad_number(t, code, reason, err);
		f32 = (float)d;
		if (f->type == F_F32 && isinf(f32))
			return bad_number(t, NUM_RANGE, reason, err);
		memcpy(p, f->type == F_F64 ? (void *)&d : (void *)&f32, f->len);
		if (f->type == F_F64 && d == 0 && t->s[0] == '-')
			memcpy(p, &minus_zero, 8);
		return 0;
	case F_PX:
	case F_QTY:
		code = num_fixed(&v, t->s, t->len,
		    f->type == F_PX ? 9 : f->scale, NULL);
		if (code != 0)
			return bad_number(t, code, reason, err);
		memcpy(p, &v, 8);
		return 0;
	case F_I8:
	case F_I16:
	case F_I32:
	case F_I64:
		return put_signed(p, f, t, reason, err);
	default:
		return put_unsigned(p, f, t, reason, err);
	}
}

int
json_value_put(unsigned char *row, const struct schema *s, int field,
    const struct json_token *t, struct symtab *syms, const char **reason,
    struct err *err)
{
	const struct field *f = &s->field[field];
	unsigned char *p = row + f->off;

	if (t->type == JSON_NULL) {
		row_put_null(row, s, field);
		return 0;
	}
	if (t->type == JSON_TRUE || t->type == JSON_FALSE) {
		if (f->type != F_BOOL && f->type != F_U8)
			return quote_bad(t, "syntax", "unexpected value",
			    reason, err);
		*p = t->type == JSON_TRUE;
		return 0;
	}
	switch (f->type) {
	case F_SYM:
		return put_sym(p, t, syms, reason, err);
	case F_TEXT:
		return put_text(p, f->len, t, reason, err);
	case F_CHAR:
		return put_char(p, t, reason, err);
	case F_TS:
		return put_time(p, t, reason, err);
	default:
		return put_number(p, f, t, reason, err);
	}
}
