/*
 * ticksim - a simulated market, from a seed.
 *
 * lib/synth does the work; this file chooses what to simulate and writes it in
 * ticktools' own encodings, or as DBN with metadata that maps every symbol.
 */
#include "cmd.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cat/steps.h"
#include "dbn/encode.h"
#include "synth/session.h"
#include "synth/sim.h"
#include "synth/tick.h"

enum { DBN_VERSION = 3 };

#define DATASET "TICKTOOLS.SIM"

static struct {
	int64_t seed, symbols, days, only_day, rows;
	const char *session, *zone, *tick, *kind, *without;
	int preset, all_days;
	uint64_t start;
	double rate, speed;
	struct opt_strs vol;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ .letter = 'x',
	    .name = "preset",
	    .type = OPT_ENUM,
	    .off = AT(preset),
	    .arg = "WORLD",
	    .def = "equity",
	    .choices = sim_worlds,
	    .help = "market to simulate" },
	{ .name = "seed",
	    .type = OPT_INT,
	    .off = AT(seed),
	    .arg = "N",
	    .def = "1",
	    .max = 9e18,
	    .help = "seed of the random numbers" },
	{ .name = "symbols",
	    .type = OPT_INT,
	    .off = AT(symbols),
	    .arg = "N",
	    .def = "3",
	    .min = 1,
	    .max = SIM_SYMBOLS_MAX,
	    .help = "number of symbols: SYM000, SYM001, ..." },
	{ .name = "days",
	    .type = OPT_INT,
	    .off = AT(days),
	    .arg = "N",
	    .def = "5",
	    .min = 1,
	    .max = SIM_DAYS_MAX,
	    .help = "number of trading days" },
	{ .name = "only-day",
	    .type = OPT_INT,
	    .off = AT(only_day),
	    .arg = "K",
	    .def = "0",
	    .max = SIM_DAYS_MAX,
	    .help = "write only day K of the run (0 = all)" },
	{ .letter = 'n',
	    .name = "limit",
	    .type = OPT_INT,
	    .off = AT(rows),
	    .arg = "N",
	    .def = "-1",
	    .min = -1,
	    .max = 9e18,
	    .help = "stop after N rows (default: no limit)" },
	{ .letter = 'k',
	    .name = "kind",
	    .type = OPT_STR,
	    .off = AT(kind),
	    .arg = "KIND",
	    .help = "kind of the rows (default: the preset's)" },
	{ .name = "start",
	    .type = OPT_TIME,
	    .off = AT(start),
	    .arg = "DATE",
	    .def = "2024-01-02",
	    .help = "first day" },
	{ .name = "session",
	    .type = OPT_STR,
	    .off = AT(session),
	    .arg = "FROM-TO",
	    .help = "trading hours (default: the preset's)" },
	{ .name = "zone",
	    .type = OPT_STR,
	    .off = AT(zone),
	    .arg = "ZONE",
	    .help = "time zone of --session (default: UTC)" },
	{ .name = "all-days",
	    .type = OPT_FLAG,
	    .off = AT(all_days),
	    .help = "trade on Saturdays and Sundays too" },
	{ .name = "rate",
	    .type = OPT_REAL,
	    .off = AT(rate),
	    .arg = "N",
	    .min = DBL_MIN,
	    .max = 1e9,
	    .help = "trades per symbol and day (quotes: changes)" },
	{ .name = "tick",
	    .type = OPT_STR,
	    .off = AT(tick),
	    .arg = "SIZE",
	    .help = "tick size (default: the preset's)" },
	{ .name = "vol",
	    .type = OPT_STRS,
	    .off = AT(vol),
	    .arg = "FACTOR@DAY",
	    .help = "multiply volatility by FACTOR from day DAY on" },
	{ .name = "without",
	    .type = OPT_STR,
	    .off = AT(without),
	    .arg = "LIST",
	    .help = "leave out news, halts or bursts" },
	{ .name = "speed",
	    .type = OPT_REAL,
	    .off = AT(speed),
	    .arg = "N",
	    .min = DBL_MIN,
	    .max = INFINITY,
	    .help = "write rows in real time, N times as fast" },
	{ .name = NULL },
};

