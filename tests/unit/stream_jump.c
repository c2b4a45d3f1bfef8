/*
 * stream_jump.c - which rows far ahead of their source are believed.
 *
 * Rows are written as letters: their symbol in upper case is an hour of the
 * old time that goes on, in lower case the same hour of another year.  What
 * becomes of them is written as it happens: the row itself when it goes, '-'
 * and the row when it was early, '<' and the jump's rows and '>' when that is
 * undone.
 */
#include "stream/jump.h"

#include <ctype.h>

#include "base/tstamp.h"
#include "stream/rec.h"
#include "test.h"

#define DAY NS_DAY
#define YEAR (365 * NS_DAY)

struct log {
	char text[4096];
	char at_hand;
	int copies;
};

static void
put(struct log *l, char c)
{
	size_t n = strlen(l->text);

	if (n + 1 < sizeof(l->text)) {
		l->text[n] = c;
		l->text[n + 1] = '\0';
	}
}

static void *
keep(void *arg, struct err *err)
{
	struct log *l = arg;
	char *c = malloc(1);

	(void)err;
	if (c == NULL)
		exit(1);
	*c = l->at_hand;
	l->copies++;
	return c;
}

static int
go(void *arg, void *row, struct err *err)
{
	(void)err;
	put(arg, *(char *)row);
	return 0;
}

static int
early(void *arg, void *row, struct err *err)
{
	(void)err;
	put(arg, '-');
	put(arg, *(char *)row);
	return 0;
}

static int
undone(void *arg, const struct jump_list *rows, uint64_t before, uint64_t to,
    struct err *err)
{
	uint32_t i;

	(void)err;
	(void)before;
	(void)to;
	put(arg, '<');
	for (i = 0; i < rows->n; i++)
		put(arg, *(char *)rows->v[i].row);
	put(arg, '>');
	return 0;
}

static void
drop(void *arg, void *row)
{
	((struct log *)arg)->copies--;
	free(row);
}

/* Rows a step apart, what becomes of them, and the end. */
static void
becomes(const char *rows, uint64_t step, const char *want)
{
	struct log log = { .text = "" };
	const struct jump_ops o = { DAY, keep, go, early, undone, drop, &log };
	struct jump j = { 0 };
	struct err err = { 0 };
	uint64_t t = 1000 * DAY, at;
	int got = 0;

	for (; *rows != '\0' && got != -1; rows++, t += step) {
		if (*rows == ' ') { /* three days without a row */
			t += 3 * DAY;
			continue;
		}
		log.at_hand = *rows;
		at = islower((unsigned char)*rows) ? t + YEAR : t;
		if (jump_plain(&j, DAY, at,
			(uint32_t)toupper((unsigned char)*rows)))
			got = 1;
		else
			got = jump_row(&j, &o, at,
			    (uint32_t)toupper((unsigned char)*rows), &err);
		if (got == 1)
			put(&log, *rows);
	}
	put(&log, '.');
	CHECK(got != -1 && jump_settle(&j, &o, &err) == 0);
	CHECK_STR(log.text, want);
	jump_fini(&j, &o);
	CHECK_INT(log.copies, 0);
}

#define HOUR (NS_DAY / 24)

static void
test_one(void)
{
	test_begin("one row of a wrong clock is early, the others go at once");
	becomes("ABABaBABA", HOUR, "ABABBA-aBA.");
	becomes("AAAAaAAAA", HOUR, "AAAAAA-aAA.");
	becomes("ABaBA", HOUR, "ABBA.a");
	becomes("ABa", HOUR, "AB.a");

	test_begin("the first row of a source counts as a jump");
	becomes("aBABAB", HOUR, "BA-aBAB.");
	becomes("aAAAA", HOUR, "AA-aAA.");
	becomes("A", HOUR, ".A");
	becomes("AB", HOUR, "AB.");
	becomes("AAA", HOUR, "AAA.");
}

static void
test_more(void)
{
	test_begin("two side by side of one symbol of several are early");
	becomes("ABABaaBABA", HOUR, "ABABBA-a-aBA.");

	test_begin("two of two symbols are believed, and undone by three rows");
	becomes("ABABabBABA", HOUR, "ABABab<ab>BABA.");
	becomes("AAAAaaAAAA", HOUR, "AAAAaa<aa>AAAA.");

	test_begin("five side by side are undone, all of them");
	becomes("ABABababaBABA", HOUR, "ABABababa<ababa>BABA.");
	becomes("AAAAaaaaaAAAA", HOUR, "AAAAaaaaa<aaaaa>AAAA.");

	test_begin("two first rows are undone");
	becomes("abABAB", HOUR, "ab<ab>ABAB.");

	test_begin("two rows behind a jump are late and no more");
	becomes("ABABabBAabab", HOUR, "ABABabBAabab.");
	becomes("ABABabBA", HOUR, "ABABab.BA");

	test_begin("every other row of a wrong clock is early");
	becomes("ABABaBaAaBaAaB", HOUR, "ABABBA-aB-aA-aB.aa");
	becomes("AAAAaAaAaAaAaA", HOUR, "AAAAAA-aA-aA-aA.aa");
}

static void
test_gaps(void)
{
	test_begin("after a week-end time goes on with the second row");
	becomes("ABAB ABAB", HOUR, "ABABABAB.");
	becomes("ABAB AAAB", HOUR, "ABABAAAB.");
	becomes("AAAA AAAA", HOUR, "AAAAAAAA.");

	test_begin("daily bars, one symbol and several");
	becomes("AAAAA AAAAA AAAAA", DAY, "AAAAAAAAAAAAAAA.");
	becomes("ABABAB ABABAB", DAY / 2, "ABABABABABAB.");

	test_begin("weekly bars wait for the next, and all go");
	becomes("AAAAA", 7 * DAY, "AAAA.A");
	becomes("AB AB AB", DAY / 2, "ABABAB.");
}

static void
test_settled(void)
{
	struct log log = { .text = "" };
	const struct jump_ops o = { DAY, keep, go, early, undone, drop, &log };
	struct jump j = { 0 };
	struct err err = { 0 };
	uint64_t i, t = 1000 * DAY;
	int got = 0;

	test_begin("a jump of many rows stays");
	for (i = 0; i < 2 * JUMP_KEPT_MAX; i++)
		got = jump_row(&j, &o, t + i, 1 + i % 2, &err);
	CHECK(got == 1 && !j.jumped && j.rows.n == 0);
	for (i = 0; i < 5; i++)
		got &= jump_row(&j, &o, t - YEAR + i, 1 + i % 2, &err);
	CHECK(got == 1 && j.time >= t);
	/* rows of one symbol of several are believed when there are many */
	for (i = 0; i < JUMP_KEPT_MAX; i++)
		CHECK_INT(jump_row(&j, &o, t + YEAR + i, 1, &err), 0);
	CHECK_INT(jump_row(&j, &o, t + YEAR + i, 1, &err), 1);
	CHECK_INT(jump_waiting(&j), 0);
	jump_fini(&j, &o);
	CHECK_INT(log.copies, 0);
}

int
main(void)
{
	test_one();
	test_more();
	test_gaps();
	test_settled();
	return test_end();
}
