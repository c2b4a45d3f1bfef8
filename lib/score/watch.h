/*
 * watch.h - from rows over a threshold to alarms for people.
 *
 *	watch_init (watch_row)* watch_close* watch_fini
 *
 * Each symbol's rows pass, in this order:
 *
 *	hysteresis	after an anomaly, following rows are anomalies too
 *			while their score is at least (1 - h) of the threshold
 *	confirm		K of the last M scored rows must be over it
 *	cooldown	no alarm begins within this time of the last one's end
 *	join		anomalies at most this far apart are one alarm
 *
 * An alarm has an id: a hash of its symbol and of the time of its first row,
 * the same in every run, piece and shard.  Without join, an alarm is the row
 * that begins it (verdict.h) and the rows for which it lasts.  A row without a
 * time belongs to the alarm that is open.
 *
 * Everything depends only on the symbol's own rows.  Memory: 256 bytes per
 * symbol.
 */
#ifndef SCORE_WATCH_H
#define SCORE_WATCH_H

#include "base/idmap.h"
#include "base/state.h"
#include "score/verdict.h"
#include "stream/row.h"

enum { CONFIRM_MAX = 64, WATCH_KEPT = 8 };

struct watch_opts {
	int confirm_k, confirm_m; /* 1 of 1: each row by itself */
	uint64_t cooldown;        /* ns; 0: none */
	int joins;
	uint64_t join;     /* ns, with joins */
	double hysteresis; /* share of the threshold; 0: none */
	int shares;        /* rows and alarms have the shares of reasons */
};

/* An alarm, from its rows so far. */
struct alert {
	uint64_t id;          /* 0: none */
	uint64_t start, last; /* of its first row, end of its last; ns */
	uint64_t peak_time;   /* index time of the row with the largest score */
	double score, p, threshold;   /* of that row */
	uint32_t reason, by;          /* of that row: words of the stream */
	double share[VERDICT_SHARES]; /* of that row */
	uint64_t rows;                /* anomalies in it */
	uint8_t severity;             /* highest: SEVERITY_* */
	/* text columns of its first row that no tick(7) kind defines */
	uint32_t kept_name[WATCH_KEPT], kept[WATCH_KEPT];
};

enum severity_rank {
	SEVERITY_NONE,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITIES
};
extern const char *const severity_words[SEVERITIES]; /* NULL, "low", ... */

struct watch_symbol {
	struct alert alert; /* the last one */
	uint64_t over;      /* the last scored rows, newest in bit 0 */
	uint64_t seen;      /* index time of the last row */
	uint8_t open;       /* with joins: the alert is not over */
	uint8_t active;     /* the last scored row was an anomaly */
	uint8_t pending;    /* the first row of an alarm was withheld, and no
			     * alert has begun since */
	uint8_t known;
	/* for --metrics: rows so far */
	uint64_t rows, scored, anomalies[SEVERITIES], alarms;
	double score; /* of the last scored row */
};

struct watch {
	struct watch_opts how;
	struct idmap symbols;         /* struct watch_symbol */
	uint64_t alarms;              /* begun */
	uint64_t unconfirmed, cooled; /* rows over it, not anomalies */
};

/* The effect of a row. */
enum { WATCH_OPENS = 1, WATCH_CLOSES = 2 };

void watch_init(struct watch *w, const struct watch_opts *how);

/*
 * Take the verdict of j on row r, with reason and by as words of the stream
 * (0: none), and make it final: v->anomaly, begins, severity, threshold, id;
 * *reason, *by and v->share may change.  WATCH_CLOSES: *closed is over;
 * WATCH_OPENS: the row begins the symbol's alert (watch_find).  -1 on failure.
 */
int watch_row(struct watch *w, const struct judge *j, struct verdict *v,
    const struct rec *r, struct symtab *syms, uint32_t *reason, uint32_t *by,
    struct alert *closed, struct err *err);
const struct watch_symbol *watch_find(const struct watch *w, uint32_t symbol);

/* At the end of the stream: close the open alert that began first (ties by the
 * symbol's text).  Returns 1, or 0 if none is open. */
int watch_close(struct watch *w, const struct symtab *syms, uint32_t *symbol);

int watch_save(struct watch *w, struct state *file, struct err *err);
int watch_load(struct watch *w, struct state *file, struct err *err);
void watch_fini(struct watch *w);

#endif
