/*
 * text_plan.c - keys, kinds of values and symbols of text, made once.
 */
#include "stream/text_plan.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/digits.h"
#include "base/json.h"

static enum text_op
step_op(const struct field *f, const struct text_writer *w)
{
	int csv = w->csv;

	switch (f->type) {
	case F_TS:
		return w->ts_ns ? TEXT_U64 : TEXT_TIME;
	case F_PX:
		return TEXT_FIXED;
	case F_QTY:
		return f->scale == 9 ? TEXT_FIXED : TEXT_I64;
	case F_I64:
		return TEXT_I64;
	case F_I32:
		return TEXT_I32;
	case F_ID:
	case F_U64:
		return TEXT_U64;
	case F_U32:
		return TEXT_U32;
	case F_U16:
		return TEXT_U16;
	case F_U8:
		return TEXT_U8;
	case F_BOOL:
		return csv ? TEXT_U8 : TEXT_ANY;
	case F_F64:
		return TEXT_F64;
	case F_CHAR:
		return TEXT_CHAR;
	case F_SYM:
		return TEXT_SYM;
	default:
		return TEXT_ANY;
	}
}

/* The text in front of a value of NDJSON; returns its length. */
static size_t
put_key(char *p, const struct schema *s, int i, uint32_t quote)
{
	const char *name = s->field[i].name;
	char *from = p;

	if (i == 0) {
		memcpy(p, "{\"kind\":", 8);
		p += 8;
		p += json_put_string(p, s->kind, strlen(s->kind));
	}
	*p++ = ',';
	p += json_put_string(p, name, strlen(name));
	*p++ = ':';
	*p = '"';
	return (size_t)(p - from) + quote;
}

static size_t
value_max(const struct field *f, enum text_op op)
{
	size_t n = op == TEXT_SYM      ? 6 * SYM_LEN_MAX + 2
		   : f->type == F_TEXT ? 6 * (size_t)f->len + 2
				       : 0;

	return n + TEXT_VALUE_MAX;
}

/* What is before a cell: the kind begins the line. */
static size_t
put_csv_key(char *key, const struct schema *s, int i, char delim)
{
	size_t n = i == 0 ? csv_put(key, s->kind, strlen(s->kind), delim) : 0;

	key[n] = delim;
	return n + 1;
}

static int
make_step(struct text_plan *p, const struct schema *s, int i,
    const struct text_writer *w)
{
	const struct field *f = &s->field[i];
	struct text_step *t = &p->step[i];
	int csv = w->csv;
	char *key =
	    calloc(6 * (strlen(f->name) + strlen(s->kind)) + 32 + TEXT_KEY_STEP,
		1);

	if (key == NULL)
		return -1;
	t->key = key;
	t->off = f->off;
	t->field = i;
	t->op = step_op(f, w);
	t->null = t->op == TEXT_TIME ? TS_NULL : INT64_MAX;
	t->quote =
	    !csv && t->op != TEXT_ANY && (f->type == F_TS || f->type == F_ID);
	memcpy(t->second, "1970-01-01T00:00:00.", 20);
	t->key_len = (uint32_t)(csv ? put_csv_key(key, s, i, w->delim)
				    : put_key(key, s, i, t->quote));
	p->line_max += t->key_len + value_max(f, t->op);
	if (t->op == TEXT_SYM)
		p->sym[p->nsym++] = f->off;
	return 0;
}

struct text_plan *
text_plan_new(const struct schema *s, const struct text_writer *w)
{
	struct text_plan *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->line_max = 4;
	p->null_len = w->csv ? 0 : 4;
	p->step = calloc((size_t)s->nfield, sizeof(*p->step));
	p->sym = calloc((size_t)s->nfield, sizeof(*p->sym));
	for (; p->step != NULL && p->sym != NULL && p->n < s->nfield; p->n++)
		if (make_step(p, s, p->n, w) == -1)
			break;
	p->piece = calloc((size_t)s->nfield + 1, sizeof(*p->piece));
	p->text = calloc(p->line_max + 2 * TEXT_KEY_STEP, 1);
	if (p->step == NULL || p->n < s->nfield || p->piece == NULL ||
	    p->text == NULL) {
		text_plan_free(p);
		return NULL;
	}
	return p;
}

void
text_plan_free(struct text_plan *p)
{
	int i;

	if (p == NULL)
		return;
	for (i = 0; i < p->n; i++)
		free((char *)p->step[i].key);
	free(p->step);
	free(p->sym);
	free(p->piece);
	free(p->text);
	free(p);
}

/* ---- pieces ---- */

static enum text_hole
hole_of(const struct text_step *t, const unsigned char *at)
{
	switch (t->op) {
	case TEXT_TIME: {
		TEXT_LOAD(uint64_t, v, at);
		return v == t->null ? HOLE_NULL : HOLE_TIME;
	}
	case TEXT_FIXED: {
		TEXT_LOAD(uint64_t, v, at);
		return v == t->null ? HOLE_NULL : HOLE_NONE;
	}
	case TEXT_SYM:
		return HOLE_SAME;
	case TEXT_CHAR:
		return text_is_letter(*at) ? HOLE_LETTER : HOLE_NONE;
	case TEXT_U8:
		return *at < 10 ? HOLE_DIGIT8 : HOLE_NONE;
	case TEXT_U16: {
		TEXT_LOAD(uint16_t, v, at);
		return v < 10 ? HOLE_DIGIT16 : HOLE_NONE;
	}
	case TEXT_I32:
	case TEXT_U32: {
		TEXT_LOAD(uint32_t, v, at);
		return v < 10 ? HOLE_DIGIT32 : HOLE_SAME;
	}
	case TEXT_I64:
	case TEXT_U64: {
		TEXT_LOAD(uint64_t, v, at);
		if (t->op == TEXT_I64 && v == t->null)
			return HOLE_NULL;
		return v < 10 ? HOLE_DIGIT64 : HOLE_NONE;
	}
	default:
		return HOLE_NONE;
	}
}

