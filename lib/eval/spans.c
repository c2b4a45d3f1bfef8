/*
 * spans.c - labels that stand in a file of their own.
 *
 * Sorted by symbol and start.  The first span by start that has not ended
 * before an instant is the first whose running maximum of ends reaches it:
 * a binary search, also where spans overlap.
 */
#include "eval/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/io.h"
#include "base/tstamp.h"

enum { LINE_MAX_BYTES = 1 << 20, FIELDS_MAX = 256 };
enum { START, END, SYMBOL, TYPE, TZ, COLUMNS };

/* The names of a column, by preference. */
static const char *const names[COLUMNS][2] = {
	[START] = { "t_start", "start" },
	[END] = { "t_end", "end" },
	[SYMBOL] = { "symbol", "symbol" },
	[TYPE] = { "type", "kind" },
	[TZ] = { "tz", "tz" },
};

struct table {
	struct symtab *syms;
	char delim;
	int col[COLUMNS]; /* -1: not there */
	int ncol;
	char *line; /* a copy that can be written to */
	size_t room;
	struct zone zone; /* of the last row */
	char zone_name[64];
	size_t zone_len;
};

static int
field_is(const struct csv_field *f, const char *name)
{
	return f->len == strlen(name) && memcmp(f->s, name, f->len) == 0;
}

static int
column_find(const struct csv_field *f, int n, const char *const *name)
{
	int i, k;

	for (k = 0; k < 2; k++)
		for (i = 0; i < n; i++)
			if (field_is(&f[i], name[k]))
				return i;
	return -1;
}

static int
take_header(struct table *t, const struct csv_field *f, int n, struct err *err)
{
	int i;

	t->ncol = n;
	for (i = 0; i < COLUMNS; i++)
		t->col[i] = column_find(f, n, names[i]);
	if (t->col[START] < 0 || t->col[END] < 0)
		return err_set(err, "wants columns t_start and t_end (or "
				    "start and end)");
	return 0;
}

static int
take_time(uint64_t *out, const struct table *t, const struct csv_field *f,
    int which, struct err *err)
{
	const struct csv_field *c = &f[t->col[which]];
	const char *why;

	if (ts_parse(out, c->s, c->len, TS_AUTO, &t->zone, &why) == -1)
		return err_set(err, "%s: \"%.*s\": %s", names[which][0],
		    (int)c->len, c->s, why);
	return 0;
}

/* The zone of a row's times; that of the row before is kept. */
static int
take_zone(struct table *t, const struct csv_field *f, struct err *err)
{
	const struct csv_field utc = { "UTC", 3 };

	if (t->col[TZ] < 0 || f->len == 0)
		f = &utc;
	if (f->len == t->zone_len && memcmp(f->s, t->zone_name, f->len) == 0)
		return 0;
	zone_fini(&t->zone);
	t->zone_len = 0;
	if (f->len > sizeof(t->zone_name) ||
	    zone_open(&t->zone, f->s, f->len, err) == -1) {
		err_set(err, "unknown zone");
		return err_at(err, "tz: \"%.*s\"",
		    (int)(f->len < 60 ? f->len : 60), f->s);
	}
	memcpy(t->zone_name, f->s, f->len);
	t->zone_len = f->len;
	return 0;
}

/* The number of a word, 0 where there is none. */
static uint32_t
take_word(const struct table *t, const struct csv_field *f, int which,
    struct err *err)
{
	if (t->col[which] < 0)
		return 0;
	f += t->col[which];
	return symtab_add(t->syms, f->s, f->len, err);
}

static int
take_row(struct spans *s, struct table *t, const struct csv_field *f,
    struct err *err)
{
	size_t room = s->room ? 2 * s->room : 64;
	struct span *p;

	if (s->n == s->room) {
		if ((p = realloc(s->v, room * sizeof(*p))) == NULL)
			return err_errno(err, "labels");
		s->v = p;
		s->room = room;
	}
	p = &s->v[s->n];
	memset(p, 0, sizeof(*p));
	if (s->n == UINT32_MAX - 1)
		return err_set(err, "too many labels");
	if (take_zone(t, &f[t->col[TZ] < 0 ? 0 : t->col[TZ]], err) == -1 ||
	    take_time(&p->start, t, f, START, err) == -1 ||
	    take_time(&p->end, t, f, END, err) == -1)
		return -1;
	if (p->end < p->start || p->end == TS_NULL)
		return err_set(err, "t_end: wants a time not before t_start");
	p->symbol = take_word(t, f, SYMBOL, err);
	p->type = take_word(t, f, TYPE, err);
	p->id = (uint32_t)s->n++;
	return err->set ? -1 : 0;
}

