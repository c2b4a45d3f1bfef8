/*
 * scoring_state.c - the saved state of scoring between two pieces of a stream.
 *
 * A state names its scorers, so a state of another model, detector or order is
 * refused.  It also names the defs of the rows so far, because rows made by
 * other steps cannot continue them.  Scorers without a model have seen no row
 * yet.
 */
#include "score/scoring.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/row.h"

enum { DEFS_MAX = 1024 }; /* as in a stream */

static const char *
scorer_table(char out[32], int i)
{
	snprintf(out, 32, "scorer%d", i + 1);
	return out;
}

static const char *
count_text(char out[16], const struct judge *j)
{
	snprintf(out, 16, "%d", j->n);
	return out;
}

static int
defs_walk(struct walk *w, struct scoring_defs *d)
{
	walk_array(w, "def", TENSOR_U64, (void **)&d->v, &d->n);
	walk_check(w, d->n <= DEFS_MAX, "def: too many");
	return walk_done(w);
}

static int
defs_save(struct scoring_defs *d, struct state *file, struct err *err)
{
	struct walk w;

	if (state_save(&w, file, "defs", err) == 0 &&
	    state_owner(&w, 0, 0) == 0)
		defs_walk(&w, d);
	return state_done(&w);
}

static int
defs_load(struct scoring_defs *d, struct state *file, struct err *err)
{
	uint32_t symbol;
	uint64_t number;
	struct walk w;

	if (state_load(&w, file, "defs", err) == 1 && state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &symbol, &number) == 0)
		defs_walk(&w, d);
	d->resumed = 1;
	return state_done(&w);
}

int
scoring_see_def(struct scoring *s, uint64_t def, struct err *err)
{
	struct scoring_defs *d = &s->defs;
	uint64_t i, *v;

	d->last = def;
	for (i = 0; i < d->n; i++)
		if (d->v[i] == def)
			break;
	if (i == d->n && d->resumed && d->n > 0 && def != 0)
		return err_set(err,
		    "--state: of rows with def %" PRIu64 ", this row has def "
		    "%" PRIu64 ": made by other windows or columns",
		    d->v[0], def);
	d->resumed = 0;
	if (i < d->n || def == 0 || d->n == DEFS_MAX)
		return 0;
	if ((v = realloc(d->v, (d->n + 1) * sizeof(*v))) == NULL)
		return err_errno(err, "defs");
	d->v = v;
	d->v[d->n++] = def;
	return 0;
}

int
scoring_save(struct scoring *s, struct state *file, struct err *err)
{
	char name[32];
	int i;

	if (state_meta(file, "scorers", count_text(name, &s->judge), err) == -1)
		return -1;
	for (i = 0; i < s->judge.n; i++)
		if (scorer_save(s->judge.scorer[i], file, scorer_table(name, i),
			err) == -1)
			return -1;
	if (watch_save(&s->watch, file, err) == -1 ||
	    daily_save(&s->daily, file, err) == -1 ||
	    drifts_save(&s->drifts, file, err) == -1 ||
	    learning_save(&s->learning, &s->judge, file, err) == -1)
		return -1;
	return defs_save(&s->defs, file, err);
}

int
scoring_load(struct scoring *s, struct state *file, struct err *err)
{
	char name[32];
	int i;

	if (state_expect(file, "scorers", "models and detectors",
		count_text(name, &s->judge), err) == -1)
		return -1;
	for (i = 0; i < s->judge.n; i++)
		if (scorer_load(s->judge.scorer[i], file, scorer_table(name, i),
			err) == -1)
			return -1;
	if (watch_load(&s->watch, file, err) == -1 ||
	    daily_load(&s->daily, file, err) == -1 ||
	    drifts_load(&s->drifts, file, err) == -1 ||
	    learning_load(&s->learning, &s->judge, file, err) == -1 ||
	    defs_load(&s->defs, file, err) == -1)
		return -1;
	return judge_decide(&s->judge, err);
}
