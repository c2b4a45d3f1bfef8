/*
 * The command line against the option tables: words, operands, looking ahead,
 * tables that cannot be right.
 */
#include "base/opt.h"

#include <signal.h>
#include <sys/wait.h>

#include "test.h"

enum { ARGS_MAX = 16 };

struct tool {
	int quiet, verbose, to, help;
	int64_t limit;
	const char *from, *detector;
	struct opt_strs select;
};

struct forest {
	int64_t trees;
	double share;
};

static const char *const encodings[] = { "json", "bin", "csv", NULL };

#define OFF(field) offsetof(struct tool, field)
static const struct opt tool_opts[] = {
	{ .letter = 'f',
	    .name = "from",
	    .type = OPT_STR,
	    .off = OFF(from),
	    .arg = "FORMAT",
	    .def = "auto",
	    .help = "input format" },
	{ .letter = 't',
	    .name = "to",
	    .type = OPT_ENUM,
	    .off = OFF(to),
	    .arg = "FORMAT",
	    .def = "csv",
	    .choices = encodings,
	    .help = "output format" },
	{ .letter = 'b',
	    .name = "binary",
	    .type = OPT_SET,
	    .off = OFF(to),
	    .min = 1,
	    .help = "as --to bin" },
	{ .letter = 'd',
	    .name = "detector",
	    .type = OPT_STR,
	    .off = OFF(detector),
	    .arg = "NAME",
	    .help = "detector" },
	{ .letter = 'q',
	    .name = "quiet",
	    .type = OPT_FLAG,
	    .off = OFF(quiet),
	    .help = "say less" },
	{ .letter = 'v',
	    .name = "verbose",
	    .type = OPT_COUNT,
	    .off = OFF(verbose),
	    .help = "say more" },
	{ .name = "limit",
	    .type = OPT_INT,
	    .off = OFF(limit),
	    .arg = "N",
	    .min = 1,
	    .max = 1000,
	    .def = "10",
	    .help = "records at most" },
	{ .letter = 's',
	    .name = "select",
	    .type = OPT_STRS,
	    .off = OFF(select),
	    .arg = "EXPR",
	    .def = "all",
	    .help = "what to keep" },
	{ .letter = 'h',
	    .name = "help",
	    .type = OPT_FLAG,
	    .off = OFF(help),
	    .help = "this text" },
	{ .name = NULL },
};

static const struct opt forest_opts[] = {
	{ .name = "trees",
	    .type = OPT_INT,
	    .off = offsetof(struct forest, trees),
	    .arg = "N",
	    .min = 1,
	    .max = INFINITY,
	    .def = "100",
	    .help = "number of trees" },
	{ .name = "share",
	    .type = OPT_REAL,
	    .off = offsetof(struct forest, share),
	    .arg = "X",
	    .max = 1,
	    .def = "0.5",
	    .help = "share of rows" },
	{ .name = NULL },
};

static struct tool tool;
static struct forest forest;
static const struct opt_group groups[] = {
	{ tool_opts, &tool, NULL },
	{ forest_opts, &forest, "Forest" },
};

/* Words as argv; a blank parts them. */
struct line {
	char text[256];
	char *argv[ARGS_MAX + 1];
	int argc;
};

static void
line_init(struct line *l, const char *words)
{
	char *s;

	l->argc = 0;
	l->argv[l->argc++] = strcpy(l->text, "tick");
	s = strcpy(l->text + 5, words);
	for (s = strtok(s, " "); s != NULL; s = strtok(NULL, " "))
		l->argv[l->argc++] = s;
	l->argv[l->argc] = NULL;
}

/* Parse; the operands joined by '/', or the message behind a '!'. */
static const char *
parse(const char *words)
{
	static struct line l; /* the values are borrowed from it */
	static char out[ERR_MAX + 1];
	struct err err = { 0 };
	int i, n;

	memset(&tool, 0, sizeof(tool));
	memset(&forest, 0, sizeof(forest));
	line_init(&l, words);
	if (opt_parse(&n, l.argc, l.argv, groups, 2, &err) < 0) {
		snprintf(out, sizeof(out), "!%s", err.msg);
		CHECK(err.usage);
		return out;
	}
	out[0] = '\0';
	for (i = 1; i <= n; i++)
		sprintf(out + strlen(out), "%s%s", i > 1 ? "/" : "", l.argv[i]);
	return out;
}

static void
test_defaults(void)
{
	test_begin("without options the defaults hold");
	CHECK_STR(parse(""), "");
	CHECK_STR(tool.from, "auto");
	CHECK_INT(tool.to, 2);
	CHECK_INT(tool.limit, 10);
	CHECK_INT(tool.select.n, 1);
	CHECK_STR(tool.select.v[0], "all");
	CHECK(tool.detector == NULL);
	CHECK_INT(forest.trees, 100);
	CHECK_NEAR(forest.share, 0.5, 0);
	CHECK_INT(tool.quiet + tool.verbose + tool.help, 0);
}

