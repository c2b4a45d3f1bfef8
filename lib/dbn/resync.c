/*
 * resync.c - skip damage up to the next plausible record.
 *
 * Normally a record is accepted when its type and length were seen before, or
 * when it is plausible by itself.  Any other record must be followed by
 * plausible records and must not contain any.  After damage every byte may be
 * the start of a record: the reader resumes where CHAIN consecutive records
 * are plausible, or all records up to the end.
 *
 * A record is plausible when it has a known type with the exact length of one
 * of its structs, an id in the metadata's mappings, if there are any, and an
 * index time near the metadata's range, or in [1990, 2100).  After damage its
 * publisher must also have been seen or belong to the file's dataset.  Random
 * bytes pass this once in 10^6.  Records read from a wrong offset form a chain
 * only when they repeat, and then the checks of publisher and id stop them.
 *
 * After a damaged zstd frame reading continues at the next frame's magic
 * number; the rest of the frame cannot be decoded.  The loss is counted in
 * compressed bytes, because their decoded length is not known.
 */
#include <stdlib.h>
#include <string.h>

#include "base/tstamp.h"
#include "dbn/read_impl.h"

enum {
	CHAIN = 4,
	LOOK = (CHAIN + 1) * DBN_RECORD_MAX, /* bytes a chain may take */
	DAMAGE_MAX = 1024,
	PUBLISHERS = 1 << 16,
	HEADS = 1 << 16
};

#define SLACK_NS (2 * (uint64_t)NS_DAY)

struct resync {
	unsigned char head[HEADS / 8]; /* type and length seen */
	unsigned char publisher[PUBLISHERS / 8];
	int any;            /* anything was seen */
	uint64_t last_time; /* index time of the last record */
	int waits;          /* the last damage lacks the time after it */
	struct dbn_damage damage[DAMAGE_MAX];
};

struct resync *
resync_new(struct err *err)
{
	struct resync *y = calloc(1, sizeof(*y));

	if (y == NULL)
		err_errno(err, "dbn");
	else
		y->last_time = TS_NULL;
	return y;
}

void
resync_free(struct resync *y)
{
	free(y);
}

static int
bit(const unsigned char *set, unsigned i)
{
	return set[i / 8] >> (i % 8) & 1;
}

static void
bit_set(unsigned char *set, unsigned i)
{
	set[i / 8] = (unsigned char)(set[i / 8] | 1u << (i % 8));
}

/* ---- what is plausible ---- */

/* The layout that has exactly the record's length, or NULL. */
static const struct layout *
exact_layout(const struct dbn *d, const unsigned char *p)
{
	const struct rtype *t = dbn_rtype_here(d, p[1]);
	size_t size = record_size(p);
	const struct layout *l;

	if (t == NULL || size < DBN_HEADER + d->extra)
		return NULL;
	l = rtype_layout(t, size - d->extra, d->version);
	return l != NULL && l->size + d->extra == size ? l : NULL;
}

static int
time_plausible(const struct dbn *d, uint64_t t)
{
	uint64_t lo = TIME_EARLIEST, hi = TIME_LATEST;

	if (d->has_meta && d->meta.start > lo && d->meta.start < hi)
		lo = d->meta.start - SLACK_NS;
	if (d->has_meta && d->meta.end > lo && d->meta.end < hi)
		hi = d->meta.end + SLACK_NS;
	return t >= lo && t < hi;
}

/* A publisher that was seen, or any of the file's dataset. */
static int
publisher_plausible(const struct dbn *d, const unsigned char *p)
{
	uint16_t publisher = get_u16(p + 2);
	const char *dataset = dbn_dataset(publisher);

	if (!d->resync->any || bit(d->resync->publisher, publisher) ||
	    is_control(p[1]))
		return 1;
	return d->has_meta && dataset != NULL &&
	       strcmp(dataset, d->meta.dataset) == 0;
}

/* A record by itself; it must be complete. */
static int
plausible(const struct dbn *d, const unsigned char *p)
{
	const struct layout *l = exact_layout(d, p);
	uint32_t id;
	uint64_t t;

	if (l == NULL)
		return 0;
	t = get_u64(p + layout_time(l));
	if (is_control(p[1]))
		return t == TS_NULL || t == 0 || time_plausible(d, t);
	id = get_u32(p + 4);
	return time_plausible(d, t) &&
	       (d->symbols.live ||
		   symbols_at((struct symbols *)&d->symbols, id, t) != 0);
}

/* Metadata that look valid. */
static int
header_plausible(const unsigned char *p, size_t n)
{
	return n >= META_PREFIX + META_FIXED && dbn_is_header(p) &&
	       get_u32(p + 4) >= META_FIXED && get_u32(p + 4) < 1u << 28 &&
	       memchr(p + META_PREFIX, '\0', META_DATASET) != NULL;
}

/*
 * Count consecutive plausible records from p on, up to CHAIN.  At the end of
 * the input, least are enough, and the last one may be truncated.
 */
