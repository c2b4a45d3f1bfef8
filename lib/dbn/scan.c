/*
 * scan.c - read ahead the metadata of later files.
 */
#include <sys/stat.h>

#include "dbn/emit.h"

/* A file that cannot be read is reported when its turn comes. */
static struct dbn *
open_file(const char *name, struct vocab *vocab)
{
	const unsigned char *p;
	struct err later = { 0 };
	struct stat st;
	struct in *in;
	size_t n;

	if (stat(name, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (in = in_open(name, 0, &later)) == NULL)
		return NULL;
	if (dbn_take_dbz(in) ||
	    (in_peek(in, 12, &p, &n, &later) == 1 && dbn_looks_like(p, n)))
		return dbn_open(in, vocab, NULL, &later);
	in_close(in);
	return NULL;
}

int
dbn_scan(char *const *files, int n, struct vocab *vocab,
    int (*fn)(void *arg, const struct dbn_meta *m, struct err *err), void *arg,
    struct err *err)
{
	struct dbn *d;
	int i, ret = 0;

	for (i = 0; i < n && ret == 0; i++) {
		if ((d = open_file(files[i], vocab)) == NULL)
			continue;
		if (dbn_meta(d) != NULL &&
		    (ret = fn(arg, dbn_meta(d), err)) == -1) {
			err_at(err, "%s", files[i]);
			err->placed = 1; /* not the current file */
		}
		dbn_close(d);
	}
	return ret;
}
