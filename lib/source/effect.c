/*
 * effect.c - options of reading that had no effect.
 */
#include "source/effect.h"

#include <stdio.h>
#include <string.h>

/* The options, and what an input must have for them to have an effect. */
static const struct {
	const char *name;
	unsigned needs;
} needs[] = {
	{ "map", MET_TEXT },
	{ "side-map", MET_SIDE | MET_SIDE_ROWS },
	{ "side-of", MET_SIDE },
	{ "side-rows", MET_SIDE_ROWS },
	{ "cumulative", MET_TOTAL },
	{ "bar", MET_BAR },
	{ "bar-end", MET_BAR },
	{ "keep-unknown", MET_TEXT },
	{ "no-header", MET_TEXT },
	{ "comment", MET_TEXT },
	{ "ts-format", MET_TEXT },
	{ "date", MET_TEXT },
	{ "any-time", MET_TEXT },
	{ "zero-price", MET_TEXT },
	{ "numbers", MET_TEXT },
	{ "normalize-symbols", MET_TEXT },
};

unsigned
effect_met(const struct plan_of_record *p, const struct source_opts *o)
{
	unsigned met = MET_TEXT | (p->side_cell >= 0 ? MET_SIDE_ROWS : 0);
	const struct recipe *r;
	int i, k;

	for (i = 0; i < p->n; i++) {
		r = p->recipe[i];
		for (k = 0; k < r->nstep; k++)
			if (r->step[k].side)
				met |= MET_SIDE;
		if (r->schema->at.ts_end >= 0)
			met |= MET_BAR;
		if (o->cumulative != NULL &&
		    schema_find(r->schema, o->cumulative) >= 0)
			met |= MET_TOTAL;
	}
	return met;
}

/* Its value is not the default, which is 0 or none for all of them. */
static int
is_given(const struct source_opts *o, const char *name)
{
	const struct opt *opt = source_options;
	const char *at;

	while (strcmp(opt->name, name) != 0)
		opt++;
	at = (const char *)o + opt->off;
	if (opt->type == OPT_STR)
		return *(const char *const *)(const void *)at != NULL;
	if (opt->type == OPT_DURATION)
		return *(const uint64_t *)(const void *)at != 0;
	return *(const int *)(const void *)at != 0;
}

int
effect_none(char *out, size_t size, const struct source_opts *o, unsigned met)
{
	size_t i, n = 0;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]) && n < size; i++)
		if ((needs[i].needs & met) == 0 && is_given(o, needs[i].name))
			n += (size_t)snprintf(out + n, size - n, "%s--%s",
			    n > 0 ? ", " : "", needs[i].name);
	return n > 0;
}
