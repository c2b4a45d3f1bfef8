/*
 * ew_args.h - the arguments of exponentially weighted functions.
 */
#ifndef FEAT_FN_EW_ARGS_H
#define FEAT_FN_EW_ARGS_H

#include "feat/column_fn.h"
#include "math/ew.h"

#define EW_HALFLIFE_ARG(unit)                                                  \
	{                                                                      \
		.name = "hl", .kind = ARG_REAL, .min = 0.1, .max = 1e9,        \
		.def = "60", .help = "half-life, " unit                        \
	}
#define EW_CLIP_ARG                                                            \
	{                                                                      \
		.name = "clip", .kind = ARG_REAL, .min = 0, .max = 1e9,        \
		.def = "4", .help = "clip updates at this many sd (0 = off)"   \
	}
#define EW_WARM_ARG(n, what)                                                   \
	{                                                                      \
		.name = "warm", .kind = ARG_INT, .min = 1, .max = 1e9,         \
		.def = (n), .help = what " before the first result"            \
	}

#endif
