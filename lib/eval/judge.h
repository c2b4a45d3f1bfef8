/*
 * judge.h - one scorer in one table: what the files of evaluation_judge
 * share.
 *
 *	judge.c		the scorers in turn
 *	load.c		the scores and decisions of a scorer
 *	window.c	windows of rows in place of rows
 *	alarm.c		its alarms, and a threshold for them
 *	table.c		the tables, and the roles of events in them
 *	draw.c		the random floor
 *	verdict.c	each model beside the best baseline
 */
#ifndef EVAL_JUDGE_H
#define EVAL_JUDGE_H

#include "base/rng.h"
#include "eval/evaluation.h"
#include "eval/resample.h"

struct judge {
	struct evaluation *e;
	uint32_t *labelled; /* [nlabelled] rows with an event, rising */
	size_t nlabelled;
	uint32_t *alarm; /* [nalarm] rows to judge that alarm, rising; NULL:
			  * all of them */
	size_t nalarm, room_alarm;
	uint32_t *alarm_room;
	uint32_t *hit; /* [nhit] those of them with an event; room for
			* nlabelled */
	size_t nhit;

	/* the rows at hand, of a scorer or in a random order */
	const double *score; /* NULL: random */
	int constant;	     /* all scores are equal: always alarms */
	struct rng *rng;
	struct top top;
	struct marks marks; /* of the series of a table */
	uint32_t marks_place, marks_end;
	int marked; /* marks are those of marks_place .. marks_end */

	/* the table at hand */
	int8_t *role;	/* by set */
	int8_t *counts; /* by event */
	struct view view;
	struct timeline timeline;

	struct resample resample;
};

/* ---- load.c ---- */

/* The scores of a scorer into e->rows.score, its own decisions into the
 * flags of the rows; over windows where they are asked for. */
int judge_load(struct judge *j, int which, struct err *err);

/* ---- window.c ---- */

/* Once, before anything is loaded: the labels and first decisions of
 * windows, where they are asked for. */
int judge_windows(struct judge *j, struct err *err);
/* The highest of so many rows, in place. */
int judge_window_scores(struct rowset *r, int window, struct err *err);
void judge_window_alarms(struct rowset *r, int window);

/* ---- alarm.c ---- */

/* The alarms of the scorer that is loaded. */
int judge_alarms(struct judge *j, int which, struct err *err);

/* k rows drawn to alarm. */
int judge_draw_alarms(struct judge *j, size_t k, struct rng *rng,
    struct err *err);

/* ---- table.c ---- */

/* All tables, their figures NaN. */
int tables_make(struct evaluation *e, struct err *err);

/* The table's rows, roles and marks, for the order at hand. */
int judge_table(struct judge *j, const struct eval_table *t, struct err *err);

/* The series at [place, end), with the roles of all types. */
int judge_view(struct judge *j, uint32_t place, uint32_t end, struct err *err);

/* The order of the rows has changed. */
void judge_reorder(struct judge *j, const double *score, struct rng *rng);

/* ---- judge.c ---- */

/* The ranking of the view. */
struct ranking judge_ranking(const struct judge *j);

/* All metrics of the order at hand in the table at hand. */
int judge_metrics(struct judge *j, double *value, struct err *err);

/* Some row was decided on by this scorer. */
int judge_decided(const struct evaluation *e, int which);

/* ---- draw.c ---- */

/* The random floor of all tables. */
int judge_floor(struct judge *j, struct err *err);

/* ---- verdict.c ---- */

void judge_verdicts(struct judge *j);

#endif
