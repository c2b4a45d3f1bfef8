/*
 * jump.c - decide which rows far ahead of their source are believed.
 */
#include "stream/jump.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/tstamp.h"

/* ---- lists ---- */

int
jump_list_add(struct jump_list *l, const struct jump_kept *k, struct err *err)
{
	if (array_grow(&l->v, &l->room, l->n + 1, sizeof(*l->v)) == -1)
		return err_errno(err, "--max-jump");
	l->v[l->n++] = *k;
	return 0;
}

static int
keep_in(struct jump_list *l, const struct jump_ops *o, uint64_t time,
    uint32_t symbol, struct err *err)
{
	struct jump_kept k = { .time = time, .symbol = symbol };

	if ((k.row = o->keep(o->arg, err)) == NULL)
		return -1;
	if (jump_list_add(l, &k, err) == 0)
		return 0;
	o->drop(o->arg, k.row);
	return -1;
}

static void
drop_all(struct jump_list *l, const struct jump_ops *o)
{
	uint32_t i;

	for (i = 0; i < l->n; i++)
		o->drop(o->arg, l->v[i].row);
	l->n = 0;
}

/* a + max, or the last instant there is. */
static uint64_t
plus(uint64_t a, uint64_t max)
{
	return a > TS_NULL - 1 - max ? TS_NULL - 1 : a + max;
}

/* ---- rows at the old time ---- */

/*
 * n rows were at the old time: waiting rows that have seen enough of them were
 * early.
 */
static int
count_back(struct jump *j, const struct jump_ops *o, uint32_t n,
    struct err *err)
{
	struct jump_list *l = &j->ahead;
	uint32_t i, left = 0;
	int ret = 0;

	for (i = 0; i < l->n; i++) {
		l->v[i].back += n;
		if (l->v[i].back < JUMP_BACK || ret == -1) {
			l->v[left++] = l->v[i];
			continue;
		}
		ret = o->early(o->arg, l->v[i].row, err);
		o->drop(o->arg, l->v[i].row);
	}
	l->n = left;
	return ret;
}

/* Rows behind a jump, but too few to undo it, are passed on unchanged. */
static int
release_behind(struct jump *j, const struct jump_ops *o, struct err *err)
{
	struct jump_list *l = &j->behind;
	uint32_t i, n = l->n;
	int ret = 0;

	for (i = 0; i < n && ret == 0; i++)
		ret = o->go(o->arg, l->v[i].row, err);
	drop_all(l, o);
	return ret == 0 && n > 0 ? count_back(j, o, n, err) : ret;
}

/* The third consecutive row lies behind: time becomes that of these rows. */
static int
undo(struct jump *j, const struct jump_ops *o, uint64_t time, struct err *err)
{
	uint32_t i;

	for (i = 0; i < j->behind.n; i++)
		if (j->behind.v[i].time > time)
			time = j->behind.v[i].time;
	if (o->undone(o->arg, &j->rows, j->before, time, err) == -1)
		return -1;
	drop_all(&j->rows, o);
	j->jumped = 0;
	j->time = time;
	return release_behind(j, o, err);
}

/* ---- rows ahead ---- */

/*
 * Pass on the rows that wait up to max ahead of `to'; the time becomes that of
 * the latest of them.
 */
static int
believe(struct jump *j, const struct jump_ops *o, uint64_t to, struct err *err)
{
	struct jump_list *l = &j->ahead;
	uint32_t i, left = 0;
	int ret = 0;

	drop_all(&j->rows, o);
	j->before = j->time;
	j->jumped = 1;
	j->time = to;
	for (i = 0; i < l->n; i++) {
		if (ret == -1 || l->v[i].time > plus(to, o->max)) {
			l->v[left++] = l->v[i];
			continue;
		}
		if (l->v[i].time > j->time)
			j->time = l->v[i].time;
		ret = o->go(o->arg, l->v[i].row, err);
		if (j->rows.n == JUMP_KEPT_MAX ||
		    jump_list_add(&j->rows, &l->v[i], err) == -1)
			o->drop(o->arg, l->v[i].row);
	}
	l->n = left;
	return err->set ? -1 : ret;
}

