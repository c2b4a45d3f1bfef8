/*
 * evaluation.h - scored rows in, metrics of models and baselines out.
 *
 *	evaluation_init (evaluation_push)* evaluation_finish (read the
 *	tables) evaluation_fini
 *
 * Rows are kept in memory, 24 bytes each (rowset.h).  The scores of further
 * models and of the baselines go to a temporary file (column.h).  At the end
 * the scorers are evaluated one after the other, each in all tables, and then
 * the random floor.
 *
 * Tables: all rows; each type of event, without the rows of other types; each
 * class of symbols; each symbol.  The operating point of a model is its
 * alarms.  A baseline or the floor alarms on its highest-scored rows, as many
 * as the first model alarmed on in all; rows with equal scores are all in or
 * all out.  With `choose' each scorer alarms from a threshold chosen on its
 * scores: on the rows up to calibrate_until, which are then in no table, or on
 * the rows of the tables themselves.
 *
 * Several models are compared on the rows that all of them scored.
 */
#ifndef EVAL_EVALUATION_H
#define EVAL_EVALUATION_H

#include <math.h>

#include "base/symtab.h"
#include "eval/baseline.h"
#include "eval/column.h"
#include "eval/days.h"
#include "eval/eval.h"
#include "eval/event.h"
#include "eval/rowset.h"
#include "eval/spans.h"

enum { EVAL_MODELS_MAX = 32, SCORERS_MAX = EVAL_MODELS_MAX + BASELINES + 1 };
enum { FIGURES_MAX = 256, TYPES_MAX = 256, FLOORS_MAX = 128 };
enum { EVAL_SYMBOLS_MAX = 10000, CLASSES_MAX = 1000 };

/* One value of one metric. */
struct figure {
	const struct metric *metric;
	const char *value; /* "": the metric has one value */
};

enum scorer_kind { SCORER_MODEL, SCORER_BASELINE, SCORER_ALWAYS };

/* A model or a baseline. */
struct scorer {
	enum scorer_kind kind;
	const char *name;   /* "model", "B1": JSON and CSV */
	const char *title;  /* for people */
	int baseline;       /* B1 .. of a baseline */
	int known;          /* it has scores: rows had the fields it needs */
	int column;         /* of its scores; -1: they are in rows.score */
	int alarms;         /* column of its decisions; -1: flags of rows */
	double threshold;   /* of its alarms; NaN: its own decisions, or its
			    * highest-scored rows */
	uint64_t scored;    /* rows with a score of this model */
	uint64_t undecided; /* rows to judge without a decision */
	uint64_t alarmed;   /* of the rows to judge */
};

enum choose { CHOOSE_NOT, CHOOSE_F1, CHOOSE_YOUDEN, CHOOSE_COST };

enum table_kind { TABLE_ALL, TABLE_TYPE, TABLE_CLASS, TABLE_SYMBOL };

/* Comparison of a model with the best baseline, by average precision. */
struct verdict {
	int best;          /* the scorer; -1: the random floor */
	int no_better;     /* beyond the error, if that is known */
	double difference; /* model minus best; NaN: undefined */
	double low, high;  /* 95 % of it over days; NaN: not computed */
};

struct eval_table {
	enum table_kind kind;
	uint32_t word; /* type, class or symbol; 0: all, or none said */
	uint32_t place, place_end; /* its series */
	uint64_t rows;             /* scored, without those left out */
	uint64_t events;           /* with a scored row */
	uint64_t positives;
	double prevalence;
	double *value;          /* [nscorer][nfigure]; NaN: not defined */
	struct floor *floor;    /* [nfloor] of floor_figure */
	struct floor *interval; /* [nscorer][nfigure] over days, or NULL */
	struct verdict verdict[EVAL_MODELS_MAX]; /* of each model */
};

/* How the first model did on an event. */
struct event_fate {
	uint64_t alarmed;
	double delay_rows; /* NaN: not detected */
	double delay_seconds;
};

