/*
 * piece_state.c - save and load what the inputs of one run leave to the next.
 *
 *	inputs	by number: the merge's place; after a signal, the rows taken
 *	offsets	by topic: the last one of each partition
 *	held	by input: rows, of the schemas in
 *	kinds
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/idmap.h"
#include "cat/feed_impl.h"
#include "cat/piece_impl.h"
#include "stream/row_state.h"

/* ---- inputs ---- */

struct image {
	char *name;
	uint64_t inode, size, rows;
	uint32_t done;
	struct piece_mark mark;
};

static int
image_walk(struct walk *w, struct image *i)
{
	struct piece_mark *m = &i->mark;

	walk_text(w, "name", &i->name);
	walk_scalar(w, "inode", TENSOR_U64, &i->inode);
	walk_scalar(w, "size", TENSOR_U64, &i->size);
	walk_scalar(w, "rows", TENSOR_U64, &i->rows);
	walk_scalar(w, "done", TENSOR_U32, &i->done);
	walk_scalar(w, "time", TENSOR_U64, &m->time);
	walk_symbol(w, "symbol", &m->symbol);
	walk_scalar(w, "tied", TENSOR_U64, &m->tied);
	walk_scalar(w, "group_time", TENSOR_U64, &m->group_time);
	walk_symbol(w, "group_symbol", &m->group_symbol);
	walk_scalar(w, "cut", TENSOR_U32, &m->cut);
	walk_symbol(w, "cut_symbol", &m->cut_symbol);
	walk_check(w, i->done <= 1 && m->cut <= 1, "an input");
	return walk_done(w);
}

/* The rows that an interrupted run has read from a file. */
static void
image_taken(struct image *i, const struct input *in)
{
	struct stat st;

	if (!feed_file_again(i->name) || stat(i->name, &st) == -1)
		return;
	i->inode = st.st_ino;
	i->size = (uint64_t)st.st_size;
	i->rows = in->rows > in->skip ? in->rows : in->skip;
	i->done = (uint32_t)in->done;
}

static int
inputs_save(const struct piece *p, struct state *s, struct err *err)
{
	int taken = io_signal() != 0, i;
	struct image image;
	struct walk w;

	if (!p->o.merge && !taken)
		return 0;
	state_save(&w, s, "inputs", err);
	for (i = 0; i < p->o.nfiles; i++) {
		image = (struct image){ .name = p->o.files[i],
			.mark = p->in[i].mark };
		if (taken)
			image_taken(&image, &p->in[i]);
		if (state_owner(&w, 0, (uint64_t)i) == -1 ||
		    image_walk(&w, &image) == -1)
			break;
	}
	return state_done(&w);
}

/* Skip the rows that the interrupted run has read. */
static int
resume_file(struct piece *p, const struct image *image, int i, struct err *err)
{
	struct stat st;

	if (stat(p->o.files[i], &st) == -1)
		return err_errno(err, "%s", p->o.files[i]);
	if (st.st_ino != image->inode || (uint64_t)st.st_size < image->size)
		return err_set(err,
		    "%s: changed since its first %" PRIu64 " rows were read",
		    p->o.files[i], image->rows);
	p->in[i].skip = image->rows;
	return 0;
}

static int
resume_input(struct piece *p, const struct image *image, uint64_t number,
    struct err *err)
{
	int i = 0;

	if (p->o.merge) {
		i = (int)number;
		p->in[i].mark = image->mark;
		if (image->rows == 0)
			return 0;
		if (strcmp(p->o.files[i], image->name) != 0)
			i = p->o.nfiles;
	} else if (image->rows > 0) {
		while (
		    i < p->o.nfiles && strcmp(p->o.files[i], image->name) != 0)
			i++;
	} else {
		return 0;
	}
	if (i < p->o.nfiles)
		return resume_file(p, image, i, err);
	if (image->done && !p->o.merge)
		return 0;
	return err_set(err,
	    "the previous run was interrupted after row %" PRIu64
	    " of %s: give this file again%s",
	    image->rows, image->name, p->o.merge ? ", at the same place" : "");
}

static int
inputs_load(struct piece *p, struct state *s, struct err *err)
{
	struct image image;
	uint64_t n, i, number;
	struct walk w;
	uint32_t none;

	if (state_load(&w, s, "inputs", err) != 1)
		return state_done(&w);
	n = state_owners(&w);
	if (p->o.merge && n != (uint64_t)p->o.nfiles) {
		err_set(err,
		    "state of a merge of %" PRIu64 " inputs: expected as many, "
		    "got %d",
		    n, p->o.nfiles);
		w.failed = 1;
	}
	for (i = 0; i < n && !w.failed; i++) {
		image = (struct image){ 0 };
		(void)state_owner_at(&w, i, &none, &number);
		walk_check(&w, number == i, "inputs");
		if (image_walk(&w, &image) == 0 &&
		    resume_input(p, &image, i, err) == -1)
			w.failed = 1;
		free(image.name);
	}
	return state_done(&w);
}

/* ---- offsets ---- */

static int
offsets_save(const struct piece *p, struct state *s, struct err *err)
{
	struct offset o;
	struct walk w;
	size_t i;

	state_save(&w, s, "offsets", err);
	for (i = 0; i < p->noffset && !w.failed; i++) {
		o = p->offset[i];
		state_owner(&w, o.topic, i);
		walk_scalar(&w, "part", TENSOR_I32, &o.part);
		walk_scalar(&w, "offset", TENSOR_I64, &o.off);
	}
	return state_done(&w);
}

