/*
 * base_slab.c - memory in large pieces.
 */
#include "base/slab.h"

#include <stdint.h>
#include <string.h>

#include "test.h"

enum { OBJECTS = 60000, LINE = 64 };

/* Objects of two sizes, far more than the small pieces hold; from the second
 * time on, memory that was used before. */
static void
check_many(void)
{
	struct slab s = { 0 };
	unsigned char *p, *first = NULL, zero[128] = { 0 };
	size_t size, bad = 0, over = 0;
	int i;

	for (i = 0; i < OBJECTS; i++) {
		size = i % 2 ? 128 : 48;
		if ((p = slab_get(&s, size)) == NULL)
			abort();
		bad += memcmp(p, zero, size) != 0;
		bad += size == 128 && (uintptr_t)p % LINE != 0;
		memset(p, i, size);
		memcpy(p, &first, sizeof(first)); /* a chain of all */
		first = p;
	}
	CHECK_INT(bad, 0);
	while (--i >= 0) {
		size = i % 2 ? 128 : 48;
		for (p = first + sizeof(first); p < first + size; p++)
			over += *p != (unsigned char)i;
		p = first;
		memcpy(&first, p, sizeof(first));
	}
	CHECK_INT(over, 0);
	CHECK(first == NULL);
	slab_fini(&s);
}

static void
test_large(void)
{
	struct slab s = { 0 };
	unsigned char *p, zero[128] = { 0 };

	test_begin("a large object gets its own piece; an empty slab can be "
		   "used again");
	p = slab_get(&s, 1 << 20);
	CHECK(p != NULL && p[0] == 0 && p[(1 << 20) - 1] == 0);
	slab_fini(&s);
	p = slab_get(&s, 128);
	CHECK(p != NULL && memcmp(p, zero, 128) == 0);
	slab_fini(&s);
	slab_fini(&s);
}

int
main(void)
{
	int i;

	test_begin("objects are zero, begin a cache line where their size is "
		   "one, and do not overlap");
	for (i = 0; i < 4; i++)
		check_many();
	test_large();
	return test_end();
}
