/*
 * dbn.h - Databento binary in and out (dbn.md), and its CSV and JSON forms.
 *
 *	reader: dbn_open (dbn_next)* dbn_close
 *	writer: dbn_writer_open (dbn_write)* dbn_writer_close
 *	text:   dbn_text_new (dbn_text_put)* dbn_text_free
 */
#ifndef DBN_DBN_H
#define DBN_DBN_H

#include "base/io.h"
#include "stream/recs.h"
#include "stream/stream.h"

enum {
	DBN_SCHEMA_NONE = 0xffff,
	DBN_STYPE_NONE = 0xff
};

struct dbn_interval {
	uint32_t start_date, end_date; /* YYYYMMDD, end exclusive */
	const char *symbol;	       /* "" unresolved */
};

struct dbn_mapping {
	const char *raw_symbol;
	struct dbn_interval *interval;
	uint32_t n;
};

/* Decoded metadata; texts are owned by it. */
struct dbn_meta {
	int version; /* 1, 2, 3 */
	char dataset[17];
	uint16_t schema;
	uint64_t start, end, limit;
	uint8_t stype_in, stype_out;
	int ts_out;
	uint16_t symbol_cstr_len;
	const char **symbols, **partial, **not_found;
	uint32_t nsymbols, npartial, nnot_found;
	struct dbn_mapping *mapping;
	uint32_t nmapping;
	void *pool; /* internal */
};

/* A part of an input that --resync skipped. */
struct dbn_damage {
	uint64_t offset; /* where it starts in the decoded bytes */
	uint64_t record; /* number the first record lost would have had */
	uint64_t bytes;	 /* decoded bytes dropped */
	uint64_t packed; /* bytes of zstd that could not be decoded */
	uint64_t from, to; /* index times before and after it; TS_NULL: none */
};

/* Counts of what was read, for --stats. */
struct dbn_stats {
	uint64_t records;      /* handed out */
	uint64_t unknown;      /* skipped: rtype not known */
	uint64_t control;      /* system, error, symbol mapping: see opts */
	uint64_t unmapped;     /* returned without a symbol */
	uint64_t headers;      /* metadata blocks met (joined files) */
	char warning[256];     /* "" or one warning for the user */
	/* with resync: the first ndamage of damages, and their sums */
	const struct dbn_damage *damage;
	size_t ndamage;
	uint64_t damages, lost, lost_packed;
};

struct dbn;

struct dbn_opts {
	int fragment;	    /* no metadata: version by lengths */
	int fragment_version; /* 1..3, 0 by lengths */
	int fragment_ts_out;
	/*
	 * Damage is not an error: the reader goes on at the next plausible
	 * record and counts what it skipped in the stats.  Compression errors
	 * other than in a zstd frame, a read error and a broken header are
	 * still errors.
	 */
	int resync;
	/*
	 * Volumes over 63 bits are returned wrapped (plan.h), to be printed
	 * with dbn_text_wide; otherwise they are an error.
	 */
	int wide_volume;
	/* mappings for records whose metadata has none; it must outlive the
	 * reader (symbology.h) */
	const struct dbn_meta *symbology;
};

/*
 * The schema of the records that the metadata names.  NULL: none, or a
 * failure, with *err set.
 */
const struct schema *dbn_meta_rows(const struct dbn *d, struct err *err);

/*
 * 1 when the window starts like DBN or DBZ.  For format detection: at least 12
 * bytes of decoded input.  (DBZ starts with a skippable zstd frame and must be
 * looked for in the raw bytes.)
 */
int dbn_looks_like(const unsigned char *p, size_t n);
/*
 * 1 when the window starts like a record without metadata before it; needs 16
 * bytes.
 */
int dbn_looks_like_records(const unsigned char *p, size_t n);

/* Takes over in (also on failure). */
struct dbn *dbn_open(struct in *in, struct vocab *vocab,
    const struct dbn_opts *opts, struct err *err);

/*
 * The next rows: 1 and *b; 0 at a clean end; -1 with *err set, after every
 * whole record before the damage was returned.  Rows are returned as soon as
 * they are available: a batch never waits for more input.  Symbol mapping
 * records are applied to later records and are also returned, as kind
 * "symbol-mapping"; so are "error" and "system" records.  vocab.dbn is the
 * reader that returned the newest batch.
 */
int dbn_next(struct dbn *d, struct recs *b, struct err *err);

/* Records as they are, one after the other, at any address. */
struct dbn_raw {
	const unsigned char *p;
	size_t size; /* bytes; at least one record */
	uint64_t n;  /* records */
};

