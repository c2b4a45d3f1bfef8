/*
 * spool.c - pieces of rows, each with its description at both ends.
 *
 *	u32 schema, u32 n	n rows		u32 schema, u32 n
 *
 * so that they can be read from either end.  A piece has rows of one schema
 * and up to PIECE_BYTES, so it can be returned as a batch without a copy.  The
 * buffer is written to the file when it is full; when the file is read, the
 * buffer is its window.
 */
#include "stream/spool.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE_BYTES = 1 << 16, WINDOW_BYTES = 1 << 20, MARK_BYTES = 8 };

struct mark {
	uint32_t schema, n;
};

struct spool {
	struct spill_opts opts;
	const struct schemas *schemas;
	unsigned char *buf;
	size_t used, room;
	size_t piece;     /* where the open piece begins */
	struct mark open; /* n 0: there is none */
	struct spill file;

	/* reading */
	int reading;
	uint64_t at;           /* of the file: what is not read yet is after it,
			     * backwards before it */
	size_t next, end;      /* what is left of the buffer */
	unsigned char *turned; /* a piece from the last row back */
};

struct spool *
spool_new(const struct spill_opts *opts, const struct schemas *schemas,
    struct err *err)
{
	struct spool *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		err_errno(err, "rows");
		return NULL;
	}
	s->opts = *opts;
	if (s->opts.memory < 2 * WINDOW_BYTES)
		s->opts.memory = 2 * WINDOW_BYTES;
	s->schemas = schemas;
	return s;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	spill_close(&s->file);
	free(s->buf);
	free(s->turned);
	free(s);
}

uint64_t
spool_spilled(const struct spool *s)
{
	return s->file.size;
}

/* ---- writing ---- */

static void
close_piece(struct spool *s)
{
	if (s->open.n == 0)
		return;
	memcpy(s->buf + s->piece, &s->open, MARK_BYTES);
	memcpy(s->buf + s->used, &s->open, MARK_BYTES);
	s->used += MARK_BYTES;
	s->open.n = 0;
}

static int
flush(struct spool *s, struct err *err)
{
	if (s->file.dir == NULL && spill_open(&s->file, &s->opts, err) == -1)
		return -1;
	if (spill_write(&s->file, s->buf, s->used, err) == -1)
		return -1;
	s->used = 0;
	return 0;
}

/* Room for a piece; no piece is open. */
static int
make_room(struct spool *s, struct err *err)
{
	size_t most = PIECE_BYTES + SCHEMA_ROW_MAX + 2 * MARK_BYTES;
	size_t room = s->room * 2;
	void *p;

	if (s->used + most <= s->room)
		return 0;
	if (s->room >= s->opts.memory)
		return flush(s, err);
	if (room < WINDOW_BYTES)
		room = WINDOW_BYTES;
	if (room > s->opts.memory)
		room = (size_t)s->opts.memory;
	if ((p = realloc(s->buf, room)) == NULL)
		return err_errno(err, "rows (%zu bytes)", room);
	s->buf = p;
	s->room = room;
	return s->used + most <= room ? 0 : flush(s, err);
}

int
spool_add(struct spool *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err)
{
	size_t size = schema->row_size, fit, len;

	while (n > 0) {
		len = s->used - s->piece;
		if (s->open.n > 0 &&
		    (s->open.schema != schema->id || len + size > PIECE_BYTES))
			close_piece(s);
		if (s->open.n == 0) {
			if (make_room(s, err) == -1)
				return -1;
			s->open.schema = schema->id;
			s->piece = s->used;
			s->used += MARK_BYTES;
		}
		fit = (PIECE_BYTES - (s->used - s->piece)) / size;
		fit = fit == 0 ? 1 : fit < n ? fit : n;
		memcpy(s->buf + s->used, rows, fit * size);
		s->used += fit * size;
		s->open.n += (uint32_t)fit;
		rows += fit * size;
		n -= fit;
	}
	return 0;
}

