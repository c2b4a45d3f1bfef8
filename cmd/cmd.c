/*
 * cmd.c - start and exit of a tool.
 *
 * At the exit, the output is closed with the input's end status and checked;
 * then the account is printed; then the error or the signal is reported.
 */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "math/kernel.h"

/* Fail if stdout was not written completely, also for --help. */
static _Noreturn void
finish_print(const struct tool *tool)
{
	if (fflush(stdout) == EOF || ferror(stdout) ||
	    close(STDOUT_FILENO) == -1) {
		fprintf(stderr, "%s: <stdout>: write error: %s\n", tool->name,
		    strerror(errno));
		exit(1);
	}
	exit(0);
}

/* Headings are bold on a terminal, unless NO_COLOR asks for plain text. */
static int
may_be_bold(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

static void
print_help(const struct tool *tool, const struct opt_group *groups, int n,
    int all)
{
	const char *rare = all || tool->rare == NULL ? NULL : tool->rare;
	int bold = may_be_bold();

	printf("usage: %s %s\n%s\n", tool->name, tool->usage, tool->summary);
	if (tool->example != NULL)
		printf("\n%sExamples:%s\n%s", bold ? "\033[1m" : "",
		    bold ? "\033[0m" : "", tool->example);
	opt_help(stdout, groups, n, rare, bold);
	printf("\n");
	if (rare != NULL)
		printf("%s --help-all shows all options.  ", tool->name);
	printf("See %s(1) and tick(7).\n", tool->name);
}

/* The command line as it was given, for the provenance. */
static char *
join_args(int argc, char **argv)
{
	size_t n = 1;
	char *s, *p;
	int i;

	for (i = 1; i < argc; i++)
		n += strlen(argv[i]) + 1;
	if ((s = p = malloc(n)) == NULL)
		return NULL;
	*p = '\0';
	for (i = 1; i < argc; i++)
		p += sprintf(p, "%s%s", i > 1 ? " " : "", argv[i]);
	return s;
}

static int
refuse_barrier(void *arg, uint32_t number, struct err *err)
{
	const struct cmd *c = arg;

	return err_set(err,
	    "barrier %" PRIu32 ": %s keeps state between rows and saves none: "
	    "it cannot take part in checkpoints",
	    number, c->tool->name);
}

static void
note_input(void *cmd, const char *name, const char *text)
{
	cmd_note(cmd, "%s: %s", name, text);
}

/* A writer that died may have left an incomplete line. */
static int
ends_in_line(const char *path, off_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), open_line;
	char last = '\n';

	if (fd == -1)
		return 0;
	open_line = pread(fd, &last, 1, size - 1) == 1 && last != '\n';
	close(fd);
	return open_line;
}

/* Open now, so that an output that cannot be written is found before the
 * work. */
static void
open_quarantine(struct cmd *c)
{
	struct stat st;

	if (c->o.bad_to == NULL)
		return;
	if ((c->bad.to = fopen(c->o.bad_to, "ae")) == NULL) {
		err_errno(&c->err, "--bad-to %s", c->o.bad_to);
		return;
	}
	if (fstat(fileno(c->bad.to), &st) == -1 || !S_ISREG(st.st_mode) ||
	    st.st_size == 0)
		return;
	c->bad.run = c->tool->name;
	if (ends_in_line(c->o.bad_to, st.st_size))
		fputc('\n', c->bad.to);
}

/* What a run writes beside its output replaces nothing that it reads. */
static int
check_apart(struct cmd *c)
{
	const char *bad = c->o.bad_to;

	if (cmd_apart(c, "--bad-to", bad, NULL) == -1 ||
	    cmd_apart(c, "--state", c->o.state, bad) == -1 ||
	    cmd_apart(c, "--state-to", c->o.state_to, bad) == -1)
		return -1;
	return c->tool->apart != NULL ? c->tool->apart(c) : 0;
}

