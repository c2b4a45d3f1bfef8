/*
 * refit_state.c - a collection and fitted models between two pieces of a
 * stream.
 *
 * Table "refit": the collection.  "refitN.rows": the rows kept for scorer N, by
 * symbol, each with its place among all.  "refitN.model": its model, if it was
 * fitted again.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/refit_impl.h"

static const char *
table_name(char out[32], int i, const char *part)
{
	snprintf(out, 32, "refit%d.%s", i + 1, part);
	return out;
}

/* ---- the collection ---- */

static int
walk_refit(struct walk *w, struct refit *f)
{
	uint64_t due = f->due;

	walk_scalar(w, "due", TENSOR_U64, &due);
	walk_symbol(w, "symbol", &f->symbol);
	f->due = due;
	return walk_done(w);
}

/* The rows of one symbol. */
struct part {
	uint64_t n, nx; /* rows, numbers */
	uint64_t *place, *time, *start;
	uint8_t *fresh;
	double *x;
};

static int
walk_part(struct walk *w, struct part *p, size_t d)
{
	uint64_t n[3] = { p->n, p->n, p->n };

	walk_array(w, "place", TENSOR_U64, (void **)&p->place, &p->n);
	walk_array(w, "time", TENSOR_U64, (void **)&p->time, &n[0]);
	walk_array(w, "start", TENSOR_U64, (void **)&p->start, &n[1]);
	walk_array(w, "fresh", TENSOR_U8, (void **)&p->fresh, &n[2]);
	walk_array(w, "x", TENSOR_F64, (void **)&p->x, &p->nx);
	walk_check(w,
	    n[0] == p->n && n[1] == p->n && n[2] == p->n && p->nx == p->n * d,
	    "rows: different lengths");
	return walk_done(w);
}

static void
part_fini(struct part *p)
{
	free(p->place);
	free(p->time);
	free(p->start);
	free(p->fresh);
	free(p->x);
	memset(p, 0, sizeof(*p));
}

static int
part_alloc(struct part *p, size_t n, size_t d, struct err *err)
{
	p->place = calloc(n, sizeof(*p->place));
	p->time = calloc(n, sizeof(*p->time));
	p->start = calloc(n, sizeof(*p->start));
	p->fresh = calloc(n, sizeof(*p->fresh));
	p->x = calloc(n * d, sizeof(*p->x));
	if (p->place != NULL && p->time != NULL && p->start != NULL &&
	    p->fresh != NULL && p->x != NULL)
		return 0;
	return err_errno(err, "--refit: %zu rows", n);
}

/* The rows of symbol in place i of r: those from the first on. */
static void
part_take(struct part *p, const struct refit_rows *r, size_t first, size_t d)
{
	size_t i;

	p->n = 0;
	for (i = first; i < r->n; i++) {
		if (r->symbol[i] != r->symbol[first])
			continue;
		p->place[p->n] = i;
		p->time[p->n] = r->time[i];
		p->start[p->n] = r->start[i];
		p->fresh[p->n] = r->fresh[i];
		memcpy(p->x + p->n * d, r->x + i * d, d * sizeof(*p->x));
		p->n++;
	}
	p->nx = p->n * d;
}

/* Is row i the first of its symbol? */
static int
is_first(const struct refit_rows *r, struct idmap *seen, size_t i,
    struct err *err)
{
	uint8_t *known = idmap_get(seen, r->symbol[i], err);
	int first;

	if (known == NULL)
		return -1;
	first = *known == 0;
	*known = 1;
	return first;
}

static int
save_rows(const struct refit_rows *r, size_t d, struct state *file,
    const char *table, struct err *err)
{
	struct part p = { 0 };
	struct idmap seen;
	struct walk w;
	size_t i;
	int first = 0;

	idmap_init(&seen, sizeof(uint8_t), "symbols");
	if (state_save(&w, file, table, err) == 0 &&
	    part_alloc(&p, r->n, d, err) == -1)
		w.failed = 1;
	for (i = 0; !w.failed && i < r->n; i++) {
		if ((first = is_first(r, &seen, i, err)) == -1) {
			w.failed = 1;
			break;
		}
		if (!first)
			continue;
		part_take(&p, r, i, d);
		if (state_owner(&w, r->symbol[i], 0) == -1 ||
		    walk_part(&w, &p, d) == -1)
			break;
	}
	part_fini(&p);
	idmap_fini(&seen);
	return state_done(&w);
}

/* Put the rows of a symbol in their places among n. */
static int
put_rows(struct refit_rows *r, const struct part *p, uint32_t symbol, size_t d)
{
	uint64_t i, at;

	for (i = 0; i < p->n; i++) {
		at = p->place[i];
		if (at >= r->room || r->symbol[at] != 0)
			return 0;
		r->symbol[at] = symbol + 1;
		r->time[at] = p->time[i];
		r->start[at] = p->start[i];
		r->fresh[at] = p->fresh[i] != 0;
		memcpy(r->x + at * d, p->x + i * d, d * sizeof(*p->x));
		r->n++;
	}
	return 1;
}

