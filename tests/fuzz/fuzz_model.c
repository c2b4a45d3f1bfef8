/*
 * fuzz_model.c - safetensors files and models.
 *
 *	first byte: bit 0 the length of the header is made right: it is what
 *	comes before the first zero byte
 *
 * Arrays lie inside the file and survive being written; a model that loads
 * can score any row, and saved it gives the same bytes each time.
 */
#include <fcntl.h>

#include "base/tensor.h"
#include "detect/model.h"
#include "detect/runner.h"
#include "fuzz.h"

enum { INPUT_MAX = 1 << 16, ROWS = 4 };

/* ---- files through a pipe ---- */

static int pipe_fd[2] = { -1, -1 };

/* The path of a pipe that takes all that an input can come to. */
static const char *
pipe_path(void)
{
	static char path[32];

	if (pipe_fd[0] == -1) {
		HOLDS(pipe2(pipe_fd, O_CLOEXEC) == 0);
		HOLDS(fcntl(pipe_fd[1], F_SETPIPE_SZ, 1 << 20) > 0);
		HOLDS(fcntl(pipe_fd[0], F_SETFL, O_NONBLOCK) == 0);
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", pipe_fd[1]);
	return path;
}

static struct bytes
pipe_end(void)
{
	struct bytes b = { malloc(1 << 20), 0 };
	ssize_t n;

	HOLDS(b.p != NULL);
	while ((n = read(pipe_fd[0], b.p + b.n, (1 << 20) - b.n)) > 0)
		b.n += (size_t)n;
	return b;
}

/* ---- arrays ---- */

static struct tensors *
read_back(const struct tensors *t, struct bytes *b)
{
	struct err err = { 0 };
	struct tensors *again;

	HOLDS(tensors_write(t, pipe_path(), 0, &err) == 0);
	*b = pipe_end();
	again = tensors_read(fuzz_path(b), &err);
	HOLDS(again != NULL);
	return again;
}

static void
same_arrays(const struct tensors *t, const struct tensors *u)
{
	const struct tensor *a, *b;
	struct err err = { 0 };
	const char *key, *value, *other;
	size_t i, n;

	for (i = 0; (a = tensors_at(t, i)) != NULL; i++) {
		b = tensors_find(u, a->name, a->type, &err);
		n = (size_t)a->count * tensor_size(a->type);
		HOLDS(b != NULL && a->ndim == b->ndim && a->count == b->count);
		HOLDS(memcmp(a->shape, b->shape, sizeof(a->shape)) == 0);
		HOLDS(n == 0 || memcmp(a->data, b->data, n) == 0);
		HOLDS(n == 0 || (uintptr_t)a->data % 8 == 0);
	}
	HOLDS(tensors_at(u, i) == NULL);
	for (i = 0; (key = tensors_meta_at(t, i, &value)) != NULL; i++) {
		other = tensors_get_meta(u, key);
		HOLDS(other != NULL && strcmp(value, other) == 0);
	}
}

static void
check_arrays(const struct bytes *b)
{
	struct err err = { 0 };
	struct tensors *t = tensors_read(fuzz_path(b), &err), *u, *w;
	struct bytes one, two;

	fuzz_err(t == NULL ? -1 : 0, &err);
	if (t == NULL)
		return;
	u = read_back(t, &one);
	same_arrays(t, u);
	w = read_back(u, &two);
	HOLDS(bytes_same(&one, &two));
	bytes_free(&one);
	bytes_free(&two);
	tensors_free(t);
	tensors_free(u);
	tensors_free(w);
}

/* ---- models ---- */

static void
use_calib(const struct calib *c, double score)
{
	double p = calib_p(c, score);

	HOLDS(isnan(score) || (p > 0 && p <= 1));
	(void)calib_threshold(c, 0.5);
	(void)calib_threshold(c, 1e-9);
}

/* Row i: zeros, ones in turn, huge, missing. */
static void
make_row(double *x, int d, int i)
{
	static const double values[ROWS] = { 0, 1, -1e300, NAN };
	int j;

	for (j = 0; j < d; j++)
		x[j] = j % 2 == 0 ? values[i] : -values[i] * 0.5;
}

static void
use_model(const struct model *m)
{
	double *x = calloc((size_t)m->d, 2 * sizeof(*x)), *y;
	struct contrib why[ROWS][DETECT_WHY];
	struct err err = { 0 };
	struct runner r;
	double score[ROWS];
	int i;

	HOLDS(x != NULL && m->d > 0);
	y = x + m->d;
	HOLDS(runner_init(&r, m->detector, m->m, m->d, &err) == 0);
	r.why_from = -INFINITY;
	for (i = 0; i < ROWS; i++) {
		struct runner_out out = { &score[i], why[i] };

		make_row(x, m->d, i);
		model_scale(m, y, x);
		HOLDS(runner_push(&r, y, 0, 0, out, &err) == 0);
	}
	runner_flush(&r);
	for (i = 0; i < ROWS; i++) {
		HOLDS(!isinf(score[i]));
		if (calib_ready(&m->calib))
			use_calib(&m->calib, score[i]);
	}
	runner_fini(&r);
	free(x);
}

static void
check_model(const struct bytes *b)
{
	struct err err = { 0 };
	struct model *m = model_load(fuzz_path(b), &err);
	struct bytes one, two;

	fuzz_err(m == NULL ? -1 : 0, &err);
	if (m == NULL)
		return;
	use_model(m);
	HOLDS(model_save(m, pipe_path(), 0, &err) == 0);
	model_free(m);
	one = pipe_end();
	m = model_load(fuzz_path(&one), &err);
	HOLDS(m != NULL);
	HOLDS(model_save(m, pipe_path(), 0, &err) == 0);
	model_free(m);
	two = pipe_end();
	HOLDS(bytes_same(&one, &two));
	bytes_free(&one);
	bytes_free(&two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *zero;
	struct bytes b;
	uint64_t head;

	if (size < 9 || size > INPUT_MAX)
		return 0;
	b = bytes_of(data + 1, size - 1);
	if (data[0] & 1) {
		zero = memchr(b.p + 8, 0, b.n - 8);
		head = zero != NULL ? (uint64_t)(zero - b.p) - 8 : b.n - 8;
		memcpy(b.p, &head, sizeof(head));
	}
	check_arrays(&b);
	check_model(&b);
	bytes_free(&b);
	return 0;
}
