/*
 * neighbours.c - a stored set of windows and the distances to it.
 *
 * Products run in the fixed order of math/kernel.h: a row's score is the same
 * alone and in any batch.
 */
#include "detect/neighbours.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "math/kernel.h"

static const double SD_FLOOR = 1e-12;
static const double Z_MAX = 1e100; /* its square is finite */

/* ---- fit ---- */

static size_t
count_windows(const struct rows *rows, size_t w)
{
	size_t r, len, n = 0;

	for (r = 0; r < rows->runs; r++) {
		len = rows->run[r + 1] - rows->run[r];
		n += len >= w ? len - w + 1 : 0;
	}
	return n;
}

/* A uniform sample of the windows (Knuth, vol. 2, 3.4.2, algorithm S). */
static void
sample(struct neighbours *m, const struct rows *rows, size_t all, uint64_t seed)
{
	size_t w = (size_t)m->window, d = (size_t)m->d, r, i;
	uint64_t left = m->rows;
	struct rng rng;

	rng_init(&rng, seed, 0);
	for (r = 0; r < rows->runs; r++)
		for (i = rows->run[r]; i + w <= rows->run[r + 1]; i++) {
			if (rng_below(&rng, all--) >= left)
				continue;
			memcpy(m->point + (m->rows - left--) * m->n,
			    rows->x + i * d, m->n * sizeof(double));
		}
}

static void
standardise(struct neighbours *m)
{
	uint64_t i, k;
	double off;

	for (k = 0; k < m->rows; k++)
		for (i = 0; i < m->n; i++)
			m->mean[i] += m->point[k * m->n + i] / (double)m->rows;
	for (k = 0; k < m->rows; k++)
		for (i = 0; i < m->n; i++) {
			off = m->point[k * m->n + i] - m->mean[i];
			m->sd[i] += off * off / (double)m->rows;
		}
	for (i = 0; i < m->n; i++)
		m->sd[i] = fmax(sqrt(m->sd[i]), SD_FLOOR);
	for (k = 0; k < m->rows; k++)
		for (i = 0; i < m->n; i++)
			m->point[k * m->n + i] =
			    (m->point[k * m->n + i] - m->mean[i]) / m->sd[i];
}

static int
numbers_ok(const struct neighbours *m)
{
	uint64_t i;

	for (i = 0; i < m->n; i++)
		if (!isfinite(m->mean[i]) || !(m->sd[i] > 0) ||
		    !isfinite(m->sd[i]))
			return 0;
	for (i = 0; i < m->rows * m->n; i++)
		if (!isfinite(m->point[i]))
			return 0;
	return 1;
}

static int
make_squares(struct neighbours *m)
{
	const struct kernels *kernel = kernels_best();
	uint64_t k;

	m->square = calloc(m->rows, sizeof(*m->square));
	for (k = 0; m->square != NULL && k < m->rows; k++)
		m->square[k] =
		    kernel->dot(m->point + k * m->n, m->point + k * m->n, m->n);
	return m->square != NULL;
}

int
neighbours_fit(struct neighbours *m, const struct fit *f, int64_t window,
    uint64_t least, uint64_t most, struct err *err)
{
	size_t all = count_windows(&f->train, (size_t)window);

	m->d = f->d;
	m->window = window;
	m->n = (uint64_t)f->d * (uint64_t)window;
	if (m->n > NEIGHBOURS_SIZE_MAX)
		return err_usage(err,
		    "a window of %d rows of %d columns has %d numbers, "
		    "expected at most %d",
		    (int)window, f->d, (int)m->n, NEIGHBOURS_SIZE_MAX);
	m->rows = all < most ? all : most;
	if (m->rows < least)
		return err_set(err,
		    "%d windows of %d rows, expected at least %d", (int)m->rows,
		    (int)window, (int)least);
	m->mean = calloc(m->n, sizeof(double));
	m->sd = calloc(m->n, sizeof(double));
	m->point = calloc(m->rows * m->n, sizeof(double));
	if (m->mean == NULL || m->sd == NULL || m->point == NULL)
		return err_errno(err, "stored windows");
	sample(m, &f->train, all, f->seed);
	standardise(m);
	if (!numbers_ok(m))
		return err_set(err, "features: values too large to "
				    "standardise");
	return make_squares(m) ? 0 : err_errno(err, "stored windows");
}

