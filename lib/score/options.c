/*
 * options.c - user options: how scores become anomalies and alarms.
 */
#include "score/options.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "score/refit.h"

#define AT(field) offsetof(struct score_choice, field)

static const char *const severities[] = { "auto", "surprise", "z", NULL };

static const char *const drift_tests[] = { "none", "adwin", "ph", NULL };

static const char *const combines[] = { "max", "cauchy", NULL };

const struct opt score_decide_opts[] = {
	{ .name = "threshold",
	    .type = OPT_REAL,
	    .off = AT(threshold),
	    .arg = "SCORE",
	    .min = -INFINITY,
	    .max = INFINITY,
	    .help = "a row with at least this score is an anomaly" },
	{ .name = "quantile",
	    .type = OPT_REAL,
	    .off = AT(quantile),
	    .arg = "Q",
	    .max = 1,
	    .help = "threshold: quantile of the calibration scores" },
	{ .name = "alarms-per-day",
	    .type = OPT_STR,
	    .off = AT(alarms),
	    .arg = "N[/all]",
	    .help = "threshold: N alarms per symbol and day, or all symbols" },
	{ .name = "spot",
	    .type = OPT_REAL,
	    .off = AT(spot),
	    .arg = "SHARE",
	    .min = 1e-9,
	    .max = 0.5,
	    .help =
		"threshold: exceeded by this share of a symbol's own scores, "
		"learned as they come (SPOT)" },
	{ .name = "dspot",
	    .type = OPT_REAL,
	    .off = AT(dspot),
	    .arg = "SHARE",
	    .min = 1e-9,
	    .max = 0.5,
	    .help = "the same for scores whose level drifts" },
	{ .name = "adapt",
	    .type = OPT_REAL,
	    .off = AT(adapt),
	    .arg = "GAIN",
	    .max = 100,
	    .help = "adapt each symbol's threshold to its scores (0 = fixed; "
		    "default: the model's)" },
	{ .name = "combine",
	    .type = OPT_ENUM,
	    .off = AT(combine),
	    .arg = "HOW",
	    .def = "max",
	    .choices = combines,
	    .help = "combine models by the rarest score or Cauchy's sum" },
	{ .name = "severity",
	    .type = OPT_ENUM,
	    .off = AT(severity),
	    .arg = "HOW",
	    .def = "auto",
	    .choices = severities,
	    .help = "severities from -log10 p (3, 4, 6) or |z| (3, 4, 5)" },
	{ .name = "learn",
	    .type = OPT_REAL,
	    .off = AT(learn),
	    .arg = "ROWS",
	    .def = "0",
	    .max = 1e9,
	    .help = "update calibration and principal components from the "
		    "rows, with this half-life (0 = off)" },
	{ .name = "pooled",
	    .type = OPT_FLAG,
	    .off = AT(pooled),
	    .help = "detectors that learn have one state for all symbols" },
	{ .name = "drift",
	    .type = OPT_ENUM,
	    .off = AT(drift),
	    .arg = "TEST",
	    .def = "none",
	    .choices = drift_tests,
	    .help = "test each symbol's scores for a change; drift rows say "
		    "where" },
	{ .name = "refit",
	    .type = OPT_INT,
	    .off = AT(refit),
	    .arg = "ROWS",
	    .def = "0",
	    .max = REFIT_MAX,
	    .help = "after a drift, fit the models again on the next ROWS rows "
		    "(0 = never)" },
	{ .name = "refit-every",
	    .type = OPT_INT,
	    .off = AT(refit_every),
	    .arg = "N",
	    .def = "0",
	    .max = REFIT_MAX,
	    .help = "fit the models again after every N rows, on the newest "
		    "--refit rows (0 = off)" },
	{ .name = NULL },
};

