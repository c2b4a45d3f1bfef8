/*
 * where_value.c - words, literals, fields and columns of an expression.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/num.h"
#include "base/tstamp.h"
#include "stream/where_parse.h"

/* ---- words and texts ---- */

int
parse_word(struct scan *q, const char *word)
{
	size_t n = strlen(word);

	scan_blanks(q);
	if (scan_name(q->s) != n || strncasecmp(q->s, word, n) != 0)
		return 0;
	q->s += n;
	return 1;
}

/* Into the pool, which has room for all of the text, and a NUL a token. */
static const char *
keep(struct expr *e, const char *s, size_t len)
{
	char *to = e->pool + e->used;

	if (len > 0)
		memcpy(to, s, len);
	to[len] = '\0';
	e->used += len + 1;
	return to;
}

/* A quoted text; quotes and '\' inside are escaped by '\'. */
static int
read_quoted(struct parser *p, const char **text, size_t *len)
{
	struct scan *q = &p->q;
	char quote = *q->s, *to = p->e->pool + p->e->used;
	const char *begin = q->s++;
	size_t n = 0;

	while (*q->s != quote) {
		if (*q->s == '\\' && (q->s[1] == quote || q->s[1] == '\\'))
			q->s++;
		if (*q->s == '\0')
			return scan_fail(q, begin, "unclosed quote");
		to[n++] = *q->s++;
	}
	q->s++;
	to[n] = '\0';
	p->e->used += n + 1;
	*text = to;
	*len = n;
	return 0;
}

/* ---- literals ---- */

static int
new_literal(struct parser *p, enum literal_kind kind, const char *at)
{
	struct expr *e = p->e;
	struct literal *l;

	if (array_grow(&e->literal, &e->literal_room, (size_t)e->nliteral + 1,
		sizeof(*e->literal)) == -1)
		return err_errno(p->q.err, "--where");
	l = &e->literal[e->nliteral];
	*l = (struct literal){ .kind = kind, .at = scan_at(&p->q, at) };
	return e->nliteral++;
}

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "2024-03-01T14:30:00Z", which begins as a number does. */
static int
is_time(const char *s)
{
	return is_digit(s[0]) && is_digit(s[1]) && is_digit(s[2]) &&
	       is_digit(s[3]) && s[4] == '-' && is_digit(s[5]);
}

static int
read_time(struct parser *p, int i)
{
	const char *s = p->q.s, *why;
	size_t n = strcspn(s, " \t\r\n,)");
	struct literal *l = &p->e->literal[i];

	if (ts_parse(&l->ts, s, n, TS_AUTO, NULL, &why) == -1)
		return scan_fail(&p->q, s, "not a time: \"%.*s\": %s",
		    n < 40 ? (int)n : 40, s, why);
	l->text = keep(p->e, s, n);
	l->len = n;
	p->q.s += n;
	return i;
}

static int
read_number(struct parser *p, int i)
{
	const char *s = p->q.s;
	size_t n = 1; /* a digit or a sign */
	struct literal *l = &p->e->literal[i];

	while (is_digit(s[n]) || s[n] == '.' || s[n] == 'e' || s[n] == 'E' ||
	       ((s[n] == '-' || s[n] == '+') &&
		   (s[n - 1] == 'e' || s[n - 1] == 'E')))
		n++;
	if (scan_is_name(s[n], 0) || decimal_read(&l->dec, s, n) == -1)
		return scan_fail(&p->q, s,
		    "not a number, a time or a quoted text: \"%.40s\"", s);
	if (num_f64(&l->d, s, n) != 0) /* beyond all doubles */
		l->d = l->dec.neg ? -INFINITY : INFINITY;
	l->text = keep(p->e, s, n);
	l->len = n;
	p->q.s += n;
	return i;
}

