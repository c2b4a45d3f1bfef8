/*
 * market_row.h - convert a row of any kind to a row of an evaluation: its
 * times, its label and the columns that baselines use.
 */
#ifndef CMD_MARKET_ROW_H
#define CMD_MARKET_ROW_H

#include "eval/evaluation.h"
#include "stream/rec.h"

/* The fields of a schema; -1: missing. */
struct market_columns {
	int price, plain, high, low, volume;
};

void market_columns_none(struct market_columns *at);
/* Prices by preference: close, price, then a plain value. */
void market_columns_find(struct market_columns *at, const struct schema *s);

/* Fill times, label and baseline columns of *row; the caller sets its symbol,
 * scores and alarms. */
void market_row(struct eval_row *row, const struct market_columns *at,
    const struct rec *r);

#endif
