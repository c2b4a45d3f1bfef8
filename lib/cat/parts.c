/*
 * parts.c - a file for each symbol, kind and period of a stream.
 *
 * A row finds its file by a list per symbol, whose head is the file used last.
 * Consecutive rows of one file are written at once.
 */
#include "cat/parts_impl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "dbn/encode.h"

struct parts *
parts_new(const struct parts_opts *o, struct vocab *vocab, struct err *err)
{
	struct parts *p = calloc(1, sizeof(*p));

	if (p == NULL) {
		err_errno(err, "--split");
		return NULL;
	}
	p->o = *o;
	p->vocab = vocab;
	p->most = parts_most(o->open);
	idmap_init(&p->first, sizeof(uint32_t), "symbols");
	idmap_init(&p->clean, 1, "folders");
	p->kinds = symtab_new(UINT32_MAX / 4);
	p->paths = symtab_new(UINT32_MAX / 4);
	p->folders = symtab_new(UINT32_MAX / 4);
	if (p->kinds != NULL && p->paths != NULL && p->folders != NULL)
		return p;
	err_errno(err, "--split");
	(void)parts_close(p, END_ABANDONED, NULL, err);
	return NULL;
}

const char *
parts_note(const struct parts *p)
{
	return p->note;
}

/* ---- one file ---- */

/* Open a file, or one that is complete again to continue it. */
static int
open_part(struct parts *p, struct part *t, struct err *err)
{
	struct beside file = { .fd = -1 };
	struct sink_opts o = p->o.sink;
	int got;

	o.file = &file;
	if (t->begun) {
		file = t->file;
		t->file = (struct beside){ .fd = -1 };
		got = beside_resume(&file, t->path, err);
	} else if (p->o.no_clobber && access(t->path, F_OK) == 0) {
		return err_set(err, "%s: exists (--no-clobber)", t->path);
	} else {
		got = parts_folder(p, &file.tidied, t->path, err);
		if (got == 0)
			got = beside_open(&file, t->path, err);
	}
	if (got == -1) {
		beside_drop(&file);
		return -1;
	}
	if ((t->sink = sink_open(t->path, p->vocab, &o, err)) == NULL)
		return -1;
	t->begun = 1;
	t->told = t->last = 0;
	p->nopen++;
	return 0;
}

static int
finish_part(struct parts *p, struct part *t, enum stream_end end,
    struct err *err)
{
	struct sink *k = t->sink;

	if (k == NULL)
		return 0;
	t->sink = NULL;
	p->nopen--;
	p->left_out += sink_left_out(k);
	if (p->note[0] == '\0')
		snprintf(p->note, sizeof(p->note), "%s", sink_note(k));
	return sink_finish(k, end, &t->file, err);
}

/* Formats without a header before the rows. */
static int
may_continue(const struct encoder *e)
{
	return (e->flags & ENCODER_ONE_KIND) == 0 && e != &encoder_dbn;
}

/* The file that was not used for longest, of another period than t. */
static struct part *
oldest(struct parts *p, const struct part *t)
{
	struct part *found = NULL, *q;

	for (q = p->part; q < p->part + p->n; q++)
		if (q->sink != NULL && q->span.day != t->span.day &&
		    (found == NULL || q->used < found->used))
			found = q;
	return found;
}

/* Open the file of rows if it may be open; else they are gathered. */
static int
reach(struct parts *p, struct part *t, struct err *err)
{
	struct part *q;

	if (t->gathered)
		return 0;
	if (t->begun) {
		if (!may_continue(p->o.sink.encoder))
			return err_set(err,
			    "%s: complete, as rows for %zu other files came "
			    "after its own: put the rows in order with --sort "
			    "or --merge",
			    t->path, p->most);
		t->gathered = 1;
		return 0;
	}
	if (p->nopen >= p->most && (q = oldest(p, t)) != NULL &&
	    finish_part(p, q, END_CLEAN, err) == -1)
		return -1;
	if (p->nopen < p->most)
		return open_part(p, t, err);
	t->gathered = 1;
	return 0;
}

static int
gather(struct parts *p, struct part *t, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	if (p->sort == NULL && (p->sort = sort_new("--split", &p->o.spill,
				    p->vocab->schemas, err)) == NULL)
		return -1;
	return sort_add_key(p->sort, (uint64_t)(t - p->part), s, rows, n, err);
}

