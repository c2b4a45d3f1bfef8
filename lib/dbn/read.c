/*
 * read.c - DBN records to batches of rows (dbn.md 3, 4, 8, 9, 14).
 *
 * One pass from the input's window into a buffer of rows; a batch ends where
 * the kind changes, the window or the buffer is used up, a new header starts
 * or something is wrong.  What is wrong is looked at again, and reported,
 * when it is the first thing of a batch: so all rows before it are out.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dbn/fast.h"
#include "dbn/feed.h"
#include "dbn/plan.h"
#include "dbn/upgrade.h"

enum { ROWS_BYTES = 1 << 17, TS_OUT = 8, SCHEMA_TBBO = 3 };

/* How records of one rtype become rows; made when the first one comes. */
struct entry {
	const struct rtype *type;
	const struct schema *schema;
	enum fast_kind fast;
	struct plan plan[DBN_VERSIONS]; /* layout NULL: not made yet */
};

struct dbn {
	struct feed feed;
	struct house *house;
	struct dbn_meta meta;
	int has_meta;
	int version;              /* highest layout to look for */
	size_t extra;             /* bytes of ts_out, 0 or 8 */
	struct entry *entry[256]; /* by rtype */
	struct symbols symbols;
	uint64_t count; /* records met, skipped ones too */
	struct dbn_stats stats;
	enum stream_end ended;
	unsigned char *rows;
	size_t nrow;
	const struct schema *schema; /* of the rows */
	struct err failed;           /* in a header: nothing can follow */
};

static int
at_record(const struct dbn *d, struct err *err)
{
	return err_at(err, "offset %" PRIu64 ", record %" PRIu64,
	    feed_offset(&d->feed), d->count + 1);
}

/* Only the first odd thing is kept. */
#define WARN(d, ...)                                                           \
	do {                                                                   \
		if ((d)->stats.warning[0] == '\0')                             \
			snprintf((d)->stats.warning,                           \
			    sizeof((d)->stats.warning), __VA_ARGS__);          \
	} while (0)

static void
entries_free(struct dbn *d)
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

	s = schema_get(d->house->schemas, t->kind, f, n, err);
	if (s != NULL && d->extra > 0)
		s = schema_extend(d->house->schemas, s, t->kind, &ts_out, 1,
		    err);
	return s;
}

