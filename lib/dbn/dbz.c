/*
 * dbz.c - DBZ, the container used before 2023-02 (dbn.md 13).
 *
 * A skippable zstd frame holds the metadata, with its lists compressed as a
 * separate zstd frame; then come frames with the records of DBN version 1.
 * Cost: as for a zstd input.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "dbn/feed.h"

enum {
	DBZ_FIXED = 96, /* before the packed lists */
	DBZ_COUNT = 46, /* where the number of records stands */
	DBZ_BUFFER = 1 << 18,
	DBZ_LISTS_MAX = 1 << 28, /* unpacked: more is an attack */
	ZSTD_BLOCK_HEADER = 3
};

struct dbz {
	struct in *in;
	ZSTD_DStream *zstd;
	int open;    /* inside a frame */
	int full;    /* zstd may hold more output */
	size_t hint; /* bytes up to the next block's contents */
	unsigned char *buf;
	size_t at, end;
	uint64_t offset;
	uint64_t stated;   /* records; 0 or UINT64_MAX: not said */
	struct err damage; /* reported once the bytes before it are used */
};

int
dbz_looks_like(const unsigned char *p, size_t n)
{
	return n >= 12 && (p[0] & 0xf0) == 0x50 && p[1] == 0x2a &&
	       p[2] == 0x4d && p[3] == 0x18 && memcmp(p + 8, "DBZ", 3) == 0 &&
	       p[11] == 1;
}

int
dbn_take_dbz(struct in *in)
{
	const unsigned char *p;
	size_t n = in_raw_peek(in, 12, &p);

	if (!dbz_looks_like(p, n))
		return 0;
	in_as_raw(in);
	return 1;
}

/* ---- metadata ---- */

/* All of one zstd frame in memory; NULL with *err. */
static unsigned char *
unpack(size_t *len, const unsigned char *p, size_t n, struct err *err)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer i = { p, n, 0 };
	ZSTD_outBuffer o = { NULL, 0, 0 };
	size_t ret = 1;
	unsigned char *more;

	while (z != NULL && ret != 0 && !ZSTD_isError(ret)) {
		if (o.pos == o.size) {
			o.size = o.size == 0 ? 1 << 16 : 2 * o.size;
			more = o.size > DBZ_LISTS_MAX ? NULL
						      : realloc(o.dst, o.size);
			if (more == NULL)
				break;
			o.dst = more;
		}
		ret = ZSTD_decompressStream(z, &o, &i);
		if (ret != 0 && i.pos == n && o.pos < o.size)
			break;
	}
	ZSTD_freeDStream(z);
	*len = o.pos;
	if (z != NULL && ret == 0)
		return o.dst;
	free(o.dst);
	err_set(err, "DBZ metadata: lists: %s",
	    ZSTD_isError(ret) ? ZSTD_getErrorName(ret)
			      : "truncated or too long");
	return NULL;
}

/* The frame's content, from its "DBZ" on; n is at least DBZ_FIXED. */
static int
read_meta(struct dbn_meta *m, const unsigned char *p, size_t n, struct err *err)
{
	unsigned char *lists;
	size_t len;
	int r;

	memset(m, 0, sizeof(*m));
	m->version = 1;
	memcpy(m->dataset, p + 4, META_DATASET);
	m->schema = get_u16(p + 20);
	m->start = get_u64(p + 22);
	m->end = get_u64(p + 30);
	m->limit = get_u64(p + 38);
	m->stype_in = p[55];
	m->stype_out = p[56];
	m->symbol_cstr_len = META_CSTR_V1;
	lists = unpack(&len, p + DBZ_FIXED, n - DBZ_FIXED, err);
	if (lists == NULL)
		return -1;
	r = meta_decode_lists(m, lists, len, 0, err);
	free(lists);
	if (r == -1)
		meta_fini(m);
	return r;
}

