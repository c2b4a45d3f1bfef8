/*
 * heads.c - the recommended detector: heads of tails over statistics.
 *
 * Each head is a model of the detector tails with a share of the alarm budget.
 * Every further head costs its share of false alarms, so the head of single
 * rows gets most of the budget.  r5 is hidden by others in a head that it
 * shares.  A head of a sum over 60 rows found slow drifts, but in some markets
 * it raised many false alarms: the sum has few independent values to fit its
 * tail to.  The head regime measures moves in units of days, because measures
 * in units of the last hour adapt to the very crisis they should report.
 * Its share is small: in a market that has become more lively than the days of
 * training, it would report every other row.  Shares, gains and cool-downs were
 * measured as one system: tick-detectors.7 has the figures.
 */
#include "detect/heads.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

const struct head head_table[HEADS] = {
	{ "row", "jmp vz rngx", 0.83, 0.2, 15 },
	{ "window", "ev8 alt6 trend5 ma20", 0.07, 0.2, 15 },
	{ "burst", "r5", 0.02, 0.2, 15 },
	{ "regime", "absr_5d range_5d move10_5d night_5d", 0.06, 0.2, 60 },
	{ "feed", "gap stale no_volume", 0.02, 0.2, 15 },
};

/* Is name one of the words in list? */
static int
is_among(const char *list, const char *name)
{
	size_t len, n = strlen(name);

	for (; *list != '\0'; list += len + (list[len] == ' ')) {
		len = strcspn(list, " ");
		if (len == n && memcmp(list, name, n) == 0)
			return 1;
	}
	return 0;
}

/* The columns of one head, or of all heads if head is NULL. */
static int
columns_take(struct heads *h, const struct head *head, const char *const *names,
    int d, struct err *err)
{
	int *column = malloc((size_t)d * sizeof(*column)), n = 0, j;

	if (column == NULL)
		return err_errno(err, "%d columns", d);
	for (j = 0; j < d; j++)
		if (head == NULL || is_among(head->columns, names[j]))
			column[n++] = j;
	h->column[h->n] = column;
	h->d[h->n] = n;
	return n;
}

static int
is_known(const char *const *names, int d)
{
	int i, j;

	for (i = 0; i < HEADS; i++)
		for (j = 0; j < d; j++)
			if (is_among(head_table[i].columns, names[j]))
				return 1;
	return 0;
}

int
heads_spare(const char *name)
{
	return is_among("ev rng", name);
}

int
heads_choose(struct heads *h, const char *const *names, int d,
    const double *own, struct err *err)
{
	double sum = 0, share;
	int i, n;

	memset(h, 0, sizeof(*h));
	h->two_sided = !is_known(names, d);
	for (i = 0; i < (h->two_sided ? 1 : HEADS); i++) {
		share = isnan(own[i]) ? head_table[i].share : own[i];
		if (!(share > 0))
			continue;
		n = columns_take(h, h->two_sided ? NULL : &head_table[i], names,
		    d, err);
		if (n == -1)
			return -1;
		if (n == 0) {
			free(h->column[h->n]);
			h->column[h->n] = NULL;
			continue;
		}
		h->head[h->n] = &head_table[i];
		h->share[h->n++] = share;
		sum += share;
	}
	for (i = 0; i < h->n; i++)
		h->share[i] /= sum;
	return h->n > 0 ? 0 : err_set(err, "no head has a column and a share");
}

void
heads_fini(struct heads *h)
{
	int i;

	for (i = 0; i < HEADS; i++)
		free(h->column[i]);
	memset(h, 0, sizeof(*h));
}

int
heads_share(double *share, const char *text, struct err *err)
{
	size_t len = strcspn(text, "=");
	const char *value;
	double v;
	int i;

	for (i = 0; i < HEADS; i++)
		if (strlen(head_table[i].name) == len &&
		    memcmp(head_table[i].name, text, len) == 0)
			break;
	if (i == HEADS || text[len] != '=')
		return err_usage(err,
		    "--share: \"%s\": expected HEAD=SHARE, a head being row, "
		    "window, burst, regime or feed",
		    text);
	value = text + len + 1;
	if (num_f64(&v, value, strlen(value)) != 0 || !(v >= 0 && v <= 1))
		return err_usage(err,
		    "--share: \"%s\": expected a share from 0 to 1", text);
	share[i] = v;
	return 0;
}
