/*
 * empty.c - decide whether an empty input is an error.
 *
 * An empty input is a quiet day or a writer that failed.  For a pipe this
 * cannot be known; a file's name may show that bytes are missing.
 */
#include <string.h>

#include "stream/stream.h"

/* Cut an ending off a name of *len bytes, whatever its case: 1 when it had
 * it. */
static int
cut_ending(const char *name, size_t *len, const char *ending)
{
	size_t n = strlen(ending);

	if (*len <= n || strncasecmp(name + *len - n, ending, n) != 0)
		return 0;
	*len -= n;
	return 1;
}

int
stream_empty(struct in *in, const struct stream_opts *opts, struct err *err)
{
	const char *name = in_name(in);
	size_t len = strlen(name), n;
	const unsigned char *p;
	int packed;

	if (in_peek(in, 1, &p, &n, err) == -1)
		return -1;
	if (n > 0 || opts->allow_empty || !in_file(in) || in_interrupted(in))
		return 0;
	if (in_end(in, err) == -1)
		return -1;
	packed =
	    cut_ending(name, &len, ".zst") || cut_ending(name, &len, ".gz");
	if (cut_ending(name, &len, ".dbn") || cut_ending(name, &len, ".tks") ||
	    cut_ending(name, &len, ".bi5") || (packed && in_raw_size(in) == 0))
		return err_set(err,
		    "empty: a file of this name begins with a header "
		    "(--allow-empty reads it as no rows)");
	if (in_raw_size(in) == 0 && opts->note != NULL)
		opts->note(opts->note_arg, name, "empty");
	return 0;
}
