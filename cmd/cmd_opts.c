/*
 * cmd_opts.c - the options that tools share, and the formats they can write.
 */
#include <math.h>
#include <stddef.h>

#include "cmd.h"
#include "dbn/encode.h"

#define COMMON(field) offsetof(struct common, field)

/* The output formats: name, struct.  A new format needs a line here and a
 * file. */
#define FORMATS(X)                                                             \
	X("json", encoder_json)                                                \
	X("bin", encoder_bin)                                                  \
	X("csv", encoder_csv)                                                  \
	X("tsv", encoder_tsv)                                                  \
	X("dbn", encoder_dbn)                                                  \
	X("dbn-csv", encoder_dbn_csv)                                          \
	X("dbn-tsv", encoder_dbn_tsv)                                          \
	X("dbn-json", encoder_dbn_json)

#define NAME(name, encoder) name,
#define ENCODER(name, encoder) &encoder,

const struct encoder *const cmd_encoders[] = { FORMATS(ENCODER) NULL };

static const char *const to_names[] = { "auto", FORMATS(NAME) NULL };
static const char *const ts_names[] = { "iso", "ns", NULL };

const struct opt cmd_input_opts[] = {
	{ .name = "field",
	    .type = OPT_STRS,
	    .off = COMMON(field),
	    .arg = "NAME:TYPE",
	    .help = "type of an unknown JSON field" },
	{ .name = "time",
	    .type = OPT_STR,
	    .off = COMMON(time),
	    .arg = "FIELD",
	    .help = "order rows by this time field (their index time)" },
	{ .name = "skip-bad",
	    .type = OPT_FLAG,
	    .off = COMMON(skip_bad),
	    .help = "skip bad records and count them" },
	{ .name = "max-bad",
	    .type = OPT_INT,
	    .off = COMMON(max_bad),
	    .arg = "N",
	    .def = "0",
	    .max = INFINITY,
	    .help = "fail if more than N records are bad (0 = no limit)" },
	{ .name = "bad-to",
	    .type = OPT_STR,
	    .off = COMMON(bad_to),
	    .arg = "FILE",
	    .help = "append each bad record and its reason to FILE" },
	{ .name = "allow-empty",
	    .type = OPT_FLAG,
	    .off = COMMON(allow_empty),
	    .help = "accept empty input files" },
	{ .name = "max-symbols",
	    .type = OPT_INT,
	    .off = COMMON(max_symbols),
	    .arg = "N",
	    .def = "1048576",
	    .min = 1,
	    .max = INFINITY,
	    .help = "dictionary limit" },
	{ .name = "where",
	    .type = OPT_STR,
	    .off = COMMON(where),
	    .arg = "EXPR",
	    .help = "select rows for which EXPR is true, see tick(7)" },
	{ .name = NULL },
};

const struct opt cmd_file_opts[] = {
	{ .letter = 'o',
	    .name = "output",
	    .type = OPT_STR,
	    .off = COMMON(output),
	    .arg = "FILE",
	    .help = "write to FILE, put in place when complete" },
	{ .name = "no-clobber",
	    .type = OPT_FLAG,
	    .off = COMMON(no_clobber),
	    .help = "fail if FILE exists" },
	{ .name = NULL },
};

const struct opt cmd_output_opts[] = {
	{ .letter = 't',
	    .name = "to",
	    .type = OPT_ENUM,
	    .off = COMMON(to),
	    .arg = "FORMAT",
	    .def = "auto",
	    .choices = to_names,
	    .help = "output format" },
	{ .letter = 'b',
	    .name = "bin",
	    .type = OPT_SET,
	    .off = COMMON(to),
	    .min = TO_BIN,
	    .max = TO_BIN,
	    .help = "short for --to bin" },
	{ .name = "zstd",
	    .type = OPT_INT,
	    .off = COMMON(zstd),
	    .arg = "LEVEL",
	    .def = "0",
	    .max = 19,
	    .help = "compress the output at this zstd level, 0 = off" },
	{ .name = "ts",
	    .type = OPT_ENUM,
	    .off = COMMON(ts),
	    .arg = "FORM",
	    .def = "iso",
	    .choices = ts_names,
	    .help = "times in text: ISO 8601 or nanoseconds" },
	{ .name = "key-prefix",
	    .type = OPT_STR,
	    .off = COMMON(key),
	    .arg = "FIELD",
	    .help = "json: put this field and a TAB before each line" },
	{ .name = "omit-header",
	    .type = OPT_FLAG,
	    .off = COMMON(omit_header),
	    .help = "csv, tsv, dbn-csv, dbn-tsv: no header line" },
	{ .name = NULL },
};

const struct opt cmd_kind_opts[] = {
	{ .name = "kind",
	    .type = OPT_STR,
	    .off = COMMON(kind),
	    .arg = "KIND",
	    .help = "csv, tsv, dbn-csv, dbn-tsv: only rows of this kind" },
	{ .name = NULL },
};

const struct opt cmd_misc_opts[] = {
	{ .name = "stats",
	    .type = OPT_FLAG,
	    .off = COMMON(stats),
	    .help = "print row counts on stderr as JSON" },
	{ .name = "no-provenance",
	    .type = OPT_FLAG,
	    .off = COMMON(no_provenance),
	    .help = "do not record tools and options in the output" },
	{ .letter = 'q',
	    .name = "quiet",
	    .type = OPT_FLAG,
	    .off = COMMON(quiet),
	    .help = "print no notes and no progress" },
	{ .letter = 'v',
	    .name = "verbose",
	    .type = OPT_COUNT,
	    .off = COMMON(verbose),
	    .help = "print more on stderr" },
	{ .letter = 'h',
	    .name = "help",
	    .type = OPT_FLAG,
	    .off = COMMON(help),
	    .help = "print this help and exit" },
	{ .name = "help-all",
	    .type = OPT_FLAG,
	    .off = COMMON(help_all),
	    .help = "print all options and exit" },
	{ .letter = 'V',
	    .name = "version",
	    .type = OPT_FLAG,
	    .off = COMMON(version),
	    .help = "print the version and exit" },
	{ .name = NULL },
};

const struct opt cmd_list_opts[] = {
	{ .name = "list",
	    .type = OPT_FLAG,
	    .off = COMMON(list),
	    .help = "list the names that options take and exit" },
	{ .name = NULL },
};