int
parse_literal(struct parser *p, int *none)
{
	struct scan *q = &p->q;
	const char *at;
	int i, yes;

	scan_blanks(q);
	at = q->s;
	*none = 0;
	if (*at == '"' || *at == '\'') {
		if ((i = new_literal(p, LIT_TEXT, at)) == -1)
			return -1;
		return read_quoted(p, &p->e->literal[i].text,
			   &p->e->literal[i].len) == -1
			   ? -1
			   : i;
	}
	if (is_time(at))
		return (i = new_literal(p, LIT_TIME, at)) == -1
			   ? -1
			   : read_time(p, i);
	if (is_digit(*at) || ((*at == '-' || *at == '+' || *at == '.') &&
				 (is_digit(at[1]) || at[1] == '.')))
		return (i = new_literal(p, LIT_NUMBER, at)) == -1
			   ? -1
			   : read_number(p, i);
	yes = parse_word(q, "true");
	if (!yes && !parse_word(q, "false")) {
		*none = 1;
		return -1;
	}
	if ((i = new_literal(p, LIT_NUMBER, at)) == -1)
		return -1;
	p->e->literal[i].is_bool = 1;
	p->e->literal[i].text = yes ? "true" : "false";
	p->e->literal[i].len = strlen(p->e->literal[i].text);
	p->e->literal[i].d = yes;
	return decimal_read(&p->e->literal[i].dec, yes ? "1" : "0", 1) == -1
		   ? -1
		   : i;
}

/* ---- values ---- */

static int
add_field(struct parser *p, const char *name, size_t len)
{
	struct expr *e = p->e;
	int i;

	for (i = 0; i < e->nfield; i++)
		if (strlen(e->field[i]) == len &&
		    memcmp(e->field[i], name, len) == 0)
			return i;
	e->field[e->nfield] = keep(e, name, len);
	return e->nfield++;
}

static int
add_column(struct parser *p, const char *at, const char *name, size_t len)
{
	struct expr *e = p->e;
	int i;

	for (i = 0; i < e->ncolumn; i++)
		if (e->column_len[i] == len &&
		    memcmp(e->column[i], name, len) == 0)
			return i;
	if (e->ncolumn == WHERE_COLUMNS_MAX)
		return scan_fail(&p->q, at, "more than %d columns",
		    WHERE_COLUMNS_MAX);
	e->column[e->ncolumn] = name;
	e->column_len[e->ncolumn] = len;
	return e->ncolumn++;
}

/* Behind `col' or `field', which a '(' follows. */
static int
read_named(struct parser *p, struct value *v, const char *at, int column)
{
	const char *name;
	size_t len;

	if (column && !p->columns)
		return scan_fail(&p->q, at,
		    "col(): only tickcat reads columns of other people's "
		    "text: use the name of a field");
	scan_blanks(&p->q);
	if (*p->q.s != '"' && *p->q.s != '\'')
		return scan_unexpected(&p->q, "a quoted name");
	if (read_quoted(p, &name, &len) == -1)
		return -1;
	if (len == 0)
		return scan_fail(&p->q, at, "empty name");
	if (!scan_accept(&p->q, ')'))
		return scan_unexpected(&p->q, "')'");
	v->named = 1;
	v->kind = column ? VALUE_COLUMN : VALUE_FIELD;
	v->i = column ? add_column(p, at, name, len) : add_field(p, name, len);
	return v->i == -1 ? -1 : 0;
}

static int
is_reserved(const char *s, size_t n)
{
	static const char *const words[] = { "and", "or", "not", "in", "is",
		"null" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == n && strncasecmp(words[i], s, n) == 0)
			return 1;
	return 0;
}

int
parse_value(struct parser *p, struct value *v)
{
	struct scan *q = &p->q;
	const char *at;
	size_t n;
	int none;

	v->named = 0;
	v->i = parse_literal(p, &none);
	if (!none) {
		v->kind = VALUE_LITERAL;
		v->at = v->i == -1 ? 0 : p->e->literal[v->i].at;
		return v->i == -1 ? -1 : 0;
	}
	at = q->s;
	v->at = scan_at(q, at);
	n = scan_name(at);
	if (n == 0 || is_reserved(at, n))
		return scan_unexpected(q, "a field, a number, a time or a "
					  "quoted text");
	q->s += n;
	if (scan_accept(q, '(')) {
		if (n == 3 && memcmp(at, "col", n) == 0)
			return read_named(p, v, at, 1);
		if (n == 5 && memcmp(at, "field", n) == 0)
			return read_named(p, v, at, 0);
		return scan_fail(q, at,
		    "\"%.*s(\": expected col(\"NAME\") or field(\"NAME\")",
		    n < 40 ? (int)n : 40, at);
	}
	if (n > FIELD_NAME_MAX)
		return scan_fail(q, at, "a name of more than %d bytes",
		    FIELD_NAME_MAX);
	if (n == 4 && memcmp(at, "kind", n) == 0) {
		v->kind = VALUE_KIND;
		return 0;
	}
	v->kind = VALUE_FIELD;
	v->i = add_field(p, at, n);
	return 0;
}
