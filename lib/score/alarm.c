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

static int
symbol_walk(struct walk *w, struct alarm_symbol *s)
{
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

int
alarm_save(struct alarm *a, struct state *file, const char *table,
    struct err *err)
{
	struct alarm_symbol *s;
	struct walk w;
	uint32_t i;

	if (state_save(&w, file, table, err) == -1)
		return state_done(&w);
	for (i = 0; i < a->symbols.n; i++) {
		s = idmap_find(&a->symbols, i);
		if (s->known &&
		    (state_owner(&w, i, 0) == -1 || symbol_walk(&w, s) == -1))
			break;
	}
	return state_done(&w);
}

int
alarm_load(struct alarm *a, struct state *file, const char *table,
    struct err *err)
{
	struct alarm_symbol *s;
	struct walk w;
	uint64_t i, number;
	uint32_t symbol;
	int rc = state_load(&w, file, table, err);

	for (i = 0; rc == 1 && i < state_owners(&w); i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		if ((s = idmap_get(&a->symbols, symbol, err)) == NULL) {
			w.failed = 1;
			break;
		}
		if (symbol_walk(&w, s) == -1)
			break;
	}
	return state_done(&w);
}

void
alarm_fini(struct alarm *a)
{
	idmap_fini(&a->symbols);
}
