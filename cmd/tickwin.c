/*
 * tickwin - event-time windows per symbol: bars and window statistics.
 *
 * Reads any records, writes rows of kind bar.  lib/window does the work; this
 * file chooses the clock and the aggregates and keeps the account.
 */
#include "cmd.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "stream/def.h"
#include "window/early.h"
#include "window/window.h"

enum { WAKE_MS = 100, EARLY_NAMED = 3 };

static struct {
	uint64_t every, slide, origin, lateness, idle, max_jump;
	const char *clock, *aggs, *session, *day, *zone, *holidays;
	const char *partitions, *late_to;
	int price, fill, watermark;
	int64_t max_open, max_held;
	double max_late;
} o;

static const char *const price_names[] = { "auto", "trade", "mid", NULL };
static const char *const fill_names[] = { "none", "null", "last", NULL };
static const char *const mark_names[] = { "stream", "source", "symbol", "auto",
	NULL };

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ .letter = 'e',
	    .name = "every",
	    .type = OPT_DURATION,
	    .off = AT(every),
	    .min = 1,
	    .max = 3.2e16,
	    .arg = "TIME",
	    .help = "length of a window, 1m unless given" },
	{ .name = "slide",
	    .type = OPT_DURATION,
	    .off = AT(slide),
	    .arg = "TIME",
	    .help = "hop between window starts (default: --every)" },
	{ .name = "origin",
	    .type = OPT_DURATION,
	    .off = AT(origin),
	    .arg = "TIME",
	    .help = "offset of window starts from the epoch" },
	{ .name = "clock",
	    .type = OPT_STR,
	    .off = AT(clock),
	    .arg = "CLOCK",
	    .help = "other windows: by count, volume, ..., see --list" },
	{ .letter = 'a',
	    .name = "agg",
	    .type = OPT_STR,
	    .off = AT(aggs),
	    .arg = "LIST",
	    .def = WINDOW_DEFAULT,
	    .help = "columns of a bar, see --list" },
	{ .name = "price",
	    .type = OPT_ENUM,
	    .off = AT(price),
	    .arg = "WHAT",
	    .def = "auto",
	    .choices = price_names,
	    .help = "price: of trades, or midpoint of bid and ask" },
	{ .name = "fill",
	    .type = OPT_ENUM,
	    .off = AT(fill),
	    .arg = "HOW",
	    .def = "none",
	    .choices = fill_names,
	    .help = "bars for windows without a record" },
	{ .name = NULL },
};

static const struct opt day_opts[] = {
	{ .name = "session",
	    .type = OPT_STR,
	    .off = AT(session),
	    .arg = "HOURS",
	    .help =
		"trading hours, as in 09:30-16:00; no window spans a break" },
	{ .name = "day",
	    .type = OPT_STR,
	    .off = AT(day),
	    .arg = "TIME",
	    .help = "local time at which a day ends, as in 17:00" },
	{ .name = "tz",
	    .type = OPT_STR,
	    .off = AT(zone),
	    .arg = "ZONE",
	    .help = "zone of --session and --day (default: UTC)" },
	{ .name = "holidays",
	    .type = OPT_STR,
	    .off = AT(holidays),
	    .arg = "FILE",
	    .help = "dates and weekdays without a session, one per line" },
	{ .name = NULL },
};

static const struct opt late_opts[] = {
	{ .name = "lateness",
	    .type = OPT_DURATION,
	    .off = AT(lateness),
	    .arg = "TIME",
	    .def = "0s",
	    .max = 3.2e16,
	    .help = "wait this much event time for late rows" },
	{ .name = "watermark",
	    .type = OPT_ENUM,
	    .off = AT(watermark),
	    .arg = "BY",
	    .def = "auto",
	    .choices = mark_names,
	    .help = "what advances event time: the stream, the slowest "
		    "partition, or each symbol" },
	{ .name = "partitions",
	    .type = OPT_STR,
	    .off = AT(partitions),
	    .arg = "N",
	    .help = "partitions to wait for: their number, or as in 0-3" },
	{ .name = "idle",
	    .type = OPT_DURATION,
	    .off = AT(idle),
	    .arg = "TIME",
	    .def = "10s",
	    .min = 1,
	    .max = 3.2e16,
	    .help = "stop waiting for a partition that is silent this long" },
	{ .name = "max-jump",
	    .type = OPT_DURATION,
	    .off = AT(max_jump),
	    .arg = "TIME",
	    .def = "1d",
	    .max = 3.2e16,
	    .help = "hold a row this far ahead until one more confirms it" },
	{ .name = "late-to",
	    .type = OPT_STR,
	    .off = AT(late_to),
	    .arg = "FILE",
	    .help = "write late rows to FILE" },
	{ .name = "max-late",
	    .type = OPT_REAL,
	    .off = AT(max_late),
	    .arg = "PERCENT",
	    .def = "5",
	    .max = 100,
	    .help = "fail if more than this share, and 100 rows, are late" },
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
	    .help = "limit of rows that are held to sort them" },
	{ .name = NULL },
};

