/*
 * engine_mark.c - the watermark: how far event time has come.
 *
 *	stream	latest time of all rows, minus the lateness
 *	source	minimum of the sources' latest times, minus the lateness
 *	symbol	each symbol has its own
 *
 * A source is a partition of a topic (src_topic, src_part), otherwise an input
 * file.  A consumer delivers a batch of one partition before the first row of
 * the next, so the watermark stays at 0 until all expected sources have
 * appeared.  When their number is not known, it stays at 0 until the tool has
 * waited for input for --idle since the first row.  A source that brought
 * nothing while the tool waited that long is idle: the minimum is taken
 * without it until it brings a row again.  Only time spent waiting counts, so
 * results from files do not depend on the wall clock.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "window/engine.h"

enum { SOURCES_MAX = 1 << 20 };

static int
is_named(const struct source *s, uint32_t topic, int32_t part)
{
	return s->topic == topic && s->part == part;
}

/* Open addressing: the place of a source, or where it belongs. */
static uint32_t *
place_of(const struct marks *m, uint32_t topic, int32_t part)
{
	uint64_t h = ((uint64_t)topic << 32 | (uint32_t)part) *
		     UINT64_C(0x9e3779b97f4a7c15);
	uint32_t i = (uint32_t)(h >> 32) & (m->nplace - 1);

	while (m->place[i] != 0 &&
	       !is_named(&m->source[m->place[i] - 1], topic, part))
		i = (i + 1) & (m->nplace - 1);
	return &m->place[i];
}

static int
sources_grow(struct marks *m, struct err *err)
{
	uint32_t room = m->nplace ? m->nplace * 2 : 64, i;
	uint32_t *place = calloc(room, sizeof(*place));
	struct source *s = realloc(m->source, room / 2 * sizeof(*s));

	if (s != NULL)
		m->source = s;
	if (place == NULL || s == NULL) {
		free(place);
		return err_errno(err, "%" PRIu32 " sources", m->n);
	}
	free(m->place);
	m->place = place;
	m->nplace = room;
	for (i = 0; i < m->n; i++)
		*place_of(m, s[i].topic, s[i].part) = i + 1;
	return 0;
}

static struct source *
source_get(struct marks *m, uint32_t topic, int32_t part, struct err *err)
{
	struct source *s;
	uint32_t *at;

	if (m->last < m->n && is_named(&m->source[m->last], topic, part))
		return &m->source[m->last];
	if (m->n >= m->nplace / 2) {
		if (m->n >= SOURCES_MAX) {
			err_set(err, "more than %d sources", SOURCES_MAX);
			return NULL;
		}
		if (sources_grow(m, err) == -1)
			return NULL;
	}
	at = place_of(m, topic, part);
	if (*at == 0) {
		s = &m->source[m->n++];
		memset(s, 0, sizeof(*s));
		s->topic = topic;
		s->part = part;
		*at = m->n;
		m->changed = 1;
	}
	m->last = *at - 1;
	return &m->source[m->last];
}

/* How many of the partitions that are expected have come. */
static uint64_t
came(const struct windows *w)
{
	const struct window_marks *o = &w->o.marks;
	const struct source *s = w->marks.source;
	uint64_t n = 0;

	for (; s < w->marks.source + w->marks.n; s++)
		n += s->part >= o->first_partition &&
		     (uint64_t)(s->part - o->first_partition) < o->partitions;
	return n;
}

/* Every source that is expected has come, or was waited for long enough. */
static int
all_came(const struct windows *w)
{
	const struct marks *m = &w->marks;
	const struct window_marks *o = &w->o.marks;
	uint32_t i;

	if (m->n == 0)
		return 0;
	if (m->waited >= o->idle)
		return 1;
	if (o->partitions == 0) {
		/* Files are known by number, partitions are not. */
		for (i = 0; i < m->n; i++)
			if (m->source[i].topic != 0)
				return 0;
		return m->file + 1 >= o->files;
	}
	return came(w) >= o->partitions;
}

static int
is_idle(const struct windows *w, const struct source *s)
{
	return s->ended || s->left ||
	       w->marks.waited - s->waited >= w->o.marks.idle;
}

/* The least latest time of the sources that are not idle; where all are, the
 * latest of all of them. */
static uint64_t
least(struct windows *w)
{
	struct marks *m = &w->marks;
	uint64_t low = TS_NULL, high = 0;
	struct source *s;

	for (s = m->source; s < m->source + m->n; s++) {
		if (s->latest > high)
			high = s->latest;
		if (is_idle(w, s)) {
			m->left += !s->left && !s->ended;
			s->left = 1;
			continue;
		}
		if (s->latest < low) {
			low = s->latest;
			m->lowest = (uint32_t)(s - m->source);
		}
	}
	return low != TS_NULL ? low : high;
}

static uint64_t
mark_of_sources(struct windows *w)
{
	struct marks *m = &w->marks;
	uint64_t t;

	if (!m->complete && !(m->complete = all_came(w)))
		return 0;
	t = least(w);
	return t > w->o.lateness ? t - w->o.lateness : 0;
}

/* The source of a row: its partition, else the file. */
static struct source *
source_of_row(struct windows *w, const struct kind *k, const struct rec *r,
    struct err *err)
{
	uint32_t topic = 0;
	int32_t part;

	if (k->src_part < 0)
		return source_get(&w->marks, 0, (int32_t)w->marks.file, err);
	if (k->src_topic >= 0)
		topic = rec_u32(r, k->src_topic);
	part = (int32_t)rec_u32(r, k->src_part);
	return source_get(&w->marks, topic, part, err);
}

