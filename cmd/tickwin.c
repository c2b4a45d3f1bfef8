/*
 * tickwin - event-time windows per symbol: bars and window statistics.
 *
 * Reads any records, writes rows of kind bar.  All work is lib/window's;
 * this file chooses the aggregates and keeps the account.
 */
#include "cmd.h"

#include <stddef.h>
#include <string.h>

#include "stream/def.h"
#include "window/window.h"

static struct {
	uint64_t every, slide, origin, lateness;
	const char *aggs;
	int price;
	int64_t max_open;
} o;

static const char *const price_names[] = { "auto", "trade", "mid", NULL };

static const struct opt opts[] = {
	{ 'e', "every", OPT_DURATION, offsetof(__typeof__(o), every), "TIME",
	    "1m", 1, 3.2e16, NULL, "length of a window" },
	{ 0, "slide", OPT_DURATION, offsetof(__typeof__(o), slide), "TIME",
	    "0s", 0, 3.2e16, NULL,
	    "start a window each TIME; 0s is one behind the other" },
	{ 0, "origin", OPT_DURATION, offsetof(__typeof__(o), origin), "TIME",
	    "0s", 0, 3.2e16, NULL, "windows start at multiples plus this" },
	{ 0, "lateness", OPT_DURATION, offsetof(__typeof__(o), lateness),
	    "TIME", "0s", 0, 3.2e16, NULL,
	    "wait this much event time for late rows" },
	{ 'a', "agg", OPT_STR, offsetof(__typeof__(o), aggs), "LIST",
	    WINDOW_DEFAULT, 0, 0, NULL, "columns of a bar, see --list" },
	{ 0, "price", OPT_ENUM, offsetof(__typeof__(o), price), "WHAT", "auto",
	    0, 0, price_names,
	    "prices of a bar: trades, or middle of bid and ask" },
	{ 0, "max-open", OPT_INT, offsetof(__typeof__(o), max_open), "N",
	    "16777216", 1, 1e12, NULL, "most windows open at a time" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static void
list(FILE *f)
{
	const struct aggregate *const *a;
	const struct clock *const *k;
	const struct column *c;

	fprintf(f, "clocks:\n");
	for (k = clock_list; *k != NULL; k++)
		fprintf(f, "  %-14s %s\n", (*k)->name, (*k)->summary);
	fprintf(f, "aggregates:\n");
	for (a = aggregate_list; *a != NULL; a++) {
		fprintf(f, "  %-14s %s", (*a)->name, (*a)->summary);
		if ((*a)->unit != NULL)
			fprintf(f, " [%s]", (*a)->unit);
		for (c = (*a)->columns; c != NULL && c->name != NULL; c++)
			fprintf(f, "%s%s", c == (*a)->columns ? ": " : ", ",
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

/* "ohlc,volume" to the table; an unknown name is the user's mistake. */
static int
choose_aggs(struct window_opts *w, const char *text, struct err *err)
{
	char name[64];
	size_t n;

	for (w->nagg = 0;; text += n + 1) {
		n = strcspn(text, ",");
		if (n == 0 || n >= sizeof(name))
			return err_usage(err,
			    "--agg: \"%.40s\": wants names "
			    "with commas between them",
			    text);
		memcpy(name, text, n);
		name[n] = '\0';
		if (w->nagg == WINDOW_AGGS_MAX)
			return err_usage(err, "--agg: more than %d",
			    WINDOW_AGGS_MAX);
		w->agg[w->nagg] = aggregate_find(name);
		if (w->agg[w->nagg++] == NULL)
			return err_usage(err,
			    "--agg: \"%s\": unknown; see "
			    "tickwin --list",
			    name);
		if (text[n] == '\0')
			return 0;
	}
}

static int
push(void *windows, const struct rec *r, struct err *err)
{
	return windows_push(windows, r, err);
}

struct state {
	struct cmd *c;
	struct windows *windows;
};

static int
put(void *arg, const struct rec *bar, struct err *err)
{
	struct state *s = arg;
	uint64_t def = rec_u64(bar, bar->schema->at.def);
	const char *text;

	if (def != s->c->def_said &&
	    (text = windows_def_text(s->windows, def)) != NULL &&
	    cmd_say_def(s->c, def, text) == -1)
		return -1;
	return sink_write(s->c->sink, bar, err);
}

static void
account(struct cmd *c, const struct windows *w)
{
	const struct window_account *a = windows_account(w);

	c->rows_used = a->used;
	if (c->sink != NULL)
		c->rows_made = sink_written(c->sink) + sink_left_out(c->sink);
	cmd_count(c, "late", a->late, ACCOUNT_DROPPED);
	cmd_count(c, "snapshot", a->snapshot, ACCOUNT_DROPPED);
	cmd_count(c, "no_time", a->no_time, ACCOUNT_DROPPED);
	cmd_count(c, "no_symbol", a->no_symbol, ACCOUNT_DROPPED);
	cmd_count(c, "nothing_to_see", a->nothing, ACCOUNT_DROPPED);
	if (a->late > 0 && !c->o.stats)
		cmd_note(c, "%llu late rows left out (--lateness, --stats)",
		    (unsigned long long)a->late);
}

static int
run(struct cmd *c)
{
	struct window_opts w = { 0 };
	struct state s = { c, NULL };
	int ret = -1;

	w.clock = clock_find("time");
	w.args.every = o.every;
	w.args.slide = o.slide ? o.slide : o.every;
	w.args.origin = o.origin;
	w.lateness = o.lateness;
	w.price = o.price - 1;
	w.max_open = (uint64_t)o.max_open;
	if (w.args.slide > w.args.every)
		return err_usage(&c->err, "--slide: longer than --every would "
					  "leave rows out");
	if (choose_aggs(&w, o.aggs, &c->err) == -1)
		return -1;
	s.windows = windows_new(&w, &c->house, put, &s, &c->err);
	if (s.windows == NULL)
		return -1;
	/* A pause leaves open what is open; only the true end closes it. */
	if (cmd_each(c, push, s.windows) == 0 &&
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
