/*
 * base_err.c - messages are kept, placed and fit to be shown.
 */
#include "base/err.h"

#include <errno.h>

#include "test.h"

static const char *
message(const char *text)
{
	static struct err err;

	err = (struct err){ 0 };
	err_set(&err, "%s", text);
	return err.msg;
}

static void
test_kept(void)
{
	struct err err = { 0 };
	char where[2 * ERR_MAX];

	test_begin("the first failure is kept, places come in front of it");
	CHECK_INT(err_set(&err, "first %d", 1), -1);
	CHECK_INT(err_set(&err, "second"), -1);
	CHECK_INT(err_at(&err, "line %d", 7), -1);
	CHECK_STR(err.msg, "line 7: first 1");
	CHECK(err.set && !err.usage);

	test_begin("a placed one keeps its place, also when copied");
	{
		struct err placed = { 0 }, copy = { 0 };

		err_set(&placed, "<stdout>: full");
		placed.placed = 1;
		CHECK_INT(err_copy(&copy, &placed), -1);
		CHECK_INT(err_at(&copy, "a.csv:7"), -1);
		CHECK_STR(copy.msg, "<stdout>: full");
		CHECK_INT(err_copy(&err, &placed), -1);
		CHECK_STR(err.msg, "line 7: first 1");
	}

	test_begin("a place that is too long leaves the reason");
	memset(where, 'x', sizeof(where));
	where[sizeof(where) - 1] = '\0';
	CHECK_INT(err_at(&err, "%s", where), -1);
	CHECK_STR(err.msg, "line 7: first 1");

	test_begin("the reason of errno stands behind, a usage is marked");
	err = (struct err){ 0 };
	errno = ENOENT;
	CHECK_INT(err_errno(&err, "x"), -1);
	CHECK_STR(err.msg, "x: No such file or directory");
	err = (struct err){ 0 };
	CHECK_INT(err_usage(&err, "y"), -1);
	CHECK(err.set && err.usage);
}

static void
test_printable(void)
{
	char text[2 * ERR_MAX];
	size_t i;

	test_begin("no control byte reaches a message");
	CHECK_STR(message("a\n\x1b[2J\x7f"), "a??[2J?");
	CHECK_STR(message("\xc2\x9b"
			  "2J"),
	    "??2J");

	test_begin("what is UTF-8 stays, bytes that are not are replaced");
	CHECK_STR(message("\xc3\xa9\xf0\x9f\x98\x80"),
	    "\xc3\xa9\xf0\x9f\x98\x80");
	CHECK_STR(message("\x89\xc3\xa9\xff"
			  "b\xc3"),
	    "?\xc3\xa9?b?");

	test_begin("a character cut by the length of a message is no text");
	for (i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[sizeof(text) - 1] = '\0';
	CHECK_INT(strlen(message(text)), ERR_MAX - 1);
	CHECK_INT(message(text)[ERR_MAX - 2], '?');
}

int
main(void)
{
	test_kept();
	test_printable();
	return test_end();
}
