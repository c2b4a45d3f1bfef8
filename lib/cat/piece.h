/*
 * piece.h - what the inputs of one run leave to the next, with --state.
 *
 *	piece_new [piece_load] (feed) [piece_save] piece_free
 *
 * The end of an input is a pause.  A merge then holds rows for the next piece:
 * those that rows of a paused input may precede, and the last rows of one time
 * of each input (cat/ties.c).  The state holds them by input.
 *
 * A record of a Kafka partition at or below the offset that was read last is
 * left out; the rows of one record go together.  Offsets count only where the
 * input's envelopes have them, not where --src numbers the rows of a file.
 *
 * After a signal, the state has the number of rows read from each file.  The
 * next run skips these; it must be given the file that was being read.
 */
#ifndef CAT_PIECE_H
#define CAT_PIECE_H

#include "base/spill.h"
#include "base/state.h"
#include "cat/order.h"
#include "cat/out.h"
#include "cat/steps.h"

struct piece;

/* Refuse options that remember rows that are not in a state. */
int piece_check(const struct source_opts *source, const struct step_opts *steps,
    const struct order_opts *order, const struct cat_out_opts *out,
    struct err *err);

struct piece_opts {
	char *const *files;
	int nfiles;
	int merge;
	int final; /* the end of input is the end */
	struct spill_opts spill;
};

struct piece_account {
	uint64_t resumed; /* rows of the state */
	uint64_t held;    /* rows for the next state */
	uint64_t before;  /* left out: of files that were read before */
	uint64_t offsets; /* left out: by the offset of their record */
};

/* o is copied; what it points to must outlive the piece. */
struct piece *piece_new(const struct piece_opts *o, struct vocab *vocab,
    struct err *err);
void piece_free(struct piece *p); /* NULL is ignored */

int piece_load(struct piece *p, struct state *s, struct err *err);
int piece_save(struct piece *p, struct state *s, struct err *err);

/*
 * The first rows of file i: what source_next returned for them is `got' and b.
 * Then as source_next.
 */
int piece_first(struct piece *p, int i, struct source *s, struct recs *b,
    int got, struct err *err);
int piece_next(struct piece *p, int i, struct source *s, struct recs *b,
    struct err *err);

/* 1 when a merge must hold rows back at the end of an input. */
int piece_pauses(const struct piece *p);

/*
 * Where the merge of an input stands: the key of the row handed out last; how
 * many of the rows held are in their final order; and the group of one time
 * that was cut off at its limit (cut NULL: none).
 */
struct piece_mark {
	uint64_t time, tied, group_time;
	uint32_t symbol, group_symbol;
	uint32_t cut, cut_symbol; /* a flag, and the last symbol so far */
};

struct piece_mark *piece_mark(struct piece *p, int i);

/* Keep rows of input i for the next piece. */
int piece_hold(struct piece *p, int i, const struct recs *b, struct err *err);

const struct piece_account *piece_account(const struct piece *p);

#endif
