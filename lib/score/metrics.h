/*
 * metrics.h - scoring in numbers, for Prometheus.
 */
#ifndef SCORE_METRICS_H
#define SCORE_METRICS_H

#include "score/scoring.h"

/*
 * Write path in the text format that Prometheus' textfile collector reads
 * (exposition format 0.0.4), beside it first, then renamed: a reader sees all
 * of it or the file before.  Symbols come in the order of their texts.
 */
int metrics_write(const struct scoring *s, const char *path, struct err *err);

#endif
