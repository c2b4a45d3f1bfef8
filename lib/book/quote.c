/*
 * quote.c - the state of a book as a row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "book/book_impl.h"

enum { PER_LEVEL = 6, HEAD = 11, TEXT = FIELD_NAME_MAX + 1 };

/* The fields before the levels: those of DBN's mbp-1. */
static int
head_fields(struct field *f, uint8_t scale)
{
	const struct field *mbp;
	int n, i, out = 0;

	mbp = kind_fields("mbp-1", &n);
	for (i = 0; i < n && strcmp(mbp[i].name, "bid_px_00") != 0; i++) {
		f[out] = mbp[i];
		if (f[out].type == F_QTY)
			f[out].scale = scale;
		out++;
	}
	return out;
}

static int
level_fields(struct field *f, int level, uint8_t scale)
{
	static const struct {
		const char *name;
		enum ftype type;
	} part[PER_LEVEL] = { { "bid_px", F_PX }, { "ask_px", F_PX },
		{ "bid_sz", F_QTY }, { "ask_sz", F_QTY }, { "bid_ct", F_U32 },
		{ "ask_ct", F_U32 } };
	char name[TEXT];
	int i;

	for (i = 0; i < PER_LEVEL; i++) {
		snprintf(name, sizeof(name), "%s_%02d", part[i].name, level);
		f[i] = field_make(name, part[i].type, "");
		if (part[i].type == F_QTY)
			f[i].scale = scale;
	}
	return PER_LEVEL;
}

/* The schema of rows made from this kind of message. */
static int
make_schema(struct books *b, const struct schema *in, struct err *err)
{
	struct field *f =
	    calloc((size_t)b->o.depth * PER_LEVEL + 32, sizeof(*f));
	uint8_t scale = in->at.size >= 0 ? in->field[in->at.size].scale : 0;
	int n, i;

	if (f == NULL)
		return err_errno(err, "book");
	n = head_fields(f, scale);
	for (i = 0; i < b->o.depth; i++)
		n += level_fields(f + n, i, scale);
	b->out = schema_get(b->vocab->schemas, b->kind, f, n, err);
	free(f);
	if (b->out == NULL)
		return -1;
	copy_plan_fini(&b->plan);
	if (copy_plan_init(&b->plan, b->out, in, err) == -1)
		return -1;
	free(b->row);
	if ((b->row = calloc(1, b->out->row_size)) == NULL)
		return err_errno(err, "book");
	row_clear(b->row, b->out);
	b->first = schema_find(b->out, "bid_px_00");
	b->depth = schema_find(b->out, "depth");
	b->out_of = in;
	return 0;
}

static void
put_level(struct books *b, int at, const struct book_level *l)
{
	row_put_i64(b->row, b->out, at, l != NULL ? l->px : PX_NULL);
	row_put_i64(b->row, b->out, at + 2, l != NULL ? (int64_t)l->size : 0);
	row_put_u32(b->row, b->out, at + 4, l != NULL ? l->count : 0);
}

int
quote_hash(struct books *b, uint64_t *hash, const struct one_book *k,
    struct err *err)
{
	size_t n = (size_t)b->o.depth, i;
	const struct book_level *l;

	if (b->levels == NULL &&
	    (b->levels = calloc(2 * n, sizeof(*b->levels))) == NULL)
		return err_errno(err, "book");
	for (i = 0; i < 2 * n; i++) {
		l = i < n ? side_level(&k->bid, i) : side_level(&k->ask, i - n);
		memset(&b->levels[i], 0, sizeof(b->levels[i]));
		if (l == NULL)
			continue;
		b->levels[i].px = l->px;
		b->levels[i].size = l->size;
		b->levels[i].count = l->count;
	}
	*hash = hash_xxh64(b->levels, 2 * n * sizeof(*b->levels), 0);
	return 0;
}

int
quote_make(struct books *b, struct rec *out, const struct one_book *k,
    const struct rec *r, int level, struct err *err)
{
	int i, at;

	if (b->out_of != r->schema && make_schema(b, r->schema, err) == -1)
		return -1;
	copy_plan_run(&b->plan, b->row, r->v);
	for (i = 0; i < b->o.depth; i++) {
		at = b->first + i * PER_LEVEL;
		put_level(b, at, side_level(&k->bid, (size_t)i));
		put_level(b, at + 1, side_level(&k->ask, (size_t)i));
	}
	if (b->depth >= 0)
		b->row[b->out->field[b->depth].off] = (unsigned char)level;
	out->schema = b->out;
	out->v = b->row;
	return 0;
}
