/*
 * shortcut.c - when tickcat need not look at rows.
 */
#include "cat/shortcut.h"

/* Rows leave in the order in which they are read, once, and all of them. */
static int
in_order(const struct shortcut *s)
{
	return !s->steps->feed.merge && s->steps->feed.loop == 1 &&
	       !s->order->sort && !s->order->reverse && s->steps->limit < 0 &&
	       s->steps->book == 0;
}

/* Into one stream. */
static int
one_stream(const struct shortcut *s)
{
	return out_is_rows(s->out) && s->out->segment == 0 &&
	       s->out->split == NULL;
}

int
shortcut_copy(const struct shortcut *s)
{
	return in_order(s) && one_stream(s) && !s->steps->feed.follow &&
	       s->out->sink.encoder == &encoder_dbn;
}

int
shortcut_barriers(const struct shortcut *s)
{
	return in_order(s) && one_stream(s) &&
	       (s->out->sink.encoder->flags & ENCODER_BARRIERS) != 0 &&
	       !s->steps->dedup && !(s->steps->speed > 0) &&
	       s->steps->skip == 0;
}
