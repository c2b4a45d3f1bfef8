/*
 * feat_lang.c - tests of the column language: errors point at their place,
 * and one meaning has one text.
 */
#include "feat/feat.h"
#include "stream_rows.h"

/* The canonical text of columns, or the message. */
static const char *
canon(const char *text)
{
	static char buf[4096];
	struct rows t;
	struct feats *f;

	rows_init(&t);
	f = feats_new(&(struct feat_opts){ .columns = text }, &t.vocab, &t.err);
	if (f == NULL)
		CHECK(t.err.usage);
	snprintf(buf, sizeof(buf), "%s", f ? feats_text(f) : t.err.msg);
	feats_free(f);
	rows_fini(&t);
	return buf;
}

static void
test_canonical(void)
{
	test_begin("blanks, defaults, order of named arguments and spelling "
		   "of numbers make no other text");
	CHECK_STR(canon("r=logret(close)"), "feat r=logret(close)");
	CHECK_STR(canon(" r = logret( close )\t"), "feat r=logret(close)");
	CHECK_STR(canon("z(r,240)"), "feat z_r_240=z(r,n=240,floor=0)");
	CHECK_STR(canon("a=z(r)"), "feat a=z(r,n=240,floor=0)");
	CHECK_STR(canon("a=z(r, floor=0.0e3, n=2.4e2)"),
	    "feat a=z(r,n=240,floor=0)");
	CHECK_STR(canon("a=z(x=r)"), "feat a=z(r,n=240,floor=0)");

	test_begin("operators bind as usual, and parentheses say how");
	CHECK_STR(canon("a=x+y*z-w/2"), "feat a=((x+(y*z))-(w/2))");
	CHECK_STR(canon("a=(x+y)*-z"), "feat a=((x+y)*(-z))");
	CHECK_STR(canon("a=x-y-z"), "feat a=((x-y)-z)");
	CHECK_STR(canon("a=x/y/z"), "feat a=((x/y)/z)");
	CHECK_STR(canon("a=--x"), "feat a=(-(-x))");
	CHECK_STR(canon("a=((x))"), "feat a=x");

	test_begin("a column named before stands by its name, however it was "
		   "typed");
	CHECK_STR(canon("r=logret(close),s=abs(r)"),
	    "feat r=logret(close),s=abs(r)");
	CHECK_STR(canon("r=logret(close),s=abs(logret(close))"),
	    "feat r=logret(close),s=abs(r)");

	test_begin("a column without a name is named by its text");
	CHECK_STR(canon("log( high / low )"),
	    "feat log_high_low=log((high/low))");
	CHECK_STR(canon("ewz(log(volume),hl=30)"),
	    "feat ewz_log_volume_hl_30=ewz(log(volume),hl=30,clip=4,warm=64,"
	    "floor=0)");

	test_begin("a canonical text is its own canonical text");
	CHECK_STR(canon("a=ewz(-x/2,hl=30),b=a*(a-1.5e-9)"),
	    "feat a=ewz(((-x)/2),hl=30,clip=4,warm=64,floor=0),"
	    "b=(a*(a-1.5e-9))");
	CHECK_STR(canon("a=ewz(((-x)/2),hl=30,clip=4,warm=64,floor=0),"
			"b=(a*(a-1.5e-9))"),
	    "feat a=ewz(((-x)/2),hl=30,clip=4,warm=64,floor=0),"
	    "b=(a*(a-1.5e-9))");
}

