/*
 * evaluation.h - scored rows in, figures of models and baselines out.
 *
 *	evaluation_init (evaluation_push)* evaluation_finish (read the
 *	tables) evaluation_fini
 *
 * Rows are kept while they come, 24 bytes each (rowset.h); the scores of the
 * second model on and of the baselines go to a temporary file (column.h).
 * Then the scorers are worked on in turn, each in all tables, with the
 * random floor at the end.
 *
 * Tables: all events, then each type with the rows of other types left out.
 * The operating point of a model is its alarms.  A baseline or the floor
 * alarms on its strangest rows, as many as the first model alarmed on over
 * all types; rows that are equally strange go in together or not at all.
 *
 * Several models are compared on the rows that all of them scored.
 */
#ifndef EVAL_EVALUATION_H
#define EVAL_EVALUATION_H

#include <math.h>

#include "base/symtab.h"
#include "eval/baseline.h"
#include "eval/column.h"
#include "eval/eval.h"
#include "eval/event.h"
#include "eval/rowset.h"
#include "eval/spans.h"

enum { MODELS_MAX = 32, SCORERS_MAX = MODELS_MAX + BASELINES };
enum { FIGURES_MAX = 256, TYPES_MAX = 256, FLOOR_MAX = 16 };

/* One number of one metric. */
struct figure {
	const struct metric *metric;
	const char *value; /* "" where it is the metric itself */
};

/* A model or a baseline. */
struct scorer {
	const char *name;  /* "model", "B1": JSON and CSV */
	const char *title; /* for people */
	int baseline;	   /* not a model */
	int known;	   /* it has scores: rows had what it needs */
	int column;	   /* of its scores; -1: they are in rows.score */
	int alarms;	   /* column of its decisions; -1: flags of rows */
	uint64_t undecided; /* scored rows without a decision */
	uint64_t alarmed;   /* scored rows */
};

struct eval_table {
	uint32_t type;	 /* a word; 0: all */
	uint64_t rows;	 /* scored, without those left out */
	uint64_t events; /* with a scored row */
	uint64_t positives;
	double prevalence;
	int equals_baseline; /* no better AP than a baseline or the floor */
	double *value;	     /* [nscorer][nfigure]; NaN: not defined */
	struct floor floor[FLOOR_MAX]; /* of floor_figure */
};

/* What became of an event by the first model. */
struct event_fate {
	uint64_t alarmed;
	double delay_rows; /* NaN: not detected */
	double delay_seconds;
};

struct eval_opts {
	double threshold; /* of the models; NaN: their own decisions */
	int seeds;	  /* of the random floor */
	struct spans *spans; /* labels in place of those inside, or NULL */
	const char *const *models; /* [nmodel] names */
	int nmodel;
	const char *tmp; /* folder of the temporary file; NULL: TMPDIR */
};

/* What an evaluation sees of a row. */
struct eval_row {
	uint64_t start, end; /* ns: it covers [start, end); TS_NULL unknown */
	uint32_t symbol;     /* 0: none */
	int scored;	     /* 0: a row of another kind, only counted */
	const double *score; /* [nmodel]; NaN: warm-up or missing values */
	const signed char *alarm; /* [nmodel] own decisions; -1: none */
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
	struct scorer scorer[SCORERS_MAX]; /* models, then baselines */
	int nscorer;
	struct rowset rows;
	struct columns columns;
	struct events events;
	uint32_t anomaly_type; /* the word where no type is said */

	/* the account */
	uint64_t seen, other, not_scored;
	int labelled; /* rows can carry labels */

	/* the result */
	struct figure figure[FIGURES_MAX];
	int nfigure;
	int floor_figure[FLOOR_MAX];
	int nfloor;
	struct eval_table *table;
	int ntable;
	struct event_fate *fate; /* by event */
	uint32_t *rank; /* [event][nscorer]: 1 + the rows stranger than its
			 * strangest one; 0: not known */
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
/* Some row was decided on by the first model: an operating point. */
int evaluation_decided(const struct evaluation *e);
/* The name of a table's type. */
const char *evaluation_type(const struct evaluation *e, uint32_t type);

/* The values of a scorer in a table, by figure. */
static inline double *
table_values(const struct evaluation *e, const struct eval_table *t,
    int scorer)
{
	return t->value + (size_t)scorer * (size_t)e->nfigure;
}

/* The rank of an event by a scorer; NaN: not known. */
static inline double
event_rank(const struct evaluation *e, size_t event, int scorer)
{
	uint32_t k = e->rank[event * (size_t)e->nscorer + (size_t)scorer];

	return k > 0 ? (double)k : NAN;
}

/* ---- judge.c: for evaluation_finish ---- */

/* Fill e->table and e->fate; the rows' scores are used up. */
int evaluation_judge(struct evaluation *e, struct err *err);

#endif
