/*
 * report.h - an evaluation as a table for people, as JSON, as CSV.
 *
 * JSON is one object with every figure in full precision (NaN is null).  CSV
 * is the long form type,scorer,metric,value.  Both take the names of figures
 * from metric/, so a new metric appears in both.
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

/* ---- for the report formats ---- */

void report_put(struct report *r, const char *s, size_t n);

/* printf of a short text. */
void report_print(struct report *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The shortest decimal that reads back exactly; `other' if not finite. */
void report_number(struct report *r, double v, const char *other);

/*
 * The unique name of a table: "all", a type, "class:NAME", "symbol:NAME".  A
 * type that could be mistaken for another name gets the suffix " (type)".  buf
 * has TABLE_NAME_MAX bytes.
 */
enum { TABLE_NAME_MAX = SYM_LEN_MAX + 16 };
const char *report_table_name(char buf[TABLE_NAME_MAX],
    const struct evaluation *e, const struct eval_table *t);

void report_json(struct report *r);
void report_csv(struct report *r);
void report_table(struct report *r);
/* After the tables for people: figures without a column, events. */
void report_budget(struct report *r, int table);
void report_extra(struct report *r, int table);
void report_events(struct report *r);

/* A number with a suitable number of decimals; `-' for NaN. */
enum number_form { SHARE, SECONDS, RATE };
void report_format(char out[32], double v, enum number_form form);

/* A text in exactly `width' columns, cut between letters, without control
 * characters.  width < 64. */
void report_plain(struct report *r, const char *text, int width);

/* The same for a text outside of columns: not padded; if longer than `most'
 * letters, cut and ended with "...".  3 < most < 64. */
void report_name(struct report *r, const char *text, int most);

#endif
