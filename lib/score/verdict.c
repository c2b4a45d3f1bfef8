/*
 * verdict.c - the verdict on a row: anomaly or not, severity, reason, model.
 *
 * With one model, the row has its score, p and threshold.  Additional rules
 * can make the row an anomaly; they are named in `by`.  With rules alone, the
 * score is the largest ratio to a limit.
 *
 * Several models, and the heads of one, share one alarm budget: model k fires
 * at -log10 p_k >= -log10(q s_k), where q is the share of rows that the budget
 * allows and s_k the model's share of it (alarm.h: a threshold may adapt to
 * its symbol).  The row's score is max_k(-log10 p_k + log10 s_k).  Its
 * threshold is the score minus the largest excess of any model; this is
 * -log10 q until a threshold has adapted.  A global combination like Cauchy's
 * (--combine) performs worse than the maximum: many p near 1 outweigh the one
 * that matters.
 *
 * If none of several models is calibrated, each fires at its own threshold, and
 * the row has the score and threshold of the model whose score exceeds its
 * threshold most, or comes closest to it.
 */
#include "score/verdict.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "detect/reach.h"

/* Default of a detector in units of sd that has no calibration. */
static const double THRESHOLD_SD = 3;
/* A feature is a reason if its share is at least this part of the largest. */
static const double REASON_SHARE = 0.4;
/* Default budget of several models. */
static const double QUANTILE_DEFAULT = 0.999;
/* How far below its start a threshold may adapt, and some rounding. */
static const double EXPLAIN_BELOW = 0.501;

int
judge_add(struct judge *j, struct scorer *const *k, int n, struct err *err)
{
	int i, models = 0;

	if (j->n + n > SCORERS_MAX) {
		for (i = 0; i < n; i++)
			scorer_free(k[i]);
		return err_usage(err, "more than %d models and detectors",
		    SCORERS_MAX);
	}
	for (i = 0; i < n; i++) {
		models += !scorer_is_rule(k[i]);
		j->scorer[j->n++] = k[i];
	}
	j->models += models;
	j->groups += models > 0;
	return 0;
}

/* The tail probability at which a model fires; NaN: none. */
static double
allowed(const struct decision *how, const struct model *m)
{
	double symbols, q;

	if (!isnan(how->quantile))
		return 1 - how->quantile;
	if (how->alarms > 0 && m->calib.rows_per_day > 0) {
		symbols =
		    how->shared && m->symbols > 0 ? (double)m->symbols : 1;
		q = how->alarms / symbols / m->calib.rows_per_day;
		return q < 1 ? q : 1;
	}
	return NAN;
}

static int
check_calibrated(const struct decision *how, const struct scorer *k,
    struct err *err)
{
	if ((isnan(how->quantile) && !(how->alarms > 0)) ||
	    calib_ready(&k->model->calib))
		return 0;
	return err_set(err,
	    "%s: has no calibration for --quantile or --alarms-per-day: fit "
	    "it with ticktrain",
	    k->name);
}

/* A single model: a threshold on its scores. */
static int
decide_single(const struct decision *how, struct scorer *k, struct err *err)
{
	const struct model *m = k->model;
	double q = allowed(how, m), threshold = m->threshold;

	if (!isnan(how->threshold))
		threshold = how->threshold;
	else if (check_calibrated(how, k, err) == -1)
		return -1;
	else if (!isnan(q))
		threshold = calib_threshold(&m->calib, q > 0 ? q : 1e-300);
	else if (isnan(threshold))
		threshold = THRESHOLD_SD;
	scorer_threshold(k, threshold, threshold);
	return 0;
}

/* The same for one of several models, all of its share. */
static double
allowed_among(const struct decision *how, const struct model *m)
{
	double q = allowed(how, m);

	return isnan(q) ? 1 - QUANTILE_DEFAULT : q;
}

/* May its share grow?  Not that of heads, whose alarms last for rows. */
static int
may_share(const struct judge *j, const struct scorer *k)
{
	return isnan(j->how.threshold) && j->how.combine == COMBINE_MAX &&
	       !scorer_is_rule(k) && k->model != NULL &&
	       k->model->cooldown == 0 && k->model->rarest.n > 0 &&
	       calib_ready(&k->model->calib);
}

/* Models that find the same rows may have larger shares: the sum of their
 * shares is the share of rows with an alarm of any of them. */
