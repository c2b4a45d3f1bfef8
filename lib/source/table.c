/*
 * table.c - find the start of a table that has other lines before it.
 *
 * Lines are examined one by one, as they arrive, up to the first recognised
 * table, 32 lines or 64 KiB.
 */
#include "source/table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/num.h"
#include "source/times.h"

enum { TABLE_LINES = 32, TABLE_BYTES = 1 << 16 };

/* The lines from the current one on that are not blank. */
struct look {
	struct lines *lines;
	struct line *l;
	size_t limit;
	size_t end;      /* end of the last line found, after its newline */
	uint64_t number; /* its number; the current line is 0 */
	int n;
	struct {
		size_t off, len;
		uint64_t number;
	} v[TABLE_LINES];
};

/* A line split into cells; the cells are in text. */
struct cut {
	struct csv_field cell[CELLS_MAX];
	int n; /* -1: it cannot be split */
	char *text;
	size_t room;
};

struct finder {
	struct look look;
	struct cut head[TABLE_HEADERS_MAX], row;
};

/* ---- values ---- */

static int
is_value(const struct csv_field *f)
{
	const char *s = f->s;
	size_t len = f->len;
	double v;

	while (len > 0 && *s == ' ')
		s++, len--;
	while (len > 0 && s[len - 1] == ' ')
		len--;
	return num_f64(&v, s, len) == 0 || times_is_time(s, len);
}

int
table_is_header(const struct csv_field *cell, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (is_value(&cell[i]))
			return 0;
	return 1;
}

static int
starts_with(const struct csv_field *f, const char *word)
{
	size_t n = strlen(word);

	return f->len >= n && strncasecmp(f->s, word, n) == 0 &&
	       (f->len == n || f->s[n] == ' ' || f->s[n] == ':');
}

/* "(12 rows)" */
static int
is_row_count(const struct csv_field *f)
{
	size_t n = 1;

	if (f->len < 6 || f->s[0] != '(' || f->s[f->len - 1] != ')')
		return 0;
	while (n < f->len && f->s[n] >= '0' && f->s[n] <= '9')
		n++;
	return n > 1 && f->len - n >= 5 &&
	       strncasecmp(f->s + n, " row", 4) == 0;
}

int
table_is_end(const struct csv_field *cell, int n)
{
	static const char *const words[] = { "end", "eof", "total", "totals",
		"sum", "trailer", "grand total", "end of file", "end of data" };
	size_t w;
	int i = 0;

	while (i < n && cell[i].len == 0)
		i++;
	if (i == n)
		return 0;
	for (w = 0; w < sizeof(words) / sizeof(words[0]); w++)
		if (starts_with(&cell[i], words[w]))
			return 1;
	return is_row_count(&cell[i]);
}

/* ---- lines ---- */

static int
is_blank(const char *s, size_t len)
{
	while (len > 0 && (*s == ' ' || *s == '\t' || *s == '\r'))
		s++, len--;
	return len == 0;
}

/* Text of the window from its start, with the end of a line after byte at: 1
 * and *end after its newline, or after the last line of the input; else 0. */
static int
next_end(struct look *k, size_t at, size_t *end)
{
	const unsigned char *p, *nl = NULL;
	struct err ignored = { 0 }; /* damage is reported when it is reached */
	size_t from = at, n;
	int got = 1;

	for (;;) {
		got = in_peek(k->lines->in, from + 1, &p, &n, &ignored);
		n = n < k->limit ? n : k->limit;
		k->l->s = (const char *)p; /* the window may have moved */
		nl = n > from ? memchr(p + from, '\n', n - from) : NULL;
		from = n > from ? n : from;
		if (nl != NULL || got != 1 || n == k->limit)
			break;
	}
	*end = nl != NULL ? (size_t)(nl - p) + 1 : n;
	return nl != NULL || (n > at && n < k->limit);
}

