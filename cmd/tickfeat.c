/*
 * tickfeat - columns computed per symbol, strictly causal.
 *
 * Reads rows (bar, ohlcv-*, value, ticks), writes rows of kind feat.
 */
#include "cmd.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/hours.h"
#include "feat/feat.h"

static struct {
	const char *columns, *preset, *session, *zone;
	uint64_t lateness;
	double max_late;
} o;

static const struct opt opts[] = {
	{ .letter = 'F',
	    .name = "columns",
	    .type = OPT_STR,
	    .off = offsetof(__typeof__(o), columns),
	    .arg = "TEXT",
	    .help = "columns to compute: 'r=logret(close), z(r,240)'" },
	{ .letter = 'x',
	    .name = "preset",
	    .type = OPT_STR,
	    .off = offsetof(__typeof__(o), preset),
	    .arg = "NAME",
	    .help = "columns of a preset, see --list" },
	{ .name = "session",
	    .type = OPT_STR,
	    .off = offsetof(__typeof__(o), session),
	    .arg = "HOURS",
	    .help = "-x default, price: trading hours, as in 09:30-16:00" },
	{ .name = "tz",
	    .type = OPT_STR,
	    .off = offsetof(__typeof__(o), zone),
	    .arg = "ZONE",
	    .help = "zone of the session and of days (default: UTC)" },
	{ .name = "lateness",
	    .type = OPT_DURATION,
	    .off = offsetof(__typeof__(o), lateness),
	    .arg = "TIME",
	    .def = "0s",
	    .help = "wait this much event time for late rows, and sort" },
	{ .name = "max-late",
	    .type = OPT_REAL,
	    .off = offsetof(__typeof__(o), max_late),
	    .arg = "PERCENT",
	    .def = "5",
	    .max = 100,
	    .help = "fail if more than this share, and 100 rows, are late" },
	{ .name = NULL },
};

static void
list_fn(FILE *f, const struct column_fn *fn, const char *more)
{
	const struct arg *a;

	fprintf(f, "  %s(", fn->name);
	for (a = fn->args; a != NULL && a->name != NULL; a++)
		fprintf(f, "%s%s%s%s", a == fn->args ? "" : ", ", a->name,
		    a->def != NULL ? "=" : "", a->def != NULL ? a->def : "");
	fprintf(f, ")\n      %s [%s], scope %s%s%s%s%s\n", fn->summary,
	    fn->unit != NULL && fn->unit[0] != '\0' ? fn->unit : "1",
	    fn->scope == SCOPE_POOLED ? "pooled" : "symbol", more,
	    fn->source != NULL ? " (" : "",
	    fn->source != NULL ? fn->source : "",
	    fn->source != NULL ? ")" : "");
}

static void
list(FILE *f)
{
	const struct column_fn *const *fn;
	const struct feat_preset *p;
	char *text;

	fprintf(f, "functions:\n");
	for (fn = column_fn_list; *fn != NULL; fn++)
		list_fn(f, *fn, "");
	list_fn(f, &column_fn_at, ", with the other's rows in each shard");
	fprintf(f, "presets:\n");
	for (p = feat_presets; p->name != NULL; p++) {
		text = feat_preset_text(p, NULL, NULL);
		fprintf(f, "  %-10s %s\n      %s\n", p->name, p->summary,
		    text != NULL ? text : "");
		free(text);
	}
}

static const struct tool tool = {
	.name = "tickfeat",
	.summary = "Compute feature columns per symbol, from past rows only.",
	.usage = "-x preset | -F columns [options] [file ...]",
	.example =
	    "  tickwin -e 1m day.tks | tickfeat -x default\n"
	    "  tickfeat -F 'r=logret(close), z(r,240)' bars.tks\n"
	    "  tickfeat -F 'es=at(ESH4,close), rel=close/es' bars.tks\n"
	    "  tickfeat --list                      # functions, presets\n",
	.rare = CMD_RARE " max-late",
	.list = list,
};

struct work {
	struct cmd *c;
	struct feats *feats;
};

/* 1 when the tool of this entry of the provenance was given the option. */
static int
had_option(const char *entry, const char *option)
{
	const char *end = strchr(entry, '}'), *at = strstr(entry, option);

	return at != NULL && (end == NULL || at < end);
}

/*
 * Bars of tickwin --watermark symbol come by symbol, not in one order of time.
 * What one symbol's columns take from others is then wrong or late.
 */
static int
check_order(const struct work *s)
{
	const char *p = s->c->provenance_in;
	int apart = 0;

	if (p == NULL || !feats_crosses(s->feats))
		return 0;
	for (; (p = strstr(p, "{\"tool\":\"tick")) != NULL; p++) {
		if (strncmp(p + 9, "tickwin\"", 8) == 0)
			apart = had_option(p, "--watermark symbol") ||
				had_option(p, "--watermark=symbol");
		else if (had_option(p, "--sort"))
			apart = 0;
	}
	if (!apart)
		return 0;
	return err_set(&s->c->err,
	    "columns take values of other symbols, but tickwin --watermark "
	    "symbol wrote these bars in no common order of time: use another "
	    "--watermark, or tickcat --sort");
}

