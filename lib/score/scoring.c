/*
 * scoring.c - rows in, scored rows out: batches in, decisions, rows out.
 */
#include "score/scoring.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/row.h"

void
scoring_init(struct scoring *s, struct vocab *vocab, const struct decision *how,
    const struct watch_opts *watch, scoring_put_fn *put, void *arg)
{
	memset(s, 0, sizeof(*s));
	s->vocab = vocab;
	s->judge.how = *how;
	batches_init(&s->batches, &s->judge);
	watch_init(&s->watch, watch);
	s->alarms.shares = watch->shares;
	daily_init(&s->daily);
	drifts_init(&s->drifts, (enum drifts_how)how->drift);
	s->learning.on = how->learn > 0;
	refit_init(&s->learning.refit, how->refit, how->refit_every);
	s->put = put;
	s->arg = arg;
}

int
scoring_add_model(struct scoring *s, const char *path, struct err *err)
{
	struct scorer *k[MODELS_MAX];
	struct models ms;
	int i, n;

	if (models_load(&ms, path, err) == -1)
		return -1;
	for (i = n = 0; i < ms.n; i++) {
		k[n] = scorer_new_model(ms.v[i], path, ms.sum,
		    s->judge.how.learn, s->vocab->syms, err);
		if (k[n] == NULL)
			break;
		n++;
	}
	if (i < ms.n) { /* the one that failed is freed already */
		while (n > 0)
			scorer_free(k[--n]);
		while (++i < ms.n)
			model_free(ms.v[i]);
		return -1;
	}
	if (judge_add(&s->judge, k, n, err) == -1)
		return -1;
	return judge_decide(&s->judge, err);
}

int
scoring_add_detector(struct scoring *s, const struct detector *det,
    const void *opts, const char *features, struct err *err)
{
	struct scorer *k =
	    scorer_new_detector(det, opts, features, s->vocab->syms, err);

	if (k == NULL || judge_add(&s->judge, &k, 1, err) == -1)
		return -1;
	return judge_decide(&s->judge, err);
}

int
scoring_pool(struct scoring *s, struct err *err)
{
	int i, rc, pooled = 0;

	for (i = 0; i < s->judge.n; i++) {
		if ((rc = scorer_pool(s->judge.scorer[i], err)) == -1)
			return -1;
		pooled += rc;
	}
	if (pooled > 0)
		return 0;
	return err_usage(err,
	    "--pooled has no effect: no detector here learns while it "
	    "scores");
}

void
scoring_jobs(struct scoring *s, int jobs)
{
	int i;

	for (i = 0; i < s->judge.n; i++)
		s->judge.scorer[i]->runner.jobs = jobs;
	s->learning.refit.jobs = jobs > 0 ? jobs : 1;
	s->batches.jobs = jobs;
}

/* A new schema: find the columns of each scorer and make the output's
 * schema. */
static int
change_schema(struct scoring *s, const struct schema *in, struct err *err)
{
	int i, rc;

	s->in = in;
	for (i = 0; i < s->judge.n; i++) {
		rc = scorer_schema(s->judge.scorer[i], in, err);
		if (rc == 1)
			rc = judge_decide(&s->judge, err);
		if (rc == -1)
			return -1;
	}
	if (batches_schema(&s->batches, in, err) == -1)
		return -1;
	return scoring_make_out(s, err);
}

/* ---- batches ---- */

static uint32_t
word_id(struct scoring *s, const char *word, struct err *err)
{
	if (word == NULL || word[0] == '\0')
		return 0;
	return symtab_add(s->vocab->syms, word, strlen(word), err);
}

/* The last fields of a row, which the watch may change. */
struct words {
	uint32_t reason, by;
};

static void
put_f64(unsigned char *row, uint32_t off, double v)
{
	v = row_f64(v);
	memcpy(row + off, &v, sizeof(v));
}