static int
take_line(struct spans *s, struct table *t, const char *line, size_t len,
    struct err *err)
{
	struct csv_field f[FIELDS_MAX];
	char *p;
	int n;

	if (len == 0 || (len == 1 && *line == '\r'))
		return 0;
	if (t->delim == 0 && (t->delim = csv_guess(line, len)) == 0)
		return err_set(err, "wants a header of names with , ; TAB or "
				    "| between them");
	if (len > t->room) {
		if ((p = realloc(t->line, len)) == NULL)
			return err_errno(err, "labels");
		t->line = p;
		t->room = len;
	}
	memcpy(t->line, line, len);
	n = csv_split(f, FIELDS_MAX, t->line, len, t->delim);
	if (n == -1)
		return err_set(err,
		    "a quote that is not closed, or more than "
		    "%d fields",
		    FIELDS_MAX);
	if (t->ncol == 0)
		return take_header(t, f, n, err);
	if (n != t->ncol)
		return err_set(err, "%d fields: wants %d as in the header", n,
		    t->ncol);
	return take_row(s, t, f, err);
}

static int
span_order(const void *va, const void *vb)
{
	const struct span *a = va, *b = vb;

	if (a->symbol != b->symbol)
		return a->symbol < b->symbol ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* All is read: sort, and the running maximum of ends. */
static int
spans_index(struct spans *s, struct err *err)
{
	size_t i;

	if (s->n == 0)
		return 0;
	if ((s->until = malloc(s->n * sizeof(*s->until))) == NULL)
		return err_errno(err, "labels");
	qsort(s->v, s->n, sizeof(*s->v), span_order);
	for (i = 0; i < s->n; i++) {
		s->until[i] = s->v[i].end;
		if (i > 0 && s->v[i].symbol == s->v[i - 1].symbol &&
		    s->until[i - 1] > s->until[i])
			s->until[i] = s->until[i - 1];
	}
	return 0;
}

int
spans_read(struct spans *s, const char *path, struct symtab *syms,
    struct err *err)
{
	struct in *in = in_open(path, 0, err);
	struct table t = { .syms = syms };
	const char *line;
	uint64_t nline = 0;
	size_t len;
	int newline, got = -1;

	if (in == NULL)
		return -1;
	while ((got = in_line(in, LINE_MAX_BYTES, &line, &len, &newline,
		    err)) == 1) {
		nline++;
		if (nline == 1 && len >= 3 &&
		    memcmp(line, "\xef\xbb\xbf", 3) == 0) {
			in_skip(in, 3); /* a byte order mark */
			line += 3;
			len -= 3;
		}
		if (take_line(s, &t, line, len, err) == -1) {
			got = -1;
			err_at(err, "%s:%llu", in_name(in),
			    (unsigned long long)nline);
			break;
		}
		in_skip(in, len + (size_t)newline);
	}
	if (got == 0 && t.ncol == 0)
		got = err_set(err, "%s: wants a header", in_name(in));
	if (got == 0)
		got = in_end(in, err);
	if (got == 0)
		got = spans_index(s, err);
	free(t.line);
	zone_fini(&t.zone);
	in_close(in);
	return got;
}

/* The first place of a symbol, or of one behind it. */
static size_t
group_start(const struct spans *s, uint32_t symbol)
{
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->v[mid].symbol < symbol)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct span *
find_of(const struct spans *s, uint32_t symbol, uint64_t start, uint64_t end)
{
	size_t lo = group_start(s, symbol), stop, hi, mid;

	stop = hi = lo + (group_start(s, symbol + 1) - lo);
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->until[mid] < start)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == stop)
		return NULL;
	if (s->v[lo].start < end || s->v[lo].start == start)
		return &s->v[lo];
	return NULL;
}

const struct span *
spans_find(struct spans *s, uint32_t symbol, uint64_t start, uint64_t end)
{
	struct span *p = NULL;

	if (start == TS_NULL)
		return NULL;
	if (symbol != 0)
		p = find_of(s, symbol, start, end);
	if (p == NULL)
		p = find_of(s, 0, start, end);
	if (p != NULL)
		p->met = 1;
	return p;
}

size_t
spans_met(const struct spans *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		n += s->v[i].met != 0;
	return n;
}

void
spans_fini(struct spans *s)
{
	free(s->v);
	free(s->until);
	memset(s, 0, sizeof(*s));
}
