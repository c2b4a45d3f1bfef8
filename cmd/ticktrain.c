/*
 * ticktrain - fit a model, calibrate it, write one model file.
 *
 * One pass over the rows keeps a seeded sample of them with their place in
 * the stream.  The earlier part is fitted
 * on, the later part is held back: its scores make the p-values and the
 * threshold.  A detector with state is calibrated on the scores it gives as
 * it goes, which need no fit.
 */
#include "cmd.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/idmap.h"
#include "detect/model.h"
#include "detect/model_show.h"
#include "detect/reservoir.h"
#include "detect/states.h"
#include "math/stats.h"
#include "score/features.h"
#include "stream/row.h"

enum { SCALE_NONE, SCALE_MINMAX, SCALE_ROBUST, SCALE_Z };

static const char *const scales[] = { "none", "minmax", "robust", "z", NULL };

static struct {
	const char *detector, *features, *model, *show;
	int scale;
	int64_t max_rows, seed;
	double hold_back, quantile;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ 'd', "detector", OPT_STR, AT(detector), "NAME", NULL, 0, 0, NULL,
	    "detector to fit, see --list" },
	{ 'o', "output", OPT_STR, AT(model), "MODEL", NULL, 0, 0, NULL,
	    "write the model there, whole or not at all" },
	{ 0, "features", OPT_STR, AT(features), "LIST", NULL, 0, 0, NULL,
	    "columns to use; all that tickfeat computed" },
	{ 0, "scale", OPT_ENUM, AT(scale), "HOW", "none", 0, 0, scales,
	    "scaling of the features before the detector" },
	{ 0, "hold-back", OPT_REAL, AT(hold_back), "SHARE", "0.3", 0.01, 0.9,
	    NULL, "later share of the rows, kept for the calibration" },
	{ 0, "quantile", OPT_REAL, AT(quantile), "Q", "0.999", 0.5, 1, NULL,
	    "threshold: this quantile of the held-back scores" },
	{ 0, "max-rows", OPT_INT, AT(max_rows), "N", "500000", 100, 1e9, NULL,
	    "rows kept in memory; a sample of more than that" },
	{ 0, "seed", OPT_INT, AT(seed), "N", "1", 0, 9e15, NULL,
	    "seed of all that is random" },
	{ 0, "show", OPT_STR, AT(show), "MODEL", NULL, 0, 0, NULL,
	    "print what is in a model file as JSON and exit" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static void
list(FILE *f)
{
	const struct detector *const *d;

	fprintf(f, "detectors:\n");
	for (d = detector_list; *d != NULL; d++)
		fprintf(f, "  %-14s %s%s%s (%s)\n", (*d)->name, (*d)->summary,
		    (*d)->flags & DETECT_FIT ? "; wants ticktrain" : "",
		    (*d)->flags & DETECT_POOLED ? "; pooled" : "",
		    (*d)->source != NULL ? (*d)->source : "plain definition");
}

static const struct tool tool = {
	.name = "ticktrain",
	.summary = "Fit a detector to rows, calibrate it, write a model.",
	.usage = "-d detector -o model [options] [file ...]",
	.example = "  tickfeat -x bars bars.tks | ticktrain -d iforest -o "
		   "es.model\n",
	.list = list,
};

struct train {
	struct cmd *c;
	const struct detector *det;
	void *det_opts;
	struct features f;
	struct reservoir kept;
	uint64_t def;
	uint64_t missing, labelled;
	uint64_t sum; /* checksum of the data */
	/* rows per symbol-day */
	struct idmap day; /* the last one, uint64_t by symbol */
	uint64_t symbol_days, symbols;
	/* a detector with state */
	struct model *model;
	struct states states;
};

/* ---- one pass ---- */

static int
begin(struct train *t, const struct rec *r, struct err *err)
{
	const char *names = o.features ? o.features : t->det->inputs;

	if (features_choose(&t->f, r->schema, names, err) == -1)
		return -1;
	t->def = row_def(r);
	reservoir_init(&t->kept, t->f.d, (size_t)o.max_rows, (uint64_t)o.seed);
	if ((t->det->flags & DETECT_FIT) != 0)
		return 0;
	t->model = model_from_options(t->det, t->det_opts, t->f.d, t->f.name,
	    t->f.unit, err);
	if (t->model == NULL)
		return -1;
	states_init(&t->states, t->det, t->model->m);
	return 0;
}

/* Count a symbol's days by the start of its rows. */
static int
count_day(struct train *t, const struct rec *r, struct err *err)
{
	uint64_t at, *day = idmap_get(&t->day, rec_symbol(r), err);

	at = r->schema->at.ts_event >= 0 ? rec_u64(r, r->schema->at.ts_event)
					 : rec_time(r);
	at = at == TS_NULL ? 1 : at / NS_DAY + 2;
	if (day == NULL)
		return -1;
	t->symbols += *day == 0;
	t->symbol_days += *day != at;
	*day = at;
	return 0;
}

/* A detector with state: score the row, then let it learn. */
static int
online_score(struct train *t, double *score, const double *x, uint32_t symbol,
    struct err *err)
{
	double scaled[FEATURES_MAX];
	void *state = states_get(&t->states, symbol, err);

	if (state == NULL && err->set)
		return -1;
	model_scale(t->model, scaled, x);
	t->det->score(score, NULL, t->model->m, state, scaled, 1);
	if (t->det->learn != NULL)
		t->det->learn(state, t->model->m, scaled);
	return 0;
}

static int
take(void *arg, const struct rec *r, struct err *err)
{
	struct train *t = arg;
	double x[FEATURES_MAX], score = NAN;
	int i, missing = 0;

	if (t->f.schema == NULL && begin(t, r, err) == -1)
		return -1;
	if (t->f.schema != r->schema &&
	    features_match(&t->f, r->schema, t->f.d, t->f.name, err) == -1)
		return -1;
	if (row_def(r) != t->def)
		return err_set(err,
		    "rows made by different steps: def %" PRIu64
		    " and %" PRIu64,
		    t->def, row_def(r));
	features_get(&t->f, r, x);
	for (i = 0; i < t->f.d; i++)
		missing += !isfinite(x[i]);
	if (t->model != NULL &&
	    online_score(t, &score, x, rec_symbol(r), err) == -1)
		return -1;
	if (missing > 0 && (t->model == NULL || isnan(score))) {
		t->missing++;
		return 0;
	}
	i = r->schema->at.label;
	if (i >= 0 && *rec_at(r, i) == 1) {
		t->labelled++;
		return 0;
	}
	t->sum = hash_xxh64(x, (size_t)t->f.d * sizeof(*x), t->sum);
	return count_day(t, r, err) == -1 ||
		       reservoir_add(&t->kept, x, rec_symbol(r), score, err) ==
			   -1
		   ? -1
		   : 0;
}

/* ---- after the pass ---- */

static uint64_t
first_held_back(const struct train *t)
{
	return t->kept.seen - (uint64_t)((double)t->kept.seen * o.hold_back);
}

/* center and scale of one feature, from its n training values in v. */
static void
scale_of(double *center, double *scale, double *v, size_t n)
{
	double q1, q3;
	struct welford w = { 0 };
	size_t i;

	*center = 0;
	*scale = 1;
	if (o.scale == SCALE_NONE)
		return;
	stats_sort(v, n);
	if (o.scale == SCALE_MINMAX) {
		*center = v[0];
		*scale = v[n - 1] - v[0];
	} else if (o.scale == SCALE_ROBUST) {
		*center = stats_quantile(v, n, 0.5);
		q1 = stats_quantile(v, n, 0.25);
		q3 = stats_quantile(v, n, 0.75);
		*scale = (q3 - q1) / NORMAL_IQR;
	} else {
		for (i = 0; i < n; i++)
			welford_add(&w, v[i]);
		*center = w.mean;
		*scale = welford_sd(&w);
	}
	if (!(*scale > 1e-12))
		*scale = 1;
}

static int
scale_features(struct train *t, size_t n, struct err *err)
{
	size_t d = (size_t)t->f.d, i, k;
	double *v = malloc(n * sizeof(*v));

	if (v == NULL)
		return err_errno(err, "scaling");
	for (k = 0; k < d; k++) {
		for (i = 0; i < n; i++)
			v[i] = t->kept.x[i * d + k];
		scale_of(&t->model->center[k], &t->model->scale[k], v, n);
	}
	free(v);
	for (i = 0; i < t->kept.n; i++)
		model_scale(t->model, t->kept.x + i * d, t->kept.x + i * d);
	return 0;
}

/* Fit on the first n rows, then score the rest. */
static int
fit_and_score(struct train *t, size_t n, struct err *err)
{
	size_t d = (size_t)t->f.d, i, part;
	struct fit fit = { 0 };

	t->model =
	    model_new(t->det, t->det_opts, t->f.d, t->f.name, t->f.unit, err);
	if (t->model == NULL || scale_features(t, n, err) == -1)
		return -1;
	fit.opts = t->det_opts;
	fit.x = t->kept.x;
	fit.symbol = t->kept.symbol;
	fit.names = t->f.name;
	fit.n = n;
	fit.d = t->f.d;
	fit.seed = (uint64_t)o.seed;
	fit.jobs = 1;
	if (t->det->fit(t->model->m, &fit, err) == -1)
		return -1;
	for (i = n; i < t->kept.n; i += part) {
		part = t->kept.n - i < 1024 ? t->kept.n - i : 1024;
		t->det->score(t->kept.score + i, NULL, t->model->m, NULL,
		    t->kept.x + i * d, part);
	}
	return 0;
}

static int
calibrate(struct train *t, size_t from, struct err *err)
{
	struct model *m = t->model;
	double per_day;
	size_t i, n = 0;
	char how[96];

	for (i = from; i < t->kept.n; i++)
		if (!isnan(t->kept.score[i]))
			t->kept.score[n++] = t->kept.score[i];
	per_day = (double)t->kept.seen /
		  (double)(t->symbol_days > 0 ? t->symbol_days : 1);
	if (n == 0)
		return err_set(err,
		    "no held-back row was scored: %" PRIu64 " rows are too few",
		    t->kept.seen);
	if (calib_fit(&m->calib, t->kept.score, n, per_day, err) == -1)
		return -1;
	if ((t->det->flags & DETECT_RULE) == 0) {
		m->threshold = calib_threshold(&m->calib, 1 - o.quantile);
		snprintf(how, sizeof(how),
		    "quantile %g of %zu held-back "
		    "scores",
		    o.quantile, n);
	} else {
		snprintf(how, sizeof(how), "the rule's own limit");
	}
	free(m->how);
	m->how = strdup(how);
	return m->how == NULL ? err_errno(err, "model") : 0;
}

static int
finish(struct train *t, struct err *err)
{
	uint64_t border = first_held_back(t);
	struct model *m;
	char version[64];
	size_t n = 0;

	if (t->kept.seen < 20)
		return err_set(err,
		    "%" PRIu64 " usable rows (%" PRIu64
		    " with missing features, %" PRIu64 " labelled): wants 20 "
		    "at least",
		    t->kept.seen, t->missing, t->labelled);
	reservoir_order(&t->kept);
	while (n < t->kept.n && t->kept.place[n] < border)
		n++;
	if (t->model == NULL && fit_and_score(t, n, err) == -1)
		return -1;
	if (calibrate(t, n, err) == -1)
		return -1;
	m = t->model;
	m->def = t->def;
	m->seed = (uint64_t)o.seed;
	m->rows = t->kept.seen;
	m->symbols = t->symbols;
	m->data_sum = t->sum;
	if (t->c->def_text != NULL && t->def != 0) {
		free(m->def_text);
		m->def_text = t->c->def_text;
		t->c->def_text = NULL;
	}
	snprintf(version, sizeof(version), "ticktrain %s", TT_VERSION);
	free(m->tool);
	if ((m->tool = strdup(version)) == NULL)
		return err_errno(err, "model");
	return model_save(m, o.model, err);
}

static int
run(struct cmd *c, const struct detector *det, void *det_opts)
{
	struct train t = { 0 };
	int ret;

	if (o.show != NULL)
		return model_show(o.show, stdout, &c->err);
	if (det == NULL)
		return err_usage(&c->err, "wants -d DETECTOR; see ticktrain "
					  "--list");
	if (o.model == NULL)
		return err_usage(&c->err, "wants -o MODEL");
	t.c = c;
	t.det = det;
	t.det_opts = det_opts;
	idmap_init(&t.day, sizeof(uint64_t), "symbols");
	c->no_sink = 1;
	ret = cmd_each(c, take, &t);
	/* A model of part of the data would look like one of all. */
	if (ret == 0 && (io_signal() != 0 || c->end == END_INTERRUPTED))
		ret = err_set(&c->err, "the input was interrupted: no model "
				       "is written");
	if (ret == 0)
		ret = finish(&t, &c->err);
	c->rows_used = t.kept.seen;
	cmd_count(c, "kept", t.kept.n, ACCOUNT_SAYS);
	cmd_count(c, "missing", t.missing, ACCOUNT_DROPPED);
	cmd_count(c, "labelled", t.labelled, ACCOUNT_DROPPED);
	states_fini(&t.states);
	model_free(t.model);
	reservoir_fini(&t.kept);
	idmap_fini(&t.day);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, NULL },
		{ cmd_list_opts, NULL, NULL },
		{ cmd_input_opts, NULL, "input" },
		{ cmd_misc_opts, NULL, "other" },
		{ NULL, NULL, "of the detector" },
	};
	const struct detector *det = NULL;
	const char *name;
	void *det_opts = NULL;
	struct cmd c;
	int n = 4, ret;

	/* A detector's options are known once its name is. */
	name = opt_peek(argc, argv, groups, n, "detector");
	if (name != NULL && (det = detector_find(name)) != NULL &&
	    det->opts != NULL) {
		det_opts = calloc(1, det->opts_size);
		groups[n].opts = det->opts;
		groups[n++].base = det_opts;
	}
	cmd_begin(&c, &tool, groups, n, argc, argv);
	if (name != NULL && det == NULL)
		ret = err_usage(&c.err,
		    "-d: \"%s\": unknown detector; see "
		    "ticktrain --list",
		    name);
	else
		ret = run(&c, det, det_opts);
	ret = cmd_end(&c, ret);
	free(det_opts);
	return ret;
}