static void
put_u32(unsigned char *row, uint32_t off, uint32_t v)
{
	memcpy(row + off, &v, sizeof(v));
}

/* The fields that only some options and sets of models have. */
static void
put_more(const struct scoring *s, const struct verdict *v, unsigned char *row)
{
	const struct scoring_place *p = &s->place;
	int i;

	for (i = 0; p->share >= 0 && i < VERDICT_SHARES; i++)
		row_put_f64(row, s->out, p->share + i,
		    v->anomaly ? v->share[i] : NAN);
	if (p->rows_back >= 0 && v->rows_back >= 0)
		row_put_u32(row, s->out, p->rows_back, (uint32_t)v->rows_back);
	else if (p->rows_back >= 0)
		row_put_null(row, s->out, p->rows_back);
	for (i = 0; s->judge.several && i < s->judge.n; i++)
		if (p->surprise[i] >= 0)
			row_put_f64(row, s->out, p->surprise[i],
			    v->surprise[i]);
}

/* Make the scored row of the row at index at of the batch. */
static int
make_row(struct scoring *s, const struct verdict *v, const struct words *w,
    size_t at, struct err *err)
{
	const struct scoring_place *p = &s->place;
	unsigned char *row = s->made + s->nmade * s->out->row_size;
	uint64_t id = v->id != 0 ? v->id : ID_NULL;

	copy_plan_run(&s->plan, row, s->batch->rows + at * s->in->row_size);
	put_f64(row, p->score, v->score);
	put_f64(row, p->p, v->p);
	put_f64(row, p->threshold, v->threshold);
	row[p->anomaly] = (unsigned char)v->anomaly;
	put_u32(row, p->severity, word_id(s, v->severity, err));
	put_u32(row, p->reason, w->reason);
	put_u32(row, p->by, w->by);
	memcpy(row + p->id, &id, sizeof(id));
	put_more(s, v, row);
	if (err->set)
		return -1;
	s->nmade++;
	return 0;
}

/* Write the scored rows that were made. */
static int
put_made(struct scoring *s, struct err *err)
{
	size_t n = s->nmade;

	s->nmade = 0;
	return n == 0 ? 0 : s->put(s->arg, s->out, s->made, n, err);
}

/* Write a row of an alarm or a drift, after the scored rows before it. */
static int
put_row(struct scoring *s, const struct rec *r, struct err *err)
{
	if (put_made(s, err) == -1)
		return -1;
	s->counts.added++;
	return s->put(s->arg, r->schema, r->v, 1, err);
}

/* The separate row of an alarm, in its current state. */
static int
put_alarm(struct scoring *s, const struct alert *a, uint32_t symbol, int closed,
    uint64_t now, struct err *err)
{
	struct rec row;

	if (alarm_rows_make(&s->alarms, &row, s->vocab, a, symbol, closed, now,
		err) == -1)
		return -1;
	return put_row(s, &row, err);
}

static int
is_written(const struct scoring *s, const struct verdict *v)
{
	return s->which == SCORED_ALL ||
	       (s->which == SCORED_ANOMALIES && v->anomaly);
}

static void
count(struct scoring_counts *c, const struct verdict *v)
{
	c->scored += v->scored == 1;
	c->anomalies += v->anomaly == 1;
	c->missing += v->missing != NULL;
	c->warmup += !v->scored && v->missing == NULL;
	if (v->missing != NULL && c->lacks[0] == '\0')
		snprintf(c->lacks, sizeof(c->lacks), "%s", v->missing);
}

/* Have the scores of the row's symbol changed? */
static int
put_drift(struct scoring *s, const struct rec *r, double score, struct err *err)
{
	struct rec row;
	int rc;

	if (s->drifts.how == DRIFTS_NONE)
		return 0;
	rc = drifts_row(&s->drifts, &row, s->vocab, rec_symbol(r), rec_time(r),
	    score, err);
	if (rc == 1)
		learning_drift(&s->learning, rec_symbol(r));
	return rc == 1 ? put_row(s, &row, err) : rc;
}

