/*
 * hostile.h - states with altered numbers: loading refuses them, or the state
 * goes on without harm.
 */
#ifndef UNIT_HOSTILE_H
#define UNIT_HOSTILE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/walk.h"
#include "test.h"

/* Load a state from t, use it if it loads, and free it.  1 if it loaded. */
typedef int (*hostile_use)(void *arg, struct tensors *t);

/* All arrays of t, of which the one at `which' has one element less (along its
 * last axis).  NULL: it has none to lose. */
static inline struct tensors *
hostile_cut(const struct tensors *t, size_t which)
{
	struct tensors *to = tensors_new();
	const struct tensor *a;
	struct err err = { 0 };
	uint64_t shape[TENSOR_DIMS];
	size_t i;

	for (i = 0; (a = tensors_at(t, i)) != NULL; i++) {
		memcpy(shape, a->shape, sizeof(shape));
		if (i == which && (a->ndim == 0 || shape[a->ndim - 1] == 0)) {
			tensors_free(to);
			return NULL;
		}
		if (i == which)
			shape[a->ndim - 1]--;
		CHECK(tensors_add(to, a->name, a->type, a->ndim, shape, a->data,
			  &err) == 0);
	}
	return to;
}

/* Each byte of each array with one bit flipped and with all of them flipped,
 * and each array without its last element.  Returns how many loaded. */
static inline size_t
hostile_each(struct tensors *t, hostile_use use, void *arg)
{
	static const unsigned char flips[] = { 0x01, 0x80, 0xff };
	struct tensors *cut;
	const struct tensor *a;
	unsigned char *p;
	size_t i, k, f, n, loaded = 0;

	for (i = 0; (a = tensors_at(t, i)) != NULL; i++) {
		p = (unsigned char *)(uintptr_t)a->data;
		n = (size_t)a->count * tensor_size(a->type);
		for (k = 0; k < n; k++)
			for (f = 0; f < sizeof(flips); f++) {
				p[k] ^= flips[f];
				loaded += use(arg, t) != 0;
				p[k] ^= flips[f];
			}
		if ((cut = hostile_cut(t, i)) != NULL) {
			loaded += use(arg, cut) != 0;
			tensors_free(cut);
		}
	}
	return loaded;
}

#endif