/* The waiting row that this one confirms; NULL: none. */
static const struct jump_kept *
confirmed(const struct jump *j, uint64_t max, uint64_t time, uint32_t symbol)
{
	const struct jump_kept *k;
	uint32_t i;

	for (i = j->ahead.n; i > 0; i--) {
		k = &j->ahead.v[i - 1];
		if (k->back == 0 && plus(time, max) >= k->time &&
		    !(j->several && k->symbol == symbol))
			return k;
	}
	return NULL;
}

/* A row of the jump: a copy is kept while it may be undone. */
static int
note_jump(struct jump *j, const struct jump_ops *o, uint64_t time,
    uint32_t symbol, struct err *err)
{
	if (!j->jumped)
		return 0;
	if (j->rows.n < JUMP_KEPT_MAX)
		return keep_in(&j->rows, o, time, symbol, err);
	j->jumped = 0;
	drop_all(&j->rows, o);
	return 0;
}

/* A row at the source's time, or a little ahead. */
static int
go_on(struct jump *j, const struct jump_ops *o, uint64_t time, uint32_t symbol,
    struct err *err)
{
	if (time > j->time)
		j->time = time;
	if (j->ahead.n > 0 && count_back(j, o, 1, err) == -1)
		return -1;
	return note_jump(j, o, time, symbol, err) == -1 ? -1 : 1;
}

static int
row_ahead(struct jump *j, const struct jump_ops *o, uint64_t time,
    uint32_t symbol, struct err *err)
{
	const struct jump_kept *k = confirmed(j, o->max, time, symbol);

	if (k == NULL && j->ahead.n >= JUMP_KEPT_MAX)
		k = &j->ahead.v[j->ahead.n - 1];
	if (k != NULL && believe(j, o, k->time, err) == -1)
		return -1;
	if (k != NULL && time <= plus(j->time, o->max))
		return go_on(j, o, time, symbol, err);
	return keep_in(&j->ahead, o, time, symbol, err);
}

int
jump_row(struct jump *j, const struct jump_ops *o, uint64_t time,
    uint32_t symbol, struct err *err)
{
	if (j->symbol == 0)
		j->symbol = symbol;
	j->several |= symbol != j->symbol;
	if (j->jumped && plus(time, o->max) < j->time) {
		if (j->behind.n + 1 < JUMP_BACK)
			return keep_in(&j->behind, o, time, symbol, err);
		return undo(j, o, time, err) == -1
			   ? -1
			   : go_on(j, o, time, symbol, err);
	}
	if (j->behind.n > 0 && release_behind(j, o, err) == -1)
		return -1;
	if (j->time == 0 && j->ahead.n > 0 &&
	    plus(time, o->max) < j->ahead.v[j->ahead.n - 1].time)
		j->time = time; /* the first row was far ahead of this one */
	if (j->time != 0 && time <= plus(j->time, o->max))
		return go_on(j, o, time, symbol, err);
	return row_ahead(j, o, time, symbol, err);
}

int
jump_settle(struct jump *j, const struct jump_ops *o, struct err *err)
{
	uint64_t to = 0;
	uint32_t i;

	if (release_behind(j, o, err) == -1)
		return -1;
	if (j->ahead.n == 0)
		return 0;
	for (i = 0; i < j->ahead.n; i++)
		if (j->ahead.v[i].time > to)
			to = j->ahead.v[i].time;
	return believe(j, o, to, err);
}

void
jump_fini(struct jump *j, const struct jump_ops *o)
{
	drop_all(&j->ahead, o);
	drop_all(&j->behind, o);
	drop_all(&j->rows, o);
	free(j->ahead.v);
	free(j->behind.v);
	free(j->rows.v);
	memset(j, 0, sizeof(*j));
}