struct dbz *
dbz_open(struct in *in, struct dbn_meta *m, struct err *err)
{
	struct feed raw = { in, NULL };
	struct dbz *z = calloc(1, sizeof(*z));
	unsigned char *buf = NULL;
	const unsigned char *p;
	size_t n, have = 0, len;

	if (z == NULL)
		goto fail;
	z->in = in;
	z->zstd = ZSTD_createDStream();
	z->buf = malloc(DBZ_BUFFER);
	if (z->zstd == NULL || z->buf == NULL)
		goto fail;
	if (in_peek(in, 8, &p, &n, err) != 1)
		BUG("dbz_open: the caller saw 12 bytes");
	len = get_u32(p + 4);
	in_skip(in, 8);
	if (len < DBZ_FIXED) {
		err_set(err, "DBZ metadata: %zu bytes: expected at least %d",
		    len, DBZ_FIXED);
		goto fail;
	}
	buf = feed_bytes(&raw, len, &have, err);
	if (buf == NULL && !err->set)
		err_set(err, "DBZ metadata: interrupted");
	if (buf == NULL || read_meta(m, buf, len, err) == -1)
		goto fail;
	z->stated = get_u64(buf + DBZ_COUNT);
	free(buf);
	return z;
fail:
	err_set(err, "DBZ: out of memory");
	free(buf);
	dbz_close(z);
	return NULL;
}

void
dbz_close(struct dbz *z)
{
	if (z == NULL)
		return;
	ZSTD_freeDStream(z->zstd);
	free(z->buf);
	free(z);
}

/* ---- records ---- */

/*
 * How many of n bytes to pass to zstd: one block at a time, because it
 * discards its output when a call fails, and none before it has returned all
 * its output.
 */
static size_t
portion(const struct dbz *z, size_t n)
{
	size_t want = z->hint > ZSTD_BLOCK_HEADER ? z->hint - ZSTD_BLOCK_HEADER
						  : ZSTD_BLOCK_HEADER;

	if (z->full)
		return 0;
	return want < n ? want : n;
}

/* Decode some more; 0 when nothing can come. */
static int
fill(struct dbz *z)
{
	ZSTD_outBuffer o = { z->buf, DBZ_BUFFER, z->end };
	ZSTD_inBuffer i = { NULL, 0, 0 };
	const unsigned char *p;
	size_t n, ret;

	if (z->damage.set)
		return 0;
	/* what zstd holds back comes out without further input */
	if (in_peek(z->in, 1, &p, &n, &z->damage) == 1) {
		i.src = p;
		i.size = portion(z, n);
	}
	if (z->damage.set)
		return 0;
	ret = ZSTD_decompressStream(z->zstd, &o, &i);
	in_skip(z->in, i.pos);
	if (ZSTD_isError(ret)) {
		err_set(&z->damage, "zstd: %s", ZSTD_getErrorName(ret));
		return 0;
	}
	/* behind a frame's end zstd asks for the next: that opens nothing */
	if (i.pos == 0 && o.pos == z->end) {
		if (z->full) {
			z->full = 0;
			return 1;
		}
		if (in_end(z->in, &z->damage) == 0 && z->open &&
		    !in_interrupted(z->in))
			err_set(&z->damage, "zstd frame truncated");
		return 0;
	}
	z->open = ret != 0;
	z->hint = ret;
	z->full = o.pos == o.size;
	z->end = o.pos;
	return 1;
}

int
dbz_peek(struct dbz *z, size_t want, const unsigned char **p, size_t *n,
    struct err *err)
{
	if (want > DBZ_BUFFER)
		BUG("dbz_peek: more than its buffer");
	if (z->end - z->at < want) {
		memmove(z->buf, z->buf + z->at, z->end - z->at);
		z->end -= z->at;
		z->at = 0;
	}
	while (z->end - z->at < want && fill(z))
		;
	*p = z->buf + z->at;
	*n = z->end - z->at;
	if (*n >= want)
		return 1;
	return *n == 0 ? dbz_end(z, err) : 0;
}

void
dbz_skip(struct dbz *z, size_t n)
{
	z->at += n;
	z->offset += n;
}

int
dbz_end(struct dbz *z, struct err *err)
{
	return z->damage.set ? err_copy(err, &z->damage) : 0;
}

int
dbz_check_count(const struct dbz *z, uint64_t records, struct err *err)
{
	if (z->stated == UINT64_MAX || records >= z->stated)
		return 0;
	return err_set(err,
	    "truncated after %" PRIu64 " records: its metadata states %" PRIu64,
	    records, z->stated);
}

uint64_t
dbz_offset(const struct dbz *z)
{
	return z->offset;
}
