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

void
rowset_init(struct rowset *r)
{
	memset(r, 0, sizeof(*r));
}

void
rowset_fini(struct rowset *r)
{
	free(r->of);
	free(r->score);
	free(r->missed);
	free(r->kept_end);
	free(r->kept_missed);
	free(r->set);
	free(r->series);
	free(r->at);
	free(r->place);
	free(r->first);
	free(r->cursor);
	free(r->scratch);
	rowset_init(r);
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
	    grow_one(&r->set, room, sizeof(*r->set), err) == -1 ||
	    grow_one(&r->series, room, sizeof(*r->series), err) == -1)
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
keep(struct rowset *r, uint64_t end, uint32_t missed, struct err *err)
{
	size_t room = r->room_kept ? r->room_kept + r->room_kept / 2 : 1024;

	if (r->nkept == r->room_kept) {
		if (grow_one(&r->kept_end, room, sizeof(*r->kept_end), err) ==
			-1 ||
		    grow_one(&r->kept_missed, room, sizeof(*r->kept_missed),
			err) == -1)
			return -1;
		r->room_kept = room;
	}
	r->kept_end[r->nkept] = end;
	r->kept_missed[r->nkept++] = missed;
	return 0;
}

int
rowset_add(struct rowset *r, uint32_t series, double score, uint64_t end,
    uint32_t set, int alarm, struct err *err)
{
	struct series_rows *s = &r->of[series];
	uint32_t flags =
	    (s->n == 0 || s->gap ? ROW_RUN : 0) | (alarm ? ROW_ALARM : 0);

	if (r->n == r->room && grow(r, err) == -1)
		return -1;
	if (set != 0)
		s->keep = s->n + (r->window > 1 ? r->window : 1);
	r->missed[r->n] = s->missed;
	if (s->n < s->keep) {
		flags |= ROW_KEPT;
		r->missed[r->n] = (uint32_t)r->nkept;
		if (keep(r, end, s->missed, err) == -1)
			return -1;
	}
	r->score[r->n] = score;
	r->set[r->n] = set | flags;
	r->series[r->n++] = series;
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

void
rowset_rewind(struct rowset *r)
{
	for (uint32_t p = 0; p < r->nseries; p++)
		r->cursor[r->at[p]] = r->first[p];
}

void
rowset_scatter(struct rowset *r, double *to, const double *from, size_t row,
    size_t n)
{
	const uint32_t *series = r->series + row;

	for (size_t i = 0; i < n; i++)
		to[r->cursor[series[i]]++] = from[i];
}

/* Are the rows already grouped? */
static int
in_order(struct rowset *r)
{
	rowset_rewind(r);
	for (size_t i = 0; i < r->n; i++)
		if (r->cursor[r->series[i]]++ != i)
			return 0;
	return 1;
}

static void
move_scores(struct rowset *r)
{
	double *to = r->scratch;

	rowset_rewind(r);
	rowset_scatter(r, to, r->score, 0, r->n);
	r->scratch = r->score;
	r->score = to;
}

static void
move_numbers(struct rowset *r, uint32_t *array)
{
	uint32_t *to = (uint32_t *)(void *)r->scratch;

	rowset_rewind(r);
	for (size_t i = 0; i < r->n; i++)
		to[r->cursor[r->series[i]]++] = array[i];
	memcpy(array, to, r->n * sizeof(*to));
}

int
rowset_group(struct rowset *r, uint32_t *at, struct err *err)
{
	r->at = at;
	r->first = calloc((size_t)r->nseries + 1, sizeof(*r->first));
	r->cursor = calloc((size_t)r->nseries + 1, sizeof(*r->cursor));
	r->scratch = malloc((r->n + 1) * sizeof(*r->scratch));
	r->place = calloc((size_t)r->nseries + 1, sizeof(*r->place));
	if (r->place == NULL || r->first == NULL || r->cursor == NULL ||
	    r->scratch == NULL)
		return err_errno(err, "%zu rows", r->n);
	for (uint32_t p = 0; p < r->nseries; p++) {
		r->place[at[p]] = p;
		r->first[p + 1] = r->first[p] + r->of[at[p]].n;
	}
	if (in_order(r))
		return 0;
	move_scores(r);
	move_numbers(r, r->missed);
	move_numbers(r, r->set);
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
	uint32_t missed = r->missed[row];

	if (r->set[row] & ROW_KEPT)
		missed = r->kept_missed[missed];
	return row - r->first[rowset_place(r, row)] + missed;
}

uint64_t
rowset_end(const struct rowset *r, size_t row)
{
	if (!(r->set[row] & ROW_KEPT))
		BUG("the end of a row without a label");
	return r->kept_end[r->missed[row]];
}
