/* The reasons (names) of alarms. */
#include "score/reason.h"

#include "test.h"

static void
check(const char *feature, const char *first, const char *second,
    const char *want)
{
	char word[REASON_MAX + 1];

	reason_of(word, feature, first, second);
	CHECK_STR(word, want);
}

static void
test_table(void)
{
	const struct reason *r;
	struct err err = { 0 };
	char own[200];

	test_begin("names of the presets have their words");
	check("r", NULL, NULL, "price_spike");
	check("rz", NULL, NULL, "price_spike");
	check("rangez", NULL, NULL, "volatility_burst");
	check("vz", NULL, NULL, "volume_surge");
	check("nz", NULL, NULL, "activity_burst");
	check("ma", NULL, NULL, "price_drift");
	check("pz", NULL, NULL, "price_drift");

	test_begin("digits in a pattern fit any number and none");
	check("ma20", NULL, NULL, "price_drift");
	check("r5", NULL, NULL, "volatility_burst");
	check("ma2x", NULL, NULL, "ma2x");
	check("trend", NULL, NULL, "price_drift");

	test_begin("names made of an expression's text go by what they hold");
	check("ewz_log_volume_60", NULL, NULL, "volume_surge");
	check("z_spread_240", NULL, NULL, "wide_spread");
	check("signed_volume", NULL, NULL, "order_imbalance");

	test_begin("any other feature stands for itself");
	check("venue_7", NULL, NULL, "venue_7");
	check("", NULL, NULL, "");

	test_begin("the table's own words could be given by a user");
	for (r = reason_table; r->pattern != NULL; r++) {
		snprintf(own, sizeof(own), "%s=%s", r->pattern, r->word);
		CHECK(reasons_check(own, &err) == 0);
	}
	CHECK_STR(err.msg, "");
}

static void
test_own(void)
{
	test_begin("own words go before the table, the first list first");
	check("r", "r=gap", NULL, "gap");
	check("r", NULL, "a=b,r=gap", "gap");
	check("r", "r=one", "r=two", "one");
	check("rz", "r=one", NULL, "price_spike");
	check("my_z_7", "*_z_#=odd", NULL, "odd");
	check("my_z_x", "*_z_#=odd", NULL, "my_z_x");
	check("r", "", "", "price_spike");
}

static void
check_refused(const char *own, const char *want)
{
	struct err err = { 0 };

	CHECK(reasons_check(own, &err) == -1);
	CHECK(err.usage);
	CHECK_STR(err.msg, want);
}

static void
test_check(void)
{
	struct opt_strs own = { { "r=a", "v*=b" }, 2 };
	struct err err = { 0 };
	char *text;

	test_begin("lists of reasons are checked");
	CHECK(reasons_check("", &err) == 0);
	CHECK(reasons_check("a=b,c*#=d_e-f.9", &err) == 0);
	check_refused("a", "\"a\": expected NAME=WORD");
	check_refused("=b", "\"=b\": expected NAME=WORD");
	check_refused("a=b,c", "\"c\": expected NAME=WORD");
	check_refused("a=", "\"a=\": a word has 1 to 63 letters, digits, '_', "
			    "'-' and '.'");
	check_refused("a=b c", "\"a=b c\": a word has 1 to 63 letters, digits, "
			       "'_', '-' and '.'");
	check_refused("****=b", "\"****=b\": more than 3 of * and #");

	test_begin("options are joined to one list");
	text = reasons_join(&own, &err);
	CHECK_STR(text, "r=a,v*=b");
	free(text);
	own.v[1] = "x";
	CHECK(reasons_join(&own, &err) == NULL);
	CHECK_STR(err.msg, "--reason: \"x\": expected NAME=WORD");
}

