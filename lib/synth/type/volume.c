/*
 * volume.c - a surge of volume without a move of the price.
 *
 *	bars	volume times e^(k d), d the local sd of a bar's log volume
 *	ticks	block prints: 1 to 3 consecutive trades share a size of
 *		e^(m + k d), m and d the local mean and sd of a unit's log
 *		volume, on top of their own
 *
 * detection.md 4.3, systems 3 and 4.  Of ticks the unit with the block in it
 * is then about k d above the usual one, as of bars.
 */
#include <math.h>

#include "synth/inject.h"

enum { BLOCKS_MAX = 3 };

static struct inject_span
volume_span(const struct inject_event *e)
{
	if (e->bars)
		return (struct inject_span){ 1, e->unit };
	return (struct inject_span){ 1 + (uint64_t)(e->u * BLOCKS_MAX),
		60 * NS_SECOND };
}

static enum inject_reason
volume_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	double up = e->k * e->sd_log_volume;
	double block = exp(e->log_volume + up) / (double)n, size;
	enum inject_reason why = INJECT_OK;
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		size = inject_size(&rows[i]);
		why = inject_resize(&rows[i],
		    e->bars ? size * exp(up) : size + block);
	}
	return why;
}

const struct inject_type inject_type_volume = {
	.name = "volume",
	.summary = "log volume up by k sd, the price as it was",
	.source = "detection.md 4.3",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_VOLUME,
	.sized = 1,
	.upward = 1,
	.k = { { 3.5, 4.5 }, { 2.7, 3.5 }, { 2, 2.7 } },
	.span = volume_span,
	.apply = volume_apply,
};
