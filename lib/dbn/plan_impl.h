/*
 * plan_impl.h - shared by plan.c and plan_write.c; private to them.
 */
#ifndef DBN_PLAN_IMPL_H
#define DBN_PLAN_IMPL_H

#include "dbn/plan.h"

/* The conversion between a field of the layout and one of the row; -1: none. */
int move_op(const struct layout_field *d, const struct field *f);

/* Append m to the moves, or extend the last move when m continues it. */
void move_add(struct plan *p, const struct move *m);

/* Everything but the moves; blank zeroed. */
int plan_alloc(struct plan *p, const struct layout *l,
    const struct schema *s, size_t blank, struct err *err);

#endif
