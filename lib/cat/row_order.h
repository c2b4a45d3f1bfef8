/*
 * row_order.h - the order of an input's rows in time, and its wrong clocks,
 * for notes, --stats and --bad-to.
 *
 *	(row_order_begin (rows [row_order_set_aside])* row_order_end)*
 *
 * rows: time_order_rows or time_order_some on the member of this name.
 */
#ifndef CAT_ROW_ORDER_H
#define CAT_ROW_ORDER_H

#include "cat/tally.h"
#include "stream/bad.h"

/* Zero it, then set tally and bad, before use. */
struct row_order {
	struct tally *tally;
	struct bad_policy *bad; /* copies of early rows go to bad->to */
	uint64_t back;          /* rows of all inputs that step back */
	struct source *source;  /* that is being read, or NULL */
	struct time_order rows; /* of it */
};

/* An input of these symbols begins.  max_jump 0: no row is early. */
void row_order_begin(struct row_order *o, struct source *s, uint64_t max_jump,
    const struct symtab *syms);

/* Rows found to be early are copied to o->bad: 0; -1. */
int row_order_set_aside(struct row_order *o, struct err *err);

/*
 * No more rows of the input are read, because of its end or of a limit; said
 * once.  Notes, unless it failed; sorted: not about the order.
 */
int row_order_end(struct row_order *o, int failed, int sorted, struct err *err);

#endif
