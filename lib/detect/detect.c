/*
 * detect.c - code shared by several detectors: checks of a fit, shares.
 */
#include "detect/detect.h"

#include <math.h>
#include <string.h>

int
fit_columns(const struct fit *f, int min, int max, struct err *err)
{
	if (f->d >= min && f->d <= max)
		return 0;
	if (min == max)
		return err_set(err, "%d columns, expected %d", f->d, min);
	return err_set(err, "%d columns, expected %d to %d", f->d, min, max);
}

/* Insert (feature, size) into why[] in descending order of magnitude; among
 * equal ones the lower column comes first. */
static void
contrib_insert(struct contrib *why, int feature, double size)
{
	int k = DETECT_WHY - 1;

	if (fabs(size) <= fabs(why[k].share))
		return;
	for (; k > 0 && fabs(size) > fabs(why[k - 1].share); k--)
		why[k] = why[k - 1];
	why[k].feature = feature;
	why[k].row = 0;
	why[k].share = size;
}

void
contrib_top(struct contrib *why, const double *part, int d)
{
	double max, sum = 0;
	int j, k;

	for (k = 0; k < DETECT_WHY; k++) {
		why[k].feature = -1;
		why[k].row = 0;
		why[k].share = 0;
	}
	for (j = 0; j < d; j++)
		if (!isnan(part[j]))
			contrib_insert(why, j, part[j]);
	max = fabs(why[0].share);
	if (!(max > 0))
		return;
	for (j = 0; j < d; j++) /* over max: the sum cannot overflow */
		if (!isnan(part[j]))
			sum += fabs(part[j]) / max;
	for (k = 0; k < DETECT_WHY; k++)
		why[k].share = why[k].share / max / sum;
}
