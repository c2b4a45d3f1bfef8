/*
 * engine.c - rows in, rows with computed columns out.
 *
 *	feats_new (feats_push | feats_step)* feats_end feats_free
 *
 * Memory is bounded by the number of symbols times the state of one symbol,
 * plus the waiting rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feat/engine.h"

/*
 * A single row this far ahead of its symbol does not move time.  Unlike
 * stream/jump.h, a row is never held back here: each gives its row of features
 * at once, so nothing can be taken back.
 */
#define JUMP NS_DAY

enum { AHEAD = 16 }; /* rows between a prefetch and its use */
enum { FEW = 512 };  /* symbols that stay in the cache without a prefetch */

/* what: "preset bars" or "-F", where a text that is wrong comes from. */
static int
parse(struct feats *f, const char *text, const char *what, struct err *err)
{
	if (prog_parse(&f->prog, text, what, f->vocab->syms, err) == -1)
		return -1;
	f->text = prog_text(&f->prog, NULL, err);
	return f->text == NULL ? -1 : 0;
}

static int
parse_preset(struct feats *f, const struct feat_opts *o, struct err *err)
{
	char *text = feat_preset_text(o->preset, o->session, o->zone);
	char what[64];
	int ret;

	if (text == NULL)
		return err_errno(err, "columns");
	f->preset = o->preset;
	snprintf(what, sizeof(what), "preset %s", o->preset->name);
	ret = parse(f, text, what, err);
	free(text);
	return ret;
}

struct feats *
feats_new(const struct feat_opts *o, struct vocab *vocab, struct err *err)
{
	struct feats *f = calloc(1, sizeof(*f));

	if (f == NULL) {
		err_errno(err, "columns");
		return NULL;
	}
	f->vocab = vocab;
	f->lateness = o->lateness;
	if ((o->columns != NULL ? parse(f, o->columns, "-F", err)
				: parse_preset(f, o, err)) == -1 ||
	    block_init(f, err) == -1 || owners_init(f, err) == -1) {
		feats_free(f);
		return NULL;
	}
	return f;
}

/* 1 when a row far ahead is to be believed: the second of two near each other
 * (of another symbol where there are several), or the third. */
static int
believe(struct stream_time *m, uint32_t symbol, uint64_t t)
{
	uint64_t before = m->ahead;

	m->nahead = m->nahead > 0 && t + JUMP >= before ? m->nahead + 1 : 1;
	/* rows near each other may step back a little */
	m->ahead = m->nahead > 1 && t < before ? before : t;
	if (m->nahead >= 3 || (m->nahead == 2 && t <= before + JUMP &&
				  !(m->several && symbol == m->symbol)))
		return 1;
	m->symbol = symbol;
	return 0;
}

/* Move time to t, unless t is more than a day ahead and only one row has it. */
static void
time_moves(struct stream_time *m, struct symbol *s, uint64_t t)
{
	if (m->first == 0)
		m->first = s->id;
	m->several |= s->id != m->first;
	if (m->last == 0 || (t > m->last && t - m->last > JUMP)) {
		if (!believe(m, s->id, t))
			return;
		t = m->ahead;
	}
	m->nahead = 0;
	if (t > m->last)
		m->last = t;
	if (s->newest > s->last && s->newest <= m->last)
		s->last = s->newest;
}

/* Rows before it are late. */
static uint64_t
watermark(const struct feats *f, const struct symbol *s)
{
	if (!waits(f))
		return s->last;
	return f->time.last > f->lateness ? f->time.last - f->lateness : 0;
}

/*
 * Older than the newest row of its symbol, also where that is not believed.
 * Far behind such a one a row is in order when it is at the stream's time; as
 * long as that has none, when it follows a row that lies there.
 */
static int
is_late(const struct feats *f, const struct symbol *s, uint64_t t)
{
	const struct stream_time *m = &f->time;

	if (t < watermark(f, s))
		return 1;
	if (waits(f) || t >= s->newest)
		return 0;
	if (s->newest - t <= JUMP)
		return 1;
	return m->last == 0 && (t < m->ahead || m->ahead + JUMP >= s->newest);
}

