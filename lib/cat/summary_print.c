/*
 * summary_print.c - a summary as a table for people or JSON lines.
 *
 * The table has two parts of at most 100 columns: rows and times of every
 * series, then anomalies, for the series that have any; and a third part when
 * gaps are counted.  `-` marks values that a kind cannot have.  Names are cut;
 * the JSON has them in full.
 */
#include "cat/summary_impl.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"

enum { WIDTH = 100, SYMBOL_MIN = 6, SYMBOL_MAX = 22, KIND = 10, ODD = 8 };

/* A line to print: a series, or the sum of all. */
struct line {
	const char *symbol, *kind;
	size_t symbol_len;
	struct series c;
	/* rows that could have a price, ...; 0: none could */
	uint64_t priced, sized, quoted, flagged;
};

struct print {
	const struct summary *s;
	struct out *out;
	struct err *err;
	int name; /* width of the symbols */
	int failed;
};

__attribute__((format(printf, 2, 3))) static void
put(struct print *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!p->failed && out_vprintf(p->out, p->err, fmt, ap) == -1)
		p->failed = 1;
	va_end(ap);
}

static int
cmp_line(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	size_t n =
	    x->symbol_len < y->symbol_len ? x->symbol_len : y->symbol_len;
	int c = memcmp(x->symbol, y->symbol, n);

	if (c == 0)
		c = (x->symbol_len > y->symbol_len) -
		    (x->symbol_len < y->symbol_len);
	return c != 0 ? c : strcmp(x->kind, y->kind);
}

static void
make_line(struct line *l, const struct summary *s, const struct series *c)
{
	const struct summary_kind *k = &s->kind[c->kind];

	l->c = *c;
	/* in rows from the newest to the oldest no clock is wrong */
	if (c->steps_back > 1 && 2 * c->steps_back > c->rows - c->no_time)
		l->c.clock.early = 0;
	l->symbol = symtab_text(s->vocab->syms, c->symbol, &l->symbol_len);
	l->kind = k->name;
	l->priced = (k->has & HAS_PRICE) != 0 ? c->rows : 0;
	l->sized = (k->has & HAS_SIZE) != 0 ? c->rows : 0;
	l->quoted = (k->has & HAS_QUOTE) != 0 ? c->rows : 0;
	l->flagged = (k->has & HAS_FLAGS) != 0 ? c->rows : 0;
}

static uint64_t
larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void
add_line(struct line *sum, const struct line *l)
{
	struct series *a = &sum->c;
	const struct series *b = &l->c;

	a->rows += b->rows;
	a->no_time += b->no_time;
	if (b->first < a->first)
		a->first = b->first;
	a->last = larger(a->last, b->last);
	if (b->gap > a->gap) {
		a->gap = b->gap;
		a->gap_from = b->gap_from;
	}
	a->gaps += b->gaps;
	if (__builtin_add_overflow(a->gaps_ns, b->gaps_ns, &a->gaps_ns))
		a->gaps_ns = UINT64_MAX;
	a->steps_back += b->steps_back;
	a->far_back = larger(a->far_back, b->far_back);
	a->clock.early += b->clock.early;
	a->no_price += l->priced > 0 ? b->no_price : 0;
	a->no_size += l->sized > 0 ? b->no_size : 0;
	a->crossed += b->crossed;
	a->locked += b->locked;
	a->snapshots += b->snapshots;
	sum->priced += l->priced;
	sum->sized += l->sized;
	sum->quoted += l->quoted;
	sum->flagged += l->flagged;
}

/* ---- the table ---- */

/* A length of time in three figures or so, the rest cut. */
static const char *
span_text(char buf[32], uint64_t ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	unsigned long long s = ns / NS_SECOND, unit = 1;
	int i = 0;

	for (; i < 3 && ns / unit >= 1000; i++)
		unit *= 1000;
	if (s >= 86400)
		snprintf(buf, 32, "%llud%02lluh", s / 86400, s / 3600 % 24);
	else if (s >= 3600)
		snprintf(buf, 32, "%lluh%02llum", s / 3600, s / 60 % 60);
	else if (s >= 60)
		snprintf(buf, 32, "%llum%02llus", s / 60, s % 60);
	else if (ns / unit >= 100 || unit == 1)
		snprintf(buf, 32, "%llu%s", ns / unit, ns > 0 ? units[i] : "");
	else if (ns / unit >= 10)
		snprintf(buf, 32, "%llu.%llu%s", ns / unit,
		    ns % unit / (unit / 10), units[i]);
	else
		snprintf(buf, 32, "%llu.%02llu%s", ns / unit,
		    ns % unit / (unit / 100), units[i]);
	return buf;
}

static const char *
time_text(char buf[32], uint64_t t)
{
	char iso[TS_ISO_LEN];

	if (t == TS_NULL)
		return "-";
	ts_put_iso(iso, t);
	snprintf(buf, 32, "%.19s", iso);
	return buf;
}

