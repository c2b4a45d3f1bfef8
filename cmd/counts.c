/*
 * counts.c - counts of tickcat's inputs in the account.
 */
#include "counts.h"

#include <stdio.h>
#include <stdlib.h>

/* The keys that were not read. */
static void
count_keys(struct cmd *c, const struct unread *keys)
{
	char *text = unread_json(keys);

	if (text != NULL &&
	    asprintf(&c->account_more, ",\"unknown_keys\":%s", text) == -1)
		c->account_more = NULL;
	free(text);
}

void
counts_source(struct cmd *c, const struct tally *t, int resync,
    const struct unread *keys)
{
	int i;

	c->rows_in += t->total.count[COUNT_NOT_SELECTED];
	for (i = 0; i < COUNTS; i++)
		if (source_counts[i].name != NULL &&
		    (source_counts[i].always || t->total.count[i] > 0))
			cmd_count(c, source_counts[i].name, t->total.count[i],
			    source_counts[i].not_row ? ACCOUNT_NOT_ROWS
						     : ACCOUNT_SAYS);
	if (resync) {
		cmd_count(c, "damages", t->damages, ACCOUNT_SAYS);
		cmd_count(c, "bytes_lost", t->lost, ACCOUNT_SAYS);
	}
	count_keys(c, keys);
}

void
counts_order(struct cmd *c, const struct tally *t, int merge, uint64_t back)
{
	if (merge) {
		cmd_count(c, "steps_back", t->back, ACCOUNT_SAYS);
		cmd_count(c, "apart", t->apart, ACCOUNT_SAYS);
	} else if (back > 0) {
		cmd_count(c, "steps_back", back, ACCOUNT_SAYS);
	}
	if (t->early > 0)
		cmd_count(c, "early", t->early, ACCOUNT_SAYS);
}

static void
note(void *c, const char *text)
{
	cmd_note(c, "%s", text);
}

void
counts_books(struct cmd *c, const struct books *b)
{
	const struct book_account *a = books_account(b);

	c->rows_used += a->in;
	c->rows_made += a->out;
	cmd_count(c, "book_orders", a->orders, ACCOUNT_SAYS);
	cmd_count(c, "book_orders_max", a->orders_max, ACCOUNT_SAYS);
	cmd_count(c, "book_unknown", a->unknown, ACCOUNT_SAYS);
	cmd_count(c, "book_bad", a->bad, ACCOUNT_SAYS);
	books_notes(b, c->rows_in, note, c);
}

void
counts_split(struct cmd *c, const struct cat_out *k, const struct tally *t,
    const struct spill_opts *spill)
{
	cmd_count(c, "files", cat_out_files(k), ACCOUNT_SAYS);
	tally_spilled(t, NULL, "--split", cat_out_spilled(k), spill);
}
