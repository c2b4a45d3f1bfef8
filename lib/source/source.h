/*
 * source.h - the inputs of tickcat: ticks in any format.
 *
 * source_open looks at the first bytes (inputs.md section 2) and chooses: our
 * own stream, DBN, foreign JSON, or delimited text.  Each layout of delimited
 * text or foreign JSON is one file, with a `const struct layout` at its end,
 * and one line in list.h (layout.h).
 *
 *	source_open (source_next)* source_close
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdio.h>

#include "base/opt.h"
#include "base/spill.h"
#include "base/tstamp.h"
#include "dbn/dbn.h"
#include "source/counts.h"
#include "source/unread.h"
#include "stream/recs.h"
#include "stream/stream.h"
#include "stream/where.h"

/* The envelopes around records (inputs.md 5). */
enum framing_kind {
	FRAMING_AUTO,  /* by the first bytes: KEY<TAB>{, 0x1E; else lines */
	FRAMING_LINES, /* none: the bytes are the format's */
	FRAMING_KCAT_JSON,
	FRAMING_KEYED,
	FRAMING_BE32,
	FRAMING_RS,
	FRAMING_QUARANTINE /* a file written by --bad-to; also --from
			    * quarantine */
};

/* Of a record with bid, ask and a price but no size. */
enum prefer { PREFER_QUOTE, PREFER_TRADE };

/* --decimal: the decimal mark of numbers. */
enum decimal { DECIMAL_AUTO, DECIMAL_POINT, DECIMAL_COMMA };

/* --numbers: how strictly numbers are read. */
enum numbers { NUMBERS_STRICT, NUMBERS_LOOSE };

/* Whose side a column of sides gives. */
enum side_of { SIDE_OF_TAKER, SIDE_OF_MAKER };

/* --ts-unit each: the unit of each number is chosen by its size alone. */
enum { TS_UNIT_EACH = TS_NS + 1 };

struct symbology;

extern const struct opt source_options[]; /* of tickcat; a group */

struct source_opts {
	const char *from;      /* --from NAME; NULL or "auto": by the bytes */
	const char *map;       /* --map ts=COL,price=COL,...; NULL */
	const char *as;        /* --as SYM: symbol where the input has none */
	const char *tz;        /* --tz: zone of times without one; NULL: UTC */
	int ts_unit;           /* --ts-unit: enum ts_unit, or TS_UNIT_EACH */
	const char *ts_format; /* --ts-format; NULL: by the text */
	const char *date;      /* --date; NULL */
	int any_time;          /* --any-time */
	uint64_t bar_ns;       /* --bar: width of input bars; 0 unknown */
	int bar_end;           /* --bar-end: times of bars are their ends */
	int zero_price;        /* --zero-price: 0 is a valid price */
	int decimal;           /* --decimal: enum decimal */
	int numbers;           /* --numbers: enum numbers */
	int no_header;         /* --no-header: the first line is data */
	int64_t skip_lines;    /* --skip-lines: of each text */
	const char *comment;  /* --comment: skip lines of text with this prefix;
			      * NULL none */
	int strict_eof;       /* --strict-eof: text ends with a newline */
	const char *side_map; /* --side-map B=buy,1;A=sell,0; NULL */
	int side_of;          /* --side-of: enum side_of */
	int side_rows;        /* --side-rows: one row per side of a quote */
	const char *cumulative;  /* --cumulative FIELD; NULL */
	int keep_unknown;        /* --keep-unknown: as additional fields */
	const char *price_scale; /* --price-scale: unit of the prices, a power
				  * of ten, 1e-9 to 1; NULL: the format's */
	uint64_t start; /* --start: moment that times count from, if the file's
			 * name does not give it; 0 none */
	int normalize;  /* --normalize-symbols */
	int framing;    /* --framing: enum framing, the records' envelopes */
	const char *inner; /* --inner: format inside a quarantine; NULL:
			    * detect */
	int src;           /* --src: src_topic, src_part, src_off in each row;
			    * without it, only for envelopes that have them */
	int no_src;        /* --no-src: nor those */
	int stamp_arrival; /* --stamp-arrival: arrival time for rows without
			    * time */
	int open_bars;     /* --open-bars: unfinished bars, too */
	int prefer;        /* --prefer: enum prefer */
	const char *quote_currency; /* --quote-currency; NULL: USD */
	int tbbo; /* --tbbo: Databento's rtype 1 in text is tbbo, not mbp-1 */
	struct symbology *symbology; /* --symbology: Databento's ids; NULL */
	struct unread *keys; /* counts skipped JSON keys; NULL: not counted */
	/* One line for the user, such as a column that was not read; NULL. */
	void (*note)(void *arg, const char *text);
	void *note_arg;
	/*
	 * --where, if it uses col() and so needs the input's cells; else NULL.
	 */
	struct where *where;
	struct spill_opts spill; /* for rows that are kept to be reversed */
	struct stream_opts stream;
	struct dbn_opts dbn;
};

/*
 * Check the option values by themselves, without an input: -1 with a usage
 * error.
 */
int source_opts_check(const struct source_opts *o, struct err *err);

/* Counts of what was read; returned rows are counted by the caller. */
struct source_account {
	uint64_t bad; /* refused and skipped (see bad_policy) */
	uint64_t count[COUNTS];
	int no_final_newline;
	const char *warning; /* NULL, or one warning for the user */
};

struct source;

/* name "-" is stdin.  vocab and opts outlive the source. */
struct source *source_open(const char *name, struct vocab *vocab,
    const struct source_opts *opts, struct err *err);

/* The same over an input that is already open; it takes it over, also on
 * failure. */
struct source *source_over(struct in *in, struct vocab *vocab,
    const struct source_opts *opts, struct err *err);

/*
 * 1 and *b; 0 at a clean or interrupted end; -1, with the file's name and the
 * position in *err, after every whole record before it was returned.
 */
int source_next(struct source *s, struct recs *b, struct err *err);

/* With opts.stream.barriers source_next also returns STREAM_BARRIER, between
 * two batches: its number. */
uint32_t source_barrier(const struct source *s);

/* Comments of our binary streams (stream_on_comment); before the first
 * source_next. */
void source_on_comment(struct source *s,
    int (*fn)(void *arg, const char *text, size_t len, struct err *err),
    void *arg);

enum stream_end source_ended(const struct source *s);
const char *source_format(const struct source *s); /* "dbn", "csv", ... */
struct in *source_in(struct source *s);
/* 1 when src_part and src_off of the rows are those of Kafka, which number
 * every record once. */
int source_has_offsets(const struct source *s);
const char *source_provenance(const struct source *s);          /* "[]" */
const struct dbn_meta *source_dbn_meta(const struct source *s); /* NULL */
/* The DBN reader below, for records as bytes (dbn_raw_next in place of
 * source_next); NULL for other formats. */
struct dbn *source_dbn(struct source *s);
void source_account(const struct source *s, struct source_account *a);
void source_close(struct source *s);

/* All formats: name and summary; 0 past the last. */
int source_list(int i, const char **name, const char **summary);
/* For --list: the formats, and the kinds of records with fields of their own,
 * on f. */
void source_print(FILE *f);

#endif