static void
test_unused(void)
{
	static const char *const forest[] = { "r", "v60" };
	static const char *const rule[] = { "size" };
	const struct reason_names of[] = { { forest, 2 }, { rule, 1 } };
	const char *own = "r=a,v#=b,vol=c,,s*=d,x*=e", *s;
	size_t len;

	test_begin("reasons of features that are not there are found");
	CHECK((s = reasons_unused(own, &len, of, 2)) == own + 9);
	CHECK_INT(len, 5);
	CHECK((s = reasons_unused(s + len, &len, of, 2)) == own + 21);
	CHECK_INT(len, 4);
	CHECK(reasons_unused(s + len, &len, of, 2) == NULL);
	CHECK(reasons_unused("s*=d", &len, of, 1) != NULL);
	CHECK(reasons_unused("", &len, of, 2) == NULL);
}

/* ---- what tick-features(7) says of each function ---- */

enum { FUNCTIONS_MAX = 100 };

struct entry {
	char name[32];
	int bare;       /* all arguments have defaults: a column may have the
			 * function's name alone */
	char said[128]; /* behind "Reason" */
};

/* The entries of the manual, from ".It Fn NAME ARG ARG=DEFAULT ..." to the
 * line "Reason ..."; several may share it.  How many. */
static int
read_manual(struct entry *e, const char *path)
{
	char line[512], args[400];
	FILE *f = fopen(path, "r");
	int n = 0, open = 0;
	size_t len;

	while (f != NULL && n < FUNCTIONS_MAX &&
	       fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		args[0] = '\0';
		if (sscanf(line, ".It Fn %31s %399[^\n]", e[n].name, args) >=
		    1) {
			e[n].said[0] = '\0';
			len = strcspn(args, " ");
			e[n++].bare = memchr(args, '=', len) != NULL;
		} else if (strncmp(line, "Reason", 6) == 0) {
			for (; open < n; open++)
				snprintf(e[open].said, sizeof(e[open].said),
				    "%.127s", line + 6);
		}
	}
	if (f != NULL)
		fclose(f);
	return n;
}

/* The reason of a column of the function over a series. */
static const char *
word_of(const struct entry *e, const char *series)
{
	static char word[REASON_MAX + 1];
	char column[100];

	snprintf(column, sizeof(column), "%s%s", e->name, series);
	reason_of(word, column, NULL, NULL);
	return word;
}

static void
check_entry(const struct entry *e)
{
	char want[128];

	if (strcmp(e->said, " of its series.") == 0) {
		CHECK_STR(word_of(e, "_close_60"), "price_spike");
		CHECK_STR(word_of(e, "_volume"), "volume_surge");
		CHECK_STR(word_of(e, "_spread_5"), "wide_spread");
		return;
	}
	if (strcmp(e->said, ": the column's name.") == 0) {
		snprintf(want, sizeof(want), "%.100s_1h", e->name);
		CHECK_STR(word_of(e, "_1h"), want);
		return;
	}
	snprintf(want, sizeof(want), " %.100s.", word_of(e, "_close_60"));
	CHECK_STR(e->said, want);
	snprintf(want, sizeof(want), " %.100s.", word_of(e, "_volume_size"));
	CHECK_STR(e->said, want);
	snprintf(want, sizeof(want), " %.100s.", word_of(e, ""));
	if (e->bare)
		CHECK_STR(e->said, want);
}

static void
test_manual(void)
{
	static struct entry e[FUNCTIONS_MAX];
	int n = read_manual(e, "man/tick-features.7"), i;

	test_begin("the manual states the word of each function as it is here");
	if (n == 0) {
		test_skip("not started at the top of the checkout");
		return;
	}
	CHECK(n > 50 && n < FUNCTIONS_MAX);
	for (i = 0; i < n; i++) {
		if (e[i].said[0] == '\0' || test_bad)
			printf("# %s\n", e[i].name);
		CHECK(e[i].said[0] != '\0');
		check_entry(&e[i]);
	}
}

int
main(void)
{
	test_table();
	test_own();
	test_check();
	test_unused();
	test_manual();
	return test_end();
}