/* The i-th line that is not blank: 1, 0 when there is none to examine. */
static int
has_line(struct look *k, int i)
{
	size_t end, len;

	while (k->n <= i && k->n < TABLE_LINES) {
		if (!next_end(k, k->end, &end))
			return 0;
		len = end - k->end;
		while (len > 0 && (k->l->s[k->end + len - 1] == '\n' ||
				      k->l->s[k->end + len - 1] == '\r'))
			len--;
		if (!is_blank(k->l->s + k->end, len)) {
			k->v[k->n].off = k->end;
			k->v[k->n].len = len;
			k->v[k->n++].number = k->number;
		}
		k->end = end;
		k->number++;
	}
	return i < k->n;
}

static void
look_init(struct look *k, struct lines *lines, struct line *l)
{
	*k = (struct look){ .lines = lines, .l = l };
	k->limit = lines->taken + TABLE_BYTES;
	if (lines->max < TABLE_BYTES)
		k->limit = lines->taken + lines->max + 1;
}

static int
cut(struct cut *c, const struct look *k, int i, char delim, struct err *err)
{
	size_t len = k->v[i].len;

	if (array_grow(&c->text, &c->room, len, 1) == -1)
		return err_errno(err, "header");
	if (len > 0)
		memcpy(c->text, k->l->s + k->v[i].off, len);
	c->n = csv_split(c->cell, CELLS_MAX, c->text, len, delim);
	return 0;
}

int
table_doubtful(struct lines *lines, struct line *l, int n, char delim)
{
	struct err ignored = { 0 };
	struct cut *c = calloc(1, sizeof(*c));
	struct look k;
	int doubtful = 0;

	if (c == NULL)
		return 0;
	look_init(&k, lines, l);
	if (has_line(&k, 1) && cut(c, &k, 1, delim, &ignored) == 0)
		doubtful = c->n != n || table_is_header(c->cell, c->n);
	free(c->text);
	free(c);
	return doubtful;
}

/* ---- the search ---- */

int
table_is_clear(const struct csv_field *name, const struct csv_field *cell,
    int n, const struct source_opts *opts, const char *file)
{
	struct sample s = { file, opts, name, cell, n, TEXT_DELIMITED,
		.lines = NULL };
	struct err ignored = { 0 };
	const struct layout *l = layout_choose(&s, &ignored);
	struct source_opts unmapped = *opts;

	if (l == NULL)
		return 0;
	if (l->plan != NULL || plan_possible(l, &s))
		return 1;
	unmapped.map = NULL; /* it may be wrong: the plan reports that */
	s.opts = &unmapped;
	return opts->map != NULL && plan_possible(l, &s);
}

/* The delimiter of two lines that follow each other. */
static char
delim_of(const struct look *k, int i)
{
	size_t from = k->v[i].off, to = k->v[i + 1].off + k->v[i + 1].len;

	return csv_guess(k->l->s + from, to - from);
}

/* Is it one of the names of a field, or of any field if that is NULL? */
static int
is_known_name(const struct csv_field *name, const char *field)
{
	const struct column *c = layout_find("csv")->columns;
	struct sample s = { .name = name, .n = 1, .text = TEXT_DELIMITED };

	for (; name->len > 0 && c->field != NULL; c++)
		if ((field == NULL || strcmp(c->field, field) == 0) &&
		    sample_find(&s, c->names) == 0)
			return 1;
	return 0;
}

/* The name of column c in several header lines: the first known name that fits
 * the value under it, otherwise the first name. */
static struct csv_field
merged_name(const struct finder *f, int headers, int c)
{
	const struct csv_field *name, *value = &f->row.cell[c];
	struct csv_field first = { "", 0 };
	uint64_t t;
	const char *why;
	double v;
	int i, time;

	time = num_f64(&v, value->s, value->len) != 0 &&
	       ts_parse(&t, value->s, value->len, TS_AUTO, NULL, &why) == 0;
	for (i = 0; i < headers; i++) {
		name = &f->head[i].cell[c];
		if (first.len == 0)
			first = *name;
		if (is_known_name(name, time ? "ts_event" : NULL))
			return *name;
	}
	return first;
}

