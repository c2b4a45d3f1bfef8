/*
 * pieces.c - tickcat's --state.
 */
#include "pieces.h"

#include <stdlib.h>

/*
 * The options on which a state depends: those that select rows and make them.
 * Options for reading files are not among them: each piece has its own files.
 */
static const char names[] =
    "time where symbols instruments kind publisher action side no-snapshots "
    "session merge dedup book shard also skip limit normalize-symbols";

static int
load(struct pieces *p, struct state *from, struct err *err)
{
	if (steps_load(p->steps, p->left, from, err) == -1 ||
	    piece_load(p->piece, from, err) == -1 ||
	    (p->books != NULL && books_load(p->books, from, err) == -1))
		return err_at(err, "%s", p->c->o.state);
	return 0;
}

int
pieces_asked(const struct pieces *p)
{
	const struct common *o = &p->c->o;

	return o->state != NULL || o->state_to != NULL || o->final;
}

int
pieces_begin(struct pieces *p, int merge, const struct spill_opts *spill)
{
	struct cmd *c = p->c;
	const struct piece_opts o = { .files = c->files,
		.nfiles = c->nfiles,
		.merge = merge,
		.final = c->o.final,
		.spill = *spill };
	struct state *from;
	int got;

	p->options = opt_text(c->groups, c->ngroups, names, &c->err);
	if (p->options == NULL ||
	    (got = cmd_state_begin(c, &from, p->options)) == -1)
		return -1;
	if ((p->piece = piece_new(&o, &c->vocab, &c->err)) == NULL)
		got = -1;
	else if (got == 1)
		got = load(p, from, &c->err);
	state_free(from);
	return got;
}

int
pieces_end(struct pieces *p, struct cat_out *out, struct err *err)
{
	struct state *to;

	if (p->piece == NULL || !cmd_state_pauses(p->c))
		return 0;
	cat_out_pause(out);
	if ((to = cmd_state_pause(p->c, p->options)) == NULL ||
	    steps_save(p->steps, *p->left, to, err) == -1 ||
	    piece_save(p->piece, to, err) == -1 ||
	    (p->books != NULL && books_save(p->books, to, err) == -1))
		return -1;
	return 0;
}

void
pieces_account(const struct pieces *p)
{
	const struct piece_account *a;
	struct cmd *c = p->c;

	if (p->piece == NULL)
		return;
	a = piece_account(p->piece);
	c->rows_in += a->held + a->before + a->offsets - a->resumed;
	c->rows_made += a->resumed;
	cmd_count(c, "open", a->held, ACCOUNT_OPEN);
	cmd_count(c, "read_before", a->before, ACCOUNT_DROPPED);
	cmd_count(c, "repeated_offset", a->offsets, ACCOUNT_DROPPED);
}

void
pieces_fini(struct pieces *p)
{
	piece_free(p->piece);
	free(p->options);
}
