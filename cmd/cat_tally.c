/*
 * cat_tally.c - what the inputs held besides the rows that were handed on.
 */
#include "cat_tally.h"

#include <inttypes.h>

#include "dbn/dbn.h"

/* What --resync passed over: each stretch on stderr, the sum in --stats. */
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
		cmd_note(t->c,
		    "%s: offset %" PRIu64 ", record %" PRIu64 ": %" PRIu64
		    " bytes lost, between %s and %s",
		    in_name(source_in(s)), g->offset, g->record,
		    g->bytes + g->packed, from, to);
	}
	if (d->damages > d->ndamage)
		cmd_note(t->c, "%s: and %" PRIu64 " more",
		    in_name(source_in(s)), d->damages - d->ndamage);
}

void
tally_source(struct tally *t, struct source *s, int copied)
{
	const char *name = in_name(source_in(s));
	struct source_account a = { 0 };
	int i;

	source_account(s, &a);
	note_damage(t, s);
	for (i = 0; i < COUNTS; i++)
		if (i != COUNT_UNKNOWN || !copied)
			t->total.count[i] += a.count[i];
	if (t->c->err.set) /* it says all, in one line */
		return;
	if (a.warning != NULL)
		cmd_note(t->c, "%s: %s", name, a.warning);
	if (a.no_final_newline)
		cmd_note(t->c, "%s: no final newline", name);
}

/* A merge is in order when its files are. */
void
tally_order(struct tally *t, const char *name, const struct feed_order *order)
{
	t->back += order->back;
	t->apart += order->apart;
	if (order->back > 0)
		cmd_note(t->c,
		    "%s: --merge: %" PRIu64 " rows step back in time, the "
		    "first is row %" PRIu64 ": the output is not in order",
		    name, order->back, order->back_row);
	if (order->apart > 0)
		cmd_note(t->c,
		    "%s: --merge: %" PRIu64 " rows have over 65536 others of "
		    "their time before them, the first is row %" PRIu64
		    ": they are not in order of symbols",
		    name, order->apart, order->apart_row);
}

void
tally_count(const struct tally *t, int merge, int resync)
{
	struct cmd *c = t->c;
	int i;

	for (i = 0; i < COUNTS; i++)
		if (source_counts[i].always || t->total.count[i] > 0)
			cmd_count(c, source_counts[i].name, t->total.count[i],
			    source_counts[i].not_row ? ACCOUNT_NOT_ROWS
						     : ACCOUNT_SAYS);
	if (merge) {
		cmd_count(c, "steps_back", t->back, ACCOUNT_SAYS);
		cmd_count(c, "apart", t->apart, ACCOUNT_SAYS);
	}
	if (resync) {
		cmd_count(c, "damages", t->damages, ACCOUNT_SAYS);
		cmd_count(c, "bytes_lost", t->lost, ACCOUNT_SAYS);
	}
}
