/*
 * text_plan.c - keys, kinds of values and symbols of text, made once.
 */
#include "stream/text_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/json.h"

static enum text_op
step_op(const struct field *f, const struct sink_opts *opts)
{
	int csv = opts->format == FORMAT_CSV;

	switch (f->type) {
	case F_TS:
		return opts->ts_ns ? TEXT_U64 : TEXT_TIME;
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

static int
make_step(struct text_plan *p, const struct schema *s, int i,
    const struct sink_opts *opts)
{
	const struct field *f = &s->field[i];
	struct text_step *t = &p->step[i];
	int csv = opts->format == FORMAT_CSV;
	char *key =
	    calloc(6 * (strlen(f->name) + strlen(s->kind)) + 32 + TEXT_KEY_STEP,
		1);

	if (key == NULL)
		return -1;
	t->key = key;
	t->off = f->off;
	t->field = i;
	t->op = step_op(f, opts);
	t->quote =
	    !csv && t->op != TEXT_ANY && (f->type == F_TS || f->type == F_ID);
	memcpy(t->second, "1970-01-01T00:00:00.", 20);
	if (csv)
		memcpy(key, ",", 2);
	t->key_len = csv ? i > 0 : (uint32_t)put_key(key, s, i, t->quote);
	p->line_max += t->key_len + value_max(f, t->op);
	return 0;
}

struct text_plan *
text_plan_new(const struct schema *s, const struct sink_opts *opts)
{
	struct text_plan *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->line_max = 4;
	p->null_len = opts->format == FORMAT_CSV ? 0 : 4;
	p->step = calloc((size_t)s->nfield, sizeof(*p->step));
	for (; p->step != NULL && p->n < s->nfield; p->n++)
		if (make_step(p, s, p->n, opts) == -1)
			break;
	if (p->step == NULL || p->n < s->nfield) {
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
	free(p);
}

int
text_sym_make(struct sink *k, uint32_t id, struct err *err)
{
	uint32_t n = k->nsym ? k->nsym : 64;
	const char *text;
	struct text_sym *v;
	size_t len;

	while (n <= id)
		n *= 2;
	if (n != k->nsym) {
		if ((v = realloc(k->sym, n * sizeof(*v))) == NULL)
			return err_errno(err, "symbols");
		memset(v + k->nsym, 0, (n - k->nsym) * sizeof(*v));
		k->sym = v;
		k->nsym = n;
	}
	v = &k->sym[id];
	text = symtab_text(k->house->syms, id, &len);
	if ((v->text = calloc(6 * len + 8 + TEXT_SYM_STEP, 1)) == NULL)
		return err_errno(err, "symbols");
	if (k->opts.format == FORMAT_CSV)
		v->len = csv_put(v->text, text, len, ',');
	else if (id == 0)
		v->len = strlen(strcpy(v->text, "null"));
	else
		v->len = json_put_string(v->text, text, len);
	return 0;
}