/* A share of rows; "0" and "100%" only when exact. */
static void
put_share(struct print *p, uint64_t part, uint64_t of)
{
	double percent = of > 0 ? 100 * (double)part / (double)of : 0;
	char buf[32];

	if (of == 0)
		strcpy(buf, "-");
	else if (part == 0 || part == of)
		strcpy(buf, part == 0 ? "0" : "100%");
	else if (percent < 0.1)
		strcpy(buf, "<0.1%");
	else if (percent > 99.9)
		strcpy(buf, ">99.9%");
	else
		snprintf(buf, sizeof(buf), "%.1f%%", percent);
	put(p, " %*s", ODD, buf);
}

static void
put_count(struct print *p, uint64_t n, uint64_t of)
{
	if (of == 0)
		put(p, " %*s", ODD, "-");
	else
		put(p, " %*" PRIu64, ODD, n);
}

/*
 * Print the symbol in its column: cut between characters, with '?' for
 * unprintable ones.
 */
static void
put_names(struct print *p, const struct line *l)
{
	size_t n = l->symbol_len, i;
	char buf[SYMBOL_MAX + 1];

	if (n > (size_t)p->name)
		for (n = (size_t)p->name;
		     n > 0 && ((unsigned char)l->symbol[n] & 0xc0) == 0x80; n--)
			;
	for (i = 0; i < n; i++)
		buf[i] =
		    (unsigned char)l->symbol[i] < ' ' || l->symbol[i] == 0x7f
			? '?'
			: l->symbol[i];
	buf[n] = '\0';
	put(p, "%-*s %-*.*s", p->name, n == 0 ? "-" : buf, KIND, KIND, l->kind);
}

static void
put_times(struct print *p, const struct line *l)
{
	char first[32], last[32], gap[32];
	const struct series *c = &l->c;

	put_names(p, l);
	put(p, " %10" PRIu64 " %19s %19s %8s %6" PRIu64 "\n", c->rows,
	    time_text(first, c->first),
	    time_text(last, c->first == TS_NULL ? TS_NULL : c->last),
	    span_text(gap, c->gap), c->steps_back);
}

static int
is_odd(const struct line *l)
{
	const struct series *c = &l->c;

	return c->no_time + c->steps_back + c->crossed + c->locked +
		       c->snapshots !=
		   0 ||
	       (l->priced > 0 && c->no_price > 0) ||
	       (l->sized > 0 && c->no_size > 0);
}

static void
put_odd(struct print *p, const struct line *l)
{
	const struct series *c = &l->c;
	char back[32];

	put_names(p, l);
	put_share(p, c->no_price, l->priced);
	put_share(p, c->no_size, l->sized);
	put_count(p, c->crossed, l->quoted);
	put_count(p, c->locked, l->quoted);
	put_count(p, c->snapshots, l->flagged);
	put_count(p, c->no_time, 1);
	put(p, " %*s\n", ODD, span_text(back, c->far_back));
}

/* Gaps of the stated length: how many, their sum, and that as a share of the
 * time from first to last; of: the time that all shares are of. */
static void
put_gaps(struct print *p, const struct line *l, uint64_t of)
{
	const struct series *c = &l->c;
	char sum[32], from[32];

	put_names(p, l);
	put_count(p, c->gaps, 1);
	put(p, " %*s", ODD, span_text(sum, c->gaps_ns));
	put_share(p, c->gaps_ns, of);
	if (c->gap > 0)
		put(p, " %19s", time_text(from, c->gap_from));
	put(p, "\n");
}

static uint64_t
span_of(const struct line *l)
{
	return l->c.first == TS_NULL ? 0 : l->c.last - l->c.first;
}

static void
print_gaps(struct print *p, const struct line *v, size_t n,
    const struct line *sum)
{
	uint64_t of = 0;
	char longer[32];
	size_t i;

	put(p, "\ngaps longer than %s\n", span_text(longer, p->s->longer_ns));
	put(p, "%-*s %-*s %*s %*s %*s longest from (UTC)\n", p->name, "symbol",
	    KIND, "kind", ODD, "gaps", ODD, "time", ODD, "share");
	for (i = 0; i < n; i++) {
		if (v[i].c.gaps > 0)
			put_gaps(p, &v[i], span_of(&v[i]));
		if (__builtin_add_overflow(of, span_of(&v[i]), &of))
			of = UINT64_MAX;
	}
	put_gaps(p, sum, of);
}

/* Rows with a wrong clock. */
static void
print_early(struct print *p, const struct line *v, size_t n,
    const struct line *sum)
{
	char max[32];
	size_t i;

	put(p, "\nrows more than %s ahead of the others\n",
	    span_text(max, p->s->max_jump));
	put(p, "%-*s %-*s %*s\n", p->name, "symbol", KIND, "kind", ODD,
	    "early");
	for (i = 0; i <= n; i++)
		if (i == n || v[i].c.clock.early > 0) {
			put_names(p, i < n ? &v[i] : sum);
			put_count(p, (i < n ? &v[i] : sum)->c.clock.early, 1);
			put(p, "\n");
		}
}

