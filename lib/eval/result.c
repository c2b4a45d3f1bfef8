/*
 * result.c - the figures of an evaluation, by name.
 */
#include "eval/evaluation.h"

#include <math.h>
#include <string.h>

int
figure_find(const struct evaluation *e, const char *metric, const char *value)
{
	int i;

	for (i = 0; i < e->nfigure; i++)
		if (strcmp(e->figure[i].metric->name, metric) == 0 &&
		    strcmp(e->figure[i].value, value) == 0)
			return i;
	return -1;
}

double
evaluation_figure(const struct evaluation *e, int table, int scorer,
    const char *metric, const char *value)
{
	int i = figure_find(e, metric, value);

	return i < 0 ? NAN : table_values(e, &e->table[table], scorer)[i];
}

int
evaluation_decided(const struct evaluation *e)
{
	return e->scorer[0].undecided < e->nrow || e->o.choose != CHOOSE_NOT;
}

const char *
evaluation_name(const struct evaluation *e, const struct eval_table *t)
{
	if (t->kind == TABLE_ALL)
		return "all";
	return symtab_text(e->syms, t->word, NULL);
}
