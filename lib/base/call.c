/*
 * call.c - reading and printing the arguments of name(args).
 */
#include "base/call.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

/* A call on its way. */
struct reading {
	struct call *c;
	const char *name; /* of the function */
	const char *s;    /* its position in the text */
	unsigned given;   /* bit i: argument i has its value */
	const struct call_series *series;
};

static int
count_args(const struct arg *args)
{
	int n = 0;

	while (args != NULL && args[n].name != NULL)
		n++;
	if (n > CALL_ARGS_MAX)
		BUG("a table of too many arguments");
	return n;
}

static void
put_limit(char out[NUM_F64_MAX + 1], const struct arg *a, double v)
{
	if (a->kind == ARG_DURATION && v >= 0 && v < 18e18)
		out[num_put_duration(out, (uint64_t)v)] = '\0';
	else
		out[num_put_f64(out, v)] = '\0';
}

static int
check_limits(struct scan *q, const char *s, const struct arg *a, double v)
{
	char lo[NUM_F64_MAX + 1], hi[NUM_F64_MAX + 1];

	if ((a->min == 0 && a->max == 0) || (v >= a->min && v <= a->max))
		return 0;
	put_limit(lo, a, a->min);
	put_limit(hi, a, a->max);
	return scan_fail(q, s, "argument %s: out of range: expected %s to %s",
	    a->name, lo, hi);
}

static int
read_number(struct scan *q, const struct arg *a, struct arg_value *v)
{
	const char *s;
	double d;
	int minus;

	scan_blanks(q);
	s = q->s;
	minus = scan_accept(q, '-');
	scan_blanks(q);
	if (!isdigit((unsigned char)*q->s) && *q->s != '.')
		return scan_fail(q, s, "argument %s: expected a number",
		    a->name);
	if (scan_number(q, &d) == -1)
		return -1;
	if (minus)
		d = -d;
	if (a->kind == ARG_INT && (d != floor(d) || fabs(d) > 0x1p53))
		return scan_fail(q, s, "argument %s: expected a whole number",
		    a->name);
	v->d = d;
	v->i = a->kind == ARG_INT ? (int64_t)d : 0;
	return check_limits(q, s, a, d);
}

/* Store a text in the call's own buffer. */
static int
read_text(struct scan *q, const struct arg *a, struct call *c,
    struct arg_value *v)
{
	char *out = c->text + c->text_used;
	const char *s;
	int n;

	scan_blanks(q);
	s = q->s;
	n = scan_text(q, out, (size_t)(CALL_TEXT_MAX - c->text_used));
	if (n == -1)
		return err_at(q->err, "argument %s", a->name);
	if (a->kind == ARG_FIELD && *s != '"' && scan_name(out) != (size_t)n)
		return scan_fail(q, s, "argument %s: not a field name: \"%s\"",
		    a->name, out);
	v->text = c->text_used;
	c->text_used += n + 1;
	return 0;
}

static int
read_duration(struct scan *q, const struct arg *a, struct arg_value *v)
{
	const char *s;
	uint64_t ns;
	size_t n;

	scan_blanks(q);
	s = q->s;
	n = strcspn(s, ",) \t\n\r");
	if (num_duration(&ns, s, n) < 0 || ns > INT64_MAX)
		return scan_fail(q, s,
		    "argument %s: expected a duration such as 250ms or 5m",
		    a->name);
	q->s = s + n;
	v->i = (int64_t)ns;
	v->d = (double)ns;
	return check_limits(q, s, a, v->d);
}

static int
read_word(struct scan *q, const struct arg *a, struct arg_value *v)
{
	char list[256] = "";
	size_t n, used = 0;
	const char *s;
	int i;

	scan_blanks(q);
	s = q->s;
	n = strcspn(s, ",) \t\n\r");
	for (i = 0; a->words[i] != NULL; i++) {
		if (strlen(a->words[i]) == n &&
		    memcmp(a->words[i], s, n) == 0) {
			v->i = i;
			q->s = s + n;
			return 0;
		}
		if (used < sizeof(list))
			used +=
			    (size_t)snprintf(list + used, sizeof(list) - used,
				"%s%s", i > 0 ? ", " : "", a->words[i]);
	}
	return scan_fail(q, s, "argument %s: expected one of %s", a->name,
	    list);
}

static int
read_series(struct scan *q, const struct reading *r, struct arg_value *v)
{
	int i;

	if (r->series == NULL || r->series->read == NULL)
		BUG("a series where none can be read");
	if ((i = r->series->read(r->series->arg, q)) < 0)
		return -1;
	v->i = i;
	return 0;
}

static int
read_value(struct scan *q, struct reading *r, int i)
{
	const struct arg *a = &r->c->args[i];
	struct arg_value *v = &r->c->v[i];

	r->given |= 1u << i;
	switch (a->kind) {
	case ARG_IN:
		return read_series(q, r, v);
	case ARG_INT:
	case ARG_REAL:
		return read_number(q, a, v);
	case ARG_DURATION:
		return read_duration(q, a, v);
	case ARG_WORD:
		return read_word(q, a, v);
	case ARG_SYMBOL:
	case ARG_TEXT:
	case ARG_FIELD:
		return read_text(q, a, r->c, v);
	}
	BUG("an argument of an unknown kind");
}

static int
find_arg(const struct call *c, const char *name, size_t len)
{
	int i;

	for (i = 0; i < c->n; i++)
		if (strlen(c->args[i].name) == len &&
		    memcmp(c->args[i].name, name, len) == 0)
			return i;
	return -1;
}

