/*
 * text_write.c - rows as NDJSON and CSV.
 *
 * The common parts of a schema's lines, text and types, are prepared in
 * advance (text_plan.c).  Lines are printed into the output buffer, many at a
 * time; their maximum length is known, so texts can be copied in fixed steps
 * beyond their ends.  For most times the second is the same as in the row
 * before: then only nine digits are printed.
 */
#include <string.h>

#include "base/digits.h"
#include "base/num.h"
#include "stream/text_plan.h"

/* Inlined into each caller: saving registers costs as much as a digit. */
#define INLINE __attribute__((always_inline)) static inline

/* The quote in front of the value is taken back. */
static inline char *
put_null(char *p, const struct text_plan *plan, const struct text_step *t)
{
	p -= t->quote;
	memcpy(p, "null", 4);
	return p + plan->null_len;
}

static inline char *
put_quote(char *p, const struct text_step *t)
{
	*p = '"';
	return p + t->quote;
}

INLINE char *
put_u64(char *p, uint64_t v)
{
	if (v < 1000)
		return p + digits_put_tiny(p, (uint32_t)v);
	return p + (v < 100000000 ? digits_put_small(p, (uint32_t)v)
				  : num_put_u64(p, v));
}

INLINE char *
put_i64(char *p, int64_t v)
{
	*p = '-';
	return put_u64(p + (v < 0), v < 0 ? -(uint64_t)v : (uint64_t)v);
}

INLINE char *
put_fixed(char *p, int64_t v)
{
	const uint64_t unit = 1000000000;
	uint64_t m = v < 0 ? -(uint64_t)v : (uint64_t)v, whole = m / unit;

	*p = '-';
	p = put_u64(p + (v < 0), whole);
	return p + digits_put_fraction(p, (uint32_t)(m - whole * unit));
}

/* A time of the second that was printed last. */
INLINE char *
put_time(char *p, struct text_step *t, uint64_t ns)
{
	uint64_t clock;

	if (ns - t->second_ns >= NS_SECOND)
		(void)text_second(t, &clock, ns);
	memcpy(p, t->second, 20);
	digits_put9(p + 20, (uint32_t)(ns - t->second_ns));
	p[29] = 'Z';
	return put_quote(p + TS_ISO_LEN, t);
}

static inline char *
put_text(char *p, const char *text, size_t len, size_t step)
{
	size_t n;

	memcpy(p, text, step);
	for (n = step; n < len; n += step)
		memcpy(p + n, text + n, step);
	return p + len;
}

static inline char *
put_char(char *p, unsigned char c, int csv)
{
	if (!text_is_letter(c))
		return NULL;
	if (csv) {
		*p = (char)c;
		return p + 1;
	}
	p[0] = p[2] = '"';
	p[1] = (char)c;
	return p + 3;
}

/* No symbol: those are steps of their own. */
static char *
put_any(struct text_writer *w, char *p, const struct rec *r, int i)
{
	return p + (w->csv ? text_put_csv(p, r, i, w->delim, w->ts_ns, NULL)
			   : text_put_json(p, r, i, w->ts_ns, NULL));
}

/* One value: where it ends, NULL without memory for a symbol. */
INLINE char *
put_step(struct text_writer *w, const struct text_plan *plan,
    struct text_step *t, char *p, const struct rec *r, struct err *err)
{
	const unsigned char *at = r->v + t->off;
	const struct text_sym *sym;
	char *end;

	switch (t->op) {
	case TEXT_TIME: {
		TEXT_LOAD(uint64_t, v, at);
		return v == TS_NULL ? put_null(p, plan, t) : put_time(p, t, v);
	}
	case TEXT_FIXED: {
		TEXT_LOAD(int64_t, v, at);
		return v == PX_NULL ? put_null(p, plan, t) : put_fixed(p, v);
	}
	case TEXT_I64: {
		TEXT_LOAD(int64_t, v, at);
		return v == INT64_MAX ? put_null(p, plan, t) : put_i64(p, v);
	}
	case TEXT_I32: {
		TEXT_LOAD(int32_t, v, at);
		return v == INT32_MAX ? put_null(p, plan, t) : put_i64(p, v);
	}
	case TEXT_U64: {
		TEXT_LOAD(uint64_t, v, at);
		return v == UINT64_MAX ? put_null(p, plan, t)
				       : put_quote(put_u64(p, v), t);
	}
	case TEXT_U32: {
		TEXT_LOAD(uint32_t, v, at);
		return v == UINT32_MAX ? put_null(p, plan, t) : put_u64(p, v);
	}
	case TEXT_U16: {
		TEXT_LOAD(uint16_t, v, at);
		return v == UINT16_MAX ? put_null(p, plan, t) : put_u64(p, v);
	}
	case TEXT_U8:
		return *at == UINT8_MAX ? put_null(p, plan, t)
					: put_u64(p, *at);
	case TEXT_F64: {
		TEXT_LOAD(double, v, at);
		return isfinite(v) ? p + num_put_f64(p, v)
				   : put_null(p, plan, t);
	}
	case TEXT_CHAR:
		end = put_char(p, *at, plan->null_len == 0);
		return end != NULL ? end : put_any(w, p, r, t->field);
	case TEXT_SYM: {
		TEXT_LOAD(uint32_t, v, at);
		if ((sym = text_sym(w, v, err)) == NULL)
			return NULL;
		return put_text(p, sym->text, sym->len, TEXT_SYM_STEP);
	}
	default:
		return put_any(w, p, r, t->field);
	}
}