struct eval_opts {
	const double *threshold;   /* [nmodel]; NaN or NULL: own decisions */
	int seeds;                 /* of the random floor */
	struct spans *spans;       /* labels that replace the rows', or NULL */
	struct spans *decoys;      /* counted apart, or NULL */
	const char *const *models; /* [nmodel] names */
	int nmodel;
	const struct metric *const *metrics; /* NULL: the default ones */
	struct eval_params params;
	const char *tmp; /* folder of the temporary file; NULL: TMPDIR */
	int no_baselines;
	int window; /* judge windows of that many rows; 0: rows */
	enum choose choose;
	double cost;                 /* of a missed positive in false alarms */
	uint64_t calibrate_until;    /* rows that end by then choose the
				   * threshold; 0: none do */
	const struct idmap *classes; /* of uint32_t words by symbol, or NULL */
	int per_symbol;
	int resamples; /* bootstrap over days; 0: none */
};

/* A row as an evaluation sees it. */
struct eval_row {
	uint64_t start, end; /* ns: it covers [start, end); TS_NULL unknown */
	uint32_t symbol;     /* 0: none */
	int scored;          /* 0: a row of a kind that is only counted */
	const double *score; /* [nmodel]; NaN: warm-up or missing values */
	const signed char *alarm; /* [nmodel] own decisions; -1: none */
	int label;                /* 1 or 0; -1: the row has no such field */
	uint32_t type;            /* of the label: a word, 0: none */
	uint32_t id;              /* of the event, or EVENT_NO_ID */
	struct baseline_row base; /* start and end are taken from above */
};

struct evaluation {
	struct symtab *syms;
	struct eval_opts o;
	struct scorer scorer[SCORERS_MAX]; /* models, baselines, always */
	int nscorer;
	struct rowset rows;
	struct columns columns;
	struct events events;
	struct days days;      /* of the rows, where there is a bootstrap */
	struct idmap baseline; /* of struct baseline, by symbol */
	unsigned has;          /* NEEDS_*: fields that any row had */
	uint32_t anomaly_type; /* the word used if there is no type */
	uint32_t *met;         /* [room_met] events of the current row */
	size_t room_met;

	/* the account */
	uint64_t seen, other, not_scored, calibration;
	int labelled;     /* rows can carry labels */
	uint32_t symbols; /* with rows to judge */
	uint32_t nplace;  /* series to judge; later ones choose */
	size_t nrow;      /* rows to judge */
	double series_days, symbol_days; /* of these: see eval.h */

	/* the result */
	struct figure figure[FIGURES_MAX];
	int nfigure;
	int floor_figure[FLOORS_MAX];
	int nfloor;
	struct eval_table *table;
	int ntable;
	struct event_fate *fate; /* by event */
	uint32_t *rank; /* [event][nscorer]: 1 + the rows that score above its
			 * highest-scored one; 0: not known */
};

int evaluation_init(struct evaluation *e, struct symtab *syms,
    const struct eval_opts *o, struct err *err);
int evaluation_push(struct evaluation *e, const struct eval_row *r,
    struct err *err);
/* -1 if there are rows but none has a score. */
int evaluation_finish(struct evaluation *e, struct err *err);
void evaluation_fini(struct evaluation *e);

/* ---- reading the result ---- */

/* The index of a figure, -1 if it does not exist. */
int figure_find(const struct evaluation *e, const char *metric,
    const char *value);
/* A figure of a scorer in a table; NaN if it does not exist. */
double evaluation_figure(const struct evaluation *e, int table, int scorer,
    const char *metric, const char *value);
/* 1 if the first model decided on any row: it has an operating point. */
int evaluation_decided(const struct evaluation *e);
/* The name of a table's type, class or symbol. */
const char *evaluation_name(const struct evaluation *e,
    const struct eval_table *t);

/* The values of a scorer in a table, by figure. */
static inline double *
table_values(const struct evaluation *e, const struct eval_table *t, int scorer)
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

/* Fill e->table and e->fate; overwrites the rows' scores. */
int evaluation_judge(struct evaluation *e, struct err *err);

#endif
