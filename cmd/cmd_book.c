/*
 * cmd_book.c - --book N: order messages become levels of the book.
 */
#include "cmd.h"

#include <inttypes.h>
#include <string.h>

#include "book/book.h"

struct books *
cmd_book_new(struct cmd *c, int64_t levels, int64_t max_orders)
{
	const struct book_opts o = { .depth = (int)levels,
		.trades = 1,
		.max_orders = (uint64_t)max_orders };

	return books_new(&o, &c->vocab, &c->err);
}

int
cmd_book_row(struct cmd *c, struct books *b, struct rec *out,
    const struct rec *r, struct err *err)
{
	int got;

	*out = *r;
	if (strcmp(r->schema->kind, "mbo") != 0)
		return 1;
	got = books_push(b, out, r, err);
	c->rows_used += got >= 0;
	c->rows_made += got == 1;
	return got;
}

void
cmd_book_account(struct cmd *c, const struct books *b)
{
	const struct book_account *a = books_account(b);

	cmd_count(c, "book_orders", a->orders, ACCOUNT_SAYS);
	cmd_count(c, "book_orders_max", a->orders_max, ACCOUNT_SAYS);
	cmd_count(c, "book_unknown", a->unknown, ACCOUNT_SAYS);
	cmd_count(c, "book_bad", a->bad, ACCOUNT_SAYS);
	if (a->in == 0 && c->rows_in > 0)
		cmd_note(c, "--book: no row is an order message (mbo)");
	if (a->unknown > 0)
		cmd_note(c,
		    "--book: %" PRIu64 " cancels of orders that are not in the "
		    "book: the input begins without a snapshot, or has gaps",
		    a->unknown);
}
