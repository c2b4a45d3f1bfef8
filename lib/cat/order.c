/*
 * order.c - the options of the order of rows.
 */
#include "cat/order.h"

#include <math.h>
#include <stddef.h>

#include "stream/sort.h"

#define AT(field) offsetof(struct order_opts, field)

const struct opt cat_order_opts[] = {
	{ .name = "sort",
	    .type = OPT_FLAG,
	    .off = AT(sort),
	    .help = "sort all rows by index time" },
	{ .name = "reverse",
	    .type = OPT_FLAG,
	    .off = AT(reverse),
	    .help = "read each file from its last row to its first" },
	{ .name = "max-jump",
	    .type = OPT_DURATION,
	    .off = AT(max_jump),
	    .arg = "TIME",
	    .def = "1d",
	    .max = INFINITY,
	    .help = "count and name rows this far ahead of the rest, 0s = "
		    "off" },
	{ .name = "sort-memory",
	    .type = OPT_SIZE,
	    .off = AT(spill.memory),
	    .arg = "SIZE",
	    .def = "512M",
	    .min = SORT_MEMORY_MIN,
	    .max = INFINITY,
	    .help = "memory for --sort; the rest goes to temporary files" },
	{ .name = "tmp",
	    .type = OPT_STR,
	    .off = AT(spill.dir),
	    .arg = "DIR",
	    .help = "folder for temporary files (default: TMPDIR, /tmp)" },
	{ .name = NULL },
};

int
order_check(const struct order_opts *o, const struct feed_opts *feed,
    struct err *err)
{
	const char *name = o->sort ? "--sort" : "--reverse";

	if (!o->sort && !o->reverse)
		return 0;
	if (o->sort && o->reverse)
		return err_usage(err, "--sort and --reverse are two orders: "
				      "choose one");
	if (feed->merge)
		return err_usage(err,
		    "%s and --merge are two orders: --sort "
		    "alone takes files in any order",
		    name);
	if (feed->follow)
		return err_usage(err, "%s: a followed file has no end", name);
	if (feed->loop > 1)
		return err_usage(err, "%s: not with --loop", name);
	return 0;
}