/* "  tod(r, zone=UTC)" and its description. */
static void
list_entry(FILE *f, const char *name, const struct arg *args,
    const char *summary)
{
	const struct arg *a;

	fprintf(f, "  %s", name);
	for (a = args; a != NULL && a->name != NULL; a++)
		fprintf(f, "%s%s%s%s", a == args ? "(" : ", ", a->name,
		    a->def != NULL ? "=" : "", a->def != NULL ? a->def : "");
	fprintf(f, "%s\n      %s", args != NULL ? ")" : "", summary);
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
	.summary = "Group ticks into event-time windows per symbol; write a "
		   "bar per window.",
	.usage = "[options] [file ...]",
	.example =
	    "  tickcat -b day.dbn.zst | tickwin -e 1m -o bars.tks\n"
	    "  tickcat -b day.dbn.zst | tickwin -e 5m --slide 1m\n"
	    "  tickcat -b day.dbn.zst | tickwin --clock 'volume(10000)'\n"
	    "  tickwin -e 1m --session 09:30-16:00 --tz "
	    "America/New_York day.tks\n",
	.rare = CMD_RARE " origin holidays partitions idle late-to max-late "
			 "max-jump max-open max-held",
	.list = list,
};

struct work {
	struct cmd *c;
	struct windows *windows;
	struct sink *late;
	uint64_t waiting; /* since this time, monotonic ns; 0: not waiting */
	int noted;        /* that partitions are not known */
	int early;        /* rows that were reported */
};

static int
put(void *arg, const struct rec *bar, struct err *err)
{
	struct work *s = arg;
	uint64_t def = rec_u64(bar, bar->schema->at.def);
	const char *text;

	/* There are bars of the previous piece, and no row in this one. */
	if (s->c->sink == NULL && cmd_open_sink(s->c, 0, "[]") == -1)
		return -1;
	if (def != s->c->def_said &&
	    (text = windows_def_text(s->windows, def)) != NULL &&
	    cmd_say_def(s->c, def, text) == -1)
		return -1;
	return cmd_put(s->c, bar, err);
}

static int
put_late(void *arg, const struct rec *r, struct err *err)
{
	return sink_write(((struct work *)arg)->late, r, err);
}

static int
put_early(void *arg, const struct window_early *e, struct err *err)
{
	struct work *s = arg;
	struct cmd *c = s->c;
	const char *file = e->resumed ? c->o.state : c->files[e->file];
	char text[EARLY_TEXT_MAX];

	if (s->early++ < EARLY_NAMED) {
		early_text(text, e, file, o.max_jump);
		cmd_note(c, "%s", text);
	}
	return early_set_aside(&c->bad, e, file, o.max_jump, c->vocab.syms,
	    err);
}

/* The wait for input has ended. */
static int
waited(struct work *s, struct err *err)
{
	uint64_t since = s->waiting;

	s->waiting = 0;
	return since == 0 ? 0
			  : windows_waited(s->windows, io_now() - since, err);
}

static int
tick(void *arg, int idle, struct err *err)
{
	struct work *s = arg;

	if (waited(s, err) == -1)
		return -1;
	s->waiting = idle ? io_now() : 0;
	return 0;
}

static void
note_partitions(struct work *s)
{
	char idle[NUM_DURATION_MAX + 1];

	if (s->noted || windows_mark(s->windows) == MARK_AUTO)
		return;
	s->noted = 1;
	if (windows_mark(s->windows) != MARK_SOURCE || o.partitions != NULL)
		return;
	idle[num_put_duration(idle, o.idle)] = '\0';
	cmd_note(s->c,
	    "rows come from partitions: no window closes before %s without "
	    "input (--partitions, --idle)",
	    idle);
}

static int
rows(void *arg, const struct schema *schema, const unsigned char *v, size_t n,
    struct err *err)
{
	struct work *s = arg;

	if (s->waiting != 0 && waited(s, err) == -1)
		return -1;
	if (windows_file(s->windows, (uint32_t)s->c->file, s->c->row_before,
		err) == -1 ||
	    windows_rows(s->windows, schema, v, n, err) == -1)
		return -1;
	if (!s->noted)
		note_partitions(s);
	return 0;
}

