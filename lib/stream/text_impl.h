/*
 * text_impl.h - internals of the text writer, shared by its parts.
 */
#ifndef STREAM_TEXT_IMPL_H
#define STREAM_TEXT_IMPL_H

#include "base/idmap.h"
#include "stream/stream.h"

struct text_ahead;
struct text_plan;

/* See text_ahead.h for ownership while a thread prints. */
struct text_writer {
	struct out *out;
	struct vocab *vocab;
	int csv;       /* CSV or TSV, else NDJSON */
	char delim;    /* of CSV */
	int no_header; /* of CSV */
	int ts_ns;
	const char *key; /* NDJSON: field printed before each line, or NULL */
	enum sink_ahead may_ahead;
	struct text_ahead *ahead;    /* NULL: not needed yet, or cannot be */
	uint64_t bulk;               /* rows since the last idle tick */
	struct idmap plan;           /* struct text_plan *, by schema id */
	struct idmap sym;            /* struct text_sym, by symbol id */
	const struct schema *header; /* csv: the schema whose header was
				      * printed */
};

/* Print rows, their plan and symbols made, into the output's buffer. */
int text_put_rows(struct text_writer *w, struct text_plan *plan,
    const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err);

/*
 * Print any value as NDJSON, or as a cell of a table with that delim: at most
 * 64 bytes, or six times the length of a text plus its quotes.
 */
size_t text_put_json(char *out, const struct rec *r, int i, int ts_ns,
    const struct symtab *syms);
size_t text_put_csv(char *out, const struct rec *r, int i, char delim,
    int ts_ns, const struct symtab *syms);

#endif
