/*
 * ctx_corr.c - two quantities that usually move together do not.
 *
 *	T = k units; one of two changes, equally likely:
 *	the returns within the block are permuted, so that they fit neither
 *	the other symbols nor their volume, but keep their distribution;
 *	the volumes are replaced by those of T units an hour or more before
 *
 * Only for rows with a volume.
 */
#include "synth/type.h"

static int
length(const struct inject_event *e)
{
	int T = (int)lround(e->k);

	return T < 2 ? 2 : T > INJECT_UNITS_MAX ? INJECT_UNITS_MAX : T;
}

static struct inject_span
ctx_corr_span(const struct inject_event *e)
{
	return inject_units(e, length(e));
}

/* Fisher and Yates; Durstenfeld 1964. */
static void
permute(struct inject_event *e, struct inject_shape *want, int count)
{
	struct inject_shape t;
	double volume;
	int i, j;

	for (i = count - 1; i > 0; i--) {
		j = (int)rng_below(&e->rng, (uint64_t)i + 1);
		t = want[i];
		want[i] = want[j];
		want[j] = t;
		volume = want[i].log_volume; /* stays in its place */
		want[i].log_volume = want[j].log_volume;
		want[j].log_volume = volume;
	}
}

static enum inject_reason
ctx_corr_apply(struct inject_event *e, struct inject_row *rows, size_t n)
{
	struct inject_shape now[INJECT_UNITS_MAX], want[INJECT_UNITS_MAX];
	int i, count = inject_shapes(now, e, rows, n);
	double volume[INJECT_UNITS_MAX];

	for (i = 0; i < count; i++)
		want[i] = now[i];
	if (e->u[0] < 0.5 || inject_other_hour(e, volume, count) == -1)
		permute(e, want, count);
	else
		for (i = 0; i < count; i++)
			want[i].log_volume = volume[i];
	return inject_reshape(e, rows, n, now, want, count);
}

const struct inject_type inject_type_ctx_corr = {
	.name = "ctx_corr",
	.summary = "k units whose returns, or volumes, are not in their place",
	.group = "contextual",
	.on = INJECT_TICKS | INJECT_BARS,
	.needs = INJECT_SIGMA | INJECT_VOLUME | INJECT_HOURS,
	.rows = INJECT_ALL,
	.sign = 1,
	.k = { { 30, 30 }, { 15, 15 }, { 8, 8 } },
	.span = ctx_corr_span,
	.apply = ctx_corr_apply,
};
