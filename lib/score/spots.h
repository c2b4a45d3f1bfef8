/*
 * spots.h - a SPOT threshold for each symbol (math/spot.h).
 */
#ifndef SCORE_SPOTS_H
#define SCORE_SPOTS_H

#include "base/idmap.h"
#include "base/state.h"
#include "math/spot.h"

struct spots {
	double q; /* share of scores that are alarms; 0: not in use */
	int drifts;
	struct idmap symbols; /* struct spots_symbol */
};

struct spots_symbol {
	struct spot spot;
	uint8_t known;
};

void spots_init(struct spots *s);
/* Like spot_row, for a score of a symbol. */
int spots_row(struct spots *s, uint32_t symbol, double score,
    double *threshold, struct err *err);
int spots_save(struct spots *s, struct state *file, const char *table,
    struct err *err);
int spots_load(struct spots *s, struct state *file, const char *table,
    struct err *err);
void spots_fini(struct spots *s);

#endif
