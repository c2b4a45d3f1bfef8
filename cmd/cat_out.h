/*
 * cat_out.h - what tickcat makes of the rows: our encodings, Databento's
 * forms, segments, a count or a summary.
 *
 *	cat_out_init (cat_out_file | cat_out_rows)* cat_out_close
 *
 * The output is opened with the first file, whose provenance and metadata
 * go in front, or at the close when there was none.
 */
#ifndef CMD_CAT_OUT_H
#define CMD_CAT_OUT_H

#include "cmd.h"
#include "dbn/emit.h"
#include "source/source.h"

enum cat_format { CAT_AUTO, CAT_JSON, CAT_BIN, CAT_CSV, CAT_DBN, CAT_DBN_CSV,
	CAT_DBN_JSON };

struct cat_out_opts {
	int format; /* enum cat_format */
	int pretty_px, pretty_ts, pretty, map_symbols;
	int metadata, count, summary;
	uint64_t gap_ns; /* of --summary: gaps longer than this; 0 none */
	uint64_t segment; /* bytes, 0 none */
	const char *out_dir;
	struct dbn_emit_opts dbn; /* of --to dbn; narrow: of bin, too */
	int merged; /* rows are not those of the input's last batch */
	int moved;  /* their times are not those that metadata tell of */
};

struct cat_out {
	struct cmd *c;
	const struct cat_out_opts *o;
	struct out *out;	  /* of text of our own making */
	struct dbn_text *text;	  /* dbn-csv, dbn-json */
	struct dbn_emit *emit;	  /* dbn */
	struct dbn *dbn;	  /* the input that rows come from, or NULL */
	uint64_t headers;	  /* of dbn, that were told to emit */
	struct summary *summary;
	struct segments *segments;
	char dataset[17]; /* of mixed files in segments */
	uint64_t rows;
	int opened;
};

/* A usage error where the options do not go together. */
int cat_out_check(const struct cat_out_opts *o, const struct common *common,
    struct err *err);
void cat_out_init(struct cat_out *k, struct cmd *c,
    const struct cat_out_opts *o);
/* A file is there: open the output, say its metadata. */
int cat_out_file(struct cat_out *k, struct source *s, struct err *err);
/* A file is through. */
void cat_out_done(struct cat_out *k);
/* A comment of a binary stream. */
int cat_out_comment(struct cat_out *k, const char *text, size_t len,
    struct err *err);
int cat_out_rows(struct cat_out *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
/* --to dbn with nothing selected: all records of the next input, those of
 * DBN as the bytes they are. */
int cat_out_copy(struct cat_out *k, struct source *s, struct err *err);
/* Hand on what waits; an io_idle_fn body. */
int cat_out_idle(struct cat_out *k, int idle, struct err *err);
/* Print what is printed at the end; close.  ok: all went well so far. */
int cat_out_close(struct cat_out *k, int ok, struct err *err);

#endif