static int
offsets_load(struct piece *p, struct state *s, struct err *err)
{
	struct offset read, *o;
	uint64_t i, number;
	struct walk w;

	if (state_load(&w, s, "offsets", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		read = (struct offset){ 0 };
		(void)state_owner_at(&w, i, &read.topic, &number);
		walk_scalar(&w, "part", TENSOR_I32, &read.part);
		walk_scalar(&w, "offset", TENSOR_I64, &read.off);
		if (w.failed)
			break;
		o = piece_offset(p, read.topic, read.part, err);
		if (o == NULL)
			w.failed = 1;
		else
			o->off = o->start = read.off;
	}
	return state_done(&w);
}

/* ---- rows ---- */

static int
kinds_save(const struct piece *p, const struct idmap *used, struct state *s,
    struct err *err)
{
	const unsigned char *is;
	struct walk w;
	uint32_t i;

	state_save(&w, s, "kinds", err);
	for (i = 0; i < schemas_count(p->vocab->schemas); i++)
		if ((is = idmap_find(used, i)) != NULL && *is &&
		    (state_owner(&w, 0, i) == -1 ||
			schema_save(&w, schema_at(p->vocab->schemas, i), err) ==
			    -1))
			break;
	return state_done(&w);
}

/* All rows of one input. */
static int
rows_save(const struct piece *p, int i, struct idmap *used, struct walk *w,
    struct err *err)
{
	_Alignas(8) unsigned char row[SCHEMA_ROW_MAX];
	struct spool *from = p->in[i].to;
	unsigned char *is;
	struct recs b;
	int got = 0;

	while (from != NULL && (got = spool_forward(from, &b, err)) == 1) {
		if ((is = idmap_get(used, b.schema->id, err)) == NULL)
			return -1;
		*is = 1;
		for (; b.n > 0; b.n--, b.rows += b.schema->row_size) {
			uint32_t kind = b.schema->id;

			memcpy(row, b.rows, b.schema->row_size);
			if (state_owner(w, 0, (uint64_t)i) == -1)
				return -1;
			walk_scalar(w, "kind", TENSOR_U32, &kind);
			if (row_save(w, b.schema, row) == -1)
				return -1;
		}
	}
	return got;
}

static int
held_save(const struct piece *p, struct state *s, struct err *err)
{
	struct idmap used;
	struct walk w;
	int i, ret;

	idmap_init(&used, 1, "kinds");
	state_save(&w, s, "held", err);
	for (i = 0; i < p->o.nfiles && !w.failed; i++)
		if (rows_save(p, i, &used, &w, err) == -1)
			w.failed = 1;
	ret = state_done(&w);
	if (ret == 0)
		ret = kinds_save(p, &used, s, err);
	idmap_fini(&used);
	return ret;
}

/* The schema of each number in the file. */
static int
kinds_load(struct piece *p, struct idmap *kind, struct state *s,
    struct err *err)
{
	const struct schema **at;
	uint64_t i, number;
	struct walk w;
	uint32_t none;

	if (state_load(&w, s, "kinds", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		(void)state_owner_at(&w, i, &none, &number);
		walk_check(&w, number < 1 << 20, "number of a kind");
		if (w.failed)
			break;
		at = idmap_get(kind, (uint32_t)number, err);
		if (at == NULL ||
		    (*at = schema_load(&w, p->vocab->schemas, err)) == NULL)
			w.failed = 1;
	}
	return state_done(&w);
}

/* Put a row of the state before the rows of its input. */
static int
row_take(struct piece *p, uint64_t number, const struct schema *schema,
    unsigned char *row, uint64_t size, const uint32_t *sym, uint64_t n,
    struct err *err)
{
	struct input *in;

	if (number >= (uint64_t)p->o.nfiles || schema == NULL ||
	    size != schema->row_size)
		return err_set(err, "a row without an input or a kind");
	if (row_put_symbols(row, schema, sym, n, err) == -1)
		return -1;
	in = &p->in[number];
	if (in->from == NULL &&
	    (in->from = spool_new(&p->o.spill, p->vocab->schemas, err)) == NULL)
		return -1;
	p->acc.resumed++;
	return spool_add(in->from, schema, row, 1, err);
}

static int
rows_load(struct piece *p, const struct idmap *kinds, struct state *s,
    struct err *err)
{
	const struct schema **at;
	uint64_t i, number, size, n;
	unsigned char *row;
	uint32_t none, kind, *sym;
	struct walk w;

	if (state_load(&w, s, "held", err) != 1)
		return state_done(&w);
	for (i = 0; i < state_owners(&w) && !w.failed; i++) {
		(void)state_owner_at(&w, i, &none, &number);
		walk_scalar(&w, "kind", TENSOR_U32, &kind);
		if (row_load(&w, &row, &size, &sym, &n) == 0) {
			at = idmap_find(kinds, kind);
			if (row_take(p, number, at != NULL ? *at : NULL, row,
				size, sym, n, err) == -1)
				w.failed = 1;
		}
		free(row);
		free(sym);
	}
	return state_done(&w);
}

static int
held_load(struct piece *p, struct state *s, struct err *err)
{
	struct idmap kinds;
	int ret;

	idmap_init(&kinds, sizeof(struct schema *), "kinds");
	ret = kinds_load(p, &kinds, s, err);
	if (ret == 0)
		ret = rows_load(p, &kinds, s, err);
	idmap_fini(&kinds);
	return ret;
}

/* ---- all of it ---- */

int
piece_save(struct piece *p, struct state *s, struct err *err)
{
	return inputs_save(p, s, err) == -1 || offsets_save(p, s, err) == -1 ||
		       (p->o.merge && held_save(p, s, err) == -1)
		   ? -1
		   : 0;
}

int
piece_load(struct piece *p, struct state *s, struct err *err)
{
	return inputs_load(p, s, err) == -1 || offsets_load(p, s, err) == -1 ||
		       held_load(p, s, err) == -1
		   ? -1
		   : 0;
}
