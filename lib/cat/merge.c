/*
 * merge.c - merge k files, ordered by index time, symbol bytes, file.
 *
 * A binary heap of the files by the key of the next row of each: log2 k
 * comparisons of two integers a piece.  The rows of the first file that
 * precede the next row of all others are returned as one piece, without a
 * copy, so files that do not interleave cost one comparison per row.  Short
 * pieces are gathered in a buffer, up to the end of the rows that one of the
 * files has in memory: no row waits for another one to be read.
 *
 * Rows with the same file and time are ordered by symbol (ties.c); all others
 * keep their order: a row that steps back is returned at once, after the row
 * before it.  A row without an index time stays after the row before it in its
 * file.
 *
 * Memory: one source per file, about 0.5 MiB plus the window of its decoder.
 * With more than FEED_OPEN_MAX files, or when all decoders together would need
 * more than opts.decoders, every file is read up to its first rows, closed,
 * and opened again when the merge reaches them; it is closed at its end.
 * Files that cannot be opened twice stay open.  If more files must be open at
 * one time than allowed, the merge ends with an error.
 *
 * A signal ends every open input at its current position: all rows already
 * read are merged, and files whose time has not come are not opened.
 *
 * With --state, the end of an input is a pause: the input may continue in the
 * next piece.  It stays in the heap, before all rows of its last time.  When it
 * reaches the top, the order of the remaining rows is not known yet: they are
 * held for the next piece (piece.h), and the merge ends.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cat/feed_impl.h"

#define DECODERS_DEFAULT (UINT64_C(1) << 30)

enum {
	GATHER_BYTES = 1 << 15, /* at least one row: SCHEMA_ROW_MAX */
	GATHER_FEW = 32         /* pieces of so many rows are not copied */
};

/* One file on its way through the merge. */
struct way {
	struct source *s;     /* NULL while it is not open */
	struct ties *ties;    /* its rows */
	struct recs b;        /* rows not handed out */
	struct merge_key key; /* of the first of them */
	int file;
	int known; /* closed again: the key is that of its first row */
	int paused;
	struct merge_key last; /* of its last row, when it has paused */
	uint64_t bytes;
};

struct merge {
	const struct feed_env *env;
	struct way *way;   /* [nfiles] */
	struct way **heap; /* [n] */
	int n, nopen;
	uint64_t bytes, most;   /* of the open ones; allowed */
	unsigned char *rows;    /* gathered, GATHER_BYTES */
	size_t taken;           /* rows of heap[0] handed out last */
	struct merge_key after; /* of the row after them */
	enum stream_end end;
};

/* ---- order ---- */

/* The row of key a of file i comes before that of key b of file j. */
static int
before(const struct merge *m, const struct merge_key *a, int i,
    const struct merge_key *b, int j)
{
	int c;

	if (a->time != b->time)
		return a->time < b->time;
	if (a->symbol != b->symbol) {
		c = symtab_cmp(m->env->vocab->syms, a->symbol, b->symbol);
		if (c != 0)
			return c < 0;
	}
	return i < j;
}

static int
way_before(const struct merge *m, const struct way *a, const struct way *b)
{
	return before(m, &a->key, a->file, &b->key, b->file);
}

static void
sift_down(struct merge *m, int at)
{
	struct way *w = m->heap[at];
	int child;

	while ((child = 2 * at + 1) < m->n) {
		if (child + 1 < m->n &&
		    way_before(m, m->heap[child + 1], m->heap[child]))
			child++;
		if (!way_before(m, m->heap[child], w))
			break;
		m->heap[at] = m->heap[child];
		at = child;
	}
	m->heap[at] = w;
}

static void
drop_first(struct merge *m)
{
	m->heap[0] = m->heap[--m->n];
	if (m->n > 0)
		sift_down(m, 0);
}

/* The file whose row is next after those of the first; NULL: none. */
static const struct way *
runner_up(const struct merge *m)
{
	if (m->n < 3)
		return m->n == 2 ? m->heap[1] : NULL;
	return way_before(m, m->heap[2], m->heap[1]) ? m->heap[2] : m->heap[1];
}

/* ---- files ---- */

static void
way_key(struct way *w)
{
	struct rec r = { w->b.schema, w->b.rows };

	merge_key_of(&w->key, &r);
}

/* Once a file, as its other notes. */
static void
note_order(const struct merge *m, const struct way *w)
{
	const struct feed_hooks *h = &m->env->hooks;
	const struct feed_order *o;

	if (w->ties == NULL || h->order == NULL || m->env->again)
		return;
	o = ties_order(w->ties);
	if (o->back + o->apart > 0)
		h->order(h->arg, in_name(source_in(w->s)), o);
}

static void
way_end(struct merge *m, struct way *w)
{
	if (w->s == NULL)
		return;
	if (source_ended(w->s) == END_INTERRUPTED)
		m->end = END_INTERRUPTED;
	note_order(m, w);
	ties_free(w->ties);
	w->ties = NULL;
	feed_file_close(&w->s, m->env);
	m->nopen--;
	m->bytes -= w->bytes;
}

