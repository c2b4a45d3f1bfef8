/*
 * feed.h - where the reader gets its bytes: an input, or the zstd frames
 * inside a DBZ file (dbn.md 13), whose metadata is in a skippable frame, which
 * decoders ignore, so the raw bytes are needed.
 *
 * Peek, skip, end and offset work like in_* of io.h.
 */
#ifndef DBN_FEED_H
#define DBN_FEED_H

#include "dbn/meta.h"

struct dbz;

struct feed {
	struct in *in;
	struct dbz *dbz; /* NULL: plain */
};

/* 1 when raw bytes start a DBZ file; at least 12 are needed. */
int dbz_looks_like(const unsigned char *p, size_t n);

/* Read the metadata frame; in was opened raw and is borrowed. */
struct dbz *dbz_open(struct in *in, struct dbn_meta *m, struct err *err);
void dbz_close(struct dbz *z);
int dbz_peek(struct dbz *z, size_t want, const unsigned char **p, size_t *n,
    struct err *err);
void dbz_skip(struct dbz *z, size_t n);
int dbz_end(struct dbz *z, struct err *err);
uint64_t dbz_offset(const struct dbz *z);
/* At a clean end: -1 when the metadata states more records than that. */
int dbz_check_count(const struct dbz *z, uint64_t records, struct err *err);

static inline int
feed_peek(struct feed *f, size_t want, const unsigned char **p, size_t *n,
    struct err *err)
{
	return f->dbz == NULL ? in_peek(f->in, want, p, n, err) :
				dbz_peek(f->dbz, want, p, n, err);
}

static inline void
feed_skip(struct feed *f, size_t n)
{
	if (f->dbz == NULL)
		in_skip(f->in, n);
	else
		dbz_skip(f->dbz, n);
}

static inline int
feed_end(struct feed *f, struct err *err)
{
	return f->dbz == NULL ? in_end(f->in, err) : dbz_end(f->dbz, err);
}

static inline uint64_t
feed_offset(const struct feed *f)
{
	return f->dbz == NULL ? in_offset(f->in) : dbz_offset(f->dbz);
}

/*
 * Read len > 0 bytes.  Memory grows with the bytes that arrive, not with the
 * length claimed; *have is the number that arrived.  NULL with *err, or
 * without *err when a signal ended the input.
 */
unsigned char *feed_bytes(struct feed *f, size_t len, size_t *have,
    struct err *err);

#endif
