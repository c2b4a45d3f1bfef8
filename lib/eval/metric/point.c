/*
 * point.c - the confusion counts of the rows and what follows from them.
 *
 *	F_b = (1+b^2) TP / ((1+b^2) TP + b^2 FN + FP)
 *	MCC = (TP TN - FP FN) / sqrt((TP+FP) (TP+FN) (TN+FP) (TN+FN))
 *
 * Every row counts alone; 0/0 is 0.  Matthews 1975 for MCC.  Accuracy comes
 * last and beside the accuracy of never alarming, for with rare labels both
 * are near 1.  Rows that are left out (role -1) are in no count; rows without
 * a score are in none but `unscored`.
 */
#include <math.h>
#include <stdlib.h>

#include "eval/sweep.h"

struct point {
	uint64_t tp, fp, fn, tn, unscored;
};

enum {
	ROWS,
	UNSCORED,
	PREVALENCE,
	TP,
	FP,
	FN,
	TN,
	PRECISION,
	RECALL,
	FPR,
	F05,
	F1,
	F2,
	F4,
	MCC,
	ACCURACY,
	ACCURACY_NEVER
};

static void *
point_new(struct err *err)
{
	struct point *p = calloc(1, sizeof(*p));

	if (p == NULL)
		err_errno(err, "point metrics");
	return p;
}

static int
point_push(void *tally, const struct tally_row *row, struct err *err)
{
	struct point *p = tally;

	(void)err; /* counting cannot fail */
	if (row->role < 0)
		return 0;
	if (!row->scored)
		p->unscored++;
	else if (row->role > 0)
		*(row->alarm ? &p->tp : &p->fn) += 1;
	else
		*(row->alarm ? &p->fp : &p->tn) += 1;
	return 0;
}

static double
f_measure(double tp, double fp, double fn, double bb)
{
	return ratio((1 + bb) * tp, (1 + bb) * tp + bb * fn + fp);
}

static void
point_emit(double *out, const void *tally)
{
	const struct point *p = tally;
	double tp = (double)p->tp, fp = (double)p->fp;
	double fn = (double)p->fn, tn = (double)p->tn;
	double n = tp + fp + fn + tn;

	out[ROWS] = n;
	out[UNSCORED] = (double)p->unscored;
	out[PREVALENCE] = ratio(tp + fn, n);
	out[TP] = tp;
	out[FP] = fp;
	out[FN] = fn;
	out[TN] = tn;
	out[PRECISION] = ratio(tp, tp + fp);
	out[RECALL] = ratio(tp, tp + fn);
	out[FPR] = ratio(fp, fp + tn);
	out[F05] = f_measure(tp, fp, fn, 0.25);
	out[F1] = f_measure(tp, fp, fn, 1);
	out[F2] = f_measure(tp, fp, fn, 4);
	out[F4] = f_measure(tp, fp, fn, 16);
	out[MCC] = ratio(tp * tn - fp * fn,
	    sqrt((tp + fp) * (tp + fn)) * sqrt((tn + fp) * (tn + fn)));
	out[ACCURACY] = ratio(tp + tn, n);
	out[ACCURACY_NEVER] = ratio(fp + tn, n);
}

static const char *const values[] = {
	[ROWS] = "rows",
	[UNSCORED] = "unscored",
	[PREVALENCE] = "prevalence",
	[TP] = "tp",
	[FP] = "fp",
	[FN] = "fn",
	[TN] = "tn",
	[PRECISION] = "precision",
	[RECALL] = "recall",
	[FPR] = "fpr",
	[F05] = "f05",
	[F1] = "f1",
	[F2] = "f2",
	[F4] = "f4",
	[MCC] = "mcc",
	[ACCURACY] = "accuracy",
	[ACCURACY_NEVER] = "accuracy_never",
	NULL,
};

const struct metric metric_point = {
	.name = "point",
	.values = values,
	.summary = "rows right and wrong at the threshold",
	.source = "van Rijsbergen 1979, chapter 7; Matthews 1975",
	.tally_new = point_new,
	.tally_push = point_push,
	.tally_emit = point_emit,
	.tally_free = free,
};
