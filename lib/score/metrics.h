/*
 * metrics.h - metrics of scoring for Prometheus.
 */
#ifndef SCORE_METRICS_H
#define SCORE_METRICS_H

#include "score/scoring.h"

/*
 * Write path in the text format that Prometheus' textfile collector reads
 * (exposition format 0.0.4).  A reader sees the whole new file or the old one
 * (base/io_beside.h); a pipe or device is written in place.  Symbols are sorted
 * by their text.
 */
int metrics_write(const struct scoring *s, const char *path, struct err *err);

#endif