/* 1 when one more file may be opened. */
static int
check_room(const struct merge *m, const struct way *w, struct err *err)
{
	const char *name = m->env->files[w->file];
	char at[TS_ISO_LEN + 1] = "";

	at[ts_put_iso(at, w->key.time)] = '\0';
	if (m->nopen == FEED_OPEN_MAX)
		return err_set(err,
		    "%s: merge: %d of %d files would be open at %s: at most "
		    "%d: merge them in groups first",
		    name, m->nopen + 1, m->env->nfiles, at, FEED_OPEN_MAX);
	if (m->bytes + w->bytes > m->most)
		return err_set(err,
		    "%s: merge: the %d of %d files that are open at %s take "
		    "%" PRIu64 " MiB: at most %" PRIu64
		    ": merge them in groups first",
		    name, m->nopen + 1, m->env->nfiles, at,
		    (m->bytes + w->bytes + 0xfffff) >> 20, m->most >> 20);
	return 0;
}

/* The key of the last row of the previous piece. */
static void
way_resume(struct merge *m, struct way *w)
{
	const struct piece_mark *p = piece_mark(m->env->piece, w->file);

	w->key = (struct merge_key){ p->time, p->symbol };
}

/* A file has no more rows: 1 it has paused, 0 it has ended. */
static int
way_pause_or_end(struct merge *m, struct way *w)
{
	w->b.n = 0;
	if (!piece_pauses(m->env->piece)) {
		way_end(m, w);
		return 0;
	}
	w->paused = 1;
	w->last = w->key;
	w->key = (struct merge_key){ ties_time(w->ties), 0 };
	return 1;
}

/* Open a file for the merge and take its first rows: 1, 0 it has none, -1. */
static int
way_open(struct merge *m, struct way *w, struct err *err)
{
	struct merge_key seen = w->key;
	int got;

	if (check_room(m, w, err) == -1)
		return -1;
	got = feed_file_open(&w->s, &w->b, m->env, w->file, err);
	if (got == -1)
		return -1;
	m->nopen++;
	m->bytes += w->bytes;
	if (got == 0)
		w->b.n = 0;
	if ((got == 1 || piece_pauses(m->env->piece)) &&
	    (w->ties = ties_new(m->env, w->file, &w->b, err)) == NULL)
		return -1;
	if (w->ties != NULL &&
	    (got = ties_next(w->ties, w->s, &w->b, err)) == -1)
		return -1;
	w->key = (struct merge_key){ 0, 0 };
	if (m->env->piece != NULL)
		way_resume(m, w);
	if (got == 0)
		return way_pause_or_end(m, w);
	way_key(w);
	if (w->known &&
	    (w->key.time != seen.time || w->key.symbol != seen.symbol))
		return err_set(err,
		    "%s: its first row has changed since the file was checked",
		    m->env->files[w->file]);
	return 1;
}

/*
 * The key of a file's first row; the file is closed again.  Bad lines are
 * counted and kept when the file is read, not here.  A file without rows keeps
 * key 0: it is opened first of all, and found to have none.
 */
static int
way_look(struct merge *m, struct way *w, struct err *err)
{
	struct source_opts o = m->env->source;
	struct bad_policy bad = { 0 };
	struct ties *t = NULL;
	struct source *s;
	int got;

	o.keys = NULL; /* counted when it is read */
	if (o.stream.bad != NULL) {
		bad.skip = o.stream.bad->skip;
		bad.max = o.stream.bad->max;
		o.stream.bad = &bad;
	}
	s = source_open(m->env->files[w->file], m->env->vocab, &o, err);
	if (s == NULL)
		return -1;
	got = source_next(s, &w->b, err);
	if (got == 1) {
		t = ties_new(m->env, w->file, &w->b, err);
		got = t == NULL ? -1 : ties_next(t, s, &w->b, err);
	}
	if (got == 1) {
		way_key(w);
		w->known = 1;
	}
	ties_free(t);
	source_close(s);
	return got == -1 ? -1 : 0;
}

/* ---- life ---- */

static int
open_all(struct merge *m, struct err *err)
{
	const struct feed_env *e = m->env;
	uint64_t sum = 0;
	struct way *w;
	int i, lazy, got;

	for (i = 0; i < e->nfiles; i++) {
		m->way[i].file = i;
		m->way[i].bytes = decoder_bytes(e->files[i]);
		sum += m->way[i].bytes;
	}
	lazy = (e->nfiles > FEED_OPEN_MAX || sum > m->most) && e->piece == NULL;
	for (i = 0; i < e->nfiles; i++) {
		w = &m->way[i];
		if (lazy && feed_file_again(e->files[i]))
			got = way_look(m, w, err) == -1 ? -1 : 1;
		else
			got = way_open(m, w, err);
		if (got == -1)
			return -1;
		if (got == 1)
			m->heap[m->n++] = w;
	}
	for (i = m->n / 2 - 1; i >= 0; i--)
		sift_down(m, i);
	return 0;
}