static void
list(FILE *f)
{
	struct sim_world_info info;
	int i;

	fprintf(f, "presets:\n");
	for (i = 0; sim_worlds[i] != NULL; i++) {
		info = sim_world_info(i);
		fprintf(f, "  %-8s %s; %s, %s %s, rate %g\n", sim_worlds[i],
		    info.summary, info.kind, info.session, info.zone,
		    info.rate);
	}
	fprintf(f, "kinds:\n");
	for (i = 0; sim_kinds[i] != NULL; i++)
		fprintf(f, "  %s\n", sim_kinds[i]);
}

static const struct tool tool = {
	.name = "ticksim",
	.summary = "Simulate a market: the same seed gives the same rows.",
	.usage = "[options]",
	.example = "  ticksim --seed 7 -k mbp-1 -n 100000 | tickwin -e 1m\n"
		   "  ticksim -x crypto --days 30 -t dbn -o coins.dbn.zst\n"
		   "  ticksim -x minute --symbols 50 -o bars.tks\n"
		   "  ticksim --speed 60 | tickwin -e 1m  # a live feed\n",
	/* of the shared ones; its --kind is not rare */
	.rare = "no-clobber ts key-prefix omit-header no-provenance verbose "
		"only-day all-days tick vol",
	.list = list,
};

static int
take_changes(struct sim_opts *s, struct err *err)
{
	int i;

	for (i = 0; i < o.vol.n; i++)
		if (sim_change_parse(&s->change[s->nchange++], o.vol.v[i]) ==
		    -1)
			return err_usage(err,
			    "--vol: \"%.40s\": expected a factor of 0.01 to "
			    "100 and a day, such as 2@11",
			    o.vol.v[i]);
	return 0;
}

static int
take_session(struct sim_opts *s, struct err *err)
{
	struct sim_world_info info = sim_world_info(o.preset);

	if (o.zone != NULL && o.session == NULL)
		return err_usage(err, "--zone: needs --session");
	if (o.session != NULL)
		return session_parse(&s->session, o.session, o.zone, err);
	return session_parse(&s->session, info.session, info.zone, err);
}

static int
take_opts(struct sim_opts *s, struct err *err)
{
	sim_opts_default(s);
	sim_opts_world(s, o.preset);
	s->seed = (uint64_t)o.seed;
	s->symbols = (uint32_t)o.symbols;
	s->days = (uint32_t)o.days;
	s->only_day = (uint32_t)o.only_day;
	s->rows = o.rows > 0 ? (uint64_t)o.rows : 0;
	s->start = o.start;
	s->all_days |= o.all_days;
	if (o.kind != NULL)
		s->kind = o.kind;
	if (o.rate > 0)
		s->rate = o.rate;
	if (o.tick != NULL && tick_parse(&s->tick, o.tick) == -1)
		return err_usage(err,
		    "--tick: \"%.40s\": expected a size such as 0.01", o.tick);
	if (o.without != NULL &&
	    sim_parts_parse(&s->without, o.without, err) == -1)
		return err_at(err, "--without");
	return take_changes(s, err) == -1 ? -1 : take_session(s, err);
}

