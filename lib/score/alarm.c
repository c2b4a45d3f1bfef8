/*
 * alarm.c - the threshold of one model for each symbol, and its alarms.
 */
#include "score/alarm.h"

#include <math.h>
#include <string.h>

void
alarm_init(struct alarm *a)
{
	memset(a, 0, sizeof(*a));
	a->base = INFINITY;
	idmap_init(&a->symbols, sizeof(struct alarm_symbol), "symbols");
}

int
alarm_row(struct alarm *a, uint32_t symbol, double surprise, double *excess,
    struct err *err)
{
	struct alarm_symbol *s;
	int begins;

	*excess = NAN;
	if (isnan(surprise))
		return ALARM_NONE;
	if ((s = idmap_get(&a->symbols, symbol, err)) == NULL)
		return -1;
	s->known = 1;
	*excess = surprise - (s->left > 0 ? s->began : a->base + s->shift);
	begins = *excess >= 0 && s->left == 0;
	if (s->left > 0)
		s->left--;
	if (begins) {
		s->began = a->base + s->shift;
		s->left = a->lasts;
	}
	s->shift += a->gain * (begins - a->q);
	s->shift = fmin(fmax(s->shift, ALARM_SHIFT_MIN), ALARM_SHIFT_MAX);
	if (begins)
		return ALARM_BEGINS;
	return *excess >= 0 ? ALARM_LASTS : ALARM_NONE;
}

/* ---- state ---- */

static void *
find_symbol(void *arg, uint32_t symbol)
{
	struct alarm *a = arg;
	struct alarm_symbol *s = idmap_find(&a->symbols, symbol);

	return s->known ? s : NULL;
}

static void *
get_symbol(void *arg, uint32_t symbol, struct err *err)
{
	struct alarm *a = arg;

	return idmap_get(&a->symbols, symbol, err);
}

static int
walk_one(struct walk *w, void *arg, void *one)
{
	struct alarm_symbol *s = one;

	(void)arg;
	walk_scalar(w, "shift", TENSOR_F64, &s->shift);
	walk_check(w,
	    s->shift >= ALARM_SHIFT_MIN && s->shift <= ALARM_SHIFT_MAX,
	    "shift: out of range");
	walk_scalar(w, "began", TENSOR_F64, &s->began);
	walk_check(w, !isnan(s->began), "began: not a number");
	walk_scalar(w, "left", TENSOR_U64, &s->left);
	s->known = 1;
	return walk_done(w);
}

static struct state_symbols
symbols_of(struct alarm *a)
{
	return (struct state_symbols){ a, a->symbols.n, find_symbol, get_symbol,
		walk_one };
}

int
alarm_save(struct alarm *a, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(a);

	return state_save_symbols(&o, file, table, err);
}

int
alarm_load(struct alarm *a, struct state *file, const char *table,
    struct err *err)
{
	struct state_symbols o = symbols_of(a);

	return state_load_symbols(&o, file, table, err);
}

void
alarm_fini(struct alarm *a)
{
	idmap_fini(&a->symbols);
}
