/*
 * evaluation.h - scored rows in, figures of models and baselines out.
 *
 *	evaluation_init (evaluation_push)* evaluation_finish (read the
 *	tables) evaluation_fini
 *
 * One pass: the decisions of the model go through the tallies of lib/eval as
 * rows come; of each scored row 24 bytes are kept (score, two baselines,
 * event, and its place in an order).  Then the arrays are worked on in turn:
 * the model, each baseline in the place of the scores, and the random floor.
 *
 * Tables: all events, then each type with the rows of other types left out.
 * The operating point of the model is its alarms.  A baseline or the floor
 * alarms on its strangest rows, as many as the model alarmed on over all
 * types; rows that are equally strange go in together or not at all.
 * In the tables of types and for baselines, the figures of tallies that look
 * at the order of rows are known as far as single events carry them.
 */
#ifndef EVAL_EVALUATION_H
#define EVAL_EVALUATION_H

#include "base/symtab.h"
#include "eval/baseline.h"
#include "eval/eval.h"
#include "eval/event.h"
#include "eval/spans.h"

enum { SCORER_MODEL, SCORER_B1, SCORER_B2, SCORERS };
enum { FIGURES_MAX = 256, TYPES_MAX = 256, FLOOR_MAX = 16 };

/* One number of one metric. */
struct figure {
	const struct metric *metric;
	const char *value; /* "" where it is the metric itself */
};

/* What a report says of one scorer in one table; NaN: not defined. */
struct figures {
	double v[FIGURES_MAX];
};

struct eval_table {
	uint32_t type;	 /* a word; 0: all */
	uint64_t rows;	 /* scored, without those left out */
	uint64_t events; /* with a scored row */
	uint64_t positives;
	double prevalence;
	int equals_baseline; /* no better AP than B1, B2 or the floor */
	struct figures of[SCORERS];
	struct floor floor[FLOOR_MAX]; /* of floor_figure */
};

struct eval_opts {
	double threshold;    /* NaN: the stream's own `anomaly` */
	int seeds;	     /* of the random floor */
	struct spans *spans; /* labels in place of those inside, or NULL */
};

/* What an evaluation sees of a row. */
struct eval_row {
	uint64_t start, end; /* ns: it covers [start, end); TS_NULL unknown */
	uint32_t symbol;     /* 0: none */
	int scored;	     /* 0: a row of another kind, only counted */
	double score;	     /* NaN: warm-up or missing values */
	int alarm;	     /* the stream's own decision; -1: none */
	int label;	     /* 1 or 0; -1: the row has no such field */
	uint32_t type;	     /* of the label: a word, 0: none */
	uint32_t id;	     /* of the event, or EVENT_NO_ID */
	int priced;	     /* 0: no field for the baselines */
	int difference;	     /* price is a plain value: changes are x - last */
	double price;	     /* NaN: missing */
};

struct evaluation {
	struct symtab *syms;
	struct eval_opts o;

	/* the rows: n of room */
	double *score;
	float *base[BASELINES];
	uint32_t *event, *order;
	size_t n, room;

	struct events events;
	void *tally[FIGURES_MAX]; /* by place in metric_list, or NULL */
	uint32_t anomaly_type; /* the word where no type is said */

	/* the account */
	uint64_t rows, other, not_scored;
	uint64_t undecided; /* scored, without a decision */
	uint64_t alarmed;   /* scored rows */
	int labelled;	    /* rows can carry labels */
	int has[SCORERS];   /* a baseline that has its column */

	/* the result */
	struct figure figure[FIGURES_MAX];
	int nfigure;
	int floor_figure[FLOOR_MAX];
	int nfloor;
	struct eval_table *table;
	int ntable;
};

int evaluation_init(struct evaluation *e, struct symtab *syms,
    const struct eval_opts *o, struct err *err);
int evaluation_push(struct evaluation *e, const struct eval_row *r,
    struct err *err);
/* -1 when there are rows but none has a score. */
int evaluation_finish(struct evaluation *e, struct err *err);
void evaluation_fini(struct evaluation *e);

/* The place of a figure, -1 when there is no such. */
int figure_find(const struct evaluation *e, const char *metric,
    const char *value);
/* A figure of a scorer in a table; NaN when there is no such. */
double evaluation_figure(const struct evaluation *e, int table, int scorer,
    const char *metric, const char *value);
/* Some row was decided on: there is an operating point. */
int evaluation_decided(const struct evaluation *e);
/* The name of a table's type. */
const char *evaluation_type(const struct evaluation *e, uint32_t type);

/* ---- ranks.c: for evaluation_finish ---- */

/* Fill e->table from the arrays; score and event are used up. */
int evaluation_figures(struct evaluation *e, struct err *err);

extern const char *const scorer_names[SCORERS];

#endif