static void
open_bad(struct cmd *c)
{
	c->bad.skip = c->o.skip_bad || c->o.bad_to != NULL;
	c->bad.max = (uint64_t)c->o.max_bad;
	c->stream.bad = &c->bad;
	c->stream.barriers = 1;
	c->on_barrier = refuse_barrier;
	c->on_barrier_arg = c;
	c->stream.allow_empty = c->o.allow_empty;
	c->stream.note = note_input;
	c->stream.note_arg = c;
	if (check_apart(c) == 0)
		open_quarantine(c);
}

void
cmd_begin(struct cmd *c, const struct tool *tool, struct opt_group *groups,
    int ngroups, int argc, char **argv)
{
	static char dash[] = "-", *no_files[] = { dash, NULL };
	int i;

	memset(c, 0, sizeof(*c));
	c->tool = tool;
	c->began = io_now();
	io_guard_std();
	io_catch_signals();
	for (i = 0; i < ngroups; i++)
		if (groups[i].base == NULL)
			groups[i].base = &c->o;
	c->groups = groups;
	c->ngroups = ngroups;
	if (argc == 2 && strcmp(argv[1], "--opt-table") == 0) {
		opt_table(stdout, groups, ngroups);
		finish_print(tool);
	}
	c->args = join_args(argc, argv);
	if (opt_parse(&c->nfiles, argc, argv, groups, ngroups, &c->err) == -1) {
		if (tool->unknown != NULL)
			tool->unknown(&c->err);
		exit(cmd_end(c, -1));
	}
	c->files = c->nfiles > 0 ? argv + 1 : no_files;
	if (c->nfiles == 0)
		c->nfiles = 1;
	if (c->o.help || c->o.help_all) {
		print_help(tool, groups, ngroups, c->o.help_all);
		finish_print(tool);
	}
	if (c->o.version) {
		printf("%s (ticktools) %s\nzstd %s, kernels %s\n", tool->name,
		    TT_VERSION, ZSTD_versionString(), kernels_best()->name);
		finish_print(tool);
	}
	if (c->o.list && tool->list != NULL) {
		tool->list(stdout);
		finish_print(tool);
	}
	if (vocab_init(&c->vocab, cmd_max_symbols(c), &c->err) == -1)
		exit(cmd_end(c, -1));
	c->progress = !c->o.quiet && isatty(STDERR_FILENO) &&
		      (c->o.output != NULL || !isatty(STDOUT_FILENO));
	if (c->o.output != NULL && c->o.output[0] == '\0')
		err_usage(&c->err, "-o: empty file name");
	if (c->nfiles == 1 && c->files == no_files &&
	    strstr(tool->usage, "[file") != NULL && isatty(STDIN_FILENO) &&
	    isatty(STDERR_FILENO))
		cmd_note(c, "reading standard input from the terminal: end it "
			    "with ^D, or give files (see --help)");
	if (c->o.field.n > 0)
		c->stream.fields = c->o.field.v;
	if (c->o.where != NULL)
		c->where =
		    where_new(c->o.where, &c->vocab, tool->columns, &c->err);
	if (c->o.time != NULL)
		schemas_set_time(c->vocab.schemas, c->o.time, &c->err);
	open_bad(c);
	if (c->err.set)
		exit(cmd_end(c, -1));
}

