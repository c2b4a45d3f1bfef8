/*
 * join.c - a second stream of the same rows, matched by time and symbol.
 */
#include "stream/join.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/tstamp.h"

enum { GROUP_BYTES_MAX = 1 << 30 };

static int
read_next(struct join *j, struct err *err)
{
	j->have = stream_read(j->s, &j->next, err);
	return j->have == -1 ? -1 : 0;
}

int
join_open(struct join *j, const char *name, struct vocab *vocab,
    const struct stream_opts *opts, struct err *err)
{
	j->name = name;
	j->time = TS_NULL - 1;
	j->s = stream_open(name, vocab, opts, err);
	return j->s == NULL ? -1 : read_next(j, err);
}

void
join_close(struct join *j)
{
	if (j->s != NULL)
		stream_close(j->s);
	free(j->row);
	free(j->bytes);
	memset(j, 0, sizeof(*j));
}

/* ---- the rows of one time ---- */

static int
reserve(struct join *j, size_t size, struct err *err)
{
	size_t bytes = j->room_bytes ? j->room_bytes : 4096;
	void *p;

	if (array_grow(&j->row, &j->room, j->n + 1, sizeof(*j->row)) == -1)
		return err_errno(err, "%s", j->name);
	if (j->nbyte + size <= j->room_bytes)
		return 0;
	while (bytes < j->nbyte + size)
		bytes *= 2;
	if (bytes > GROUP_BYTES_MAX)
		return err_set(err, "%s: more than 1 GiB of rows of one time",
		    j->name);
	if ((p = realloc(j->bytes, bytes)) == NULL)
		return err_errno(err, "%s", j->name);
	j->bytes = p;
	j->room_bytes = bytes;
	return 0;
}

/* Copy the next row into the group. */
static int
add_next(struct join *j, struct err *err)
{
	const struct schema *s = j->next.schema;

	if (reserve(j, s->row_size, err) == -1)
		return -1;
	j->row[j->n++] = (struct join_row){ .schema = s,
		.symbol = rec_symbol(&j->next),
		.at = j->nbyte };
	memcpy(j->bytes + j->nbyte, j->next.v, s->row_size);
	j->nbyte += s->row_size; /* a multiple of 8 */
	return read_next(j, err);
}

/* Read on until the group is the rows of that time. */
static int
group(struct join *j, uint64_t time, struct err *err)
{
	for (size_t i = 0; i < j->n; i++)
		j->spare += !j->row[i].met;
	j->n = j->nbyte = j->after = 0;
	j->time = time;
	for (; j->have && rec_time(&j->next) < time; j->spare++)
		if (read_next(j, err) == -1)
			return -1;
	while (j->have && rec_time(&j->next) == time)
		if (add_next(j, err) == -1)
			return -1;
	return 0;
}

int
join_find(struct join *j, struct rec *out, const struct rec *r, struct err *err)
{
	uint64_t time = rec_time(r);
	uint32_t symbol = rec_symbol(r);

	if (time != j->time && group(j, time, err) == -1)
		return -1;
	/* mostly the row after the previous match */
	for (size_t k = 0; k < j->n; k++) {
		size_t i = (j->after + k) % j->n;

		if (j->row[i].met || j->row[i].symbol != symbol)
			continue;
		j->row[i].met = 1;
		j->after = i + 1;
		j->met++;
		out->schema = j->row[i].schema;
		out->v = j->bytes + j->row[i].at;
		return 1;
	}
	j->alone++;
	return 0;
}

int
join_end(struct join *j, struct err *err)
{
	if (group(j, TS_NULL, err) == -1)
		return -1;
	for (size_t i = 0; i < j->n; i++)
		j->spare += !j->row[i].met;
	j->n = 0;
	if (j->met == 0 && j->alone > 0)
		return err_set(err,
		    "%s: no row has a time and symbol of the "
		    "first stream",
		    j->name);
	return 0;
}
