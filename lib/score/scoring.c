/*
 * scoring.c - rows in, scored rows out.
 *
 * With one model its score, p and threshold stand in the row; rules beside
 * it can make the row an anomaly and are named in `by`.  With several models
 * their p-values are combined (Cauchy, detection.md 2.12), the score is
 * -log10 of that and the threshold the same of the budget.  With rules alone
 * the score is the largest ratio to a limit.
 */
#include "score/scoring.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/reason.h"
#include "stream/row.h"

/* Default of a detector in units of sd that has no calibration. */
#define THRESHOLD_SD 3.0
/* A feature is a reason with this part of the strongest one's share. */
#define REASON_SHARE 0.4
/* How far below 1/n a p-value may be. */
#define P_DECADES 1e-3
/* Budget of combined models when nothing was asked for. */
#define QUANTILE_DEFAULT 0.999

enum {
	ADD_SCORE,
	ADD_P,
	ADD_THRESHOLD,
	ADD_ANOMALY,
	ADD_SEVERITY,
	ADD_REASON,
	ADD_BY,
	ADDED
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
};

/* A verdict on one row. */
struct verdict {
	double score, p, threshold;
	int anomaly, scored;
	const char *severity;
	char reason[256], by[256];
};

void
scoring_init(struct scoring *s, struct house *house, const struct decision *how,
    scoring_put_fn *put, void *arg)
{
	memset(s, 0, sizeof(*s));
	s->house = house;
	s->how = *how;
	s->put = put;
	s->arg = arg;
}

static struct scorer *
add(struct scoring *s, const char *name, struct err *err)
{
	struct scorer *k;

	if (s->n == SCORERS_MAX) {
		err_usage(err, "more than %d models and detectors",
		    SCORERS_MAX);
		return NULL;
	}
	if ((k = calloc(1, sizeof(*k))) == NULL) {
		err_errno(err, "%s", name);
		return NULL;
	}
	k->name = name;
	s->scorer[s->n++] = k;
	return k;
}

/* The tail probability that the decision allows a model; NaN: none. */
static double
allowed(const struct scoring *s, const struct model *m)
{
	double symbols, q;

	if (!isnan(s->how.quantile))
		return 1 - s->how.quantile;
	if (s->how.alarms > 0 && m->calib.rows_per_day > 0) {
		symbols =
		    s->how.shared && m->symbols > 0 ? (double)m->symbols : 1;
		q = s->how.alarms / symbols / m->calib.rows_per_day;
		return q < 1 ? q : 1;
	}
	return NAN;
}

/* The threshold of one scorer, once its model is there. */
static int
decide(const struct scoring *s, struct scorer *k, struct err *err)
{
	const struct model *m = k->model;
	double q = allowed(s, m);

	if ((k->det->flags & DETECT_RULE) != 0) {
		k->threshold = nextafter(1, 2);
		return 0;
	}
	if (!isnan(s->how.threshold)) {
		k->threshold = s->how.threshold;
		return 0;
	}
	if ((!isnan(s->how.quantile) || s->how.alarms > 0) &&
	    m->calib.kept == 0)
		return err_set(err,
		    "%s: has no calibration for --quantile or "
		    "--alarms-per-day: fit it with ticktrain",
		    k->name);
	if (!isnan(q))
		k->threshold = calib_threshold(&m->calib, q > 0 ? q : 1e-300);
	else
		k->threshold =
		    !isnan(m->threshold) ? m->threshold : THRESHOLD_SD;
	return 0;
}

/* A model is at hand: its state, its rows, its threshold. */
static int
ready(struct scoring *s, struct scorer *k, struct err *err)
{
	k->det = k->model->detector;
	states_init(&k->states, k->det, k->model->m);
	k->x = calloc((size_t)k->model->d * SCORE_BATCH, sizeof(*k->x));
	if (k->x == NULL)
		return err_errno(err, "%s", k->name);
	return decide(s, k, err);
}

int
scoring_add_model(struct scoring *s, const char *path, struct err *err)
{
	struct model *m = model_load(path, err);
	struct scorer *k;

	if (m == NULL)
		return -1;
	if ((k = add(s, path, err)) == NULL) {
		model_free(m);
		return -1;
	}
	k->model = m;
	s->models += (k->model->detector->flags & DETECT_RULE) == 0;
	return ready(s, k, err);
}

