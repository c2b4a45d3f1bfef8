/*
 * base_tables.c - memory in pieces, and tables by id.
 */
#include "base/answers.h"
#include "base/array.h"
#include "base/idmap.h"
#include "base/slab.h"
#include "test.h"

static void
test_slab(void)
{
	static const size_t sizes[] = { 1, 0, 24, 4096, 8192, 8193, 100000, 7 };
	enum { TIMES = 5000, SIZES = sizeof(sizes) / sizeof(sizes[0]) };
	struct slab s = { 0 };
	unsigned char *p, *first = NULL;
	size_t i, j, size, dirty = 0, odd = 0;

	test_begin("what a slab gives is zero, aligned and of one owner");
	for (i = 0; i < TIMES; i++) {
		size = sizes[i % SIZES];
		p = slab_get(&s, size);
		CHECK(p != NULL);
		first = first != NULL ? first : p;
		odd += (uintptr_t)p % _Alignof(max_align_t) != 0;
		for (j = 0; j < size; j++)
			dirty += p[j] != 0;
		memset(p, 0xff, size); /* a neighbour would see it */
	}
	CHECK_INT(dirty, 0);
	CHECK_INT(odd, 0);
	CHECK_INT(*first, 0xff);
	slab_fini(&s);

	test_begin("a slab that was freed is empty and may be used again");
	slab_fini(&s);
	p = slab_get(&s, 8);
	CHECK(p != NULL && *p == 0);
	slab_fini(&s);

	test_begin("no piece for more than there is");
	CHECK(slab_get(&s, SIZE_MAX) == NULL);
	CHECK(slab_get(&s, SIZE_MAX - 8) == NULL);
	slab_fini(&s);
}

static void
test_idmap(void)
{
	struct err err = { 0 };
	struct idmap m;
	uint64_t *v;
	uint32_t id;

	test_begin("a table keeps what it holds while it grows");
	idmap_init(&m, sizeof(*v), "symbols");
	CHECK(idmap_find(&m, 0) == NULL);
	for (id = 0; id < 5000; id++) {
		v = idmap_get(&m, id, &err);
		CHECK(v != NULL && *v == 0);
		*v = UINT64_C(7919) * id + 1;
	}
	for (id = 0; id < 5000; id++) {
		v = idmap_find(&m, id);
		CHECK(v != NULL && *v == UINT64_C(7919) * id + 1);
	}
	CHECK(m.n >= 5000 && m.n < 2 * 5000);

	test_begin("ids that were jumped over are zero");
	v = idmap_get(&m, 20000, &err);
	CHECK(v != NULL && *v == 0);
	v = idmap_find(&m, 10000);
	CHECK(v != NULL && *v == 0);
	idmap_fini(&m);
	CHECK(idmap_find(&m, 0) == NULL);

	test_begin("a table that cannot be is an error that names its ids");
	idmap_init(&m, SIZE_MAX / 8, "schemas");
	CHECK(idmap_get(&m, 7, &err) == NULL);
	CHECK_STR(err.msg, "64 schemas: out of memory");
	idmap_fini(&m);
}

static void
test_answers(void)
{
	struct err err = { 0 };
	struct answers a;
	uint32_t id;

	test_begin("answers by id: yes, no, and not yet asked");
	answers_init(&a, "symbols");
	CHECK_INT(answers_known(&a, 0), ANSWER_NONE);
	for (id = 1; id < 1000; id += 3) {
		CHECK_INT(answers_keep(&a, id, 4, &err), 1);
		CHECK_INT(answers_keep(&a, id + 1, 0, &err), 0);
	}
	for (id = 1; id < 1000; id += 3) {
		CHECK_INT(answers_known(&a, id - 1), ANSWER_NONE);
		CHECK_INT(answers_known(&a, id), ANSWER_YES);
		CHECK_INT(answers_known(&a, id + 1), ANSWER_NO);
	}
	CHECK_INT(answers_known(&a, UINT32_MAX), ANSWER_NONE);
	answers_fini(&a);
	CHECK_INT(answers_known(&a, 1), ANSWER_NONE);

	test_begin("no answer is kept for an id beyond all tables");
	CHECK_INT(answers_keep(&a, UINT32_MAX, 1, &err), -1);
	CHECK(err.set);
	answers_fini(&a);
}

static void
test_array(void)
{
	double *v = NULL;
	char *text = NULL;
	size_t room = 0, n, moved = 0, wrong = 0;

	test_begin("an array doubles and keeps its elements");
	for (n = 0; n < 10000; n++) {
		size_t before = room;

		CHECK(array_grow(&v, &room, n + 1, sizeof(*v)) == 0);
		CHECK(room > n && (room == before || room >= 2 * before));
		moved += room != before;
		v[n] = (double)n;
	}
	CHECK(moved < 12);
	for (n = 0; n < 10000; n++)
		wrong += v[n] != (double)n;
	CHECK_INT(wrong, 0);
	CHECK(array_resize(&v, 5, sizeof(*v)) == 0);
	CHECK(v[4] == 4);

	test_begin("without memory an array is as it was");
	room = 5;
	CHECK(array_grow(&v, &room, SIZE_MAX / 4, sizeof(*v)) == -1);
	CHECK(array_grow(&v, &room, SIZE_MAX, 1) == -1);
	CHECK(array_resize(&v, SIZE_MAX / 2, sizeof(*v)) == -1);
	CHECK(room == 5 && v[4] == 4);
	free(v);

	test_begin("an array of no element may be there");
	room = 0;
	CHECK(array_grow(&text, &room, 0, 1) == 0 && text == NULL);
	CHECK(array_resize(&text, 0, 1) == 0);
	free(text);
}

int
main(void)
{
	test_slab();
	test_idmap();
	test_answers();
	test_array();
	return test_end();
}
