/*
 * text_write.c - rows as NDJSON and CSV.
 *
 * The text of the keys is made once per schema.  A line is printed into
 * the output buffer in one go: its greatest length is known before.
 */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/num.h"
#include "stream/sink_impl.h"

/* Greatest text of a value that is no text: a fixed decimal, a time. */
enum { VALUE_MAX = 40 };

/* Keys are copied in pieces of this many bytes, beyond their end too: it is
 * less than VALUE_MAX, so there is room. */
enum { KEY_STEP = 16 };

struct text_plan {
	size_t line_max; /* without symbols */
	int nsym;
	struct key {
		char *text; /* `,"price":`, the first with `{"kind":"...",` */
		size_t len;
		int quote; /* the value stands in quotes */
	} * key;
};

static inline size_t
put_unsigned(char *out, uint64_t v, uint64_t null)
{
	return v == null ? 0 : num_put_u64(out, v);
}

static inline size_t
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

size_t
text_put_value(char *out, const struct rec *r, int i, int ts_ns)
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

static void
plan_free(struct text_plan *plan, int n)
{
	int i;

	if (plan == NULL)
		return;
	for (i = 0; plan->key != NULL && i < n; i++)
		free(plan->key[i].text);
	free(plan->key);
	free(plan);
}

static int
plan_key(struct text_plan *plan, const struct schema *s, int i)
{
	const struct field *f = &s->field[i];
	struct key *k = &plan->key[i];
	char *p =
	    calloc(6 * (strlen(f->name) + strlen(s->kind)) + 32 + KEY_STEP, 1);

	if (p == NULL)
		return -1;
	k->text = p;
	if (i == 0) {
		memcpy(p, "{\"kind\":", 8);
		p += 8;
		p += json_put_string(p, s->kind, strlen(s->kind));
	}
	*p++ = ',';
	p += json_put_string(p, f->name, strlen(f->name));
	*p++ = ':';
	k->len = (size_t)(p - k->text);
	k->quote = f->type == F_TS || f->type == F_ID;
	plan->nsym += f->type == F_SYM;
	plan->line_max +=
	    k->len + (f->type == F_TEXT ? 6 * (size_t)f->len + 2 : VALUE_MAX);
	return 0;
}

static struct text_plan *
plan_new(const struct schema *s)
{
	struct text_plan *plan = calloc(1, sizeof(*plan));
	int i;

	if (plan == NULL)
		return NULL;
	plan->line_max = 4;
	plan->key = calloc((size_t)s->nfield, sizeof(*plan->key));
	for (i = 0; plan->key != NULL && i < s->nfield; i++)
		if (plan_key(plan, s, i) == -1)
			break;
	if (plan->key == NULL || i < s->nfield) {
		plan_free(plan, s->nfield);
		return NULL;
	}
	return plan;
}

static struct text_plan *
find_plan(struct sink *k, const struct schema *s, struct err *err)
{
	struct text_plan **v;
	uint32_t n;

	if (s->id < k->nplan && k->plan[s->id] != NULL)
		return k->plan[s->id];
	if (s->id >= k->nplan) {
		n = s->id + 16;
		if ((v = realloc(k->plan, n * sizeof(*v))) == NULL)
			goto fail;
		memset(v + k->nplan, 0, (n - k->nplan) * sizeof(*v));
		k->plan = v;
		k->nplan = n;
	}
	if ((k->plan[s->id] = plan_new(s)) != NULL)
		return k->plan[s->id];
fail:
	err_errno(err, "text of %s", s->kind);
	return NULL;
}

