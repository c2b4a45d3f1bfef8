/*
 * plan_impl.h - what plan.c and plan_write.c share and nobody else uses.
 */
#ifndef DBN_PLAN_IMPL_H
#define DBN_PLAN_IMPL_H

#include "dbn/plan.h"

/* How a field of the layout and one of the row go together; -1: not. */
int move_op(const struct layout_field *d, const struct field *f);

/* Put m behind the others, or into the last when it goes on there. */
void move_add(struct plan *p, const struct move *m);

/* Everything but the moves; blank zeroed. */
int plan_alloc(struct plan *p, const struct layout *l,
    const struct schema *s, size_t blank, struct err *err);

#endif