static int
read_arg(struct scan *q, struct reading *r, int *place, int *by_name)
{
	const char *key = NULL, *s;
	size_t len;
	int i;

	scan_blanks(q);
	s = q->s;
	len = scan_key(q, &key);
	if (len == 0 && *by_name)
		return scan_fail(q, s,
		    "a positional argument after a named one");
	if (len == 0) {
		i = (*place)++;
		if (i >= r->c->n)
			return scan_fail(q, s, "%s takes %d argument%s",
			    r->name, i, i == 1 ? "" : "s");
		return read_value(q, r, i);
	}
	*by_name = 1;
	if ((i = find_arg(r->c, key, len)) == -1)
		return scan_fail(q, key, "%s has no argument \"%.*s\"", r->name,
		    len > 60 ? 60 : (int)len, key);
	if ((r->given & 1u << i) != 0)
		return scan_fail(q, key, "argument %s: given twice",
		    r->c->args[i].name);
	return read_value(q, r, i);
}

/* Parse a default as if it were written in the call. */
static int
read_default(struct scan *q, struct reading *r, int i)
{
	const struct arg *a = &r->c->args[i];
	struct scan sub = *q;

	if (a->def == NULL)
		return scan_fail(q, r->s, "%s: missing argument %s (%s)",
		    r->name, a->name, a->help);
	sub.at = scan_at(q, r->s);
	sub.text = sub.s = a->def;
	return read_value(&sub, r, i);
}

static int
read_defaults(struct scan *q, struct reading *r)
{
	int i;

	for (i = 0; i < r->c->n; i++)
		if ((r->given & 1u << i) == 0 && read_default(q, r, i) == -1)
			return -1;
	return 0;
}

static void
begin(struct reading *r, struct call *c, struct scan *q, const char *name,
    const struct arg *args, const struct call_series *series)
{
	memset(c, 0, sizeof(*c));
	c->args = args;
	c->n = count_args(args);
	*r = (struct reading){ .c = c,
		.name = name,
		.s = q->s,
		.series = series };
}

int
call_read(struct call *c, struct scan *q, const char *name,
    const struct arg *args, const struct call_series *series)
{
	struct reading r;
	int place = 0, by_name = 0;

	begin(&r, c, q, name, args, series);
	if (!scan_accept(q, ')')) {
		do {
			if (read_arg(q, &r, &place, &by_name) == -1)
				return -1;
		} while (scan_accept(q, ','));
		if (!scan_accept(q, ')'))
			return scan_unexpected(q, "',' or ')'");
	}
	return read_defaults(q, &r);
}

int
call_bare(struct call *c, struct scan *q, const char *name,
    const struct arg *args, const struct call_series *series)
{
	struct reading r;

	begin(&r, c, q, name, args, series);
	return read_defaults(q, &r);
}

int
call_can_be_bare(const struct arg *args)
{
	int i, n = count_args(args);

	for (i = 0; i < n; i++)
		if (args[i].def == NULL)
			return 0;
	return 1;
}

const char *
call_text(const struct call *c, int i)
{
	return c->text + c->v[i].text;
}

static int
is_text(enum arg_kind kind)
{
	return kind == ARG_SYMBOL || kind == ARG_TEXT || kind == ARG_FIELD;
}

int
call_same(const struct call *a, const struct call *b)
{
	int i;

	if (a->args != b->args || a->n != b->n)
		return 0;
	for (i = 0; i < a->n; i++) {
		if (is_text(a->args[i].kind)) {
			if (strcmp(call_text(a, i), call_text(b, i)) != 0)
				return 0;
		} else if (a->v[i].i != b->v[i].i ||
			   memcmp(&a->v[i].d, &b->v[i].d, sizeof(a->v[i].d)) !=
			       0) {
			return 0;
		}
	}
	return 1;
}

/*
 * Print text so that scan_text reads it back; name: only names may be
 * unquoted.
 */
static size_t
put_text(char *out, const char *s, int name)
{
	size_t n = 0, len = strlen(s);

	if ((!name || scan_name(s) == len) && strpbrk(s, ",)\"\\") == NULL &&
	    s[0] != ' ' && s[0] != '\t' && len > 0 && s[len - 1] != ' ' &&
	    s[len - 1] != '\t') {
		memcpy(out, s, len + 1);
		return len;
	}
	out[n++] = '"';
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			out[n++] = '\\';
		out[n++] = *s;
	}
	out[n++] = '"';
	out[n] = '\0';
	return n;
}

size_t
call_put_value(char out[CALL_VALUE_MAX], const struct call *c, int i)
{
	const struct arg *a = &c->args[i];
	const struct arg_value *v = &c->v[i];
	size_t n;

	switch (a->kind) {
	case ARG_INT:
	case ARG_REAL:
		n = num_put_f64(out, v->d);
		break;
	case ARG_DURATION:
		n = num_put_duration(out, (uint64_t)v->i);
		break;
	case ARG_WORD:
		n = strlen(a->words[v->i]);
		memcpy(out, a->words[v->i], n);
		break;
	case ARG_SYMBOL:
	case ARG_TEXT:
	case ARG_FIELD:
		return put_text(out, call_text(c, i), a->kind == ARG_FIELD);
	case ARG_IN:
	default:
		BUG("a series has no text here");
	}
	out[n] = '\0';
	return n;
}

size_t
call_put(char *out, size_t size, const char *name, const struct call *c)
{
	char value[CALL_VALUE_MAX];
	size_t n = (size_t)snprintf(out, size, "%s", name);
	int i;

	for (i = 0; i < c->n; i++) {
		call_put_value(value, c, i);
		n += (size_t)snprintf(n < size ? out + n : NULL,
		    n < size ? size - n : 0, "%s%s=%s%s", i == 0 ? "(" : ",",
		    c->args[i].name, value, i + 1 == c->n ? ")" : "");
	}
	return n;
}