/* Decide on the row at index at of the batch. */
static int
decide_row(struct scoring *s, size_t at, struct err *err)
{
	struct rec r = { s->in, s->batch->rows + at * s->in->row_size };
	uint32_t symbol = rec_symbol(&r);
	const struct watch_symbol *seen;
	struct alert closed;
	struct verdict v;
	struct words w;
	int did;

	if (judge_row(&s->judge, &v, at, symbol, err) == -1)
		return -1;
	if (v.scored && s->budget > 0)
		daily_row(&s->daily, rec_time(&r), v.spends, s->budget);
	w.reason = word_id(s, v.reason, err);
	w.by = word_id(s, v.by, err);
	did = watch_row(&s->watch, &s->judge, &v, &r, s->vocab->syms, &w.reason,
	    &w.by, &closed, err);
	if (did == -1)
		return -1;
	seen = did != 0 ? watch_find(&s->watch, symbol) : NULL;
	if ((did & WATCH_CLOSES) != 0 &&
	    put_alarm(s, &closed, symbol, 1, seen->seen, err) == -1)
		return -1;
	count(&s->counts, &v);
	if (learning_row(&s->learning, &s->judge, &r, at, err) == -1)
		return -1;
	if (!is_written(s, &v))
		s->counts.left_out++;
	else if (make_row(s, &v, &w, at, err) == -1)
		return -1;
	if ((did & WATCH_OPENS) != 0 &&
	    put_alarm(s, &seen->alert, symbol, 0, seen->seen, err) == -1)
		return -1;
	return v.scored ? put_drift(s, &r, v.score, err) : 0;
}

/* Decide on a batch that is scored, and write its rows. */
static int
decide(struct scoring *s, const struct batch *b, struct err *err)
{
	struct judge *j = &s->judge;
	struct err later = { 0 };
	size_t at;
	int i, rc = 0;

	s->batch = b;
	for (i = 0; i < j->n; i++)
		j->scorer[i]->got = &b->got[i];
	s->budget = judge_budget(j);
	for (at = 0; rc == 0 && at < b->n; at++)
		rc = decide_row(s, at, err);
	/* after a failure, the rows before it are complete: write them */
	if (put_made(s, rc == 0 ? err : &later) == -1)
		rc = -1;
	return rc;
}

/* Decide on batches: on all, or on those that are scored, and at least until
 * there is one to fill.  After a failure the rest is dropped. */
static int
decide_batches(struct scoring *s, int all, struct err *err)
{
	struct batch *b;
	int rc = 0;

	while ((b = batches_take(&s->batches,
		    all || rc == -1 || batches_full(&s->batches))) != NULL) {
		if (rc == 0)
			rc = decide(s, b, err);
		batches_give(&s->batches, b);
	}
	return rc;
}

/* The batch is complete. */
static int
put_batch(struct scoring *s, int ahead, struct err *err)
{
	int i;

	for (i = 0; i < s->judge.n; i++)
		scorer_flush(s->judge.scorer[i]);
	if (batches_put(&s->batches, ahead, err) == -1)
		return -1;
	return decide_batches(s, !ahead, err);
}

int
scoring_flush(struct scoring *s, struct err *err)
{
	if (s->batches.n == 0) /* no row yet */
		return 0;
	if (batches_filling(&s->batches)->n > 0)
		return put_batch(s, 0, err);
	return decide_batches(s, 1, err);
}

int
scoring_end(struct scoring *s, struct err *err)
{
	const struct watch_symbol *w;
	uint32_t symbol;

	while (watch_close(&s->watch, s->vocab->syms, &symbol) == 1) {
		w = watch_find(&s->watch, symbol);
		if (put_alarm(s, &w->alert, symbol, 1, w->seen, err) == -1)
			return -1;
	}
	daily_end(&s->daily);
	return 0;
}

