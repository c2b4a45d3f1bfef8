/*
 * base_symtab.c - texts to dense numbers.
 */
#include "base/symtab.h"

#include "test.h"

enum { MANY = 100000 };

static void
test_many(void)
{
	struct symtab *t = symtab_new(MANY);
	struct err err = { 0 };
	const char **text = malloc(MANY * sizeof(*text));
	char name[32];
	size_t len, bad = 0;
	int n;

	if (t == NULL || text == NULL)
		abort();
	for (uint32_t i = 0; i < MANY; i++) {
		n = snprintf(name, sizeof(name), "S%u.X", i * 7919);
		bad += symtab_add(t, name, (size_t)n, &err) != i + 1;
		text[i] = symtab_text(t, i + 1, NULL);
	}
	CHECK_INT(bad, 0);
	CHECK_INT(symtab_count(t), MANY + 1);
	for (uint32_t i = 0; i < MANY; i++) {
		n = snprintf(name, sizeof(name), "S%u.X", i * 7919);
		bad += symtab_find(t, name, (size_t)n) != i + 1;
		bad += symtab_add(t, name, (size_t)n, &err) != i + 1;
		bad += symtab_text(t, i + 1, &len) != text[i];
		bad += len != (size_t)n || strcmp(text[i], name) != 0;
	}
	CHECK_INT(bad, 0);
	CHECK(!err.set);
	CHECK(symtab_find(t, "S0.Y", 4) == 0);
	CHECK(symtab_add_hashed(t, symtab_hash(t, "S7919.X", 7), "S7919.X", 7,
		  &err) == 2);

	test_begin("a symbol beyond the bound is an error, older ones stay");
	CHECK(symtab_add(t, "ONE", 3, &err) == 0);
	CHECK(err.set && strstr(err.msg, "100000") != NULL);
	CHECK(symtab_find(t, "ONE", 3) == 0);
	CHECK(symtab_find(t, "S0.X", 4) == 1);
	CHECK_INT(symtab_count(t), MANY + 1);
	symtab_free(t);
	free(text);
}

static void
test_bytes(void)
{
	struct symtab *t = symtab_new(8);
	struct err err = { 0 };
	char big[SYM_LEN_MAX + 1];
	uint32_t a, b;
	size_t len;

	memset(big, 'x', sizeof(big));
	a = symtab_add(t, "a\0b", 3, &err);
	b = symtab_add(t, "a", 1, &err);
	CHECK(a != b);
	CHECK(symtab_text(t, a, &len) != NULL && len == 3);
	CHECK(symtab_cmp(t, a, b) > 0);
	CHECK(symtab_cmp(t, b, b) == 0);
	CHECK(symtab_cmp(t, 0, b) < 0);
	CHECK(symtab_cmp(t, symtab_add(t, "\xc3\xa9", 2, &err), b) > 0);

	test_begin("a text may have 1023 bytes and no more");
	a = symtab_add(t, big, SYM_LEN_MAX, &err);
	CHECK(a != 0 && !err.set);
	CHECK(symtab_text(t, a, &len)[SYM_LEN_MAX] == '\0');
	CHECK_INT(len, SYM_LEN_MAX);
	CHECK(symtab_add(t, big, SYM_LEN_MAX + 1, &err) == 0 && err.set);
	CHECK(symtab_find(t, big, SYM_LEN_MAX + 1) == 0);
	symtab_free(t);
}

int
main(void)
{
	struct symtab *t = symtab_new(0);
	struct err err = { 0 };
	size_t len = 9;

	test_begin("the empty text is 0 and costs nothing of the bound");
	CHECK(symtab_add(t, "", 0, &err) == 0 && !err.set);
	CHECK(symtab_find(t, "", 0) == 0);
	CHECK_STR(symtab_text(t, 0, &len), "");
	CHECK_INT(len, 0);
	CHECK_INT(symtab_count(t), 1);
	CHECK(symtab_add(t, "A", 1, &err) == 0 && err.set);
	symtab_free(t);
	symtab_free(NULL);

	test_begin("ids are dense, in order of first sight, and texts stay");
	test_many();

	test_begin("texts are told apart and ordered by all of their bytes");
	test_bytes();
	return test_end();
}