void
cmd_note(const struct cmd *c, const char *fmt, ...)
{
	va_list ap;

	if (c->o.quiet)
		return;
	fprintf(stderr, "%s: note: ", c->tool->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static int
close_bad(struct cmd *c)
{
	if (c->bad.to == NULL)
		return 0;
	if (ferror(c->bad.to) | fclose(c->bad.to))
		return err_errno(&c->err, "--bad-to %s", c->o.bad_to);
	return 0;
}

static void
note_bad(const struct cmd *c)
{
	char counts[BAD_COUNTS_MAX];

	bad_counts(counts, sizeof(counts), &c->bad);
	cmd_note(c, "%" PRIu64 " bad rows skipped: %s", c->bad.count, counts);
}

/* --verbose: the rows in words. */
static void
note_rows(const struct cmd *c, uint64_t out)
{
	if (c->o.verbose)
		cmd_note(c, "%" PRIu64 " rows read, %" PRIu64 " written",
		    c->rows_in, out);
}

static void
note_order(const struct cmd *c)
{
	char says[256];

	if ((!c->reorders || time_order_newest_first(&c->order)) &&
	    time_order_says(&c->order, says, sizeof(says)))
		cmd_note(c, "%s", says);
}

/* Exit by the signal that ended the input, as if it had not been caught. */
static void
die_of(int sig)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_DFL;
	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
	raise(sig);
}

/* --skip-bad is meant for a few bad records among good ones. */
static int
check_all_bad(struct cmd *c)
{
	if (c->bad.count == 0 || c->rows_in > 0 || io_signal())
		return 0;
	return err_set(&c->err,
	    "all records are bad (%" PRIu64 "), the first: %s", c->bad.count,
	    c->bad.first.msg);
}

int
cmd_end(struct cmd *c, int ret)
{
	uint64_t out = c->rows_out;

	if (c->sink != NULL) {
		/* also after a failure: these rows are complete */
		if (cmd_put_all(c, &c->err) == -1)
			ret = -1;
		out += sink_written(c->sink);
		cmd_count(c, "other_kind", sink_left_out(c->sink),
		    ACCOUNT_DROPPED);
	}

	if (c->end == END_OPEN)
		c->end = io_signal() ? END_INTERRUPTED : END_CLEAN;
	if (ret == 0 && !c->err.set)
		ret = check_all_bad(c);
	if (sink_close(c->sink, ret == -1 ? END_ABANDONED : c->end, &c->err) ==
	    -1)
		ret = -1;
	c->sink = NULL;
	if (close_bad(c) == -1)
		ret = -1;
	if (ret == 0 && !c->err.set && cmd_state_write(c) == -1)
		ret = -1;
	state_free(c->state);
	if (c->progress_at != 0)
		fprintf(stderr, "\r\033[K");
	if (c->bad.count > 0 && !c->o.stats)
		note_bad(c);
	if (ret == 0) {
		note_order(c);
		note_rows(c, out);
	}
	if (c->o.stats) {
		if (c->order.back > 0)
			cmd_count(c, "steps_back", c->order.back, ACCOUNT_SAYS);
		cmd_count(c, "not_selected", c->not_selected, ACCOUNT_DROPPED);
		cmd_count(c, "bad", c->bad.count, ACCOUNT_NOT_ROWS);
		if (c->reads_dbn) {
			cmd_count(c, "unknown_type", c->unknown_type,
			    ACCOUNT_NOT_ROWS);
			cmd_count(c, "unmapped", c->unmapped, ACCOUNT_SAYS);
		}
		cmd_print_account(c, out);
	}
	where_free(c->where);
	vocab_fini(&c->vocab);
	free(c->put.rows);
	free(c->account_more);
	free(c->comments);
	free(c->def_text);
	free(c->args);
	free(c->provenance);
	if (ret != -1 && c->end == END_INTERRUPTED && !io_signal())
		ret = err_set(&c->err,
		    "the input was interrupted, as its end block records");
	if (ret == -1 || c->err.set) {
		fprintf(stderr, "%s: %s\n", c->tool->name, c->err.msg);
		if (io_signal())
			die_of(io_signal());
		return c->err.usage ? 2 : 1;
	}
	if (io_signal())
		die_of(io_signal());
	/* a failure to write the account cannot be reported anywhere */
	return c->o.stats && ferror(stderr) ? 1 : 0;
}

int
cmd_main(const struct tool *tool, struct opt_group *groups, int ngroups,
    int (*run)(struct cmd *c), int argc, char **argv)
{
	struct cmd c;

	cmd_begin(&c, tool, groups, ngroups, argc, argv);
	return cmd_end(&c, run(&c));
}
