/*
 * answers.h - answers to a yes-or-no question about ids (of symbols, of
 * schemas), so that each id is asked about once.
 *
 *	answers_init (answers_known | answers_keep)* answers_fini
 */
#ifndef BASE_ANSWERS_H
#define BASE_ANSWERS_H

#include "base/idmap.h"

enum { ANSWER_NO = -1, ANSWER_NONE = 0, ANSWER_YES = 1 };

struct answers {
	struct idmap of; /* signed char: ANSWER_* */
};

/* what: as in idmap_init. */
static inline void
answers_init(struct answers *a, const char *what)
{
	idmap_init(&a->of, sizeof(signed char), what);
}

static inline void
answers_fini(struct answers *a)
{
	idmap_fini(&a->of);
}

/* The answer for an id; ANSWER_NONE: not yet asked. */
static inline int
answers_known(const struct answers *a, uint32_t id)
{
	return id < a->of.n ? ((const signed char *)a->of.v)[id] : ANSWER_NONE;
}

/* Keep the answer for an id.  Returns it as 1 or 0, or -1 with *err. */
static inline int
answers_keep(struct answers *a, uint32_t id, int yes, struct err *err)
{
	signed char *to = idmap_get(&a->of, id, err);

	if (to == NULL)
		return -1;
	*to = yes ? ANSWER_YES : ANSWER_NO;
	return yes != 0;
}

#endif