/* 1: a row to compute; 0: the reason is counted; -1. */
static int
admit(struct feats *f, struct row_in *row, const struct rec *r, struct err *err)
{
	uint32_t symbol = rec_symbol(r);
	int timed = row_span(&row->span, r) == 0, late;

	if (row_is_snapshot(r)) {
		f->acc.snapshot++;
	} else if (symbol == 0) {
		f->acc.no_symbol++;
	} else if (!timed) {
		f->acc.no_time++;
	} else {
		row->v = r->v;
		row->shape = f->shape;
		if ((row->symbol = owner_get(f, symbol, err)) == NULL)
			return -1;
		late = is_late(f, row->symbol, row->span.end);
		if (!late && !waits(f))
			row->symbol->newest = row->span.end;
		time_moves(&f->time, row->symbol, row->span.end);
		f->acc.late += (uint64_t)late;
		return !late;
	}
	return 0;
}

/* row_span of a row whose first time is there; 0: it must find out. */
static inline int
span_plain(struct row_span *span, const struct plain *p, const unsigned char *v)
{
	span->start = span->end = load_u64(v + p->time);
	if (span->end == 0 || span->end == TS_NULL)
		return 0;
	if (p->start >= 0)
		span->start = load_u64(v + p->start);
	if (p->cadence == 0 || span->start == TS_NULL)
		return 1;
	span->end = span->start + p->cadence;
	return span->start < TS_NULL - p->cadence;
}

static inline struct symbol *
symbol_at(const struct feats *f, const struct plain *p, const unsigned char *v)
{
	uint32_t id;

	memcpy(&id, v + p->symbol, sizeof(id));
	return id != 0 && id < f->symbols.n
		   ? ((struct symbol **)f->symbols.v)[id]
		   : NULL;
}

/*
 * Most rows are plain: of a known symbol, not older than its newest one, and
 * at most a day ahead of the stream.  Admit the rows up to the first that is
 * not, and return how many; admit is the general twin.
 */
static size_t
admit_plain(struct feats *f, const struct plain *p, const unsigned char *rows,
    size_t n)
{
	const size_t size = f->shape->in->row_size;
	const int far = f->symbols.n > FEW;
	struct stream_time *m = &f->time;
	uint64_t last = m->last, t;
	struct block *b = &f->block;
	const unsigned char *v;
	struct row_in *row;
	struct symbol *s;
	size_t j;

	if (last == 0 || m->first == 0)
		return 0;
	for (j = 0, v = rows; j < n; j++, v += size) {
		if (far && j + AHEAD < n)
			__builtin_prefetch(symbol_at(f, p, v + AHEAD * size));
		row = &b->row[b->n];
		if ((p->flags >= 0 && row_flags_snapshot(v[p->flags])) ||
		    (s = symbol_at(f, p, v)) == NULL ||
		    !span_plain(&row->span, p, v))
			break;
		t = row->span.end;
		if (t < s->last || t < s->newest ||
		    (t > last && t - last > JUMP))
			break;
		row->v = v;
		row->shape = f->shape;
		row->symbol = s;
		m->several |= s->id != m->first;
		last = t > last ? t : last;
		s->newest = s->last = t;
		block_count(b, s);
	}
	m->nahead = j > 0 ? 0 : m->nahead;
	m->last = last;
	return j;
}

/* Compute the rows of the block and hand them on. */
static int
run_block(struct feats *f, feat_out_fn *out, void *arg, struct err *err)
{
	if (f->block.n == 0)
		return 0;
	if (block_run(f, err) == -1)
		return -1;
	return rows_out(f, out, arg, err);
}

/* Rows that need wait no longer, a block at a time. */
static int
release(struct feats *f, int all, feat_out_fn *out, void *arg, struct err *err)
{
	size_t n = wait_ready(f, all), m, j;
	struct waiting *h = &f->waiting;
	struct block *b = &f->block;
	const struct held *held;
	struct row_in *row;

	for (; n > 0; n -= m) {
		held = h->row + h->begin;
		m = at_cut(f, held, n, b->room);
		if (m > b->room && block_grow(f, m, err) == -1)
			return -1;
		block_begin(b);
		b->shape = held[0].row.shape;
		for (j = 0; j < m; j++) {
			row = &b->row[j];
			*row = held[j].row;
			row->v = h->bytes + held[j].slot * h->slot_size;
			row->symbol->newest = row->span.end;
			b->shape = row->shape == b->shape ? b->shape : NULL;
			block_count(b, row->symbol);
		}
		if (run_block(f, out, arg, err) == -1)
			return -1;
		wait_drop(f, m);
	}
	return 0;
}