int
scoring_add_detector(struct scoring *s, const struct detector *det,
    const void *opts, const char *features, struct err *err)
{
	struct scorer *k = add(s, det->name, err);

	if (k == NULL)
		return -1;
	k->det = det;
	k->opts = opts;
	k->features = det->inputs != NULL ? det->inputs : features;
	s->models += (det->flags & DETECT_RULE) == 0;
	return 0;
}

/* ---- the rows' schema ---- */

static int
is_added(const char *name)
{
	int i;

	for (i = 0; i < ADDED; i++)
		if (strcmp(name, added[i].name) == 0)
			return 1;
	return 0;
}

/* Score rows: the fields of the input, then ours; scored before or not. */
static int
make_out(struct scoring *s, struct err *err)
{
	struct field *f = calloc((size_t)s->in->nfield + ADDED, sizeof(*f));
	int i, n = 0;

	if (f == NULL)
		return err_errno(err, "score rows");
	for (i = 0; i < s->in->nfield; i++)
		if (!is_added(s->in->field[i].name))
			f[n++] = s->in->field[i];
	s->added = n;
	for (i = 0; i < ADDED; i++)
		f[n++] = field_make(added[i].name, added[i].type, "");
	s->out = schema_get(s->house->schemas, "score", f, n, err);
	free(f);
	if (s->out == NULL)
		return -1;
	copy_plan_fini(&s->plan);
	if (copy_plan_init(&s->plan, s->out, s->in, err) == -1)
		return -1;
	free(s->row);
	if ((s->row = calloc(1, s->out->row_size)) == NULL)
		return err_errno(err, "score rows");
	return 0;
}

static int
match(struct scoring *s, struct scorer *k, struct err *err)
{
	if (k->model == NULL) {
		if (features_choose(&k->f, s->in, k->features, err) == -1)
			return err_at(err, "%s", k->name);
		k->model = model_from_options(k->det, k->opts, k->f.d,
		    k->f.name, k->f.unit, err);
		return k->model == NULL ? -1 : ready(s, k, err);
	}
	if (features_match(&k->f, s->in, k->model->d,
		(const char *const *)k->model->names, err) == -1)
		return err_at(err, "%s", k->name);
	return 0;
}

/* Another schema: what each scorer takes of it, and how it goes out. */
static int
change_schema(struct scoring *s, const struct schema *in, struct err *err)
{
	unsigned char *p;
	int i;

	s->in = in;
	for (i = 0; i < s->n; i++)
		if (match(s, s->scorer[i], err) == -1)
			return -1;
	if ((size_t)in->row_size * SCORE_BATCH > s->rows_room) {
		p = realloc(s->rows, (size_t)in->row_size * SCORE_BATCH);
		if (p == NULL)
			return err_errno(err, "rows");
		s->rows = p;
		s->rows_room = (size_t)in->row_size * SCORE_BATCH;
	}
	return make_out(s, err);
}

/* Rows made by other steps than the model's are refused. */
static int
check_def(struct scorer *k, uint64_t def, struct err *err)
{
	if (k->def_seen == def + 1)
		return 0;
	if (model_check(k->model, k->f.d, k->f.name, k->f.unit, def, err) == -1)
		return err_at(err, "%s", k->name);
	k->def_seen = def + 1;
	return 0;
}

/* ---- one row's verdict ---- */

static void
append(char *buf, size_t size, const char *word)
{
	size_t n = strlen(buf);

	if (strstr(buf, word) == NULL)
		snprintf(buf + n, size - n, "%s%s", n > 0 ? "+" : "", word);
}

