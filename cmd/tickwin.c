/*
 * tickwin - event-time windows per symbol: bars and window statistics.
 *
 * Reads any records, writes rows of kind bar.  All work is lib/window's;
 * this file chooses the clock and the aggregates and keeps the account.
 *
 * Quotes that are made of order messages (lib/book) would be pushed here,
 * behind the record they come from.
 */
#include "cmd.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/num.h"
#include "stream/def.h"
#include "window/window.h"

static struct {
	uint64_t every, slide, origin, lateness;
	const char *clock, *aggs;
	int price;
	int64_t max_open, max_held;
} o;

static const char *const price_names[] = { "auto", "trade", "mid", NULL };

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ .letter = 'e',
	    .name = "every",
	    .type = OPT_DURATION,
	    .off = AT(every),
	    .arg = "TIME",
	    .def = "1m",
	    .min = 1,
	    .max = 3.2e16,
	    .help = "length of a window" },
	{ .name = "slide",
	    .type = OPT_DURATION,
	    .off = AT(slide),
	    .arg = "TIME",
	    .def = "0s",
	    .max = 3.2e16,
	    .help = "hop between window starts (0s = the length)" },
	{ .name = "origin",
	    .type = OPT_DURATION,
	    .off = AT(origin),
	    .arg = "TIME",
	    .def = "0s",
	    .max = 3.2e16,
	    .help = "offset of window starts from the epoch" },
	{ .name = "clock",
	    .type = OPT_STR,
	    .off = AT(clock),
	    .arg = "CLOCK",
	    .help = "another clock than time, in place of the three above; "
		    "see --list" },
	{ .name = "lateness",
	    .type = OPT_DURATION,
	    .off = AT(lateness),
	    .arg = "TIME",
	    .def = "0s",
	    .max = 3.2e16,
	    .help = "wait this much event time for late rows" },
	{ .letter = 'a',
	    .name = "agg",
	    .type = OPT_STR,
	    .off = AT(aggs),
	    .arg = "LIST",
	    .def = WINDOW_DEFAULT,
	    .help = "aggregates that make the columns of a bar; see --list" },
	{ .name = "price",
	    .type = OPT_ENUM,
	    .off = AT(price),
	    .arg = "WHAT",
	    .def = "auto",
	    .choices = price_names,
	    .help = "prices of a bar: trades, or middle of bid and ask" },
	{ .name = "max-open",
	    .type = OPT_INT,
	    .off = AT(max_open),
	    .arg = "N",
	    .def = "16777216",
	    .min = 1,
	    .max = 1e12,
	    .help = "limit of open windows" },
	{ .name = "max-held",
	    .type = OPT_INT,
	    .off = AT(max_held),
	    .arg = "N",
	    .def = "4194304",
	    .min = 1,
	    .max = 1e12,
	    .help = "limit of rows that are kept to put them in order" },
	{ .name = NULL },
};

/* "  tod(r, zone=UTC)" and what is said of it. */
static void
list_entry(FILE *f, const char *name, const struct arg *args,
    const char *summary)
{
	char call[256];
	size_t n = (size_t)snprintf(call, sizeof(call), "%s", name);
	int i;

	for (i = 0; args != NULL && args[i].name != NULL; i++)
		n += (size_t)snprintf(call + n, sizeof(call) - n,
		    args[i].def != NULL ? "%s%s=%s" : "%s%s",
		    i == 0 ? "(" : ", ", args[i].name, args[i].def);
	fprintf(f, "  %s%s\n", call, i > 0 ? ")" : "");
	fprintf(f, "      %s", summary);
}

static void
list(FILE *f)
{
	const struct aggregate *const *a;
	const struct clock *const *k;
	const struct column *c;

	fprintf(f, "clocks:\n");
	for (k = clock_list; *k != NULL; k++) {
		list_entry(f, (*k)->name, (*k)->args, (*k)->summary);
		fputc('\n', f);
	}
	fprintf(f, "aggregates:\n");
	for (a = aggregate_list; *a != NULL; a++) {
		list_entry(f, (*a)->name, (*a)->args, (*a)->summary);
		if ((*a)->unit != NULL)
			fprintf(f, " [%s]", (*a)->unit);
		for (c = (*a)->table; c != NULL && c->name != NULL; c++)
			fprintf(f, "%s%s", c == (*a)->table ? ": " : ", ",
			    c->name);
		if ((*a)->source != NULL)
			fprintf(f, " (%s)", (*a)->source);
		fputc('\n', f);
	}
}

