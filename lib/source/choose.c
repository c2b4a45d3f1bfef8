/*
 * choose.c - which layout an input has.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "source/layout.h"

/* As sure as a vendor's header. */
enum { SURE_PATTERN = 10 };

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

static int
sureness(const struct layout *layout, const struct sample *s)
{
	int sure = 0;

	if (layout->text != s->text)
		return 0;
	if (layout->fits != NULL)
		sure = layout->fits(layout, s);
	if (s->name == NULL && sure < SURE_PATTERN &&
	    sample_like(s, layout->patterns))
		sure = SURE_PATTERN;
	return sure;
}

/* 1 when it is of so many columns without a header: by a pattern, or by its
 * table where only --from makes it that. */
static int
has_columns(const struct layout *layout, int n)
{
	const char *const *p = layout->patterns;
	int i = 0;

	if (p == NULL)
		return 0;
	for (; *p != NULL; p++)
		if (strlen(*p) == (size_t)n)
			return 1;
	if (p == layout->patterns && layout->columns != NULL)
		while (layout->columns[i].field != NULL)
			i++;
	return i > 0 && i == n;
}

/* Names of the layouts that have so many columns. */
static void
candidates(char *out, size_t size, const struct sample *s)
{
	const struct layout *const *l;
	size_t n = 0;

	out[0] = '\0';
	for (l = layout_list; *l != NULL && n < size; l++)
		if ((*l)->text == s->text && has_columns(*l, s->n))
			n += (size_t)snprintf(out + n, size - n, "%s %s",
			    n > 0 ? "," : "; not quite", (*l)->name);
}

/* source_open has made sure that --from names one. */
static const struct layout *
chosen(const struct sample *s, struct err *err)
{
	const struct layout *layout = layout_find(s->opts->from);

	if (layout == NULL || layout->text == s->text)
		return layout;
	err_set(err, "--from %s: this is %s", layout->name,
	    s->text == TEXT_JSON ? "JSON" : "delimited text");
	return NULL;
}

const struct layout *
layout_choose(const struct sample *s, struct err *err)
{
	const struct layout *const *l, *best = NULL, *second = NULL;
	const char *from = s->opts->from;
	char names[200];
	int sure, most = 0;

	if (from != NULL && strcmp(from, "auto") != 0)
		return chosen(s, err);
	for (l = layout_list; *l != NULL; l++) {
		sure = sureness(*l, s);
		if (sure > most) {
			best = *l;
			second = NULL;
			most = sure;
		} else if (sure > 0 && sure == most) {
			second = *l;
		}
	}
	if (best != NULL && second == NULL)
		return best;
	candidates(names, sizeof(names), s);
	if (best != NULL)
		err_set(err, "may be %s or %s: --from says which", best->name,
		    second->name);
	else
		err_set(err,
		    "no header, and %d columns like no format known%s: "
		    "--from NAME or --map ts=1,price=2,... says which is "
		    "which",
		    s->n, names);
	return NULL;
}
