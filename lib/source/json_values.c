/*
 * json_values.c - cut JSON values out of the input, one after the other.
 *
 * An element is cut where the tokeniser finds its end.  Near the end of the
 * window a token may look complete, or wrong, because the rest of it has not
 * been read; so it is accepted only when more bytes follow it or the input has
 * ended.  No token continues past the end of a line.
 *
 * A refused element of an array ends where its brackets and quotes close
 * (json_brackets.c).  If they do not match, or the end is far away, it ends
 * with its line, and the next line may start a new element.  It is kept up to
 * the maximum line length, whatever the window's size.
 */
#include "source/json_values.h"

#include <string.h>

#include "base/json.h"
#include "source/json_brackets.h"

enum {
	TOKEN_FAR = 4096,    /* this far from its start an error is one */
	BROKEN_MAX = 1 << 16 /* a broken element of several lines */
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

/* Is an error at this place one, whatever comes after the window? */
static int
believe(const struct json *j, size_t from)
{
	return j->at < j->len &&
	       (j->len - from >= TOKEN_FAR ||
		   memchr(j->text + j->at, '\n', j->len - j->at) != NULL);
}

/* How many of n bytes to examine: one more than the limit is enough. */
static size_t
seen(const struct lines *l, size_t n)
{
	return n > l->max ? l->max + 1 : n;
}

/* No more bytes come for a value that needs them: 0 a signal has cut it, -1
 * damage, or the end of the input. */
static int
cut_short(struct lines *l, const char **reason, struct err *err)
{
	struct err damage = { 0 };
	const unsigned char *p;
	size_t n = 0;

	*reason = "truncated";
	if (in_end(l->in, &damage) == -1) {
		*reason = NULL;
		*err = damage;
		return -1;
	}
	if (!in_interrupted(l->in))
		return -1;
	(void)in_peek(l->in, 0, &p, &n, err);
	in_skip(l->in, n);
	return 0;
}

/*
 * Length of the value at the window's start: 1; 0 when a signal has cut it;
 * LINES_WAIT; -1 with *reason where it is bad, NULL for damage.
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
		if (got == -1 && more == 0 && j.at >= j.len)
			return cut_short(l, reason, err);
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

static uint64_t
line_ends(const unsigned char *p, size_t n)
{
	uint64_t lines = 0;
	size_t i;

	for (i = 0; i < n; i++)
		lines += p[i] == '\n';
	return lines;
}

/*
 * Length of what was refused at the window's start: 1; 0 when that is more
 * than the longest line; -1 damage.
 */
static int
broken_len(struct lines *l, size_t *len, struct err *err)
{
	enum brackets_said said = BRACKETS_ON;
	struct json_brackets nest = { 0 };
	const unsigned char *p;
	size_t n, i;
	int line = 0; /* *len is the end of its line */

	if (in_peek(l->in, 0, &p, &n, err) == -1)
		return -1;
	for (i = 0; i <= l->max; i++) {
		if (i == n && in_peek(l->in, i + 1, &p, &n, err) == -1)
			return -1;
		if (i == n)
			break;
		if (said == BRACKETS_ON)
			said = json_brackets_byte(&nest, (char)p[i]);
		if (said == BRACKETS_END) {
			*len = i;
			return 1;
		}
		if (p[i] == '\n' && !line) {
			*len = i;
			line = 1;
		}
		if (line && (said == BRACKETS_LOST || i >= BROKEN_MAX))
			return 1;
	}
	if (!line && i <= l->max)
		*len = i;
	return line || i <= l->max;
}

/* Past what is too long to be kept, up to where it ends on its line: 0, or -1
 * with the damage. */
static int
skip_broken(struct lines *l, struct err *err)
{
	enum brackets_said said = BRACKETS_ON;
	struct json_brackets nest = { 0 };
	const unsigned char *p;
	size_t n, i;
	int got;

	for (;;) {
		got = in_peek(l->in, 1, &p, &n, err);
		if (got != 1)
			return got == -1 ? -1 : in_end(l->in, err);
		for (i = 0; i < n; i++) {
			if (said == BRACKETS_ON)
				said = json_brackets_byte(&nest, (char)p[i]);
			if (said == BRACKETS_END || p[i] == '\n')
				break;
		}
		in_skip(l->in, i);
		if (i < n)
			return 0;
	}
}

/* What was refused, *reason says why: always -1. */
static int
take_broken(struct json_values *v, struct line *out, const char **reason,
    struct err *err)
{
	struct lines *l = v->lines;
	struct err damage = { 0 };
	const unsigned char *p = NULL;
	size_t n, len = 0;
	int got = 0, cut = strcmp(*reason, "truncated") == 0;

