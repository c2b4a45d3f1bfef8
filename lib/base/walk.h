/*
 * walk.h - one function that names each array once, for save, load and free.
 *
 * A detector or a state describes itself with
 *
 *	static int
 *	forest_walk(struct walk *w, void *model)
 *	{
 *		struct forest *f = model;
 *
 *		walk_scalar(w, "trees", TENSOR_I64, &f->ntrees);
 *		walk_array(w, "threshold", TENSOR_F32,
 *		    (void **)&f->threshold, &f->nnodes);
 *		return walk_done(w);
 *	}
 *
 * Saving adds the arrays to a tensors, loading allocates and fills them,
 * freeing frees them and sets the pointers NULL.  The struct is all zero
 * before a load.  After a failure the remaining calls do nothing, and a walk
 * with WALK_FREE frees what was loaded.
 *
 * With a table (state.h) the same calls save and load one owner of it; states
 * that are flat memory name their arrays with walk_vector.
 */
#ifndef BASE_WALK_H
#define BASE_WALK_H

#include "base/err.h"
#include "base/tensor.h"

struct state_table;

enum walk_mode { WALK_SAVE, WALK_LOAD, WALK_FREE };

struct walk {
	enum walk_mode mode;
	struct tensors *tensors; /* WALK_SAVE, WALK_LOAD */
	const char *prefix;      /* put before each name, or "" */
	struct err *err;
	int failed;
	struct state_table *table; /* NULL: a model */
};

/* One number that lives in the struct itself (shape []). */
void walk_scalar(struct walk *w, const char *name, enum tensor_type type,
    void *value);

/*
 * A vector on the heap: *data and its number of elements *n.  Loading sets
 * both (calloc); free with WALK_FREE.  Each array needs its own *n; use
 * walk_shaped with {n} for a second array of the same length, so that a file
 * where the lengths differ is refused.
 */
void walk_array(struct walk *w, const char *name, enum tensor_type type,
    void **data, uint64_t *n);

/*
 * n elements of memory that the struct already owns: a ring, a small matrix.
 * Loading refuses another number of elements.
 */
void walk_vector(struct walk *w, const char *name, enum tensor_type type,
    void *data, uint64_t n);

/* The id of a symbol, kept as its text.  Tables only. */
void walk_symbol(struct walk *w, const char *name, uint32_t *id);
/* As walk_array, of ids of symbols; on failure of loading *id is NULL.  Tables
 * only; not with WALK_FREE. */
void walk_symbols(struct walk *w, const char *name, uint32_t **id, uint64_t *n);

/*
 * As walk_array, with a shape of ndim dimensions that the struct already knows
 * (scalars walked before): loading refuses any other shape.
 */
void walk_shaped(struct walk *w, const char *name, enum tensor_type type,
    void **data, int ndim, const uint64_t *shape);

/* Texts: a NUL-terminated string on the heap, kept as a U8 array.  NULL is
 * kept as the empty text. */
void walk_text(struct walk *w, const char *name, char **text);

/* 0 while loading a model whose file lacks this array: for arrays that were
 * added later, where the value without them is known. */
int walk_has(struct walk *w, const char *name);

/* 1 while loading: for data that must be recomputed from the loaded values. */
static inline int
walk_loading(const struct walk *w)
{
	return w->mode == WALK_LOAD && !w->failed;
}

/* Loading: refuse a value that the code could not have written. */
void walk_check(struct walk *w, int ok, const char *what);

/* 0, or -1 with w->err set. */
int walk_done(const struct walk *w);

#endif
