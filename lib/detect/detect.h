/*
 * detect.h - the interface of a detector.
 *
 * A detector turns the last W rows of a symbol, d numbers each, into a score
 * of the newest row (higher is more unusual; NaN: not scored) and up to three
 * contributions.  The model does not change after fit or load.  Learning
 * changes only the state: one per symbol, or one for all symbols with
 * DETECT_POOLED, or if the runner pools the states of a detector with
 * DETECT_POOLS.  score never learns and learn never scores: row t is scored
 * first, then learned.
 *
 * A detector without DETECT_STATE is a pure function of its input, so any rows
 * of any symbols may be scored in one call.  The runner (runner.h) calls the
 * detector and keeps the last W rows and the state of each symbol.
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

/* A feature's contribution to a score, with the sign of its deviation. */
struct contrib {
	int feature;  /* column of x, -1: none */
	int row;      /* where it is largest: rows before the scored one */
	double share; /* signed; magnitudes of a row sum to at most 1 */
};

/*
 * Rows to fit on: runs, one after the other, in the order of their first
 * rows.  A run is a sequence of consecutive rows of one symbol without a
 * session end or a gap.  A window must lie within one run.
 */
struct rows {
	const double *x;        /* [n][d], scaled */
	const uint32_t *symbol; /* [n] dense ids */
	const uint64_t *time;   /* [n] index time, ns; rising in a run */
	const uint8_t *label;   /* [n] 1: known to be an anomaly */
	const size_t *run;      /* [runs + 1] first row of each run, then n */
	size_t n, runs;
};

/* Callbacks of a long fit; each may be NULL. */
struct fit_hooks {
	void *arg;
	/* done of total steps; loss is NaN if there is none.  Returns 1 to
	 * stop (a signal came): fit then fails with an error. */
	int (*progress)(void *arg, uint64_t done, uint64_t total, double loss);
	/* Write one JSON object, without newline, to the training log. */
	int (*log)(void *arg, const char *json, struct err *err);
	/* Keep the parts of work that walk names; replaces the last copy. */
	int (*keep)(void *arg, int (*walk)(struct walk *w, void *work),
	    void *work, struct err *err);
	/* Restore it into a zeroed work: 1; 0 if nothing was kept. */
	int (*resume)(void *arg, int (*walk)(struct walk *w, void *work),
	    void *work, struct err *err);
};

/* The input of a fit. */
struct fit {
	const void *opts;         /* the detector's options struct */
	const char *const *names; /* [d] */
	int d;
	struct rows train; /* n = 0 without DETECT_FIT */
	struct rows valid; /* later rows, for early stopping; DETECT_VALID */
	enum scale scale;  /* for a detector with DETECT_SCALES */
	const void *warm;  /* a model of this detector and these columns to
			    * start from, or NULL */
	const struct tensors *weights; /* used instead of training, or NULL */
	uint64_t seed;
	int jobs; /* threads; the result does not depend on it */
	struct fit_hooks hooks;
};

enum {
	DETECT_FIT = 1,       /* fit needs rows: cannot run without a model */
	DETECT_STATE = 2,     /* has state and learns while it scores */
	DETECT_POOLED = 4,    /* one state for all symbols */
	DETECT_RULE = 8,      /* fires when score > 1; has no p-value */
	DETECT_VALID = 16,    /* fit also uses later rows for validation */
	DETECT_GAPPY = 32,    /* a row needs one of its features, not all */
	DETECT_SURPRISE = 64, /* the score is a -log10 p: calibrated by the
			       * tail of math/tail.h, not by a GPD */
	DETECT_SCALES = 128,  /* scales its input itself */
	DETECT_POOLS = 256,   /* one state may serve all symbols (--pooled): it
			       * is no sequence of one symbol's rows */
	DETECT_UNITS = 512    /* its input is not scaled; true of rules too */
};

struct detector {
	const char *name;
	const char *summary; /* one line for --list */
	const char *source;  /* paper or document, section */
	unsigned flags;
	const struct opt *opts; /* its own options, offsets into opts_size */
	size_t opts_size;
	/* Default columns, alternatives separated by '|':
	 * "size|volume,close".  NULL: all features of the row. */
	const char *inputs;
	const char *reason; /* name of its alarms, e.g. "high_volume"; NULL:
			     * named after the feature */
	/* Default threshold of the score; 0: none. */
	double threshold;
	size_t model_size;
	/* Fill a zeroed model; without DETECT_FIT, from the options alone.
	 * After a failure the model must still be freed by walk. */
	int (*fit)(void *model, const struct fit *f, struct err *err);
	/* Name each array once; used to save, load (into a zeroed model) and
	 * free.  One of them is the scalar "d" (I64), the number of columns:
	 * a model file with a different number of features is refused.
	 * Loading checks every number that score or learn trust. */
	int (*walk)(struct walk *w, void *model);
	/* W, 1 to DETECT_WINDOW_MAX; NULL: 1. */
	size_t (*window)(const void *model);
	/* Rows of a symbol that are only learned before the first score;
	 * NULL: 0. */
	size_t (*warmup)(const void *model);

	/* The largest score the model can give; NULL: no bound. */
	double (*most)(const void *model);
	/* 1 if no score depends on this column; NULL: never. */
	int (*ignores)(const void *model, int column);

	/* State is state_size bytes, 8-byte aligned and zeroed before init.
	 * A walk with WALK_FREE frees its heap memory.  All three are NULL
	 * without DETECT_STATE. */
	size_t (*state_size)(const void *model);
	void (*state_init)(void *state, const void *model);
	/* Tell the state its symbol, for models with settings per symbol; not
	 * called if symbols have no names.  May be NULL. */
	void (
	    *state_symbol)(void *state, const void *model, const char *symbol);
	/* Name everything that the state remembers.  Loading starts from a
	 * state made by state_init and checks what score and learn trust. */
	int (*walk_state)(struct walk *w, const void *model, void *state);

	/*
	 * Score n rows: score[n], why[n][DETECT_WHY] or NULL, state[n] or NULL
	 * without DETECT_STATE, x[n][W][d], oldest row first.  With state, the
	 * n rows belong to n different symbols; if pooled, n is 1.  A row has
	 * the same score, bit for bit, alone or in any batch.
	 */
	void (*score)(double *score, struct contrib *why, const void *model,
	    const void *const *state, const double *x, size_t n);
	/* Learn the last row of x[W][d], which has been scored. */
	void (*learn)(void *state, const void *model, const double *x);
	/* 0 if the states of this model never change, as those of fixed limits
	 * by symbol: learn is not called, and the n rows of a call may belong
	 * to any symbols.  NULL: they change. */
	int (*learns)(const void *model);

	/* For a detector without state: its variant that learns while it
	 * scores, with this half-life in rows of a symbol.  Models, name and
	 * score are the same; the state starts as the model.  Called after fit
	 * or load.  NULL: no such variant. */
	const struct detector *(*online)(void *model, double halflife);
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

/* v, with +-inf replaced by the largest finite number of that sign: a score is
 * finite or NaN. */
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

/* For fit: fail if the number of columns is outside min..max. */
int fit_columns(const struct fit *f, int min, int max, struct err *err);

/* Find the largest parts of part[d] by magnitude, at most DETECT_WHY, as
 * signed shares of the sum of magnitudes; NaN and zero parts are ignored. */
void contrib_top(struct contrib *why, const double *part, int d);

#endif
