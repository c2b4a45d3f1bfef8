/*
 * inject_log.c - records in order of arrival; the middle may be in a file.
 */
#include "synth/inject_log.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { LIMIT_MIN = 3, ROOM = 64 };

void
log_init(struct inject_log *l, const struct spill_opts *o)
{
	memset(l, 0, sizeof(*l));
	l->opts = *o;
	l->limit = (size_t)(o->memory / LOG_CHUNK);
	if (l->limit < LIMIT_MIN)
		l->limit = LIMIT_MIN;
}

/* By the chunk's number, counted from the first ever. */
static struct log_chunk *
chunk_of(const struct inject_log *l, uint64_t number)
{
	uint64_t i = number - l->first / LOG_CHUNK;

	return &l->chunk[(l->head + i) & (l->room - 1)];
}

void
log_fini(struct inject_log *l)
{
	uint64_t first = l->first / LOG_CHUNK;
	size_t i;

	for (i = 0; i < l->n; i++)
		free(chunk_of(l, first + i)->mem);
	free(l->chunk);
	free(l->spare);
	free(l->unused);
	spill_close(&l->file);
	memset(l, 0, sizeof(*l));
}

/* ---- the file ---- */

static int
take_slot(struct inject_log *l, uint32_t *slot, struct err *err)
{
	if (l->nunused > 0) {
		*slot = l->unused[--l->nunused];
		return 0;
	}
	if (l->slots == 0 && spill_open(&l->file, &l->opts, err) == -1)
		return -1;
	if (l->slots == UINT32_MAX)
		return err_set(err, "too many rows are held until events end");
	*slot = l->slots++;
	return 0;
}

static int
give_slot(struct inject_log *l, uint32_t slot, struct err *err)
{
	if (array_grow(&l->unused, &l->unused_room, l->nunused + 1,
		sizeof(*l->unused)) == -1)
		return err_errno(err, "rows that wait");
	l->unused[l->nunused++] = slot;
	return 0;
}

/* Write the oldest chunk that may go to the file, and keep its memory. */
static int
evict(struct inject_log *l, struct err *err)
{
	struct log_chunk *c = chunk_of(l, l->cold);

	if (take_slot(l, &c->slot, err) == -1 ||
	    spill_write_at(&l->file, c->mem, LOG_CHUNK,
		(uint64_t)c->slot * LOG_CHUNK, err) == -1)
		return -1;
	free(l->spare);
	l->spare = c->mem;
	c->mem = NULL;
	l->cold++;
	return 0;
}

/* ---- chunks ---- */

static int
grow(struct inject_log *l, struct err *err)
{
	size_t room = l->room ? 2 * l->room : ROOM, i;
	struct log_chunk *v = malloc(room * sizeof(*v));

	if (v == NULL)
		return err_errno(err, "rows that wait");
	for (i = 0; i < l->n; i++)
		v[i] = l->chunk[(l->head + i) & (l->room - 1)];
	free(l->chunk);
	l->chunk = v;
	l->room = room;
	l->head = 0;
	return 0;
}

static unsigned char *
memory_get(struct inject_log *l, struct err *err)
{
	unsigned char *p = l->spare;

	l->spare = NULL;
	if (p == NULL && (p = malloc(LOG_CHUNK)) == NULL)
		err_errno(err, "rows that wait");
	return p;
}

static int
add_chunk(struct inject_log *l, struct err *err)
{
	uint64_t first = l->first / LOG_CHUNK, next = l->end / LOG_CHUNK;
	struct log_chunk c = { 0 };

	if (l->cold <= first)
		l->cold = first + 1;
	if (next >= l->cold + l->limit - 1 && evict(l, err) == -1)
		return -1;
	if (l->n == l->room && grow(l, err) == -1)
		return -1;
	if ((c.mem = memory_get(l, err)) == NULL)
		return -1;
	l->chunk[(l->head + l->n++) & (l->room - 1)] = c;
	return 0;
}

unsigned char *
log_add(struct inject_log *l, uint64_t *at, size_t size, struct err *err)
{
	size_t used = (size_t)(l->end % LOG_CHUNK);

	if (used > 0 && used + size > LOG_CHUNK) {
		memset(chunk_of(l, l->end / LOG_CHUNK)->mem + used, 0, 8);
		l->end += LOG_CHUNK - used;
		used = 0;
	}
	if (used == 0 && add_chunk(l, err) == -1)
		return NULL;
	*at = l->end;
	l->end += size;
	return chunk_of(l, *at / LOG_CHUNK)->mem + used;
}

int
log_read(const struct inject_log *l, uint64_t at, void *p, size_t n,
    struct err *err)
{
	const struct log_chunk *c = chunk_of(l, at / LOG_CHUNK);
	size_t from = (size_t)(at % LOG_CHUNK);

	if (n > LOG_CHUNK - from)
		n = LOG_CHUNK - from;
	if (c->mem == NULL)
		return spill_read(&l->file, p, n,
		    (uint64_t)c->slot * LOG_CHUNK + from, err);
	memcpy(p, c->mem + from, n);
	return 0;
}

int
log_write(struct inject_log *l, uint64_t at, const void *p, size_t n,
    struct err *err)
{
	const struct log_chunk *c = chunk_of(l, at / LOG_CHUNK);
	size_t from = (size_t)(at % LOG_CHUNK);

	if (c->mem == NULL)
		return spill_write_at(&l->file, p, n,
		    (uint64_t)c->slot * LOG_CHUNK + from, err);
	memcpy(c->mem + from, p, n);
	return 0;
}

unsigned char *
log_front(struct inject_log *l, struct err *err)
{
	struct log_chunk *c = chunk_of(l, l->first / LOG_CHUNK);

	if (c->mem == NULL) {
		if ((c->mem = memory_get(l, err)) == NULL ||
		    spill_read(&l->file, c->mem, LOG_CHUNK,
			(uint64_t)c->slot * LOG_CHUNK, err) == -1 ||
		    give_slot(l, c->slot, err) == -1)
			return NULL;
	}
	return c->mem + l->first % LOG_CHUNK;
}

void
log_pass(struct inject_log *l, size_t n)
{
	uint64_t number = l->first / LOG_CHUNK;
	struct log_chunk *c = chunk_of(l, number);

	l->first += n;
	if (l->first / LOG_CHUNK == number)
		return;
	free(l->spare);
	l->spare = c->mem;
	l->head = (l->head + 1) & (l->room - 1);
	l->n--;
}
