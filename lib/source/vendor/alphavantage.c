/*
 * alphavantage.c - Alpha Vantage's CSV (inputs.md 3.6).
 *
 *	timestamp,open,high,low,close,volume
 *	2024-08-02 19:55:00,188.3500,188.3600,188.3500,188.3500,60
 *
 * Newest first.  Times of shares are New York's.  Times of pairs (no volume)
 * and coins (fractional volumes) are UTC.  --tz overrides both.  Many sources
 * write the same header, so it is recognised only if the second row is older
 * than the first.  A single row of a share is also recognised, by prices with
 * four decimals and a whole volume.  Otherwise --from must name the layout.
 */
#include <string.h>

#include "source/layout.h"

static const struct column columns[] = {
	{ "ts_event", "timestamp", CELL_PLAIN },
	{ "open", "open", CELL_PLAIN },
	{ "high", "high", CELL_PLAIN },
	{ "low", "low", CELL_PLAIN },
	{ "close", "close", CELL_PLAIN },
	{ "volume", "volume", CELL_PLAIN },
	{ 0 },
};

static int
has_point(const struct csv_field *f)
{
	return memchr(f->s, '.', f->len) != NULL;
}

static int
four_places(const struct csv_field *f)
{
	return f->len > 5 && f->s[f->len - 5] == '.';
}

/* A share has a volume, which is a whole number. */
static int
is_share(const struct sample *s)
{
	int at = sample_find(s, "volume");

	return at >= 0 && s->cell[at].len > 0 && !has_point(&s->cell[at]);
}

/* "timestamp,open,high,low,close", for shares also ",volume", and a first
 * record of that form. */
static int
is_theirs(const struct sample *s)
{
	static const char *const names[] = { "timestamp", "open", "high", "low",
		"close", "volume" };
	int i;

	if ((s->n != 5 && s->n != 6) ||
	    (s->cell[0].len != 10 && s->cell[0].len != 19) ||
	    memchr(s->cell[0].s, 'T', s->cell[0].len) != NULL)
		return 0;
	for (i = 0; i < s->n; i++)
		if (s->name[i].len != strlen(names[i]) ||
		    memcmp(s->name[i].s, names[i], s->name[i].len) != 0)
			return 0;
	for (i = 1; i < 5; i++)
		if (s->n == 5 ? !has_point(&s->cell[i])
			      : !four_places(&s->cell[i]))
			return 0;
	return s->n == 5 || is_share(s);
}

static int
alphavantage_fits(const struct layout *layout, const struct sample *s)
{
	const char *line;
	size_t len, n;

	(void)layout;
	if (s->name == NULL)
		return 0;
	if (sample_find(s, "timestamp") == 0 &&
	    sample_find(s, "adjusted_close") >= 0 &&
	    sample_find(s, "dividend_amount") >= 0)
		return 10;
	if (!is_theirs(s))
		return 0;
	n = s->cell[0].len;
	if (!sample_next(s, &line, &len))
		return s->n == 6 ? 10 : 0;
	/* the year comes first and lengths are equal: byte order is time
	 * order */
	return len > n && line[n] == ',' && memcmp(line, s->cell[0].s, n) < 0
		   ? 10
		   : 0;
}

static int
alphavantage_plan(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	static const char zone[] = "America/New_York";

	*reason = NULL;
	if (s->opts->tz == NULL && is_share(s) &&
	    times_set_zone(&p->context->times, zone, sizeof(zone) - 1, err) ==
		-1)
		return -1;
	return plan_columns(p, s, reason, err);
}

const struct layout layout_alphavantage = {
	.name = "alphavantage",
	.summary = "Alpha Vantage: bars as CSV, newest first",
	.text = TEXT_DELIMITED,
	.fits = alphavantage_fits,
	.columns = columns,
	.kind = "bar",
	.plan = alphavantage_plan,
	.newest_first = 1,
};
