/*
 * math_torch.h - PyTorch's numbers out of the golden files beside the
 * checkout, and the comparison that their README asks for.
 */
#ifndef UNIT_MATH_TORCH_H
#define UNIT_MATH_TORCH_H

#include "base/tensor.h"
#include "test.h"

/* The file NAME.safetensors; NULL: not there. */
static struct tensors *
torch_open(const char *name)
{
	const char *dir = test_shared();
	struct err err = { 0 };
	char path[4096];

	if (dir == NULL)
		return NULL;
	snprintf(path, sizeof(path), "%s/golden/torch/%s.safetensors", dir,
	    name);
	return access(path, R_OK) == 0 ? tensors_read(path, &err) : NULL;
}

static const float *
torch_get(const struct tensors *t, const char *name)
{
	struct err err = { 0 };
	const struct tensor *a = tensors_find(t, name, TENSOR_F32, &err);

	if (a == NULL) {
		printf("# %s\n", err.msg);
		exit(1);
	}
	return a->data;
}

static size_t
torch_count(const struct tensors *t, const char *name)
{
	struct err err = { 0 };
	const struct tensor *a = tensors_find(t, name, TENSOR_F32, &err);

	return a != NULL ? (size_t)a->count : 0;
}

/* got against the tensor, within its own tolerance. */
static inline void
torch_check(const struct tensors *t, const char *name, const float *got)
{
	const float *want = torch_get(t, name);
	size_t n = torch_count(t, name), i;
	char key[200];
	double tol, worst = 0;

	snprintf(key, sizeof(key), "tol.%s", name);
	tol = tensors_get_meta(t, key) != NULL
	    ? strtod(tensors_get_meta(t, key), NULL) : -1;
	for (i = 0; i < n; i++)
		if (!(fabs((double)got[i] - (double)want[i]) <= worst))
			worst = fabs((double)got[i] - (double)want[i]);
	if (!(worst <= tol)) {
		printf("# %s: off by %g, tolerance %g\n", name, worst, tol);
		test_bad = 1;
	}
}

#endif