/* Why this scorer fired; with contributions, up to three words. */
static int
explain(struct scorer *k, struct verdict *v, size_t at, const void *state)
{
	const struct contrib *w = k->why;
	double score;
	int i;

	append(v->by, sizeof(v->by), k->det->name);
	if (k->det->reason != NULL) {
		append(v->reason, sizeof(v->reason), k->det->reason);
		return 0;
	}
	k->det->score(&score, k->why, k->model->m, state,
	    k->x + at * (size_t)k->f.d, 1);
	for (i = 0; i < DETECT_WHY; i++)
		/* a word for what has little part in it says nothing */
		if (w[i].feature >= 0 &&
		    fabs(w[i].share) >= REASON_SHARE * fabs(w[0].share))
			append(v->reason, sizeof(v->reason),
			    reason_of(k->f.name[w[i].feature]));
	return 0;
}

/*
 * A fitted tail may end at a finite score; a row beyond it is stranger than
 * all seen, but n scores are no ground for a p many decades below 1/n.
 */
static double
scorer_p(const struct scorer *k, double score)
{
	const struct calib *c = &k->model->calib;

	if (c->kept == 0 || (k->det->flags & DETECT_RULE) != 0 || isnan(score))
		return NAN;
	return fmax(calib_p(c, score), P_DECADES / ((double)c->seen + 1));
}

/* Score, p and threshold of the row from those of its models. */
static void
merge(const struct scoring *s, struct verdict *v, size_t at)
{
	const struct scorer *k;
	double p[SCORERS_MAX], q = NAN;
	int i, n = 0;

	v->score = v->p = v->threshold = NAN;
	for (i = 0; i < s->n; i++) {
		k = s->scorer[i];
		if ((k->det->flags & DETECT_RULE) != 0 && s->models > 0)
			continue;
		if (s->models <= 1) {
			if (isnan(v->score) || k->score[at] > v->score) {
				v->score = k->score[at];
				v->p = scorer_p(k, v->score);
			}
			v->threshold = k->threshold;
			continue;
		}
		p[n++] = scorer_p(k, k->score[at]);
		if (isnan(q) || allowed(s, k->model) < q)
			q = allowed(s, k->model);
	}
	if (s->models <= 1)
		return;
	v->p = calib_combine(p, n);
	v->score = -log10(v->p);
	v->threshold = !isnan(s->how.threshold)
			   ? s->how.threshold
			   : -log10(isnan(q) ? 1 - QUANTILE_DEFAULT : q);
}

static const char *
severity(const struct scoring *s, const struct verdict *v)
{
	const char *word;

	if (!isnan(v->p) && !s->how.severity_by_z)
		word = severity_by_surprise(v->p);
	else if (s->how.severity_by_p)
		return NULL;     /* no p to go by */
	else if (s->models == 0) /* rules: multiples of the limit */
		return v->score >= 5   ? "high"
		       : v->score >= 2 ? "medium"
				       : "low";
	else
		word = severity_by_z(v->score);
	return word[0] != '\0' ? word : "low";
}

static void
judge(struct scoring *s, struct verdict *v, size_t at, uint32_t symbol)
{
	struct scorer *k;
	struct err none = { 0 };
	int i, fired;

	memset(v, 0, sizeof(*v));
	merge(s, v, at);
	v->scored = !isnan(v->score);
	fired = v->score >= v->threshold;
	for (i = 0; i < s->n; i++) {
		k = s->scorer[i];
		if (!(k->score[at] >= k->threshold) &&
		    !(fired && s->models == 1 &&
			(k->det->flags & DETECT_RULE) == 0))
			continue;
		/* Of combined models one alone is no anomaly. */
		if ((k->det->flags & DETECT_RULE) == 0 && !fired)
			continue;
		v->anomaly = 1;
		explain(k, v, at, states_get(&k->states, symbol, &none));
	}
	if (fired && v->by[0] == '\0') {
		v->anomaly = 1;
		append(v->by, sizeof(v->by), "combined");
	}
	if (v->anomaly)
		v->severity = severity(s, v);
}

/* ---- batches ---- */

static int
put_word(struct scoring *s, int which, const char *word, struct err *err)
{
	uint32_t id = 0;

	if (word != NULL && word[0] != '\0')
		id = symtab_add(s->house->syms, word, strlen(word), err);
	row_put_u32(s->row, s->out, s->added + which, id);
	return err->set ? -1 : 0;
}

static int
put_verdict(struct scoring *s, const struct verdict *v, size_t at,
    struct err *err)
{
	struct rec out = { s->out, s->row };
	int a = s->added;

