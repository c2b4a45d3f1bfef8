/*
 * out_opts.c - the options of tickcat's output that other tools do not have.
 */
#include <math.h>
#include <stddef.h>

#include "cat/out.h"

#define AT(field) offsetof(struct cat_out_opts, field)

const struct opt cat_output_opts[] = {
	{ .name = "metadata",
	    .type = OPT_FLAG,
	    .off = AT(metadata),
	    .help = "print the DBN metadata of each file as JSON, no rows" },
	{ .name = "count",
	    .type = OPT_FLAG,
	    .off = AT(count),
	    .help = "print the number of rows in place of the rows" },
	{ .name = "summary",
	    .type = OPT_FLAG,
	    .off = AT(summary),
	    .help = "print what is in the rows, by symbol and kind" },
	{ .name = "gap",
	    .type = OPT_DURATION,
	    .off = AT(gap_ns),
	    .arg = "TIME",
	    .def = "0s",
	    .max = INFINITY,
	    .help = "--summary: count gaps longer than this, too" },
	{ .name = "segment",
	    .type = OPT_SIZE,
	    .off = AT(segment),
	    .arg = "SIZE",
	    .def = "0",
	    .max = 1e9,
	    .help = "cut the output into whole streams of about SIZE" },
	{ .name = "out-dir",
	    .type = OPT_STR,
	    .off = AT(out_dir),
	    .arg = "DIR",
	    .help = "folder of the segments" },
	{ .name = NULL },
};

const struct opt cat_dbn_opts[] = {
	{ .name = "pretty-px",
	    .type = OPT_FLAG,
	    .off = AT(dbn.text.pretty_px),
	    .help = "dbn-csv, dbn-json: prices as decimals" },
	{ .name = "pretty-ts",
	    .type = OPT_FLAG,
	    .off = AT(dbn.text.pretty_ts),
	    .help = "dbn-csv, dbn-json: times as ISO 8601" },
	{ .letter = 'p',
	    .name = "pretty",
	    .type = OPT_FLAG,
	    .off = AT(pretty),
	    .help = "both of these; --metadata: dates as text" },
	{ .name = "map-symbols",
	    .type = OPT_FLAG,
	    .off = AT(dbn.text.symbol),
	    .help = "dbn-csv, dbn-json: print the symbol" },
	{ .name = "upgrade",
	    .type = OPT_FLAG,
	    .off = AT(dbn.emit.upgrade),
	    .help = "dbn: records of older versions as those of version 3" },
	{ .name = "live",
	    .type = OPT_FLAG,
	    .off = AT(dbn.emit.live),
	    .help = "dbn: a live stream's header at once, symbols as they "
		    "come" },
	{ .name = "bare",
	    .type = OPT_FLAG,
	    .off = AT(dbn.emit.bare),
	    .help = "dbn: records alone, for --fragment to read" },
	{ .name = "dataset",
	    .type = OPT_STR,
	    .off = AT(dbn.emit.dataset),
	    .arg = "NAME",
	    .help = "dbn: dataset where the input names none (default: by "
		    "publisher)" },
	{ .name = NULL },
};
