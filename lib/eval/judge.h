/*
 * judge.h - one scorer in one table: declarations shared by the files of
 * evaluation_judge.
 *
 *	judge.c		all scorers, one after the other
 *	load.c		the scores and decisions of a scorer
 *	window.c	windows of rows instead of single rows
 *	alarm.c		its alarms, and a threshold for them
 *	table.c		the tables, and the roles of events in them
 *	draw.c		the random floor
 *	verdict.c	each model compared with the best baseline
 */
#ifndef EVAL_JUDGE_H
#define EVAL_JUDGE_H

#include "base/rng.h"
#include "eval/evaluation.h"
#include "eval/resample.h"
#include "eval/subset.h"

struct judge {
	struct evaluation *e;
	uint32_t *labelled;     /* [nlabelled] rows with an event, rising */
	uint64_t *labelled_end; /* when each is over */
	size_t nlabelled;
	uint32_t *alarm; /* [nalarm] rows to judge that alarm, rising; NULL:
			  * all of them */
	size_t nalarm, room_alarm;
	uint32_t *alarm_room;
	uint32_t *hit;     /* [nhit] those of them with an event; room for
			* nlabelled */
	uint32_t *hit_run; /* [nhit] the numbers of their runs */
	size_t nhit;
	size_t runs; /* of the alarms [counted_from, counted_end), which most
		      * tables share */
	size_t counted_from, counted_end;

	/* the current order of rows: a scorer's, or random */
	const double *score; /* NULL: random */
	int constant;        /* all scores are equal: always alarms */
	struct rng *rng;
	struct top top;
	struct marks marks; /* of the series of a table */
	uint32_t marks_place, marks_end;
	int marked;         /* marks are those of marks_place .. marks_end */
	uint32_t *mark_set; /* [marks.n] their sets; room for nlabelled */

	/* the current table */
	int8_t *role;   /* by set */
	int8_t *counts; /* by event */
	struct view view;
	struct timeline timeline;
	struct step *step; /* [nstep] of the marks; room for nlabelled */
	size_t nstep;

	struct resample resample;
};

/* ---- load.c ---- */

/* Load the scores of a scorer into e->rows.score and its own decisions into
 * the flags of the rows, over windows if the user chose these. */
int judge_load(struct judge *j, int which, struct err *err);

/* ---- window.c ---- */

/* Once, before anything is loaded: the labels and first decisions of windows,
 * if the user chose these. */
int judge_windows(struct judge *j, struct err *err);
/* Replace each score by the maximum of its window, in place. */
int judge_window_scores(struct rowset *r, int window, struct err *err);
void judge_window_alarms(struct rowset *r, int window);

/* ---- alarm.c ---- */

/* Make the alarms of the loaded scorer. */
int judge_alarms(struct judge *j, int which, struct err *err);

/* The i-th row that alarms. */
static inline uint32_t
judge_alarm(const struct judge *j, size_t i)
{
	return j->alarm != NULL ? j->alarm[i] : (uint32_t)i;
}

/* 1 if an alarm does not continue the run of the one before it. */
static inline int
judge_begins_run(const struct judge *j, size_t i)
{
	const struct rowset *r = &j->e->rows;
	uint32_t row = judge_alarm(j, i);

	return i == 0 || row != judge_alarm(j, i - 1) + 1 ||
	       (subset_has(r->marked, row) && rowset_run(r, row));
}

/* Draw k rows that alarm. */
int judge_draw_alarms(struct judge *j, size_t k, struct rng *rng,
    struct err *err);

/* ---- table.c ---- */

/* Make all tables, with all figures NaN. */
int tables_make(struct evaluation *e, struct err *err);

/* Set the table's rows, roles and marks for the current order. */
int judge_table(struct judge *j, const struct eval_table *t, struct err *err);

/* Set the series at [place, end), with the roles of all types. */
int judge_view(struct judge *j, uint32_t place, uint32_t end, struct err *err);

/* The order of the rows has changed. */
void judge_reorder(struct judge *j, const double *score, struct rng *rng);

/* ---- judge.c ---- */

/* The ranking of the view. */
struct ranking judge_ranking(const struct judge *j);

/* Compute all metrics of the current order in the current table. */
int judge_metrics(struct judge *j, double *value, struct err *err);

/* 1 if this scorer decided on any row. */
int judge_decided(const struct evaluation *e, int which);

/* ---- draw.c ---- */

/* The random floor of all tables. */
int judge_floor(struct judge *j, struct err *err);

/* ---- verdict.c ---- */

void judge_verdicts(struct judge *j);

#endif
