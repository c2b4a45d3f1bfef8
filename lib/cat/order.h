/*
 * order.h - the rows of all files put in order: --sort, --reverse.
 */
#ifndef CAT_ORDER_H
#define CAT_ORDER_H

#include "base/opt.h"
#include "base/spill.h"
#include "cat/feed.h"

struct order_opts {
	int sort, reverse;
	uint64_t max_jump;       /* ns; 0: no row counts as early */
	struct spill_opts spill; /* --tmp, --sort-memory */
};

/* The rows of the option table, offsets into struct order_opts. */
extern const struct opt cat_order_opts[];

/*
 * A usage error for options that ask for two orders, or that reorder an
 * endless input.
 */
int order_check(const struct order_opts *o, const struct feed_opts *feed,
    struct err *err);

#endif
