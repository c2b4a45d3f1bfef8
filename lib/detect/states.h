/*
 * states.h - a detector's learning state per symbol, or pooled.
 *
 *	states_init (states_slot | states_save | states_load)* states_fini
 */
#ifndef DETECT_STATES_H
#define DETECT_STATES_H

#include "base/idmap.h"
#include "base/state.h"
#include "base/symtab.h"
#include "detect/detect.h"

struct state_slot {
	void *state;	/* NULL: the symbol is new */
	uint64_t batch; /* for the caller: last batch with a row of it */
};

struct states {
	const struct detector *det; /* has DETECT_STATE */
	const void *model;
	const struct symtab *syms; /* the caller's, or NULL: without names */
	int pooled;		   /* one state for all symbols */
	struct idmap slots; /* struct state_slot by symbol id; 0 when pooled */
};

void states_init(struct states *s, const struct detector *det,
    const void *model);
/* Find or make the slot and state of a symbol; NULL with *err without memory.
 * Valid until the next call. */
struct state_slot *states_slot(struct states *s, uint32_t symbol,
    struct err *err);
/* Save all states as a table of a state file, and load it into new states. */
int states_save(struct states *s, struct state *file, const char *table,
    struct err *err);
int states_load(struct states *s, struct state *file, const char *table,
    struct err *err);
void states_fini(struct states *s);

#endif
