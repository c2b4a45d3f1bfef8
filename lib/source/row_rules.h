/*
 * row_rules.h - decide which new rows are passed on.
 *
 * Rules that need a whole row: a layout's fix, and whether a record that may
 * be a quote and a trade has both.  Both ways of making rows (recipe.c and
 * fast_csv.c) end here.
 */
#ifndef SOURCE_ROW_RULES_H
#define SOURCE_ROW_RULES_H

#include "source/cumulative.h"
#include "source/layout.h"
#include "source/where_input.h"

struct row_rules {
	const struct layout *layout;
	void *state; /* of the layout */
	struct context *c;
	struct where_input *where; /* NULL: all rows */
	struct cumulative *cumulative; /* field NULL: nothing to do */
};

/*
 * The rows of a record are consecutive in the room of q, as its plan makes
 * them.  Commit to q those to be passed on.  0; -1 with *reason and *err, and
 * nothing added or counted.
 */
int row_rules_keep(struct row_rules *rr, const struct plan_of_record *p,
    struct rows *q, const char **reason, struct err *err);

/*
 * The same without --where for n rows of one schema, each from a separate
 * record, up to the first bad one.  Returns how many were good, kept or not.
 */
uint32_t row_rules_keep_many(struct row_rules *rr, const struct schema *s,
    struct rows *q, uint32_t n);

/*
 * Half of a quote, while the cells of its own record are current: zeros become
 * nulls, and --where is asked about the half alone.  1 chosen, 0 not, -1.
 */
int row_rules_half(const struct row_rules *rr, unsigned char *row,
    const struct schema *s, struct err *err);
/*
 * As row_rules_keep for the one row in the room of q.  chosen: what --where
 * said of it before; -1: its cells are current.
 */
int row_rules_keep_one(struct row_rules *rr, const struct schema *s,
    struct rows *q, int chosen, const char **reason, struct err *err);

#endif
