/*
 * spans.c - labels in a separate file: find the rows that overlap them.
 *
 * Spans are sorted by symbol and start.  The spans of a symbol form a balanced
 * tree (the middle one is the root); each node knows the latest end below it.
 * So all spans that overlap a row are found in O(log n + found), even if spans
 * overlap each other (an interval tree: Cormen et al. 2009, section 14.3).
 */
#include "eval/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/io.h"
#include "base/tstamp.h"

#define SORT_NAME spans
#define SORT_TYPE struct span
#define SORT_CTX const void *
#define SORT_BEFORE(ctx, a, b)                                                 \
	((a).symbol != (b).symbol    ? (a).symbol < (b).symbol                 \
	    : (a).start != (b).start ? (a).start < (b).start                   \
				     : (a).id < (b).id)
#include "math/introsort.h"

void
spans_fini(struct spans *s)
{
	free(s->v);
	free(s->latest);
	free(s->met);
	idmap_fini(&s->alias);
	memset(s, 0, sizeof(*s));
}

/* ---- names of data files ---- */

static const char *const suffixes[] = { ".zst", ".gz", ".csv", ".tsv", ".json",
	".jsonl", ".ndjson", ".txt", ".tks", ".dbn", ".lean" };

static size_t
without_suffix(const char *s, size_t len)
{
	size_t i, n;
	int cut;

	do {
		cut = 0;
		for (i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++) {
			n = strlen(suffixes[i]);
			if (len > n &&
			    memcmp(s + len - n, suffixes[i], n) == 0) {
				len -= n;
				cut = 1;
			}
		}
	} while (cut);
	return len;
}

void
name_parts(struct name_part part[NAMES], const char *s, size_t len)
{
	size_t i = len;

	while (i > 0 && s[i - 1] != '/')
		i--;
	part[NAME_WHOLE] = (struct name_part){ s, len };
	part[NAME_LAST] = (struct name_part){ s + i, len - i };
	part[NAME_STEM] =
	    (struct name_part){ s + i, without_suffix(s + i, len - i) };
}

int
name_matches(const char *s, size_t len, const char *of)
{
	struct name_part part[NAMES];

	name_parts(part, s, len);
	for (int i = 0; i < NAMES; i++)
		if (part[i].len == strlen(of) &&
		    memcmp(part[i].s, of, part[i].len) == 0)
			return 1;
	return 0;
}

/* ---- reading ---- */

struct span *
spans_add(struct spans *s, uint64_t start, uint64_t end, struct err *err)
{
	struct span *p;

	if (s->n == UINT32_MAX - 1) {
		err_set(err, "too many labels");
		return NULL;
	}
	if (array_grow(&s->v, &s->room, s->n + 1, sizeof(*s->v)) == -1) {
		err_errno(err, "labels");
		return NULL;
	}
	p = &s->v[s->n];
	*p = (struct span){ .start = start, .end = end, .id = (uint32_t)s->n };
	s->n++;
	return p;
}

/* The latest end in the tree [lo, hi), stored at each root. */
static uint64_t
note_latest(struct spans *s, size_t lo, size_t hi)
{
	size_t mid = lo + (hi - lo) / 2;
	uint64_t latest, below;

	if (lo == hi)
		return 0;
	latest = s->v[mid].end;
	below = note_latest(s, lo, mid);
	latest = below > latest ? below : latest;
	below = note_latest(s, mid + 1, hi);
	latest = below > latest ? below : latest;
	s->latest[mid] = latest;
	return latest;
}

/* The end of the group of spans of one symbol that begins at lo. */
static size_t
group_end(const struct spans *s, size_t lo)
{
	size_t hi = s->n, mid, first = lo;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->v[mid].symbol == s->v[first].symbol)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int
spans_index(struct spans *s, struct err *err)
{
	size_t lo, hi;

	spans_sort(s->v, s->n, NULL);
	s->latest = malloc((s->n + 1) * sizeof(*s->latest));
	s->met = malloc((s->n + 1) * sizeof(*s->met));
	if (s->latest == NULL || s->met == NULL)
		return err_errno(err, "labels");
	for (lo = 0; lo < s->n; lo = hi) {
		hi = group_end(s, lo);
		note_latest(s, lo, hi);
	}
	return 0;
}

/* Detect the form from the first byte that is not a blank. */
static int
is_json(struct in *in, int *json, struct err *err)
{
	const unsigned char *p;
	size_t n, i = 0;

	if (in_peek(in, 64, &p, &n, err) == -1)
		return -1;
	while (i < n &&
	       (p[i] == ' ' || p[i] == '\t' || p[i] == '\n' || p[i] == '\r'))
		i++;
	*json = i < n && (p[i] == '{' || p[i] == '[');
	return 0;
}

int
spans_read(struct spans *s, const char *path, const char *of,
    struct symtab *syms, struct err *err)
{
	struct in *in = in_open(path, 0, err);
	int json, ret;

	if (in == NULL)
		return -1;
	idmap_init(&s->alias, sizeof(uint32_t), "symbols");
	if (is_json(in, &json, err) == -1) {
		in_close(in);
		return -1;
	}
	ret = json ? spans_read_json(s, in, of, syms, err)
		   : spans_read_text(s, in, of, syms, err);
	if (ret == 0 && of != NULL && s->n == 0)
		ret = err_set(err, "%s: no labels of %s", path, of);
	return ret == 0 ? spans_index(s, err) : -1;
}

/* ---- meeting ---- */

/* The first place of a symbol, or of one after it. */
static size_t
group_start(const struct spans *s, uint32_t symbol)
{
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->v[mid].symbol < symbol)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static size_t
collect(struct spans *s, size_t lo, size_t hi, uint64_t start, uint64_t end,
    size_t found)
{
	size_t mid = lo + (hi - lo) / 2;
	struct span *v = &s->v[mid];

	if (lo == hi || s->latest[mid] < start)
		return found;
	found = collect(s, lo, mid, start, end, found);
	if (v->start >= end && v->start != start)
		return found;
	if (v->end >= start) {
		v->met = 1;
		s->met[found++] = v;
	}
	return collect(s, mid + 1, hi, start, end, found);
}

static size_t
meet_of(struct spans *s, uint32_t symbol, uint64_t start, uint64_t end,
    size_t found)
{
	size_t lo = group_start(s, symbol);

	if (lo == s->n || s->v[lo].symbol != symbol)
		return found;
	return collect(s, lo, group_end(s, lo), start, end, found);
}

size_t
spans_meet(struct spans *s, uint32_t symbol, uint64_t start, uint64_t end)
{
	const uint32_t *alias = idmap_find(&s->alias, symbol);
	size_t found = 0;

	if (start == TS_NULL || s->n == 0)
		return 0;
	if (alias != NULL && *alias != 0)
		symbol = *alias;
	if (symbol != 0)
		found = meet_of(s, symbol, start, end, found);
	return meet_of(s, 0, start, end, found);
}

size_t
spans_met(const struct spans *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		n += s->v[i].met != 0;
	return n;
}
