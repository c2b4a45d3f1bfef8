/*
 * scoring.h - rows in, scored rows out: models, rules and the decision.
 *
 *	scoring_init scoring_add_*+ (scoring_rows)* scoring_flush
 *	(scoring_save | scoring_end) scoring_fini
 *
 * Rows are gathered in batches.  Each scorer gets a batch in the form that its
 * detector can process (detect/runner.h), so one does not slow another.
 * Verdicts are made row by row, in stream order, and scored rows are written
 * many at a time.  The output does not depend on where a batch ends.
 */
#ifndef SCORE_SCORING_H
#define SCORE_SCORING_H

#include "score/alarm_rows.h"
#include "score/batches.h"
#include "score/daily.h"
#include "score/drifts.h"
#include "score/learning.h"
#include "score/verdict.h"
#include "score/watch.h"
#include "stream/stream.h"

/* Called for n > 0 output rows that lie row_size apart, in order. */
typedef int scoring_put_fn(void *arg, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/* The scored rows that are written; alarms and drifts always are. */
enum scoring_which { SCORED_ALL, SCORED_ANOMALIES, SCORED_NONE };

/* The defs of the rows so far. */
struct scoring_defs {
	uint64_t *v, n; /* [n] distinct defs other than 0 */
	uint64_t last;  /* of the row before */
	int resumed;    /* loaded from a state; a row must continue them */
};

/* Input rows, with and without a score. */
struct scoring_counts {
	uint64_t scored, warmup, missing;
	char lacks[FIELD_NAME_MAX + 1]; /* a feature that was missing */
	uint64_t anomalies;
	uint64_t left_out; /* not written: see enum scoring_which */
	uint64_t added;    /* rows of alarms and drifts */
};

/* Where our fields are in an output row. */
struct scoring_place {
	uint32_t score, p, threshold, anomaly, severity, reason, by, id;
	int share;                 /* the first of their fields, or -1 */
	int rows_back;             /* a field, or -1 */
	int surprise[SCORERS_MAX]; /* fields; -1: none of this scorer */
};

struct scoring {
	struct vocab *vocab;
	struct judge judge;
	scoring_put_fn *put;
	void *arg;
	enum scoring_which which; /* set by the caller before the first row */
	const struct schema *in;  /* of the rows taken last */
	struct batches batches;
	const struct batch *batch; /* the one that is decided */
	double budget;             /* while it is decided: see judge_budget */
	/* scored rows that are not written yet */
	const struct schema *out;
	unsigned char *made; /* [SCORE_BATCH] rows of out */
	size_t nmade, made_room;
	struct copy_plan plan;
	struct scoring_place place;
	struct watch watch;
	struct alarm_rows alarms;
	struct daily daily; /* with a budget */
	struct drifts drifts;
	struct learning learning; /* with --learn, --refit */
	struct scoring_defs defs;
	struct scoring_counts counts;
};

void scoring_init(struct scoring *s, struct vocab *vocab,
    const struct decision *how, const struct watch_opts *watch,
    scoring_put_fn *put, void *arg);
int scoring_add_model(struct scoring *s, const char *path, struct err *err);
int scoring_add_detector(struct scoring *s, const struct detector *det,
    const void *opts, const char *features, struct err *err);

/* After all were added: detectors that learn have one state for all symbols
 * (scorer_pool).  A usage error if there is none. */
int scoring_pool(struct scoring *s, struct err *err);

/* After all were added: set the number of threads; scores do not depend on
 * it. */
void scoring_jobs(struct scoring *s, int jobs);

/* Take n rows of one schema that lie row_size apart; their scored rows are
 * written now or by a later call. */
int scoring_rows(struct scoring *s, const struct schema *in,
    const unsigned char *rows, size_t n, struct err *err);
/* Score the gathered rows and write them. */
int scoring_flush(struct scoring *s, struct err *err);
/* At the end of the stream, after a flush: close open alarms. */
int scoring_end(struct scoring *s, struct err *err);

/* The scorer with the longest warm-up, of those that make the score; NULL if
 * none has a warm-up. */
const struct scorer *scoring_slowest(const struct scoring *s);

/* Save all that scoring remembers, after a flush. */
int scoring_save(struct scoring *s, struct state *file, struct err *err);
/* Load after all were added and before the first row.  A state of other
 * models, detectors or detector options is refused. */
int scoring_load(struct scoring *s, struct state *file, struct err *err);
/* For scoring.c: make the schema of the output for rows of s->in. */
int scoring_make_out(struct scoring *s, struct err *err);
/* For scoring.c: rows have another def than the previous row. */
int scoring_see_def(struct scoring *s, uint64_t def, struct err *err);
void scoring_fini(struct scoring *s);

#endif
