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
	    .help = "print the DBN metadata of each file as JSON" },
	{ .name = "count",
	    .type = OPT_FLAG,
	    .off = AT(count),
	    .help = "print the number of rows" },
	{ .name = "summary",
	    .type = OPT_FLAG,
	    .off = AT(summary),
	    .help = "print a summary by symbol and kind" },
	{ .name = "gap",
	    .type = OPT_DURATION,
	    .off = AT(gap_ns),
	    .arg = "TIME",
	    .def = "0s",
	    .max = INFINITY,
	    .help = "--summary: also count gaps longer than this" },
	{ .name = "segment",
	    .type = OPT_SIZE,
	    .off = AT(segment),
	    .arg = "SIZE",
	    .def = "0",
	    .max = INFINITY,
	    .help = "split the output into complete streams of about SIZE" },
	{ .name = "out-dir",
	    .type = OPT_STR,
	    .off = AT(out_dir),
	    .arg = "DIR",
	    .help = "folder for the segments" },
	{ .name = NULL },
};

const struct opt cat_dbn_opts[] = {
	{ .name = "pretty-px",
	    .type = OPT_FLAG,
	    .off = AT(dbn.text.pretty_px),
	    .help = "dbn-csv, dbn-tsv, dbn-json: prices as decimals" },
	{ .name = "pretty-ts",
	    .type = OPT_FLAG,
	    .off = AT(dbn.text.pretty_ts),
	    .help = "dbn-csv, dbn-tsv, dbn-json: times as ISO 8601" },
	{ .letter = 'p',
	    .name = "pretty",
	    .type = OPT_FLAG,
	    .off = AT(pretty),
	    .help = "--pretty-px and --pretty-ts; --metadata: dates as text" },
	{ .name = "map-symbols",
	    .type = OPT_FLAG,
	    .off = AT(dbn.text.symbol),
	    .help = "dbn-csv, dbn-tsv, dbn-json: print the symbol" },
	{ .name = "upgrade",
	    .type = OPT_FLAG,
	    .off = AT(dbn.emit.upgrade),
	    .help = "dbn and its text: convert older versions to version 3" },
	{ .name = "live",
	    .type = OPT_FLAG,
	    .off = AT(dbn.emit.live),
	    .help = "dbn: a live stream's header at once, symbols as they "
		    "come" },
	{ .name = "bare",
	    .type = OPT_FLAG,
	    .off = AT(dbn.emit.bare),
	    .help = "dbn: write records without metadata (see --fragment)" },
	{ .name = "dataset",
	    .type = OPT_STR,
	    .off = AT(dbn.emit.dataset),
	    .arg = "NAME",
	    .help = "dbn: dataset where the input names none (default: by "
		    "publisher)" },
	{ .name = NULL },
};