/* The file of gathered rows; the one before it has all of its own. */
static int
drain_to(struct parts *p, struct part *t, struct err *err)
{
	if (p->drained > 0 &&
	    finish_part(p, &p->part[p->drained - 1], END_CLEAN, err) == -1)
		return -1;
	p->drained = (size_t)(t - p->part) + 1;
	return open_part(p, t, err);
}

static int
write_rows(struct parts *p, struct part *t, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	t->used = ++p->runs;
	if (t->sink == NULL &&
	    (p->draining ? drain_to : reach)(p, t, err) == -1)
		return -1;
	if (t->sink == NULL)
		return gather(p, t, s, rows, n, err);
	if (parts_say(p, t, err) == -1 ||
	    sink_rows(t->sink, s, rows, n, err) == -1)
		return err_at(err, "%s", t->path);
	return 0;
}

/* ---- the file of a row ---- */

/* Once for consecutive rows of one schema. */
static int
know_schema(struct parts *p, const struct schema *s, struct err *err)
{
	const struct part_spec *spec = p->o.spec;

	if (s == p->schema)
		return 0;
	p->kind = 0;
	if (spec->by_kind) {
		p->kind = symtab_add(p->kinds, s->kind, strlen(s->kind), err);
		if (err->set)
			return -1;
	}
	p->symbol_at = spec->by_symbol ? s->at.symbol : -1;
	/* a bar is in the period in which it starts */
	p->time_at = -1;
	if (s->at.ts_end >= 0 && !p->o.by_time)
		p->time_at = s->at.ts_event;
	p->schema = s;
	return 0;
}

static inline uint64_t
time_of(const struct parts *p, const struct rec *r)
{
	if (p->o.spec->period == PART_NO_PERIOD)
		return 0;
	return p->time_at >= 0 ? rec_u64(r, p->time_at) : rec_time(r);
}

static inline int
has_row(const struct parts *p, const struct part *t, uint32_t symbol,
    uint64_t at)
{
	return t->symbol == symbol && t->kind == p->kind &&
	       (at - t->span.start < t->span.end - t->span.start ||
		   (at == TS_NULL && t->span.day == PART_NO_DAY));
}

static struct part *
add_part(struct parts *p, uint32_t symbol, uint64_t at, struct err *err)
{
	struct part *t;
	uint32_t had;
	size_t n;

	if (array_grow(&p->part, &p->room, p->n + 1, sizeof(*p->part)) == -1) {
		err_errno(err, "--split: %zu files", p->n);
		return NULL;
	}
	t = &p->part[p->n];
	*t = (struct part){ .symbol = symbol,
		.kind = p->kind,
		.file = { .fd = -1 } };
	part_spec_span(p->o.spec, &t->span, at);
	t->path =
	    part_spec_path(p->o.spec, symtab_text(p->vocab->syms, symbol, &n),
		symtab_text(p->kinds, p->kind, &n), t->span.day, err);
	if (t->path == NULL)
		return NULL;
	p->n++;
	had = symtab_count(p->paths);
	(void)symtab_add(p->paths, t->path, strlen(t->path), err);
	if (!err->set && symtab_count(p->paths) == had)
		err_set(err,
		    "--out: \"%s\": two files would be called %s: change the "
		    "text between the names in braces",
		    p->o.spec->pattern, t->path);
	return err->set ? NULL : t;
}

/* The file of a row, which is put in front of its list. */
static struct part *
find_part(struct parts *p, uint32_t symbol, uint64_t at, struct err *err)
{
	uint32_t *first = idmap_get(&p->first, symbol, err), *link;
	struct part *t = NULL;
	uint32_t i;

	if (first == NULL)
		return NULL;
	for (link = first; *link != 0; link = &t->next) {
		t = &p->part[*link - 1];
		if (has_row(p, t, symbol, at))
			break;
	}
	if ((i = *link) != 0) {
		*link = t->next;
	} else {
		if ((t = add_part(p, symbol, at, err)) == NULL)
			return NULL;
		i = (uint32_t)p->n;
	}
	t->next = *first;
	*first = i;
	return t;
}

