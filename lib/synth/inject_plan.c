/*
 * inject_plan.c - which events a symbol-day is to have.
 *
 * A day of a symbol draws from the sequence (seed, hash of symbol and date),
 * so a plan does not depend on other symbols or days, nor on how much of a
 * stream was read.  With probability `quiet` it has no events; else Poisson,
 * at most three, each in another third of the session, uniform in it.
 * Magnitudes are log-uniform in the range of the level (detection.md 4.1).
 *
 * Also the label file's lines.
 */
#include <math.h>
#include <string.h>

#include "base/csv.h"
#include "base/hash.h"
#include "base/num.h"
#include "synth/inject_impl.h"

/* Decoys draw from a sequence of their own: they change no event. */
static const uint64_t decoy_stream = UINT64_C(0x8000000000000000);

const char inject_csv_header[] = "event,kind,level,symbol,t_start,t_end,"
				 "row_start,row_end,magnitude,sign,seed\n";

static int
is_decoy(const struct inject_type *t)
{
	return t->decoy;
}

static const struct inject_type *
draw_type(struct rng *r, const struct inject_opts *o, int decoys)
{
	const struct inject_type *const *t, *of[INJECT_TYPES_MAX];
	int n = 0;

	if (!decoys)
		return o->type[rng_below(r, (uint64_t)o->ntype)];
	for (t = inject_list; *t != NULL; t++)
		if (is_decoy(*t))
			of[n++] = *t;
	return of[rng_below(r, (uint64_t)n)];
}

/* Id 0 says nothing and UINT32_MAX is null. */
static uint32_t
event_id(struct rng *r)
{
	return 1 + (uint32_t)rng_below(r, UINT32_MAX - 1);
}

static void
draw_event(struct inject_plan *p, struct rng *r, const struct inject_opts *o,
    int decoys)
{
	const double *k;
	double low, high;

	p->type = draw_type(r, o, decoys);
	k = p->type->k[o->level];
	low = o->high > 0 ? o->low : k[0];
	high = o->high > 0 ? o->high : k[1];
	p->k = low * exp(rng_unit(r) * log(high / low));
	p->sign = rng_u32(r) & 1 ? 1 : -1;
	if (p->type->upward)
		p->sign = 1;
	p->u = rng_unit(r);
	p->id = event_id(r);
}

/* Three thirds of [open, close) in random order. */
static void
draw_thirds(int *third, struct rng *r)
{
	int i, j, t;

	for (i = 0; i < INJECT_DAY_MAX; i++)
		third[i] = i;
	for (i = INJECT_DAY_MAX - 1; i > 0; i--) {
		j = (int)rng_below(r, (uint64_t)i + 1);
		t = third[i];
		third[i] = third[j];
		third[j] = t;
	}
}

static int
draw_events(struct inject_plan *p, const struct inject_opts *o, uint64_t hash,
    double mean, double quiet, int decoys, uint64_t open, uint64_t close)
{
	double width = (double)(close - open) / INJECT_DAY_MAX;
	int third[INJECT_DAY_MAX], i, n;
	struct rng r;
	uint64_t many;

	rng_init(&r, o->seed, hash);
	if (rng_unit(&r) < quiet)
		return 0;
	many = rng_poisson(&r, mean);
	n = many > INJECT_DAY_MAX ? INJECT_DAY_MAX : (int)many;
	draw_thirds(third, &r);
	for (i = 0; i < n; i++) {
		draw_event(&p[i], &r, o, decoys);
		p[i].time =
		    open + (uint64_t)((third[i] + rng_unit(&r)) * width);
	}
	return n;
}

static void
sort_plan(struct inject_plan *p, int n)
{
	struct inject_plan v;
	int i, j;

	for (i = 1; i < n; i++) {
		v = p[i];
		for (j = i; j > 0 && p[j - 1].time > v.time; j--)
			p[j] = p[j - 1];
		p[j] = v;
	}
}

int
inject_plan_day(struct inject_plan *p, const struct inject_opts *o,
    const char *symbol, size_t len, uint64_t date, uint64_t open,
    uint64_t close)
{
	uint64_t hash = hash_xxh64(symbol, len, date);
	uint64_t other = hash_xxh64(symbol, len, date | decoy_stream);
	int n;

	n = draw_events(p, o, hash, o->per_day, o->quiet, 0, open, close);
	n += draw_events(p + n, o, other, o->decoys, 0, 1, open, close);
	sort_plan(p, n);
	return n;
}

static size_t
put_text(char *out, const char *s)
{
	size_t n = strlen(s);

	memcpy(out, s, n);
	out[n] = ',';
	return n + 1;
}

static size_t
put_u64(char *out, uint64_t v, char end)
{
	size_t n = num_put_u64(out, v);

	out[n] = end;
	return n + 1;
}

size_t
inject_label_csv(char *out, const struct symtab *syms,
    const struct inject_label *l)
{
	size_t len, n;
	const char *symbol = symtab_text(syms, l->symbol, &len);

	n = put_u64(out, l->event, ',');
	n += put_text(out + n, l->type->name);
	n += put_text(out + n, l->level);
	n += csv_put(out + n, symbol, len, ',');
	out[n++] = ',';
	n += ts_put_iso(out + n, l->t_start);
	out[n++] = ',';
	n += ts_put_iso(out + n, l->t_end);
	out[n++] = ',';
	n += put_u64(out + n, l->row_start, ',');
	n += put_u64(out + n, l->row_end, ',');
	n += num_put_f64(out + n, l->magnitude);
	out[n++] = ',';
	n += put_text(out + n, l->sign < 0 ? "-1" : "1");
	return n + put_u64(out + n, l->seed, '\n');
}
