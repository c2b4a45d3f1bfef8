/*
 * drifts.h - detect lasting changes in the scores of a symbol.
 *
 *	drifts_init (drifts_row)* drifts_fini
 *
 * Each symbol's scores go through a test of their mean (math/drift.h).  A
 * change is a row of kind drift:
 *
 *	ts_event	index time of the row that showed it
 *	symbol
 *	detector	adwin or page_hinkley
 *	statistic	adwin: mean after minus mean before; page_hinkley: 1
 *			up, -1 down
 *	before, after	adwin: the means of the two parts of the first cut
 *
 * One step causes several cuts, so cuts in the next DRIFTS_MUTE scored rows are
 * not reported.
 */
#ifndef SCORE_DRIFTS_H
#define SCORE_DRIFTS_H

#include "base/idmap.h"
#include "base/state.h"
#include "math/drift.h"
#include "stream/stream.h"

enum drifts_how { DRIFTS_NONE, DRIFTS_ADWIN, DRIFTS_PH };
enum { DRIFTS_MUTE = 100 };

struct drifts {
	enum drifts_how how;
	struct idmap symbols; /* struct drifts_symbol *, by symbol */
	uint64_t found;       /* reported */
	const struct schema *schema;
	unsigned char *row;
};

void drifts_init(struct drifts *d, enum drifts_how how);
/* Take a scored row of a symbol at this index time.  Returns 1 for a change
 * and *r, borrowed until the next call; 0; or -1. */
int drifts_row(struct drifts *d, struct rec *r, struct vocab *vocab,
    uint32_t symbol, uint64_t time, double score, struct err *err);
/* Forget all scores: models were fitted again.  *r is the row that reports it:
 * detector refit, the statistic is the number of rows fitted on, before and
 * after are thresholds. */
void drifts_restart(struct drifts *d);
struct refit_change;
int drifts_refit(struct drifts *d, struct rec *r, struct vocab *vocab,
    uint32_t symbol, uint64_t time, const struct refit_change *c,
    struct err *err);
int drifts_save(struct drifts *d, struct state *file, struct err *err);
int drifts_load(struct drifts *d, struct state *file, struct err *err);
void drifts_fini(struct drifts *d);

#endif
