/*
 * engine.h - what the parts of the feature engine share; not for use
 * outside this room.
 */
#ifndef FEAT_ENGINE_H
#define FEAT_ENGINE_H

#include "base/idmap.h"
#include "base/slab.h"
#include "feat/lang.h"

/* An input schema, and what becomes of its rows. */
struct shape {
	const struct schema *in, *out;
	struct copy_plan copy;
	int field[FEAT_FIELDS_MAX]; /* of in, by prog.field */
	int first;		    /* first computed column of out */
	int ts_end, def;	    /* of out */
	int is_row;
	unsigned char *row;
};

struct feats {
	struct prog prog;
	char *text;
	struct house *house;
	struct feat_account acc;
	struct shape **shapes;
	uint32_t nshape, shape_cap;
	struct shape *shape; /* of the last row */
	double *value;	     /* [nnode] */
	struct idmap state; /* by symbol id: pointers; NULL: none yet */
	unsigned char *pooled;
	struct slab slab; /* what they point at */
	uint64_t def_in, def; /* of the last row, and what follows from it */
	int def_known;
};

/* engine_shape.c: the shape of a schema, made when it is new. */
struct shape *shape_get(struct feats *f, const struct schema *s,
    struct err *err);
void shapes_fini(struct feats *f);

#endif
