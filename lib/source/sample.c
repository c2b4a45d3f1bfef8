/*
 * sample.c - checks of the beginning of an input, for layouts.
 */
#include "source/sample.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/tstamp.h"

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static int
skipped(char c)
{
	return c == ' ' || c == '_' || c == '-';
}

int
name_same(const char *a, size_t alen, const char *b, size_t blen, int exact)
{
	size_t i = 0, j = 0;

	if (exact && alen == 1 && blen == 1)
		return *a == *b;
	if (alen > 2 && a[0] == '<' && a[alen - 1] == '>' && blen > 0 &&
	    b[0] != '<') { /* "<DATE>" is a date */
		a++;
		alen -= 2;
	}
	for (;;) {
		while (i < alen && skipped(a[i]))
			i++;
		while (j < blen && skipped(b[j]))
			j++;
		if (i == alen || j == blen)
			return i == alen && j == blen && alen > 0;
		if (lower(a[i++]) != lower(b[j++]))
			return 0;
	}
}

int
sample_find_free(const struct sample *s, const char *name, size_t len,
    const char *taken)
{
	int i;

	for (i = 0; s->name != NULL && i < s->n; i++)
		if ((taken == NULL || !taken[i]) &&
		    name_same(s->name[i].s, s->name[i].len, name, len,
			s->text == TEXT_JSON))
			return i;
	return -1;
}

int
sample_find_first(const struct sample *s, const char *names, const char *taken)
{
	size_t n;
	int i;

	for (; *names != '\0'; names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		i = sample_find_free(s, names, n, taken);
		if (i >= 0)
			return i;
	}
	return -1;
}

int
sample_find(const struct sample *s, const char *names)
{
	return sample_find_first(s, names, NULL);
}

/* ---- the first record ---- */

/* Smallest epoch value in milliseconds that detection believes. */
#define EPOCH_MS UINT64_C(100000000000)

static int
is_truth(const struct csv_field *f)
{
	return (f->len == 4 && strncasecmp(f->s, "true", 4) == 0) ||
	       (f->len == 5 && strncasecmp(f->s, "false", 5) == 0);
}

static int
is_pair(const struct csv_field *f)
{
	size_t i;

	if (f->len != 7 || f->s[3] != '/')
		return 0;
	for (i = 0; i < 7; i++)
		if (i != 3 && (f->s[i] < 'A' || f->s[i] > 'Z'))
			return 0;
	return 1;
}

/* Digits where the form has 0, else the very characters. */
static int
has_form(const struct csv_field *f, const char *form)
{
	size_t i;

	if (f->len != strlen(form))
		return 0;
	for (i = 0; i < f->len; i++)
		if (form[i] == '0' ? f->s[i] < '0' || f->s[i] > '9'
				   : f->s[i] != form[i])
			return 0;
	return 1;
}

/* One cell against a letter of a pattern. */
static int
cell_like(const struct csv_field *f, char letter)
{
	const char *why;
	uint64_t u;
	int64_t v;

	switch (letter) {
	case 'u':
		return num_u64(&u, f->s, f->len) == 0;
	case 'd':
		return num_fixed(&v, f->s, f->len, 9, NULL) == 0;
	case 'e':
		return num_u64(&u, f->s, f->len) == 0 && u >= EPOCH_MS;
	case 't':
		return num_u64(&u, f->s, f->len) != 0 &&
		       num_fixed(&v, f->s, f->len, 9, NULL) != 0 &&
		       ts_parse(&u, f->s, f->len, TS_AUTO, NULL, &why) == 0;
	case 'c':
		return f->len >= 5 && f->s[2] == ':';
	case 'b':
		return is_truth(f);
	case 'p':
		return is_pair(f);
	case 'h':
		return has_form(f, "00000000 000000000");
	case 'i':
		return has_form(f, "00000000 000000");
	case 'x':
		return has_form(f, "00000000 00:00:00.000");
	case 'y':
		return has_form(f, "0000.00.00");
	default:
		return letter == 's';
	}
}

int
sample_like(const struct sample *s, const char *const *patterns)
{
	int i;

	for (; patterns != NULL && *patterns != NULL; patterns++) {
		if (strlen(*patterns) != (size_t)s->n)
			continue;
		for (i = 0; i < s->n; i++)
			if (!cell_like(&s->cell[i], (*patterns)[i]))
				break;
		if (i == s->n)
			return 1;
	}
	return 0;
}

/* ---- the line after it ---- */

size_t
sample_two_lines(struct lines *lines, struct line *l)
{
	const size_t limit = lines->taken + lines->max + 1;
	const unsigned char *p, *nl = NULL;
	struct err ignored = { 0 }; /* damage comes up when it is reached */
	size_t at = lines->taken, n;
	int got;

	do {
		got = in_peek(lines->in, at + 1, &p, &n, &ignored);
		n = n < limit ? n : limit;
		nl = n > at ? memchr(p + at, '\n', n - at) : NULL;
		at = n;
	} while (nl == NULL && got == 1 && n < limit);
	l->s = (const char *)p; /* the window may have moved */
	if (nl != NULL)
		return (size_t)(nl - p) + 1;
	return n < limit ? n : lines->taken;
}

int
sample_next(const struct sample *s, const char **line, size_t *len)
{
	size_t n;

	if (s->lines == NULL)
		return 0;
	n = sample_two_lines(s->lines, s->line);
	*line = s->line->s + s->lines->taken;
	*len = n - s->lines->taken;
	return *len > 0;
}
