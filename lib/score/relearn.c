/*
 * relearn.c - the calibration of a model, learned from the rows it scores.
 */
#include "score/relearn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double HALFLIVES = 4;

void
relearn_init(struct relearn *r, double halflife)
{
	memset(r, 0, sizeof(*r));
	r->max = (uint64_t)fmin(fmax(HALFLIVES * halflife, RELEARN_MIN),
	    RELEARN_MAX);
}

int
relearn_push(struct relearn *r, double score, struct err *err)
{
	if (r->ring == NULL) {
		r->ring = calloc(r->max, sizeof(*r->ring));
		if (r->ring == NULL)
			return err_errno(err, "calibration");
	}
	r->ring[r->seen++ % r->max] = score;
	if (r->kept < r->max)
		r->kept++;
	return 0;
}

static int
is_law(const struct model *m)
{
	return (m->detector->flags & DETECT_SURPRISE) != 0;
}

static void
drop(struct calib *c, int law)
{
	struct err err = { 0 };
	struct walk w = { .mode = WALK_FREE, .prefix = "", .err = &err };

	calib_walk(&w, c, law);
	memset(c, 0, sizeof(*c));
}

int
relearn_fit(struct relearn *r, struct model *m, struct err *err)
{
	double per_day = m->calib.rows_per_day;
	struct calib c;
	int rc;

	if (r->kept < RELEARN_MIN)
		return 0;
	if (r->fits++ == 0)
		r->p = calib_p(&m->calib, m->threshold);
	rc = (is_law(m) ? calib_fit_law : calib_fit)(&c, r->ring, r->kept,
	    per_day, err);
	if (rc == -1) {
		drop(&c, is_law(m));
		return -1;
	}
	drop(&m->calib, is_law(m));
	m->calib = c;
	if (r->p > 0 && isfinite(m->threshold))
		m->threshold = calib_threshold(&m->calib, r->p);
	return 0;
}

void
relearn_restart(struct relearn *r)
{
	r->kept = r->seen = r->fits = 0;
}

void
relearn_fini(struct relearn *r)
{
	free(r->ring);
	memset(r, 0, sizeof(*r));
}

/* ---- state ---- */

static int
ring_ok(const struct relearn *r)
{
	uint64_t i;

	if (r->kept > r->max || r->seen < r->kept)
		return 0;
	for (i = 0; i < r->kept; i++)
		if (!isfinite(r->ring[i]))
			return 0;
	return 1;
}

static int
walk_all(struct walk *w, struct relearn *r, struct model *m)
{
	walk_scalar(w, "seen", TENSOR_U64, &r->seen);
	walk_scalar(w, "fits", TENSOR_U64, &r->fits);
	walk_scalar(w, "p", TENSOR_F64, &r->p);
	walk_array(w, "ring", TENSOR_F64, (void **)&r->ring, &r->kept);
	walk_scalar(w, "threshold", TENSOR_F64, &m->threshold);
	if (walk_loading(w))
		drop(&m->calib, is_law(m));
	w->prefix = "fitted.";
	return calib_walk(w, &m->calib, is_law(m));
}

int
relearn_save(struct relearn *r, struct model *m, struct state *file,
    const char *table, struct err *err)
{
	struct walk w;

	if (state_save(&w, file, table, err) == 0 && state_owner(&w, 0, 0) == 0)
		walk_all(&w, r, m);
	return state_done(&w);
}

/* A ring on the heap has room for all. */
static int
grow(struct relearn *r, struct err *err)
{
	double *ring = calloc(r->max, sizeof(*ring));

	if (ring == NULL)
		return err_errno(err, "calibration");
	if (r->kept > 0)
		memcpy(ring, r->ring, r->kept * sizeof(*ring));
	free(r->ring);
	r->ring = ring;
	return 0;
}

int
relearn_load(struct relearn *r, struct model *m, struct state *file,
    const char *table, struct err *err)
{
	uint32_t symbol;
	uint64_t number;
	struct walk w;

	if (state_load(&w, file, table, err) == 1 && state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &symbol, &number) == 0 &&
	    walk_all(&w, r, m) == 0)
		walk_check(&w, ring_ok(r), "ring: out of range");
	if (state_done(&w) == -1)
		return -1;
	return grow(r, err);
}