/* Write DBN metadata with every symbol on the dates simulated, as a comment. */
static int
say_metadata(struct cmd *c, const struct sim *s, const char *kind)
{
	uint32_t n = (uint32_t)o.symbols, i;
	const char **symbols = calloc(n, sizeof(*symbols));
	uint32_t *ids = calloc(n, sizeof(*ids));
	struct dbn_writer_opts w = { .version = DBN_VERSION,
		.dataset = DATASET,
		.kind = kind,
		.symbols = symbols,
		.instrument_ids = ids,
		.nsymbols = n };
	struct sim_span span;
	char *text = NULL;
	size_t len;
	int ret = -1;

	if (symbols == NULL || ids == NULL) {
		err_errno(&c->err, "symbols");
		goto out;
	}
	for (i = 0; i < n; i++) {
		symbols[i] = sim_symbol(s, i);
		ids[i] = sim_instrument(s, i);
	}
	sim_span(s, &span);
	w.start = span.start;
	w.end = span.end;
	w.start_date = span.start_date;
	w.end_date = span.end_date;
	if ((text = dbn_writer_comment(&len, &w, &c->err)) != NULL)
		ret = sink_comment(c->sink, text, len, &c->err);
out:
	free(text);
	free(symbols);
	free(ids);
	return ret;
}

/* Write rows in real time, each when it is due. */
static int
put_paced(struct cmd *c, struct pace *pace, const struct recs *b)
{
	struct rec r = { b->schema, b->rows };
	size_t i;
	int due;

	for (i = 0; i < b->n; i++, r.v += b->schema->row_size) {
		due = pace_row(pace, &r, cmd_tick, c, &c->err);
		if (due != 1) /* 0: interrupted by a signal */
			return due;
		if (sink_write(c->sink, &r, &c->err) == -1)
			return -1;
	}
	return 0;
}

static int
put_batch(struct cmd *c, struct pace *pace, const struct recs *b)
{
	if (pace != NULL)
		return put_paced(c, pace, b);
	return sink_rows(c->sink, b->schema, b->rows, b->n, &c->err);
}

static int
write_rows(struct cmd *c, struct sim *s, struct pace *pace, const char *kind)
{
	struct recs b;
	int got = 0;

	if (cmd_open_sink(c, 0, "[]") == -1)
		return -1;
	if (cmd_encoder(c, NULL) == &encoder_dbn &&
	    say_metadata(c, s, kind) == -1)
		return -1;
	if (o.rows == 0)
		return 0;
	/* no tick without a pace: the clock is not to cut blocks */
	while (io_signal() == 0 && (got = sim_next(s, &b, &c->err)) == 1)
		if (put_batch(c, pace, &b) == -1)
			return -1;
	return got == -1 ? -1 : 0;
}

static int
run(struct cmd *c)
{
	struct pace *pace = NULL;
	struct sim_opts so;
	struct sim *s;
	int ret = -1;

	if (c->nfiles > 1 || strcmp(c->files[0], "-") != 0)
		return err_usage(&c->err,
		    "%s: unexpected operand: ticksim reads no files",
		    c->files[0]);
	if (cmd_name_output(c, 1) == -1)
		return -1;
	if (cmd_check_output(c, cmd_encoder(c, &encoder_json)) == -1 ||
	    take_opts(&so, &c->err) == -1)
		return -1;
	if ((s = sim_new(&so, &c->vocab, &c->err)) == NULL)
		goto out;
	if (cmd_encoder(c, NULL) == &encoder_dbn && dbn_schema(so.kind) == -1) {
		err_usage(&c->err, "--to dbn: no DBN schema %s", so.kind);
		goto out;
	}
	if (o.speed > 0 && (pace = pace_new(o.speed, &c->err)) == NULL)
		goto out;
	ret = write_rows(c, s, pace, so.kind);
	if (c->sink != NULL)
		c->rows_made = sink_written(c->sink) + sink_left_out(c->sink);
out:
	pace_free(pace);
	sim_free(s);
	session_fini(&so.session);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, "Market" },
		{ cmd_file_opts, NULL, "Output" },
		{ cmd_output_opts, NULL, NULL },
		{ cmd_list_opts, NULL, "Other" },
		{ cmd_misc_opts, NULL, NULL },
	};

	return cmd_main(&tool, groups, 5, run, argc, argv);
}
