/*
 * detect.h - what a detector is.
 *
 * A detector turns the last W rows of d numbers of a symbol into one score
 * for the last of them (higher is stranger; NaN: not scored) and up to three
 * contributions.  The model is immutable after fit or load; what learns is
 * state, one per symbol, or one for all where DETECT_POOLED is set.  score
 * never learns, learn never scores: row t is scored, then learned.
 *
 * A detector without DETECT_STATE is a pure function of its input, so that
 * any rows of any symbols may be scored in one call.  runner.h is what calls
 * it: it keeps the last W rows and the state of each symbol.
 *
 * One file, one `const struct detector detector_NAME` at its end, one line
 * in method/list.h.  Start from method/skel.c.
 */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/opt.h"
#include "base/walk.h"
#include "detect/scale.h"

enum {
	DETECT_WHY = 3,
	DETECT_COLUMNS_MAX = 1024,
	DETECT_WINDOW_MAX = 16384 /* rows */
};

/* A feature's part in a score; the sign is that of the deviation. */
struct contrib {
	int feature; /* column of x, -1: none */
	int row;     /* rows before the scored one where it is largest */
	double share; /* signed; magnitudes of a row sum to at most 1 */
};

/*
 * Rows to fit on: runs, one after the other, in the order of their first
 * rows.  A run is consecutive rows of one symbol; no session's end and no gap
 * lies inside it, so a window may cross rows of a run but never its border.
 */
struct rows {
	const double *x;	/* [n][d], scaled */
	const uint32_t *symbol; /* [n] dense ids */
	const uint64_t *time;	/* [n] index time, ns; rising in a run */
	const uint8_t *label;	/* [n] 1: known to be an anomaly */
	const size_t *run;	/* [runs + 1] first row of each run, then n */
	size_t n, runs;
};

/* What a long fit calls; each may be NULL. */
struct fit_hooks {
	void *arg;
	/* done of total steps; loss NaN where there is none.  1: stop, as a
	 * signal asks for: fit fails with an error. */
	int (*progress)(void *arg, uint64_t done, uint64_t total, double loss);
	/* One JSON object for the training log, without newline. */
	int (*log)(void *arg, const char *json, struct err *err);
	/* Keep what walk names of work, in place of what was kept before. */
	int (*keep)(void *arg, int (*walk)(struct walk *w, void *work),
	    void *work, struct err *err);
	/* Bring it back into a zeroed work: 1; 0 when nothing was kept. */
	int (*resume)(void *arg, int (*walk)(struct walk *w, void *work),
	    void *work, struct err *err);
};

/* What a model is made from. */
struct fit {
	const void *opts;	  /* the detector's options struct */
	const char *const *names; /* [d] */
	int d;
	struct rows train; /* n = 0 where DETECT_FIT is not set */
	struct rows valid; /* later in time, to stop by; with DETECT_VALID */
	enum scale scale;  /* what a detector with DETECT_SCALES does */
	const void *warm;  /* a model of this detector and these columns to
			    * start from, or NULL */
	const struct tensors *weights; /* in place of a training, or NULL */
	uint64_t seed;
	int jobs; /* threads; the result does not depend on it */
	struct fit_hooks hooks;
};

enum {
	DETECT_FIT = 1,	   /* fit needs rows: cannot run without a model */
	DETECT_STATE = 2,  /* has state and learns as it goes */
	DETECT_POOLED = 4, /* one state for all symbols */
	DETECT_RULE = 8,   /* fires when score > 1; has no p-value */
	DETECT_VALID = 16, /* fit uses rows of a later time */
	DETECT_GAPPY = 32, /* a row needs one of its features, not all */
	DETECT_SURPRISE = 64, /* its score is a -log10 p: calibrated by a tail
			       * of the same form, no generalised Pareto */
	DETECT_SCALES = 128 /* it scales its input itself */
};

