/*
 * side_rows.h - inputs with one row per side of a quote; --side-rows joins
 * them.
 *
 *	ts,symbol,type,price,size
 *	1683000000123,btc-usdt,b,28000.1,0.8
 *	1683000000123,btc-usdt,a,28000.2,1.5
 *
 * Two consecutive rows with the same time and symbol and opposite sides are
 * one quote.  A side without the other at its time makes a quote whose other
 * side is null.
 *
 * --where chooses among the quotes that come out; col() is of the record that
 * completed the quote, of a side alone its own.
 */
#ifndef SOURCE_SIDE_ROWS_H
#define SOURCE_SIDE_ROWS_H

#include "source/found.h"

struct reader;

/* Half of a quote, waiting for the other half. */
struct side_rows {
	unsigned char *row;
	size_t room;
	const struct schema *schema; /* NULL: none waits */
	int side;                    /* the side it has: 0 bid, 1 ask */
	int chosen;                  /* by --where, if it is a quote alone */
};

void side_rows_fini(struct side_rows *w);

/* The cell with the side, whatever its name; -1. */
int side_rows_cell(const struct found *f, const struct sample *s);

/* The cell of a column of types that is not read as a field; -1. */
int side_rows_type(const struct found *f, const struct sample *s);

/* 1 when a letter in that cell seems to be a side of a quote. */
int side_rows_letters(const struct found *f, const struct sample *s, int cell);

/*
 * 1 when records with one price seem to be sides of quotes, by the name of
 * *cell or a letter in it.
 */
int side_rows_suspected(const struct found *f, const struct sample *s,
    int *cell);

/* One record of a plan of --side-rows: as reader_put; *at is the cell that was
 * refused. */
int side_rows_put(struct reader *r, struct plan_of_record *p,
    const struct csv_field *cell, int *at, const char **reason,
    struct err *err);

/* Pass on the waiting half: as row_rules_keep. */
int side_rows_flush(struct reader *r, const char **reason, struct err *err);

#endif
