/*
 * states.c - a detector's state per symbol, or pooled.
 */
#include "states.h"

#include <stdlib.h>
#include <string.h>

void
states_init(struct states *s, const struct detector *det, const void *m)
{
	s->det = det;
	s->m = m;
	s->v = NULL;
	s->n = 0;
}

void *
states_get(struct states *s, uint32_t symbol, struct err *err)
{
	uint32_t n = s->n ? s->n : 64;
	void **v;

	if ((s->det->flags & DETECT_STATE) == 0)
		return NULL;
	if ((s->det->flags & DETECT_POOLED) != 0)
		symbol = 0;
	if (symbol >= s->n) {
		while (n <= symbol)
			n *= 2;
		if ((v = realloc(s->v, n * sizeof(*v))) == NULL)
			goto fail;
		memset(v + s->n, 0, (n - s->n) * sizeof(*v));
		s->v = v;
		s->n = n;
	}
	if (s->v[symbol] == NULL) {
		s->v[symbol] = calloc(1, s->det->state_size(s->m));
		if (s->v[symbol] == NULL)
			goto fail;
		s->det->state_init(s->v[symbol], s->m);
	}
	return s->v[symbol];
fail:
	err_errno(err, "state of %s", s->det->name);
	return NULL;
}

void
states_fini(struct states *s)
{
	uint32_t i;

	for (i = 0; i < s->n; i++)
		free(s->v[i]);
	free(s->v);
	s->v = NULL;
	s->n = 0;
}