static int
put(void *arg, const struct schema *schema, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct rec first = { schema, rows };
	struct work *s = arg;
	uint64_t def = rec_u64(&first, schema->at.def);

	/* there are rows of the previous piece, and none in this one */
	if (s->c->sink == NULL && cmd_open_sink(s->c, 0, "[]") == -1)
		return -1;
	if (def != s->c->def_said &&
	    cmd_say_def(s->c, def, feats_def_text(s->feats)) == -1)
		return -1;
	return sink_rows(s->c->sink, schema, rows, n, err);
}

static int
push(void *arg, const struct schema *schema, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct work *s = arg;

	if (check_order(s) == -1)
		return -1;
	return feats_push(s->feats, schema, rows, n, put, s, err);
}

static void
account(struct cmd *c, struct feats *f)
{
	const struct feat_account *a = feats_account(f);
	const char *absent = a->out > 0 ? feats_absent(f) : NULL;

	if (absent != NULL)
		cmd_note(c, "no row of %.60s: at(%.60s, ...) has no value",
		    absent, absent);
	cmd_count(c, "no_time", a->no_time, ACCOUNT_DROPPED);
	cmd_count(c, "no_symbol", a->no_symbol, ACCOUNT_DROPPED);
	cmd_count(c, "no_row", a->not_row, ACCOUNT_DROPPED);
	cmd_count(c, "snapshot", a->snapshot, ACCOUNT_DROPPED);
	cmd_count(c, "late", a->late, ACCOUNT_DROPPED);
	if (a->late > 0)
		cmd_note(c,
		    "%" PRIu64
		    " late rows dropped: older than the newest row of their "
		    "symbol; --lateness TIME waits for them",
		    a->late);
	cmd_count(c, "open", a->open, ACCOUNT_OPEN);
	c->rows_made += a->resumed;
	cmd_count(c, "not_positive", a->counts.not_positive, ACCOUNT_SAYS);
}

/* The text that a state must match; freed by the caller. */
static char *
options_text(struct cmd *c, const struct feats *f)
{
	size_t size = strlen(feats_text(f)) + 64;
	char *text = malloc(size);

	if (text == NULL)
		err_errno(&c->err, "columns");
	else
		snprintf(text, size, "%s --lateness %" PRIu64 "ns",
		    feats_text(f), o.lateness);
	return text;
}

/* Continue from --state if it was given. */
static int
resume(struct cmd *c, struct work *s, const char *options)
{
	struct state *from;
	int got = cmd_state_begin(c, &from, options);

	if (got == 1) {
		got = feats_load(s->feats, from, &c->err);
		if (got == -1)
			err_at(&c->err, "%s", c->o.state);
		state_free(from);
	}
	return got;
}

/* All input was read: the end, or a pause. */
static int
finish(struct cmd *c, struct work *s, const char *options)
{
	struct state *to;

	if (!cmd_state_pauses(c))
		return c->end == END_CLEAN
			   ? feats_end(s->feats, put, s, &c->err)
			   : 0;
	if ((to = cmd_state_pause(c, options)) == NULL)
		return -1;
	return feats_save(s->feats, to, &c->err);
}

static int
read_all(struct cmd *c, struct work *s)
{
	char *options = options_text(c, s->feats);
	int ret = -1;

	if (options != NULL && resume(c, s, options) == 0 &&
	    cmd_each_rows(c, push, s) == 0)
		ret = finish(c, s, options);
	free(options);
	return ret;
}

/* -x or -F, and their options. */
static int
choose(struct feat_opts *f, struct err *err)
{
	struct hours hours;

	if ((o.columns == NULL) == (o.preset == NULL))
		return err_usage(err,
		    "no columns: give -x PRESET or -F COLUMNS, not both (see "
		    "tickfeat --list)");
	if (o.preset != NULL &&
	    (f->preset = feat_preset_find(o.preset)) == NULL)
		return err_usage(err,
		    "--preset: \"%s\": unknown; see tickfeat --list", o.preset);
	if (o.session == NULL && o.zone == NULL)
		return 0;
	if (f->preset == NULL || !feat_preset_has_session(f->preset))
		return err_usage(err,
		    "--session and --tz: only with -x default or -x price; "
		    "functions of -F take session= and zone=");
	if (hours_open(&hours, o.session != NULL ? o.session : "any",
		o.zone != NULL ? o.zone : "UTC", err) == -1) {
		err->usage = 1;
		return err_at(err, "%s", "--session, --tz");
	}
	hours_fini(&hours);
	return 0;
}

static int
run(struct cmd *c)
{
	struct feat_opts feat = { .columns = o.columns,
		.session = o.session,
		.zone = o.zone,
		.lateness = o.lateness };
	struct work s = { .c = c };
	int ret;

	c->reorders = o.lateness > 0;
	if (choose(&feat, &c->err) == -1)
		return -1;
	s.feats = feats_new(&feat, &c->vocab, &c->err);
	if (s.feats == NULL) {
		c->err.usage = 1;
		return -1;
	}
	ret = read_all(c, &s);
	account(c, s.feats);
	if (ret == 0)
		cmd_check_late(c, feats_account(s.feats)->late, c->rows_in,
		    o.max_late, "use --lateness");
	feats_free(s.feats);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, "Columns" },
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
