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
#include "stream/batch.h"
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

/* What was read, for the account. */
struct dbn_stats {
	uint64_t records;      /* handed out */
	uint64_t unknown;      /* skipped: rtype not known */
	uint64_t control;      /* system, error, symbol mapping: see opts */
	uint64_t unmapped;     /* handed out without a symbol */
	uint64_t headers;      /* metadata blocks met (joined files) */
	char warning[256];     /* "" or one odd thing to tell the user once */
};

struct dbn;

struct dbn_opts {
	int fragment;	    /* no metadata: version by lengths */
	int fragment_version; /* 1..3, 0 by lengths */
	int fragment_ts_out;
};

/*
 * Does the window start like DBN or DBZ?  For format detection: at least 12
 * bytes of decoded input.  (DBZ starts with a skippable zstd frame and must
 * be looked for in the raw bytes.)
 */
int dbn_looks_like(const unsigned char *p, size_t n);

/* Takes over in (also on failure). */
struct dbn *dbn_open(struct in *in, struct house *house,
    const struct dbn_opts *opts, struct err *err);

/*
 * The next rows: 1 and *b; 0 at a clean end; -1 with *err set, after every
 * whole record before the damage was handed out.  Rows come as soon as they
 * are there: a batch never waits for more input.  Symbol mapping records
 * are applied to what follows and handed out as kind "symbol-mapping";
 * "error" and "system" likewise.
 */
int dbn_next(struct dbn *d, struct batch *b, struct err *err);

/* Metadata of the last header met, NULL for a fragment. */
const struct dbn_meta *dbn_meta(const struct dbn *d);
const struct dbn_stats *dbn_stats(const struct dbn *d);
enum stream_end dbn_ended(const struct dbn *d);
/* "offset 40961, record 853": where the next record starts. */
void dbn_where(const struct dbn *d, char *buf, size_t size);
void dbn_close(struct dbn *d);

/* Metadata as one JSON object (dbn.md 12); malloc'd text, NULL on failure.
 * pretty: times and dates as text. */
char *dbn_meta_json(const struct dbn_meta *m, int pretty, struct err *err);

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

/* Write a row of a DBN kind.  A size or quantity that does not fit its DBN
 * field is an error, as is a foreign kind. */
int dbn_write(struct dbn_writer *w, const struct rec *r, struct err *err);
void dbn_writer_close(struct dbn_writer *w);

/* ---- Databento's text forms, from rows ---- */

struct dbn_text_opts {
	int json;      /* else CSV */
	int pretty_px; /* 9 decimals instead of integers */
	int pretty_ts; /* ISO 8601 instead of integers */
	int symbol;    /* the symbol column */
};

struct dbn_text;

struct dbn_text *dbn_text_new(const struct house *house,
    const struct dbn_text_opts *opts, struct err *err);
/*
 * Append the text of a row (CSV: and the header line when it is the first)
 * to out.  CSV of a second kind is an error, as is a kind DBN does not have.
 */
int dbn_text_put(struct dbn_text *t, struct out *out, const struct rec *r,
    struct err *err);
void dbn_text_free(struct dbn_text *t);

/* rtype of a kind, or -1; kind of an rtype (schema tells mbp-1 from tbbo). */
int dbn_rtype(const char *kind);
const char *dbn_kind(uint8_t rtype, uint16_t schema);
/* Number of a schema name ("trades": 4), or -1. */
int dbn_schema(const char *kind);

#endif