/* ---- reading ---- */

/*
 * Prepare reading.  The last part is still in memory; if there is a file, it
 * is written there too, so that all rows are read from one place.
 */
static int
begin(struct spool *s, int back, struct err *err)
{
	s->reading = 1;
	close_piece(s);
	if (s->file.dir == NULL) {
		s->end = s->used;
		s->next = back ? s->used : 0;
		return 0;
	}
	if (flush(s, err) == -1)
		return -1;
	s->at = back ? s->file.size : 0;
	s->next = s->end = 0;
	return 0;
}

static const struct schema *
piece_schema(const struct spool *s, const struct mark *m, size_t *len)
{
	const struct schema *schema = schema_at(s->schemas, m->schema);

	*len = (size_t)m->n * schema->row_size + 2 * MARK_BYTES;
	return schema;
}

/* Read more of the file after the rest of the buffer: 1, 0 there is none. */
static int
fill(struct spool *s, struct err *err)
{
	uint64_t rest = s->file.dir != NULL ? s->file.size - s->at : 0;
	size_t n = s->end - s->next, more;

	if (rest == 0)
		return 0;
	memmove(s->buf, s->buf + s->next, n);
	s->next = 0;
	s->end = n;
	more = WINDOW_BYTES - n;
	more = rest < more ? (size_t)rest : more;
	if (spill_read(&s->file, s->buf + n, more, s->at, err) == -1)
		return -1;
	s->at += more;
	s->end += more;
	return 1;
}

int
spool_forward(struct spool *s, struct recs *b, struct err *err)
{
	struct mark m = { 0, 0 };
	size_t len = MARK_BYTES;
	int got;

	if (!s->reading && begin(s, 0, err) == -1)
		return -1;
	for (;;) {
		if (s->end - s->next >= MARK_BYTES) {
			memcpy(&m, s->buf + s->next, MARK_BYTES);
			b->schema = piece_schema(s, &m, &len);
		}
		if (s->end - s->next >= len)
			break;
		if ((got = fill(s, err)) != 1)
			return got;
	}
	b->rows = s->buf + s->next + MARK_BYTES;
	b->n = m.n;
	s->next += len;
	return 1;
}

/* The same in front: the buffer's first next bytes are left. */
static int
fill_back(struct spool *s, struct err *err)
{
	size_t more = WINDOW_BYTES - s->next;

	if (s->file.dir == NULL || s->at == 0)
		return 0;
	more = s->at < more ? (size_t)s->at : more;
	memmove(s->buf + more, s->buf, s->next);
	s->at -= more;
	if (spill_read(&s->file, s->buf, more, s->at, err) == -1)
		return -1;
	s->next += more;
	return 1;
}

/* The rows of a piece in the opposite order. */
static int
turn(struct spool *s, struct recs *b, struct err *err)
{
	size_t size = b->schema->row_size, i;

	if (s->turned == NULL &&
	    (s->turned = malloc(PIECE_BYTES + SCHEMA_ROW_MAX)) == NULL)
		return err_errno(err, "rows");
	for (i = 0; i < b->n; i++)
		memcpy(s->turned + i * size, b->rows + (b->n - 1 - i) * size,
		    size);
	b->rows = s->turned;
	return 1;
}

int
spool_back(struct spool *s, struct recs *b, struct err *err)
{
	struct mark m = { 0, 0 };
	size_t len = MARK_BYTES;
	int got;

	if (!s->reading && begin(s, 1, err) == -1)
		return -1;
	for (;;) {
		if (s->next >= MARK_BYTES) {
			memcpy(&m, s->buf + s->next - MARK_BYTES, MARK_BYTES);
			b->schema = piece_schema(s, &m, &len);
		}
		if (s->next >= len)
			break;
		if ((got = fill_back(s, err)) != 1)
			return got;
	}
	s->next -= len;
	b->rows = s->buf + s->next + MARK_BYTES;
	b->n = m.n;
	return turn(s, b, err);
}