/* ---- the account ---- */

static void
note_late(const struct cmd *c, const struct windows *w, uint64_t late)
{
	const char *who;

	if (late == 0 || c->o.stats)
		return;
	if (windows_ordered(w, &who))
		cmd_note(c,
		    "%" PRIu64 " late rows dropped: %s needs rows in order of "
		    "time (--lateness waits for late rows)",
		    late, who);
	else
		cmd_note(c,
		    "%" PRIu64 " late rows dropped (--lateness waits for them)",
		    late);
}

/* Partitions that were expected and did not come: all others waited. */
static void
account_absent(struct cmd *c, const struct windows *w)
{
	int waited;
	uint64_t n = windows_absent(w, &waited);

	if (n == 0)
		return;
	cmd_count(c, "absent_partitions", n, ACCOUNT_SAYS);
	cmd_note(c,
	    "%" PRIu64 " of --partitions %s had no row: no window closed "
	    "before %s",
	    n, o.partitions, waited ? "--idle" : "the end of the input");
}

static void
account(struct cmd *c, const struct windows *w, int ok)
{
	struct window_account a;

	windows_account(w, &a);
	c->rows_used = a.used;
	c->rows_made = a.resumed;
	if (c->sink != NULL)
		c->rows_made += sink_written(c->sink) + sink_left_out(c->sink);
	cmd_count(c, "open", a.open, ACCOUNT_OPEN);
	cmd_count(c, "late", a.late, ACCOUNT_DROPPED);
	cmd_count(c, "early", a.early, ACCOUNT_DROPPED);
	if (a.undone > 0)
		cmd_count(c, "jumps_undone", a.undone, ACCOUNT_SAYS);
	cmd_count(c, "snapshot", a.snapshot, ACCOUNT_DROPPED);
	cmd_count(c, "no_time", a.no_time, ACCOUNT_DROPPED);
	cmd_count(c, "no_symbol", a.no_symbol, ACCOUNT_DROPPED);
	cmd_count(c, "no_trade", a.no_value, ACCOUNT_DROPPED);
	cmd_count(c, "off_session", a.off_session, ACCOUNT_DROPPED);
	if (windows_idle(w) > 0)
		cmd_count(c, "idle_partitions", windows_idle(w), ACCOUNT_SAYS);
	account_absent(c, w);
	note_late(c, w, a.late);
	if (ok)
		cmd_check_late(c, a.late, a.in, o.max_late,
		    "use --lateness or --watermark");
}

/* ---- options ---- */

/* The clock of -e, --slide and --origin, or that of --clock. */
static int
choose_clock(struct window_opts *w, struct err *err)
{
	char every[NUM_DURATION_MAX + 1], slide[NUM_DURATION_MAX + 1];
	char origin[NUM_DURATION_MAX + 1], call[4 * NUM_DURATION_MAX];

	if (o.clock != NULL) {
		if (o.every != 0 || o.slide != 0 || o.origin != 0)
			return err_usage(err,
			    "--clock: not with --every, --slide or --origin");
		return window_opts_clock(w, o.clock, "--clock", err);
	}
	if (o.every == 0)
		o.every = 60 * NS_SECOND;
	if (o.slide > o.every)
		return err_usage(err, "--slide: must not be longer than "
				      "--every, or rows would be left out");
	every[num_put_duration(every, o.every)] = '\0';
	slide[num_put_duration(slide, o.slide)] = '\0';
	origin[num_put_duration(origin, o.origin)] = '\0';
	snprintf(call, sizeof(call), "time(%s,%s,%s)", every, slide, origin);
	return window_opts_clock(w, call, "--every", err);
}

static int
choose_partitions(struct window_marks *m, struct err *err)
{
	m->by = o.watermark;
	m->idle = o.idle;
	if (o.partitions == NULL)
		return 0;
	if (m->by == MARK_STREAM || m->by == MARK_SYMBOL)
		return err_usage(err, "--partitions: only with --watermark "
				      "source");
	m->by = MARK_SOURCE;
	return window_partitions(m, o.partitions, "--partitions", err);
}

static int
choose_calendar(struct window_opts *w, struct calendar *cal, char *text,
    size_t size, struct err *err)
{
	const char *zone = o.zone != NULL ? o.zone : "UTC";

	if (o.session == NULL && o.day == NULL) {
		if (o.zone != NULL || o.holidays != NULL)
			return err_usage(err, "--tz and --holidays: only with "
					      "--session or --day");
		return 0;
	}
	if (o.session != NULL && o.day != NULL)
		return err_usage(err, "--session and --day exclude each other");
	if (o.origin != 0)
		return err_usage(err, "--origin: not with --session or --day, "
				      "which set where windows begin");
	if (calendar_open(cal, o.session, o.day, zone, err) == -1 ||
	    (o.holidays != NULL &&
		calendar_holidays(cal, o.holidays, err) == -1))
		return -1;
	calendar_text(cal, o.session, o.day, zone, text, size);
	w->calendar = cal;
	w->calendar_text = text;
	return 0;
}