	v->want = cut ? VALUES_LINE : VALUES_ANY;
	*out = (struct line){ .s = "",
		.number = l->number,
		.offset = in_offset(l->in),
		.newline = 1 };
	if (strcmp(*reason, "too-long") != 0)
		got = broken_len(l, &len, &damage);
	l->begins = out->offset;
	v->skips = got == 0; /* only who goes on looks for its end */
	if (v->skips)
		return -1;
	if (in_peek(l->in, 0, &p, &n, &damage) == -1 || got == -1) {
		*reason = NULL;
		*err = damage;
		return -1;
	}
	l->taken = cut ? n : len; /* all that is left of it */
	out->s = (const char *)p;
	out->len = l->taken;
	if (out->len == 0 && n > 0 && (*p == ',' || *p == ']'))
		out->len = 1; /* it goes on with that, which ends nothing */
	l->number += line_ends(p, l->taken);
	return -1;
}

/* The ends of an array: 1 go on at an element, 0 it is over, -1 bad. */
static int
separator(struct json_values *v, unsigned char c, struct err *err)
{
	struct lines *l = v->lines;
	enum values_want want = v->want;

	if (c == ']' && want != VALUES_NEXT) {
		in_skip(l->in, 1);
		v->want = VALUES_LINE;
		v->behind = 1;
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
	return err_set(err, "no , or ] after an element of an array");
}

/* The next element: 1; 0 no element, look again; LINES_WAIT; -1. */
static int
element(struct json_values *v, struct line *out, int wait, const char **reason,
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
	if (got == 0)
		v->want = VALUES_LINE;
	if (got == LINES_WAIT || got == 0)
		return got;
	if (got == -1 && *reason == NULL)
		return -1;
	if (got == -1) /* how far it goes may have to be waited for */
		return wait ? take_broken(v, out, reason, err) : LINES_WAIT;
	if (in_peek(l->in, len, &p, &n, err) == -1)
		return -1;
	*out = (struct line){ (const char *)p, len, l->number, in_offset(l->in),
		1 };
	l->taken = len;
	l->number += line_ends(p, len);
	v->want = VALUES_COMMA;
	return 1;
}

/*
 * Skip blank lines; if the available part of a line is blank, *i is the first
 * byte after it.  A line of too many blanks is left as it is.
 */
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

/* The byte behind an array: 0 a blank, or there is none; 1 another; LINES_WAIT;
 * -1. */
static int
look_behind(struct lines *l, int wait, struct err *err)
{
	const unsigned char *p;
	size_t n;

	drop_taken(l);
	if (in_peek(l->in, wait ? 1 : 0, &p, &n, err) == -1)
		return -1;
	if (n == 0)
		return wait ? 0 : LINES_WAIT;
	return !is_space(p[0]);
}

/* It is on a bad line. */
static int
refuse_behind(struct lines *l, struct line *out, int wait, const char **reason,
    struct err *err)
{
	int got = lines_next(l, out, wait, reason, err);

	if (got != 1)
		return got;
	*reason = "syntax";
	return err_set(err,
	    "text directly after an array: expected a blank or a new line");
}

int
json_values_next(struct json_values *v, struct line *out, int wait,
    const char **reason, struct err *err)
{
	int got;

	*reason = NULL;
	if (v->skips && skip_broken(v->lines, err) == -1)
		return -1;
	v->skips = 0;
	v->lines->begins = LINES_NONE;
	for (;;) {
		*reason = NULL;
		v->array = v->want != VALUES_LINE;
		while (v->want != VALUES_LINE) {
			got = element(v, out, wait, reason, err);
			if (got != 0)
				return got;
		}
		v->array = 0;
		got = v->behind ? look_behind(v->lines, wait, err) : 0;
		if (got == 1)
			got = refuse_behind(v->lines, out, wait, reason, err);
		v->behind &= got == LINES_WAIT;
		if (got != 0)
			return got;
		got = at_array(v->lines, wait, err);
		if (got == -1)
			return -1;
		if (got == 0)
			return lines_next(v->lines, out, wait, reason, err);
		v->want = VALUES_FIRST;
	}
}
