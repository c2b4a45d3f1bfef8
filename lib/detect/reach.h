/*
 * reach.h - can a model alarm at all?
 */
#ifndef DETECT_REACH_H
#define DETECT_REACH_H

#include "detect/model.h"

/* The largest score that the model can give; +inf if there is no bound. */
double model_most(const struct model *m);

/*
 * Refuse a model, with the reason and a remedy, if
 *	a feature cannot change any score: it was constant in training, or
 *	the threshold is beyond every score that the model can give.
 * A threshold of NaN is not checked.
 */
int model_check_reach(const struct model *m, double threshold,
    struct err *err);

#endif
