/*
 * pieces.h - tickcat's --state: inputs, steps and books of one run for the
 * next.
 *
 *	pieces_begin (read) pieces_end pieces_account pieces_fini
 */
#ifndef CMD_PIECES_H
#define CMD_PIECES_H

#include "book/book.h"
#include "cat/piece.h"
#include "cmd.h"

struct pieces {
	struct cmd *c;
	struct steps *steps;
	struct books *books; /* or NULL */
	uint64_t *left;      /* rows that may still be written */

	/* set by pieces_begin */
	struct piece *piece; /* of the inputs; NULL: no --state */
	char *options;       /* of the state */
};

int pieces_asked(
    const struct pieces *p); /* 1 if an option of cmd_state_opts is given */
/* Resume from --state, if it is there. */
int pieces_begin(struct pieces *p, int merge, const struct spill_opts *spill);
/* At the end of input, prepare the state that cmd_end writes. */
int pieces_end(struct pieces *p, struct cat_out *out, struct err *err);
void pieces_account(const struct pieces *p);
void pieces_fini(struct pieces *p);

#endif
