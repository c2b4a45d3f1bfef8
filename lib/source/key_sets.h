/*
 * key_sets.h - one plan per set of keys of foreign JSON.
 *
 * A source uses few sets of keys, so the plan for each is cached; the set used
 * last is tried first.
 */
#ifndef SOURCE_KEY_SETS_H
#define SOURCE_KEY_SETS_H

#include "source/layout.h"

enum { KEY_SETS_MAX = 32, KEY_SETS_RAW = 8 };

struct reader;

/* The plan for one set of keys in one order. */
struct key_set {
	struct plan_of_record plan;
	char *text; /* the names, concatenated */
	uint32_t *len;
	size_t size;
	int n, nameless, added; /* as of struct cells */
	uint64_t records;       /* that were read unchanged */
};

struct key_sets {
	struct key_set set[KEY_SETS_MAX];
	int n, last, next; /* last used; next to replace */
	/* keys as they arrived, for layouts that list the keys they know */
	struct key_set raw[KEY_SETS_RAW];
	int raw_last, raw_next;
};

void key_sets_fini(struct key_sets *k);

/*
 * The set for the cells' names; a plan is made for a new set.  NULL with *err,
 * and *reason when the record is bad.
 */
struct key_set *key_sets_get(struct reader *r, const struct cells *c,
    const char **reason, struct err *err);

/* Count one more record with these keys; -1 without memory. */
int key_sets_note(struct reader *r, const struct cells *c, struct err *err);

/* Add the unused keys to the reader's count. */
void key_sets_account(struct reader *r);

#endif
