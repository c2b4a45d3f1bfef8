/*
 * spans_text.c - labels as delimited text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "base/zone.h"
#include "eval/delim.h"
#include "eval/spans.h"

enum { START, END, TIME, SYMBOL, TYPE, TZ, NAME, COLUMNS };

static const char *const start_names[] = { "t_start", "start", NULL };
static const char *const time_names[] = { "time", "timestamp", "ts_event",
	NULL };
static const char *const end_names[] = { "t_end", "end", NULL };
static const char *const symbol_names[] = { "symbol", NULL };
static const char *const type_names[] = { "type", "kind", "label_type", NULL };
static const char *const tz_names[] = { "tz", NULL };
static const char *const file_names[] = { "file", NULL };

static const struct delim_column columns[COLUMNS] = {
	[START] = { start_names, 0 },
	[END] = { end_names, 0 },
	[TIME] = { time_names, 0 },
	[SYMBOL] = { symbol_names, 0 },
	[TYPE] = { type_names, 0 },
	[TZ] = { tz_names, 0 },
	[NAME] = { file_names, 0 },
};

struct reader {
	struct spans *s;
	struct delim l;
	struct symtab *syms;
	struct zone zone;
	char zone_name[64]; /* of zone; "" UTC */
};

/* "UTC+02:00 (broker time)": without the remark. */
static size_t
without_remark(const char *s, size_t len)
{
	const char *bracket = memchr(s, '(', len);

	if (bracket != NULL)
		len = (size_t)(bracket - s);
	while (len > 0 && s[len - 1] == ' ')
		len--;
	return len;
}

/* The zone of the line; most lines have that of the previous line. */
static int
take_zone(struct reader *r, struct err *err)
{
	struct csv_field c = delim_cell(&r->l, TZ);
	size_t len = without_remark(c.s, c.len);
	char shown[DELIM_QUOTE_MAX];
	struct zone z = { 0 };

	if (len == strlen(r->zone_name) && memcmp(r->zone_name, c.s, len) == 0)
		return 0;
	if (len >= sizeof(r->zone_name))
		return err_set(err, "tz: unknown zone %s",
		    delim_quote(shown, c.s, c.len));
	if (len > 0 && zone_open(&z, c.s, len, err) == -1)
		return err_at(err, "tz: %s", delim_quote(shown, c.s, len));
	zone_fini(&r->zone);
	r->zone = z;
	memcpy(r->zone_name, c.s, len);
	r->zone_name[len] = '\0';
	return 0;
}

static int
take_time(struct ts_time *t, struct reader *r, int which, struct err *err)
{
	static const char *const shown_name[] = { "t_start", "t_end", "time" };
	struct csv_field c = delim_cell(&r->l, which);
	char shown[DELIM_QUOTE_MAX];
	const char *why;

	if (ts_read(t, c.s, c.len, TS_AUTO, &r->zone, &why) == -1)
		return err_set(err, "%s: %s: %s", shown_name[which],
		    delim_quote(shown, c.s, c.len), why);
	return 0;
}

/* Start and end; without an end a point in time. */
static int
take_times(struct ts_time *start, struct ts_time *end, struct reader *r,
    struct err *err)
{
	if (take_time(start, r, r->l.at[START] >= 0 ? START : TIME, err) == -1)
		return -1;
	*end = *start;
	if (delim_cell(&r->l, END).len > 0) {
		if (take_time(end, r, END, err) == -1)
			return -1;
		if ((start->met & end->met & TS_MET_NUMBER) &&
		    start->unit != end->unit)
			return err_set(err, "t_start and t_end are numbers of "
					    "different units: write both in "
					    "the same");
	}
	if (end->ns < start->ns || end->ns == TS_NULL)
		return err_set(err, "t_end: expected a time not before "
				    "t_start");
	return 0;
}

/* A start and an end, or a time alone. */
static int
check_columns(const struct reader *r, const char *of, struct err *err)
{
	const int *at = r->l.at;

	if (at[START] < 0 && at[TIME] < 0)
		err_set(err, "no columns t_start and t_end (or start and end) "
			     "in the header, and no column time");
	else if (at[START] >= 0 && at[END] < 0)
		err_set(err, "no column t_end or end in the header");
	else if (of != NULL && at[NAME] < 0)
		err_set(err, "no column file to find %s by", of);
	return err->set ? delim_at(&r->l, err) : 0;
}

/* The number of a word, 0 if there is none. */
static uint32_t
take_word(struct reader *r, int which, struct err *err)
{
	struct csv_field c = delim_cell(&r->l, which);

	return symtab_add(r->syms, c.s, c.len, err);
}

static int
take_line(struct reader *r, const char *of, struct err *err)
{
	struct csv_field name = delim_cell(&r->l, NAME);
	struct ts_time start, end;
	struct span *p;

	if (of != NULL && !name_matches(name.s, name.len, of))
		return 0;
	if (take_zone(r, err) == -1 || take_times(&start, &end, r, err) == -1)
		return -1;
	p = spans_add(r->s, start.ns, end.ns, err);
	if (p == NULL)
		return -1;
	p->symbol = take_word(r, SYMBOL, err);
	p->type = take_word(r, TYPE, err);
	return err->set ? -1 : 0;
}

int
spans_read_text(struct spans *s, struct in *in, const char *of,
    struct symtab *syms, struct err *err)
{
	struct reader r = { .s = s, .syms = syms };
	int got = delim_open(&r.l, in, columns, COLUMNS, err);

	if (got == 0)
		got = check_columns(&r, of, err);
	while (got == 0 && (got = delim_next(&r.l, err)) == 1) {
		got = take_line(&r, of, err);
		if (got == -1)
			delim_at(&r.l, err);
	}
	zone_fini(&r.zone);
	delim_close(&r.l);
	return got;
}
