/*
 * rowset.c - the scored rows of an evaluation, series by series.
 *
 * Arrays grow by half; untouched pages take no memory.  Grouping is a stable
 * counting sort by series through the scratch array.  Input that is already
 * grouped (one symbol, one file after the other) is not moved.
 */
#include "eval/rowset.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "eval/subset.h"

void
rowset_init(struct rowset *r, const char *tmp)
{
	memset(r, 0, sizeof(*r));
	columns_init(&r->order, tmp);
	columns_add(&r->order, sizeof(*r->block));
}

void
rowset_keep_times(struct rowset *r)
{
	columns_add(&r->order, sizeof(uint64_t));
	r->timed = 1;
}

void
rowset_fini(struct rowset *r)
{
	free(r->of);
	free(r->score);
	free(r->missed);
	free(r->set);
	free(r->block);
	columns_fini(&r->order);
	free(r->at);
	free(r->place);
	free(r->first);
	free(r->cursor);
	free(r->scratch);
	free(r->seen);
	free(r->marked);
	free(r->end);
	memset(r, 0, sizeof(*r));
}

/* ---- rows as they come ---- */

static int
grow_one(void *array, size_t room, size_t size, struct err *err)
{
	if (array_resize(array, room, size) == -1)
		return err_errno(err, "%zu rows", room);
	return 0;
}

static int
grow(struct rowset *r, struct err *err)
{
	size_t room = r->room ? r->room + r->room / 2 : 4096;

	if (r->n >= ROWSET_MAX)
		return err_set(err, "more than %d scored rows", ROWSET_MAX);
	if (r->n < r->room)
		return 0;
	if (grow_one(&r->score, room, sizeof(*r->score), err) == -1 ||
	    grow_one(&r->missed, room, sizeof(*r->missed), err) == -1 ||
	    grow_one(&r->set, room, sizeof(*r->set), err) == -1)
		return -1;
	r->room = room;
	return 0;
}

int
rowset_series(struct rowset *r, uint32_t symbol, int part, struct err *err)
{
	uint32_t room = r->room_series ? 2 * r->room_series : 16;

	if (r->nseries == r->room_series) {
		if (grow_one(&r->of, room, sizeof(*r->of), err) == -1)
			return -1;
		r->room_series = room;
	}
	r->of[r->nseries++] =
	    (struct series_rows){ .symbol = symbol, .part = part };
	return 0;
}

static int
keep_end(struct rowset *r, uint64_t end, struct err *err)
{
	if (array_grow(&r->end, &r->room_end, r->nend + 1, sizeof(*r->end)) ==
	    -1)
		return err_errno(err, "%zu labelled rows", r->nend);
	r->end[r->nend++] = end;
	return 0;
}

int
rowset_add(struct rowset *r, uint32_t series, double score, uint64_t end,
    uint32_t set, int alarm, struct err *err)
{
	struct series_rows *s = &r->of[series];
	const void *cell[] = { &series, &end };

	if (r->n == r->room && grow(r, err) == -1)
		return -1;
	if (columns_put(&r->order, cell, err) == -1)
		return -1;
	if (set != 0 && !r->timed && keep_end(r, end, err) == -1)
		return -1;
	if (s->n == 0 || s->gap)
		set |= ROW_RUN;
	r->score[r->n] = score;
	r->missed[r->n] = s->missed;
	r->set[r->n++] = alarm ? set | ROW_ALARM : set;
	s->n++;
	s->gap = 0;
	return 0;
}

int
rowset_miss(struct rowset *r, uint32_t series, struct err *err)
{
	struct series_rows *s = &r->of[series];

	if (s->missed == UINT32_MAX)
		return err_set(err,
		    "more than %u rows of a symbol without a "
		    "score",
		    UINT32_MAX);
	s->missed++;
	s->gap = 1;
	return 0;
}

/* ---- grouping ---- */

long
rowset_order(struct rowset *r, size_t row, const uint32_t **series,
    struct err *err)
{
	uint64_t b = row / COLUMN_BLOCK;
	size_t at = row % COLUMN_BLOCK, n = r->n - b * COLUMN_BLOCK;

	if (r->block == NULL &&
	    (r->block = malloc(COLUMN_BLOCK * sizeof(*r->block))) == NULL)
		return err_errno(err, "the order of the rows");
	if (r->which != b + 1) {
		r->which = 0;
		if (columns_read(&r->order, 0, b, r->block, err) == -1)
			return -1;
		r->which = b + 1;
	}
	*series = r->block + at;
	return (long)((n < COLUMN_BLOCK ? n : COLUMN_BLOCK) - at);
}

void
rowset_rewind(struct rowset *r)
{
	for (uint32_t p = 0; p < r->nseries; p++)
		r->cursor[r->at[p]] = r->first[p];
}

/* Where the rows of the stream from `row' on go, up to n of them; their series
 * into *series.  For the loops below. */
static long
piece(struct rowset *r, size_t row, size_t n, const uint32_t **series,
    struct err *err)
{
	long k = rowset_order(r, row, series, err);

	return k > 0 && (size_t)k > n ? (long)n : k;
}

