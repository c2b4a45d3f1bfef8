/*
 * binary.c - read an input by the binary layout that --from names.
 */
#include "source/binary.h"

#include <stdlib.h>

#include "source/layout.h"

struct binary_input {
	const struct binary *how;
	void *state;
};

struct binary_input *
binary_open(struct in *in, const char *from, struct vocab *vocab,
    const struct source_opts *opts, struct err *err)
{
	struct binary_input *b = calloc(1, sizeof(*b));

	if (b == NULL) {
		err_errno(err, "%s", from);
		in_close(in);
		return NULL;
	}
	b->how = layout_find(from)->binary;
	b->state = b->how->open(in, vocab, opts, err);
	if (b->state != NULL)
		return b;
	free(b);
	return NULL;
}

int
binary_next(struct binary_input *b, struct recs *out, struct err *err)
{
	return b->how->next(b->state, out, err);
}

enum stream_end
binary_ended(const struct binary_input *b)
{
	return b->how->ended(b->state);
}

uint64_t
binary_bad(const struct binary_input *b)
{
	return b->how->bad(b->state);
}

void
binary_close(struct binary_input *b)
{
	if (b == NULL)
		return;
	b->how->close(b->state);
	free(b);
}
