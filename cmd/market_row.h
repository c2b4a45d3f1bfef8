/*
 * market_row.h - a row of any kind as an evaluation sees it: its times, its
 * label and the columns that baselines look at.
 */
#ifndef CMD_MARKET_ROW_H
#define CMD_MARKET_ROW_H

#include "eval/evaluation.h"
#include "stream/rec.h"

/* Where rows of a schema have them; -1: nowhere. */
struct market_columns {
	int price, plain, high, low, volume;
};

void market_columns_none(struct market_columns *at);
/* Prices by preference: close, price, then a plain value. */
void market_columns_find(struct market_columns *at, const struct schema *s);

/* Fill times, label and baseline columns of *row; its symbol, scores and
 * alarms are the caller's. */
void market_row(struct eval_row *row, const struct market_columns *at,
    const struct rec *r);

#endif
