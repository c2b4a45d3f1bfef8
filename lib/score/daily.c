/*
 * daily.c - test whether each day keeps to the alarm budget.
 *
 * The range is found by summing the distribution outwards from its mean, with
 * terms relative to the term at the mean: nothing overflows, and terms beyond
 * some 40 standard deviations are 0.
 */
#include "score/daily.h"

#include <math.h>
#include <string.h>

#include "base/tstamp.h"

static const double TAIL = 0.0005; /* on each side */
static const double EXPECTED_MAX = 1e12;

enum { SPREAD = 40 };

void
daily_init(struct daily *d)
{
	memset(d, 0, sizeof(*d));
}

/* ln P(X = k). */
static double
log_term(double mean, double k)
{
	return k * log(mean) - mean - lgamma(k + 1);
}

void
daily_range(uint64_t *low, uint64_t *high, double expected)
{
	double mean = fmin(expected, EXPECTED_MAX), sum, k, first;

	*low = *high = 0;
	if (!(mean > 0))
		return;
	first = floor(fmax(mean - SPREAD * sqrt(mean), 0));
	for (sum = 0, k = first; sum + exp(log_term(mean, k)) <= TAIL; k++)
		sum += exp(log_term(mean, k));
	*low = (uint64_t)k;
	k = ceil(mean + SPREAD * (sqrt(mean) + 1));
	for (sum = 0; k > 0 && sum + exp(log_term(mean, k)) <= TAIL; k--)
		sum += exp(log_term(mean, k));
	*high = (uint64_t)k;
}

static void
end_day(struct daily *d)
{
	uint64_t low, high;

	if (!(d->expected > 0))
		return;
	d->days++;
	daily_range(&low, &high, d->expected);
	if (d->alarms >= low && d->alarms <= high)
		return;
	if (d->off++ == 0) {
		d->off_day = d->day;
		d->off_alarms = d->alarms;
		d->off_expected = d->expected;
	}
}

void
daily_row(struct daily *d, uint64_t time, int begins, double q)
{
	uint64_t day = time == TS_NULL ? d->day : time / NS_DAY;

	if (day > d->day) {
		end_day(d);
		d->day = day;
		d->alarms = 0;
		d->expected = 0;
	}
	d->alarms += begins != 0;
	d->expected += q;
}

void
daily_end(struct daily *d)
{
	end_day(d);
	d->alarms = 0;
	d->expected = 0;
}

/* The day that is not over; the others are of the run that ended them. */
static int
walk(struct walk *w, struct daily *d)
{
	walk_scalar(w, "day", TENSOR_U64, &d->day);
	walk_scalar(w, "alarms", TENSOR_U64, &d->alarms);
	walk_scalar(w, "expected", TENSOR_F64, &d->expected);
	walk_check(w, d->expected >= 0, "expected: out of range");
	return walk_done(w);
}

int
daily_save(struct daily *d, struct state *file, struct err *err)
{
	struct walk w;

	if (state_save(&w, file, "daily", err) == 0 &&
	    state_owner(&w, 0, 0) == 0)
		walk(&w, d);
	return state_done(&w);
}

int
daily_load(struct daily *d, struct state *file, struct err *err)
{
	uint32_t symbol;
	uint64_t number;
	struct walk w;

	if (state_load(&w, file, "daily", err) == 1 && state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &symbol, &number) == 0)
		walk(&w, d);
	return state_done(&w);
}