/*
 * The next records as bytes, after the checks of their lengths; those of
 * unknown types are included.  1 and *raw, valid until the next call; 0; -1.
 * A batch ends at a new header; dbn_stats()->headers counts them.  Mapping
 * records are not applied.
 */
int dbn_raw_next(struct dbn *d, struct dbn_raw *raw, struct err *err);

/*
 * The records from which n > 0 rows of dbn_next's last batch were made; valid
 * until its next call.  Cheapest in ascending order.
 */
void dbn_batch_raw(struct dbn *d, struct dbn_raw *raw,
    const unsigned char *rows, size_t n);

/* Layout version and ts_out of the records that follow. */
void dbn_batch_shape(const struct dbn *d, int *version, int *ts_out);

/* 1 when these rows belong to that batch and it is still valid. */
int dbn_batch_has(const struct dbn *d, const struct schema *s,
    const unsigned char *rows, size_t n);

/* Metadata of the last header met, NULL for a fragment. */
const struct dbn_meta *dbn_meta(const struct dbn *d);
const struct dbn_stats *dbn_stats(const struct dbn *d);
enum stream_end dbn_ended(const struct dbn *d);
void dbn_close(struct dbn *d);

/* Metadata as one JSON object (dbn.md 12); malloc'd text, NULL on failure.
 * pretty: times and dates as text. */
char *dbn_meta_json(const struct dbn_meta *m, int pretty, struct err *err);

/* ---- metadata by itself ---- */

/* A copy that shares nothing with the original. */
int dbn_meta_copy(struct dbn_meta *to, const struct dbn_meta *from,
    struct err *err);

/*
 * Merge metadata into *to, a copy (dbn.md 10): the earliest start, the latest
 * end, no limit, no schema where they differ, symbols in order of first
 * appearance, mappings joined, the higher version.  -1 where the result would
 * be wrong: datasets, symbol types or ts_out differ, one symbol means two
 * instruments on the same day, or one instrument gets another name.
 */
int dbn_meta_unite(struct dbn_meta *to, const struct dbn_meta *from,
    struct err *err);

/*
 * 1 when a file that begins with a's metadata may hold records of b: a covers
 * all of b.
 */
int dbn_meta_covers(const struct dbn_meta *a, const struct dbn_meta *b);

/* Which of all records were kept, as far as metadata can express it. */
struct dbn_narrow {
	uint64_t limit;	     /* at most so many; 0: all */
	uint64_t start, end; /* index times, end exclusive; 0, TS_NULL: all */
	/*
	 * 1: records of this symbol and instrument were kept.  id is
	 * UINT32_MAX where the metadata has none.  NULL: all are.
	 */
	int (*keep)(void *arg, const char *symbol, uint32_t id);
	void *arg;
};

static inline int
dbn_narrows(const struct dbn_narrow *n)
{
	return n->limit > 0 || n->start > 0 || n->end != UINT64_MAX ||
	       n->keep != NULL;
}

/*
 * Narrow the metadata of all records to those that were kept (dbn.md 15.7).  m
 * is a copy.  Records dropped for other reasons (an action, a session) do not
 * make the bounds, the schema or the symbols wrong.
 */
int dbn_meta_narrow(struct dbn_meta *m, const struct dbn_narrow *n,
    struct err *err);

/*
 * Metadata by symbol: *to is that of m for the records of one symbol, for
 * dbn_meta_narrow or a copy.  Its lists are borrowed until the next call, and m
 * outlives all.  Where the records' symbols are not those of the mappings, *to
 * is m.
 */
struct dbn_by_symbol;
struct dbn_by_symbol *dbn_by_symbol_new(const struct dbn_meta *m,
    struct err *err);
void dbn_by_symbol_get(struct dbn_by_symbol *x, struct dbn_meta *to,
    const char *symbol);
void dbn_by_symbol_free(struct dbn_by_symbol *x); /* NULL is nothing */

/* Parse the output of dbn_meta_json without pretty. */
int dbn_meta_parse(struct dbn_meta *m, const char *text, size_t len,
    struct err *err);

/* The prefix, the whole metadata and the padding. */
int dbn_meta_write(struct out *o, const struct dbn_meta *m, struct err *err);
void dbn_meta_free(struct dbn_meta *m); /* what is in it */

/* Dataset of a publisher ("GLBX.MDP3" of 1), or NULL. */
const char *dbn_dataset(uint16_t publisher_id);

/*
 * 1 when the input, not read yet, is a DBZ file.  dbn_open needs DBZ raw, so
 * the input is then switched to raw.
 */
