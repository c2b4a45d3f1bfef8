/*
 * sort.c - sort rows in memory or, if they do not fit, in runs of a file.
 *
 * A run is a sequence of entries, u64 key, u64 schema, row, in one temporary
 * file.  Each run has a window of the file while they are merged; the least
 * key of the earliest run is the top of a heap.  When there are more runs than
 * windows that fit, all runs are first merged into one in a new file.
 */
#include "stream/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stream/rec.h"
#include "stream/sort_runs.h"

#define RADIX_NAME items
#define RADIX_TYPE struct sort_item
#define RADIX_KEY(a) ((a).key)
#include "base/radixsort.h"

struct sort {
	const char *option; /* for messages */
	struct spill_opts opts;
	const struct schemas *schemas;
	unsigned char *rows; /* what is gathered */
	size_t used, room;
	struct sort_item *item, *spare;
	size_t n, item_room;
	uint64_t key; /* of the row before */
	uint64_t spilled;
	struct sort_runs runs;

	/* handing out */
	int ready;
	size_t next;
	unsigned char *out;
};

struct sort *
sort_new(const char *option, const struct spill_opts *opts,
    const struct schemas *schemas, struct err *err)
{
	struct sort *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_errno(err, "%s", option);
		return NULL;
	}
	s->option = option;
	s->opts = *opts;
	if (s->opts.memory < SORT_MEMORY_MIN)
		s->opts.memory = SORT_MEMORY_MIN;
	s->schemas = schemas;
	sort_runs_init(&s->runs, &s->opts, schemas);
	return s;
}

void
sort_free(struct sort *s)
{
	if (s == NULL)
		return;
	sort_runs_fini(&s->runs);
	free(s->rows);
	free(s->item);
	free(s->spare);
	free(s->out);
	free(s);
}

uint64_t
sort_spilled(const struct sort *s)
{
	return s->spilled;
}

/* ---- in memory ---- */

static int
in_order(const struct sort *s)
{
	size_t i;

	for (i = 1; i < s->n; i++)
		if (s->item[i].key < s->item[i - 1].key)
			return 0;
	return 1;
}

static void
sort_items(struct sort *s)
{
	struct sort_item *sorted;

	if (in_order(s))
		return;
	sorted = items_radix(s->item, s->spare, s->n);
	if (sorted == s->item)
		return;
	s->spare = s->item;
	s->item = sorted;
}

static void
drop_rows(struct sort *s)
{
	free(s->rows);
	free(s->item);
	free(s->spare);
	s->rows = NULL;
	s->item = s->spare = NULL;
	s->room = s->item_room = 0;
}

static int
spill(struct sort *s, struct err *err)
{
	sort_items(s);
	if (sort_runs_add(&s->runs, s->item, s->n, s->rows, err) == -1)
		return err_at(err, "%s", s->option);
	s->n = 0;
	s->used = 0;
	if (!sort_runs_full(&s->runs))
		return 0;
	drop_rows(s); /* the merge takes the memory */
	return sort_runs_merge(&s->runs, err) == 0
		   ? 0
		   : err_at(err, "%s", s->option);
}

static int
grow_items(struct sort *s, struct err *err)
{
	size_t room = s->item_room == 0 ? 4096 : 2 * s->item_room;

	if (array_resize(&s->item, room, sizeof(*s->item)) == -1 ||
	    array_resize(&s->spare, room, sizeof(*s->spare)) == -1)
		return err_errno(err, "%s: %zu rows", s->option, s->n);
	s->item_room = room;
	return 0;
}

/* Room for a row: 0; -1. */
static int
make_room(struct sort *s, size_t size, struct err *err)
{
	size_t room = s->room == 0 ? 1 << 20 : 2 * s->room;
	void *p;

	if (s->n > 0 && !sort_fits(s->used + size, s->n + 1, s->opts.memory) &&
	    spill(s, err) == -1)
		return -1;
	if (s->n == s->item_room && grow_items(s, err) == -1)
		return -1;
	if (s->used + size <= s->room)
		return 0;
	if (room > s->opts.memory)
		room = (size_t)s->opts.memory;
	if ((p = realloc(s->rows, room)) == NULL)
		return err_errno(err, "%s: %zu bytes", s->option, room);
	s->rows = p;
	s->room = room;
	return 0;
}

/* Copy a row, which is sorted by s->key. */
static int
add_row(struct sort *s, const struct schema *schema, const unsigned char *row,
    struct err *err)
{
	size_t size = schema->row_size;

	if (make_room(s, size, err) == -1)
		return -1;
	memcpy(s->rows + s->used, row, size);
	s->item[s->n++] =
	    (struct sort_item){ s->key, schema->id, (uint32_t)(s->used / 8) };
	s->used += size;
	return 0;
}

int
sort_add(struct sort *s, const struct schema *schema, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct rec r = { schema, rows };
	uint64_t t;

	for (; n > 0; n--, r.v += schema->row_size) {
		if ((t = rec_time(&r)) != TS_NULL)
			s->key = t;
		if (add_row(s, schema, r.v, err) == -1)
			return -1;
	}
	return 0;
}

int
sort_add_key(struct sort *s, uint64_t key, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err)
{
	s->key = key;
	for (; n > 0; n--, rows += schema->row_size)
		if (add_row(s, schema, rows, err) == -1)
			return -1;
	return 0;
}

/* ---- handing out ---- */

static int
begin(struct sort *s, struct err *err)
{
	s->ready = 1;
	if ((s->out = malloc(SORT_OUT_BYTES + SCHEMA_ROW_MAX)) == NULL)
		return err_errno(err, "%s", s->option);
	if (s->runs.n == 0) {
		sort_items(s);
		return 0;
	}
	if (s->n > 0 && spill(s, err) == -1)
		return -1;
	drop_rows(s);
	s->spilled = s->runs.written;
	return sort_runs_begin(&s->runs, err) == 0
		   ? 0
		   : err_at(err, "%s", s->option);
}

int
sort_next(struct sort *s, struct recs *b, struct err *err)
{
	const struct sort_item *i;
	size_t size, used = 0;
	int got;

	if (!s->ready && begin(s, err) == -1)
		return -1;
	if (s->runs.n > 0) {
		got = sort_runs_next(&s->runs, b, s->out, err);
		return got == -1 ? err_at(err, "%s", s->option) : got;
	}
	if (s->next == s->n)
		return 0;
	b->schema = schema_at(s->schemas, s->item[s->next].schema);
	size = b->schema->row_size;
	for (i = s->item + s->next;
	     i < s->item + s->n && i->schema == b->schema->id &&
	     used < SORT_OUT_BYTES;
	     i++, used += size)
		memcpy(s->out + used, s->rows + 8 * (size_t)i->at, size);
	s->next = (size_t)(i - s->item);
	b->rows = s->out;
	b->n = used / size;
	return 1;
}