static void
print_table(struct print *p, const struct line *v, size_t n)
{
	int room = WIDTH - 1 - KIND - 7 * (1 + ODD);
	struct line sum = { .symbol = "total", .symbol_len = 5, .kind = "" };
	size_t i;

	sum.c.first = TS_NULL;
	p->name = SYMBOL_MIN;
	for (i = 0; i < n; i++) {
		add_line(&sum, &v[i]);
		if (v[i].symbol_len > (size_t)p->name)
			p->name = v[i].symbol_len < SYMBOL_MAX
				      ? (int)v[i].symbol_len
				      : SYMBOL_MAX;
	}
	if (p->name > room)
		p->name = room;
	put(p, "%-*s %-*s %10s %-19s %-19s %8s %6s\n", p->name, "symbol", KIND,
	    "kind", "rows", "first (UTC)", "last (UTC)", "max gap", "late");
	for (i = 0; i < n; i++)
		put_times(p, &v[i]);
	put_times(p, &sum);
	put(p, "\n%-*s %-*s %*s %*s %*s %*s %*s %*s %*s", p->name, "symbol",
	    KIND, "kind", ODD, "no price", ODD, "no size", ODD, "crossed", ODD,
	    "locked", ODD, "snapshot", ODD, "no time", ODD, "max late");
	put(p, "\n");
	for (i = 0; i < n; i++)
		if (is_odd(&v[i]))
			put_odd(p, &v[i]);
	put_odd(p, &sum);
	if (p->s->longer_ns > 0)
		print_gaps(p, v, n, &sum);
	if (sum.c.clock.early > 0)
		print_early(p, v, n, &sum);
}

/* ---- JSON ---- */

static void
json_text(struct print *p, const char *name, const char *s, size_t len)
{
	char buf[6 * SYM_LEN_MAX + 2];
	size_t n = json_put_string(buf, s, len);

	put(p, "\"%s\":", name);
	if (!p->failed && out_write(p->out, buf, n, p->err) == -1)
		p->failed = 1;
}

static void
json_time(struct print *p, const char *name, uint64_t t)
{
	char iso[TS_ISO_LEN];

	if (t == TS_NULL) {
		put(p, ",\"%s\":null", name);
		return;
	}
	ts_put_iso(iso, t);
	put(p, ",\"%s\":\"%.*s\"", name, TS_ISO_LEN, iso);
}

static void
json_count(struct print *p, const char *name, uint64_t n, uint64_t of)
{
	if (of == 0)
		put(p, ",\"%s\":null", name);
	else
		put(p, ",\"%s\":%" PRIu64, name, n);
}

static void
json_share(struct print *p, const char *name, uint64_t n, uint64_t of)
{
	char buf[NUM_F64_MAX];
	size_t len;

	json_count(p, name, n, of);
	if (of == 0) {
		put(p, ",\"%s_share\":null", name);
		return;
	}
	len = num_put_f64(buf, (double)n / (double)of);
	put(p, ",\"%s_share\":%.*s", name, (int)len, buf);
}

static void
print_json(struct print *p, const struct line *l)
{
	const struct series *c = &l->c;
	int timed = c->first != TS_NULL;

	put(p, "{");
	if (l->symbol_len > 0)
		json_text(p, "symbol", l->symbol, l->symbol_len);
	else
		put(p, "\"symbol\":null");
	put(p, ",");
	json_text(p, "kind", l->kind, strlen(l->kind));
	json_count(p, "rows", c->rows, 1);
	json_time(p, "first", c->first);
	json_time(p, "last", timed ? c->last : TS_NULL);
	json_count(p, "no_time", c->no_time, 1);
	json_count(p, "longest_gap_ns", c->gap, timed);
	json_time(p, "longest_gap_from", c->gap > 0 ? c->gap_from : TS_NULL);
	if (p->s->longer_ns > 0) {
		json_count(p, "gaps", c->gaps, 1);
		json_count(p, "gaps_ns", c->gaps_ns, 1);
	}
	json_count(p, "steps_back", c->steps_back, 1);
	json_count(p, "furthest_back_ns", c->far_back, 1);
	if (p->s->max_jump > 0)
		json_count(p, "early", c->clock.early, 1);
	json_share(p, "price_undefined", c->no_price, l->priced);
	json_share(p, "size_undefined", c->no_size, l->sized);
	json_count(p, "crossed", c->crossed, l->quoted);
	json_count(p, "locked", c->locked, l->quoted);
	json_count(p, "snapshots", c->snapshots, l->flagged);
	put(p, "}\n");
}

int
summary_print(const struct summary *s, struct out *out, int json,
    struct err *err)
{
	struct print p = { s, out, err, 0, 0 };
	struct line *v = calloc(s->nseries + 1, sizeof(*v));
	size_t i;

	if (v == NULL)
		return err_errno(err, "summary");
	for (i = 0; i < s->nseries; i++)
		make_line(&v[i], s, &s->series[i]);
	qsort(v, s->nseries, sizeof(*v), cmp_line);
	if (!json)
		print_table(&p, v, s->nseries);
	for (i = 0; json && i < s->nseries; i++)
		print_json(&p, &v[i]);
	free(v);
	return p.failed ? -1 : 0;
}
