/*
 * point.c - the confusion counts of the rows and what follows from them.
 *
 *	F_b = (1+b^2) TP / ((1+b^2) TP + b^2 FN + FP)
 *	MCC = (TP TN - FP FN) / sqrt((TP+FP) (TP+FN) (TN+FP) (TN+FN))
 *
 * Every row counts separately; 0/0 is 0.  MCC: Matthews 1975.  Accuracy comes
 * last, beside the accuracy of never alarming, because with rare labels both
 * are near 1.  Rows that are left out (role -1) are not counted; rows without a
 * score are counted only in `unscored`.
 */
#include <math.h>

#include "eval/eval.h"

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

static double
f_measure(double tp, double fp, double fn, double bb)
{
	return ratio((1 + bb) * tp, (1 + bb) * tp + bb * fn + fp);
}

static int
point_timeline(double *out, const struct timeline *t, struct err *err)
{
	const struct view *v = t->view;
	double tp = 0, fp, fn, tn, n;

	(void)err; /* counting cannot fail */
	for (size_t i = 0; i < t->nhit; i++)
		tp += v->role[rowset_events(v->rows, t->hit[i])] == 1;
	fp = (double)(t->nalarm - t->nhit);
	fn = (double)v->pos - tp;
	tn = (double)v->neg - fp;
	n = tp + fp + fn + tn;
	out[ROWS] = n;
	out[UNSCORED] = (double)t->unscored;
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
	return 0;
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

static const char *const floors[] = { "precision", "recall", "f05", "f1", "f2",
	"f4", "mcc", NULL };

const struct metric metric_point = {
	.name = "point",
	.values = values,
	.floors = floors,
	.summary = "rows right and wrong at the threshold",
	.source = "van Rijsbergen 1979, chapter 7; Matthews 1975",
	.timeline = point_timeline,
};
