/*
 * side_rows.h - one row per side of a quote, and --side-rows, which joins
 * them.
 *
 *	ts,symbol,type,price,size
 *	1683000000123,btc-usdt,b,28000.1,0.8
 *	1683000000123,btc-usdt,a,28000.2,1.5
 *
 * Two rows that follow each other, of one time and symbol and of both sides,
 * are one quote.  A side without the other at its time makes a quote of which
 * the other side is null.
 */
#ifndef SOURCE_SIDE_ROWS_H
#define SOURCE_SIDE_ROWS_H

#include "source/found.h"

struct reader;

/* The half of a quote that waits for the other. */
struct side_rows {
	unsigned char *row;
	size_t room;
	const struct schema *schema; /* NULL: none waits */
	int side;                    /* of what it has: 0 bid, 1 ask */
};

void side_rows_fini(struct side_rows *w);

/* The cell that says the side, whatever it is called; -1. */
int side_rows_cell(const struct found *f, const struct sample *s);

/* 1 when records with one price seem to be the sides of quotes; then *err says
 * so, and what to do. */
int side_rows_suspected(const struct found *f, const struct sample *s,
    struct err *err);

/* One record of a plan of --side-rows: as reader_put. */
int side_rows_put(struct reader *r, struct plan_of_record *p,
    const struct csv_field *cell, const char **reason, struct err *err);

/* Hand on what waits.  -1 without memory. */
int side_rows_flush(struct reader *r, struct err *err);

#endif
