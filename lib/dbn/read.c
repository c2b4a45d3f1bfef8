/*
 * read.c - DBN records to batches of rows (dbn.md 3, 4, 8, 9, 14).
 *
 * One pass from the input's window into a buffer of rows; a batch ends where
 * the kind changes, the window or the buffer is used up, a new header starts
 * or something is wrong.  A bad record ends the batch before it and is
 * reported by the next call, so all rows before it are returned first.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dbn/read_impl.h"
#include "dbn/upgrade.h"

enum { ROWS_BYTES = 1 << 17 };

int
dbn_at_record(const struct dbn *d, struct err *err)
{
	return err_at(err, "offset %" PRIu64 ", record %" PRIu64,
	    feed_offset(&d->feed), d->count + 1);
}

void
dbn_entries_free(struct dbn *d)
{
	int i, v;

	for (i = 0; i < 256; i++) {
		for (v = 0; d->entry[i] != NULL && v < DBN_VERSIONS; v++)
			plan_fini(&d->entry[i]->plan[v]);
		free(d->entry[i]);
		d->entry[i] = NULL;
	}
}

static const struct schema *
entry_schema(const struct dbn *d, const struct rtype *t, struct err *err)
{
	struct field ts_out = field_make("ts_out", F_TS, "");
	const struct schema *s;
	int n;
	const struct field *f = kind_fields(t->kind, &n);

	s = schema_get(d->vocab->schemas, t->kind, f, n, err);
	if (s != NULL && d->extra > 0)
		s = schema_extend(d->vocab->schemas, s, t->kind, &ts_out, 1,
		    err);
	return s;
}

const struct rtype *
dbn_rtype_here(const struct dbn *d, uint8_t rtype)
{
	return rtype_find(rtype,
	    d->has_meta ? d->meta.schema : DBN_SCHEMA_NONE);
}

/* Find the entry of an rtype: 1; 0 when it is unknown; -1 with *err. */
static int
entry_get(struct entry **e, struct dbn *d, uint8_t rtype, struct err *err)
{
	const struct rtype *t;

	*e = d->entry[rtype];
	if (*e != NULL)
		return 1;
	t = dbn_rtype_here(d, rtype);
	if (t == NULL)
		return 0;
	*e = calloc(1, sizeof(**e));
	if (*e == NULL)
		return err_errno(err, "%s", t->kind);
	(*e)->type = t;
	(*e)->schema = entry_schema(d, t, err);
	if ((*e)->schema == NULL) {
		free(*e);
		return -1;
	}
	(*e)->fast = d->extra > 0 ? FAST_NONE : fast_kind(t, (*e)->schema);
	d->entry[rtype] = *e;
	return 1;
}

static struct plan *
entry_plan(struct entry *e, const struct layout *l, struct err *err)
{
	struct plan *p;
	int v = 0;

	while (e->type->version[v] != l)
		v++;
	p = &e->plan[v];
	if (p->layout == NULL && plan_read(p, l, e->schema, err) == -1)
		return NULL;
	return p;
}

/* Symbol mappings in live records (dbn.md 9). */
static int
learn_symbol(struct dbn *d, const struct plan *p, const unsigned char *rec,
    struct err *err)
{
	int i, firm = rec[1] == RTYPE_MAPPING;
	const char *name = firm ? "stype_out_symbol" : "raw_symbol";
	const struct layout_field *f;

	for (i = 0; i < p->layout->n; i++) {
		f = &p->layout->field[i];
		if (strcmp(f->name, name) == 0)
			return symbols_learn(&d->symbols, get_u32(rec + 4),
			    (const char *)rec + f->off,
			    strnlen((const char *)rec + f->off, f->len), firm,
			    err);
	}
	return 0;
}

/* Convert one record of any kind to the next row. */
static int
put_record(struct dbn *d, struct entry *e, const struct layout *l,
    const unsigned char *rec, struct err *err)
{
	unsigned char *row = d->rows + d->nrow * e->schema->row_size;
	const struct plan *p = entry_plan(e, l, err);
	int control = is_control(rec[1]);
	uint32_t sym;

	if (p == NULL)
		return -1;
	if (d->symbols.live &&
	    (rec[1] == RTYPE_MAPPING || rec[1] == RTYPE_DEFINITION) &&
	    learn_symbol(d, p, rec, err) == -1)
		return -1;
	sym = symbols_at(&d->symbols, get_u32(rec + 4), get_u64(rec + p->time));
	if (sym == SYMBOL_FAILED)
		return err_set(err, "%s", d->symbols.fail.msg);
	if (plan_to_row(p, row, rec) == -1 && !d->wide_volume)
		return err_set(err, "volume: does not fit 63 bits");
	memcpy(row + p->symbol, &sym, sizeof(sym));
	if (p->ts_out >= 0)
		memcpy(row + p->ts_out, rec + l->size, TS_OUT);
	if (l != e->type->version[DBN_VERSIONS - 1])
		upgrade_text(row, e->schema, e->type->rtype);
	d->stats.control += (uint64_t)control;
	d->stats.unmapped += sym == 0 && !control;
	d->nrow++;
	return 0;
}

