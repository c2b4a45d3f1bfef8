/*
 * look_ahead.c - examine later lines when the first does not decide the form
 * of its times.
 *
 * 3/4/2018 may be in March or in April, and 34200 may be 09:30:00 or 03:42:00;
 * a later 13/4/2018 or 34260 decides.  Only a first line that leaves a column
 * undecided makes the reader wait for more lines, up to LOOK_MAX bytes.  The
 * result does not depend on how many lines are available, so it is the same
 * for any pipe.
 */
#include <string.h>

#include "source/reader.h"

enum { LOOK_MAX = 1 << 20, LOOKS_MAX = 8 };

/* A cell that holds a time, or a part of one. */
struct look {
	struct time_column *column;
	enum time_part part;
	int cell;
	int done;
};

static struct csv_field
trimmed(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '"'))
		s++;
	while (end > s && (end[-1] == ' ' || end[-1] == '"' || end[-1] == '\r'))
		end--;
	return (struct csv_field){ s, (size_t)(end - s) };
}

static int
add(struct look *out, int n, const struct reader *r, struct look k)
{
	const struct csv_field *cell = &r->d.cell[k.cell];
	struct csv_field f = trimmed(cell->s, cell->s + cell->len);

	if (n == LOOKS_MAX ||
	    !times_undecided(&r->context.times, k.column, k.part, f.s, f.len))
		return n;
	out[n] = k;
	return n + 1;
}

/* The cells of the first line that leave their columns open. */
static int
collect(struct look *out, const struct reader *r)
{
	const struct plan_of_record *p = &r->d.plan;
	const struct recipe *recipe;
	int i, j, n = 0;

	for (i = 0; i < p->n; i++) {
		recipe = p->recipe[i];
		if (recipe->date >= 0) {
			n = add(out, n, r,
			    (struct look){ recipe->halves, TIME_DATE,
				recipe->date, 0 });
			n = add(out, n, r,
			    (struct look){ recipe->halves, TIME_CLOCK,
				recipe->time, 0 });
		}
		for (j = 0; j < recipe->nstep; j++)
			if (recipe->step[j].time != NULL &&
			    recipe->step[j].how == CELL_PLAIN)
				n = add(out, n, r,
				    (struct look){ recipe->step[j].time,
					TIME_WHOLE, recipe->step[j].cell, 0 });
	}
	return n;
}

/* The cell of that number, its quotes and the blanks around it aside: 0 when
 * the line has fewer. */
static int
cell_at(struct csv_field *out, const char *s, size_t len, char delim, int cell)
{
	const char *end = s + len, *p = s;
	int quoted = 0;

	for (; p < end && (cell > 0 || quoted || *p != delim); p++) {
		quoted ^= *p == '"';
		if (*p == delim && !quoted) {
			cell--;
			s = p + 1;
		}
	}
	if (cell > 0)
		return 0;
	*out = trimmed(s, p);
	return 1;
}

/* One line: 1 when all is decided. */
static int
look_at(struct reader *r, struct look *look, int n, const char *s, size_t len)
{
	struct csv_field f;
	int i, done = 1;

	for (i = 0; i < n; i++) {
		if (!look[i].done &&
		    cell_at(&f, s, len, r->d.delim, look[i].cell) && f.len > 0)
			look[i].done = times_look(&r->context.times,
			    look[i].column, look[i].part, f.s, f.len);
		done &= look[i].done;
	}
	return done;
}

/* The line that begins at *at in the window, with its newline if it has one:
 * its length, 0 when there is none or it is beyond the limit. */
static size_t
line_at(struct lines *lines, const char **window, size_t at)
{
	const unsigned char *p, *nl = NULL;
	struct err ignored = { 0 }; /* damage comes up when it is reached */
	size_t n, seen = at;
	int got;

	do {
		got = in_peek(lines->in, seen + 1, &p, &n, &ignored);
		*window = (const char *)p;
		nl = n > seen ? memchr(p + seen, '\n', n - seen) : NULL;
		seen = n;
	} while (nl == NULL && got == 1 && n < LOOK_MAX);
	if (nl != NULL)
		return (size_t)(nl - p) + 1 - at;
	return n < LOOK_MAX && n > at ? n - at : 0;
}

void
look_ahead(struct reader *r, struct line *l)
{
	struct lines *lines = &r->lines;
	struct look look[LOOKS_MAX];
	int n = collect(look, r), done;
	size_t at = lines->taken, len;
	const char *window;

	if (n == 0)
		return;
	done = look_at(r, look, n, l->s, l->len);
	while (!done && at < LOOK_MAX) {
		len = line_at(lines, &window, at);
		l->s = window; /* it may have moved */
		if (len == 0)
			break;
		done = look_at(r, look, n, window + at,
		    len - (window[at + len - 1] == '\n'));
		at += len;
	}
}
