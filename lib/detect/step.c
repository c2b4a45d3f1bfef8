/*
 * step.c - the steps of a detector's features in its state.
 */
#include "detect/step.h"

#include <math.h>

#include "detect/detect.h"

int
steps_walk(struct walk *w, struct step *s, uint64_t d)
{
	double last[DETECT_COLUMNS_MAX], least[DETECT_COLUMNS_MAX];
	uint64_t run[DETECT_COLUMNS_MAX], j;

	for (j = 0; j < d; j++) {
		last[j] = s[j].last;
		least[j] = s[j].least;
		run[j] = s[j].run;
	}
	walk_vector(w, "last", TENSOR_F64, last, d);
	walk_vector(w, "step", TENSOR_F64, least, d);
	walk_vector(w, "run", TENSOR_U64, run, d);
	for (j = 0; walk_loading(w) && j < d; j++) {
		walk_check(w,
		    isfinite(last[j]) && isfinite(least[j]) && least[j] >= 0,
		    "last or step");
		s[j] = (struct step){ last[j], least[j], run[j] };
	}
	return walk_done(w);
}
