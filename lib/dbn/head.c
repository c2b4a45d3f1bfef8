/*
 * head.c - read what precedes the records: metadata, a DBZ container, or
 * nothing (dbn.md 3, 13, 14).
 *
 * The length claimed in a header is not trusted: its bytes are read in pieces.
 * Cost: 6 MB of metadata take about 10 ms.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "dbn/read_impl.h"

enum { PUBLISHER_MAX = 4095 }; /* 145 so far; two bytes of text are more */

/* ---- what the first bytes look like ---- */

int
dbn_looks_like(const unsigned char *p, size_t n)
{
	/* a later version too, for its refusal says more */
	return (n >= 4 && memcmp(p, "DBN", 3) == 0 && p[3] < ' ') ||
	       dbz_looks_like(p, n);
}

int
dbn_looks_like_records(const unsigned char *p, size_t n)
{
	const struct rtype *t;
	uint64_t ts;
	int v;

	if (n < DBN_HEADER || (t = rtype_find(p[1], DBN_SCHEMA_NONE)) == NULL)
		return 0;
	ts = get_u64(p + 8);
	if ((ts != TS_NULL && (ts < TIME_EARLIEST || ts >= TIME_LATEST)) ||
	    get_u16(p + 2) > PUBLISHER_MAX)
		return 0;
	for (v = 0; v < DBN_VERSIONS; v++)
		if (record_size(p) == t->version[v]->size ||
		    record_size(p) == (size_t)t->version[v]->size + TS_OUT)
			return 1;
	return 0;
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
		    "offset %" PRIu64 ": DBN version %d: expected 1 to %d: "
		    "ask for one of these, or use a newer program",
		    at + 3, p[3], DBN_VERSIONS);
	if (get_u32(p + 4) < META_FIXED)
		return err_set(err,
		    "offset %" PRIu64 ": metadata length %" PRIu32
		    ": expected at least %d",
		    at + 4, get_u32(p + 4), META_FIXED);
	return 0;
}

/* New metadata is in d->meta: make all else agree with it. */
static int
meta_apply(struct dbn *d, struct err *err)
{
	const struct dbn_meta *m = &d->meta;

	dbn_entries_free(d);
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
	if (m->nmapping == 0 && d->symbology != NULL)
		m = d->symbology;
	return symbols_load(&d->symbols, m, err);
}

int
dbn_read_header(struct dbn *d, struct err *err)
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
				 "offset %" PRIu64 ": header truncated: "
				 "expected %d bytes, got %zu",
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

static int
open_dbz(struct dbn *d, struct err *err)
{
	d->feed.dbz = dbz_open(d->feed.in, &d->meta, err);
	if (d->feed.dbz == NULL)
		return -1;
	return meta_apply(d, err);
}

int
dbn_read_start(struct dbn *d, const struct dbn_opts *opts, struct err *err)
{
	const unsigned char *p;
	size_t n;
	int r;

	d->version = DBN_VERSIONS;
	if (opts != NULL && opts->fragment) {
		if (opts->fragment_version > 0)
			d->version = opts->fragment_version;
		d->extra = opts->fragment_ts_out ? TS_OUT : 0;
		return d->symbology == NULL
			   ? 0
			   : symbols_load(&d->symbols, d->symbology, err);
	}
	if (in_peek(d->feed.in, 12, &p, &n, err) == 1 && dbz_looks_like(p, n))
		return open_dbz(d, err);
	r = err->set ? -1 : dbn_read_header(d, err);
	if (r == 0)
		d->ended = END_INTERRUPTED;
	return r == -1 ? -1 : 0;
}