int dbn_take_dbz(struct in *in);

/* ---- writing ---- */

struct dbn_writer;

struct dbn_writer_opts {
	int version;		/* 3 */
	const char *dataset;	/* at most 15 bytes of ASCII */
	const char *kind;	/* one kind, or NULL for mixed (schema none) */
	uint64_t start, end;	/* ns; end TS_NULL: open */
	/* symbols with their ids, valid on [first_date, end_date) */
	const char *const *symbols;
	const uint32_t *instrument_ids;
	uint32_t nsymbols;
	uint32_t start_date, end_date; /* YYYYMMDD */
	int ts_out;
};

/* o is borrowed; the metadata is written at once. */
struct dbn_writer *dbn_writer_open(struct out *o,
    const struct dbn_writer_opts *opts, struct err *err);

/* The metadata that the writer writes, as a stream comment (comment.h). */
char *dbn_writer_comment(size_t *len, const struct dbn_writer_opts *opts,
    struct err *err);

/* Write a row of a DBN kind.  A size or quantity that does not fit its DBN
 * field is an error, as is a foreign kind. */
int dbn_write(struct dbn_writer *w, const struct rec *r, struct err *err);
void dbn_writer_close(struct dbn_writer *w);

/*
 * For callers that write records themselves: a writer without output or
 * metadata, and a function that converts a row to a record.  It returns the
 * record's size, or 0 with *err.  to has room for 1020 bytes.  Rows may lack
 * an instrument_id; the record's is 0 then.
 */
struct dbn_writer *dbn_writer_bare(int version, int ts_out,
    struct err *err);
size_t dbn_record(struct dbn_writer *w, unsigned char *to,
    const struct rec *r, struct err *err);

/* ---- records of an older version as those of a newer (dbn.md 8) ---- */

struct dbn_raise;

/* s provides the schemas; ts_out: all records have it. */
struct dbn_raise *dbn_raise_new(struct schemas *s, int to, int ts_out,
    struct err *err);

/*
 * Convert the whole record rec of a version into to, of 1020 bytes; returns
 * its size, 0 with *err.  Records that do not change, and those of unknown
 * type, are copied.
 */
size_t dbn_raise_record(struct dbn_raise *r, unsigned char *to,
    const unsigned char *rec, int from, struct err *err);
/* 1 when records of these versions never differ: they can all be copied. */
int dbn_raise_needless(int from, int to);
void dbn_raise_free(struct dbn_raise *r);

/* Index time of a whole record (dbn.md 9), by its type and length. */
uint64_t dbn_record_time(const unsigned char *rec, int ts_out);
/*
 * The offset of the index time: the same in all records of a type and length.
 */
size_t dbn_record_time_at(const unsigned char *rec, int ts_out);

/* ---- Databento's text forms, from rows ---- */

struct dbn_text_opts {
	int json;      /* else CSV, */
	int tsv;       /* or tab-separated */
	int no_header; /* of CSV */
	int wide;      /* negative volumes are wrapped ones */
	int pretty_px; /* 9 decimals instead of integers */
	int pretty_ts; /* ISO 8601 instead of integers */
	int symbol;    /* the symbol column */
};

struct dbn_text;

struct dbn_text *dbn_text_new(const struct vocab *vocab,
    const struct dbn_text_opts *opts, struct err *err);
/*
 * Append the text of a row (in CSV preceded by the header line, for the first
 * row) to out, with the columns of a record of that version, 1 to 3.  CSV of a
 * second kind is an error, as is a kind DBN does not have.
 */
int dbn_text_put(struct dbn_text *t, struct out *out, const struct rec *r,
    int version, struct err *err);
/* Set whether the following rows come from a reader with wide_volume. */
void dbn_text_wide(struct dbn_text *t, int wide);
/*
 * Print only the header line of CSV, if it was not printed yet; nothing in
 * JSON.
 */
int dbn_text_header(struct dbn_text *t, struct out *out,
    const struct schema *s, int version, struct err *err);
void dbn_text_free(struct dbn_text *t);

/*
 * Set the defaults of fields that older versions lack, where they are not
 * null, in a row of nulls.
 */
void dbn_blank_older(unsigned char *row, const struct schema *s);

/*
 * rtype of a kind, or -1; kind of an rtype (schema distinguishes mbp-1 from
 * tbbo).
 */
int dbn_rtype(const char *kind);
const char *dbn_kind(uint8_t rtype, uint16_t schema);
/* Number of a schema name ("trades": 4), or -1. */
int dbn_schema(const char *kind);

#endif