/* End the batch and change the models; the scores of new models have no
 * history to drift from. */
static int
turn(struct scoring *s, struct err *err)
{
	uint32_t symbol = s->learning.refit.symbol;
	struct refit_change c;
	struct rec row;
	int rc;

	if (scoring_flush(s, err) == -1)
		return -1;
	rc = learning_turn(&s->learning, &s->judge, &c, err);
	if (rc != 1)
		return rc;
	drifts_restart(&s->drifts);
	if (s->learning.refit.every > 0) /* nothing that a row revealed */
		return 0;
	if (drifts_refit(&s->drifts, &row, s->vocab, symbol, s->learning.time,
		&c, err) == -1)
		return -1;
	return put_row(s, &row, err);
}

/* How many of n rows have the def of the first. */
static size_t
same_def(const struct schema *in, const unsigned char *rows, size_t n)
{
	struct rec r = { in, rows };
	uint64_t def;
	size_t i;

	if (in->at.def < 0)
		return n;
	def = rec_u64(&r, in->at.def);
	for (i = 1; i < n; i++) {
		r.v += in->row_size;
		if (rec_u64(&r, in->at.def) != def)
			break;
	}
	return i;
}

/* Take rows of one def that fit into the batch. */
static int
take(struct scoring *s, const unsigned char *rows, size_t n, struct err *err)
{
	struct batch *b = batches_filling(&s->batches);
	size_t size = s->in->row_size;
	struct rec last = { s->in, rows + (n - 1) * size };
	int i;

	for (i = 0; i < s->judge.n; i++)
		if (scorer_rows(s->judge.scorer[i], s->in, rows, n, &b->got[i],
			b->n, err) == -1)
			return -1;
	s->learning.rows += n;
	s->learning.time = rec_time(&last);
	memcpy(b->rows + b->n * size, rows, n * size);
	b->n += n;
	if (b->n < SCORE_BATCH)
		return 0;
	return put_batch(s, !learning_waits(&s->learning), err);
}

int
scoring_rows(struct scoring *s, const struct schema *in,
    const unsigned char *rows, size_t n, struct err *err)
{
	size_t part;
	uint64_t def, room;

	for (; n > 0; n -= part, rows += part * in->row_size) {
		def = row_def(&(struct rec){ in, rows });
		if ((def != s->defs.last || s->defs.resumed) &&
		    scoring_see_def(s, def, err) == -1)
			return -1;
		if (in != s->in && (scoring_flush(s, err) == -1 ||
				       change_schema(s, in, err) == -1))
			return -1;
		if (learning_due(&s->learning) && turn(s, err) == -1)
			return -1;
		part = SCORE_BATCH - batches_filling(&s->batches)->n;
		part = part < n ? part : n;
		room = learning_room(&s->learning);
		part = part < room ? part : (size_t)room;
		part = same_def(in, rows, part);
		if (take(s, rows, part, err) == -1)
			return -1;
	}
	return 0;
}

const struct scorer *
scoring_slowest(const struct scoring *s)
{
	const struct judge *j = &s->judge;
	const struct scorer *k, *slowest = NULL;
	size_t most = 0;
	int i;

	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (scorer_warmup(k) <= most ||
		    (scorer_is_rule(k) && j->models > 0))
			continue;
		most = scorer_warmup(k);
		slowest = k;
	}
	return slowest;
}

void
scoring_fini(struct scoring *s)
{
	int i;

	batches_fini(&s->batches);
	for (i = 0; i < s->judge.n; i++)
		scorer_free(s->judge.scorer[i]);
	copy_plan_fini(&s->plan);
	watch_fini(&s->watch);
	alarm_rows_fini(&s->alarms);
	drifts_fini(&s->drifts);
	learning_fini(&s->learning);
	free(s->defs.v);
	free(s->made);
}
