/*
 * trainer.h - rows in, all models of a file out: the model of one detector, or
 * the heads of the recommended one.
 *
 *	trainer_new (trainer_add)* trainer_finish trainer_free
 */
#ifndef DETECT_TRAINER_H
#define DETECT_TRAINER_H

#include "detect/heads.h"
#include "detect/train.h"

enum { TRAINER_ROWS_MIN = 2000, TRAINER_DAYS = 10 };

struct trainer;

/* As train_new.  o->det NULL: heads with the shares own[HEADS] (heads.h). */
struct trainer *trainer_new(const struct train_opts *o, const double *own,
    int d, const char *const *names, const char *const *units, struct err *err);
int trainer_add(struct trainer *t, const struct train_row *r, struct err *err);
/* A row counts as used if at least one model takes it. */
struct train_counts trainer_count(const struct trainer *t);
/* Make the models, owned by the caller. */
int trainer_finish(struct trainer *t, struct models *out, struct err *err);
/* Days of a symbol, on average. */
double trainer_days(const struct trainer *t);
/* What to say of the columns that the heads use, or "". */
void trainer_columns(const struct trainer *t, char *buf, size_t size);
void trainer_free(struct trainer *t); /* NULL is allowed */

#endif