static int
find_factor(struct judge *j, struct err *err)
{
	const struct rarest *rarest[SCORERS_MAX];
	const struct scorer *k;
	double q[SCORERS_MAX];
	uint64_t of = 0;
	int i, n = 0;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		of += 1 + (k->model != NULL) + k->refits;
		if (!may_share(j, k))
			continue;
		rarest[n] = &k->model->rarest;
		q[n++] = allowed_among(&j->how, k->model) * k->model->share /
			 j->groups;
	}
	if (of == j->factor_of)
		return 0;
	j->factor = rarest_factor(rarest, q, n);
	j->factor_of = of;
	return isnan(j->factor) ? err_set(err, "out of memory for shares") : 0;
}

/* One of several models: a threshold on its surprise, which may adapt. */
static void
decide_share(struct judge *j, struct scorer *k)
{
	const struct decision *how = &j->how;
	double q = allowed_among(how, k->model), base;

	k->share = k->model->share / j->groups;
	if (may_share(j, k))
		k->share *= j->factor;
	k->log_share = log10(k->share);
	q = fmax(fmin(q * k->share, 1), 1e-300);
	base = -log10(q);
	k->alarm.q = q;
	k->alarm.gain = isnan(how->adapt) ? k->model->gain : how->adapt;
	k->alarm.lasts = k->model->cooldown;
	if (!isnan(how->threshold)) {
		base = how->threshold - log10(k->share);
		k->alarm.gain = 0;
	}
	k->alarm.base = base;
	/* a combination names each model whose surprise is over its threshold,
	 * whatever the model's share */
	if (how->combine == COMBINE_CAUCHY)
		base += log10(k->share);
	base -= EXPLAIN_BELOW;
	scorer_threshold(k, INFINITY,
	    base > 0 ? calib_threshold(&k->model->calib, pow(10, -base))
		     : -INFINITY);
}

/* A model without calibration fires independently of the others. */
static int
decide_among(struct judge *j, struct scorer *k, struct err *err)
{
	k->apart = !calib_ready(&k->model->calib);
	if (k->apart)
		return decide_single(&j->how, k, err);
	decide_share(j, k);
	return 0;
}

/* A threshold derived from the model's own scores for each symbol.  Any row may
 * exceed it, so all rows are explained. */
static void
decide_spot(struct judge *j, struct scorer *k)
{
	k->share = j->several ? k->model->share / j->groups : 1;
	k->spots.q = j->how.spot * k->share;
	k->spots.drifts = j->how.drifts;
	scorer_threshold(k, INFINITY, -INFINITY);
}

static int
has_head(const struct scorer *k)
{
	return k->model != NULL && k->model->head[0] != '\0';
}

/* Does every model fire at its own threshold? */
static int
all_apart(const struct judge *j)
{
	int i;

	for (i = 0; i < j->n; i++)
		if (!scorer_is_rule(j->scorer[i]) && !j->scorer[i]->apart)
			return 0;
	return j->models > 0;
}

int
judge_decide(struct judge *j, struct err *err)
{
	struct scorer *k;
	int i, rc = 0;

	j->several = j->models > 1 || (j->models == 1 && j->how.adapt > 0);
	for (i = 0; i < j->n; i++)
		j->several |= has_head(j->scorer[i]);
	if (j->several && find_factor(j, err) == -1)
		return -1;
	for (i = 0; rc == 0 && i < j->n; i++) {
		k = j->scorer[i];
		if (k->model == NULL)
			continue;
		if (scorer_is_rule(k))
			scorer_threshold(k, nextafter(1, 2), nextafter(1, 2));
		else if (j->how.spot > 0)
			decide_spot(j, k);
		else if (j->several)
			rc = decide_among(j, k, err);
		else
			rc = decide_single(&j->how, k, err);
	}
	j->apart = j->several && all_apart(j);
	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		k->weighs_p = !j->several;
		k->weighs_surprise =
		    j->several && !scorer_is_rule(k) && !k->apart;
	}
	return rc;
}

/* Is it one of the words of "a+b"? */
static int
has_word(const char *text, const char *word)
{
	size_t len = strlen(word), n;

	for (;; text += n + 1) {
		n = strcspn(text, "+");
		if (n == len && memcmp(text, word, n) == 0)
			return 1;
		if (text[n] == '\0')
			return 0;
	}
}

/* Add a word to "a+b" unless it is there already; 1 if it was added. */
static int
append(char buf[VERDICT_TEXT], const char *word)
{
	size_t n = strlen(buf), len = strlen(word);

	if (n + 1 + len >= VERDICT_TEXT || has_word(buf, word))
		return 0;
	if (n > 0)
		buf[n++] = '+';
	memcpy(buf + n, word, len + 1);
	return 1;
}

