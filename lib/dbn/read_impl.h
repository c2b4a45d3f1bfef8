/*
 * read_impl.h - shared by the files of the reader, private to them: read.c
 * (records to rows), head.c (metadata), raw.c (records as bytes), resync.c
 * (past damage).
 */
#ifndef DBN_READ_IMPL_H
#define DBN_READ_IMPL_H

#include <stdio.h>

#include "dbn/fast.h"
#include "dbn/feed.h"
#include "dbn/plan.h"

enum { TS_OUT = 8 };

/* Plausible record times lie between these: 1990, 2100. */
#define TIME_EARLIEST UINT64_C(631152000000000000)
#define TIME_LATEST UINT64_C(4102444800000000000)

struct resync;

/* How records of one rtype become rows; made when the first one arrives. */
struct entry {
	const struct rtype *type;
	const struct schema *schema;
	enum fast_kind fast;
	struct plan plan[DBN_VERSIONS]; /* layout NULL: not made yet */
};

struct dbn {
	struct feed feed;
	struct vocab *vocab;
	const struct dbn_meta *symbology; /* for records without mappings */
	struct dbn_meta meta;
	int has_meta;
	int version;              /* highest layout to look for */
	size_t extra;             /* bytes of ts_out, 0 or 8 */
	struct entry *entry[256]; /* by rtype */
	struct symbols symbols;
	uint64_t count; /* records met, skipped ones too */
	struct dbn_stats stats;
	uint8_t first_unknown; /* rtype of the first record skipped */
	enum stream_end ended;
	unsigned char *rows;
	size_t nrow;
	const struct schema *schema;  /* of the rows */
	struct err failed;            /* in a header: nothing can follow */
	const unsigned char *records; /* bytes after the rows, in the window */
	int wide_volume;              /* see struct dbn_opts */
	int uniform;                  /* usually all have one length */
	size_t walk_row, walk_at;     /* position of dbn_batch_raw */
	struct resync *resync;        /* NULL: damage is an error */
};

/* Only the first warning is kept. */
#define WARN(d, ...)                                                           \
	do {                                                                   \
		if ((d)->stats.warning[0] == '\0')                             \
			snprintf((d)->stats.warning,                           \
			    sizeof((d)->stats.warning), __VA_ARGS__);          \
	} while (0)

static inline int
dbn_is_header(const unsigned char *p)
{
	return p[0] == 'D' && p[1] == 'B' && p[2] == 'N' && p[3] >= 1 &&
	       p[3] <= DBN_VERSIONS;
}

static inline size_t
record_size(const unsigned char *p)
{
	return p[0] * (size_t)4;
}

/* 1 for a record from the gateway, not from a market. */
static inline int
is_control(uint8_t rtype)
{
	return rtype >= RTYPE_ERROR && rtype <= RTYPE_SYSTEM;
}

/* The offset of the index time in a record of this layout (dbn.md 9). */
size_t layout_time(const struct layout *l);

/* Prefix the message with "offset 40961, record 853: ".  Always -1. */
int dbn_at_record(const struct dbn *d, struct err *err);

/* The layout of a record of size bytes of a known type; NULL with *err. */
const struct layout *dbn_record_layout(const struct dbn *d,
    const struct rtype *t, size_t size, struct err *err);

/* The type of an rtype; NULL when it is unknown. */
const struct rtype *dbn_rtype_here(const struct dbn *d, uint8_t rtype);

/* Count a record of an unknown rtype; the first one also sets a warning. */
void dbn_note_unknown(struct dbn *d, uint8_t rtype, const char *done);

/*
 * A whole record at the start of the window: 1; 2 a header instead; 0 the
 * end; -1.
 */
int dbn_whole_record(struct dbn *d, const unsigned char **p, size_t *n,
    struct err *err);

/*
 * The same, after handling anything before the record: headers are read, and
 * with resync damage is skipped.  1; 0 at the end, whose kind is in d->ended;
 * -1.
 */
int dbn_await(struct dbn *d, const unsigned char **p, size_t *n,
    struct err *err);

/* The header at the start of the window.  1; 0 interrupted in it; -1. */
int dbn_read_header(struct dbn *d, struct err *err);
/* The first bytes: metadata, DBZ, or a fragment's records; 0 or -1. */
int dbn_read_start(struct dbn *d, const struct dbn_opts *opts,
    struct err *err);
/* Entries belong to one metadata block. */
void dbn_entries_free(struct dbn *d);

/* ---- resync.c ---- */

struct resync *resync_new(struct err *err);
void resync_free(struct resync *y);

/* 1 when the record at p, which must be complete, is plausible by itself. */
int resync_knows(const struct dbn *d, const unsigned char *p);

/*
 * The same for the record at the window's start; also checks the data after
 * it, and may move the window.
 */
int resync_trusts(struct dbn *d, const unsigned char **p, size_t *n);

/*
 * Learn from records that were returned: values seen here count as plausible
 * later.
 */
void resync_note(struct dbn *d, const unsigned char *p, size_t n);

/*
 * Skip damage at the start of the window, up to the next plausible record or
 * header: 1; 0 when there is none and the input has ended; -1 with *err when
 * it cannot be skipped (a read error).
 */
int resync_find(struct dbn *d, struct err *err);

#endif
