/*
 * ctx_quiet.c - high volume while the price hardly moves.
 *
 *	T = 10 units; returns and ranges times 0.3, log volume up by k d, d
 *	the local sd of a unit's log volume
 */
#include "synth/type.h"

enum { LENGTH = 10 };
static const double quiet = 0.3;

static struct inject_span
ctx_quiet_span(const struct inject_event *e)
{
	return inject_units(e, LENGTH);
}

static enum inject_reason
quiet_bars(struct inject_event *e, struct inject_row *rows, size_t n)
{
	struct inject_shape now[INJECT_UNITS_MAX], want[INJECT_UNITS_MAX];
	int i, count = inject_shapes(now, e, rows, n);

	for (i = 0; i < count; i++)
		want[i] = (struct inject_shape){ now[i].close * quiet,
			now[i].open * quiet, now[i].high * quiet,
			now[i].low * quiet, now[i].log_volume };
	return inject_reshape(e, rows, n, now, want, count);
}

static enum inject_reason
ctx_quiet_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	double up = exp(e->k * e->sd_log_volume), size;
	enum inject_reason why = e->bars ? quiet_bars(e, rows, n)
					 : inject_stretch(e, rows, n, quiet);
	size_t i;

	for (i = 0; i < n && why == INJECT_OK; i++) {
		size = inject_size(&rows[i]);
		if (size > 0)
			why = inject_resize(&rows[i], size * up);
	}
	return why;
}

const struct inject_type inject_type_ctx_quiet = {
	.name = "ctx_quiet",
	.summary = "10 units with log volume up by k sd and returns times 0.3",
	.group = "contextual",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA | INJECT_VOLUME,
	.rows = INJECT_ALL,
	.sign = 1,
	.k = { { 2.5, 3 }, { 1.5, 2.5 }, { .8, 1.5 } },
	.span = ctx_quiet_span,
	.apply = ctx_quiet_apply,
};
