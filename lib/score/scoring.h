/*
 * scoring.h - rows in, scored rows out: models, rules and the decision.
 *
 *	scoring_init scoring_add_*+ (scoring_push)* scoring_flush
 *	scoring_fini
 */
#ifndef SCORE_SCORING_H
#define SCORE_SCORING_H

#include "detect/model.h"
#include "detect/states.h"
#include "score/features.h"
#include "stream/stream.h"

enum { SCORERS_MAX = 32, SCORE_BATCH = 256 };

/* How an anomaly is told; NaN and 0: not asked for. */
struct decision {
	double threshold; /* of the score */
	double quantile;  /* of the calibration */
	double alarms;	  /* a symbol and day */
	int shared;	  /* alarms are for all symbols together */
	int severity_by_z, severity_by_p;
};

struct scorer {
	struct model *model; /* NULL until the first row, with -d */
	const struct detector *det;
	const void *opts;     /* -d */
	const char *features; /* -d: columns, or NULL */
	const char *name;     /* file of the model, or detector */
	struct features f;
	struct states states;
	uint64_t def_seen; /* def that was compared, + 1 */
	double threshold;  /* of its score */
	double *x;	   /* [SCORE_BATCH][d] */
	double score[SCORE_BATCH];
	struct contrib why[DETECT_WHY];
};

typedef int scoring_put_fn(void *arg, const struct rec *r, int anomaly,
    int scored, struct err *err);

struct scoring {
	struct house *house;
	struct decision how;
	scoring_put_fn *put;
	void *arg;
	struct scorer *scorer[SCORERS_MAX];
	int n, models; /* models: those that are no rules */
	/* the batch */
	const struct schema *in; /* of its rows */
	unsigned char *rows;	 /* [SCORE_BATCH] rows of in */
	size_t count, rows_room;
	/* the rows that go out */
	const struct schema *out;
	struct copy_plan plan;
	unsigned char *row;
	int added; /* first of our fields in out */
};

void scoring_init(struct scoring *s, struct house *house,
    const struct decision *how, scoring_put_fn *put, void *arg);
int scoring_add_model(struct scoring *s, const char *path, struct err *err);
int scoring_add_detector(struct scoring *s, const struct detector *det,
    const void *opts, const char *features, struct err *err);

/* Take a row; its scored row comes out now or with a later call. */
int scoring_push(struct scoring *s, const struct rec *r, struct err *err);
/* Score what has gathered. */
int scoring_flush(struct scoring *s, struct err *err);
void scoring_fini(struct scoring *s);

#endif
