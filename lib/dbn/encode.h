/*
 * encode.h - DBN and Databento's text as output formats (stream/encoder.h).
 *
 * Comments {"dbn":{...}} (dbn_meta_comment) are the metadata of rows behind
 * them; others are passed over.  Rows that are those of the batch a DBN
 * reader handed out last leave as the bytes they came in.
 */
#ifndef DBN_ENCODE_H
#define DBN_ENCODE_H

#include "dbn/emit.h"
#include "stream/encoder.h"

/* What sink_opts.more points at, of all three. */
struct dbn_out_opts {
	struct dbn_emit_opts emit; /* of dbn; apart is that of sink_opts */
	int rebuilt; /* of dbn: records are made from the rows in any case */
	struct dbn_text_opts text; /* of dbn-csv and dbn-json, which set json */
};

/* All records as they are, no selection. */
void dbn_out_opts_init(struct dbn_out_opts *o);

extern const struct encoder encoder_dbn, encoder_dbn_csv, encoder_dbn_json;

#endif
