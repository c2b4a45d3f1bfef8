/*
 * choose.c - which layout an input has.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "source/layout.h"

/* The score of a vendor's header. */
enum { SURE_PATTERN = 10 };

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
			    n > 0 ? "," : "; closest:", (*l)->name);
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
		err_set(err, "may be %s or %s: choose one with --from",
		    best->name, second->name);
	else
		err_set(err,
		    "no header, and its %d columns match no known format%s: "
		    "use "
		    "--from NAME or --map ts=1,price=2,...",
		    s->n, names);
	return NULL;
}
