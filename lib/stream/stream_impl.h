/*
 * stream_impl.h - internals of a stream, shared by its decoders.
 */
#ifndef STREAM_STREAM_IMPL_H
#define STREAM_STREAM_IMPL_H

#include "base/idmap.h"
#include "stream/stream.h"
#include "stream/tks.h"

struct csv_reader;
struct json_reader;

struct stream {
	struct in *in;
	struct vocab *vocab;
	struct stream_opts opts;
	int opened; /* the first bytes were examined */
	int binary;
	int done;
	enum stream_end end;
	uint64_t rows;
	uint32_t barrier; /* the last one */
	char *provenance;
	int (*on_comment)(void *, const char *, size_t, struct err *);
	void *comment_arg;

	/* binary */
	const unsigned char *block; /* the row block being returned */
	size_t block_size;          /* header and payload; 0: none open */
	uint64_t checked;           /* blocks before this offset are good */
	const struct schema *schema;
	uint32_t block_rows, block_at;
	int in_stream;          /* between H and E */
	uint64_t since_head;    /* rows since H */
	struct idmap by_number; /* const struct schema *, by the file's number
				 */
	uint32_t *dict;         /* index in the stream -> symbol id */
	uint32_t ndict, dict_cap;
	int dict_same; /* so far the two are equal */

	/* text */
	struct json_reader *json;
	struct csv_reader *csv; /* our CSV; NULL: NDJSON */
	char delim;             /* of CSV that is read directly; else 0 */
	int slow;               /* tests: read CSV by way of JSON only */
	uint64_t line;          /* of the record read last */
	struct rec last;
	int ready; /* last was read and stream_more not called since */
};

/* Binary: 1 and *r, 0, -1. */
int tks_read(struct stream *s, struct rec *r, struct err *err);
size_t tks_more(struct stream *s, const unsigned char **rows);
void tks_reader_fini(struct stream *s);

/* Text. */
struct json_reader *json_reader_new(struct vocab *vocab,
    const char *const *fields, struct err *err);
void json_reader_free(struct json_reader *j);
/* For tests: each line is read by the tokeniser. */
void json_reader_slow(struct json_reader *j);
/*
 * One line to a row: 1 and *r, -1 with *reason (a fixed word of inputs.md
 * section 6) and *err.  The row is valid until the next call.
 */
int json_reader_line(struct json_reader *j, struct rec *r, const char *line,
    size_t len, const char **reason, struct err *err);

/*
 * Read the line at p, if it has the layout of an earlier one and its newline
 * is within the n bytes.  Returns its length with the newline, else 0 with
 * nothing done.  It becomes row number `row' of a block of rows of one schema;
 * after the first, r is the previous row.
 *
 * delim is 0 for NDJSON.  Else the line is one of our CSV, of which all lines
 * that json_reader_line had were the JSON, and no two columns have one name.
 */
size_t json_reader_next(struct json_reader *j, struct rec *r, size_t row,
    const char *p, size_t n, char delim);

/*
 * Read the lines at p that have the layout of the one before, each at most
 * max_line bytes, as rows from number `row', above 0, of the same block.
 * Returns how many they are; *used is their length, and r the last of them.
 */
size_t json_reader_more(struct json_reader *j, struct rec *r, size_t row,
    size_t *used, const char *p, size_t n, char delim, size_t max_line);

#endif