struct merge *
merge_open(const struct feed_env *e, struct err *err)
{
	struct merge *m = calloc(1, sizeof(*m));

	if (m == NULL) {
		err_errno(err, "merge");
		return NULL;
	}
	m->env = e;
	m->most = e->opts.decoders > 0 ? e->opts.decoders : DECODERS_DEFAULT;
	m->way = calloc((size_t)e->nfiles, sizeof(*m->way));
	m->heap = calloc((size_t)e->nfiles, sizeof(struct way *));
	m->rows = malloc(GATHER_BYTES);
	if (m->way == NULL || m->heap == NULL || m->rows == NULL)
		err_errno(err, "merge of %d files", e->nfiles);
	else if (open_all(m, err) == 0)
		return m;
	merge_close(m);
	return NULL;
}

/* The first rows of the file whose turn it is were handed out. */
static void
take_rows(struct merge *m)
{
	struct way *w = m->heap[0];

	w->key = m->after;
	w->b.rows += m->taken * w->b.schema->row_size;
	w->b.n -= m->taken;
	m->taken = 0;
}

/* The rows returned last are done: 0, -1. */
static int
step_on(struct merge *m, struct err *err)
{
	struct way *w;
	int got;

	if (m->taken == 0)
		return 0;
	take_rows(m);
	w = m->heap[0];
	if (w->b.n == 0) {
		got = ties_next(w->ties, w->s, &w->b, err);
		if (got == -1)
			return -1;
		if (got == 1)
			way_key(w);
		else if (!way_pause_or_end(m, w)) {
			drop_first(m);
			return 0;
		}
	}
	sift_down(m, 0);
	return 0;
}

/* Make sure that the file whose turn it is is open: 0, -1. */
static int
open_first(struct merge *m, struct err *err)
{
	int got;

	while (m->n > 0 && m->heap[0]->s == NULL) {
		if (io_signal() != 0) {
			m->end = END_INTERRUPTED;
			m->n = 0;
			break;
		}
		got = way_open(m, m->heap[0], err);
		if (got == -1)
			return -1;
		if (got == 0)
			drop_first(m);
		else /* one looked at as empty may have grown */
			sift_down(m, 0);
	}
	return 0;
}

/* Hold what is left of every file: 0, -1. */
static int
hold_all(struct merge *m, struct err *err)
{
	struct piece_mark *p;
	struct way *w;
	int i;

	for (i = 0; i < m->n; i++) {
		w = m->heap[i];
		p = piece_mark(m->env->piece, w->file);
		p->time = w->paused ? w->last.time : w->key.time;
		p->symbol = w->paused ? w->last.symbol : w->key.symbol;
		if (ties_hold(w->ties, w->s, &w->b, err) == -1)
			return -1;
		way_end(m, w);
	}
	m->n = 0;
	return 0;
}

/* Take the rows that precede those of all other files: how many. */
static size_t
take_piece(struct merge *m)
{
	const struct way *w = m->heap[0], *next = runner_up(m);
	struct rec r = { w->b.schema, w->b.rows };
	size_t i = next == NULL ? w->b.n : 1;

	m->after = w->key;
	for (; i < w->b.n; i++) {
		r.v += r.schema->row_size;
		merge_key_of(&m->after, &r);
		if (before(m, &next->key, next->file, &m->after, w->file))
			break;
	}
	return m->taken = i;
}

/*
 * The piece taken and those after it, while they fit, are of one schema and no
 * file must be read or opened.
 */
static void
gather(struct merge *m, struct recs *b)
{
	const struct schema *s = b->schema;
	size_t n = 0, room = GATHER_BYTES / s->row_size;
	const struct way *w = m->heap[0];

	if (m->taken > room)
		return;
	for (;;) {
		memcpy(m->rows + n * s->row_size, w->b.rows,
		    m->taken * s->row_size);
		n += m->taken;
		if (m->taken == w->b.n)
			break; /* taken stays: step_on reads on */
		take_rows(m);
		sift_down(m, 0);
		w = m->heap[0];
		if (w->s == NULL || w->paused || w->b.schema != s ||
		    take_piece(m) > room - n) {
			m->taken = 0;
			break;
		}
	}
	*b = (struct recs){ s, m->rows, n };
}

int
merge_next(struct merge *m, struct recs *b, struct err *err)
{
	const struct way *w;

	if (step_on(m, err) == -1 || open_first(m, err) == -1)
		return -1;
	if (m->n == 0)
		return 0;
	w = m->heap[0];
	if (w->paused)
		return hold_all(m, err);
	*b = (struct recs){ w->b.schema, w->b.rows, take_piece(m) };
	if (m->taken < GATHER_FEW && m->taken < w->b.n)
		gather(m, b);
	return 1;
}

enum stream_end
merge_ended(const struct merge *m)
{
	return m->end == END_INTERRUPTED ? END_INTERRUPTED : END_CLEAN;
}

void
merge_close(struct merge *m)
{
	int i;

	if (m == NULL)
		return;
	for (i = 0; m->way != NULL && i < m->env->nfiles; i++)
		way_end(m, &m->way[i]);
	free(m->way);
	free(m->heap);
	free(m->rows);
	free(m);
}