/* The entry of an rtype: 1; 0 when nobody knows it; -1. */
static int
entry_get(struct entry **e, struct dbn *d, uint8_t rtype, struct err *err)
{
	const struct rtype *t;

	*e = d->entry[rtype];
	if (*e != NULL)
		return 1;
	t = rtype_find(rtype, d->has_meta ? d->meta.schema : DBN_SCHEMA_NONE);
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

/* ---- metadata ---- */

/* Version and length of the prefix at p. */
static int
check_prefix(const unsigned char *p, uint64_t at, struct err *err)
{
	if (memcmp(p, "DBN", 3) != 0)
		return err_set(err,
		    "offset %" PRIu64 ": not DBN: starts with %02x %02x %02x",
		    at, p[0], p[1], p[2]);
	if (p[3] < 1 || p[3] > DBN_VERSIONS)
		return err_set(err,
		    "offset %" PRIu64 ": DBN version %d: wants 1 to %d", at + 3,
		    p[3], DBN_VERSIONS);
	if (get_u32(p + 4) < META_FIXED)
		return err_set(err,
		    "offset %" PRIu64 ": metadata length %" PRIu32
		    ": wants at least %d",
		    at + 4, get_u32(p + 4), META_FIXED);
	return 0;
}

/* New metadata is in d->meta: make all else agree with it. */
static int
meta_apply(struct dbn *d, struct err *err)
{
	const struct dbn_meta *m = &d->meta;

	entries_free(d);
	d->has_meta = 1;
	d->version = m->version;
	d->extra = m->ts_out ? TS_OUT : 0;
	d->stats.headers++;
	if (m->schema != DBN_SCHEMA_NONE && dbn_schema_name(m->schema) == NULL)
		WARN(d, "metadata: unknown schema %u", m->schema);
	if ((m->stype_in != DBN_STYPE_NONE &&
		dbn_stype_name(m->stype_in) == NULL) ||
	    (m->stype_out != DBN_STYPE_NONE &&
		dbn_stype_name(m->stype_out) == NULL))
		WARN(d, "metadata: unknown symbol type %u or %u", m->stype_in,
		    m->stype_out);
	return symbols_load(&d->symbols, m, err);
}

/* The header at the start of the window.  1; 0 interrupted in it; -1. */
static int
read_header(struct dbn *d, struct err *err)
{
	uint64_t at = feed_offset(&d->feed);
	struct dbn_meta meta;
	const unsigned char *p;
	unsigned char *buf;
	size_t n, have = 0, len;
	int version, r;

	r = feed_peek(&d->feed, META_PREFIX, &p, &n, err);
	if (r == -1 || (r == 0 && feed_end(&d->feed, err) == -1))
		return -1;
	if (r == 0)
		return in_interrupted(d->feed.in)
			   ? 0
			   : err_set(err,
				 "offset %" PRIu64 ": header cut short: "
				 "wants %d bytes, %zu left",
				 at, META_PREFIX, n);
	if (check_prefix(p, at, err) == -1)
		return -1;
	version = p[3];
	len = get_u32(p + 4);
	feed_skip(&d->feed, META_PREFIX);
	buf = feed_bytes(&d->feed, len, &have, err);
	if (buf == NULL)
		return !err->set ? 0
				 : err_at(err, "offset %" PRIu64,
				       at + META_PREFIX + have);
	r = meta_decode(&meta, buf, len, version, at, err);
	free(buf);
	if (r == -1)
		return -1;
	meta_fini(&d->meta);
	d->meta = meta;
	return meta_apply(d, err) == -1 ? -1 : 1;
}

/* ---- records ---- */

static int
is_header(const unsigned char *p)
{
	return p[0] == 'D' && p[1] == 'B' && p[2] == 'N' && p[3] >= 1 &&
	       p[3] <= DBN_VERSIONS;
}

/* What live records say about symbols (dbn.md 9). */
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

/* One record of any kind to the next row. */
static int
put_record(struct dbn *d, struct entry *e, const struct layout *l,
    const unsigned char *rec, struct err *err)
{
	unsigned char *row = d->rows + d->nrow * e->schema->row_size;
	const struct plan *p = entry_plan(e, l, err);
	int control = rec[1] >= RTYPE_ERROR && rec[1] <= RTYPE_SYSTEM;
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
	if (plan_to_row(p, row, rec) == -1)
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

/*
 * The record at p, of size bytes, and what follows in one go: rows made.
 * 0: the rows so far are of another schema, or there is no room.  -1: bad.
 */
static int64_t
take_rows(struct dbn *d, const unsigned char *p, size_t n, struct entry *e,
    struct err *err)
{
	size_t size = p[0] * (size_t)4, max, k = 0;
	const struct layout *l = NULL;

	if (size >= DBN_HEADER + d->extra)
		l = rtype_layout(e->type, size - d->extra, d->version);
	if (l == NULL)
		return err_set(err, "%s: length %zu: wants at least %zu",
		    e->type->kind, size, e->type->version[0]->size + d->extra);
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

/*
 * As many records of the window as make one batch; the first is whole.
 * Bytes used, or -1 when the first record is bad.
 */
static int64_t
take(struct dbn *d, const unsigned char *p, size_t n, struct err *err)
{
	struct err later = { 0 }, *e_err = err;
	struct entry *e;
	size_t at = 0, size;
	int64_t k;
	int r;

	while (n - at >= DBN_HEADER) {
		size = p[at] * (size_t)4;
		if (size < DBN_HEADER || size > n - at || is_header(p + at))
			break;
		r = entry_get(&e, d, p[at + 1], e_err);
		if (r == 0) {
			WARN(d,
			    "record %" PRIu64 ": unknown rtype 0x%02x: "
			    "skipped",
			    d->count + 1, p[at + 1]);
			d->stats.unknown++;
		}
		k = r == 1 ? take_rows(d, p + at, n - at, e, e_err) : 1;
		if (r == -1 || k == -1) {
			if (at == 0)
				return -1;
			break;
		}
		if (k == 0)
			break;
		d->count += (uint64_t)k;
		at += (size_t)k * size;
		e_err = &later; /* reported when it comes first */
	}
	return (int64_t)at;
}

/*
 * A whole record at the start of the window: 1; 2 a header instead; 0 the
 * end; -1.
 */
static int
whole_record(struct dbn *d, const unsigned char **p, size_t *n, struct err *err)
{
	size_t want = DBN_HEADER;
	int r = feed_peek(&d->feed, want, p, n, err);

	if (r == 1 && is_header(*p))
		return 2;
	if (r == 1) {
		want = **p * (size_t)4;
		if (want < DBN_HEADER) {
			err_set(err, "length %zu: wants at least %d", want,
			    DBN_HEADER);
			return at_record(d, err);
		}
		if (*n < want)
			r = feed_peek(&d->feed, want, p, n, err);
	}
	if (r == 0 && feed_end(&d->feed, err) == -1)
		r = -1;
	if (r == 0 && *n > 0 && !in_interrupted(d->feed.in))
		r = err_set(err, "record cut short: wants %zu bytes, %zu left",
		    want, *n);
	return r == -1 ? at_record(d, err) : r;
}

int
dbn_next(struct dbn *d, struct batch *b, struct err *err)
{
	const unsigned char *p;
	int64_t used;
	size_t n;
	int r;

	d->nrow = 0;
	d->schema = NULL;
	while (d->nrow == 0) {
		if (d->failed.set)
			return err_set(err, "%s", d->failed.msg);
		if (d->ended != END_OPEN)
			return 0;
		r = whole_record(d, &p, &n, err);
		if (r == -1)
			return -1;
		if (r == 2)
			r = read_header(d, &d->failed);
		else if (r == 1) {
			used = take(d, p, n, err);
			if (used == -1)
				return at_record(d, err);
			feed_skip(&d->feed, (size_t)used);
		}
		if (r == 0)
			d->ended = in_interrupted(d->feed.in) ? END_INTERRUPTED
							      : END_CLEAN;
	}
	d->stats.records += d->nrow;
	*b = (struct batch){ d->schema, d->rows, d->nrow };
	return 1;
}

/* ---- life ---- */

int
dbn_looks_like(const unsigned char *p, size_t n)
{
	/* a later version too, for its refusal says more */
	return (n >= 4 && memcmp(p, "DBN", 3) == 0 && p[3] < ' ') ||
	       dbz_looks_like(p, n);
}

static int
open_dbz(struct dbn *d, struct err *err)
{
	d->feed.dbz = dbz_open(d->feed.in, &d->meta, err);
	if (d->feed.dbz == NULL)
		return -1;
	return meta_apply(d, err);
}

static int
open_start(struct dbn *d, const struct dbn_opts *opts, struct err *err)
{
	const unsigned char *p;
	size_t n;
	int r;

	d->version = DBN_VERSIONS;
	if (opts != NULL && opts->fragment) {
		if (opts->fragment_version > 0)
			d->version = opts->fragment_version;
		d->extra = opts->fragment_ts_out ? TS_OUT : 0;
		return 0;
	}
	if (in_peek(d->feed.in, 12, &p, &n, err) == 1 && dbz_looks_like(p, n))
		return open_dbz(d, err);
	r = err->set ? -1 : read_header(d, err);
	if (r == 0)
		d->ended = END_INTERRUPTED;
	return r == -1 ? -1 : 0;
}

struct dbn *
dbn_open(struct in *in, struct house *house, const struct dbn_opts *opts,
    struct err *err)
{
	struct dbn *d = calloc(1, sizeof(*d));

	if (d == NULL) {
		in_close(in);
		err_errno(err, "dbn");
		return NULL;
	}
	d->feed.in = in;
	d->house = house;
	d->rows = malloc(ROWS_BYTES);
	if (d->rows == NULL)
		err_errno(err, "dbn");
	else if (symbols_init(&d->symbols, house->syms, err) == 0 &&
		 open_start(d, opts, err) == 0)
		return d;
	dbn_close(d);
	return NULL;
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
dbn_where(const struct dbn *d, char *buf, size_t size)
{
	snprintf(buf, size, "offset %" PRIu64 ", record %" PRIu64,
	    feed_offset(&d->feed), d->count + 1);
}

void
dbn_close(struct dbn *d)
{
	if (d == NULL)
		return;
	entries_free(d);
	symbols_fini(&d->symbols);
	meta_fini(&d->meta);
	dbz_close(d->feed.dbz);
	in_close(d->feed.in);
	free(d->rows);
	free(d);
}