/* At most a block of rows. */
static int
push_block(struct feats *f, const unsigned char *rows, size_t n,
    feat_out_fn *out, void *arg, struct err *err)
{
	const struct plain p = f->shape->plain;
	const size_t size = f->shape->in->row_size;
	struct rec r = { .schema = f->shape->in };
	int got, plain = p.works && !waits(f);
	struct block *b = &f->block;
	size_t j = 0;

	block_begin(b);
	b->shape = f->shape;
	for (;; j++) {
		if (plain)
			j += admit_plain(f, &p, rows + j * size, n - j);
		if (j == n)
			break;
		r.v = rows + j * size;
		got = admit(f, &b->row[b->n], &r, err);
		if (got == -1 || (got == 1 && waits(f) &&
				     wait_row(f, &b->row[b->n], err) == -1))
			return -1;
		if (got == 1 && !waits(f))
			block_count(b, b->row[b->n].symbol);
	}
	return waits(f) ? release(f, 0, out, arg, err)
			: run_block(f, out, arg, err);
}

int
feats_push(struct feats *f, const struct schema *s, const unsigned char *rows,
    size_t n, feat_out_fn *out, void *arg, struct err *err)
{
	size_t m;

	if (f->shape == NULL || f->shape->in != s)
		if ((f->shape = shape_get(f, s, err)) == NULL)
			return -1;
	f->acc.in += n;
	if (!f->shape->is_row) {
		f->acc.not_row += n;
		return 0;
	}
	for (; n > 0; n -= m, rows += m * s->row_size) {
		m = n < f->block.room ? n : f->block.room;
		if (push_block(f, rows, m, out, arg, err) == -1)
			return -1;
	}
	return 0;
}

/* A field of the text that no kind of the input had. */
static int
check_fields(const struct feats *f, struct err *err)
{
	const struct named *name;
	int i;

	for (i = 0; i < f->prog.nfield && f->acc.out > 0; i++) {
		name = &f->prog.field[i];
		if (f->field_seen[i])
			continue;
		if (f->preset != NULL)
			return err_set(err, "preset %s needs %s: no row has it",
			    f->preset->name, name->name);
		return err_set(err, "-F: character %zu: no row has a field %s",
		    name->at, name->name);
	}
	return 0;
}

int
feats_end(struct feats *f, feat_out_fn *out, void *arg, struct err *err)
{
	if (release(f, 1, out, arg, err) == -1)
		return -1;
	return check_fields(f, err);
}

static int
keep_row(void *arg, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct rec *out = arg;

	(void)err;
	out->schema = s;
	out->v = n > 0 ? rows : NULL;
	return 0;
}

int
feats_step(struct feats *f, struct rec *out, const struct rec *in,
    struct err *err)
{
	out->v = NULL;
	if (feats_push(f, in->schema, in->v, 1, keep_row, out, err) == -1)
		return -1;
	return out->v != NULL;
}

const struct feat_account *
feats_account(struct feats *f)
{
	f->acc.open = f->waiting.end - f->waiting.begin;
	return &f->acc;
}

int
feats_crosses(const struct feats *f)
{
	const struct node *n = f->prog.node;
	int i;

	for (i = 0; i < f->prog.nnode; i++)
		if (n[i].op == OP_AT ||
		    (n[i].op == OP_CALL && n[i].fn->scope == SCOPE_POOLED))
			return 1;
	return 0;
}

const char *
feats_absent(const struct feats *f)
{
	struct symbol *const *s;
	int i;

	for (i = 0; i < f->prog.nat; i++) {
		s = idmap_find(&f->symbols, f->prog.at[i]);
		if (s == NULL || *s == NULL)
			return symtab_text(f->vocab->syms, f->prog.at[i], NULL);
	}
	return NULL;
}

const char *
feats_text(const struct feats *f)
{
	return f->text;
}

const char *
feats_def_text(const struct feats *f)
{
	return f->def_text != NULL ? f->def_text : f->text;
}

void
feats_free(struct feats *f)
{
	if (f == NULL)
		return;
	owners_fini(f);
	wait_fini(&f->waiting);
	free(f->at);
	free(f->kept);
	shapes_fini(f);
	block_fini(&f->block);
	prog_fini(&f->prog);
	free(f->text);
	free(f);
}
