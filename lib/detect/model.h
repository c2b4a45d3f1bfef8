/*
 * model.h - a model with everything needed for scoring, in one file.
 *
 * A valid safetensors file (tick-model.5).  __metadata__ holds the detector,
 * version, options, features with units, the steps that made them (def and its
 * text), seed, rows and a checksum of the training data.  Exact numbers are
 * arrays: "feature.center", "feature.scale", "calib.*", "model.*".
 */
#ifndef DETECT_MODEL_H
#define DETECT_MODEL_H

#include <stdint.h>

#include "base/err.h"
#include "base/tensor.h"
#include "detect/calib.h"
#include "detect/detect.h"
#include "detect/rarest.h"

enum {
	MODEL_FEATURES_MAX = DETECT_COLUMNS_MAX,
	MODELS_MAX = 16, /* of one file */
	HEAD_MAX = 32,   /* bytes of a head's name: a-z, 0-9, _ */
	COOLDOWN_MAX = 1000000000
};

#define GAIN_MAX 1e6

struct model {
	const struct detector *detector;
	void *m; /* the detector's model */
	int d;
	char **names;           /* [d] features, in order */
	char **units;           /* [d] */
	uint64_t def;           /* of the rows it was made from; 0: unknown */
	char *def_text;         /* canonical text behind def, "" when unknown */
	double *center, *scale; /* [d]: the detector sees (x - c)/s */
	struct calib calib;     /* kept = 0: not calibrated */
	struct rarest rarest;   /* of = 0: unknown, as in heads */
	double threshold;       /* default decision, score >= threshold;
				 * NaN: none */
	char *how;              /* how the threshold was chosen, in words */
	uint64_t seed, rows, symbols, data_sum;
	uint64_t gap;    /* ns; a longer pause ends a run of rows; 0: default */
	uint64_t pooled; /* 1: its states are one for all symbols */
	char *reasons;   /* custom names of alarms, "NAME=WORD,..." or "" */
	char *options;   /* the detector's options as canonical JSON */
	char *tool;      /* "ticktrain 0.1.0" */
	/* one of several models in a file, the heads of one detector */
	char *head;        /* its name; "": alone */
	double share;      /* of the budget of alarms; 1 alone */
	double gain;       /* of its adaptive threshold; 0: fixed */
	uint64_t cooldown; /* rows of a symbol without alarm after an alarm */
};

/* The models of one file. */
struct models {
	struct model *v[MODELS_MAX];
	int n;
	uint64_t sum; /* checksum of the loaded file (tensors_sum) */
};

void model_free(struct model *m); /* NULL is allowed */
void models_free(struct models *ms);
int models_save(const struct models *ms, const char *path, int sync,
    struct err *err);
int models_load(struct models *ms, const char *path, struct err *err);

/* The same for a file of one model. */
/* sync: as tensors_write. */
int model_save(const struct model *m, const char *path, int sync,
    struct err *err);
struct model *model_load(const char *path, struct err *err);

/*
 * Make a model of a detector with m zeroed and not fitted: center 0, scale 1,
 * no threshold, all texts "" except options (from model_options).  names and
 * units [d] are copied.
 */
struct model *model_new(const struct detector *det, const void *opts, int d,
    const char *const *names, const char *const *units, struct err *err);

/* A detector's options struct as canonical JSON (keys in table order, no
 * blanks), on the heap. */
char *model_options(const struct detector *det, const void *opts);

/*
 * Make a model from options alone, for a detector without DETECT_FIT.  names
 * and units [d] are copied.  The threshold of a rule is the smallest score
 * above 1; other detectors have none.
 */
struct model *model_from_options(const struct detector *det, const void *opts,
    int d, const char *const *names, const char *const *units, struct err *err);

/* Fit a model made by model_new, for a detector without DETECT_FIT. */
int model_fit_options(struct model *m, const void *opts, struct err *err);

/*
 * Compare the model's features with those of a stream.  -1 with the first
 * difference: "feature 3: the model has z_r [sd], the stream has vol [sd]",
 * "made by other steps: def 17.. in the model, 23.. in the stream".  def 0 is
 * unknown: only names and units are compared.
 */
int model_check(const struct model *m, int d, const char *const *names,
    const char *const *units, uint64_t def, struct err *err);

/* Scale a row into out[d]. */
void model_scale(const struct model *m, double *out, const double *x);

#endif
