/*
 * event.h - the labelled events of a stream, numbered as they come.
 *
 * An event is what one symbol's rows say with the same label_id, or, without
 * one, a run of labelled rows of one symbol and type.  Event 0 is what is
 * normal.  A row has a set of events; sets are numbered too, set 0 being
 * empty.  Memory: 88 bytes an event and its set, doubled while arrays grow.
 */
#ifndef EVAL_EVENT_H
#define EVAL_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/idmap.h"
#include "eval/baseline.h"
#include "eval/cover.h"

#define EVENT_NO_ID UINT32_MAX

struct event {
	uint32_t symbol, type; /* type: a word, 0 only of event 0 */
	uint32_t id;	       /* label_id or EVENT_NO_ID */
	uint32_t set;	       /* that of this event alone; 0: not made */
	uint64_t start, end;   /* of its first row, of its last row */
	uint64_t rows, scored;
	uint64_t first; /* number of its first row in its symbol */
};

struct event_set {
	size_t at;  /* first of its members */
	uint32_t n; /* how many */
	uint32_t symbol;
	uint64_t missed; /* rows without a score; of set 0 not counted */
};

/* What is kept of a symbol. */
struct series {
	uint32_t index;	 /* dense, from 1; 0: not seen */
	uint32_t run;	 /* the event that is open, 0: none */
	uint64_t rows;	 /* so far */
	uint64_t missed; /* normal rows without a score */
	struct cover cover;
	struct baseline baseline;
};

struct events {
	struct event *v; /* [n], v[0] is normal */
	size_t n, room;
	uint32_t *slot; /* hash of (symbol, id), 0: free */
	size_t nslot, keyed;

	struct event_set *set; /* [nset], set[0] is empty */
	size_t nset, room_set;
	uint32_t *member; /* [nmember] rising within a set */
	size_t nmember, room_member;

	struct idmap series; /* of struct series, by symbol */
	uint32_t symbols;    /* seen */
};

int events_init(struct events *t, struct err *err);
void events_fini(struct events *t);

/* What is kept of a symbol; borrowed until the next call.  NULL: failed. */
struct series *events_series(struct events *t, uint32_t symbol,
    struct err *err);

/*
 * The event of a row of that series with label 1, type and id (EVENT_NO_ID:
 * none); 0 with *err set on failure.
 */
uint32_t events_label(struct events *t, struct series *s, uint32_t symbol,
    uint32_t type, uint32_t id, struct err *err);

/* The set of one event; 0 with *err set on failure. */
uint32_t events_set(struct events *t, uint32_t event, struct err *err);

/* The events of a set: how many, and where they are. */
static inline uint32_t
events_of_set(const struct events *t, uint32_t set, const uint32_t **event)
{
	*event = t->member + t->set[set].at;
	return t->set[set].n;
}

#endif
