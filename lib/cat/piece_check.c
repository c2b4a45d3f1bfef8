/*
 * piece_check.c - options that cannot be combined with --state: they remember
 * rows that are not in the state, or need the end of the input.
 */
#include "cat/piece.h"

int
piece_check(const struct source_opts *source, const struct step_opts *steps,
    const struct order_opts *order, const struct cat_out_opts *out,
    struct err *err)
{
	const char *why = NULL;

	if (!out_is_rows(out))
		why = "--count, --summary or --metadata, which describe all of "
		      "an input";
	else if (order->sort || order->reverse)
		why = "--sort or --reverse, which need the end of the input";
	else if (steps->feed.loop > 1)
		why = "--loop, which reads an input again";
	else if (steps->speed > 0)
		why = "--speed, which leaves out rows after a signal";
	else if (out->segment > 0)
		why = "--segment, which numbers its files from the first";
	else if (out->split != NULL)
		why = "--split, whose files are complete at the end";
	else if (source->cumulative != NULL)
		why = "--cumulative, whose last totals are not in a state";
	else if (source->side_rows)
		why = "--side-rows, whose other sides are not in a state";
	return why == NULL ? 0 : err_usage(err, "--state: not with %s", why);
}