static void
test_forms(void)
{
	test_begin("short options may be joined, arguments attached or not");
	CHECK_STR(parse("-qvfdbn -v -t json"), "");
	CHECK_INT(tool.quiet, 1);
	CHECK_INT(tool.verbose, 2);
	CHECK_STR(tool.from, "dbn");
	CHECK_INT(tool.to, 0);
	CHECK_STR(parse("-f dbn -qb"), "");
	CHECK_STR(tool.from, "dbn");
	CHECK_INT(tool.to, 1);

	test_begin("long options take an argument in either way");
	CHECK_STR(parse("--from=a=b --limit 7 --quiet --share=0.25"), "");
	CHECK_STR(tool.from, "a=b");
	CHECK_INT(tool.limit, 7);
	CHECK_INT(tool.quiet, 1);
	CHECK_NEAR(forest.share, 0.25, 0);
	CHECK_STR(parse("--from="), "");
	CHECK_STR(tool.from, "");

	test_begin("an argument may look like an option");
	CHECK_STR(parse("-f -q --detector --to x"), "x");
	CHECK_STR(tool.from, "-q");
	CHECK_STR(tool.detector, "--to");
	CHECK_INT(tool.quiet, 0);
	CHECK_STR(parse("-f -- -q"), "");
	CHECK_STR(tool.from, "--");
	CHECK_INT(tool.quiet, 1);

	test_begin("the last of an option given twice counts");
	CHECK_STR(parse("--limit 1 --limit 2 -t json -b"), "");
	CHECK_INT(tool.limit, 2);
	CHECK_INT(tool.to, 1);

	test_begin("what is given to a list takes the place of its default");
	CHECK_STR(parse("-s a --select=b -s all"), "");
	CHECK_INT(tool.select.n, 3);
	CHECK_STR(tool.select.v[0], "a");
	CHECK_STR(tool.select.v[1], "b");
	CHECK_STR(tool.select.v[2], "all");
}

static void
test_operands(void)
{
	test_begin("operands may stand among options and keep their order");
	CHECK_STR(parse("a -q b --limit 3 c -"), "a/b/c/-");
	CHECK_INT(tool.quiet, 1);
	CHECK_INT(tool.limit, 3);

	test_begin("behind -- all are operands");
	CHECK_STR(parse("a -- -q --limit -- b"), "a/-q/--limit/--/b");
	CHECK_INT(tool.quiet, 0);
	CHECK_STR(parse("--"), "");

	test_begin("POSIXLY_CORRECT changes nothing");
	setenv("POSIXLY_CORRECT", "1", 1);
	CHECK_STR(parse("a -q b"), "a/b");
	CHECK_INT(tool.quiet, 1);
	unsetenv("POSIXLY_CORRECT");
}

static void
test_refused(void)
{
	test_begin("an option that does not exist is refused");
	CHECK_STR(parse("--foo"), "!unknown option: --foo");
	CHECK_STR(parse("--foo=1"), "!unknown option: --foo");
	CHECK_STR(parse("--=1"), "!unknown option: --");
	CHECK_STR(parse("a -z"), "!unknown option: -z");
	CHECK_STR(parse("-qz"), "!unknown option: -z");
	CHECK_STR(parse("-q-"), "!unknown option: --");
	CHECK_STR(parse("-5"), "!unknown option: -5");
	CHECK_STR(parse("-q\xC3\xA9"), "!unknown option: -q\xC3\xA9");
	CHECK_STR(parse("--FROM x"), "!unknown option: --FROM");
	CHECK_STR(parse("--fromage"), "!unknown option: --fromage");

	test_begin("an abbreviated long option is refused, with a hint");
	CHECK_STR(parse("--fro x"),
	    "!unknown option: --fro (did you mean --from?)");
	CHECK_STR(parse("--fro=x"),
	    "!unknown option: --fro (did you mean --from?)");
	CHECK_STR(parse("--tr 5"),
	    "!unknown option: --tr (did you mean --trees?)");
	CHECK_STR(parse("--t 5"), "!unknown option: --t");

	test_begin("a missing argument is told");
	CHECK_STR(parse("--from"), "!option --from requires an argument");
	CHECK_STR(parse("-qf"), "!option -f requires an argument");

	test_begin("an argument where none is taken is refused");
	CHECK_STR(parse("--quiet=1"), "!option --quiet takes no argument");
	CHECK_STR(parse("--binary="), "!option --binary takes no argument");
	CHECK_STR(parse("-v --verbose=2"),
	    "!option --verbose takes no argument");

	test_begin("a wrong value is refused by its option's full name");
	CHECK_STR(parse("--limit x"), "!--limit: not a whole number: \"x\"");
	CHECK_STR(parse("-t xml"), "!--to: \"xml\": expected json, bin or csv");
	CHECK_STR(parse("--share=1.5"), "!--share: 1.5: expected 0 to 1");

	test_begin("a refused line leaves nothing behind for the next");
	CHECK_STR(parse("-qzv"), "!unknown option: -z");
	CHECK_STR(parse("-v a"), "a");
	CHECK_INT(tool.verbose, 1);
	CHECK_INT(tool.quiet, 0);
}

