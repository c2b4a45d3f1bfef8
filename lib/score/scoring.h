/*
 * scoring.h - rows in, scored rows out: models, rules and the decision.
 *
 *	scoring_init scoring_add_*+ (scoring_push)* scoring_flush
 *	(scoring_save | scoring_end) scoring_fini
 *
 * Rows gather in batches; each scorer is handed a batch in the way its
 * detector can take it (detect/runner.h), so that one does not slow another.
 * Verdicts are made row after row, in stream order.  The rows that come out
 * do not depend on when a batch ends.
 */
#ifndef SCORE_SCORING_H
#define SCORE_SCORING_H

#include "score/alarm_rows.h"
#include "score/daily.h"
#include "score/drifts.h"
#include "score/verdict.h"
#include "score/watch.h"
#include "stream/stream.h"

/* A row goes out; v is NULL where it is an alarm's or a drift's. */
typedef int scoring_put_fn(void *arg, const struct rec *r,
    const struct verdict *v, struct err *err);

/* The defs of the rows so far. */
struct scoring_defs {
	uint64_t *v, n; /* [n] different ones; 0 is none */
	uint64_t last;	/* of the row before */
	int resumed;	/* they are a state's; a row must continue them */
};

/* Rows that came out, by whether they have a score. */
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
	unsigned char *rows;	 /* [SCORE_BATCH] rows of in */
	size_t count, rows_room;
	/* the rows that go out */
	const struct schema *out;
	struct copy_plan plan;
	unsigned char *row;
	int added; /* first of our fields in out */
	int looks_back; /* a model has a window: field rows_back */
	struct watch watch;
	struct alarm_rows alarms;
	struct daily daily; /* with a budget */
	struct drifts drifts;
	struct scoring_defs defs;
	struct scoring_counts counts;
};

void scoring_init(struct scoring *s, struct vocab *vocab,
    const struct decision *how, const struct watch_opts *watch,
    scoring_put_fn *put, void *arg);
int scoring_add_model(struct scoring *s, const char *path, struct err *err);
int scoring_add_detector(struct scoring *s, const struct detector *det,
    const void *opts, const char *features, struct err *err);

/* After all were added: threads for models that look at windows; no score
 * depends on it. */
void scoring_jobs(struct scoring *s, int jobs);

/* Take a row; its scored row comes out now or with a later call. */
int scoring_push(struct scoring *s, const struct rec *r, struct err *err);
/* Score what has gathered. */
int scoring_flush(struct scoring *s, struct err *err);
/* After a flush, at the end of the stream: alarms that are open end here. */
int scoring_end(struct scoring *s, struct err *err);

/* The scorer that takes longest to warm up, of those that make the score;
 * NULL when none needs rows before the first that it scores. */
const struct scorer *scoring_slowest(const struct scoring *s);

/* All that scoring remembers, after a flush. */
int scoring_save(struct scoring *s, struct state *file, struct err *err);
/* After all was added, before the first row; a state of other models,
 * detectors or options of theirs is refused. */
int scoring_load(struct scoring *s, struct state *file, struct err *err);
/* For scoring.c: a row comes whose def is not that of the row before. */
int scoring_see_def(struct scoring *s, uint64_t def, struct err *err);
void scoring_fini(struct scoring *s);

#endif