const struct opt score_watch_opts[] = {
	{ .name = "join",
	    .type = OPT_DURATION,
	    .off = AT(join),
	    .arg = "TIME",
	    .help =
		"anomalies of a symbol at most this far apart are one alarm, "
		"with rows of its own" },
	{ .name = "hysteresis",
	    .type = OPT_REAL,
	    .off = AT(hysteresis),
	    .arg = "SHARE",
	    .def = "0",
	    .max = 1,
	    .help =
		"after an anomaly, lower the threshold by this share of it" },
	{ .name = "confirm",
	    .type = OPT_STR,
	    .off = AT(confirm),
	    .arg = "K/M",
	    .help = "an anomaly is K of a symbol's last M scored rows over the "
		    "threshold" },
	{ .name = "cooldown",
	    .type = OPT_DURATION,
	    .off = AT(cooldown),
	    .arg = "TIME",
	    .def = "0s",
	    .help = "no alarm of a symbol begins within TIME of its last" },
	{ .name = "shares",
	    .type = OPT_FLAG,
	    .off = AT(shares),
	    .help = "columns share_1 to share_3: signed shares of the words of "
		    "reason" },
	{ .name = NULL },
};

void
score_choice_init(struct score_choice *c)
{
	*c = (struct score_choice){ .join = UINT64_MAX };
	c->threshold = c->quantile = c->adapt = c->spot = c->dspot = NAN;
}

/* "5" or "5/all". */
static int
take_budget(struct decision *d, const struct score_choice *c, struct err *err)
{
	size_t len;
	double v;

	if (c->alarms == NULL)
		return 0;
	len = strcspn(c->alarms, "/");
	if (num_f64(&v, c->alarms, len) != 0 || !(v > 0) || v > 1e9 ||
	    (c->alarms[len] != '\0' && strcmp(c->alarms + len, "/all") != 0))
		return err_usage(err,
		    "--alarms-per-day: \"%s\": expected a number above 0, "
		    "alone or followed by /all",
		    c->alarms);
	d->alarms = v;
	d->shared = c->alarms[len] != '\0';
	return 0;
}

/* --refit and what it needs. */
static int
check_refit(const struct decision *d, struct err *err)
{
	if (d->refit > 0 && d->refit < REFIT_MIN)
		return err_usage(err,
		    "--refit: %" PRIu64 " rows: expected 0 or at least %d",
		    d->refit, REFIT_MIN);
	if (d->refit_every > 0 && d->refit_every < REFIT_EVERY_MIN)
		return err_usage(err,
		    "--refit-every: %" PRIu64 " rows: expected 0 or at least "
		    "%d",
		    d->refit_every, REFIT_EVERY_MIN);
	if (d->refit_every > 0 && d->refit == 0)
		return err_usage(err, "--refit-every needs --refit");
	if (d->refit > 0 && d->refit_every == 0 && d->drift == 0)
		return err_usage(err, "--refit needs --drift or --refit-every");
	return 0;
}

/* Options that would have no effect together. */
static int
check_effects(const struct decision *d, struct err *err)
{
	const char *spot = d->drifts ? "--dspot" : "--spot";

	if (d->adapt > 0 && !isnan(d->threshold))
		return err_usage(err, "--adapt has no effect with --threshold, "
				      "which is fixed: give one of them");
	if (d->adapt > 0 && d->spot > 0)
		return err_usage(err,
		    "--adapt has no effect with %s, which learns the "
		    "threshold: give one of them",
		    spot);
	if (d->combine == COMBINE_CAUCHY && d->adapt > 0)
		return err_usage(err,
		    "--adapt has no effect with --combine cauchy, whose "
		    "threshold is fixed: give one of them");
	if (d->combine == COMBINE_CAUCHY && d->spot > 0)
		return err_usage(err,
		    "--combine cauchy has no effect with %s, which compares "
		    "each model with its own threshold: give one of them",
		    spot);
	return 0;
}

int
score_choice_decision(struct decision *d, const struct score_choice *c,
    struct err *err)
{
	int ways = !isnan(c->threshold) + !isnan(c->quantile) +
		   (c->alarms != NULL) + !isnan(c->spot) + !isnan(c->dspot);

