/*
 * sink_impl.h - inside of a sink, shared by its encoders.
 */
#ifndef STREAM_SINK_IMPL_H
#define STREAM_SINK_IMPL_H

#include "stream/stream.h"
#include "stream/tks.h"

struct text_ahead;
struct text_plan;
struct text_sym;

struct sink {
	struct out *out;
	struct house *house;
	struct sink_opts opts;
	uint64_t rows, left_out; /* written; csv: of another kind */
	uint64_t flushed; /* when, monotonic ns */

	/* binary */
	int begun;
	unsigned char *block; /* open row block in out's buffer, or NULL */
	const struct schema *schema;
	uint32_t block_rows, block_room;
	uint64_t since_head;
	const struct schema *columns_of; /* whose symbol columns follow */
	uint32_t *column;		 /* [ncolumn] their offsets */
	int ncolumn;
	uint16_t *number; /* by schema id: number in the stream + 1 */
	uint32_t nnumber, next_number;
	uint32_t *dict; /* by symbol id: index in the stream, 0 not sent */
	uint32_t ndict, next_index;
	int dict_moved; /* an index is not the id */

	/* text; while a thread prints, see text_ahead.h for what is whose */
	struct text_ahead *ahead; /* NULL: not needed yet, or cannot be */
	uint64_t bulk;		  /* rows since the last idle tick */
	struct text_plan **plan; /* by schema id */
	uint32_t nplan;
	struct text_sym *sym; /* by symbol id, made when needed */
	uint32_t nsym;
	const struct schema *csv; /* the schema whose header was printed */
};

/* Binary. */
int tks_write_rows(struct sink *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
int tks_write_comment(struct sink *k, const char *text, size_t len,
    struct err *err);
/* Close the row block that is open. */
void tks_write_close_block(struct sink *k);
int tks_write_end(struct sink *k, enum stream_end end, struct err *err);

/* Text. */
int json_write_rows(struct sink *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
int csv_write_rows(struct sink *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
void text_write_fini(struct sink *k);
/* Print rows, their plan and symbols made, into the output's buffer. */
int text_put_rows(struct sink *k, struct text_plan *plan,
    const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err);

/* Any value as NDJSON or CSV prints it: at most 64 bytes, or six times a
 * text and its quotes. */
size_t text_put_json(char *out, const struct rec *r, int i, int ts_ns,
    const struct symtab *syms);
size_t text_put_csv(char *out, const struct rec *r, int i, int ts_ns,
    const struct symtab *syms);

#endif