int
mark_source(struct windows *w, const struct kind *k, const struct rec *r,
    uint32_t *number, struct err *err)
{
	struct source *s = source_of_row(w, k, r, err);

	if (s == NULL)
		return -1;
	*number = (uint32_t)(s - w->marks.source);
	return 0;
}

uint64_t
mark_source_back(struct windows *w, uint32_t number, uint64_t to)
{
	w->marks.source[number].latest = to;
	w->marks.changed = 1;
	return w->marks.complete ? least(w) : 0;
}

void
mark_choose(struct windows *w, const struct schema *s)
{
	if (w->o.marks.by == MARK_AUTO)
		w->o.marks.by =
		    schema_find(s, "src_part") >= 0 ? MARK_SOURCE : MARK_STREAM;
}

int
windows_mark(const struct windows *w)
{
	return w->o.marks.by;
}

int
mark_row(struct windows *w, const struct kind *k, const struct rec *r,
    uint64_t t, uint64_t *mark, struct err *err)
{
	struct marks *m = &w->marks;
	struct source *s = source_of_row(w, k, r, err);

	if (s == NULL)
		return -1;
	if (m->n == 1 && s->latest == 0)
		m->waited = 0; /* the first row */
	m->changed |= s->left;
	s->left = 0;
	s->waited = m->waited;
	*mark = w->mark;
	if (t > s->latest) {
		m->changed |= !m->complete || m->last == m->lowest;
		s->latest = t;
	}
	if (m->changed) {
		m->changed = 0;
		*mark = mark_of_sources(w);
	}
	return 0;
}

size_t
mark_behind(const struct windows *w, char *buf, size_t size)
{
	const struct marks *m = &w->marks;
	char at[TS_ISO_LEN + 1] = "no row yet";
	const struct source *s;
	size_t len;

	if (!m->complete || m->lowest >= m->n)
		return (size_t)snprintf(buf, size,
		    "%" PRIu64 " of %" PRIu64 " partitions have come", came(w),
		    w->o.marks.partitions);
	s = &m->source[m->lowest];
	at[ts_put_iso(at, s->latest)] = '\0';
	return (size_t)snprintf(buf, size, "%.60s/%" PRId32 " is behind, at %s",
	    s->topic != 0 ? symtab_text(w->vocab->syms, s->topic, &len)
			  : "file",
	    s->part, at);
}

/* ---- files and waiting ---- */

int
windows_file(struct windows *w, uint32_t number, uint64_t before,
    struct err *err)
{
	struct marks *m = &w->marks;
	uint32_t i;

	w->jumps.row = before;
	if (number == m->file)
		return 0;
	if (w->o.marks.by == MARK_STREAM && jumps_settle(w, m->file, err) == -1)
		return -1;
	for (i = 0; i < m->n; i++)
		if (m->source[i].topic == 0 &&
		    m->source[i].part == (int32_t)m->file) {
			if (w->o.marks.by == MARK_SOURCE &&
			    jumps_settle(w, i, err) == -1)
				return -1;
			m->source[i].ended = 1;
		}
	m->file = number;
	m->changed = 1;
	return 0;
}

int
windows_waited(struct windows *w, uint64_t ns, struct err *err)
{
	struct marks *m = &w->marks;
	uint64_t mark;

	if (jumps_idle(w, ns, err) == -1)
		return -1;
	if (w->o.marks.by != MARK_SOURCE || m->n == 0)
		return 0;
	m->waited += ns;
	mark = mark_of_sources(w);
	return mark > w->mark ? advance(w, mark, err) : 0;
}

uint64_t
windows_idle(const struct windows *w)
{
	return w->marks.left;
}

uint64_t
windows_absent(const struct windows *w, int *waited)
{
	uint64_t n = came(w), all = w->o.marks.partitions;

	*waited = w->marks.complete;
	return w->marks.n > 0 && n < all ? all - n : 0;
}

void
watermarks_fini(struct marks *m)
{
	free(m->source);
	free(m->place);
}

/* ---- state ---- */

static int
source_walk(struct walk *k, struct source *s)
{
	uint32_t left = s->left;

	walk_symbol(k, "topic", &s->topic);
	walk_scalar(k, "part", TENSOR_I32, &s->part);
	walk_scalar(k, "latest", TENSOR_U64, &s->latest);
	walk_scalar(k, "left", TENSOR_U32, &left);
	walk_check(k, left <= 1, "a source");
	s->left = (uint8_t)left;
	return walk_done(k);
}

int
watermarks_save(struct windows *w, struct state *s, struct err *err)
{
	struct walk walk;
	uint32_t i;

	if (state_save(&walk, s, "sources", err) == 0)
		for (i = 0; i < w->marks.n; i++)
			if (state_owner(&walk, 0, i) == -1 ||
			    source_walk(&walk, &w->marks.source[i]) == -1)
				break;
	return state_done(&walk);
}

int
watermarks_load(struct windows *w, struct state *s, struct err *err)
{
	struct source read, *to;
	struct walk walk;
	uint64_t i, number;
	uint32_t symbol;

	if (state_load(&walk, s, "sources", err) == -1)
		return state_done(&walk);
	for (i = 0; i < state_owners(&walk); i++) {
		memset(&read, 0, sizeof(read));
		if (state_owner_at(&walk, i, &symbol, &number) == -1 ||
		    source_walk(&walk, &read) == -1 ||
		    (to = source_get(&w->marks, read.topic, read.part, err)) ==
			NULL) {
			state_done(&walk);
			return -1;
		}
		to->latest = read.latest;
		to->left = read.left;
		/* Files of the previous piece have ended. */
		to->ended = read.topic == 0;
	}
	return state_done(&walk);
}
