/*
 * scoring_out.c - the schema of score rows: the input's fields, then ours.
 *
 * The input may be scored rows already.
 */
#include "score/scoring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum {
	ADD_SCORE,
	ADD_P,
	ADD_THRESHOLD,
	ADD_ANOMALY,
	ADD_SEVERITY,
	ADD_REASON,
	ADD_BY,
	ADD_ID,
	ADD_SHARES, /* with --shares */
	ADDED = ADD_SHARES + VERDICT_SHARES
};

static const struct {
	const char *name;
	enum ftype type;
} added[ADDED] = {
	{ "score", F_F64 },
	{ "p", F_F64 },
	{ "threshold", F_F64 },
	{ "anomaly", F_U8 },
	{ "severity", F_SYM },
	{ "reason", F_SYM },
	{ "by", F_SYM },
	{ "id", F_ID },
	{ "share_1", F_F64 },
	{ "share_2", F_F64 },
	{ "share_3", F_F64 },
};

/* How many of them the rows have. */
static int
own_fields(const struct scoring *s)
{
	return s->watch.how.shares ? ADDED : ADD_SHARES;
}

/* "s_NAME", the column of one model's surprise when there are several models.
 * A second model with the same name gets a number. */
static void
column_name(char out[FIELD_NAME_MAX + 1], const struct judge *j, int i)
{
	const char *label = scorer_label(j->scorer[i]);
	int same = 1, k;

	for (k = 0; k < i; k++)
		same += !scorer_is_rule(j->scorer[k]) &&
			strcmp(scorer_label(j->scorer[k]), label) == 0;
	if (same == 1)
		snprintf(out, FIELD_NAME_MAX + 1, "s_%.40s", label);
	else
		snprintf(out, FIELD_NAME_MAX + 1, "s_%.40s_%d", label, same);
}

/* Store the fields added to a row in f; returns how many. */
static int
added_fields(const struct scoring *s, struct field f[ADDED + 1 + SCORERS_MAX])
{
	const struct judge *j = &s->judge;
	char name[FIELD_NAME_MAX + 1];
	int i, n = 0, looks_back = 0;

	for (; n < own_fields(s); n++)
		f[n] = field_make(added[n].name, added[n].type, "");
	for (i = 0; i < j->n; i++)
		looks_back |= j->scorer[i]->runner.window > 1;
	if (looks_back)
		f[n++] = field_make("rows_back", F_I32, "");
	for (i = 0; j->several && i < j->n; i++) {
		if (scorer_is_rule(j->scorer[i]))
			continue;
		column_name(name, j, i);
		f[n++] = field_make(name, F_F64, "");
	}
	return n;
}

static int
is_among(const struct field *f, int n, const char *name)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(name, f[i].name) == 0)
			return 1;
	return 0;
}

/* Our fields are the last ones of a row: from field `at' on. */
static void
find_places(struct scoring *s, int at)
{
	const struct field *f = s->out->field + at;
	struct scoring_place *p = &s->place;
	const struct judge *j = &s->judge;
	int i;

	p->score = f[ADD_SCORE].off;
	p->p = f[ADD_P].off;
	p->threshold = f[ADD_THRESHOLD].off;
	p->anomaly = f[ADD_ANOMALY].off;
	p->severity = f[ADD_SEVERITY].off;
	p->reason = f[ADD_REASON].off;
	p->by = f[ADD_BY].off;
	p->id = f[ADD_ID].off;
	p->share = s->watch.how.shares ? at + ADD_SHARES : -1;
	at += own_fields(s);
	p->rows_back = schema_find(s->out, "rows_back");
	if (p->rows_back < at)
		p->rows_back = -1;
	else
		at++;
	for (i = 0; i < j->n; i++)
		p->surprise[i] =
		    j->several && !scorer_is_rule(j->scorer[i]) ? at++ : -1;
}

int
scoring_make_out(struct scoring *s, struct err *err)
{
	struct field *f, ours[ADDED + 1 + SCORERS_MAX];
	int i, n = 0, nours = added_fields(s, ours), first;

	f = calloc((size_t)s->in->nfield + (size_t)nours, sizeof(*f));
	if (f == NULL)
		return err_errno(err, "score rows");
	for (i = 0; i < s->in->nfield; i++)
		if (!is_among(ours, nours, s->in->field[i].name))
			f[n++] = s->in->field[i];
	first = n;
	for (i = 0; i < nours; i++)
		f[n++] = ours[i];
	s->out = schema_get(s->vocab->schemas, "score", f, n, err);
	free(f);
	if (s->out == NULL)
		return -1;
	find_places(s, first);
	copy_plan_fini(&s->plan);
	if (copy_plan_init(&s->plan, s->out, s->in, err) == -1)
		return -1;
	if (array_grow(&s->made, &s->made_room,
		(size_t)s->out->row_size * SCORE_BATCH, 1) == -1)
		return err_errno(err, "score rows");
	memset(s->made, 0, s->made_room); /* padding is zero */
	return 0;
}
