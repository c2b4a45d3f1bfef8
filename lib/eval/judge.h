/*
 * judge.h - one scorer in one table: what the files of evaluation_judge
 * share.
 *
 *	judge.c		the scorers in turn
 *	table.c		the tables and the roles of events in them
 *	draw.c		the random floor
 */
#ifndef EVAL_JUDGE_H
#define EVAL_JUDGE_H

#include "base/rng.h"
#include "eval/evaluation.h"

struct judge {
	struct evaluation *e;
	uint32_t *labelled; /* [nlabelled] rows with an event, rising */
	size_t nlabelled;
	struct marks marks; /* of the order at hand */
	uint32_t *alarm;    /* [nalarm] rows that alarm, rising */
	size_t nalarm, room_alarm;
	int8_t *role;	/* by set, of the table at hand */
	int8_t *counts; /* by event, of the table at hand */
	struct view view;
	struct timeline timeline;
};

/* The table of all and those of the types by name, all figures NaN. */
int tables_make(struct evaluation *e, struct err *err);

/* Roles, view and timeline of a table, for the order at hand. */
void judge_table(struct judge *j, const struct eval_table *t);

/* Make room for n alarms. */
int judge_alarms(struct judge *j, size_t n, struct err *err);

/* All metrics of the order at hand in the table at hand. */
int judge_metrics(struct judge *j, double *value, struct err *err);

/* The random floor of all tables. */
int judge_floor(struct judge *j, struct err *err);

#endif
