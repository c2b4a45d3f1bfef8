/*
 * reservoir.c - a bounded, seeded sample of rows, in runs.
 *
 * Each run draws a random number when it begins.  The sample is all rows of
 * runs with a number below a limit (bottom-k sampling, Cohen and Kaplan 2007).
 * When the memory is full, the limit is lowered until at most max rows are
 * below it, and the others are removed in one pass.  So rows stay in stream
 * order and need no sort afterwards; rows are moved 4 max ln(seen/max) times
 * in all, in sequence.
 */
#include "detect/reservoir.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { FIRST_ROOM = 4096, BUCKETS = 4096 };

/* The current run of a symbol. */
struct open_run {
	uint32_t run; /* index + 1; 0: not kept */
	uint32_t rows;
	uint32_t serial; /* of the previous row */
};

void
reservoir_init(struct reservoir *r, int d, size_t max, size_t run_max,
    uint64_t seed)
{
	memset(r, 0, sizeof(*r));
	r->d = (size_t)d;
	r->max = max;
	r->run_max = run_max < max ? run_max : max;
	r->limit = UINT64_MAX;
	idmap_init(&r->open, sizeof(struct open_run), "symbols");
	rng_init(&r->rng, seed, 1);
}

/* ---- room ---- */

/* Grow each array separately, so that a failure leaves all of them valid. */
static int
grow_one(void *array, size_t n, size_t size, struct err *err)
{
	if (array_resize(array, n, size) == -1)
		return err_errno(err, "%zu rows of the sample", n);
	return 0;
}

static int
grow_rows(struct reservoir *r, size_t room, struct err *err)
{
	if (grow_one(&r->place, room, sizeof(*r->place), err) == -1 ||
	    grow_one(&r->key, room, sizeof(*r->key), err) == -1)
		return -1;
	if (r->run_max > 1 &&
	    (grow_one(&r->serial, room, sizeof(*r->serial), err) == -1 ||
		grow_one(&r->run, room, sizeof(*r->run), err) == -1))
		return -1;
	if (r->d == 0)
		return grow_one(&r->score, room, sizeof(*r->score), err);
	if (grow_one(&r->x, room, r->d * sizeof(*r->x), err) == -1 ||
	    grow_one(&r->time, room, sizeof(*r->time), err) == -1 ||
	    grow_one(&r->symbol, room, sizeof(*r->symbol), err) == -1)
		return -1;
	return grow_one(&r->label, room, sizeof(*r->label), err);
}

static int
grow_runs(struct reservoir *r, struct err *err)
{
	size_t room = r->runs_room ? r->runs_room * 2 : FIRST_ROOM;

	if (r->runs < r->runs_room)
		return 0;
	if (grow_one(&r->number, room, sizeof(*r->number), err) == -1)
		return -1;
	r->runs_room = room;
	return 0;
}

/* ---- fewer rows ---- */

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The rows of run i; without an array each run is one row. */
static size_t
rows_in(const uint32_t *rows, size_t i)
{
	return rows != NULL ? rows[i] : 1;
}

/* Within one bucket of random numbers, take runs in ascending order while they
 * fit into keep rows.  Returns the number of the first that does not fit. */
static uint64_t
limit_in_bucket(const struct reservoir *r, const uint32_t *rows, uint64_t low,
    uint64_t width, size_t keep, uint64_t (*scratch)[2])
{
	size_t n = 0, i, sum = 0;

	for (i = 0; i < r->runs; i++)
		if (r->number[i] - low < width) { /* not below low either */
			scratch[n][0] = r->number[i];
			scratch[n++][1] = rows_in(rows, i);
		}
	qsort(scratch, n, sizeof(*scratch), by_number);
	for (i = 0; i < n; i++)
		if ((sum += scratch[i][1]) > keep)
			return scratch[i][0];
	return low + width;
}

/* Count the rows of the runs in each bucket of random numbers. */
static void
buckets_count(size_t sum[BUCKETS], const struct reservoir *r,
    const uint32_t *rows, int bits)
{
	uint32_t count[BUCKETS] = { 0 };
	size_t i;

	if (rows != NULL) {
		for (i = 0; i < r->runs; i++)
			sum[r->number[i] >> bits] += rows[i];
		return;
	}
	for (i = 0; i < r->runs; i++)
		count[r->number[i] >> bits]++;
	for (i = 0; i < BUCKETS; i++)
		sum[i] = count[i];
}

