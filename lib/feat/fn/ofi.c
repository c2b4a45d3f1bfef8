/*
 * ofi.c - order flow imbalance of one update of the best quote.
 *
 *	e = 1[b >= b'] bs - 1[b <= b'] bs' - 1[a <= a'] as + 1[a >= a'] as'
 *
 * where ' marks the previous quote.  Cont, Kukanov and Stoikov 2014, equation
 * 4.  NaN in rows without a quote and at the first quote.
 */
#include "feat/fn/side.h"

struct ofi {
	double bid, bs, ask, as; /* of the quote before; bid NaN: none */
};

static double
ofi_step(const void *arg, void *state, const struct fn_row *r)
{
	struct ofi *s = state, now = { r->in[0], r->in[1], r->in[2], r->in[3] };
	double e;

	(void)arg;
	if (isnan(now.bid) || isnan(now.bs) || isnan(now.ask) || isnan(now.as))
		return NAN;
	e = (now.bid >= s->bid ? now.bs : 0) - (now.bid <= s->bid ? s->bs : 0) -
	    (now.ask <= s->ask ? now.as : 0) + (now.ask >= s->ask ? s->as : 0);
	e = isnan(s->bid) ? NAN : e;
	*s = now;
	return e;
}

static size_t
ofi_size(const void *arg)
{
	(void)arg;
	return sizeof(struct ofi);
}

static void
ofi_init(const void *arg, void *state)
{
	(void)arg;
	*(struct ofi *)state = (struct ofi){ .bid = NAN };
}

static int
ofi_walk(struct walk *w, const void *arg, void *state)
{
	struct ofi *s = state;

	(void)arg;
	walk_scalar(w, "bid", TENSOR_F64, &s->bid);
	walk_scalar(w, "bs", TENSOR_F64, &s->bs);
	walk_scalar(w, "ask", TENSOR_F64, &s->ask);
	walk_scalar(w, "as", TENSOR_F64, &s->as);
	return walk_done(w);
}

static const struct arg args[] = { QUOTE_ARGS, ARGS_END };

const struct column_fn column_fn_ofi = {
	.name = "ofi",
	.summary = "order flow imbalance of an update of the best quote",
	.source = "Cont, Kukanov and Stoikov 2014, equation 4",
	.unit = "qty",
	.args = args,
	.state_size = ofi_size,
	.init = ofi_init,
	.walk_state = ofi_walk,
	.step = ofi_step,
};