/* Key and value as they will be, the value's place in *at. */
static char *
put_hole(char *p, struct text_step *t, const struct text_plan *plan)
{
	int csv = plan->null_len == 0;

	memcpy(p, t->key, t->key_len);
	p += t->key_len;
	switch (t->hole) {
	case HOLE_NULL:
		p -= t->quote;
		memcpy(p, "null", plan->null_len);
		return p + plan->null_len;
	case HOLE_TIME:
		memcpy(p, t->second, 20);
		memcpy(p + 20, "000000000Z\"", 11);
		return p + TS_ISO_LEN + t->quote;
	case HOLE_SAME:
		memcpy(p, t->same, t->same_len);
		return p + t->same_len;
	case HOLE_LETTER:
		memcpy(p, csv ? "x" : "\"x\"", csv ? 1 : 3);
		return p + (csv ? 1 : 3);
	default:
		memcpy(p, "0\"", 2);
		return p + 1 + t->quote;
	}
}

/* Where in what put_hole printed, up to end, the value is written over. */
static char *
hole_place(char *end, const struct text_step *t, const struct text_plan *plan)
{
	switch (t->hole) {
	case HOLE_TIME:
		return end - t->quote - TS_ISO_LEN;
	case HOLE_LETTER:
		return end - 1 - (plan->null_len != 0);
	case HOLE_NULL:
	case HOLE_SAME: /* stay, and may be empty */
		return end;
	default:
		return end - t->quote - 1;
	}
}

static void
make_pieces(struct text_plan *plan)
{
	struct text_piece *piece = plan->piece;
	struct text_step *t;
	char *p = plan->text;
	int i;

	piece->text = p;
	for (i = 0; i <= plan->n; i++) {
		t = &plan->step[i];
		if (i < plan->n && t->hole != HOLE_NONE) {
			p = put_hole(p, t, plan);
			t->place = hole_place(p, t, plan);
			t->at = (uint32_t)(t->place - piece->text);
			continue;
		}
		if (i < plan->n) {
			memcpy(p, t->key, t->key_len);
			p += t->key_len;
		} else {
			*p = '}';
			p += plan->null_len != 0;
			*p++ = '\n';
		}
		piece->len = (uint32_t)(p - piece->text);
		piece->value = t;
		piece++;
		p += TEXT_KEY_STEP; /* may be read */
		if (i < plan->n)
			piece->text = p;
	}
}

/* The text of a HOLE_SAME, which for a number lies where times have theirs. */
static int
learn_same(struct text_step *t, struct text_writer *w, const struct rec *r,
    struct err *err)
{
	const struct text_sym *sym;

	memcpy(&t->same_is, r->v + t->off, sizeof(t->same_is));
	if (t->op != TEXT_SYM) {
		t->same = t->second;
		t->same_len =
		    (uint32_t)(w->csv ? text_put_csv(t->second, r, t->field,
					    w->delim, 0, NULL)
				      : text_put_json(t->second, r, t->field, 0,
					    NULL));
		return 0;
	}
	if ((sym = text_sym(w, t->same_is, err)) == NULL)
		return -1;
	t->same = sym->text;
	t->same_len = (uint32_t)sym->len;
	return 0;
}

int
text_plan_learn(struct text_plan *p, struct text_writer *w, const struct rec *r,
    struct err *err)
{
	struct text_step *t;
	int i;

	for (i = 0; i < p->n; i++) {
		t = &p->step[i];
		t->hole = hole_of(t, r->v + t->off);
		if (t->hole == HOLE_SAME && learn_same(t, w, r, err) == -1)
			return -1;
	}
	p->learnt = 1;
	make_pieces(p);
	return 0;
}

void
text_plan_unlearn(struct text_plan *p, struct text_step *t)
{
	t->hole = HOLE_NONE;
	make_pieces(p);
}

int
text_second(struct text_step *t, uint64_t *clock, uint64_t ns)
{
	const uint64_t colons = UINT64_C(0x0a00000a0000); /* ':' is '0' + 10 */
	int other_day = ns - t->day_ns >= NS_DAY;
	char text[TS_ISO_LEN];
	uint32_t second, minute;

	if (other_day) {
		ts_put_iso(text, ns);
		memcpy(t->second, text, 20);
		t->day_ns = ns - ns % NS_DAY;
	}
	second = (uint32_t)((ns - t->day_ns) / NS_SECOND);
	t->second_ns = t->day_ns + second * NS_SECOND;
	minute = second / 60;
	/* "HH0MM0SS" */
	*clock = digits_split8(
		     minute / 60 * 1000000 + minute % 60 * 1000 + second % 60) +
		 DIGITS_ZEROS + colons;
	digits_store8(t->second + TEXT_CLOCK_AT, *clock);
	return other_day;
}

int
text_sym_make(struct text_writer *w, uint32_t id, struct err *err)
{
	struct text_sym *v = idmap_get(&w->sym, id, err);
	const char *text;
	size_t len;

	if (v == NULL)
		return -1;
	text = symtab_text(w->vocab->syms, id, &len);
	if ((v->text = calloc(6 * len + 8 + TEXT_SYM_STEP, 1)) == NULL)
		return err_errno(err, "symbols");
	if (w->csv)
		v->len = csv_put(v->text, text, len, w->delim);
	else if (id == 0)
		v->len = strlen(strcpy(v->text, "null"));
	else
		v->len = json_put_string(v->text, text, len);
	return 0;
}