/* The highest limit that keeps at most keep rows below it. */
static int
limit_find(uint64_t *limit, const struct reservoir *r, const uint32_t *rows,
    size_t keep, struct err *err)
{
	size_t sum[BUCKETS] = { 0 }, i, below = 0;
	uint64_t(*scratch)[2];
	int bits = 0; /* of the numbers in a bucket */

	while (r->limit >> bits >= BUCKETS)
		bits++;
	*limit = r->limit;
	buckets_count(sum, r, rows, bits);
	for (i = 0; i < BUCKETS && below + sum[i] <= keep; i++)
		below += sum[i];
	if (i == BUCKETS)
		return 0;
	/* each run has a row, but for one that begins */
	scratch = malloc((sum[i] + 1) * sizeof(*scratch));
	if (scratch == NULL)
		return err_errno(err, "rows of the sample");
	*limit = limit_in_bucket(r, rows, (uint64_t)i << bits,
	    (uint64_t)1 << bits, keep - below, scratch);
	free(scratch);
	return 0;
}

/* Move the n kept rows to the front: kept[i] >= i is the place of row i.  No
 * branch depends on it but where x lies together. */
static void
move_rows(struct reservoir *r, const uint32_t *kept, size_t n)
{
	size_t size = r->d * sizeof(*r->x), i, len;

	r->n = n;
	for (i = 0; i < n; i++)
		r->key[i] = r->key[kept[i]];
	for (i = 0; r->run_max > 1 && i < n; i++)
		r->serial[i] = r->serial[kept[i]];
	if (r->d == 0) {
		for (i = 0; i < n; i++) {
			r->place[i] = r->place[kept[i]];
			r->score[i] = r->score[kept[i]];
		}
		return;
	}
	for (i = 0; i < n; i++) {
		r->place[i] = r->place[kept[i]];
		r->time[i] = r->time[kept[i]];
		r->symbol[i] = r->symbol[kept[i]];
		r->label[i] = r->label[kept[i]];
	}
	for (i = 0; i < n; i += len) {
		for (len = 1; i + len < n && kept[i + len] == kept[i] + len;)
			len++;
		memmove(r->x + i * r->d, r->x + kept[i] * r->d, len * size);
	}
}

/* Remove the rows of runs at or above the limit; moved[i] becomes the new index
 * + 1 of run i, or 0 if it was removed. */
static void
runs_remove(struct reservoir *r, uint32_t *moved, uint32_t *kept)
{
	size_t i, n = 0, runs = 0;

	for (i = 0; i < r->runs; i++) {
		moved[i] = r->number[i] < r->limit ? (uint32_t)++runs : 0;
		if (moved[i] != 0)
			r->number[moved[i] - 1] = r->number[i];
	}
	r->runs = runs;
	for (i = 0; i < r->n; i++) {
		kept[n] = (uint32_t)i;
		n += moved[r->run[i]] != 0;
	}
	for (i = 0; i < n; i++)
		r->run[i] = moved[r->run[kept[i]]] - 1;
	move_rows(r, kept, n);
}

/* The same where each row is a run. */
static void
rows_remove(struct reservoir *r, uint32_t *kept)
{
	size_t i, n = 0;

	for (i = 0; i < r->n; i++) {
		kept[n] = (uint32_t)i;
		r->number[n] = r->number[i];
		n += r->number[n] < r->limit;
	}
	r->runs = n;
	move_rows(r, kept, n);
}

static int
shrink_runs(struct reservoir *r, uint32_t *kept, struct err *err)
{
	uint32_t *rows = calloc(r->runs + 1, sizeof(*rows));
	struct open_run *open;
	uint32_t symbol;
	size_t i;
	int rc = -1;

	if (rows == NULL)
		return err_errno(err, "rows of the sample");
	for (i = 0; i < r->n; i++)
		rows[r->run[i]]++;
	if (limit_find(&r->limit, r, rows, r->max, err) == 0) {
		runs_remove(r, rows, kept);
		for (symbol = 0; symbol < r->open.n; symbol++) {
			open = idmap_find(&r->open, symbol);
			if (open->run != 0)
				open->run = rows[open->run - 1];
		}
		rc = 0;
	}
	free(rows);
	return rc;
}

