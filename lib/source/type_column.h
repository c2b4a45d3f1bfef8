/*
 * type_column.h - what a column such as type or event_type says of its row.
 *
 *	TRADE			anything else: nothing
 *	BID, BEST_ASK, QUOTE BID NB	one side of a quote, not a trade
 *	b, a, 0, 1		the same, if nothing else names trades
 *	TRADE CANCELLED, BUST	a trade that does not stand
 *	ADD, MODIFY, delete	an order, not a trade
 *
 * Words that place a trade beside the quote, as in AT_ASK or ABOVE BID, say
 * that it is a trade.
 */
#ifndef SOURCE_TYPE_COLUMN_H
#define SOURCE_TYPE_COLUMN_H

#include <stddef.h>

#include "base/err.h"

/* Names of such columns, in order of preference. */
#define TYPE_COLUMNS                                                           \
	"type bid_ask quote_side book_side event_type tick_type message_type " \
	"msg_type record_type entry_type md_entry_type quote_type data_type "  \
	"event action"

/* Those in which a letter may be a side of a quote. */
#define TYPE_LETTER_COLUMNS "type bid_ask entry_type md_entry_type quote_type"

enum type_said {
	TYPE_OTHER,
	TYPE_BID,
	TYPE_ASK,
	TYPE_LETTER, /* a, b, 0 or 1: perhaps a side */
	TYPE_CANCELLED,
	TYPE_ORDER
};

enum type_said type_read(const char *s, size_t len);

/* The errors for one side of a quote, or an order, where a trade is expected:
 * always -1. */
int type_refuse(const char *s, size_t len, const char **reason,
    struct err *err);
int type_refuse_order(const char *s, size_t len, const char **reason,
    struct err *err);

#endif
