/*
 * generic.h - known names of columns and keys (inputs.md 3.8); those of one
 * letter are in short_names.c.
 */
#ifndef SOURCE_GENERIC_H
#define SOURCE_GENERIC_H

#include "source/layout.h"

#define GENERIC_COLUMNS                                                       \
	{ "ts_event",                                                         \
	    "ts_event ts timestamp time datetime date_time event_time "       \
	    "trade_time transact_time gmt_time local_time date trade_date "   \
	    "trading_date date/time dtyyyymmdd",                              \
	    CELL_PLAIN },                                                     \
	    { "ts_recv", "ts_recv local_timestamp received_at recv_time",     \
		CELL_PLAIN },                                                 \
	    { "symbol",                                                       \
		"symbol pair ticker instrument sym product_id raw_symbol "    \
		"currency_pair ric #ric",                                     \
		CELL_PLAIN },                                                 \
	    { "price",                                                        \
		"price px last last_price trade_price current_price rate",    \
		CELL_PLAIN },                                                 \
	    { "size",                                                         \
		"size qty quantity executed amount sz last_size last_qty "    \
		"last_quantity last_sz last_volume last_amount trade_size "   \
		"trade_qty trade_quantity trade_volume volume",               \
		CELL_PLAIN },                                                 \
	    { "side", "side taker_side aggressor", CELL_PLAIN },              \
	    { "side", "is_buyer_maker", CELL_MAKER },                         \
	    { "bid_px_00", "bid bid_price bid_px bid_px_00 best_bid",         \
		CELL_PLAIN },                                                 \
	    { "ask_px_00",                                                    \
		"ask ask_price ask_px ask_px_00 best_ask offer",              \
		CELL_PLAIN },                                                 \
	    { "bid_sz_00",                                                    \
		"bid_size bid_qty bid_sz bid_sz_00 bid_volume bid_amount "    \
		"best_bid_size best_bid_qty best_bid_amount",                 \
		CELL_PLAIN },                                                 \
	    { "ask_sz_00",                                                    \
		"ask_size ask_qty ask_sz ask_sz_00 ask_volume ask_amount "    \
		"best_ask_size best_ask_qty best_ask_amount",                 \
		CELL_PLAIN },                                                 \
	    { "open", "open", CELL_PLAIN },                                   \
	    { "high", "high", CELL_PLAIN },                                   \
	    { "low", "low", CELL_PLAIN },                                     \
	    { "close", "close", CELL_PLAIN },                                 \
	    { "volume", "volume", CELL_PLAIN },                               \
	    { "count", "count", CELL_PLAIN },                                 \
	    { "value", "value", CELL_PLAIN },                                 \
	    { "correction",                                                   \
		"correction corr correction_indicator "                       \
		"trade_correction_indicator trade_correction tr_corr",        \
		CELL_PLAIN },                                                 \
	    { "label", "label is_anomaly", CELL_LABEL },                      \
	    { "label_type", "label_type anomaly_type anomaly_label",          \
		CELL_LABEL_TYPE },                                            \
	{                                                                     \
		"trade_id", "id trade_id agg_trade_id tid sequence seq",      \
		    CELL_PLAIN                                                \
	}

#endif
