/*
 * emit.h - records of any origin as DBN with valid metadata in front
 * (dbn.md 15): tickcat's --to dbn.
 *
 *	dbn_emit_open (dbn_emit_meta (dbn_emit_raw | dbn_emit_rows)*)*
 *	    dbn_emit_close
 *
 * The header, written before everything else, is - that of the DBN input; of
 * several, all of them (say each before its
 *   records, and before the first record all that can be known: a later
 *   header that adds to what was written makes the output joined files, as
 *   `cat a.dbn b.dbn` does); a binary stream's comment counts as such;
 * - else made of the records themselves, of which up to 4 MiB are held back:
 *   schema, dataset by publisher, times, symbols with their ids and days.
 *   With more than that, with --live, or where days and ids do not suffice,
 *   it is a live stream's: no schema, no end, and a symbol mapping record in
 *   front of each symbol's first record.
 *
 * A record that arrived as bytes is written unchanged, unless its struct is of
 * an older version than the output.  Rows of symbols without an instrument_id
 * get 1, 2, ... in order of first appearance.  A missing ts_recv is filled
 * from ts_event, because ts_recv determines the day.
 */
#ifndef DBN_EMIT_H
#define DBN_EMIT_H

#include "base/idmap.h"
#include "dbn/dbn.h"

/* Ids assigned to symbols that have none; share one between related outputs. */
struct dbn_ids {
	struct idmap made; /* uint32_t: by symbol id, the assigned instrument
			    * id, or 0 */
	uint32_t last;
};

struct dbn_emit_opts {
	int upgrade;	     /* --upgrade: to version 3 */
	int bare;	     /* records alone: a fragment */
	int live;	     /* --live: the header at once */
	/* --dataset, of metadata that name none and of those that are made
	 * (NULL: by publisher); metadata that name another are refused */
	const char *dataset;
	/* for inputs without metadata, and for the metadata made for them */
	int fragment_version; /* 0: 3 */
	int fragment_ts_out;
	struct dbn_narrow narrow; /* the selection, for the header */
	/*
	 * The header describes exactly the records after it: all are held back
	 * until the close, and only dataset, symbol type, version and ts_out
	 * are taken from the inputs' metadata.
	 */
	int apart;
	struct dbn_ids *ids; /* borrowed; NULL: ids of its own */
};

struct dbn_emit;

/* out and vocab are borrowed, opts is copied. */
struct dbn_emit *dbn_emit_open(struct out *out,
    const struct dbn_emit_opts *opts, struct vocab *vocab, struct err *err);

/*
 * Call fn with the metadata of each file that can be read in advance: regular
 * files that are DBN; others are skipped.  fn as dbn_emit_meta.
 */
int dbn_scan(char *const *files, int n, struct vocab *vocab,
    int (*fn)(void *arg, const struct dbn_meta *m, struct err *err),
    void *arg, struct err *err);

/*
 * An input starts, or a header came inside one (dbn_stats()->headers).  m is
 * the metadata of the records that follow, NULL if they have none; it is
 * copied.  With opts.apart only the newest m counts.  Returns 1, with nothing
 * done, when its records and those held back cannot share one header.
 */
int dbn_emit_meta(struct dbn_emit *e, const struct dbn_meta *m,
    struct err *err);

/*
 * A comment of a binary stream; comments that are not DBN metadata are
 * ignored.
 */
int dbn_emit_comment(struct dbn_emit *e, const char *text, size_t len,
    struct err *err);

/* Write all records of a DBN input, from dbn_raw_next. */
int dbn_emit_raw(struct dbn_emit *e, const struct dbn_raw *raw,
    struct err *err);

/*
 * Write rows.  d is the DBN input whose last batch contains them, so that
 * their records can be copied unchanged; NULL: rows of any origin.
 */
int dbn_emit_rows(struct dbn_emit *e, struct dbn *d, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/*
 * With opts.apart: an upper bound on the bytes of the output so far, and on
 * the bytes that a row of this schema can add.
 */
uint64_t dbn_emit_bytes(const struct dbn_emit *e);
uint64_t dbn_emit_room(const struct dbn_emit *e, const struct schema *s);

void dbn_ids_init(struct dbn_ids *ids);
void dbn_ids_fini(struct dbn_ids *ids);

/* "" or one line that says what DBN could not hold. */
const char *dbn_emit_note(const struct dbn_emit *e);

/*
 * Write the header, if there was no record, and the records held back.  ok: no
 * failure so far; otherwise nothing more is written.  e is freed in any case.
 */
int dbn_emit_close(struct dbn_emit *e, int ok, struct err *err);

#endif