/* The later version that has records of this size; 0: none. */
static int
later_version(const struct rtype *t, size_t size, int version)
{
	int v;

	for (v = version; v < DBN_VERSIONS; v++)
		if (size == t->version[v]->size)
			return v + 1;
	return 0;
}

const struct layout *
dbn_record_layout(const struct dbn *d, const struct rtype *t, size_t size,
    struct err *err)
{
	const struct layout *l = NULL;
	int later;

	if (size >= DBN_HEADER + d->extra)
		l = rtype_layout(t, size - d->extra, d->version);
	if (l == NULL) {
		err_set(err, "%s: length %zu: expected at least %zu", t->kind,
		    size, t->version[0]->size + d->extra);
		return NULL;
	}
	if (size - d->extra == l->size ||
	    (later = later_version(t, size - d->extra, d->version)) == 0)
		return l;
	err_set(err, "%s: length %zu: of version %d, not %d", t->kind, size,
	    later, d->version);
	return NULL;
}

/*
 * Convert the record at p and those after it in one pass.  Returns the number
 * of rows made; 0 when the rows so far have another schema or there is no room;
 * -1 when the record is bad.
 */
static int64_t
take_rows(struct dbn *d, const unsigned char *p, size_t n, struct entry *e,
    struct err *err)
{
	size_t max, k = 0;
	const struct layout *l =
	    dbn_record_layout(d, e->type, record_size(p), err);

	if (l == NULL)
		return -1;
	if (d->schema != NULL && d->schema != e->schema)
		return 0;
	d->schema = e->schema;
	max = ROWS_BYTES / e->schema->row_size - d->nrow;
	if (max == 0)
		return 0;
	if (e->fast != FAST_NONE)
		k = fast_run(e->fast, p[1],
		    d->rows + d->nrow * e->schema->row_size, max, p, n,
		    &d->symbols, &d->stats.unmapped);
	d->nrow += k;
	if (k > 0)
		return (int64_t)k;
	return put_record(d, e, l, p, err) == -1 ? -1 : 1;
}

void
dbn_note_unknown(struct dbn *d, uint8_t rtype, const char *done)
{
	if (d->stats.unknown == 0)
		d->first_unknown = rtype;
	WARN(d, "record %" PRIu64 ": unknown rtype 0x%02x: %s", d->count + 1,
	    rtype, done);
	d->stats.unknown++;
}

/*
 * Convert the complete record at p and those of its kind after it.  Returns how
 * many, 0 when the batch ends before it, -1 on error.
 */
static int64_t
take_run(struct dbn *d, const unsigned char *p, size_t n, struct err *err)
{
	struct entry *e;
	int r;

	r = entry_get(&e, d, p[1], err);
	if (r == 1)
		return take_rows(d, p, n, e, err);
	if (r == -1 || d->nrow > 0) /* the records of rows are contiguous */
		return r;
	dbn_note_unknown(d, p[1], "skipped");
	return 1;
}

/*
 * Convert as many records of the window as one batch takes; the first is
 * complete.  Returns the bytes used, or -1 when the first record is bad.
 */
static int64_t
take(struct dbn *d, const unsigned char *p, size_t n, struct err *err)
{
	struct err later = { 0 }, *e_err = err;
	size_t at = 0, first = 0, size;
	int64_t k;

	while (n - at >= DBN_HEADER) {
		size = record_size(p + at);
		if (size < DBN_HEADER || size > n - at || dbn_is_header(p + at))
			break;
		if (at > 0 && d->resync != NULL && !resync_knows(d, p + at))
			break;
		if (d->nrow == 0) {
			first = at;
			d->uniform = 1;
		}
		d->uniform &= size == record_size(p + first);
		k = take_run(d, p + at, n - at, e_err);
		if (k == -1 && at == 0)
			return -1;
		if (k <= 0)
			break;
		d->count += (uint64_t)k;
		at += (size_t)k * size;
		e_err = &later; /* reported when it is first in a batch */
	}
	d->records = p + first;
	return (int64_t)at;
}

int
dbn_whole_record(struct dbn *d, const unsigned char **p, size_t *n,
    struct err *err)
{
	size_t want = DBN_HEADER;
	int r = feed_peek(&d->feed, want, p, n, err);

	if (r == 1 && dbn_is_header(*p))
		return 2;
	if (r == 1) {
		want = record_size(*p);
		if (want < DBN_HEADER) {
			err_set(err, "length %zu: expected at least %d", want,
			    DBN_HEADER);
			return dbn_at_record(d, err);
		}
		if (*n < want)
			r = feed_peek(&d->feed, want, p, n, err);
	}
	if (r == 0 && feed_end(&d->feed, err) == -1)
		r = -1;
	if (r == 0 && *n > 0 && !in_interrupted(d->feed.in))
		r = err_set(err,
		    "record truncated: expected %zu bytes, got %zu", want, *n);
	return r == -1 ? dbn_at_record(d, err) : r;
}

