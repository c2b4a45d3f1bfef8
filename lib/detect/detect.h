/*
 * detect.h - what a detector is.
 *
 * A detector turns a row of d numbers into one score (higher is stranger;
 * NaN: not scored) and up to three contributions.  The model is immutable
 * after fit or load; what learns is state, one per symbol, or one for all
 * where DETECT_POOLED says so.  score never learns, learn never scores:
 * the caller scores row t, then lets the state learn it.
 *
 * One file, one `const struct detector detector_NAME` at its end, one line
 * in list.h.  Start from skel.c.
 */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/opt.h"
#include "base/walk.h"

enum { DETECT_WHY = 3, DETECT_COLUMNS_MAX = 1024 };

/* A feature's part in a score; the sign is that of the deviation. */
struct contrib {
	int feature; /* column of x, -1: none */
	double share; /* signed; magnitudes of a row sum to at most 1 */
};

/* Rows to fit on. */
struct fit {
	const void *opts;	  /* the detector's options struct */
	const double *x;	  /* [n][d] */
	const uint32_t *symbol;	  /* [n], dense ids */
	const char *const *names; /* [d] */
	size_t n;
	int d;
	uint64_t seed;
	int jobs; /* threads; the result does not depend on it */
};

enum {
	DETECT_FIT = 1,	   /* fit wants rows: cannot run without a model */
	DETECT_STATE = 2,  /* has state and learns as it goes */
	DETECT_POOLED = 4, /* one state for all symbols */
	DETECT_RULE = 8	   /* fires when score > 1; has no p-value */
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
	size_t model_size;
	/* Fill a zeroed model.  Without rows (n = 0) where DETECT_FIT is not
	 * set: the options alone make it.  After a failure the model is
	 * still to be freed by walk. */
	int (*fit)(void *model, const struct fit *f, struct err *err);
	/* Name each array once: save, load (into a zeroed model), free.  One
	 * of them is the scalar "d" (I64), the columns of a row: a model file
	 * whose features are not as many is refused.  Loading checks every
	 * number that score or learn trust. */
	int (*walk)(struct walk *w, void *model);

	/* State is flat memory without pointers, so it can be kept in a file
	 * as it is.  NULL where DETECT_STATE is not set. */
	size_t (*state_size)(const void *model);
	void (*state_init)(void *state, const void *model);
	/* 1 when bytes from a file may be a state of this model, as far as
	 * memory safety goes.  NULL: any bytes may. */
	int (*state_check)(const void *state, const void *model);

	/*
	 * Score n rows x [n][d]; score [n]; why [n][DETECT_WHY] or NULL.  A
	 * detector with state is called with one row at a time.  The score of
	 * a row is the same bits alone and in any batch.
	 */
	void (*score)(double *score, struct contrib *why, const void *model,
	    const void *state, const double *x, size_t n);
	/* Take one row in. */
	void (*learn)(void *state, const void *model, const double *x);
};

/* All of them, NULL-terminated; detector_find returns NULL when unknown. */
extern const struct detector *const detector_list[];
const struct detector *detector_find(const char *name);

/* v, but +-inf as the largest finite number of that sign: a score is finite
 * or NaN. */
double score_finite(double v);

/* For fit: refuse a number of columns outside min..max. */
int fit_columns(const struct fit *f, int min, int max, struct err *err);

/* The up to DETECT_WHY largest parts of part[d] by magnitude, as signed
 * shares of the sum of magnitudes; NaN and zero parts are none. */
void contrib_top(struct contrib *why, const double *part, int d);

#endif