/* ---- the file ---- */

int
neighbours_walk(struct walk *w, struct neighbours *m)
{
	uint64_t shape[2];

	walk_scalar(w, "d", TENSOR_I64, &m->d);
	walk_check(w, m->d >= 1 && m->d <= NEIGHBOURS_SIZE_MAX,
	    "d: out of range");
	walk_scalar(w, "window", TENSOR_I64, &m->window);
	walk_check(w,
	    m->window >= 1 && m->window <= NEIGHBOURS_SIZE_MAX &&
		m->d * m->window <= NEIGHBOURS_SIZE_MAX,
	    "window: out of range");
	walk_scalar(w, "stored", TENSOR_U64, &m->rows);
	walk_check(w, m->rows >= 1 && m->rows <= NEIGHBOURS_ROWS_MAX,
	    "stored: out of range");
	if (walk_loading(w)) /* d and window are in range */
		m->n = (uint64_t)(m->d * m->window);
	shape[0] = m->n;
	walk_shaped(w, "mean", TENSOR_F64, (void **)&m->mean, 1, shape);
	walk_shaped(w, "sd", TENSOR_F64, (void **)&m->sd, 1, shape);
	shape[0] = m->rows;
	shape[1] = m->n;
	walk_shaped(w, "point", TENSOR_F64, (void **)&m->point, 2, shape);
	if (walk_loading(w))
		walk_check(w, numbers_ok(m), "numbers: out of range");
	if (walk_loading(w))
		walk_check(w, make_squares(m), "stored: no memory");
	if (w->mode == WALK_FREE) {
		free(m->square);
		m->square = NULL;
	}
	return walk_done(w);
}

/* ---- distances ---- */

int
neighbours_place(const struct neighbours *m, double *z, const double *x)
{
	uint64_t i;

	for (i = 0; i < m->n; i++) {
		if (!isfinite(x[i]))
			return 0;
		z[i] = (x[i] - m->mean[i]) / m->sd[i];
		z[i] = fmin(fmax(z[i], -Z_MAX), Z_MAX);
	}
	return 1;
}

/* Insert into out[k], nearest first; an equal one stays before. */
static void
take(struct neighbour *out, int k, uint64_t row, double distance)
{
	int i = k - 1;

	if (!(distance < out[i].distance))
		return;
	for (; i > 0 && distance < out[i - 1].distance; i--)
		out[i] = out[i - 1];
	out[i] = (struct neighbour){ row, distance };
}

void
neighbours_find(const struct neighbours *m, struct neighbour *out, int k,
    const double *z)
{
	const struct kernels *kernel = kernels_best();
	double square = kernel->dot(z, z, m->n), d;
	uint64_t row;
	int i;

	for (i = 0; i < k; i++)
		out[i] = (struct neighbour){ 0, INFINITY };
	for (row = 0; row < m->rows; row++) {
		d = square + m->square[row] -
		    2 * kernel->dot(z, m->point + row * m->n, m->n);
		take(out, k, row, d);
	}
	for (i = 0; i < k; i++)
		out[i].distance = sqrt(fmax(out[i].distance, 0) / (double)m->n);
}

void
neighbours_why(const struct neighbours *m, struct contrib *why, const double *z,
    uint64_t row)
{
	double part[NEIGHBOURS_SIZE_MAX] = { 0 }, off;
	uint64_t i, d = (uint64_t)m->d;

	for (i = 0; i < m->n; i++) {
		off = z[i] - m->point[row * m->n + i];
		part[i % d] += copysign(off * off, off);
	}
	contrib_top(why, part, (int)m->d);
}
