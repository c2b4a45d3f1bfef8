/*
 * range.h - range-based recall: see range.c.
 */
#ifndef EVAL_METRIC_RANGE_H
#define EVAL_METRIC_RANGE_H

#include "eval/runs.h"

enum range_bias { RANGE_FLAT, RANGE_FRONT, RANGE_MIDDLE, RANGE_BACK };

struct range_how {
	double alpha; /* weight of being hit at all */
	enum range_bias bias;
	int whole; /* the cardinality factor is 1, not 1/x */
};

/*
 * How well the ranges of what[nwhat] are covered by those of by[nby], 0 to 1; 0
 * if there are none.  Recall: real ranges covered by predicted ones; precision:
 * the reverse, with alpha 0.  Both lists are ascending and disjoint.
 */
double range_met(const struct run *what, size_t nwhat, const struct run *by,
    size_t nby, const struct range_how *how);

#endif