static const char *
peek(const char *name, const char *words)
{
	static struct line l;
	const char *found;

	line_init(&l, words);
	found = opt_peek(l.argc, l.argv, groups, 1, name);
	return found != NULL ? found : "(none)";
}

static void
test_peek(void)
{
	test_begin("an option is found before the line is parsed");
	CHECK_STR(peek("d", "-d iforest"), "iforest");
	CHECK_STR(peek("detector", "-diforest"), "iforest");
	CHECK_STR(peek("detector", "a --detector b c"), "b");
	CHECK_STR(peek("d", "--detector=b=c"), "b=c");
	CHECK_STR(peek("d", "-qvd b"), "b");
	CHECK_STR(peek("d", "-qdb"), "b");
	CHECK_STR(peek("d", "-d a -d b"), "b");
	CHECK_STR(peek("d", "-d -q"), "-q");
	CHECK_STR(peek("h", "-qh"), "");
	CHECK_STR(peek("help", "x --help y"), "");

	test_begin("what is another option's argument is not found");
	CHECK_STR(peek("d", "-f -d x"), "(none)");
	CHECK_STR(peek("d", "--from -dx"), "(none)");
	CHECK_STR(peek("d", "-fd"), "(none)");
	CHECK_STR(peek("d", "-qf -dx"), "(none)");
	CHECK_STR(peek("d", "-f -- -dx"), "x");

	test_begin("nothing is found behind -- or at the end");
	CHECK_STR(peek("d", ""), "(none)");
	CHECK_STR(peek("d", "-- -d x"), "(none)");
	CHECK_STR(peek("d", "-d"), "(none)");
	CHECK_STR(peek("d", "- d detector"), "(none)");

	test_begin("options of a table not yet known are passed over");
	CHECK_STR(peek("d", "--trees 5 -d x --share=0.5"), "x");
	CHECK_STR(peek("d", "--det 5 -d x"), "x");
	CHECK_STR(peek("d", "-k -d x"), "x");
	CHECK_STR(peek("d", "-kd x"), "(none)");
}

static void
test_set(void)
{
	struct err err = { 0 };

	test_begin("one option is set by its name");
	CHECK_STR(parse(""), "");
	CHECK_INT(opt_set(&groups[0], "limit", "12", &err), 0);
	CHECK_INT(tool.limit, 12);
	CHECK_INT(opt_set(&groups[0], "binary", NULL, &err), 0);
	CHECK_INT(tool.to, 1);
	CHECK_INT(opt_set(&groups[1], "share", "1", &err), 0);
	CHECK_NEAR(forest.share, 1, 0);

	test_begin("a name that the group does not have is refused");
	CHECK_INT(opt_set(&groups[1], "limit", "12", &err), -1);
	CHECK_STR(err.msg, "unknown option: --limit");
	CHECK(err.usage);
}

/* 1 when a table with this row behind the tool's own is a BUG. */
static int
is_bug(struct opt row)
{
	static struct tool other;
	struct opt opts[] = { row, { .name = NULL } };
	struct opt_group both[] = { groups[0], { opts, &other, NULL } };
	struct err err = { 0 };
	struct line l;
	int n, status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		fclose(stderr);
		line_init(&l, "");
		_exit(opt_parse(&n, l.argc, l.argv, both, 2, &err) < 0);
	}
	if (waitpid(child, &status, 0) != child)
		return -1;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void
test_bugs(void)
{
#define ROW .name = "extra", .help = "more"
	const struct opt good = { ROW, .type = OPT_INT, .letter = 'x',
		.arg = "N", .def = "1" };
	const struct opt bad[] = {
		{ .name = "from", .help = "more" },
		{ .name = "", .help = "more" },
		{ .name = "a=b", .help = "more" },
		{ .name = "extra" },
		{ ROW, .letter = 'f' },
		{ ROW, .letter = '?' },
		{ ROW, .arg = "N" },
		{ ROW, .type = OPT_INT },
		{ ROW, .type = OPT_INT, .arg = "N", .def = "x" },
		{ ROW, .type = OPT_INT, .arg = "N", .min = 1 },
		{ ROW, .type = OPT_INT, .arg = "N", .def = "1", .min = 2,
		    .max = 3 },
		{ ROW, .type = OPT_ENUM, .arg = "N" },
		{ ROW, .type = OPT_SET, .def = "1" },
		{ ROW, .type = OPT_SIZE, .arg = "N", .min = -1 },
	};
#undef ROW
	size_t i;

	test_begin("a table that cannot be right is a bug");
	CHECK_INT(is_bug(good), 0);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(is_bug(bad[i]), 1);
}

int
main(void)
{
	test_defaults();
	test_forms();
	test_operands();
	test_refused();
	test_peek();
	test_set();
	test_bugs();
	return test_end();
}
