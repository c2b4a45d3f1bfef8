/*
 * feed.c - read a claimed length of bytes that may not exist.
 */
#include "dbn/feed.h"

#include <stdlib.h>

enum { FEED_STEP = 1 << 16 };

unsigned char *
feed_bytes(struct feed *f, size_t len, size_t *have, struct err *err)
{
	size_t room = 0, n;
	unsigned char *buf = NULL, *more;
	const unsigned char *p;
	int r;

	for (*have = 0; *have < len; *have += n) {
		r = feed_peek(f, 1, &p, &n, err);
		if (r == 0 && !in_interrupted(f->in) && feed_end(f, err) == 0)
			err_set(err,
			    "metadata truncated: expected %zu bytes, got %zu",
			    len, *have);
		if (r != 1)
			break;
		if (n > len - *have)
			n = len - *have;
		if (*have + n > room) {
			room = 2 * (*have + n) + FEED_STEP;
			room = room < len ? room : len;
			more = realloc(buf, room);
			if (more == NULL) {
				err_errno(err, "metadata");
				break;
			}
			buf = more;
		}
		memcpy(buf + *have, p, n);
		feed_skip(f, n);
	}
	if (*have == len && len > 0)
		return buf;
	free(buf);
	return NULL;
}
