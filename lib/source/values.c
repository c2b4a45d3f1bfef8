/*
 * values.c - JSON values one after the other.
 *
 * An element is cut where the tokeniser finds its end.  Near the end of the
 * window a token may look whole, or wrong, because the rest of it has not
 * been read; so it is believed only when more bytes follow it, or none ever
 * will.  No token goes over the end of a line.
 *
 * What is refused inside an array ends with its line: the next line may
 * start an element again.
 */
#include "source/values.h"

#include <string.h>

#include "base/json.h"

enum {
	TOKEN_FAR = 4096,    /* this far from its start an error is one */
	JOIN_LINES_MAX = 16, /* a document is so many longest lines at most */
	JOIN_MAX = IN_MAX / 2
};

static int
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
drop_taken(struct lines *l)
{
	in_skip(l->in, l->taken);
	l->taken = 0;
}

/*
 * Past blanks and line ends to the next byte: 1 and *c; 0 at the end;
 * LINES_WAIT; -1.
 */
static int
next_byte(struct lines *l, unsigned char *c, int wait, struct err *err)
{
	const unsigned char *p;
	size_t n, i;

	drop_taken(l);
	for (;;) {
		if (in_peek(l->in, wait ? 1 : 0, &p, &n, err) == -1)
			return -1;
		if (n == 0)
			return wait ? 0 : LINES_WAIT;
		for (i = 0; i < n && is_space(p[i]); i++)
			l->number += p[i] == '\n';
		in_skip(l->in, i);
		if (i < n) {
			*c = p[i];
			return 1;
		}
	}
}

/* Is an error at this place one, whatever comes behind the window? */
static int
believe(const struct json *j, size_t from)
{
	return j->at < j->len &&
	       (j->len - from >= TOKEN_FAR ||
		   memchr(j->text + j->at, '\n', j->len - j->at) != NULL);
}

/* Of n bytes those that may be looked at: one too many is enough to know. */
static size_t
seen(const struct lines *l, size_t n)
{
	return n > l->max ? l->max + 1 : n;
}

/*
 * Length of the value at the window's start: 1; LINES_WAIT; -1 with *reason
 * where it is bad, NULL for damage.
 */
static int
value_len(struct lines *l, size_t *len, int wait, const char **reason,
    struct err *err)
{
	struct json j, before;
	struct json_token t;
	const unsigned char *p;
	int got, more = 1;
	size_t n;

	if (in_peek(l->in, 0, &p, &n, err) == -1)
		return -1;
	json_init(&j, (const char *)p, seen(l, n));
	for (;;) {
		before = j;
		err->set = 0;
		got = json_next(&j, &t, err);
		if (got == 0 && (j.at < j.len || more == 0)) {
			if (j.depth > 0)
				continue;
			*len = j.at;
			return 1;
		}
		*reason = "syntax";
		if (got == -1 && (more == 0 || believe(&j, before.at)))
			return -1;
		*reason = "too-long";
		err->set = 0;
		if (n > l->max)
			return err_set(err, "value longer than %zu bytes",
			    l->max);
		if (!wait)
			return LINES_WAIT;
		*reason = NULL;
		more = in_peek(l->in, n + 1, &p, &n, err);
		if (more == -1)
			return -1;
		j = before;
		j.text = (const char *)p;
		j.len = seen(l, n);
	}
}

/* What was refused goes with the rest of its line, kept where it fits. */
static int
drop_line(struct values *v, struct line *out, const char **reason,
    struct err *err)
{
	struct lines *l = v->lines;
	struct err damage = { 0 };
	const unsigned char *p, *nl;
	size_t n;

	v->want = VALUES_ANY;
	*out = (struct line){ .s = "",
		.number = l->number,
		.offset = in_offset(l->in),
		.newline = 1 };
	if (in_peek(l->in, 0, &p, &n, &damage) == -1)
		n = 0;
	nl = n > 0 ? memchr(p, '\n', n) : NULL;
	if (nl != NULL && (size_t)(nl - p) <= l->max) {
		out->s = (const char *)p;
		out->len = l->taken = (size_t)(nl - p);
		return -1;
	}
	if (in_skip_line(l->in, &damage) == -1) {
		*reason = NULL;
		err->set = 0;
		err_set(err, "%s", damage.msg);
	}
	l->number++;
	return -1;
}

/* The ends of an array: 1 go on at an element, 0 it is over, -1 bad. */
static int
separator(struct values *v, unsigned char c, struct err *err)
{
	struct lines *l = v->lines;
	enum values_want want = v->want;

	if (c == ']' && want != VALUES_NEXT) {
		in_skip(l->in, 1);
		v->want = VALUES_LINE;
		l->number--; /* the rest of the line is counted again */
		return 0;
	}
	if (c == ',' && (want == VALUES_COMMA || want == VALUES_ANY)) {
		in_skip(l->in, 1);
		v->want = VALUES_NEXT;
		return 0;
	}
	if (want != VALUES_COMMA)
		return 1;
	return err_set(err, "no , or ] behind an element of an array");
}

/* The next element: 1; 0 no element, look again; LINES_WAIT; -1. */
static int
element(struct values *v, struct line *out, int wait, const char **reason,
    struct err *err)
{
	struct lines *l = v->lines;
	const unsigned char *p;
	unsigned char c = 0;
	size_t n, len = 0;
	int got = next_byte(l, &c, wait, err);

