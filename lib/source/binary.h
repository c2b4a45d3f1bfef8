/*
 * binary.h - the interface of a layout that is not text.
 *
 * Such a layout reads its whole input itself:
 *
 *	open (next)* ended bad close
 *
 * It has no columns, and its rows do not pass through the recipes.  It is
 * chosen by --from alone.  binary_open and so on read an input by the layout
 * that --from names.
 */
#ifndef SOURCE_BINARY_H
#define SOURCE_BINARY_H

#include "base/io.h"
#include "source/source.h"

struct binary {
	/* Takes ownership of in, also on failure; opts is borrowed until
	 * close.  NULL with *err. */
	void *(*open)(struct in *in, struct vocab *vocab,
	    const struct source_opts *opts, struct err *err);
	/* As source_next; *err has the place but not the name. */
	int (*next)(void *state, struct recs *out, struct err *err);
	enum stream_end (*ended)(const void *state);
	uint64_t (*bad)(const void *state); /* rows refused and skipped */
	void (*close)(void *state);	    /* NULL is nothing */

	/*
	 * First bytes that suggest this layout but do not prove it: without
	 * --from such an input is refused with the advice.  NULL: none.
	 */
	const char *magic;
	size_t magic_len;
	const char *advice;
};

/* An input in a binary layout. */
struct binary_input;

/* from names a binary layout; otherwise as struct binary. */
struct binary_input *binary_open(struct in *in, const char *from,
    struct vocab *vocab, const struct source_opts *opts, struct err *err);
int binary_next(struct binary_input *b, struct recs *out, struct err *err);
enum stream_end binary_ended(const struct binary_input *b);
uint64_t binary_bad(const struct binary_input *b);
void binary_close(struct binary_input *b);

#endif
