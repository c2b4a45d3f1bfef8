/*
 * reverse.c - rows kept until the last one has arrived, then reversed.
 */
#include "source/reverse.h"

#include <string.h>

#include "stream/rec.h"

static uint64_t
time_of(const struct recs *b, size_t i)
{
	struct rec r = { b->schema, b->rows + i * b->schema->row_size };

	return r.schema->at.ts_event < 0 ? TS_NULL
					 : rec_u64(&r, r.schema->at.ts_event);
}

int
reverse_add(struct reverse *v, const struct recs *b,
    const struct spill_opts *spill, const struct schemas *schemas,
    struct err *err)
{
	if (v->spool == NULL) {
		if ((v->spool = spool_new(spill, schemas, err)) == NULL)
			return -1;
		v->first = time_of(b, 0);
	}
	v->last = time_of(b, b->n - 1);
	return spool_add(v->spool, b->schema, b->rows, b->n, err);
}

void
reverse_ready(struct reverse *v)
{
	v->ready = 1;
}

int
reverse_take(struct reverse *v, struct recs *b, struct err *err)
{
	if (!v->ready || v->spool == NULL)
		return 0;
	return v->first > v->last ? spool_back(v->spool, b, err)
				  : spool_forward(v->spool, b, err);
}

void
reverse_fini(struct reverse *v)
{
	spool_free(v->spool);
	memset(v, 0, sizeof(*v));
}
