/*
 * verdict.c - is a row an anomaly, how severe, why, and by whom.
 *
 * With one model its score, p and threshold stand in the row; rules beside
 * it can make the row an anomaly and are named in `by`.  With several models
 * their p-values are combined (Cauchy, detection.md 2.12), the score is
 * -log10 of that and the threshold the same of the budget.  With rules alone
 * the score is the largest ratio to a limit.
 */
#include "score/verdict.h"

#include <math.h>
#include <string.h>

/* Default of a detector in units of sd that has no calibration. */
static const double THRESHOLD_SD = 3;
/* A feature is a reason with this part of the strongest one's share. */
static const double REASON_SHARE = 0.4;
/* Budget of combined models when nothing was asked for. */
static const double QUANTILE_DEFAULT = 0.999;

/* The tail probability that the decision allows a model; NaN: none. */
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

int
judge_threshold(const struct judge *j, struct scorer *k, struct err *err)
{
	const struct decision *how = &j->how;
	const struct model *m = k->model;
	double q = allowed(how, m);

	if (scorer_is_rule(k)) {
		scorer_threshold(k, nextafter(1, 2));
		return 0;
	}
	if (!isnan(how->threshold)) {
		scorer_threshold(k, how->threshold);
		return 0;
	}
	if ((!isnan(how->quantile) || how->alarms > 0) && !calib_ready(&m->calib))
		return err_set(err,
		    "%s: has no calibration for --quantile or "
		    "--alarms-per-day: fit it with ticktrain",
		    k->name);
	if (!isnan(q))
		scorer_threshold(k,
		    calib_threshold(&m->calib, q > 0 ? q : 1e-300));
	else
		scorer_threshold(k,
		    !isnan(m->threshold) ? m->threshold : THRESHOLD_SD);
	return 0;
}

/* Add a word to "a+b", once. */
static void
append(char buf[VERDICT_TEXT], const char *word)
{
	size_t n = strlen(buf), len = strlen(word);

	if (n + 1 + len >= VERDICT_TEXT || strstr(buf, word) != NULL)
		return;
	if (n > 0)
		buf[n++] = '+';
	memcpy(buf + n, word, len + 1);
}

/* Why this scorer fired, in up to three words. */
static void
explain(const struct judge *j, struct verdict *v, struct scorer *k, size_t at)
{
	const struct contrib *w = k->why[at];
	int i;

	append(v->by, k->det->name);
	if (k->det->reason != NULL) {
		append(v->reason, k->det->reason);
		return;
	}
	for (i = 0; i < DETECT_WHY; i++)
		/* a feature with a small part in it explains nothing */
		if (w[i].feature >= 0 &&
		    fabs(w[i].share) >= REASON_SHARE * fabs(w[0].share))
			append(v->reason,
			    scorer_word(k, w[i].feature, j->how.reasons));
}

/* Score, p and threshold of the row from those of its models. */
static void
merge(const struct judge *j, struct verdict *v, size_t at)
{
	const struct scorer *k;
	double p[SCORERS_MAX], q = NAN;
	int i, n = 0;

	v->score = v->p = v->threshold = NAN;
	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_is_rule(k) && j->models > 0)
			continue;
		if (j->models <= 1) {
			if (isnan(v->score) || k->score[at] > v->score) {
				v->score = k->score[at];
				v->p = scorer_p(k, at);
			}
			v->threshold = k->threshold;
			continue;
		}
		p[n++] = scorer_p(k, at);
		if (isnan(q) || allowed(&j->how, k->model) < q)
			q = allowed(&j->how, k->model);
	}
	if (j->models <= 1)
		return;
	v->p = calib_combine(p, n);
	v->score = -log10(v->p);
	v->threshold = !isnan(j->how.threshold)
			   ? j->how.threshold
			   : -log10(isnan(q) ? 1 - QUANTILE_DEFAULT : q);
}

static const char *
severity(const struct judge *j, const struct verdict *v)
{
	const char *word;

	if (!isnan(v->p) && !j->how.severity_by_z)
		word = severity_by_surprise(v->p);
	else if (j->how.severity_by_p)
		return NULL;     /* no p to go by */
	else if (j->models == 0) /* rules: multiples of the limit */
		return v->score >= 5   ? "high"
		       : v->score >= 2 ? "medium"
				       : "low";
	else
		word = severity_by_z(v->score);
	return word[0] != '\0' ? word : "low";
}

void
judge_row(const struct judge *j, struct verdict *v, size_t at)
{
	struct scorer *k;
	int i, fired;

	v->anomaly = 0;
	v->severity = NULL;
	v->reason[0] = v->by[0] = '\0';
	merge(j, v, at);
	v->scored = !isnan(v->score);
	fired = v->score >= v->threshold;
	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (!(k->score[at] >= k->threshold))
			continue;
		/* Of combined models one alone is no anomaly. */
		if (!scorer_is_rule(k) && !fired)
			continue;
		v->anomaly = 1;
		explain(j, v, k, at);
	}
	if (fired && v->by[0] == '\0') {
		v->anomaly = 1;
		append(v->by, "combined");
	}
	if (v->anomaly)
		v->severity = severity(j, v);
}
