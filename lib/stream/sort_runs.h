/*
 * sort_runs.h - sorted runs of a temporary file, and their merge; for sort*.c
 * alone.
 */
#ifndef STREAM_SORT_RUNS_H
#define STREAM_SORT_RUNS_H

#include "base/spill.h"
#include "stream/recs.h"

enum { SORT_OUT_BYTES = 1 << 17, SORT_WINDOW_MIN = 1 << 17 };

/* A row in memory. */
struct sort_item {
	uint64_t key;
	uint32_t schema;
	uint32_t at; /* its offset, in units of 8 bytes */
};

/*
 * May n rows of so many bytes be gathered: within the memory, with their items
 * and as many to sort them, and all at places that an item can hold?
 */
static inline int
sort_fits(uint64_t bytes, uint64_t n, uint64_t memory)
{
	return bytes + n * 2 * sizeof(struct sort_item) <= memory &&
	       bytes <= 8 * (uint64_t)UINT32_MAX;
}

struct sort_run {
	uint64_t at, end; /* the part of the file not in the window yet */
	unsigned char *window;
	size_t next, have;
	uint64_t key; /* of the entry at next */
};

struct sort_runs {
	const struct spill_opts *opts;
	const struct schemas *schemas;
	struct spill file;
	struct sort_run *run;
	size_t n, room, most; /* runs; the number whose windows fit */
	unsigned char *windows;
	size_t window; /* bytes of each */
	size_t *heap, nheap;
	uint64_t written; /* bytes, to all files */
};

void sort_runs_init(struct sort_runs *r, const struct spill_opts *opts,
    const struct schemas *schemas);
void sort_runs_fini(struct sort_runs *r);

/* Write n items in their order as a run. */
int sort_runs_add(struct sort_runs *r, const struct sort_item *item, size_t n,
    const unsigned char *rows, struct err *err);

/*
 * When there are as many runs as windows fit, merge all into one, in a file of
 * its own.  It takes opts->memory.
 */
static inline int
sort_runs_full(const struct sort_runs *r)
{
	return r->n >= r->most;
}
int sort_runs_merge(struct sort_runs *r, struct err *err);

/* All runs were added: prepare the merge. */
int sort_runs_begin(struct sort_runs *r, struct err *err);
/* As sort_next; out has room for SORT_OUT_BYTES and one row. */
int sort_runs_next(struct sort_runs *r, struct recs *b, unsigned char *out,
    struct err *err);

#endif
