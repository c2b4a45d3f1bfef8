/*
 * event.h - the labelled events of a stream, numbered in order of appearance.
 *
 * An event is the rows of one series with the same label_id or, without one, a
 * run of labelled rows of one type.  Event 0 is no event (normal).  Each row
 * has a set of events; sets are numbered too, and set 0 is empty.  A series is
 * the rows of one symbol; rows used to choose a threshold form a separate
 * series.  Memory: 112 bytes per event and its set, doubled while arrays grow.
 */
#ifndef EVAL_EVENT_H
#define EVAL_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/idmap.h"
#include "eval/cover.h"

#define EVENT_NO_ID UINT32_MAX

struct event {
	uint32_t symbol, type; /* type: a word, 0 only of event 0 */
	uint32_t series;       /* its number */
	uint32_t id;           /* label_id or EVENT_NO_ID */
	uint32_t set;          /* that of this event alone; 0: not made */
	int decoy;             /* unusual, but not an anomaly */
	uint64_t start, end;   /* of its first row, of its last row */
	uint64_t rows, scored;
	uint64_t first, last; /* numbers of those in their series */
};

struct event_set {
	size_t at;  /* first of its members */
	uint32_t n; /* how many */
	uint32_t series;
	uint64_t missed; /* rows without a score; of set 0 not counted */
};

/* The state of a series. */
struct series {
	uint32_t index; /* its number + 1; 0: not seen */
	uint32_t symbol;
	uint32_t run;    /* the event that is open, 0: none */
	uint32_t decoy;  /* the decoy that is open, 0: none */
	uint64_t rows;   /* so far */
	uint64_t missed; /* normal rows without a score */
	struct cover cover;
};

struct events {
	struct event *v; /* [n], v[0] is normal */
	size_t n, room;
	uint32_t *slot; /* hash of (series, id), 0: free */
	size_t nslot, keyed;

	struct event_set *set; /* [nset], set[0] is empty */
	size_t nset, room_set;
	uint32_t *member; /* [nmember] rising within a set */
	size_t nmember, room_member;
	uint32_t *set_slot; /* hash of sets of several members, 0: free */
	size_t nset_slot, set_keyed;

	struct idmap series[2]; /* of struct series, by symbol: the rows to
				 * judge, those to choose a threshold on */
	struct idmap symbol;    /* of uint32_t by series number: its symbol,
				 * twice, + 1 where it is of the second */
	uint32_t nseries;
};

int events_init(struct events *t, struct err *err);
void events_fini(struct events *t);

/* The series of a symbol; borrowed until the next call.  NULL: failed.  part:
 * 0 or 1, as in events.series. */
struct series *events_series(struct events *t, uint32_t symbol, int part,
    struct err *err);

/* The same by its number. */
struct series *events_series_at(const struct events *t, uint32_t number);

/*
 * Find or make the event of a row of this series with label 1, type and id
 * (EVENT_NO_ID: none).  0 with *err set on failure.
 */
uint32_t events_label(struct events *t, struct series *s, uint32_t type,
    uint32_t id, struct err *err);

/* The open decoy of a series, or a new one; 0 with *err set on failure. */
uint32_t events_decoy(struct events *t, struct series *s, uint32_t type,
    struct err *err);

/*
 * Find or make the set of these events of one series, n >= 1.  They are sorted
 * and duplicates are dropped.  0 with *err set on failure.
 */
uint32_t events_set(struct events *t, uint32_t *event, uint32_t n,
    struct err *err);

/* The events of a set: their number and their array. */
static inline uint32_t
events_of_set(const struct events *t, uint32_t set, const uint32_t **event)
{
	*event = t->member + t->set[set].at;
	return t->set[set].n;
}

#endif
