/*
 * rarest.h - the held-back rows with the highest scores of a model.
 *
 * Models that find the same rows raise fewer alarms together than the sum of
 * their shares of a budget.  A model file names its rarest held-back rows, so
 * that scoring knows how many of them are those of another model.
 */
#ifndef DETECT_RAREST_H
#define DETECT_RAREST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/walk.h"

enum { RAREST_MAX = 4096 };

struct rarest {
	uint64_t *key; /* [n] of the rows, highest score first */
	uint64_t n;
	uint64_t of; /* scored rows that they are taken from; 0: unknown */
};

/* The key of a row: of its time, and of symbol[len], the text of its symbol,
 * which is the same for many rows. */
uint64_t rarest_symbol(const char *symbol, size_t len);
uint64_t rarest_key(uint64_t time, uint64_t symbol);

/* From score[n] of rows with key[n]; NaN: not scored. */
int rarest_fit(struct rarest *r, const double *score, const uint64_t *key,
    size_t n, struct err *err);
int rarest_walk(struct walk *w, struct rarest *r);
void rarest_free(struct rarest *r);

/*
 * r[n] fire at their rarest q[n] rows, shares of all rows.  Returns the largest
 * factor on q, from 1 to n, at which rows where at least one fires are no more
 * than the sum of q: surely so, not only by chance.  NAN: out of memory.
 */
double rarest_factor(const struct rarest *const *r, const double *q, int n);

#endif
