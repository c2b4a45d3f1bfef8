/*
 * empty.c - an input without bytes.
 */
#include "stream/empty.h"

#include <string.h>

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
empty_check(const struct in *in, const struct stream_opts *opts,
    struct err *err)
{
	const char *name = in_name(in);
	size_t len = strlen(name);
	int packed;

	if (opts->allow_empty || !in_file(in) || in_interrupted(in))
		return 0;
	packed =
	    cut_ending(name, &len, ".zst") || cut_ending(name, &len, ".gz");
	if (cut_ending(name, &len, ".dbn") || cut_ending(name, &len, ".tks") ||
	    cut_ending(name, &len, ".bi5") || (packed && in_raw_size(in) == 0))
		return err_set(err,
		    "%s: empty: a file of this name begins with a header "
		    "(--allow-empty reads it as no rows)",
		    name);
	if (in_raw_size(in) == 0 && opts->note != NULL)
		opts->note(opts->note_arg, name, "empty");
	return 0;
}