	copy_plan_run(&s->plan, s->row, s->rows + at * s->in->row_size);
	row_put_f64(s->row, s->out, a + ADD_SCORE, v->score);
	row_put_f64(s->row, s->out, a + ADD_P, v->p);
	row_put_f64(s->row, s->out, a + ADD_THRESHOLD, v->threshold);
	s->row[s->out->field[a + ADD_ANOMALY].off] = (unsigned char)v->anomaly;
	if (put_word(s, ADD_SEVERITY, v->severity, err) == -1 ||
	    put_word(s, ADD_REASON, v->reason, err) == -1 ||
	    put_word(s, ADD_BY, v->by, err) == -1)
		return -1;
	return s->put(s->arg, &out, v->anomaly, v->scored, err);
}

static int
has_state(const struct scorer *k)
{
	return (k->det->flags & DETECT_STATE) != 0;
}

/* Scorers without state take the batch at once. */
static void
score_batch(struct scoring *s, size_t n)
{
	struct scorer *k;
	int i;

	for (i = 0; i < s->n; i++) {
		k = s->scorer[i];
		if (!has_state(k))
			k->det->score(k->score, NULL, k->model->m, NULL, k->x,
			    n);
	}
}

/* Those with state take a row at a time. */
static int
score_row(struct scoring *s, size_t at, uint32_t symbol, struct err *err)
{
	struct scorer *k;
	void *state;
	int i;

	for (i = 0; i < s->n; i++) {
		k = s->scorer[i];
		if (!has_state(k))
			continue;
		state = states_get(&k->states, symbol, err);
		if (err->set)
			return -1;
		k->det->score(k->score + at, NULL, k->model->m, state,
		    k->x + at * (size_t)k->f.d, 1);
	}
	return 0;
}

static int
learn_row(struct scoring *s, size_t at, uint32_t symbol, struct err *err)
{
	struct scorer *k;
	int i;

	for (i = 0; i < s->n; i++) {
		k = s->scorer[i];
		if (!has_state(k))
			continue;
		k->det->learn(states_get(&k->states, symbol, err), k->model->m,
		    k->x + at * (size_t)k->f.d);
	}
	return err->set ? -1 : 0;
}

/* A row is judged before states learn it: its reasons look at them too. */
int
scoring_flush(struct scoring *s, struct err *err)
{
	struct verdict v;
	struct rec r;
	uint32_t symbol;
	size_t i, n = s->count;

	s->count = 0;
	if (n > 0)
		score_batch(s, n);
	for (i = 0; i < n; i++) {
		r.schema = s->in;
		r.v = s->rows + i * s->in->row_size;
		symbol = rec_symbol(&r);
		if (score_row(s, i, symbol, err) == -1)
			return -1;
		judge(s, &v, i, symbol);
		if (put_verdict(s, &v, i, err) == -1 ||
		    learn_row(s, i, symbol, err) == -1)
			return -1;
	}
	return 0;
}

int
scoring_push(struct scoring *s, const struct rec *r, struct err *err)
{
	double x[FEATURES_MAX];
	struct scorer *k;
	int i;

	if (r->schema != s->in && (scoring_flush(s, err) == -1 ||
				      change_schema(s, r->schema, err) == -1))
		return -1;
	for (i = 0; i < s->n; i++) {
		k = s->scorer[i];
		if (check_def(k, row_def(r), err) == -1)
			return -1;
		features_get(&k->f, r, x);
		model_scale(k->model, k->x + s->count * (size_t)k->f.d, x);
	}
	memcpy(s->rows + s->count * s->in->row_size, r->v, s->in->row_size);
	if (++s->count == SCORE_BATCH)
		return scoring_flush(s, err);
	return 0;
}

void
scoring_fini(struct scoring *s)
{
	struct scorer *k;
	int i;

	for (i = 0; i < s->n; i++) {
		k = s->scorer[i];
		if (k->model != NULL && k->det != NULL)
			states_fini(&k->states);
		model_free(k->model);
		free(k->x);
		free(k);
	}
	copy_plan_fini(&s->plan);
	free(s->rows);
	free(s->row);
}