static const struct tool tool = {
	.name = "tickwin",
	.summary = "Gather ticks into event-time windows per symbol: bars.",
	.usage = "[options] [file ...]",
	.example = "  tickcat day.dbn.zst | tickwin -e 1m\n",
	.list = list,
};

static int
rows(void *windows, const struct schema *s, const unsigned char *v, size_t n,
    struct err *err)
{
	return windows_rows(windows, s, v, n, err);
}

struct run {
	struct cmd *c;
	struct windows *windows;
};

static int
put(void *arg, const struct rec *bar, struct err *err)
{
	struct run *s = arg;
	uint64_t def = rec_u64(bar, bar->schema->at.def);
	const char *text;

	if (def != s->c->def_said &&
	    (text = windows_def_text(s->windows, def)) != NULL &&
	    cmd_say_def(s->c, def, text) == -1)
		return -1;
	return sink_write(s->c->sink, bar, err);
}

static void
note_late(const struct cmd *c, const struct windows *w, uint64_t late)
{
	const char *who;

	if (late == 0 || c->o.stats)
		return;
	if (windows_ordered(w, &who))
		cmd_note(c,
		    "%" PRIu64 " late rows dropped: %s takes rows in the order "
		    "of their time (--lateness, --stats)",
		    late, who);
	else
		cmd_note(c,
		    "%" PRIu64 " late rows dropped (--lateness, "
		    "--stats)",
		    late);
}

static void
account(struct cmd *c, const struct windows *w)
{
	struct window_account a;

	windows_account(w, &a);
	c->rows_used = a.used;
	if (c->sink != NULL)
		c->rows_made = sink_written(c->sink) + sink_left_out(c->sink);
	cmd_count(c, "open", a.open, ACCOUNT_OPEN);
	cmd_count(c, "late", a.late, ACCOUNT_DROPPED);
	cmd_count(c, "snapshot", a.snapshot, ACCOUNT_DROPPED);
	cmd_count(c, "no_time", a.no_time, ACCOUNT_DROPPED);
	cmd_count(c, "no_symbol", a.no_symbol, ACCOUNT_DROPPED);
	cmd_count(c, "no_trade", a.no_value, ACCOUNT_DROPPED);
	note_late(c, w, a.late);
}

/* The clock of -e, --slide and --origin, or that of --clock. */
static int
choose_clock(struct window_opts *w, struct err *err)
{
	char every[NUM_DURATION_MAX + 1], slide[NUM_DURATION_MAX + 1];
	char origin[NUM_DURATION_MAX + 1], call[4 * NUM_DURATION_MAX];

	if (o.clock != NULL)
		return window_opts_clock(w, o.clock, "--clock", err);
	if (o.slide > o.every)
		return err_usage(err, "--slide: longer than --every would "
				      "leave rows out");
	every[num_put_duration(every, o.every)] = '\0';
	slide[num_put_duration(slide, o.slide)] = '\0';
	origin[num_put_duration(origin, o.origin)] = '\0';
	snprintf(call, sizeof(call), "time(%s,%s,%s)", every, slide, origin);
	return window_opts_clock(w, call, "--every", err);
}

static int
run(struct cmd *c)
{
	struct window_opts w = { 0 };
	struct run s = { c, NULL };
	int ret = -1;

	w.lateness = o.lateness;
	w.price = o.price - 1;
	w.max_open = (uint64_t)o.max_open;
	w.max_held = (uint64_t)o.max_held;
	if (choose_clock(&w, &c->err) == -1 ||
	    window_opts_aggs(&w, o.aggs, "--agg", &c->err) == -1)
		return -1;
	s.windows = windows_new(&w, &c->house, put, &s, &c->err);
	if (s.windows == NULL)
		return -1;
	/* A pause leaves open what is open; only the true end closes it. */
	if (cmd_each_rows(c, rows, s.windows) == 0 &&
	    (c->end == END_INTERRUPTED ||
		windows_flush(s.windows, &c->err) == 0))
		ret = 0;
	account(c, s.windows);
	windows_free(s.windows);
	return ret;
}

int
main(int argc, char **argv)
{
	return cmd_filter(&tool, opts, &o, run, argc, argv);
}
