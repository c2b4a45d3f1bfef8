/*
 * alarm_rows.h - alerts as rows of kind alarm.
 *
 *	ts_event	start of the alarm's first row
 *	ts_end		index time of the row that opened or closed it
 *	state		open: it has begun; closed: it is over
 *	score, p, threshold, reason, by
 *			of its row with the largest score so far
 *	ts_peak		index time of that row
 *	ts_last		end of its last row
 *	rows		number of anomalies in it
 *	severity	the highest
 *	share_1..3	with --shares: those of the words of reason
 *
 * followed by the text columns that were kept.
 */
#ifndef SCORE_ALARM_ROWS_H
#define SCORE_ALARM_ROWS_H

#include "score/watch.h"
#include "stream/stream.h"

/* The last row made. */
struct alarm_rows {
	int shares; /* rows have them; set by the caller before the first */
	const struct schema *schema;
	unsigned char *row;
};

/* Make the row of an alert; r is borrowed until the next call. */
int alarm_rows_make(struct alarm_rows *a, struct rec *r, struct vocab *vocab,
    const struct alert *alert, uint32_t symbol, int closed, uint64_t now,
    struct err *err);
void alarm_rows_fini(struct alarm_rows *a);

#endif