/* One line at p, field by field: where it ends, or NULL. */
static char *
put_fields(struct text_writer *w, const struct text_plan *plan, char *p,
    const struct rec *r, struct err *err)
{
	struct text_step *t = plan->step, *end = t + plan->n;

	for (; t < end; t++) {
		p = put_text(p, t->key, t->key_len, TEXT_KEY_STEP);
		if ((p = put_step(w, plan, t, p, r, err)) == NULL)
			return NULL;
	}
	*p = '}';
	p += plan->null_len != 0;
	*p = '\n';
	return p + 1;
}

static inline int
put_digit(char *p, uint64_t v)
{
	*p = (char)('0' + v);
	return v < 10;
}

/*
 * Store another second, in a line and in the piece it was copied from.  The
 * time of day is stored from its register: loading bytes that were just stored
 * would stall.
 */
static void
put_second(char *p, struct text_step *t, uint64_t ns)
{
	uint64_t clock;

	if (text_second(t, &clock, ns)) {
		memcpy(p, t->second, 20);
		memcpy(t->place, t->second, 20);
	}
	digits_store8(p + TEXT_CLOCK_AT, clock);
	digits_store8(t->place + TEXT_CLOCK_AT, clock);
}

/* The value of a hole at p, in a copy of its piece: 0 when it is of another
 * form. */
static inline int
put_hole(char *p, struct text_step *t, const unsigned char *at)
{
	switch (t->hole) {
	case HOLE_TIME: {
		TEXT_LOAD(uint64_t, ns, at);
		if (ns - t->second_ns >= NS_SECOND) {
			if (ns == TS_NULL)
				return 0;
			put_second(p, t, ns);
		}
		digits_put9(p + 20, (uint32_t)(ns - t->second_ns));
		return 1;
	}
	case HOLE_NULL: {
		TEXT_LOAD(uint64_t, v, at);
		return v == t->null;
	}
	case HOLE_SAME: {
		TEXT_LOAD(uint32_t, v, at);
		return v == t->same_is;
	}
	case HOLE_LETTER:
		*p = (char)*at;
		return text_is_letter(*at);
	case HOLE_DIGIT8:
		return put_digit(p, *at);
	case HOLE_DIGIT16: {
		TEXT_LOAD(uint16_t, v, at);
		return put_digit(p, v);
	}
	case HOLE_DIGIT32: {
		TEXT_LOAD(uint32_t, v, at);
		return put_digit(p, v);
	}
	case HOLE_DIGIT64: {
		TEXT_LOAD(uint64_t, v, at);
		return put_digit(p, v);
	}
	case HOLE_NONE:
		break;
	}
	return 0;
}

/* One line at p in pieces: where it ends, or NULL. */
static char *
put_line(struct text_writer *w, struct text_plan *plan, char *p,
    const struct rec *r, struct err *err)
{
	const struct text_piece *piece = plan->piece;
	struct text_step *t = plan->step, *end = t + plan->n;
	const unsigned char *row = r->v;
	char *from = p, *next;

	for (;; piece++, t++) {
		next = put_text(p, piece->text, piece->len, TEXT_KEY_STEP);
		for (; t != piece->value; t++)
			if (!put_hole(p + t->at, t, row + t->off)) {
				next = put_fields(w, plan, from, r, err);
				text_plan_unlearn(plan, t); /* new seconds */
				return next;
			}
		if (t == end)
			return next;
		if ((p = put_step(w, plan, t, next, r, err)) == NULL)
			return NULL;
	}
}

/* Where the output is flushed depends on the lines alone, not on how many rows
 * come at a time: with zstd each flush is a frame. */
int
text_put_rows(struct text_writer *w, struct text_plan *plan,
    const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct rec r = { s, rows };
	char *from, *p, *end;
	size_t room;

	if (n > 0 && !plan->learnt && text_plan_learn(plan, w, &r, err) == -1)
		return -1;
	while (n > 0) {
		from = (char *)out_reserve(w->out, plan->line_max, err);
		if (from == NULL)
			return -1;
		room = out_room(w->out);
		for (p = end = from;
		     end != NULL && n > 0 &&
		     room - (size_t)(p - from) >= plan->line_max;
		     n--, r.v += s->row_size) {
			end = put_line(w, plan, p, &r, err);
			p = end != NULL ? end : p;
		}
		out_commit(w->out, (size_t)(p - from));
		if (end == NULL)
			return -1;
	}
	return 0;
}
