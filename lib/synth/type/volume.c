/*
 * volume.c - a surge of volume without a move of the price.
 *
 *	bars	volume times e^(k d), d the local sd of a bar's log volume
 *	ticks	block prints: 1 to 3 consecutive trades share a size of
 *		e^(m + k d), m and d the local mean and sd of a unit's log
 *		volume, on top of their own
 *	orders	as many further prints beside the book share that size
 *
 * The log volume of the unit that contains the block is about k d above the
 * usual, as with bars.
 */
#include "synth/type.h"

enum { BLOCKS_MAX = 3 };

static struct inject_span
volume_span(const struct inject_event *e)
{
	if (e->bars)
		return (struct inject_span){ 1, e->unit };
	return (struct inject_span){
		(uint64_t)inject_between(e->u[0], 1, BLOCKS_MAX), e->unit / 4
	};
}

static enum inject_reason
volume_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	double up = e->k * e->sd_log_volume;
	double block = exp(e->log_volume + up) / (double)n, size;
	enum inject_reason why = INJECT_OK;
	struct inject_row *r;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		r = &rows[i];
		size = inject_size(r);
		if (inject_is_order(r)) {
			if ((r = inject_copy(e, r, 0)) == NULL)
				return INJECT_OK; /* the engine reports it */
			size = 0;
		}
		why = inject_resize(r, e->bars ? size * exp(up) : size + block);
	}
	return why;
}

const struct inject_type inject_type_volume = {
	.name = "volume",
	.summary = "log volume of a unit up by k sd, the price as it was",
	.group = "activity",
	.on = INJECT_TICKS | INJECT_BARS | INJECT_ORDERS,
	.needs = INJECT_VOLUME,
	.rows = INJECT_SIZED,
	.sign = 1,
	.k = { { 3.5, 4.5 }, { 2.7, 3.5 }, { 2, 2.7 } },
	.span = volume_span,
	.apply = volume_apply,
};
