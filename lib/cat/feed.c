/*
 * feed.c - read the files one after the other, or merged; once, or in a loop.
 *
 * With opts.loop all files are read again, and every time in a row is shifted
 * so that time continues from pass to pass.  Pass k is shifted by k times
 *
 *	last - first + gap,	gap = (last - first) / (rows - 1)
 *
 * where first and last are the earliest and latest index time of the first
 * pass, and rows is the number of rows with an index time.  The gap is the
 * mean one, at least 1 ns, or 1 s for a single row.  All fields of type ts are
 * shifted unless they are null or 0 (some feeds write 0 for null).  Rows are
 * copied for this, a piece at a time.
 */
#include "cat/feed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cat/feed_impl.h"
#include "stream/spool.h"

enum { SHIFT_BYTES = 1 << 16 }; /* at least one row: SCHEMA_ROW_MAX */

struct feed {
	struct feed_env env;
	struct source *s; /* of a sequence: open, or NULL */
	int at;           /* the file it is, or that comes next */
	struct merge *merge;
	struct spool *spool; /* of a file that is reversed */
	struct err failed;   /* behind its rows */
	enum stream_end end;

	int64_t pass;
	uint64_t first, last; /* index times of the first pass */
	uint64_t timed, rows; /* rows that have one; all */
	uint64_t shift;       /* of this pass */
	struct recs left;     /* rows not moved yet */
	unsigned char *moved; /* [SHIFT_BYTES] */
};

/* ---- files ---- */

int
feed_file_open(struct source **s, struct recs *b, const struct feed_env *e,
    int i, struct err *err)
{
	const char *name = e->files[i];
	int follow = e->opts.follow && i == e->nfiles - 1, got;
	struct in *in;

	if (!follow && feed_file_again(name)) {
		*s = source_open(name, e->vocab, &e->source, err);
		if (*s != NULL)
			in_on_idle(source_in(*s), e->hooks.idle, e->hooks.arg);
	} else {
		/* it may wait before its format is known */
		in = in_open(name, e->source.stream.raw, err);
		if (in == NULL)
			return -1;
		in_on_idle(in, e->hooks.idle, e->hooks.arg);
		if (follow)
			in_follow(in);
		*s = source_over(in, e->vocab, &e->source, err);
	}
	if (*s == NULL)
		return -1;
	if (e->hooks.comment != NULL && !e->again)
		source_on_comment(*s, e->hooks.comment, e->hooks.arg);
	got = source_next(*s, b, err);
	if (got != -1 && !e->again && e->hooks.file != NULL &&
	    e->hooks.file(e->hooks.arg, *s, err) == -1)
		got = -1;
	if (got != -1 && e->piece != NULL)
		got = piece_first(e->piece, i, *s, b, got, err);
	if (got == -1)
		feed_file_close(s, e);
	return got;
}

int
feed_file_next(const struct feed_env *e, int i, struct source *s,
    struct recs *b, struct err *err)
{
	return e->piece != NULL ? piece_next(e->piece, i, s, b, err)
				: source_next(s, b, err);
}

void
feed_file_close(struct source **s, const struct feed_env *e)
{
	if (*s == NULL)
		return;
	if (e->hooks.done != NULL)
		e->hooks.done(e->hooks.arg, *s);
	source_close(*s);
	*s = NULL;
}

/* The current file has ended. */
static void
next_file(struct feed *f)
{
	f->end = stream_end_of(f->end, source_ended(f->s));
	feed_file_close(&f->s, &f->env);
	f->at++;
}

/* Rows of a file, unchanged. */
static int
file_next(struct feed *f, struct recs *b, struct err *err)
{
	return f->s != NULL ? feed_file_next(&f->env, f->at, f->s, b, err)
			    : feed_file_open(&f->s, b, &f->env, f->at, err);
}

/*
 * Read all rows of the current file, to be returned in reverse order.  An
 * error in it is reported after the rows before it.
 */
static int
fill_spool(struct feed *f, struct err *err)
{
	const struct feed_env *e = &f->env;
	struct recs b;
	int got;

	f->spool = spool_new(&e->opts.spill, e->vocab->schemas, err);
	if (f->spool == NULL)
		return -1;
	while ((got = file_next(f, &b, &f->failed)) == 1)
		if (spool_add(f->spool, b.schema, b.rows, b.n, err) == -1)
			return err_at(err, "--reverse");
	if (spool_spilled(f->spool) > 0 && e->hooks.spilled != NULL)
		e->hooks.spilled(e->hooks.arg, e->files[f->at],
		    spool_spilled(f->spool));
	return 0;
}

static int
reversed_next(struct feed *f, struct recs *b, struct err *err)
{
	int got = 0;

	if (f->spool == NULL && fill_spool(f, err) == -1)
		return -1;
	if ((got = spool_back(f->spool, b, err)) != 0)
		return got == 1 ? 1 : err_at(err, "--reverse");
	spool_free(f->spool);
	f->spool = NULL;
	return f->failed.set ? err_copy(err, &f->failed) : 0;
}

static int
sequence_next(struct feed *f, struct recs *b, struct err *err)
{
	int got;

	while (f->at < f->env.nfiles) {
		if (f->s == NULL && f->spool == NULL && io_signal() != 0) {
			f->end = END_INTERRUPTED;
			return 0;
		}
		got = f->env.opts.reverse ? reversed_next(f, b, err)
					  : file_next(f, b, err);
		if (got != 0)
			return got;
		next_file(f);
	}
	return 0;
}

