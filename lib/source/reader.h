/*
 * reader.h - read foreign text into batches of rows.
 *
 *	reader_open (reader_next)* reader_close
 */
#ifndef SOURCE_READER_H
#define SOURCE_READER_H

#include "source/fast_csv.h"
#include "source/flat.h"
#include "source/json_values.h"
#include "source/key_sets.h"
#include "source/layout.h"
#include "source/lines.h"
#include "source/origin.h"
#include "source/reverse.h"
#include "source/row_rules.h"
#include "source/side_rows.h"

enum { DOUBTS_MAX = 5 };

/* State of a reader for delimited text. */
struct delimited {
	char delim;
	int begun;
	uint64_t skip_to; /* number of the first line of the table's rows */
	struct csv_field *name, *cell; /* [CELLS_MAX] */
	int n;                         /* columns */
	int has_names;
	char *header; /* its text as it was, then cut up for name */
	size_t header_len;
	uint64_t header_line;
	char *scratch; /* a line with quotes, cut up */
	size_t scratch_room;
	struct plan_of_record plan;
	int planned;
	uint64_t records; /* that were read by the plan */
	struct fast_csv *fast;
	int doubts; /* lines from which no layout could be chosen, and the
		     * first */
	struct err doubt;
};

/* And for JSON. */
struct flat_json {
	struct json_values values;
	struct cells *cells, *made; /* of the line; of a record made of it */
	char *mended;               /* a line with its escapes mended */
	size_t mended_room;
	void *walk; /* of json_walk.c */
	size_t walk_room;
	struct csv_field stamp; /* before the line's value; len 0 none */
	char arrival[TS_ISO_LEN];
	struct key_sets keys;
};

/* The receiver of JSON records (record.h). */
struct record_sink {
	struct reader *reader;
	uint64_t offset; /* of the line */
};

struct reader {
	struct in *in;
	const char *file; /* whose name may contain the symbol: that of in, or
			   * the origin of refused records */
	const struct source_opts *opts;
	enum text_form text;
	struct lines lines;
	struct rows rows;
	struct context context;
	struct framing *framing;     /* the framing that in is unpacked from;
				    * NULL */
	struct origin origin;        /* of the line at hand */
	const struct layout *layout; /* NULL: by the first record */
	int ready;                   /* that was seen */
	int alike;                   /* columns that look like a missing field
				      * were reported */
	void *state;
	struct row_rules rules;
	struct where_input where;
	int asked; /* about a record of the JSON value at hand */
	struct side_rows sides; /* of --side-rows */
	unsigned met;           /* what its rows had, see effect.h */
	struct cumulative cumulative;
	struct delimited d;
	struct flat_json j;
	uint64_t bad;
	enum stream_end end;
	struct reverse turned; /* of a layout that is newest first */
	struct err failed;     /* reported once the rows before it are out */
	int done;
};

/*
 * Takes over in, also on failure.  If in is unpacked from a framing, the
 * caller sets framing.
 */
struct reader *reader_open(struct in *in, struct vocab *vocab,
    const struct source_opts *opts, enum text_form text, struct err *err);
/* As source_next; *err names file and line. */
int reader_next(struct reader *r, struct recs *b, struct err *err);
void reader_close(struct reader *r);

/*
 * Read one record: 0; -1 with *err, and *reason when only this record is bad
 * and the next may be good.
 */
int delimited_record(struct reader *r, struct line *l, const char **reason,
    struct err *err);
int json_record(struct reader *r, struct line *l, const char **reason,
    struct err *err);
/* At a clean end: -1 when the text was not a table. */
int delimited_end(const struct reader *r, struct err *err);
/* Add the unread columns to the reader's count. */
void delimited_account(const struct reader *r);
int delimited_init(struct delimited *d, struct err *err);
void delimited_fini(struct delimited *d);
int flat_json_init(struct flat_json *j, struct err *err);
void flat_json_fini(struct flat_json *j);

/* The line's number in the file; with envelopes, the line of its envelope. */
uint64_t reader_line(const struct reader *r, const struct line *l);

/* Tell the user: "FILE: text". */
void reader_note(const struct reader *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Tell the user, once, of an unread column that looks like a missing one. */
void reader_note_alike(struct reader *r, const struct plan_of_record *p,
    const struct sample *s);

/*
 * Called after the first line of delimited text was planned.  If it leaves the
 * form of its times undecided, look at the lines that follow.  l stays valid.
 */
void look_ahead(struct reader *r, struct line *l);

/* Make the reader choose the layout again. */
void reader_forget(struct reader *r);

/* 0; -1 with *reason when --strict-eof refuses the line. */
int reader_cut(const struct reader *r, const struct line *l,
    const char **reason, struct err *err);

/* Choose the layout by the first record, unless it is set, and prepare it. */
int reader_choose(struct reader *r, const struct sample *s, struct err *err);
/* The cells of a JSON record as a sample. */
/*
 * After an error of a record: 0, with the error taken back and the record
 * counted, when --where does not choose it anyway; otherwise -1.
 */
int reader_left_out(struct reader *r, const char **reason, struct err *err);
/* The same of a JSON value that was not divided into records. */
int reader_left_out_whole(struct reader *r, const char **reason,
    struct err *err);
struct sample reader_sample(const struct reader *r, const struct cells *c);
/* A plan for the sample. */
int reader_plan(struct reader *r, struct plan_of_record *p,
    const struct sample *s, const char **reason, struct err *err);
/* Make the rows of a record's cells.  name NULL: columns have numbers only. */
int reader_put(struct reader *r, struct plan_of_record *p,
    const struct csv_field *name, const struct csv_field *cell,
    const char **reason, struct err *err);

#endif