	d->threshold = c->threshold;
	d->quantile = c->quantile;
	d->drifts = !isnan(c->dspot);
	d->spot = d->drifts ? c->dspot : isnan(c->spot) ? 0 : c->spot;
	d->adapt = c->adapt;
	d->combine = (enum combine)c->combine;
	d->severity_by_z = c->severity == 2;
	d->severity_by_p = c->severity == 1;
	d->drift = c->drift;
	d->learn = c->learn;
	d->refit = (uint64_t)c->refit;
	d->refit_every = (uint64_t)c->refit_every;
	if (ways > 1)
		return err_usage(err, "--threshold, --quantile, "
				      "--alarms-per-day, --spot and --dspot "
				      "exclude each other");
	if (check_effects(d, err) == -1 || check_refit(d, err) == -1)
		return -1;
	return take_budget(d, c, err);
}

/* "2/3" */
static int
take_confirm(struct watch_opts *w, const struct score_choice *c,
    struct err *err)
{
	char more;

	w->confirm_k = w->confirm_m = 1;
	if (c->confirm == NULL ||
	    (sscanf(c->confirm, "%2d/%2d%c", &w->confirm_k, &w->confirm_m,
		 &more) == 2 &&
		w->confirm_k >= 1 && w->confirm_k <= w->confirm_m &&
		w->confirm_m <= CONFIRM_MAX))
		return 0;
	return err_usage(err,
	    "--confirm: \"%s\": expected K/M, 1 <= K <= M <= %d", c->confirm,
	    CONFIRM_MAX);
}

int
score_choice_watch(struct watch_opts *w, const struct score_choice *c,
    struct err *err)
{
	w->joins = c->join != UINT64_MAX;
	w->join = w->joins ? c->join : 0;
	w->cooldown = c->cooldown;
	w->hysteresis = c->hysteresis;
	w->shares = c->shares;
	return take_confirm(w, c, err);
}

char *
score_choice_text(const struct score_choice *c, const struct decision *d,
    struct err *err)
{
	size_t size = strlen(d->reasons) + 512, n = 0;
	char *text = malloc(size);

	if (text == NULL) {
		err_errno(err, "options");
		return NULL;
	}
	if (!isnan(d->threshold))
		n += (size_t)sprintf(text, " --threshold %.17g", d->threshold);
	if (!isnan(d->quantile))
		n +=
		    (size_t)sprintf(text + n, " --quantile %.17g", d->quantile);
	if (d->alarms > 0)
		n += (size_t)sprintf(text + n, " --alarms-per-day %.17g%s",
		    d->alarms, d->shared ? "/all" : "");
	if (d->spot > 0)
		n += (size_t)sprintf(text + n, " --%s %.17g",
		    d->drifts ? "dspot" : "spot", d->spot);
	if (!isnan(d->adapt))
		n += (size_t)sprintf(text + n, " --adapt %.17g", d->adapt);
	n += (size_t)sprintf(text + n, " --combine %s --severity %s",
	    combines[c->combine], severities[c->severity]);
	if (c->drift != 0)
		n += (size_t)sprintf(text + n, " --drift %s",
		    drift_tests[c->drift]);
	if (c->refit > 0)
		n += (size_t)sprintf(text + n, " --refit %" PRId64, c->refit);
	if (c->refit_every > 0)
		n += (size_t)sprintf(text + n, " --refit-every %" PRId64,
		    c->refit_every);
	if (c->learn > 0)
		n += (size_t)sprintf(text + n, " --learn %.17g", c->learn);
	if (c->pooled)
		n += (size_t)sprintf(text + n, " --pooled");
	if (c->join != UINT64_MAX)
		n +=
		    (size_t)sprintf(text + n, " --join %" PRIu64 "ns", c->join);
	if (c->confirm != NULL)
		n += (size_t)sprintf(text + n, " --confirm %.8s", c->confirm);
	n +=
	    (size_t)sprintf(text + n, " --cooldown %" PRIu64 "ns", c->cooldown);
	n += (size_t)sprintf(text + n, " --hysteresis %.17g", c->hysteresis);
	if (c->shares)
		n += (size_t)sprintf(text + n, " --shares");
	if (d->reasons[0] != '\0')
		sprintf(text + n, " --reason %s", d->reasons);
	memmove(text, text + 1, strlen(text));
	return text;
}
