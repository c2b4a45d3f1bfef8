/*
 * scoring.h - rows in, scored rows out: models, rules and the decision.
 *
 *	scoring_init scoring_add_*+ (scoring_push)* scoring_flush
 *	(scoring_save | scoring_end) scoring_fini
 *
 * Rows are gathered in batches.  Each scorer gets a batch in the form that its
 * detector can process (detect/runner.h), so one does not slow another.
 * Verdicts are made row by row, in stream order.  The output does not depend on
 * where a batch ends.
 */
#ifndef SCORE_SCORING_H
#define SCORE_SCORING_H

#include "score/alarm_rows.h"
#include "score/daily.h"
#include "score/drifts.h"
#include "score/learning.h"
#include "score/verdict.h"
#include "score/watch.h"
#include "stream/stream.h"

/* Called for each output row; v is NULL for alarm and drift rows. */
typedef int scoring_put_fn(void *arg, const struct rec *r,
    const struct verdict *v, struct err *err);

/* The defs of the rows so far. */
struct scoring_defs {
	uint64_t *v, n; /* [n] distinct defs other than 0 */
	uint64_t last;  /* of the row before */
	int resumed;    /* loaded from a state; a row must continue them */
};

/* Output rows, with and without a score. */
struct scoring_counts {
	uint64_t scored, warmup, missing;
	char lacks[FIELD_NAME_MAX + 1]; /* a feature that was missing */
};

struct scoring {
	struct vocab *vocab;
	struct judge judge;
	scoring_put_fn *put;
	void *arg;
	/* the batch */
	const struct schema *in; /* of its rows */
	unsigned char *rows;     /* [SCORE_BATCH] rows of in */
	size_t count, rows_room;
	/* the rows that go out */
	const struct schema *out;
	struct copy_plan plan;
	unsigned char *row;
	int added;      /* first of our fields in out */
	int looks_back; /* a model has a window: field rows_back */
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

/* After all were added: set the number of threads for models that use windows;
 * scores do not depend on it. */
void scoring_jobs(struct scoring *s, int jobs);

/* Take a row; its scored row is written now or by a later call. */
int scoring_push(struct scoring *s, const struct rec *r, struct err *err);
/* Score the gathered rows. */
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
/* For scoring.c: a row has another def than the previous row. */
int scoring_see_def(struct scoring *s, uint64_t def, struct err *err);
void scoring_fini(struct scoring *s);

#endif