/* The header as one line of text. */
static int
keep_header(struct table *t, struct finder *f, int headers, struct err *err)
{
	struct csv_field *name = f->head[0].cell;
	size_t size = 0;
	int c;

	if (headers > 1)
		for (c = 0; c < f->row.n; c++)
			name[c] = merged_name(f, headers, c);
	for (c = 0; c < f->row.n; c++)
		size += 2 * name[c].len + 3;
	t->header = malloc(size);
	if (t->header == NULL)
		return err_errno(err, "header");
	t->header_len = 0;
	for (c = 0; c < f->row.n; c++) {
		if (c > 0)
			t->header[t->header_len++] = t->delim;
		t->header_len += csv_put(t->header + t->header_len, name[c].s,
		    name[c].len, t->delim);
	}
	return 0;
}

/* May a line before line i be a damaged row of the table?  With a header such a
 * row has as many cells; without one, any number. */
static int
has_row_before(struct finder *f, int i, char delim, int headers)
{
	struct err ignored = { 0 };
	struct cut *c = &f->head[TABLE_HEADERS_MAX - 1]; /* already freed */
	int k;

	for (k = 0; k < i; k++)
		if (cut(c, &f->look, k, delim, &ignored) == -1 ||
		    ((headers > 0 ? c->n == f->row.n : c->n > 1) &&
			!table_is_header(c->cell, c->n)))
			return 1;
	return 0;
}

/* A table that starts at line i: 1, 0, -1. */
static int
try_line(struct table *t, struct finder *f, int i,
    const struct source_opts *opts, const char *file, struct err *err)
{
	struct look *k = &f->look;
	struct sample s = { file, opts, f->head[0].cell, NULL, 0,
		TEXT_DELIMITED, .lines = NULL };
	int headers = 0, n, got;

	t->delim = delim_of(k, i);
	if (t->delim == 0)
		return 0;
	for (; headers < TABLE_HEADERS_MAX && has_line(k, i + headers);
	     headers++) {
		if (cut(&f->head[headers], k, i + headers, t->delim, err) == -1)
			return -1;
		n = f->head[headers].n;
		if (n < 2 || n != f->head[0].n)
			return 0;
		if (opts->no_header ||
		    !table_is_header(f->head[headers].cell, n))
			break;
	}
	if (!has_line(k, i + headers) ||
	    cut(&f->row, k, i + headers, t->delim, err) == -1)
		return err->set ? -1 : 0;
	n = f->row.n;
	if (n < 2 || n != f->head[0].n || table_is_header(f->row.cell, n))
		return 0;
	s.cell = f->row.cell;
	s.n = n;
	if (headers == 0) {
		s.name = NULL;
		got = opts->map == NULL &&
		      layout_choose(&s, &(struct err){ 0 }) != NULL;
	} else {
		if (keep_header(t, f, headers, err) == -1)
			return -1;
		got =
		    table_is_clear(f->head[0].cell, f->row.cell, n, opts, file);
	}
	if (!got || has_row_before(f, i, t->delim, headers)) {
		free(t->header);
		t->header = NULL;
		return 0;
	}
	t->before = k->v[i].number;
	t->lines = k->v[i + headers].number;
	return 1;
}

int
table_find(struct table *t, struct lines *lines, struct line *l,
    const struct source_opts *opts, const char *file, struct err *err)
{
	struct finder *f = calloc(1, sizeof(*f));
	int i, got = 0;

	*t = (struct table){ .header = NULL };
	if (f == NULL)
		return err_errno(err, "header");
	look_init(&f->look, lines, l);
	for (i = 0; got == 0 && has_line(&f->look, i + 1); i++)
		got = try_line(t, f, i, opts, file, err);
	for (i = 0; i < TABLE_HEADERS_MAX; i++)
		free(f->head[i].text);
	free(f->row.text);
	free(f);
	return got;
}
