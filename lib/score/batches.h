/*
 * batches.h - batches of rows on their way through the scorers.
 *
 *	batches_init batches_schema (batches_filling, batches_put |
 *	batches_take, batches_give)* batches_fini
 *
 * A full batch is scored where it is, or with several threads by the next free
 * one, while the owner fills others and decides on those before it.  Only
 * scorers without a state and a window are scored here; the others have taken
 * the rows before.
 */
#ifndef SCORE_BATCHES_H
#define SCORE_BATCHES_H

#include "detect/line.h"
#include "score/verdict.h"

struct batch {
	size_t n;
	unsigned char *rows; /* [SCORE_BATCH] */
	struct scored *got;  /* [scorers] */
	size_t rows_room;
};

struct batches {
	const struct judge *judge;
	const struct schema *in; /* of the rows of all batches */
	int jobs;                /* threads; set by the caller, 0: one */
	struct line *line;       /* NULL: none yet, or one thread */
	struct batch *v;         /* [n] */
	int n;
	struct batch *scored; /* one that did not pass through the line */
};

void batches_init(struct batches *b, const struct judge *j);
/* Set the schema of the following rows; no batch is on its way. */
int batches_schema(struct batches *b, const struct schema *in, struct err *err);

/* The batch to add rows to. */
struct batch *batches_filling(const struct batches *b);
/*
 * The batch is complete.  ahead: more rows follow at once, so another thread
 * may score it; there is a place to fill afterwards if all that are scored
 * have been taken.
 */
int batches_put(struct batches *b, int ahead, struct err *err);
/* Is there no batch to fill before one is taken? */
int batches_full(const struct batches *b);
/* The oldest batch if it is scored; with wait, when it is.  NULL: none. */
struct batch *batches_take(struct batches *b, int wait);
/* The batch that was taken may be filled again. */
void batches_give(struct batches *b, struct batch *taken);
void batches_fini(struct batches *b);

#endif
