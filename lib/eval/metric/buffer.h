/*
 * buffer.h - the rows in and near events, and the thresholds that reach them.
 *
 *	buffer_init ... buffer_fini
 *
 * For metrics that give labels a buffer (vus.c).
 */
#ifndef EVAL_METRIC_BUFFER_H
#define EVAL_METRIC_BUFFER_H

#include "eval/runs.h"

/* A row in an event or at most `reach` rows from one. */
struct near {
	uint32_t position, row;
	uint32_t run;	   /* the event it is in, or the first after it */
	uint32_t distance; /* to the nearest event, 0: in it */
	uint32_t shared;   /* more than one event is in reach */
	uint32_t step;	   /* the first threshold that it reaches */
};

/* A threshold: rows of the view that it reaches. */
struct step {
	double size;   /* with this score or a higher one */
	double before; /* the same before its near rows were added, or size */
};

struct buffer {
	uint32_t reach;
	struct run *run; /* [nrun] the events */
	long nrun;
	uint32_t *of_run;   /* [nrun] the near row that is its first */
	struct near *near;  /* [nnear] by position */
	size_t nnear;
	uint32_t *order;    /* [nnear] near rows by step */
	struct step *step;  /* [nstep] */
	size_t nstep;
};

/* The thresholds are the scores at `ranks` evenly spaced ranks of the view;
 * 0: those of all near rows. */
int buffer_init(struct buffer *b, const struct view *v, uint32_t reach,
    size_t ranks, struct err *err);
void buffer_fini(struct buffer *b);

#endif
