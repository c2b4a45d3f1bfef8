/*
 * base_walk.c - one function names each array once: save, load, free.
 */
#include "base/walk.h"

#include "test.h"

struct toy {
	int64_t rows, cols;
	double rate;
	float *weights; /* [rows][cols] */
	int32_t *nodes;
	uint64_t nnodes;
	char *note;
};

static int
toy_walk(struct walk *w, void *model)
{
	struct toy *m = model;

	walk_scalar(w, "rows", TENSOR_I64, &m->rows);
	walk_scalar(w, "cols", TENSOR_I64, &m->cols);
	walk_check(w, m->rows > 0 && m->rows < 100, "rows out of range");
	walk_scalar(w, "rate", TENSOR_F64, &m->rate);
	walk_shaped(w, "weights", TENSOR_F32, (void **)&m->weights, 2,
	    (uint64_t[]){ (uint64_t)m->rows, (uint64_t)m->cols });
	walk_array(w, "nodes", TENSOR_I32, (void **)&m->nodes, &m->nnodes);
	walk_text(w, "note", &m->note);
	return walk_done(w);
}

static int
toy_save(struct tensors *t, struct toy *m, const char *prefix, struct err *err)
{
	struct walk w = { .mode = WALK_SAVE,
		.tensors = t,
		.prefix = prefix,
		.err = err };

	return toy_walk(&w, m);
}

static int
toy_load(struct toy *m, struct tensors *t, const char *prefix, struct err *err)
{
	struct walk w = { .mode = WALK_LOAD,
		.tensors = t,
		.prefix = prefix,
		.err = err };

	return toy_walk(&w, m);
}

static void
toy_free(struct toy *m)
{
	struct walk w = { .mode = WALK_FREE };

	toy_walk(&w, m);
}

static float weights[6] = { 1, 2, 3, 4, 5, NAN };
static int32_t nodes[3] = { -1, 0, INT32_MAX };
static char note[] = "na\xc3\xafve";
static const struct toy sample = { 2, 3, 0.1, weights, nodes, 3, note };

static void
test_round(void)
{
	struct tensors *t = tensors_new();
	struct toy from = sample, to = { 0 };
	struct err err = { 0 };

	CHECK(toy_save(t, &from, "a.", &err) == 0);
	CHECK(toy_save(t, &from, "b.", &err) == 0);
	CHECK(tensors_find(t, "a.weights", TENSOR_F32, &err) != NULL);
	CHECK(toy_load(&to, t, "b.", &err) == 0);
	CHECK_STR(err.msg, "");
	tensors_free(t);
	CHECK(to.rows == 2 && to.cols == 3 && to.rate == 0.1);
	CHECK(memcmp(to.weights, weights, sizeof(weights)) == 0);
	CHECK(to.nnodes == 3 && memcmp(to.nodes, nodes, sizeof(nodes)) == 0);
	CHECK_STR(to.note, note);

	test_begin("freeing leaves nothing to free again");
	toy_free(&to);
	CHECK(to.weights == NULL && to.nodes == NULL && to.note == NULL);
	CHECK_INT(to.nnodes, 0);
	toy_free(&to);
}

static void
test_empty(void)
{
	struct tensors *t = tensors_new();
	struct toy from = { .rows = 1 }, to = { 0 };
	struct err err = { 0 };

	CHECK(toy_save(t, &from, "", &err) == 0);
	CHECK(toy_load(&to, t, "", &err) == 0);
	CHECK(to.weights != NULL && to.nodes != NULL && to.nnodes == 0);
	CHECK_STR(to.note, "");
	toy_free(&to);
	tensors_free(t);
}

/* Save with one thing wrong, then load; the message must say what. */
static void
refused(struct toy from, const char *name, enum tensor_type type, int ndim,
    const char *want)
{
	struct tensors *t = tensors_new(), *cut = tensors_new();
	const uint64_t shape[2] = { 3, 2 };
	const struct tensor *a;
	struct toy to = { 0 };
	struct err err = { 0 };

	CHECK(toy_save(t, &from, "", &err) == 0);
	for (size_t i = 0; (a = tensors_at(t, i)) != NULL; i++)
		if (strcmp(a->name, name) != 0)
			tensors_add(cut, a->name, a->type, a->ndim, a->shape,
			    a->data, &err);
	if (ndim >= 0)
		tensors_add(cut, name, type, ndim, shape,
		    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		    &err);
	CHECK(!err.set);
	CHECK(toy_load(&to, cut, "", &err) == -1);
	CHECK_STR(err.msg, want);
	toy_free(&to);
	tensors_free(t);
	tensors_free(cut);
}

static void
test_refused(void)
{
	struct toy big = sample;

	refused(sample, "weights", TENSOR_F32, 2,
	    "array \"weights\": shape [3,2], expected [2,3]");
	refused(sample, "weights", TENSOR_F64, 2,
	    "array \"weights\": type F64, expected F32");
	refused(sample, "rate", TENSOR_F64, 1,
	    "array \"rate\": shape [3], expected []");
	refused(sample, "nodes", TENSOR_I32, 2,
	    "array \"nodes\": shape [3,2], expected [6]");
	refused(sample, "nodes", TENSOR_I32, -1, "array \"nodes\": missing");
	refused(sample, "note", TENSOR_U8, 1,
	    "array \"note\": a string with a NUL in it");
	big.rows = 100;
	big.cols = 0;
	refused(big, "", TENSOR_U8, -1, "rows out of range");
}

static void
test_names(void)
{
	struct tensors *t = tensors_new();
	struct toy from = sample;
	struct err err = { 0 };
	char prefix[TENSOR_NAME_MAX + 1];

	CHECK(toy_save(t, &from, "", &err) == 0);
	CHECK(toy_save(t, &from, "", &err) == -1);
	CHECK_STR(err.msg, "array \"rows\": duplicate name");
	memset(prefix, 'x', sizeof(prefix));
	prefix[TENSOR_NAME_MAX] = '\0';
	err = (struct err){ 0 };
	CHECK(toy_save(t, &from, prefix, &err) == -1);
	CHECK(strstr(err.msg, "name too long") != NULL);
	tensors_free(t);
}

int
main(void)
{
	test_begin("what one walk saved another loads, under any prefix");
	test_round();
	test_begin("empty arrays and a missing text come back empty");
	test_empty();
	test_begin("a load refuses what the code could not have written");
	test_refused();
	test_begin("a name taken or too long fails the save");
	test_names();
	return test_end();
}
