/*
 * piece.c - inputs that are read in pieces.
 *
 * Few rows are held if the inputs of a piece end at about the same time.  If
 * one input ends long before the others, the limit HELD_MAX gives an error.
 */
#include "cat/piece_impl.h"

#include <inttypes.h>
#include <stdlib.h>

enum { HELD_MAX = 1 << 22, OFFSETS_MAX = 1 << 16 };

struct piece *
piece_new(const struct piece_opts *o, struct vocab *vocab, struct err *err)
{
	struct piece *p = calloc(1, sizeof(*p));

	if (p != NULL &&
	    (p->in = calloc((size_t)o->nfiles, sizeof(*p->in))) != NULL) {
		p->o = *o;
		p->vocab = vocab;
		return p;
	}
	err_errno(err, "--state");
	piece_free(p);
	return NULL;
}

void
piece_free(struct piece *p)
{
	int i;

	if (p == NULL)
		return;
	for (i = 0; p->in != NULL && i < p->o.nfiles; i++) {
		spool_free(p->in[i].from);
		spool_free(p->in[i].to);
	}
	free(p->in);
	free(p->offset);
	free(p);
}

int
piece_pauses(const struct piece *p)
{
	return p != NULL && p->o.merge && !p->o.final;
}

struct piece_mark *
piece_mark(struct piece *p, int i)
{
	return &p->in[i].mark;
}

const struct piece_account *
piece_account(const struct piece *p)
{
	return &p->acc;
}

/* ---- rows of an input ---- */

struct offset *
piece_offset(struct piece *p, uint32_t topic, int32_t part, struct err *err)
{
	size_t i, room = p->offset_room > 0 ? 2 * p->offset_room : 16;
	struct offset *o;

	for (i = 0; i < p->noffset; i++) { /* most rows: the last one */
		o = &p->offset[(p->last + i) % p->noffset];
		if (o->topic == topic && o->part == part) {
			p->last = (size_t)(o - p->offset);
			return o;
		}
	}
	if (p->noffset == OFFSETS_MAX) {
		err_set(err, "src_part: more than %d partitions", OFFSETS_MAX);
		return NULL;
	}
	if (p->noffset == p->offset_room) {
		o = realloc(p->offset, room * sizeof(*o));
		if (o == NULL) {
			err_errno(err, "offsets");
			return NULL;
		}
		p->offset = o;
		p->offset_room = room;
	}
	p->last = p->noffset++;
	o = &p->offset[p->last];
	*o = (struct offset){ topic, part, -1, -1 };
	return o;
}

/* 1 when the row's record was not read before; 0; -1. */
static int
offset_new(struct piece *p, const struct rec *r, struct err *err)
{
	struct offset *o;
	int64_t off;

	if (p->schema != r->schema) {
		p->schema = r->schema;
		p->topic = schema_find(r->schema, "src_topic");
		p->part = schema_find(r->schema, "src_part");
		p->off = schema_find(r->schema, "src_off");
	}
	if (p->topic < 0 || p->part < 0 || p->off < 0 ||
	    rec_is_null(r, p->part) || rec_is_null(r, p->off))
		return 1;
	o = piece_offset(p, rec_u32(r, p->topic), (int32_t)rec_u32(r, p->part),
	    err);
	if (o == NULL)
		return -1;
	off = rec_i64(r, p->off);
	if (off < o->off || off <= o->start)
		return 0;
	o->off = off;
	return 1;
}

/* The next rows of the rest that are not skipped: 1 and *b, 0 none, -1. */
static int
take(struct piece *p, struct input *in, int offsets, struct recs *b,
    struct err *err)
{
	struct rec r = { in->rest.schema, in->rest.rows };
	size_t i, size = r.schema->row_size;
	int got = 1;

	b->schema = r.schema;
	b->n = 0;
	for (i = 0; i < in->rest.n; i++, r.v += size) {
		if (in->rows + i < in->skip) {
			got = 0;
			p->acc.before++;
		} else if (offsets) {
			if ((got = offset_new(p, &r, err)) == -1)
				return -1;
			p->acc.offsets += got == 0;
		} else {
			got = 1;
		}
		if (got == 0 && b->n > 0) {
			i++; /* it is counted */
			break;
		}
		if (got == 1 && b->n++ == 0)
			b->rows = r.v;
	}
	in->rows += i;
	in->rest.rows += i * size;
	in->rest.n -= i;
	return b->n > 0;
}

int
piece_next(struct piece *p, int i, struct source *s, struct recs *b,
    struct err *err)
{
	struct input *in = &p->in[i];
	int got = 0;

	if (in->from != NULL && (got = spool_forward(in->from, b, err)) != 0)
		return got;
	for (;;) {
		while (in->rest.n > 0)
			if ((got = take(p, in, source_has_offsets(s), b,
				 err)) != 0)
				return got;
		got = source_next(s, &in->rest, err);
		if (got == 1)
			continue;
		in->rest.n = 0;
		in->done = got == 0 && io_signal() == 0;
		return got;
	}
}

int
piece_first(struct piece *p, int i, struct source *s, struct recs *b, int got,
    struct err *err)
{
	struct input *in = &p->in[i];

	if (got == -1)
		return -1;
	if (got == 1)
		in->rest = *b;
	in->done = got == 0 && io_signal() == 0;
	if (got == 0 && in->from == NULL)
		return 0;
	return piece_next(p, i, s, b, err);
}

int
piece_hold(struct piece *p, int i, const struct recs *b, struct err *err)
{
	struct input *in = &p->in[i];

	p->acc.held += b->n;
	if (p->acc.held > HELD_MAX)
		return err_set(err,
		    "%s: --merge: more than %d rows to hold for the next "
		    "piece: "
		    "end the pieces of all inputs at about the same time",
		    p->o.files[i], HELD_MAX);
	if (in->to == NULL &&
	    (in->to = spool_new(&p->o.spill, p->vocab->schemas, err)) == NULL)
		return -1;
	return spool_add(in->to, b->schema, b->rows, b->n, err);
}
