/*
 * reach.h - can a model alarm at all?
 */
#ifndef DETECT_REACH_H
#define DETECT_REACH_H

#include "detect/model.h"

/* The largest score that the model can give; +inf where there is no bound. */
double model_most(const struct model *m);

/*
 * Refuse, with what and how to mend it, a model of which
 *	a feature changes no score: it was constant in training, or
 *	the threshold is beyond every score that it can give.
 * A threshold of NaN is not looked at.
 */
int model_check_reach(const struct model *m, double threshold,
    struct err *err);

#endif
