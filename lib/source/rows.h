/*
 * rows.h - a queue of finished rows, in runs of one schema.
 *
 *	rows_init ((rows_room rows_commit)* (rows_take)*)* rows_fini
 */
#ifndef SOURCE_ROWS_H
#define SOURCE_ROWS_H

#include "stream/recs.h"

struct rows_run {
	const struct schema *schema;
	size_t off, n;
};

struct rows {
	unsigned char *buf;
	size_t used, room;
	size_t n; /* rows in the queue */
	struct rows_run *run;
	int nrun, out_run, run_room;
};

int rows_init(struct rows *q, struct err *err);
void rows_fini(struct rows *q);

/* 1 when another record might not fit. */
int rows_full(const struct rows *q);
/* How many rows of a schema fit before the queue is full. */
size_t rows_left(const struct rows *q, const struct schema *s);
int rows_empty(const struct rows *q);

/* Make room for one more record, for callers that make many rows from one. */
int rows_more(struct rows *q, struct err *err);

/* The place for the next row; its bytes are undefined. */
unsigned char *rows_room(struct rows *q);
void rows_commit(struct rows *q, const struct schema *s);
void rows_commit_many(struct rows *q, const struct schema *s, size_t n);
/* Take back the last committed row. */
void rows_undo(struct rows *q);

/* 1 and the next run; 0 after the last: the queue is then empty. */
int rows_take(struct rows *q, struct recs *b);

#endif