/* All places below n are taken; symbols were stored plus 1. */
static int
rows_whole(struct refit_rows *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->symbol[i]-- == 0)
			return 0;
	return 1;
}

static int
load_owners(struct walk *w, struct refit_rows *r, size_t d)
{
	uint64_t i, n = state_owners(w), number;
	struct part p = { 0 };
	uint32_t symbol;

	for (i = 0; i < n && !w->failed; i++) {
		if (state_owner_at(w, i, &symbol, &number) == 0 &&
		    walk_part(w, &p, d) == 0)
			walk_check(w, put_rows(r, &p, symbol, d),
			    "place: out of range");
		part_fini(&p);
	}
	walk_check(w, rows_whole(r), "place: out of range");
	return walk_done(w);
}

static int
load_rows(struct refit_rows *r, size_t d, uint64_t most, struct state *file,
    const char *table, struct err *err)
{
	struct walk w;
	int rc = state_load(&w, file, table, err);

	if (rc == 1 && refit_rows_grow(r, d, most, err) == -1)
		w.failed = 1;
	if (rc == 1 && !w.failed) {
		memset(r->symbol, 0, most * sizeof(*r->symbol));
		load_owners(&w, r, d);
	}
	return state_done(&w);
}

/* ---- a model ---- */

static int
walk_model(struct walk *w, struct model *m)
{
	int law = (m->detector->flags & DETECT_SURPRISE) != 0;

	walk_scalar(w, "threshold", TENSOR_F64, &m->threshold);
	w->prefix = "calib.";
	calib_walk(w, &m->calib, law);
	w->prefix = "";
	rarest_walk(w, &m->rarest);
	w->prefix = "model.";
	m->detector->walk(w, m->m);
	w->prefix = "";
	return walk_done(w);
}

static int
save_model(struct scorer *k, struct state *file, const char *table,
    struct err *err)
{
	struct walk w;

	if (state_save(&w, file, table, err) == 0 &&
	    state_owner(&w, 0, 0) == 0) {
		walk_scalar(&w, "refits", TENSOR_U64, &k->refits);
		walk_model(&w, k->model);
	}
	return state_done(&w);
}

/* Empty what walk_model loads. */
static void
drop_model(struct model *m)
{
	int law = (m->detector->flags & DETECT_SURPRISE) != 0;
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	calib_walk(&w, &m->calib, law);
	m->detector->walk(&w, m->m);
	rarest_free(&m->rarest);
	memset(&m->calib, 0, sizeof(m->calib));
	memset(m->m, 0, m->detector->model_size);
}

static int
load_model(struct scorer *k, struct state *file, const char *table,
    struct err *err)
{
	size_t window = k->runner.window;
	uint64_t number;
	uint32_t symbol;
	struct walk w;

	if (state_load(&w, file, table, err) == 1 && state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &symbol, &number) == 0) {
		walk_scalar(&w, "refits", TENSOR_U64, &k->refits);
		drop_model(k->model);
		/* d is the first number of a model */
		if (walk_model(&w, k->model) == 0)
			walk_check(&w,
			    *(const int64_t *)k->model->m == k->model->d &&
				detector_window(k->det, k->model->m) == window,
			    "model: other features or window");
	}
	return state_done(&w);
}

/* ---- all ---- */

int
refit_save(struct refit *f, const struct judge *j, struct state *file,
    struct err *err)
{
	char name[32];
	struct scorer *k;
	struct walk w;
	int i;

	if (f->n == 0)
		return 0;
	if (state_save(&w, file, "refit", err) == 0 &&
	    state_owner(&w, 0, 0) == 0)
		walk_refit(&w, f);
	if (state_done(&w) == -1)
		return -1;
	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (!refit_fits(k))
			continue;
		refit_rows_newest(&f->rows[i], (size_t)k->model->d, f->n);
		if (f->rows[i].n > 0 &&
		    save_rows(&f->rows[i], (size_t)k->model->d, file,
			table_name(name, i, "rows"), err) == -1)
			return -1;
		if (k->refits > 0 &&
		    save_model(k, file, table_name(name, i, "model"), err) ==
			-1)
			return -1;
	}
	return 0;
}

int
refit_load(struct refit *f, struct judge *j, struct state *file,
    struct err *err)
{
	char name[32];
	uint64_t number;
	uint32_t symbol;
	struct scorer *k;
	struct walk w;
	int i;

	if (f->n == 0)
		return 0;
	if (state_load(&w, file, "refit", err) == 1 && state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &symbol, &number) == 0)
		walk_refit(&w, f);
	if (state_done(&w) == -1)
		return -1;
	for (i = 0; i < j->n; i++) {
		k = j->scorer[i];
		if (!refit_fits(k))
			continue;
		if (load_rows(&f->rows[i], (size_t)k->model->d, f->n, file,
			table_name(name, i, "rows"), err) == -1 ||
		    load_model(k, file, table_name(name, i, "model"), err) ==
			-1)
			return -1;
	}
	return 0;
}
