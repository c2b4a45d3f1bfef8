/*
 * rule.c - code shared by the rules: compare a measure with a symbol's limit.
 */
#include "detect/rule.h"

#include <math.h>

static void
set_range(struct limits *l, const struct rule_kind *k)
{
	l->min = k->min;
	l->max = k->max;
	l->durations = k->durations;
}

int
rule_fit(struct rule *m, const struct rule_kind *k, const struct fit *f,
    const char *text, double arg, struct err *err)
{
	if (fit_columns(f, k->columns, k->columns, err) == -1)
		return -1;
	m->d = f->d;
	m->arg = arg;
	set_range(&m->limits, k);
	return limits_parse(&m->limits, text, k->option, err);
}

int
rule_walk(struct walk *w, const struct rule_kind *k, struct rule *m)
{
	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d == k->columns, "d: out of range");
	walk_scalar(w, "arg", TENSOR_F64, &m->arg);
	walk_check(w, m->arg >= k->arg_min && m->arg <= k->arg_max,
	    "arg: out of range");
	set_range(&m->limits, k);
	return limits_walk(w, "limits", &m->limits);
}

int
rule_learns(const void *model)
{
	const struct rule *m = model;

	return limits_any_learned(&m->limits);
}

size_t
rule_warmup(const void *model)
{
	return rule_learns(model) ? LIMITS_WARM : 0;
}

size_t
rule_warmup_next(const void *model)
{
	size_t learned = rule_warmup(model);

	return learned > 0 ? learned + 1 : 1;
}

void
rule_symbol(void *state, const void *model, const char *symbol)
{
	const struct rule *m = model;

	limit_state_symbol(state, &m->limits, symbol);
}

/* The signed score of a measure; NaN if there is no limit. */
static double
against_limit(const struct limit_state *s, double measure)
{
	double limit = limit_now(s);

	return limit > 0 ? score_finite(measure / limit) : NAN;
}

void
rule_rows(double *score, struct contrib *why, const struct rule *m,
    const void *const *state, const double *x, size_t n,
    double (*measure)(const struct rule *m, const void *state, const double *x))
{
	double part[RULE_COLUMNS] = { 0 };
	size_t i;

	for (i = 0; i < n; i++, x += m->d) {
		part[m->d - 1] =
		    against_limit(state[i], measure(m, state[i], x));
		score[i] = fabs(part[m->d - 1]);
		if (why != NULL)
			contrib_top(why + i * DETECT_WHY, part, (int)m->d);
	}
}

double
rule_between(double from, double to)
{
	return rint((to - from) * 1e6) / 1e6;
}