/* A word that several features have keeps the share of the first. */
static void
add_reason(struct verdict *v, const char *word, double share)
{
	if (append(v->reason, word) == 0)
		return;
	if (v->reasons < VERDICT_SHARES)
		v->share[v->reasons] = share;
	v->reasons++;
}

/* Why this scorer fired, in up to three words. */
static void
explain(const struct judge *j, struct verdict *v, struct scorer *k, size_t at)
{
	const struct contrib *w = k->got->why[at];
	int i;

	append(v->by, scorer_label(k));
	if (k->runner.window > 1 && v->rows_back < 0 && w[0].feature >= 0)
		v->rows_back = w[0].row;
	if (k->det->reason != NULL) {
		add_reason(v, k->det->reason, w[0].share);
		return;
	}
	if (!(k->got->score[at] >= k->runner.why_from))
		return; /* not explained */
	for (i = 0; i < DETECT_WHY; i++)
		/* a feature with a small share is not a reason */
		if (w[i].feature >= 0 &&
		    fabs(w[i].share) >= REASON_SHARE * fabs(w[0].share))
			add_reason(v,
			    scorer_word(k, w[i].feature, j->how.reasons),
			    w[i].share);
}

/* ---- one model, rules, or both ---- */

static void
score_single(const struct judge *j, struct verdict *v, size_t at)
{
	const struct scorer *k;
	int i;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_is_rule(k) && j->models > 0)
			continue;
		if (isnan(v->score) || k->got->score[at] > v->score) {
			v->score = k->got->score[at];
			v->p = k->got->p[at];
		}
		v->threshold = k->threshold;
	}
}

/* Rules, a single model, and models without calibration. */
static void
fire_own(const struct judge *j, struct verdict *v, size_t at)
{
	struct scorer *k;
	int i;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (!scorer_is_rule(k) &&
		    (j->how.spot > 0 || (j->several && !k->apart)))
			continue;
		if (!(k->got->score[at] >= k->threshold))
			continue;
		v->anomaly = v->begins = 1;
		v->spends |= !scorer_is_rule(k);
		explain(j, v, k, at);
	}
}

/* ---- the score of one of several ---- */

/* The row gets the score and threshold of the model with the largest excess
 * over its threshold, relative to that threshold. */
static void
take_largest(struct verdict *v, const struct scorer *k, size_t at,
    double threshold, double *most)
{
	double excess =
	    (k->got->score[at] - threshold) / fmax(fabs(threshold), 1e-300);

	if (!isnan(v->score) && !(excess > *most))
		return;
	v->score = k->got->score[at];
	v->threshold = threshold;
	v->p = scorer_p(k, at);
	*most = isnan(excess) ? -INFINITY : excess;
}

/* Models without calibration: their scores have no common scale. */
static void
score_apart(const struct judge *j, struct verdict *v, size_t at)
{
	double most = -INFINITY;
	const struct scorer *k;
	int i;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (!scorer_is_rule(k) && !isnan(k->got->score[at]))
			take_largest(v, k, at, k->threshold, &most);
	}
}

/* ---- SPOT ---- */

/* Compare each model with its symbol's threshold. */
static int
score_spot(struct judge *j, struct verdict *v, size_t at, uint32_t symbol,
    struct err *err)
{
	double cut, most = -INFINITY;
	struct scorer *k;
	int i, rc;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_is_rule(k) || isnan(k->got->score[at]))
			continue;
		rc = spots_row(&k->spots, symbol, k->got->score[at], &cut, err);
		if (rc == -1)
			return -1;
		if (calib_ready(&k->model->calib))
			v->surprise[i] = scorer_surprise(k, at);
		take_largest(v, k, at, cut, &most);
		if (rc == 0)
			continue;
		v->anomaly = v->begins = 1;
		explain(j, v, k, at);
	}
	return 0;
}

/* ---- several models ---- */

/* Compare each model with its share of the budget. */
static int
score_shares(struct judge *j, struct verdict *v, size_t at, uint32_t symbol,
    struct err *err)
{
	double excess, most = NAN;
	struct scorer *k;
	int i, rc;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_is_rule(k) || k->apart)
			continue;
		v->surprise[i] = k->got->surprise[at];
		rc = alarm_row(&k->alarm, symbol, v->surprise[i], &excess, err);
		if (rc == -1)
			return -1;
		most = score_max(most, excess);
		v->score = score_max(v->score, v->surprise[i] + k->log_share);
		if (rc == ALARM_NONE)
			continue;
		v->begins |= rc == ALARM_BEGINS;
		v->spends = v->begins;
		v->anomaly = 1;
		explain(j, v, k, at);
	}
	v->threshold = v->score - most;
	v->score = v->score < 0 ? 0 : v->score;
	v->p = pow(10, -v->score);
	return 0;
}

