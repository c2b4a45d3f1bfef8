/*
 * qty.c - exact sums of sizes.
 *
 * Inputs of one stream may have sizes in whole units and in 1e-9 of one, so
 * a sum keeps both parts apart; the engine puts it into the scale of the
 * column.  What leaves the range is marked and becomes an error when the
 * window is emitted: never a wrap.
 */
#include <math.h>

#include "window/window.h"

enum { NANO = 1000000000 };

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
	/* Both parts get one sign, so that each value has one form. */
	if (q->whole > 0 && q->nano < 0) {
		q->whole--;
		q->nano += NANO;
	} else if (q->whole < 0 && q->nano > 0) {
		q->whole++;
		q->nano -= NANO;
	}
}

double
qty_double(const struct qty_sum *q)
{
	if (q->n == 0)
		return NAN;
	return (double)q->whole + (double)q->nano / 1e9;
}