static void
test_errors(void)
{
	static const struct {
		const char *text;
		size_t at;
		const char *what;
	} bad[] = {
		{ "", 1, "expected a column" },
		{ "r=", 3, "expected a column" },
		{ "r=logret(close", 15, "expected ',' or ')'" },
		{ "r=logret(close),", 17, "expected a column" },
		{ "r=lgret(close)", 3, "no function \"lgret\"" },
		{ "r=x y", 5, "'y'" },
		{ "r=x)", 4, "')'" },
		{ "r=(x", 5, "expected ')'" },
		{ "r=x+*y", 5, "'*'" },
		{ "r=logret()", 10, "missing argument x" },
		{ "r=logret(x,1)", 12, "takes 1 argument" },
		{ "r=z(x,n=1)", 9, "expected 2 to 65536" },
		{ "r=z(x,2.5)", 7, "whole number" },
		{ "r=z(x,y)", 7, "argument n: expected a number" },
		{ "r=z(x,1x)", 7, "not a number: \"1x\"" },
		{ "r=z(x,1e)", 7, "not a number" },
		{ "r=z(x,m=2)", 7, "no argument \"m\"" },
		{ "r=z(x,n=2,n=3)", 11, "argument n: given twice" },
		{ "r=z(n=2,x)", 9, "positional argument after" },
		{ "r=1.2.3", 3, "not a number" },
		{ "r=x,r=y", 5, "column r: defined twice" },
		{ "symbol=x", 1, "already used" },
		{ "x,label=y", 3, "already used" },
		{ "x+1, 2", 6, "needs a name" },
		{ "r=x\x01", 4, "byte 1" },
		{ "r=\xff", 3, "byte 255" },
	};
	char want[64];
	const char *msg;
	size_t i;

	test_begin("an error says its column of the text and what is wrong");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		msg = canon(bad[i].text);
		snprintf(want, sizeof(want), "-F: character %zu: ", bad[i].at);
		if (strncmp(msg, want, strlen(want)) != 0 ||
		    strstr(msg, bad[i].what) == NULL) {
			printf("# \"%s\": %s\n", bad[i].text, msg);
			test_bad = 1;
		}
	}
}

/* n times s, between head and tail. */
static const char *
repeat(const char *head, const char *s, int n, const char *tail)
{
	static char buf[FEAT_TEXT_MAX + 4096];
	size_t at = (size_t)snprintf(buf, sizeof(buf), "%s", head);
	int i;

	for (i = 0; i < n; i++)
		at += (size_t)snprintf(buf + at, sizeof(buf) - at, "%s", s);
	snprintf(buf + at, sizeof(buf) - at, "%s", tail);
	return buf;
}

static void
test_limits(void)
{
	char name[80];

	test_begin("what is too deep, too long or too much is refused");
	CHECK(strstr(canon(repeat("r=", "(", 2000, "x")), "levels") != NULL);
	CHECK(strstr(canon(repeat("r=", "-", 2000, "x")), "levels") != NULL);
	CHECK(strstr(canon(repeat("r=", "log(", 2000, "x")), "levels") != NULL);
	CHECK(strstr(canon(repeat("r=x", " ", 66000, "")), "bytes") != NULL);
	memset(name, 'a', 64);
	strcpy(name + 64, "=x");
	CHECK(strstr(canon(name), "at most 63") != NULL);
	name[64] = '\0';
	CHECK(strstr(canon(name), "at most 63") != NULL);
	CHECK(strncmp(canon(name + 1), "feat aaa", 8) == 0);
}

static void
test_mutations(void)
{
	const char *seed = "r=logret(close), z=z(r,n=24),e=-r*(z+1.5e2)/2";
	char buf[64];
	size_t i;
	int c;

	test_begin("no text of one changed or cut byte reads past its end");
	for (i = 0; i < strlen(seed); i++) {
		snprintf(buf, sizeof(buf), "%s", seed);
		for (c = 1; c < 256; c += 3) {
			buf[i] = (char)c;
			CHECK(canon(buf)[0] != '\0');
		}
		buf[i] = '\0';
		CHECK(canon(buf)[0] != '\0');
	}
}

static void
test_presets(void)
{
	const struct feat_preset *p;
	const char *text;
	char *columns;

	test_begin("each preset is a text that parses");
	for (p = feat_presets; p->name != NULL; p++) {
		columns = feat_preset_text(p, NULL, NULL);
		text = canon(columns);
		CHECK(strncmp(text, "feat ", 5) == 0);
		free(columns);
		columns = feat_preset_text(p, "09:30-16:00", "EST");
		text = canon(columns);
		CHECK(strncmp(text, "feat ", 5) == 0);
		CHECK((strstr(text, "session=09:30-16:00,zone=EST") != NULL) ==
		      feat_preset_has_session(p));
		free(columns);
		CHECK(feat_preset_find(p->name) == p);
	}
	CHECK(feat_preset_find("none") == NULL);
	CHECK(column_fn_find("skel") == NULL);
}

int
main(void)
{
	test_canonical();
	test_errors();
	test_limits();
	test_mutations();
	test_presets();
	return test_end();
}