static void
score_cauchy(struct judge *j, struct verdict *v, size_t at)
{
	double p[SCORERS_MAX], q = 1;
	struct scorer *k;
	int i, n = 0;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_is_rule(k) || k->apart)
			continue;
		v->surprise[i] = k->got->surprise[at];
		p[n++] = scorer_p(k, at);
		q = fmin(q, k->alarm.q / k->share);
	}
	v->p = calib_combine(p, n);
	v->score = -log10(v->p);
	v->threshold = !isnan(j->how.threshold) ? j->how.threshold : -log10(q);
	if (!(v->score >= v->threshold))
		return;
	v->anomaly = v->begins = v->spends = 1;
	for (i = 0; i < j->n; i++)
		if (v->surprise[i] >= v->threshold)
			explain(j, v, j->scorer[i], at);
	if (v->by[0] == '\0')
		append(v->by, "combined");
}

const char *
judge_severity(const struct judge *j, const struct verdict *v)
{
	const char *word;

	if (!isnan(v->p) && !j->how.severity_by_z)
		word = severity_by_surprise(v->p);
	else if (j->how.severity_by_p)
		return NULL;     /* without p */
	else if (j->models == 0) /* rules: multiples of the limit */
		return v->score >= 5   ? "high"
		       : v->score >= 2 ? "medium"
				       : "low";
	else
		word = severity_by_z(v->score);
	return word[0] != '\0' ? word : "low";
}

/* The first missing feature of any scorer. */
static const char *
missing(const struct judge *j, size_t at)
{
	const struct scorer *k;
	int i;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (k->got->gone[at] > 0 &&
		    !(scorer_is_rule(k) && j->models > 0))
			return k->f.name[k->got->gone[at] - 1];
	}
	return NULL;
}

int
judge_check_reach(const struct judge *j, int i, struct err *err)
{
	const struct scorer *k = j->scorer[i];
	double base, most;

	if (k->sum == 0 || scorer_is_rule(k) || j->how.spot > 0)
		return 0;
	if (!j->several || k->apart) {
		if (model_check_reach(k->model, k->threshold, err) == -1)
			return err_at(err, "%s", k->name);
		return 0;
	}
	if (model_check_reach(k->model, NAN, err) == -1)
		return err_at(err, "%s", k->name);
	base = k->alarm.base - (k->alarm.gain > 0 ? -ALARM_SHIFT_MIN : 0);
	most = scorer_surprise_most(k);
	if (j->how.combine == COMBINE_CAUCHY || base <= most)
		return 0;
	return err_set(err,
	    "%s: %s can never alarm: its threshold is a -log10 p of %.3g, and "
	    "its %" PRIu64 " held-back scores show no p beyond %.3g: allow "
	    "more alarms, or train on more rows",
	    k->name, scorer_label(k), k->alarm.base, k->model->calib.seen,
	    most);
}

double
judge_budget(const struct judge *j)
{
	const struct scorer *k;
	double q = NAN;
	int i;

	for (i = 0; j->how.alarms > 0 && i < j->n; i++) {
		k = j->scorer[i];
		if (k->model == NULL || scorer_is_rule(k) || k->apart)
			continue;
		/* those of a file were calibrated on the same rows */
		q = isnan(q) ? allowed(&j->how, k->model)
			     : fmin(q, allowed(&j->how, k->model));
	}
	return q;
}

int
judge_row(struct judge *j, struct verdict *v, size_t at, uint32_t symbol,
    struct err *err)
{
	int i;

	v->anomaly = v->begins = v->spends = 0;
	v->severity = NULL;
	v->rows_back = -1;
	v->reason[0] = v->by[0] = '\0';
	v->reasons = 0;
	for (i = 0; i < VERDICT_SHARES; i++)
		v->share[i] = NAN;
	v->score = v->p = v->threshold = NAN;
	for (i = 0; j->several && i < j->n; i++)
		v->surprise[i] = NAN;
	if (j->how.spot > 0 && j->models > 0) {
		if (score_spot(j, v, at, symbol, err) == -1)
			return -1;
	} else if (!j->several)
		score_single(j, v, at);
	else if (j->apart)
		score_apart(j, v, at);
	else if (j->how.combine == COMBINE_CAUCHY)
		score_cauchy(j, v, at);
	else if (score_shares(j, v, at, symbol, err) == -1)
		return -1;
	fire_own(j, v, at);
	v->scored = !isnan(v->score);
	v->missing = v->scored ? NULL : missing(j, at);
	if (v->anomaly)
		v->severity = judge_severity(j, v);
	return 0;
}
