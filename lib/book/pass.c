/*
 * pass.c - books in a stream of rows of several kinds, and notes on them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "book/book.h"

int
books_row(struct books *b, struct rec *out, const struct rec *r,
    struct err *err)
{
	*out = *r;
	if (strcmp(r->schema->kind, "mbo") != 0)
		return 1;
	return books_push(b, out, r, err);
}

void
books_notes(const struct books *b, uint64_t rows,
    void (*note)(void *arg, const char *text), void *arg)
{
	const struct book_account *a = books_account(b);
	char text[160];

	if (a->in == 0 && rows > 0)
		note(arg, "--book: no row is an order message (mbo)");
	if (a->unknown == 0)
		return;
	snprintf(text, sizeof(text),
	    "--book: %" PRIu64 " cancels of orders that are not in the book: "
	    "the input begins without a snapshot, or has gaps",
	    a->unknown);
	note(arg, text);
}
