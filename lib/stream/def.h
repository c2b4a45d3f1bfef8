/*
 * def.h - an id for the steps that made a row's columns.
 *
 * def = the lower 63 bits (a bigint of SQL) of the XXH64 of the canonical text
 * of a step with the def of its input as seed (0 where the input has none);
 * never 0.  It survives text, Kafka, head and
 * split.  In binary streams the text travels beside it as a comment
 * {"def":"<decimal>","text":"..."}.
 */
#ifndef STREAM_DEF_H
#define STREAM_DEF_H

#include <stdint.h>

#include "stream/stream.h"

/* The def of a step whose input rows have the def `before'. */
uint64_t def_step(uint64_t before, const char *text);

/* Write the comment that explains a def, once per sink. */
int def_comment(struct sink *k, uint64_t def, const char *text,
    struct err *err);

#endif
