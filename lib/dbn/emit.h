/*
 * emit.h - records of any origin as DBN with valid metadata in front
 * (dbn.md 15): tickcat's --to dbn.
 *
 *	dbn_emit_open (dbn_emit_meta (dbn_emit_raw | dbn_emit_rows)*)*
 *	    dbn_emit_close
 *
 * The header, which comes before everything, is
 * - that of the DBN input; of several, all of them (say each before its
 *   records, and before the first record all that can be known: a later
 *   header that adds to what was written makes the output joined files, as
 *   `cat a.dbn b.dbn` does); a binary stream's comment counts as such;
 * - else made of the records themselves, of which up to 4 MiB are held back:
 *   schema, dataset by publisher, times, symbols with their ids and days.
 *   With more than that, with --live, or where days and ids do not suffice,
 *   it is a live stream's: no schema, no end, and a symbol mapping record in
 *   front of each symbol's first record.
 *
 * A record that came as bytes leaves as the same bytes unless its struct is
 * of an older version than the output.  Rows of symbols without an
 * instrument_id get 1, 2, ... in the order of first sight; without ts_recv
 * it is ts_event, for days are counted by it.
 */
#ifndef DBN_EMIT_H
#define DBN_EMIT_H

#include "dbn/dbn.h"

/* Ids given to symbols that have none; one for outputs that go together.
 * Zeros at first. */
struct dbn_ids {
	uint32_t *made; /* by symbol id: the instrument id given, or 0 */
	uint32_t n, last;
};

struct dbn_emit_opts {
	int upgrade;	     /* --upgrade: to version 3 */
	int bare;	     /* records alone: a fragment */
	int live;	     /* --live: the header at once */
	/* --dataset, of metadata that name none and of those that are made
	 * (NULL: by publisher); metadata that name another are refused */
	const char *dataset;
	/* of inputs without metadata, and of what is made of them */
	int fragment_version; /* 0: 3 */
	int fragment_ts_out;
	struct dbn_narrow narrow; /* the selection, for the header */
	/*
	 * The header tells of the very records after it: all are held back
	 * until the close, and of the inputs' metadata only dataset, symbol
	 * type, version and ts_out count.
	 */
	int apart;
	struct dbn_ids *ids; /* borrowed; NULL: ids of its own */
};

struct dbn_emit;

/* out and vocab are borrowed, opts is copied. */
struct dbn_emit *dbn_emit_open(struct out *out,
    const struct dbn_emit_opts *opts, struct vocab *vocab, struct err *err);

/* The metadata of files that can be looked at beforehand, one by one: of
 * regular files that are DBN; others are passed over.  fn as dbn_emit_meta. */
int dbn_scan(char *const *files, int n, struct vocab *vocab,
    int (*fn)(void *arg, const struct dbn_meta *m, struct err *err),
    void *arg, struct err *err);

/*
 * An input starts, or a header came inside one (dbn_stats()->headers): m of
 * what comes next, NULL where it has none.  m is copied.  With opts.apart
 * only the newest counts, and 1 says that its records and those held do not
 * go behind one header: nothing was done.
 */
int dbn_emit_meta(struct dbn_emit *e, const struct dbn_meta *m,
    struct err *err);

/* A comment of a binary stream; those of others are passed over. */
int dbn_emit_comment(struct dbn_emit *e, const char *text, size_t len,
    struct err *err);

/* All records of a DBN input, from dbn_raw_next. */
int dbn_emit_raw(struct dbn_emit *e, const struct dbn_raw *raw,
    struct err *err);

/* Rows.  d is the DBN input whose last batch they are part of, so that
 * their records leave as they came; NULL: rows of any origin. */
int dbn_emit_rows(struct dbn_emit *e, struct dbn *d, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/* Of opts.apart: bytes of the output so far, at most; and by how many a row
 * of this schema may make it longer. */
uint64_t dbn_emit_bytes(const struct dbn_emit *e);
uint64_t dbn_emit_room(const struct dbn_emit *e, const struct schema *s);

void dbn_ids_fini(struct dbn_ids *ids);

/* "" or one line of what DBN could not hold. */
const char *dbn_emit_note(const struct dbn_emit *e);

/* The header if there was no record, and what is held back.  ok: all went
 * well so far, else nothing more is written.  e is freed in any case. */
int dbn_emit_close(struct dbn_emit *e, int ok, struct err *err);

#endif
