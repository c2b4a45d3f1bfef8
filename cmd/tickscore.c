/*
 * tickscore - score every row with one or more models or rules.
 *
 * Rows are gathered in small batches (score/scoring.h).  A batch never waits
 * for input: it ends as soon as the reader would block.
 */
#include "cmd.h"
#include "detector_option.h"
#include "reasons.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "detect/jobs.h"
#include "score/metrics.h"
#include "score/options.h"
#include "score/scoring.h"

static struct {
	struct opt_strs model, detector, reason;
	const char *features, *metrics;
	struct score_choice choice;
	int only_anomalies, fail_on_anomaly;
	int64_t jobs;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ .letter = 'm',
	    .name = "model",
	    .type = OPT_STRS,
	    .off = AT(model),
	    .arg = "MODEL",
	    .help = "score with this model" },
	{ .letter = 'd',
	    .name = "detector",
	    .type = OPT_STRS,
	    .off = AT(detector),
	    .arg = "NAME",
	    .help = "score with a detector that needs no model" },
	{ .name = "features",
	    .type = OPT_STR,
	    .off = AT(features),
	    .arg = "LIST",
	    .help = "columns for -d (default: all of tickfeat)" },
	{ .name = "reason",
	    .type = OPT_STRS,
	    .off = AT(reason),
	    .arg = "NAME=WORD",
	    .help = "name WORD as the reason of alarms by this feature" },
	{ .name = "metrics",
	    .type = OPT_STR,
	    .off = AT(metrics),
	    .arg = "FILE",
	    .help = "counts for Prometheus' textfile collector, each 10 s" },
	{ .name = "only-anomalies",
	    .type = OPT_FLAG,
	    .off = AT(only_anomalies),
	    .help = "write anomalies only (with --join: alarms only)" },
	{ .name = "fail-on-anomaly",
	    .type = OPT_FLAG,
	    .off = AT(fail_on_anomaly),
	    .help = "exit with status 3 if there was an anomaly" },
	{ .letter = 'j',
	    .name = "jobs",
	    .type = OPT_INT,
	    .off = AT(jobs),
	    .arg = "N",
	    .def = "0",
	    .max = JOBS_MAX,
	    .help = "threads that score (0 = one for each processor); no score "
		    "depends on it" },
	{ 0 },
};

static void
list(FILE *f)
{
	const struct detector *const *d;

	fprintf(f, "detectors (for -d, or in a model for -m):\n");
	for (d = detector_list; *d != NULL; d++)
		fprintf(f, "  %-14s %s%s\n", (*d)->name, (*d)->summary,
		    (*d)->flags & DETECT_FIT ? " (only in a model)" : "");
}

/* What is written beside the rows replaces no model. */
static int
check_apart(struct cmd *c)
{
	const char *model;
	int i;

	if (cmd_apart_all(c, "--metrics", o.metrics) == -1)
		return -1;
	for (i = 0; i < o.model.n; i++) {
		model = o.model.v[i];
		if (cmd_apart(c, "--model", model, o.metrics) == -1 ||
		    cmd_apart_all(c, "--model", model) == -1)
			return -1;
	}
	return 0;
}

static const struct tool tool = {
	.name = "tickscore",
	.apart = check_apart,
	.unknown = detector_option,
	.summary = "Score every row and mark anomalies, with reasons.",
	.usage = "-m model | -d detector [options] [file ...]",
	.example = "  tickfeat -x default bars.tks | tickscore -m es.model\n"
		   "  tickscore -m es.model --alarms-per-day 5 "
		   "--only-anomalies feats.tks\n"
		   "  tickfeat -x bars bars.tks | tickscore -d ewz "
		   "--threshold 6\n"
		   "  tickscore -m a.model -m b.model --state day.state "
		   "feats.tks\n",
	.rare =
	    CMD_RARE " adapt refit-every combine severity hysteresis confirm "
		     "cooldown shares metrics spot dspot drift pooled",
	.list = list,
};

static int
joins(void)
{
	return o.choice.join != UINT64_MAX;
}

struct run {
	struct cmd *c;
	struct scoring scoring;
	uint64_t metrics_at; /* when --metrics is due; monotonic ns */
};

static const uint64_t METRICS_NS = UINT64_C(10000000000);

