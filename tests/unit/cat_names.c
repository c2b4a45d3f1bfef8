/*
 * cat_names.c - lists of names, globs and files of names.
 */
#include "base/symtab.h"
#include "cat/names.h"
#include "test.h"
#include "tmp.h"

static int
matches(struct names *n, const char *text)
{
	int has = names_has(n, text, strlen(text));
	int match = names_match(n, text, strlen(text));

	CHECK_INT(has, match);
	return match;
}

static struct names *
must_make(const char *list)
{
	struct err err = { 0 };
	struct names *n = names_new(list, "symbols", &err);

	if (n == NULL) {
		printf("Bail out! %s\n", err.msg);
		exit(1);
	}
	return n;
}

static void
test_match(void)
{
	struct names *n = must_make("AAPL,ES*,[XY]1,Z?,A\\*");

	test_begin("a name matches itself, a glob what fnmatch(3) matches");
	CHECK(matches(n, "AAPL"));
	CHECK(!matches(n, "AAPL "));
	CHECK(!matches(n, "aapl"));
	CHECK(!matches(n, ""));
	CHECK(matches(n, "ES"));
	CHECK(matches(n, "ESH4"));
	CHECK(matches(n, "X1"));
	CHECK(!matches(n, "W1"));
	CHECK(matches(n, "Zq"));
	CHECK(!matches(n, "Zqq"));

	test_begin("a glob matches its own text, too");
	CHECK(matches(n, "[XY]1"));
	CHECK(matches(n, "A\\*"));
	CHECK(matches(n, "A*")); /* what its backslash means */
	names_free(n);
}

static void
test_unused(void)
{
	struct names *n = must_make("C,A,B*,A,D?");
	size_t at = 0;

	test_begin("names that matched nothing are given in the list's order");
	CHECK(names_has(n, "C", 1)); /* does not count */
	CHECK(matches(n, "A"));
	CHECK_STR(names_unused(n, &at), "C");
	CHECK_STR(names_unused(n, &at), "B*");
	CHECK_STR(names_unused(n, &at), "D?");
	CHECK(names_unused(n, &at) == NULL);
	names_free(n);

	test_begin("every glob that matches is used, not the first alone");
	n = must_make("AB*,A*,AB");
	CHECK(matches(n, "AB"));
	at = 0;
	CHECK(names_unused(n, &at) == NULL);
	names_free(n);
}

static void
test_file(void)
{
	static const char text[] = "A,B\r\n\nC D\r\n\r\nE*\nlast";
	char list[600];
	struct names *n;
	size_t at = 0;

	test_begin("a file has a name on each line, with commas and blanks");
	snprintf(list, sizeof(list), "X,@%s,Y",
	    tmp_file("names", text, strlen(text)));
	n = must_make(list);
	CHECK(matches(n, "A,B"));
	CHECK(!matches(n, "A"));
	CHECK(matches(n, "C D"));
	CHECK(matches(n, "Efg"));
	CHECK(matches(n, "X"));
	CHECK_STR(names_unused(n, &at), "last");
	CHECK_STR(names_unused(n, &at), "Y");
	CHECK(names_unused(n, &at) == NULL);
	names_free(n);

	test_begin("an empty file is a list of no names");
	snprintf(list, sizeof(list), "@%s", tmp_file("none", "", 0));
	n = must_make(list);
	at = 0;
	CHECK(!matches(n, "A"));
	CHECK(names_unused(n, &at) == NULL);
	names_free(n);
}

static void
test_many(void)
{
	enum { N = 20000 };
	char *text = malloc(N * 8), *p = text, list[600], name[16];
	struct names *n;
	size_t at = 0;
	int i, bad = 0;

	test_begin("a list of many names finds each of them and no other");
	for (i = 0; i < N; i++)
		p += sprintf(p, "S%d\n", i);
	snprintf(list, sizeof(list), "@%s",
	    tmp_file("many", text, (size_t)(p - text)));
	n = must_make(list);
	for (i = 0; i < 2 * N; i++) {
		snprintf(name, sizeof(name), "S%d", i);
		bad += names_has(n, name, strlen(name)) != (i < N);
		if (i != N / 2)
			bad += names_match(n, name, strlen(name)) != (i < N);
	}
	CHECK_INT(bad, 0);
	CHECK_STR(names_unused(n, &at), "S10000");
	CHECK(names_unused(n, &at) == NULL);
	names_free(n);
	free(text);
}

/* The message of a list that is refused; "" for one that is not. */
static const char *
refused(const char *list, int usage)
{
	static struct err err;
	struct names *n;

	err = (struct err){ 0 };
	if ((n = names_new(list, "symbols", &err)) != NULL) {
		names_free(n);
		return "";
	}
	CHECK_INT(err.usage, usage);
	return err.msg;
}

static void
test_refused(void)
{
	char longest[SYM_LEN_MAX + 2], list[600];
	struct names *n;

	test_begin("an empty or too long name is a wrong command line");
	CHECK_STR(refused("", 1), "--symbols: an empty name");
	CHECK_STR(refused("A,,B", 1), "--symbols: an empty name");
	CHECK_STR(refused("A,", 1), "--symbols: an empty name");
	CHECK(strstr(refused("A,@", 1), "expected the name of a file"));
	CHECK(strstr(refused("@-,A", 1), "expected the name of a file"));
	memset(longest, 'A', sizeof(longest));
	longest[SYM_LEN_MAX + 1] = '\0';
	CHECK(strstr(refused(longest, 1), "longer than 1023 bytes") != NULL);
	longest[SYM_LEN_MAX] = '\0';
	n = must_make(longest);
	CHECK(matches(n, longest));
	names_free(n);

	test_begin("a file that cannot be read, or a bad line of it, is named");
	snprintf(list, sizeof(list), "@%s", tmp_path("absent"));
	CHECK(strstr(refused(list, 0), "absent: No such file") != NULL);
	snprintf(list, sizeof(list), "@%s", tmp_file("nul", "A\nB\0C\n", 6));
	CHECK(strstr(refused(list, 0), "nul:2: a NUL in a name") != NULL);
	longest[SYM_LEN_MAX] = 'A';
	snprintf(list, sizeof(list), "@%s",
	    tmp_file("long", longest, SYM_LEN_MAX + 1));
	CHECK(strstr(refused(list, 0), "long:1: ") != NULL);
}

int
main(void)
{
	tmp_begin();
	test_match();
	test_unused();
	test_file();
	test_many();
	test_refused();
	names_free(NULL);
	CHECK(tmp_end() == 0);
	return test_end();
}
