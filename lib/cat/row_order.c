/*
 * row_order.c - the order of an input's rows in time, and its wrong clocks.
 */
#include "cat/row_order.h"

void
row_order_begin(struct row_order *o, struct source *s, uint64_t max_jump,
    const struct symtab *syms)
{
	o->source = s;
	time_order_input(&o->rows);
	o->rows.clock.max = max_jump;
	o->rows.clock.copies_of = o->bad->to != NULL ? syms : NULL;
}

static int
set_aside(struct row_order *o, int ended, struct err *err)
{
	return time_order_set_aside(&o->rows, o->bad,
	    in_name(source_in(o->source)), ended, err);
}

int
row_order_set_aside(struct row_order *o, struct err *err)
{
	return o->rows.clock.copies > 0 ? set_aside(o, 0, err) : 0;
}

int
row_order_end(struct row_order *o, int failed, int sorted, struct err *err)
{
	int ret = 0;

	if (o->source != NULL) {
		if (!failed && !sorted)
			tally_time(o->tally, o->source, &o->rows);
		if (!failed)
			tally_early(o->tally, o->source, &o->rows);
		ret = set_aside(o, 1, err);
		o->back += o->rows.back;
	}
	o->source = NULL;
	time_order_input(&o->rows);
	/* rows that a loop reads once more had their clocks looked at */
	o->rows.clock.max = 0;
	o->rows.clock.copies_of = NULL;
	return ret;
}
