/*
 * bookimb.c - imbalance of the best sizes: (bs - as) / (bs + as).
 */
#include "feat/column_fn.h"

static double
bookimb_step(const void *arg, void *state, const struct fn_row *r)
{
	double bs = r->in[0], as = r->in[1];

	(void)arg;
	(void)state;
	return bs + as > 0 ? (bs - as) / (bs + as) : NAN;
}

static const struct arg args[] = {
	{ .name = "bs",
	    .kind = ARG_IN,
	    .def = "bid_size",
	    .help = "size of the best bid" },
	{ .name = "as",
	    .kind = ARG_IN,
	    .def = "ask_size",
	    .help = "size of the best ask" },
	ARGS_END,
};

const struct column_fn column_fn_bookimb = {
	.name = "bookimb",
	.summary = "imbalance of the best sizes",
	.unit = "ratio",
	.args = args,
	.step = bookimb_step,
};
