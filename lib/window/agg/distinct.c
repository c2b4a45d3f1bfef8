/*
 * distinct.c - number of distinct values of a field in a window.
 *
 * Exact up to 64 values; more are estimated by a HyperLogLog of 4 KiB, with a
 * standard error of 1.6 % (math/hll.h).  Nulls are ignored.  The field may be
 * defined by a kind or kept from the input.  Texts are compared by their bytes,
 * not by their ids in this process.
 *
 * Memory: 4112 bytes per open window.
 */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "math/hll.h"
#include "window/agg/field.h"

struct distinct_arg {
	struct field_arg f;
	const struct symtab *syms;
};

static const struct arg args[] = {
	{ .name = "field", .kind = ARG_FIELD, .help = "a field of the input" },
	{ .name = NULL },
};

static int
distinct_bind(void *arg, const struct call *c, const struct schema *s,
    struct err *err)
{
	struct distinct_arg *a = arg;

	return field_bind(&a->f, call_text(c, 0), "distinct_", s, err);
}

static void
distinct_symbols(void *arg, const struct symtab *syms)
{
	((struct distinct_arg *)arg)->syms = syms;
}

static int
distinct_columns(const void *arg, const struct schema *s, struct column *out)
{
	const struct distinct_arg *a = arg;
	int n = field_column(&a->f, F_U64, 0, out);

	(void)s;
	if (n > 0)
		out->unit = "1.6% above 64";
	return n;
}

static int
distinct_takes(const void *arg)
{
	return ((const struct distinct_arg *)arg)->f.at >= 0;
}

static uint64_t
hash_double(double x)
{
	uint64_t bits;

	x += 0.0; /* -0 is 0 */
	memcpy(&bits, &x, sizeof(bits));
	return hll_mix(bits);
}

/* A value of any type; equal ones of two scales or lengths are one. */
static uint64_t
hash_value(const struct distinct_arg *a, const struct field_value *v,
    const struct rec *r)
{
	const struct field *f = &r->schema->field[a->f.at];
	const char *text;
	size_t len;

	switch (f->type) {
	case F_SYM:
		text = symtab_text(a->syms, (uint32_t)v->v.u, &len);
		return hash_xxh64(text, len, 0);
	case F_TEXT:
		text = (const char *)rec_at(r, a->f.at);
		return hash_xxh64(text, strnlen(text, f->len), 0);
	case F_QTY:
		return hll_mix(
		    hll_mix((uint64_t)v->v.q.whole) + (uint64_t)v->v.q.nano);
	case F_F64:
	case F_F32:
		return hash_double(v->v.d);
	default:
		return hll_mix(v->v.u);
	}
}

static void
distinct_push(const void *arg, void *state, void *carry, const struct rec *r)
{
	const struct distinct_arg *a = arg;
	struct field_value v;

	(void)carry;
	if (field_get(&a->f, &v, r))
		hll_add(state, hash_value(a, &v, r));
}

static void
distinct_merge(const void *arg, void *state, const void *later)
{
	(void)arg;
	hll_merge(state, later);
}

static void
distinct_emit(const void *arg, const void *state, union cell *out)
{
	(void)arg;
	out->u = hll_count(state);
}

static int
distinct_walk(struct walk *w, const void *arg, void *state)
{
	(void)arg;
	return hll_walk(w, state);
}

const struct aggregate aggregate_distinct = {
	.name = "distinct",
	.summary = "number of different values of a field: exact to 64, else "
		   "within 1.6 %",
	.source = "Flajolet, Fusy, Gandouet and Meunier 2007; Ertl 2017",
	.example = "distinct(price)",
	.sees = SEES_ALL,
	.args = args,
	.columns = distinct_columns,
	.arg_size = sizeof(struct distinct_arg),
	.state_size = sizeof(struct hll),
	.bind = distinct_bind,
	.symbols = distinct_symbols,
	.takes = distinct_takes,
	.push = distinct_push,
	.merge = distinct_merge,
	.emit = distinct_emit,
	.walk_state = distinct_walk,
};