/* ---- a run ---- */

/* Continue from --state if it was given. */
static int
resume(struct cmd *c, struct work *s)
{
	struct state *from;
	int got = cmd_state_begin(c, &from, windows_text(s->windows));

	if (got == 1) {
		got = windows_load(s->windows, from, &c->err);
		if (got == -1)
			err_at(&c->err, "%s", c->o.state);
		state_free(from);
	}
	return got;
}

/* End of input: the real end, or a pause that keeps windows open. */
static int
finish(struct cmd *c, struct work *s)
{
	struct state *to;

	if (!cmd_state_pauses(c))
		return c->end == END_CLEAN ? windows_flush(s->windows, &c->err)
					   : 0;
	to = cmd_state_pause(c, windows_text(s->windows));
	return to == NULL ? -1 : windows_save(s->windows, to, &c->err);
}

static int
open_late(struct cmd *c, struct work *s)
{
	const struct encoder *e;
	struct sink_opts so;

	if (o.late_to == NULL)
		return 0;
	if (strcmp(o.late_to, "-") == 0)
		return err_usage(&c->err, "--late-to: -: expected a file name");
	if (cmd_apart_all(c, "--late-to", o.late_to) == -1)
		return -1;
	cmd_sink_opts(c, &so, &encoder_json);
	e = encoder_of_path(cmd_encoders, o.late_to, strlen(o.late_to));
	so.encoder = e != NULL ? e : &encoder_json;
	so.kind = so.key = NULL;
	so.zstd = 0;
	s->late = sink_open(o.late_to, &c->vocab, &so, &c->err);
	return s->late == NULL ? -1 : 0;
}

static int
read_all(struct cmd *c, struct work *s)
{
	int ret = -1;

	if (open_late(c, s) == -1)
		return -1;
	c->on_tick = tick;
	c->on_tick_arg = s;
	c->wake_ms = WAKE_MS;
	if (resume(c, s) == 0 && cmd_each_rows(c, rows, s) == 0)
		ret = finish(c, s);
	c->on_tick = NULL;
	if (cmd_put_all(c, &c->err) == -1) /* for the account */
		ret = -1;
	if (s->late != NULL &&
	    sink_close(s->late, ret == -1 ? END_ABANDONED : c->end, &c->err) ==
		-1)
		ret = -1;
	return ret;
}

static int
run(struct cmd *c)
{
	struct window_opts w = { 0 };
	struct work s = { .c = c };
	struct calendar cal = { 0 };
	char text[256];
	int ret = -1;

	w.lateness = o.lateness;
	c->reorders = o.lateness > 0;
	w.price = o.price - 1;
	w.fill = o.fill;
	w.max_open = (uint64_t)o.max_open;
	w.max_held = (uint64_t)o.max_held;
	w.marks.files = (uint32_t)c->nfiles;
	w.max_jump = o.max_jump;
	w.early = put_early;
	w.late = o.late_to != NULL ? put_late : NULL;
	if (choose_clock(&w, &c->err) == -1 ||
	    choose_partitions(&w.marks, &c->err) == -1 ||
	    window_opts_aggs(&w, o.aggs, "--agg", &c->err) == -1 ||
	    choose_calendar(&w, &cal, text, sizeof(text), &c->err) == -1)
		goto out;
	s.windows = windows_new(&w, &c->vocab, put, &s, &c->err);
	if (s.windows == NULL)
		goto out;
	ret = read_all(c, &s);
	account(c, s.windows, ret == 0);
	windows_free(s.windows);
out:
	calendar_fini(&cal);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, "Windows" },
		{ day_opts, &o, "Sessions and days" },
		{ late_opts, &o, "Late rows and partitions" },
		{ cmd_state_opts, NULL, "State" },
		{ cmd_input_opts, NULL, "Input" },
		{ cmd_file_opts, NULL, "Output" },
		{ cmd_output_opts, NULL, NULL },
		{ cmd_kind_opts, NULL, NULL },
		{ cmd_list_opts, NULL, "Other" },
		{ cmd_misc_opts, NULL, NULL },
	};

	return cmd_main(&tool, groups, sizeof(groups) / sizeof(groups[0]), run,
	    argc, argv);
}