	*reason = NULL;
	if (got == LINES_WAIT || got == -1)
		return got;
	if (got == 0) {
		v->want = VALUES_LINE;
		if (in_end(l->in, err) == -1)
			return -1;
		if (in_interrupted(l->in))
			return 0;
		*out = (struct line){ .s = "",
			.number = l->number,
			.offset = in_offset(l->in),
			.newline = 1 };
		*reason = "truncated";
		return err_set(err, "the array has no end");
	}
	got = separator(v, c, err);
	if (got == 0)
		return 0;
	*reason = "syntax";
	if (got == 1)
		got = value_len(l, &len, wait, reason, err);
	if (got == LINES_WAIT)
		return got;
	if (got == -1)
		return *reason != NULL ? drop_line(v, out, reason, err) : -1;
	if (in_peek(l->in, len, &p, &n, err) == -1)
		return -1;
	*out = (struct line){ (const char *)p, len, l->number, in_offset(l->in),
		1 };
	l->taken = len;
	v->want = VALUES_COMMA;
	return 1;
}

/* Past blank lines; where the line is blank as far as it lies ready, *i is
 * the first byte behind that.  A line of too many blanks is left as it is. */
static void
skip_blank(struct lines *l, const unsigned char **p, size_t *n, size_t *i)
{
	while (*i < *n && *i <= l->max && is_space((*p)[*i])) {
		if ((*p)[(*i)++] != '\n')
			continue;
		l->number++;
		in_skip(l->in, *i);
		*p += *i;
		*n -= *i;
		*i = 0;
	}
}

/* An array starts here: 1, 0, -1 as in_peek. */
static int
at_array(struct lines *l, int wait, struct err *err)
{
	const unsigned char *p;
	size_t n, i = 0;
	int got;

	drop_taken(l);
	do {
		got = in_peek(l->in, wait ? i + 1 : 0, &p, &n, err);
		if (got == -1)
			return -1;
		skip_blank(l, &p, &n, &i);
	} while (wait && got == 1 && i == n && i <= l->max);
	if (i == n || i > l->max || p[i] != '[')
		return 0;
	in_skip(l->in, i + 1);
	l->number++;
	return 1;
}

int
values_next(struct values *v, struct line *out, int wait, const char **reason,
    struct err *err)
{
	int got;

	for (;;) {
		*reason = NULL;
		while (v->want != VALUES_LINE) {
			got = element(v, out, wait, reason, err);
			if (got != 0)
				return got;
		}
		got = at_array(v->lines, wait, err);
		if (got == -1)
			return -1;
		if (got == 0)
			return lines_next(v->lines, out, wait, reason, err);
		v->want = VALUES_FIRST;
	}
}

/* The next line behind the first at bytes: 1 and *at behind it; 0 none within
 * the limit; -1. */
static int
add_line(struct lines *l, size_t max, const unsigned char **p, size_t *at,
    int *newline, struct err *err)
{
	const unsigned char *nl;
	size_t n, from = *at;
	int got;

	for (;;) {
		got = in_peek(l->in, from + 1, p, &n, err);
		if (got == -1)
			return -1;
		nl = n > from ? memchr(*p + from, '\n', n - from) : NULL;
		if (nl != NULL || got == 0 || n > max)
			break;
		from = n;
	}
	*newline = nl != NULL;
	if (nl == NULL && (n == *at || got == 1 || in_interrupted(l->in)))
		return 0;
	*at = nl != NULL ? (size_t)(nl - *p) + 1 : n;
	return *at <= max;
}

/* Tokens up to the end of the object: 1; 0 it goes on behind the text; -1. */
static int
scan(struct json *j)
{
	struct err ignored = { 0 };
	struct json_token t;
	struct json before;

	do {
		before = *j;
		if (json_next(j, &t, &ignored) == -1) {
			if (j->at < j->len)
				return -1;
			*j = before;
			return 0;
		}
	} while (j->depth > 0);
	return 1;
}

static int
blank_behind(const struct json *j)
{
	size_t i;

	for (i = j->at; i < j->len; i++)
		if (!is_space((unsigned char)j->text[i]))
			return 0;
	return 1;
}

int
values_join(struct values *v, struct line *out, struct err *err)
{
	struct lines *l = v->lines;
	size_t max = l->max < JOIN_MAX / JOIN_LINES_MAX
			 ? l->max * JOIN_LINES_MAX
			 : JOIN_MAX;
	size_t at = l->taken, start;
	const unsigned char *p;
	uint64_t lines = 0;
	struct json j;
	int got, newline = out->newline;

	if (v->want != VALUES_LINE || !newline)
		return 0;
	if (in_peek(l->in, at, &p, &start, err) == -1)
		return -1;
	start = (size_t)(out->s - (const char *)p);
	json_init(&j, out->s, at - start);
	while ((got = scan(&j)) == 0 && newline) {
		got = add_line(l, max, &p, &at, &newline, err);
		if (got != 1)
			break;
		lines++;
		j.text = (const char *)p + start;
		j.len = at - start;
	}
	if (in_peek(l->in, 0, &p, &at, err) == -1)
		return -1;
	out->s = (const char *)p + start; /* the window may have moved */
	if (got != 1 || !blank_behind(&j))
		return got == -1 && err->set ? -1 : 0;
	out->len = j.at;
	out->newline = newline;
	l->taken = start + j.len;
	l->number += lines;
	l->no_final_newline = !newline;
	return 1;
}