static int
put(void *arg, const struct schema *schema, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct run *t = arg;

	/* rows of the previous piece may end without a row in this one */
	if (t->c->sink == NULL && cmd_open_sink(t->c, 0, "[]") == -1)
		return -1;
	return sink_rows(t->c->sink, schema, rows, n, err);
}

static int
take(void *arg, const struct schema *schema, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct run *t = arg;

	return scoring_rows(&t->scoring, schema, rows, n, err);
}

static int
tick(void *arg, int idle, struct err *err)
{
	struct run *t = arg;

	(void)idle;
	if (scoring_flush(&t->scoring, err) == -1)
		return -1;
	if (o.metrics == NULL || io_now() < t->metrics_at)
		return 0;
	t->metrics_at = io_now() + METRICS_NS;
	return metrics_write(&t->scoring, o.metrics, err);
}

static int
add_scorers(struct run *t, const struct opt_group *groups,
    const struct detector *const *dets)
{
	struct cmd *c = t->c;
	int i;

	if (o.model.n + o.detector.n == 0)
		return err_usage(&c->err,
		    "no model or detector: give -m MODEL or -d DETECTOR (see "
		    "tickscore --list)");
	for (i = 0; i < o.model.n; i++)
		if (scoring_add_model(&t->scoring, o.model.v[i], &c->err) == -1)
			return -1;
	for (i = 0; i < o.detector.n; i++) {
		if (dets[i]->flags & DETECT_FIT)
			return err_usage(&c->err,
			    "-d %s: needs a model: make one with "
			    "ticktrain, then give -m",
			    dets[i]->name);
		if (scoring_add_detector(&t->scoring, dets[i], groups[i].base,
			o.features, &c->err) == -1)
			return -1;
	}
	scoring_jobs(&t->scoring, jobs_of_option(o.jobs));
	if (o.choice.pooled && scoring_pool(&t->scoring, &c->err) == -1)
		return -1;
	if (o.choice.refit > 0)
		return refit_check(&t->scoring.judge, &c->err);
	return 0;
}

/* ---- pieces ---- */

/* Continue from --state if it was given. */
static int
resume(struct run *t, const char *options)
{
	struct cmd *c = t->c;
	struct state *from;
	int got = cmd_state_begin(c, &from, options);

	if (got == 1) {
		got = scoring_load(&t->scoring, from, &c->err);
		if (got == -1)
			err_at(&c->err, "%s", c->o.state);
		state_free(from);
	}
	return got;
}

/* All input was read: the end, or a pause. */
static int
finish(struct run *t, const char *options)
{
	struct cmd *c = t->c;
	struct state *to;

	if (!cmd_state_pauses(c))
		return c->end == END_CLEAN ? scoring_end(&t->scoring, &c->err)
					   : 0;
	if ((to = cmd_state_pause(c, options)) == NULL)
		return -1;
	return scoring_save(&t->scoring, to, &c->err);
}

/* Models that cannot alarm are likely a mistake. */
static void
note_reach(const struct run *t)
{
	const struct judge *j = &t->scoring.judge;
	struct err why;
	int i;

	for (i = 0; i < j->n; i++) {
		memset(&why, 0, sizeof(why));
		if (judge_check_reach(j, i, &why) == -1)
			cmd_note(t->c, "%s", why.msg);
	}
}

static int
read_all(struct run *t, const char *options)
{
	struct cmd *c = t->c;

	note_reach(t);
	if (options == NULL || resume(t, options) == -1)
		return -1;
	if (cmd_each_rows(c, take, t) == 0 &&
	    scoring_flush(&t->scoring, &c->err) == 0 && finish(t, options) == 0)
		return o.metrics == NULL
			   ? 0
			   : metrics_write(&t->scoring, o.metrics, &c->err);
	/* rows before the failure are complete: pass them on */
	(void)scoring_flush(&t->scoring, &c->err);
	return -1;
}

/* A few rows without a score are normal at the start; many need a note. */
static int
is_worth_a_note(const struct cmd *c, uint64_t rows)
{
	return rows > 0 && (c->o.verbose || rows > c->rows_in / 20);
}