/* The symbol's text in quotes and escaped, kept by id. */
static const char *
quoted(struct sink *k, uint32_t id, size_t *len, struct err *err)
{
	uint32_t n = k->nquoted ? k->nquoted : 64, *l;
	const char *text;
	char **v;
	size_t size;

	if (id < k->nquoted && k->quoted[id] != NULL) {
		*len = k->quoted_len[id];
		return k->quoted[id];
	}
	while (n <= id)
		n *= 2;
	if (n != k->nquoted) {
		if ((v = realloc(k->quoted, n * sizeof(*v))) == NULL)
			goto fail;
		k->quoted = v;
		if ((l = realloc(k->quoted_len, n * sizeof(*l))) == NULL)
			goto fail;
		k->quoted_len = l;
		memset(v + k->nquoted, 0, (n - k->nquoted) * sizeof(*v));
		k->nquoted = n;
	}
	text = symtab_text(k->house->syms, id, &size);
	if ((k->quoted[id] = malloc(6 * size + 2)) == NULL)
		goto fail;
	*len = json_put_string(k->quoted[id], text, size);
	k->quoted_len[id] = (uint32_t)*len;
	return k->quoted[id];
fail:
	err_errno(err, "symbols");
	return NULL;
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

static size_t
put_json(struct sink *k, char *out, const struct rec *r, int i, int quote,
    struct err *err)
{
	const struct field *f = &r->schema->field[i];
	const char *text;
	size_t n;

	if (f->type == F_SYM) {
		if (rec_u32(r, i) == 0)
			return put_null(out);
		text = quoted(k, rec_u32(r, i), &n, err);
		if (text == NULL)
			return 0;
		memcpy(out, text, n);
		return n;
	}
	if (f->type == F_CHAR)
		return put_char(out, *rec_at(r, i));
	if (f->type == F_TEXT) {
		n = strnlen((const char *)rec_at(r, i), f->len);
		return n == 0 ? put_null(out)
			      : json_put_string(out, (const char *)rec_at(r, i),
				    n);
	}
	if (f->type == F_BOOL && !rec_is_null(r, i)) {
		n = *rec_at(r, i) ? 4 : 5;
		memcpy(out, *rec_at(r, i) ? "true" : "false", n);
		return n;
	}
	n = text_put_value(out + quote, r, i, k->opts.ts_ns);
	if (n == 0)
		return put_null(out);
	if (!quote)
		return n;
	out[0] = out[n + 1] = '"';
	return n + 2;
}

int
json_write_row(struct sink *k, const struct rec *r, struct err *err)
{
	const struct schema *s = r->schema;
	struct text_plan *plan = find_plan(k, s, err);
	char *line, *p;
	size_t n, room;
	int i;

	if (plan == NULL)
		return -1;
	room = plan->line_max + (size_t)plan->nsym * (6 * SYM_LEN_MAX + 2);
	if ((line = (char *)out_reserve(k->out, room, err)) == NULL)
		return -1;
	p = line;
	for (i = 0; i < s->nfield; i++) {
		for (n = 0; n < plan->key[i].len; n += KEY_STEP)
			memcpy(p + n, plan->key[i].text + n, KEY_STEP);
		p += plan->key[i].len;
		n = put_json(k, p, r, i, plan->key[i].quote, err);
		if (n == 0)
			return -1;
		p += n;
	}
	*p++ = '}';
	*p++ = '\n';
	out_commit(k->out, (size_t)(p - line));
	return 0;
}

/* ---- CSV ---- */

static int
csv_header(struct sink *k, const struct schema *s, struct err *err)
{
	char cell[2 * FIELD_NAME_MAX + 3];
	size_t n;
	int i;

	for (i = 0; i < s->nfield; i++) {
		n = csv_put(cell, s->field[i].name, strlen(s->field[i].name),
		    ',');
		cell[n++] = i + 1 < s->nfield ? ',' : '\n';
		if (out_write(k->out, cell, n, err) == -1)
			return -1;
	}
	k->csv = s;
	return 0;
}

static size_t
put_csv(struct sink *k, char *out, const struct rec *r, int i)
{
	const struct field *f = &r->schema->field[i];
	const char *text = (const char *)rec_at(r, i);
	size_t n;

	switch (f->type) {
	case F_SYM:
		text = symtab_text(k->house->syms, rec_u32(r, i), &n);
		return csv_put(out, text, n, ',');
	case F_CHAR:
		return *text == '\0' ? 0 : csv_put(out, text, 1, ',');
	case F_TEXT:
		return csv_put(out, text, strnlen(text, f->len), ',');
	default:
		return text_put_value(out, r, i, k->opts.ts_ns);
	}
}

int
csv_write_row(struct sink *k, const struct rec *r, struct err *err)
{
	const struct schema *s = r->schema;
	struct text_plan *plan;
	char *line, *p;
	int i;

	if (k->opts.kind != NULL && strcmp(k->opts.kind, s->kind) != 0) {
		k->rows--;
		return 0;
	}
	if (k->csv == NULL && csv_header(k, s, err) == -1)
		return -1;
	if (k->csv != s)
		return err_set(err,
		    "csv has one header: rows of %s%s behind "
		    "rows of %s%s",
		    s->kind,
		    strcmp(s->kind, k->csv->kind) == 0 ? " with other fields"
						       : "",
		    k->csv->kind,
		    strcmp(s->kind, k->csv->kind) == 0 ? "" : " (give --kind)");
	if ((plan = find_plan(k, s, err)) == NULL)
		return -1;
	line = (char *)out_reserve(k->out,
	    plan->line_max + (size_t)plan->nsym * (2 * SYM_LEN_MAX + 3), err);
	if (line == NULL)
		return -1;
	for (i = 0, p = line; i < s->nfield; i++) {
		p += put_csv(k, p, r, i);
		*p++ = ',';
	}
	p[-1] = '\n';
	out_commit(k->out, (size_t)(p - line));
	return 0;
}

void
text_write_fini(struct sink *k)
{
	uint32_t i;

	for (i = 0; i < k->nplan; i++)
		if (k->plan[i] != NULL)
			plan_free(k->plan[i],
			    schema_at(k->house->schemas, i)->nfield);
	free(k->plan);
	for (i = 0; i < k->nquoted; i++)
		free(k->quoted[i]);
	free(k->quoted);
	free(k->quoted_len);
}