static int
merged_next(struct feed *f, struct recs *b, struct err *err)
{
	int got;

	if (f->merge == NULL && (f->merge = merge_open(&f->env, err)) == NULL)
		return -1;
	got = merge_next(f->merge, b, err);
	if (got == 0)
		f->end = merge_ended(f->merge);
	return got;
}

/* The next rows of this pass. */
static int
pass_next(struct feed *f, struct recs *b, struct err *err)
{
	/* also of one file: its rows of one time are put in order */
	return f->env.opts.merge ? merged_next(f, b, err)
				 : sequence_next(f, b, err);
}

/* ---- passes ---- */

static void
note_times(struct feed *f, const struct recs *b)
{
	struct rec r = { b->schema, b->rows };
	uint64_t t;
	size_t i;

	f->rows += b->n;
	for (i = 0; i < b->n; i++, r.v += b->schema->row_size) {
		if ((t = rec_time(&r)) == TS_NULL)
			continue;
		if (f->timed++ == 0)
			f->first = f->last = t;
		f->first = t < f->first ? t : f->first;
		f->last = t > f->last ? t : f->last;
	}
}

/* Get ready to read all files again: 1, 0 no more, -1. */
static int
next_pass(struct feed *f, struct err *err)
{
	uint64_t span = f->last - f->first, gap = NS_SECOND;

	if (f->pass + 1 >= f->env.opts.loop || f->rows == 0 || io_signal() != 0)
		return 0;
	if (f->timed > 1)
		gap = span / (f->timed - 1) > 0 ? span / (f->timed - 1) : 1;
	if (f->timed > 0 &&
	    (__builtin_add_overflow(f->shift, span, &f->shift) ||
		__builtin_add_overflow(f->shift, gap, &f->shift)))
		return err_set(err,
		    "--loop: pass %" PRId64
		    " would pass 2554-07-21, the last time a row can hold",
		    f->pass + 2);
	merge_close(f->merge);
	f->merge = NULL;
	f->at = 0;
	f->pass++;
	f->env.again = 1;
	return 1;
}

/* A piece of the rows that are left, moved in time. */
static int
move_piece(struct feed *f, struct recs *b, struct err *err)
{
	const struct schema *s = f->left.schema;
	size_t n = SHIFT_BYTES / s->row_size, j;
	unsigned char *p;
	uint64_t t;
	int i;

	n = n < f->left.n ? n : f->left.n;
	memcpy(f->moved, f->left.rows, n * s->row_size);
	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type != F_TS)
			continue;
		p = f->moved + s->field[i].off;
		for (j = 0; j < n; j++, p += s->row_size) {
			memcpy(&t, p, sizeof(t));
			if (t == TS_NULL || t == 0)
				continue;
			if (t >= TS_NULL - f->shift)
				return err_set(err,
				    "--loop: pass %" PRId64
				    ": %s would pass 2554-07-21, the last time "
				    "a row can hold",
				    f->pass + 1, s->field[i].name);
			t += f->shift;
			memcpy(p, &t, sizeof(t));
		}
	}
	*b = (struct recs){ s, f->moved, n };
	f->left.rows += n * s->row_size;
	f->left.n -= n;
	return 1;
}

int
feed_next(struct feed *f, struct recs *b, struct err *err)
{
	int got;

	while (f->left.n == 0) {
		got = pass_next(f, b, err);
		if (got == 1 && f->pass == 0) {
			if (f->env.opts.loop > 1)
				note_times(f, b);
			return 1;
		}
		if (got == STREAM_BARRIER)
			return got;
		if (got == 1)
			f->left = *b;
		else if (got == -1 || (got = next_pass(f, err)) != 1)
			return got;
	}
	return move_piece(f, b, err);
}

/* ---- life ---- */

/* An input that cannot be read twice, or has no end, cannot be looped. */
static int
check_loop(const struct feed_env *e, struct err *err)
{
	int i;

	if (e->opts.loop <= 1)
		return 0;
	if (e->opts.follow)
		return err_usage(err, "--loop: not with --follow");
	for (i = 0; i < e->nfiles; i++)
		if (strcmp(e->files[i], "-") == 0)
			return err_usage(err,
			    "--loop: stdin cannot be read again");
	for (i = 0; i < e->nfiles; i++)
		if (!feed_file_again(e->files[i]) &&
		    access(e->files[i], F_OK) == 0)
			return err_set(err,
			    "%s: --loop needs a file that can be read again",
			    e->files[i]);
	return 0;
}

struct feed *
feed_open(char *const *files, int nfiles, struct vocab *vocab,
    const struct source_opts *source, const struct feed_opts *opts,
    const struct feed_hooks *hooks, struct piece *piece, struct err *err)
{
	struct feed *f = calloc(1, sizeof(*f));

	if (f == NULL) {
		err_errno(err, "input");
		return NULL;
	}
	f->env = (struct feed_env){ .files = files,
		.nfiles = nfiles,
		.vocab = vocab,
		.source = *source,
		.opts = *opts,
		.hooks = *hooks,
		.piece = piece };
	if (check_loop(&f->env, err) == -1)
		goto fail;
	if (opts->loop > 1 && (f->moved = malloc(SHIFT_BYTES)) == NULL) {
		err_errno(err, "--loop");
		goto fail;
	}
	return f;
fail:
	feed_close(f);
	return NULL;
}

uint32_t
feed_barrier(const struct feed *f)
{
	return f->s != NULL ? source_barrier(f->s) : 0;
}

enum stream_end
feed_ended(const struct feed *f)
{
	return f->end;
}

void
feed_close(struct feed *f)
{
	if (f == NULL)
		return;
	feed_file_close(&f->s, &f->env);
	merge_close(f->merge);
	spool_free(f->spool);
	free(f->moved);
	free(f);
}