static int
shrink(struct reservoir *r, struct err *err)
{
	uint32_t *kept = malloc(r->n * sizeof(*kept));
	int rc;

	if (kept == NULL)
		return err_errno(err, "rows of the sample");
	if (r->run_max > 1) {
		rc = shrink_runs(r, kept, err);
	} else {
		rc = limit_find(&r->limit, r, NULL, r->max, err);
		if (rc == 0)
			rows_remove(r, kept);
	}
	free(kept);
	return rc;
}

/* ---- rows ---- */

/* Make room for one more row: 1; 0 if the sample had to shrink. */
static int
make_room(struct reservoir *r, struct err *err)
{
	size_t most = r->max + r->max / 10 * 3 + 1;
	size_t room = r->room ? r->room * 2 : FIRST_ROOM;

	if (r->n < r->room)
		return 1;
	if (r->room == most)
		return shrink(r, err);
	if (room > most)
		room = most;
	if (grow_rows(r, room, err) == -1)
		return -1;
	r->room = room;
	return 1;
}

static void
put_row(struct reservoir *r, const struct reservoir_row *row,
    const struct open_run *open)
{
	size_t at = r->n++;

	r->place[at] = r->seen - 1;
	r->key[at] = row->key;
	if (r->run_max > 1) {
		r->serial[at] = open->serial;
		r->run[at] = open->run - 1;
	}
	if (r->d == 0) {
		r->score[at] = row->score;
		return;
	}
	memcpy(r->x + at * r->d, row->x, r->d * sizeof(*r->x));
	r->time[at] = row->time;
	r->symbol[at] = row->symbol;
	r->label[at] = (uint8_t)row->label;
}

/* Start a run and draw its number; 1 when it is kept. */
static int
run_begin(struct reservoir *r, struct err *err)
{
	uint64_t number = rng_u64(&r->rng);

	if (number >= r->limit)
		return 0;
	if (grow_runs(r, err) == -1)
		return -1;
	r->number[r->runs++] = number;
	return 1;
}

/* Each row is a run of its own. */
static int
add_single(struct reservoir *r, const struct reservoir_row *row,
    struct err *err)
{
	int rc;

	if ((rc = make_room(r, err)) == -1 || (rc = run_begin(r, err)) != 1)
		return rc;
	put_row(r, row, NULL);
	return 0;
}

int
reservoir_add(struct reservoir *r, const struct reservoir_row *row,
    struct err *err)
{
	struct open_run *open;
	int rc;

	r->seen++;
	if (r->run_max == 1)
		return add_single(r, row, err);
	if ((open = idmap_get(&r->open, row->symbol, err)) == NULL)
		return -1;
	open->serial += row->fresh ? 2 : 1;
	if (row->fresh || open->rows == 0 || open->rows == r->run_max) {
		open->rows = 0;
		if ((rc = run_begin(r, err)) == -1)
			return -1;
		open->run = rc == 1 ? (uint32_t)r->runs : 0;
	}
	open->rows++;
	while (open->run != 0 && (rc = make_room(r, err)) != 1)
		if (rc == -1)
			return -1;
	if (open->run != 0)
		put_row(r, row, open);
	return 0;
}

int
reservoir_skip(struct reservoir *r, uint32_t symbol, struct err *err)
{
	struct open_run *open;

	if (r->run_max == 1)
		return 0;
	if ((open = idmap_get(&r->open, symbol, err)) == NULL)
		return -1;
	open->serial++;
	open->rows = 0;
	return 0;
}

int
reservoir_finish(struct reservoir *r, struct err *err)
{
	return r->n > r->max ? shrink(r, err) : 0;
}

void
reservoir_fini(struct reservoir *r)
{
	free(r->x);
	free(r->score);
	free(r->place);
	free(r->key);
	free(r->time);
	free(r->symbol);
	free(r->label);
	free(r->serial);
	free(r->run);
	free(r->number);
	idmap_fini(&r->open);
}