/* Report rows without a score, and the reason. */
static void
note_unscored(const struct cmd *c, const struct scoring *s)
{
	const struct scoring_counts *n = &s->counts;
	const struct scorer *slowest = scoring_slowest(s);

	if (is_worth_a_note(c, n->warmup) &&
	    (slowest == NULL || scorer_is_rule(slowest)))
		cmd_note(c,
		    "%" PRIu64 " rows not scored: the rules have no limit for "
		    "their symbol, or need more rows of it",
		    n->warmup);
	else if (is_worth_a_note(c, n->warmup))
		cmd_note(c,
		    "%" PRIu64 " rows not scored during warm-up: %s needs %zu "
		    "rows of each symbol; --state keeps them for the next run",
		    n->warmup, scorer_label(slowest), scorer_warmup(slowest));
	if (is_worth_a_note(c, n->missing))
		cmd_note(c,
		    "%" PRIu64 " rows not scored: %s is missing (the first "
		    "rows of a symbol have too short a history; tickfeat "
		    "--state keeps it)",
		    n->missing, n->lacks);
}

/* Report days outside the range of the budget. */
static void
note_days(const struct cmd *c, const struct daily *d)
{
	uint64_t low, high;
	char day[TS_DATE_LEN + 1] = { 0 };

	if (d->off == 0)
		return;
	daily_range(&low, &high, d->off_expected);
	ts_put_date(day, d->off_day * NS_DAY);
	cmd_note(c,
	    "%" PRIu64 " of %" PRIu64
	    " days are off the budget: %s has %" PRIu64
	    " alarms, expected %.1f (99.9 %% of days: %" PRIu64 " to %" PRIu64
	    "); the rows may differ from those of the calibration",
	    d->off, d->days, day, d->off_alarms, d->off_expected, low, high);
}

/* Report reasons for features that no detector has; rules have their own. */
static void
note_unused(const struct cmd *c, const struct judge *j)
{
	struct reason_names of[SCORERS_MAX];
	int i, n = 0;

	for (i = 0; i < j->n; i++) {
		const struct scorer *k = j->scorer[i];

		if (k->model == NULL)
			return; /* no row was read */
		if (k->det->reason == NULL)
			of[n++] = (struct reason_names){
				(const char *const *)k->model->names,
				k->model->d
			};
	}
	note_reasons(c, j->how.reasons, of, n);
}

static void
account_alarms(struct cmd *c, const struct scoring *s, int ok)
{
	const struct watch *w = &s->watch;

	cmd_count(c, "alarms", w->alarms, ACCOUNT_SAYS);
	if (o.choice.drift != 0)
		cmd_count(c, "drifts", s->drifts.found, ACCOUNT_SAYS);
	if (o.choice.refit > 0) {
		cmd_count(c, "refits", s->learning.refit.done, ACCOUNT_SAYS);
		cmd_count(c, "refits_failed", s->learning.refit.failed,
		    ACCOUNT_SAYS);
	}
	if (w->how.confirm_m > 1)
		cmd_count(c, "unconfirmed", w->unconfirmed, ACCOUNT_SAYS);
	if (w->how.cooldown > 0)
		cmd_count(c, "cooled", w->cooled, ACCOUNT_SAYS);
	if (!(s->judge.how.alarms > 0))
		return;
	cmd_count(c, "days", s->daily.days, ACCOUNT_SAYS);
	cmd_count(c, "days_off_budget", s->daily.off, ACCOUNT_SAYS);
	if (ok)
		note_days(c, &s->daily);
}

static void
account_scored(struct cmd *c, const struct scoring *s, int ok)
{
	const struct scoring_counts *n = &s->counts;

	cmd_count(c, "not_scored", n->warmup + n->missing, ACCOUNT_SAYS);
	cmd_count(c, "warmup", n->warmup, ACCOUNT_SAYS);
	cmd_count(c, "missing", n->missing, ACCOUNT_SAYS);
	if (ok)
		note_unscored(c, s);
}

