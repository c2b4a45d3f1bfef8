/*
 * raw.c - records as bytes, for callers that copy them unread.
 *
 * Wrong lengths are refused as by dbn_next; unknown types, bytes after a
 * record's struct and values that do not fit a row are kept.  Cost: a load and
 * a comparison per record.
 */
#include <string.h>

#include "dbn/read_impl.h"

size_t
layout_time(const struct layout *l)
{
	int i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->field[i].name, "ts_recv") == 0)
			return l->field[i].off;
	return 8; /* ts_event */
}

/* What one type and length means, looked up when it changes. */
struct head {
	uint16_t head;
	int known, control;
};

static int
look(struct head *h, const struct dbn *d, const unsigned char *p,
    struct err *err)
{
	const struct rtype *t = dbn_rtype_here(d, p[1]);

	h->head = get_u16(p);
	h->known = t != NULL;
	h->control = is_control(p[1]);
	if (t != NULL && dbn_record_layout(d, t, record_size(p), err) == NULL)
		return -1;
	return 0;
}

/* As take() of read.c: bytes used, or -1 when the first record is bad. */
static int64_t
take_raw(struct dbn *d, const unsigned char *p, size_t n, struct err *err)
{
	struct head h = { 0, 0, 0 }; /* no record has length 0 */
	struct err later = { 0 };
	size_t at = 0, size;

	while (n - at >= DBN_HEADER) {
		size = record_size(p + at);
		if (size < DBN_HEADER || size > n - at || dbn_is_header(p + at))
			break;
		if (h.head != get_u16(p + at)) {
			if (at > 0 && d->resync != NULL &&
			    !resync_knows(d, p + at))
				break;
			if (look(&h, d, p + at, at == 0 ? err : &later) == -1) {
				if (at == 0)
					return -1;
				break;
			}
		}
		if (!h.known)
			dbn_note_unknown(d, p[at + 1], "copied as it is");
		d->stats.records += h.known;
		d->stats.control += h.control;
		d->count++;
		at += size;
	}
	return (int64_t)at;
}

int
dbn_raw_next(struct dbn *d, struct dbn_raw *raw, struct err *err)
{
	const unsigned char *p;
	uint64_t before;
	int64_t used;
	size_t n;
	int r = dbn_await(d, &p, &n, err);

	if (r != 1)
		return r;
	before = d->count;
	used = take_raw(d, p, n, err);
	if (used == -1)
		return dbn_at_record(d, err);
	if (d->resync != NULL)
		resync_note(d, p, (size_t)used);
	feed_skip(&d->feed, (size_t)used);
	*raw = (struct dbn_raw){ p, (size_t)used, d->count - before };
	return 1;
}

/* Bytes from record to record; the walk goes on where it was. */
static size_t
walk_to(struct dbn *d, size_t row)
{
	if (d->uniform)
		return row * record_size(d->records);
	if (row < d->walk_row)
		d->walk_row = d->walk_at = 0;
	for (; d->walk_row < row; d->walk_row++)
		d->walk_at += record_size(d->records + d->walk_at);
	return d->walk_at;
}

void
dbn_batch_shape(const struct dbn *d, int *version, int *ts_out)
{
	*version = d->version;
	*ts_out = d->extra > 0;
}

int
dbn_batch_has(const struct dbn *d, const struct schema *s,
    const unsigned char *rows, size_t n)
{
	size_t i;

	if (s != d->schema || rows < d->rows)
		return 0;
	i = (size_t)(rows - d->rows) / s->row_size;
	return i <= d->nrow && n <= d->nrow - i &&
	       d->rows + i * s->row_size == rows;
}

void
dbn_batch_raw(struct dbn *d, struct dbn_raw *raw, const unsigned char *rows,
    size_t n)
{
	size_t i, from, to;

	if (n == 0 || rows < d->rows)
		BUG("dbn_batch_raw: no such rows");
	i = (size_t)(rows - d->rows) / d->schema->row_size;
	if (i > d->nrow || n > d->nrow - i)
		BUG("dbn_batch_raw: no such rows");
	from = walk_to(d, i);
	to = walk_to(d, i + n);
	*raw = (struct dbn_raw){ d->records + from, to - from, n };
}