int
rowset_scatter(struct rowset *r, double *to, const double *from, size_t row,
    size_t n, struct err *err)
{
	const uint32_t *series;
	long k, i;

	for (; n > 0; row += (size_t)k, from += k, n -= (size_t)k) {
		if ((k = piece(r, row, n, &series, err)) == -1)
			return -1;
		for (i = 0; i < k; i++)
			to[r->cursor[series[i]]++] = from[i];
	}
	return 0;
}

/* Are the rows already grouped?  -1: *err. */
static int
in_order(struct rowset *r, struct err *err)
{
	const uint32_t *series;
	size_t row = 0;
	long k, i;

	rowset_rewind(r);
	for (; row < r->n; row += (size_t)k) {
		if ((k = rowset_order(r, row, &series, err)) == -1)
			return -1;
		for (i = 0; i < k; i++)
			if (r->cursor[series[i]]++ != row + (size_t)i)
				return 0;
	}
	return 1;
}

static int
move_scores(struct rowset *r, struct err *err)
{
	double *from = r->score;

	rowset_rewind(r);
	if (rowset_scatter(r, r->scratch, from, 0, r->n, err) == -1)
		return -1;
	r->score = r->scratch;
	r->scratch = from;
	return 0;
}

static int
move_numbers(struct rowset *r, uint32_t *array, struct err *err)
{
	uint32_t *to = (uint32_t *)(void *)r->scratch;
	const uint32_t *series;
	size_t row = 0;
	long k, i;

	rowset_rewind(r);
	for (; row < r->n; row += (size_t)k) {
		if ((k = rowset_order(r, row, &series, err)) == -1)
			return -1;
		for (i = 0; i < k; i++)
			to[r->cursor[series[i]]++] = array[row + (size_t)i];
	}
	memcpy(array, to, r->n * sizeof(*to));
	return 0;
}

int
rowset_group(struct rowset *r, uint32_t *at, struct err *err)
{
	int grouped;

	r->at = at;
	r->first = calloc((size_t)r->nseries + 1, sizeof(*r->first));
	r->cursor = calloc((size_t)r->nseries + 1, sizeof(*r->cursor));
	r->scratch = malloc((r->n + 1) * sizeof(*r->scratch));
	r->place = calloc((size_t)r->nseries + 1, sizeof(*r->place));
	r->seen = calloc(SUBSET_WORDS(r->n), sizeof(*r->seen));
	if (r->place == NULL || r->first == NULL || r->cursor == NULL ||
	    r->scratch == NULL || r->seen == NULL)
		return err_errno(err, "%zu rows", r->n);
	for (uint32_t p = 0; p < r->nseries; p++) {
		r->place[at[p]] = p;
		r->first[p + 1] = r->first[p] + r->of[at[p]].n;
	}
	if ((grouped = in_order(r, err)) != 0)
		return grouped == 1 ? 0 : -1;
	if (move_scores(r, err) == -1 || move_numbers(r, r->missed, err) == -1)
		return -1;
	return move_numbers(r, r->set, err);
}

int
rowset_mark(struct rowset *r, struct err *err)
{
	r->marked = calloc(SUBSET_WORDS(r->n), sizeof(*r->marked));
	if (r->marked == NULL)
		return err_errno(err, "%zu rows", r->n);
	for (size_t i = 0; i < r->n; i++)
		if (r->set[i] & (ROW_SET | ROW_RUN))
			subset_put(r->marked, (uint32_t)i);
	return 0;
}

static int
all_times(struct rowset *r, uint64_t *to, struct err *err)
{
	uint64_t *end = malloc(COLUMN_BLOCK * sizeof(*end)), b;
	const uint32_t *series;
	size_t row = 0;
	long n = -1, i;

	if (end == NULL)
		return err_errno(err, "the times of the rows");
	for (b = 0; (n = columns_read(&r->order, 1, b, end, err)) > 0; b++) {
		if (rowset_order(r, row, &series, err) == -1) {
			n = -1;
			break;
		}
		for (i = 0; i < n; i++)
			to[r->cursor[series[i]]++] = end[i];
		row += (size_t)n;
	}
	free(end);
	return n == 0 ? 0 : -1;
}

int
rowset_times(struct rowset *r, uint64_t *to, struct err *err)
{
	const uint32_t *series;
	size_t row = 0, next = 0, at;
	long k, i;

	rowset_rewind(r);
	if (r->timed)
		return all_times(r, to, err);
	for (; row < r->n && next < r->nend; row += (size_t)k) {
		if ((k = rowset_order(r, row, &series, err)) == -1)
			return -1;
		for (i = 0; i < k; i++) {
			at = r->cursor[series[i]]++;
			if (rowset_events(r, at) != 0)
				to[at] = r->end[next++];
		}
	}
	return 0;
}

/* ---- where a row is ---- */

uint32_t
rowset_place(const struct rowset *r, size_t row)
{
	uint32_t lo = 0, hi = r->nseries, mid;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (r->first[mid] <= row)
			lo = mid;
		else
			hi = mid;
	}
	return lo; /* the last that begins here: it has rows */
}

uint64_t
rowset_number(const struct rowset *r, size_t row)
{
	return row - r->first[rowset_place(r, row)] + r->missed[row];
}

int
rowset_near(const struct rowset *r, size_t a, size_t b, uint64_t most)
{
	return rowset_place(r, a) == rowset_place(r, b) &&
	       rowset_number(r, b) - rowset_number(r, a) <= most;
}
