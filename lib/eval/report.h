/*
 * report.h - an evaluation as a table for people, as JSON, as CSV.
 *
 * JSON is one object with every figure in full (NaN is null); CSV is the
 * long form type,scorer,metric,value.  Both name figures as lib/eval does.
 */
#ifndef EVAL_REPORT_H
#define EVAL_REPORT_H

#include "base/io.h"
#include "eval/evaluation.h"

enum { REPORT_TABLE, REPORT_JSON, REPORT_CSV };

/* Where a report goes; the first failure is kept in err. */
struct report {
	const struct evaluation *e;
	struct out *out;
	struct err *err;
	int failed;
	int each_event; /* table: a line for each event too */
};

/* Write all of it; 0, or -1 with *err set. */
int report_write(struct report *r, int form);

/* printf of a short text. */
void report_print(struct report *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- eval_table.c ---- */
void report_table(struct report *r);

#endif