/* The first record or header, as dbn_whole_record, but damage is skipped. */
static int
sound_record(struct dbn *d, const unsigned char **p, size_t *n, struct err *err)
{
	struct err damage = { 0 };
	int r;

	if (d->resync == NULL)
		return dbn_whole_record(d, p, n, err);
	for (;;) {
		r = dbn_whole_record(d, p, n, &damage);
		if (r != -1 && (r != 1 || resync_trusts(d, p, n)))
			return r;
		damage.set = 0;
		r = resync_find(d, err);
		if (r != 1)
			return r;
	}
}

/* Nothing follows: 0 with d->ended, or -1 when more was expected. */
static int
end_here(struct dbn *d, struct err *err)
{
	int interrupted = in_interrupted(d->feed.in);

	/* what --resync skipped was already reported */
	if (d->feed.dbz != NULL && !interrupted && d->stats.damages == 0 &&
	    dbz_check_count(d->feed.dbz, d->count, err) == -1)
		return dbn_at_record(d, err);
	d->ended = interrupted ? END_INTERRUPTED : END_CLEAN;
	return 0;
}

int
dbn_await(struct dbn *d, const unsigned char **p, size_t *n, struct err *err)
{
	int r;

	for (;;) {
		if (d->failed.set)
			return err_copy(err, &d->failed);
		if (d->ended != END_OPEN)
			return 0;
		r = sound_record(d, p, n, err);
		if (r == 1 || r == -1)
			return r;
		if (r == 2)
			r = dbn_read_header(d, &d->failed);
		if (r == 0)
			return end_here(d, err);
	}
}

/* The end of the input; it is an error if there were records but none was
 * readable. */
static int
check_known(const struct dbn *d, struct err *err)
{
	if (d->stats.unknown == 0 || d->stats.records > 0 ||
	    d->ended != END_CLEAN)
		return 0;
	return err_set(err,
	    "all records (%" PRIu64
	    ") are of unknown types, the first of rtype "
	    "0x%02x",
	    d->stats.unknown, d->first_unknown);
}

int
dbn_next(struct dbn *d, struct recs *b, struct err *err)
{
	const unsigned char *p;
	int64_t used;
	size_t n;
	int r;

	d->nrow = 0;
	d->schema = NULL;
	d->walk_row = d->walk_at = 0;
	while (d->nrow == 0) {
		r = dbn_await(d, &p, &n, err);
		if (r != 1)
			return r == 0 ? check_known(d, err) : r;
		used = take(d, p, n, err);
		if (used == -1)
			return dbn_at_record(d, err);
		if (d->resync != NULL)
			resync_note(d, p, (size_t)used);
		feed_skip(&d->feed, (size_t)used);
	}
	d->stats.records += d->nrow;
	*b = (struct recs){ d->schema, d->rows, d->nrow };
	d->vocab->dbn = d;
	return 1;
}

/* ---- life ---- */

static int
open_resync(struct dbn *d, const struct dbn_opts *opts, struct err *err)
{
	if (opts == NULL || !opts->resync)
		return 0;
	d->resync = resync_new(err);
	return d->resync == NULL ? -1 : 0;
}

struct dbn *
dbn_open(struct in *in, struct vocab *vocab, const struct dbn_opts *opts,
    struct err *err)
{
	struct dbn *d = calloc(1, sizeof(*d));

	if (d == NULL) {
		in_close(in);
		err_errno(err, "dbn");
		return NULL;
	}
	d->feed.in = in;
	d->vocab = vocab;
	d->symbology = opts == NULL ? NULL : opts->symbology;
	d->wide_volume = opts != NULL && opts->wide_volume;
	d->rows = malloc(ROWS_BYTES);
	if (d->rows == NULL)
		err_errno(err, "dbn");
	else if (symbols_init(&d->symbols, vocab->syms, err) == 0 &&
		 open_resync(d, opts, err) == 0 &&
		 dbn_read_start(d, opts, err) == 0)
		return d;
	dbn_close(d);
	return NULL;
}

const struct schema *
dbn_meta_rows(const struct dbn *d, struct err *err)
{
	const char *kind = d->has_meta ? dbn_schema_name(d->meta.schema) : NULL;

	return kind == NULL ? NULL : entry_schema(d, rtype_of_kind(kind), err);
}

const struct dbn_meta *
dbn_meta(const struct dbn *d)
{
	return d->has_meta ? &d->meta : NULL;
}

const struct dbn_stats *
dbn_stats(const struct dbn *d)
{
	return &d->stats;
}

enum stream_end
dbn_ended(const struct dbn *d)
{
	return d->ended;
}

void
dbn_close(struct dbn *d)
{
	if (d == NULL)
		return;
	if (d->vocab->dbn == d)
		d->vocab->dbn = NULL;
	dbn_entries_free(d);
	symbols_fini(&d->symbols);
	meta_fini(&d->meta);
	resync_free(d->resync);
	dbz_close(d->feed.dbz);
	in_close(d->feed.in);
	free(d->rows);
	free(d);
}
