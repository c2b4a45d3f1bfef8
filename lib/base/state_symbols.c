/*
 * state_symbols.c - tables of a state file with one object per symbol.
 */
#include "base/state.h"

#include "base/answers.h"

int
state_save_symbols(const struct state_symbols *o, struct state *s,
    const char *table, struct err *err)
{
	struct walk w;
	void *object;
	uint32_t i;

	if (state_save(&w, s, table, err) == -1)
		return state_done(&w);
	for (i = 0; i < o->n; i++) {
		if ((object = o->find(o->arg, i)) == NULL)
			continue;
		if (state_owner(&w, i, 0) == -1 ||
		    o->walk(&w, o->arg, object) == -1)
			break;
	}
	return state_done(&w);
}

int
state_load_symbols(const struct state_symbols *o, struct state *s,
    const char *table, struct err *err)
{
	struct walk w;
	struct answers seen;
	uint64_t i, number;
	uint32_t symbol;
	void *object;
	int rc = state_load(&w, s, table, err);

	answers_init(&seen, "symbols");
	for (i = 0; rc == 1 && i < state_owners(&w); i++) {
		if (state_owner_at(&w, i, &symbol, &number) == -1)
			break;
		/* loading twice would lose what the first owner has */
		walk_check(&w, answers_known(&seen, symbol) == ANSWER_NONE,
		    "duplicate symbol");
		if (w.failed || answers_keep(&seen, symbol, 1, err) == -1 ||
		    (object = o->get(o->arg, symbol, err)) == NULL) {
			w.failed = 1;
			break;
		}
		if (o->walk(&w, o->arg, object) == -1)
			break;
	}
	answers_fini(&seen);
	return state_done(&w);
}
