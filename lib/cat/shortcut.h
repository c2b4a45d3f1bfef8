/*
 * shortcut.h - when tickcat need not look at rows.
 */
#ifndef CAT_SHORTCUT_H
#define CAT_SHORTCUT_H

#include "cat/order.h"
#include "cat/out.h"
#include "cat/steps.h"

/* All options that decide it. */
struct shortcut {
	const struct step_opts *steps;
	const struct order_opts *order;
	const struct cat_out_opts *out;
};

/*
 * 1 when records of DBN may be copied as bytes, file by file, if no step looks
 * at rows (steps_all).
 */
int shortcut_copy(const struct shortcut *s);

/*
 * 1 when the barriers of a single input may pass: the format has them, and no
 * step keeps rows, or knowledge of rows, that a barrier would have to save.
 */
int shortcut_barriers(const struct shortcut *s);

#endif
