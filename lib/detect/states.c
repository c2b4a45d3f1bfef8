/*
 * states.c - a detector's state per symbol, or pooled.
 */
#include "detect/states.h"

#include <stdlib.h>

void
states_init(struct states *s, const struct detector *det, const void *m)
{
	s->det = det;
	s->m = m;
	idmap_init(&s->table, sizeof(void *), "symbols");
}

void *
states_get(struct states *s, uint32_t symbol, struct err *err)
{
	void **at;

	if ((s->det->flags & DETECT_STATE) == 0)
		return NULL;
	if ((s->det->flags & DETECT_POOLED) != 0)
		symbol = 0;
	if ((at = idmap_get(&s->table, symbol, err)) == NULL || *at != NULL)
		return at == NULL ? NULL : *at;
	if ((*at = calloc(1, s->det->state_size(s->m))) == NULL)
		err_errno(err, "state of %s", s->det->name);
	else
		s->det->state_init(*at, s->m);
	return *at;
}

void
states_fini(struct states *s)
{
	void **v = (void **)s->table.v;
	uint32_t i;

	for (i = 0; i < s->table.n; i++)
		free(v[i]);
	idmap_fini(&s->table);
}
