/*
 * encode.h - DBN and Databento's text as output formats (stream/encoder.h).
 *
 * Comments {"dbn":{...}} (dbn_meta_comment) are the metadata of the rows after
 * them; other comments are ignored.  Rows from a DBN reader's last batch are
 * written as their original bytes.
 */
#ifndef DBN_ENCODE_H
#define DBN_ENCODE_H

#include "dbn/emit.h"
#include "stream/encoder.h"

/* What sink_opts.more points at, for all four formats. */
struct dbn_out_opts {
	struct dbn_emit_opts emit; /* of dbn; apart is that of sink_opts */
	int rebuilt; /* the rows are not those of the reader's last batch */
	/* Of dbn-csv, dbn-tsv and dbn-json, which set json, tsv and no_header.
	 * Records are printed as those of their own version unless
	 * emit.upgrade. */
	struct dbn_text_opts text;
};

/* All records unchanged, no selection. */
void dbn_out_opts_init(struct dbn_out_opts *o);

/* 1: one of Databento's text formats. */
int dbn_is_text(const struct encoder *e);

extern const struct encoder encoder_dbn, encoder_dbn_csv, encoder_dbn_tsv,
    encoder_dbn_json;

#endif
