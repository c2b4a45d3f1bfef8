/*
 * tally.c - counts of everything in the inputs besides the rows passed on.
 */
#include "cat/tally.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "dbn/dbn.h"

static void __attribute__((format(printf, 2, 3)))
note(const struct tally *t, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	t->note(t->arg, text);
}

/* What --resync skipped: each damaged part on stderr, the sum in --stats. */
static void
note_damage(struct tally *t, struct source *s)
{
	const struct dbn_stats *d;
	const struct dbn_damage *g;
	char from[TS_ISO_LEN + 1] = "?", to[TS_ISO_LEN + 1] = "?";
	size_t i;

	if (source_dbn(s) == NULL)
		return;
	d = dbn_stats(source_dbn(s));
	t->damages += d->damages;
	t->lost += d->lost + d->lost_packed;
	for (i = 0; i < d->ndamage; i++) {
		g = &d->damage[i];
		if (g->from != TS_NULL)
			from[ts_put_iso(from, g->from)] = '\0';
		if (g->to != TS_NULL)
			to[ts_put_iso(to, g->to)] = '\0';
		note(t,
		    "%s: offset %" PRIu64 ", record %" PRIu64 ": %" PRIu64
		    " bytes lost, between %s and %s",
		    in_name(source_in(s)), g->offset, g->record,
		    g->bytes + g->packed, from, to);
	}
	if (d->damages > d->ndamage)
		note(t, "%s: and %" PRIu64 " more", in_name(source_in(s)),
		    d->damages - d->ndamage);
}

void
tally_source(struct tally *t, struct source *s, int copied, int odd)
{
	const char *name = in_name(source_in(s));
	struct source_account a = { 0 };
	int i;

	source_account(s, &a);
	if (copied)
		a.count[COUNT_UNKNOWN] = 0;
	note_damage(t, s);
	for (i = 0; i < COUNTS; i++)
		t->total.count[i] += a.count[i];
	if (!odd)
		return;
	if (a.warning != NULL)
		note(t, "%s: %s", name, a.warning);
	for (i = 0; i < COUNTS; i++)
		if (a.count[i] > 0 && source_counts[i].note != NULL)
			note(t, "%s: %s: %" PRIu64, name, source_counts[i].note,
			    a.count[i]);
	if (a.no_final_newline)
		note(t, "%s: the last line has no newline", name);
}

void
tally_time(struct tally *t, struct source *s, const struct time_order *o)
{
	char says[256];

	if (time_order_says(o, says, sizeof(says)))
		note(t, "%s: %s", in_name(source_in(s)), says);
}

void
tally_early(struct tally *t, struct source *s, const struct time_order *o)
{
	uint64_t n = time_order_early(o);
	char says[256];
	size_t i;

	for (i = 0; i < n && i < WRONG_CLOCK_NAMED; i++) {
		wrong_clock_says(&o->clock, i, says, sizeof(says));
		note(t, "%s: %s", in_name(source_in(s)), says);
	}
	if (n > WRONG_CLOCK_NAMED)
		note(t, "%s: and %" PRIu64 " more rows", in_name(source_in(s)),
		    n - WRONG_CLOCK_NAMED);
	t->early += n;
}

void
tally_spilled(const struct tally *t, const char *name, const char *option,
    uint64_t bytes, const struct spill_opts *opts)
{
	if (bytes > 0)
		note(t,
		    "%s%s%s: rows kept until the last one: %" PRIu64 " MB of "
		    "them in temporary files in %s",
		    name != NULL ? name : "", name != NULL ? ": " : "", option,
		    bytes / 1000000, spill_dir(opts));
}

/* A merge is in order when its files are. */
void
tally_order(struct tally *t, const char *name, const struct feed_order *order)
{
	t->back += order->back;
	t->apart += order->apart;
	if (order->back > 0)
		note(t,
		    "%s: --merge: %" PRIu64
		    " rows go back in time, the first is row %" PRIu64
		    ": the output is not in order",
		    name, order->back, order->back_row);
	if (order->apart > 0)
		note(t,
		    "%s: --merge: %" PRIu64
		    " rows follow more than 65536 others of the same time, the "
		    "first is row %" PRIu64 ": they are not sorted by symbol",
		    name, order->apart, order->apart_row);
}