static int
run(struct cmd *c, const struct opt_group *groups,
    const struct detector *const *dets)
{
	struct run t = { 0 };
	struct decision d = { 0 };
	struct watch_opts w = { 0 };
	char *reasons, *options;
	uint64_t anomalies;
	int ret = -1;

	t.c = c;
	if (score_choice_decision(&d, &o.choice, &c->err) == -1 ||
	    score_choice_watch(&w, &o.choice, &c->err) == -1 ||
	    (reasons = reasons_join(&o.reason, &c->err)) == NULL)
		return -1;
	d.reasons = reasons;
	scoring_init(&t.scoring, &c->vocab, &d, &w, put, &t);
	if (o.only_anomalies)
		t.scoring.which = joins() ? SCORED_NONE : SCORED_ANOMALIES;
	c->on_tick = tick;
	c->wake_ms = o.metrics != NULL ? 1000 : 0;
	c->on_tick_arg = &t;
	if (add_scorers(&t, groups, dets) == 0) {
		options = score_choice_text(&o.choice, &d, &c->err);
		ret = read_all(&t, options);
		free(options);
	}
	anomalies = t.scoring.counts.anomalies;
	c->rows_made += t.scoring.counts.added;
	cmd_count(c, "anomalies", anomalies, ACCOUNT_SAYS);
	account_alarms(c, &t.scoring, ret == 0);
	account_scored(c, &t.scoring, ret == 0);
	if (ret == 0)
		note_unused(c, &t.scoring.judge);
	if (o.only_anomalies)
		cmd_count(c, joins() ? "not_alarm" : "no_anomaly",
		    t.scoring.counts.left_out, ACCOUNT_DROPPED);
	scoring_fini(&t.scoring);
	free(reasons);
	return ret == 0 && o.fail_on_anomaly && anomalies > 0 ? 3 : ret;
}

/* The tables of all detectors named with -d, each once. */
static int
detector_groups(struct opt_group *out, const struct detector **dets,
    const struct opt_strs *names, struct err *err)
{
	int i, j;

	for (i = 0; i < names->n; i++) {
		dets[i] = detector_find(names->v[i]);
		if (dets[i] == NULL)
			return err_usage(err,
			    "-d: \"%s\": unknown detector; "
			    "see tickscore --list",
			    names->v[i]);
		for (j = 0; j < i; j++)
			if (dets[j] == dets[i])
				return err_usage(err, "-d %s: given twice",
				    names->v[i]);
		out[i].opts = dets[i]->opts;
		out[i].base = calloc(1, dets[i]->opts_size + 1);
		out[i].title = dets[i]->name;
		if (out[i].base == NULL)
			return err_errno(err, "%s", dets[i]->name);
	}
	return 0;
}

enum { OWN_GROUPS = 10, DETECTORS_MAX = 16 };

int
main(int argc, char **argv)
{
	struct opt_group groups[OPT_GROUPS_MAX] = {
		{ opts, &o, "Scoring" },
		{ score_decide_opts, &o.choice, "Thresholds" },
		{ score_watch_opts, &o.choice, "Alarms" },
		{ cmd_state_opts, NULL, "State" },
		{ cmd_input_opts, NULL, "Input" },
		{ cmd_file_opts, NULL, "Output" },
		{ cmd_output_opts, NULL, NULL },
		{ cmd_kind_opts, NULL, NULL },
		{ cmd_list_opts, NULL, "Other" },
		{ cmd_misc_opts, NULL, NULL },
	};
	struct opt_group own[DETECTORS_MAX] = { { 0 } };
	const struct detector *dets[DETECTORS_MAX] = { 0 };
	struct opt_strs names = { { 0 }, 0 };
	struct err err = { 0 };
	struct cmd c;
	int i, n = OWN_GROUPS, ret;

	opt_peek_all(&names, argc, argv, groups, n, "detector");
	if (names.n > DETECTORS_MAX)
		err_usage(&err, "-d: more than %d detectors", DETECTORS_MAX);
	else
		detector_groups(own, dets, &names, &err);
	for (i = 0; !err.set && i < names.n; i++)
		if (own[i].opts != NULL)
			groups[n++] = own[i];
	score_choice_init(&o.choice);
	cmd_begin(&c, &tool, groups, n, argc, argv);
	if (err.set)
		c.err = err;
	ret = err.set ? -1 : run(&c, own, dets);
	i = cmd_end(&c, ret == 3 ? 0 : ret);
	for (n = 0; n < DETECTORS_MAX; n++)
		free(own[n].base);
	return i == 0 && ret == 3 ? 3 : i;
}
