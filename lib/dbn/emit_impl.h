/*
 * emit_impl.h - shared by emit.c and emit_put.c; private to them.
 */
#ifndef DBN_EMIT_IMPL_H
#define DBN_EMIT_IMPL_H

#include "dbn/emit.h"
#include "dbn/gather.h"
#include "dbn/layout.h"
#include "dbn/meta.h"
#include "dbn/symbols.h"

enum { STYPE_RAW_SYMBOL = 1, STYPE_CONTINUOUS = 3, TS_OUT = 8 };

/*
 * The parts of the inputs' metadata that count with opts.apart; version 0:
 * they have none.
 */
struct apart {
	int version, ts_out, stype_in;
	char dataset[META_DATASET + 1];
};

struct dbn_emit {
	struct out *out;
	struct vocab *vocab;
	struct dbn_emit_opts o;

	struct dbn_meta meta; /* of all records: the inputs', or made */
	struct dbn_meta head; /* of those kept: what was written */
	int has_meta;
	struct apart apart;
	int begun; /* the header is out */
	int live;  /* it has no mappings: symbols come from records */
	int shaped, version, ts_out; /* of the output's records */
	int in_version, in_ts_out;   /* of those that come as bytes */
	int in_by_size; /* they may be of older versions: a fragment */
	struct dbn_writer *writer;
	struct dbn_raise *raise;
	struct symbols known; /* what a reader of the output has learned */
	unsigned char time_of[2]; /* length and type of the record before, */
	size_t time_at;		  /* and where its index time is; 0 none */
	char note[256];

	/* before the header is known */
	struct gather gather;
	unsigned char *hold;
	size_t nhold, room;
	uint32_t *hold_sym; /* by record */
	size_t nheld, sym_room;

	/* rows of any origin */
	struct dbn_ids own, *ids;
	const struct schema *schema; /* that the next two are of */
	int number;		     /* dbn_schema of its kind */
	size_t recv_at; /* offset of the ts_recv to fill in; 0: none */
};

/* Version and ts_out of the records from here on. */
int emit_shape(struct dbn_emit *e, int version, int ts_out,
    struct err *err);

/*
 * Write the header now as it is, if it was not written yet; whole: no more
 * records will come.
 */
int emit_begin(struct dbn_emit *e, int whole, struct err *err);

/* A record in the output's form, and its symbol, after the header. */
int emit_put(struct dbn_emit *e, const unsigned char *rec, size_t size,
    uint32_t sym, struct err *err);

#endif
