/*
 * qty.c - exact sums of sizes.
 *
 * Inputs of one stream may have sizes in whole units and in 1e-9 units, so a
 * sum keeps the two parts separate; the engine converts it to the scale of the
 * column.  A sum that overflows is marked and becomes an error when the window
 * is emitted: it never wraps.
 */
#include <math.h>

#include "window/window.h"

enum { NANO = 1000000000 };

/* Both parts get one sign, so that each value has one form. */
static void
one_sign(struct qty_sum *q)
{
	if (q->whole > 0 && q->nano < 0) {
		q->whole--;
		q->nano += NANO;
	} else if (q->whole < 0 && q->nano > 0) {
		q->whole++;
		q->nano -= NANO;
	}
}

void
qty_add(struct qty_sum *q, const struct rec *r, int i, int sign)
{
	int64_t v, whole, nano = 0;

	if (i < 0 || (v = rec_i64(r, i)) == QTY_NULL)
		return;
	whole = v;
	if (r->schema->field[i].scale == 9) {
		whole = v / NANO;
		nano = v % NANO;
	}
	q->n = 1;
	nano = q->nano + sign * nano;
	if (__builtin_mul_overflow(whole, sign, &whole) ||
	    __builtin_add_overflow(q->whole, whole, &q->whole) ||
	    __builtin_add_overflow(q->whole, nano / NANO, &q->whole))
		q->over = 1;
	q->nano = (int32_t)(nano % NANO);
	one_sign(q);
}

void
qty_merge(struct qty_sum *q, const struct qty_sum *more)
{
	int64_t nano = (int64_t)q->nano + more->nano;

	q->n |= more->n;
	q->over |= more->over;
	if (__builtin_add_overflow(q->whole, more->whole, &q->whole) ||
	    __builtin_add_overflow(q->whole, nano / NANO, &q->whole))
		q->over = 1;
	q->nano = (int32_t)(nano % NANO);
	one_sign(q);
}

int
qty_walk(struct walk *w, const char *name, struct qty_sum *q)
{
	int64_t v[3] = { q->whole, q->nano, q->n | q->over << 1 };

	walk_vector(w, name, TENSOR_I64, v, 3);
	if (walk_loading(w)) {
		walk_check(w, v[1] > -NANO && v[1] < NANO && v[2] <= 3,
		    "a sum of sizes");
		q->whole = v[0];
		q->nano = (int32_t)v[1];
		q->n = v[2] & 1;
		q->over = (v[2] & 2) != 0;
	}
	return walk_done(w);
}

double
qty_double(const struct qty_sum *q)
{
	if (q->n == 0)
		return NAN;
	return (double)q->whole + (double)q->nano / 1e9;
}