struct detector {
	const char *name;
	const char *summary; /* one line for --list */
	const char *source;  /* paper or document, section */
	unsigned flags;
	const struct opt *opts; /* its own options, offsets into opts_size */
	size_t opts_size;
	/* Columns it takes when the user names none: "size|volume,close",
	 * alternatives by '|'.  NULL: all features of the row. */
	const char *inputs;
	const char *reason; /* what an alarm of it is called, e.g.
			     * "high_volume"; NULL: by the feature */
	/* The score of an anomaly where nobody chose one; 0: none. */
	double threshold;
	size_t model_size;
	/* Fill a zeroed model.  Without rows where DETECT_FIT is not set: the
	 * options alone make it.  After a failure the model is still to be
	 * freed by walk. */
	int (*fit)(void *model, const struct fit *f, struct err *err);
	/* Name each array once: save, load (into a zeroed model), free.  One
	 * of them is the scalar "d" (I64), the columns of a row: a model file
	 * whose features are not as many is refused.  Loading checks every
	 * number that score or learn trust. */
	int (*walk)(struct walk *w, void *model);
	/* W, 1 to DETECT_WINDOW_MAX; NULL: 1. */
	size_t (*window)(const void *model);
	/* Rows of a symbol that are learned before one is scored; NULL: 0. */
	size_t (*warmup)(const void *model);

	/* The largest score the model can give; NULL: no bound. */
	double (*most)(const void *model);
	/* 1 when no score depends on the column; NULL: never. */
	int (*ignores)(const void *model, int column);

	/* State is state_size bytes, 8-byte aligned and zeroed before init;
	 * what it holds on the heap is freed by a walk with WALK_FREE.  NULL,
	 * all three, where DETECT_STATE is not set. */
	size_t (*state_size)(const void *model);
	void (*state_init)(void *state, const void *model);
	/* The state is that of this symbol, where the model says something of
	 * single symbols; not called where symbols have no names.  Or NULL. */
	void (*state_symbol)(void *state, const void *model,
	    const char *symbol);
	/* Name all that the state remembers.  Loading goes into a state that
	 * state_init made, and checks what score and learn trust. */
	int (*walk_state)(struct walk *w, const void *model, void *state);

	/*
	 * Score n rows: score[n], why[n][DETECT_WHY] or NULL, state[n] or NULL
	 * without DETECT_STATE, x[n][W][d], oldest row first.  With state the
	 * n rows are of n different symbols; pooled, n is 1.  The score of a
	 * row is the same bits alone and in any batch.
	 */
	void (*score)(double *score, struct contrib *why, const void *model,
	    const void *const *state, const double *x, size_t n);
	/* Take in the last row of x[W][d], which was scored. */
	void (*learn)(void *state, const void *model, const double *x);
};

/* Rows that a model looks at. */
static inline size_t
detector_window(const struct detector *det, const void *model)
{
	return det->window != NULL ? det->window(model) : 1;
}

/* Rows of a symbol that are not scored at its start. */
static inline size_t
detector_warmup(const struct detector *det, const void *model)
{
	return detector_window(det, model) - 1 +
	       (det->warmup != NULL ? det->warmup(model) : 0);
}

/* All of them, NULL-terminated; detector_find returns NULL when unknown. */
extern const struct detector *const detector_list[];
const struct detector *detector_find(const char *name);

/* v, but +-inf as the largest finite number of that sign: a score is finite
 * or NaN. */
static inline double
score_finite(double v)
{
	return isinf(v) ? copysign(DBL_MAX, v) : v;
}

/* The larger of two scores, one of which may be NaN.  (fmax is a call.) */
static inline double
score_max(double a, double b)
{
	return b > a || isnan(a) ? b : a;
}

/* For fit: refuse a number of columns outside min..max. */
int fit_columns(const struct fit *f, int min, int max, struct err *err);

/* The up to DETECT_WHY largest parts of part[d] by magnitude, as signed
 * shares of the sum of magnitudes; NaN and zero parts are none. */
void contrib_top(struct contrib *why, const double *part, int d);

#endif