static int
chain(const struct dbn *d, const unsigned char *p, size_t n, int final,
    int least)
{
	size_t at = 0, size;
	int k;

	for (k = 0; k < CHAIN; k++) {
		if (n - at < DBN_HEADER)
			return final && k >= least;
		if (dbn_is_header(p + at))
			return header_plausible(p + at, n - at);
		size = record_size(p + at);
		if (size < DBN_HEADER)
			return 0;
		if (size > n - at)
			return final && k >= least;
		if (!plausible(d, p + at) || !publisher_plausible(d, p + at))
			return 0;
		at += size;
	}
	return 1;
}

int
resync_knows(const struct dbn *d, const unsigned char *p)
{
	return bit(d->resync->head, get_u16(p)) || plausible(d, p);
}

/* Are there records inside this one, from a place on?  Then its length is
 * wrong. */
static int
hides_records(const struct dbn *d, const unsigned char *p, size_t from,
    size_t size, size_t n, int final)
{
	size_t at;

	for (at = from; at < size; at++)
		if (chain(d, p + at, n - at, final, 1))
			return 1;
	return 0;
}

int
resync_trusts(struct dbn *d, const unsigned char **p, size_t *n)
{
	const struct rtype *t = dbn_rtype_here(d, (*p)[1]);
	size_t size = record_size(*p), from = 1;
	const struct layout *l;
	struct err err = { 0 };
	int more;

	if (resync_knows(d, *p))
		return 1;
	/* an unknown type or a longer struct: what follows must agree */
	if (t != NULL) {
		l = dbn_record_layout(d, t, size, &err);
		if (l == NULL)
			return 0;
		from = l->size + d->extra;
	}
	more = feed_peek(&d->feed, size + LOOK, p, n, &err) == 1;
	if (hides_records(d, *p, from, size, *n, !more))
		return 0;
	return chain(d, *p + size, *n - size, !more, 0);
}

/* The index time of a record that was accepted, or TS_NULL. */
static uint64_t
time_of(const struct dbn *d, const unsigned char *p)
{
	const struct rtype *t = dbn_rtype_here(d, p[1]);
	const struct layout *l = NULL;

	if (t != NULL && record_size(p) >= DBN_HEADER + d->extra)
		l = rtype_layout(t, record_size(p) - d->extra, d->version);
	return l == NULL ? TS_NULL : get_u64(p + layout_time(l));
}

void
resync_note(struct dbn *d, const unsigned char *p, size_t n)
{
	struct resync *y = d->resync;
	size_t at, last = 0;

	if (n == 0)
		return;
	if (y->waits)
		y->damage[d->stats.ndamage - 1].to = time_of(d, p);
	for (at = 0; at < n; at += record_size(p + at)) {
		bit_set(y->head, get_u16(p + at));
		last = at;
		if (is_control(p[at + 1]))
			continue; /* of the gateway, not of a venue */
		bit_set(y->publisher, get_u16(p + at + 2));
		y->any = 1;
	}
	y->waits = 0;
	y->last_time = time_of(d, p + last);
}

/* ---- the search ---- */

/* The first place from at on where reading can resume: 1 and *at; otherwise 0,
 * with *at the place where the search stopped. */
static int
search(size_t *at, const struct dbn *d, const unsigned char *p, size_t n,
    int final)
{
	for (; *at + (final ? DBN_HEADER : LOOK) <= n; ++*at)
		if (chain(d, p + *at, n - *at, final, 1))
			return 1;
	if (final)
		*at = n;
	return 0;
}

static void
add_damage(struct dbn *d, const struct dbn_damage *lost)
{
	struct resync *y = d->resync;

	d->stats.damages++;
	d->stats.lost += lost->bytes;
	d->stats.lost_packed += lost->packed;
	if (d->stats.ndamage < DAMAGE_MAX) {
		y->damage[d->stats.ndamage++] = *lost;
		y->waits = 1;
	}
	d->stats.damage = y->damage;
}

/* The window has fewer than LOOK bytes: try to get more. 1 if there are more, 0
 * if not, -1 on error. */
static int
next_frame(struct dbn *d, struct dbn_damage *lost, struct err *err)
{
	struct err damage = { 0 };
	uint64_t packed;
	int r;

	if (feed_end(&d->feed, &damage) == 0)
		return 0;
	r = d->feed.dbz != NULL ? -1 : in_resync(d->feed.in, &packed);
	if (r == -1) {
		err_copy(err, &damage);
		return dbn_at_record(d, err);
	}
	lost->packed += packed;
	return r;
}

int
resync_find(struct dbn *d, struct err *err)
{
	struct dbn_damage lost = { .offset = feed_offset(&d->feed),
		.record = d->count + 1,
		.from = d->resync->last_time,
		.to = TS_NULL };
	struct err none = { 0 };
	const unsigned char *p;
	size_t n, at = 1; /* the first one was refused */
	int r, final, found;

	do {
		found = 0;
		final = feed_peek(&d->feed, LOOK, &p, &n, &none) != 1;
		r = final ? next_frame(d, &lost, err) : 0;
		if (r == -1)
			return -1;
		if (r == 1) { /* reading may continue at the same place */
			at = 0;
			final = 0;
			continue;
		}
		found = search(&at, d, p, n, final);
		at = at < n ? at : n;
		feed_skip(&d->feed, at);
		lost.bytes += at;
		at = 0;
	} while (!found && !final);
	add_damage(d, &lost);
	return found;
}