int
parts_rows(struct parts *p, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct part *t = p->last > 0 ? &p->part[p->last - 1] : NULL, *u;
	struct rec r = { s, rows };
	size_t run = 0, i;
	uint32_t symbol;
	uint64_t at;

	if (know_schema(p, s, err) == -1)
		return -1;
	for (i = 0; i < n; i++, r.v += s->row_size) {
		symbol = p->symbol_at < 0 ? 0 : rec_u32(&r, p->symbol_at);
		at = time_of(p, &r);
		if (t != NULL && has_row(p, t, symbol, at))
			continue;
		if (i > run && write_rows(p, t, s, rows + run * s->row_size,
				   i - run, err) == -1)
			return -1;
		run = i;
		if ((u = find_part(p, symbol, at, err)) == NULL)
			return -1;
		t = u;
		p->last = (size_t)(t - p->part) + 1;
	}
	return n > run
		   ? write_rows(p, t, s, rows + run * s->row_size, n - run, err)
		   : 0;
}

/* ---- the end ---- */

static int
finish_all(struct parts *p, enum stream_end end, struct err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < p->n; i++)
		if (finish_part(p, &p->part[i], ret == 0 ? end : END_ABANDONED,
			err) == -1)
			ret = -1;
	return ret;
}

/* Write the gathered rows, file by file. */
static int
write_gathered(struct parts *p, struct parts_done *done, struct err *err)
{
	struct recs b;
	int got;

	if (p->sort == NULL)
		return 0;
	p->draining = 1;
	p->last = 0;
	while ((got = sort_next(p->sort, &b, err)) == 1)
		if (parts_rows(p, b.schema, b.rows, b.n, err) == -1)
			return -1;
	done->spilled = sort_spilled(p->sort);
	return got;
}

/* All files are on disk before the first gets its name. */
static int
sync_all(struct parts *p, struct err *err)
{
	dev_t done = 0;
	struct stat st;
	int any = 0;
	size_t i;

	for (i = 0; i < p->n; i++) {
		if (p->part[i].file.temp == NULL)
			continue;
		if (stat(p->part[i].file.temp, &st) == -1)
			return err_errno(err, "%s", p->part[i].path);
		if (any && st.st_dev == done)
			continue;
		if (beside_sync(&p->part[i].file, p->part[i].path, err) == -1)
			return -1;
		done = st.st_dev;
		any = 1;
	}
	return 0;
}

static int
complete(struct parts *p, struct parts_done *done, struct err *err)
{
	size_t i;

	if (finish_all(p, END_CLEAN, err) == -1 ||
	    write_gathered(p, done, err) == -1 ||
	    finish_all(p, END_CLEAN, err) == -1 || sync_all(p, err) == -1)
		return -1;
	for (i = 0; i < p->n; i++)
		if (beside_place(&p->part[i].file, p->part[i].path, err) == -1)
			return -1;
	done->files = p->n;
	done->left_out = p->left_out;
	p->nmade = 0; /* the folders are used */
	return 0;
}

static int
interrupted(struct err *err)
{
	int sig = io_signal();

	if (sig == 0)
		return err_set(err,
		    "--split: no file was written: the input was interrupted");
	return err_set(err,
	    "--split: no file was written: SIG%s arrived before the end of "
	    "the input",
	    sig == SIGINT ? "INT" : "TERM");
}

static void
parts_free(struct parts *p)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		beside_drop(&p->part[i].file);
		free(p->part[i].path);
	}
	free(p->part);
	parts_folder_drop(p);
	parts_folder_fini(p);
	parts_say_fini(p);
	idmap_fini(&p->first);
	symtab_free(p->kinds);
	symtab_free(p->paths);
	sort_free(p->sort);
	free(p);
}

int
parts_close(struct parts *p, enum stream_end end, struct parts_done *done,
    struct err *err)
{
	struct err ignored = { 0 };
	int ret = 0;

	if (p == NULL)
		return 0;
	if (end == END_INTERRUPTED)
		ret = interrupted(err);
	else if (end == END_CLEAN)
		ret = complete(p, done, err);
	if (end != END_CLEAN || ret == -1)
		(void)finish_all(p, END_ABANDONED, &ignored);
	parts_free(p);
	return ret;
}
