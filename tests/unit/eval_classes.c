/*
 * eval_classes.c - classes of symbols, from a file.
 */
#include "eval/classes.h"
#include "test.h"
#include "tmp.h"

static struct symtab *syms;

/* Read a text; 0 or -1. */
static int
read_text(struct idmap *map, const char *text, struct err *err)
{
	return classes_read(map, tmp_file("classes", text, strlen(text)), syms,
	    err);
}

/* The class of a symbol: "" for none. */
static const char *
class_of(const struct idmap *map, const char *symbol)
{
	const uint32_t *word =
	    idmap_find(map, symtab_find(syms, symbol, strlen(symbol)));

	return word == NULL ? "" : symtab_text(syms, *word, NULL);
}

static void
test_read(void)
{
	static const char *const forms[] = {
		"symbol,class\nA,fx\nB,crypto\n",
		"class,other,symbol\nfx,1,A\ncrypto,2,B\n",
		"symbol\tgroup\r\nA\tfx\r\nB\tcrypto", /* no last line end */
		"symbol,class\n\"A\",\"fx\"\n\nB,crypto\nB,crypto\n",
	};
	struct err err = { 0 };
	struct idmap map;
	size_t i;

	test_begin("each symbol has the class of its line");
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		CHECK_INT(read_text(&map, forms[i], &err), 0);
		CHECK_STR(err.msg, "");
		CHECK_STR(class_of(&map, "A"), "fx");
		CHECK_STR(class_of(&map, "B"), "crypto");
		CHECK_STR(class_of(&map, "C"), "");
		idmap_fini(&map);
	}

	test_begin("a header alone gives no symbol a class");
	CHECK_INT(read_text(&map, "symbol,class\n", &err), 0);
	CHECK_STR(class_of(&map, "A"), "");
	idmap_fini(&map);
}

static int
refused(const char *text, const char *why)
{
	struct err err = { 0 };
	struct idmap map;
	int got = read_text(&map, text, &err);

	idmap_fini(&map);
	if (got == -1 && strstr(err.msg, why) != NULL)
		return 1;
	printf("# %s\n", got == -1 ? err.msg : "accepted");
	return 0;
}

static void
test_refused(void)
{
	struct err err = { 0 };
	struct symtab *all = syms;
	struct idmap map;

	test_begin("a symbol in two classes is refused with its line");
	CHECK(refused("symbol,class\nA,fx\nB,fx\nA,crypto\n", "classes:4: "));
	CHECK(refused("symbol,class\nA,fx\nA,crypto\n",
	    "symbol \"A\": listed in two classes"));

	test_begin("so is a file without its columns, or none");
	CHECK(refused("symbol,kind\nA,fx\n", "class"));
	CHECK(refused("A,fx\n", "symbol"));
	CHECK(refused("", "classes"));
	CHECK(refused("symbol,class\nA\n", "classes:2"));
	CHECK_INT(classes_read(&map, tmp_path("absent"), syms, &err), -1);
	CHECK(strstr(err.msg, "absent: ") != NULL);
	idmap_fini(&map); /* was initialised all the same */

	test_begin("more symbols than are allowed are an error with its line");
	syms = symtab_new(2);
	CHECK(refused("symbol,class\nA,fx\nB,fx\n", "classes:3: "));
	symtab_free(syms);
	syms = all;
}

int
main(void)
{
	tmp_begin();
	syms = symtab_new(100);
	test_read();
	test_refused();
	symtab_free(syms);
	CHECK(tmp_end() == 0);
	return test_end();
}
