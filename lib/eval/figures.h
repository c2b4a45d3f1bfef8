/*
 * figures.h - one scorer in one table: what figures.c and ranks.c share.
 *
 * evaluation_figures makes the tables; then, for every order of the rows and
 * every table: figures_roles, figures_rank, figures_alarms.
 */
#ifndef EVAL_FIGURES_H
#define EVAL_FIGURES_H

#include "eval/evaluation.h"

struct work {
	struct evaluation *e;
	int8_t *role;	/* by event, of the table at hand */
	uint64_t *hits; /* by event: rows that alarmed */
	double *delay;	/* scratch, by event */
	double *draw;	/* [table][floor figure][seed] */
};

/* The table of all and those of the types by name, all figures NaN. */
int figures_tables(struct evaluation *e, struct err *err);

/* The roles of the events in a table. */
void figures_roles(const struct work *w, const struct eval_table *t);

/* Rows, positives and events of a table, by its roles. */
void figures_count(const struct work *w, struct eval_table *t);

/* Ranking metrics of the order at hand: all, or those of the floor. */
void figures_rank(const struct work *w, struct figures *f, int floor);

/* The tallies of the model over all types. */
void figures_tally(const struct work *w, struct figures *f);

/* What follows from w->hits, where there are decisions at all; delays: also
 * those of the model. */
int figures_alarms(const struct work *w, struct figures *f, int delays,
    struct err *err);

#endif
