/*
 * cmd.c - what all tools share.
 *
 * The order of an ending: the input's state is known, the output is closed
 * with it and checked, then the account, then the error or the signal.
 */
#include "cmd.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "base/json.h"
#include "math/kernel.h"
#include "stream/def.h"

#define PROGRESS_NS UINT64_C(500000000)

static const char *const to_names[] = { "same", "json", "bin", "csv", NULL };
static const char *const ts_names[] = { "iso", "ns", NULL };

const struct opt cmd_input_opts[] = {
	{ 0, "field", OPT_STRS, offsetof(struct common, field), "NAME:TYPE",
	    NULL, 0, 0, NULL, "type of a JSON field that has no known name" },
	{ 0, "time", OPT_STR, offsetof(struct common, time), "FIELD", NULL, 0,
	    0, NULL, "use this time field as index time" },
	{ 0, "skip-bad", OPT_FLAG, offsetof(struct common, skip_bad), NULL,
	    NULL, 0, 0, NULL, "count bad lines and go on" },
	{ 0, "max-bad", OPT_INT, offsetof(struct common, max_bad), "N", "0", 0,
	    1e18, NULL, "fail when more than N are bad; 0 is no limit" },
	{ 0, "bad-to", OPT_STR, offsetof(struct common, bad_to), "FILE", NULL,
	    0, 0, NULL, "keep each bad line there with its reason" },
	{ 0, "max-symbols", OPT_INT, offsetof(struct common, max_symbols), "N",
	    "1048576", 1, 2147483647, NULL, "most symbols and other words" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

const struct opt cmd_output_opts[] = {
	{ 't', "to", OPT_ENUM, offsetof(struct common, to), "FORMAT", "same", 0,
	    0, to_names, "encoding of the output" },
	{ 'b', "bin", OPT_SET, offsetof(struct common, to), NULL, NULL, TO_BIN,
	    TO_BIN, NULL, "short for --to bin" },
	{ 'o', "output", OPT_STR, offsetof(struct common, output), "FILE", NULL,
	    0, 0, NULL, "write FILE, whole or not at all" },
	{ 0, "zstd", OPT_INT, offsetof(struct common, zstd), "LEVEL", "0", 0,
	    19, NULL, "compress the output; 0 is not" },
	{ 0, "ts", OPT_ENUM, offsetof(struct common, ts), "FORM", "iso", 0, 0,
	    ts_names, "times in text: ISO 8601 or integers" },
	{ 0, "kind", OPT_STR, offsetof(struct common, kind), "KIND", NULL, 0, 0,
	    NULL, "with --to csv: print rows of this kind" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

const struct opt cmd_misc_opts[] = {
	{ 0, "stats", OPT_FLAG, offsetof(struct common, stats), NULL, NULL, 0,
	    0, NULL, "print the account of rows on stderr, as JSON" },
	{ 0, "no-provenance", OPT_FLAG, offsetof(struct common, no_provenance),
	    NULL, NULL, 0, 0, NULL,
	    "leave tools and options out of the output's header" },
	{ 'q', "quiet", OPT_FLAG, offsetof(struct common, quiet), NULL, NULL, 0,
	    0, NULL, "no notes and no progress on stderr" },
	{ 'v', "verbose", OPT_COUNT, offsetof(struct common, verbose), NULL,
	    NULL, 0, 0, NULL, "say more on stderr" },
	{ 'h', "help", OPT_FLAG, offsetof(struct common, help), NULL, NULL, 0,
	    0, NULL, "print this and exit" },
	{ 'V', "version", OPT_FLAG, offsetof(struct common, version), NULL,
	    NULL, 0, 0, NULL, "print the version and exit" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

const struct opt cmd_list_opts[] = {
	{ 0, "list", OPT_FLAG, offsetof(struct common, list), NULL, NULL, 0, 0,
	    NULL, "print what there is to choose from and exit" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

/* What was printed on stdout must have arrived, also for --help. */
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

static void
print_help(const struct tool *tool, const struct opt_group *groups, int n)
{
	printf("usage: %s %s\n%s\n", tool->name, tool->usage, tool->summary);
	opt_help(stdout, groups, n);
	if (tool->example != NULL)
		printf("\nexample:\n%s", tool->example);
	printf("\nSee %s(1) and tick(7).\n", tool->name);
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

static void
open_bad(struct cmd *c)
{
	c->bad.skip = c->o.skip_bad || c->o.bad_to != NULL;
	c->bad.max = (uint64_t)c->o.max_bad;
	c->stream.bad = &c->bad;
	if (c->o.bad_to != NULL &&
	    (c->bad.to = fopen(c->o.bad_to, "we")) == NULL)
		err_errno(&c->err, "--bad-to %s", c->o.bad_to);
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
	if (argc == 2 && strcmp(argv[1], "--opt-table") == 0) {
		opt_table(stdout, groups, ngroups);
		finish_print(tool);
	}
	c->args = join_args(argc, argv);
	if (opt_parse(&c->nfiles, argc, argv, groups, ngroups, &c->err) == -1)
		exit(cmd_end(c, -1));
	c->files = c->nfiles > 0 ? argv + 1 : no_files;
	if (c->nfiles == 0)
		c->nfiles = 1;
	if (c->o.help) {
		print_help(tool, groups, ngroups);
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
	if (house_init(&c->house, (uint32_t)c->o.max_symbols, &c->err) == -1)
		exit(cmd_end(c, -1));
	c->progress =
	    !c->o.quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
	if (c->o.field.n > 0)
		c->stream.fields = c->o.field.v;
	if (c->o.time != NULL)
		schemas_set_time(c->house.schemas, c->o.time, &c->err);
	open_bad(c);
	if (c->err.set)
		exit(cmd_end(c, -1));
}

/* The input's provenance with this tool behind it. */
static int
make_provenance(struct cmd *c, const char *before)
{
	const char *args = c->args != NULL ? c->args : "";
	size_t nbefore = strlen(before), n;
	char *p;

	p = malloc(nbefore + 6 * strlen(args) + 256);
	if (p == NULL)
		return err_errno(&c->err, "provenance");
	free(c->provenance);
	c->provenance = p;
	/* "[]" or "[...]": in front of its close */
	n = nbefore > 2 && before[nbefore - 1] == ']' ? nbefore - 1 : 0;
	memcpy(p, before, n);
	p += n;
	p += sprintf(p, "%s{\"tool\":\"%s\",\"version\":\"%s\",\"options\":",
	    n > 0 ? "," : "[", c->tool->name, TT_VERSION);
	p += json_put_string(p, args, strlen(args));
	memcpy(p, "}]", 3);
	return 0;
}

const char *
cmd_provenance(struct cmd *c, const char *before)
{
	if (c->o.no_provenance || make_provenance(c, before) == -1)
		return NULL;
	return c->provenance;
}

/* Comments that came before the output was open. */
static int
send_comments(struct cmd *c)
{
	const char *p = c->comments, *end, *nl;

	if (c->ncomments == 0)
		return 0;
	for (end = p + c->ncomments; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (sink_comment(c->sink, p, (size_t)(nl - p), &c->err) == -1)
			return -1;
	}
	c->ncomments = 0;
	return 0;
}

/* Remember what {"def":"...","text":"..."} says. */
static void
note_def(struct cmd *c, const char *text, size_t len)
{
	struct json_token key, value;
	struct err bad = { 0 };
	struct json j;
	char *s;
	int n;

	json_init(&j, text, len);
	if (json_next(&j, &key, &bad) == -1 || key.type != JSON_OBJECT)
		return;
	while (json_next(&j, &key, &bad) == 0 && key.type == JSON_KEY) {
		if (json_next(&j, &value, &bad) == -1 ||
		    value.type != JSON_STRING)
			return;
		if (key.len != 4 || memcmp(key.s, "text", 4) != 0 ||
		    (s = malloc(value.len + 1)) == NULL)
			continue;
		n = json_unescape(s, value.len, &value);
		s[n > 0 ? n : 0] = '\0';
		free(c->def_text);
		c->def_text = s;
	}
}

int
cmd_comment(void *arg, const char *text, size_t len, struct err *err)
{
	struct cmd *c = arg;
	char *p;

	note_def(c, text, len);
	if (c->no_sink)
		return 0;
	if (c->sink != NULL)
		return sink_comment(c->sink, text, len, err);
	if ((p = realloc(c->comments, c->ncomments + len + 1)) == NULL)
		return err_errno(err, "comment");
	c->comments = p;
	memcpy(p + c->ncomments, text, len);
	c->ncomments += len;
	p[c->ncomments++] = '\n';
	return 0;
}

int
cmd_say_def(struct cmd *c, uint64_t def, const char *step)
{
	const char *before = c->def_text != NULL ? c->def_text : "";
	char *text;
	int ret;

	if (c->def_said == def || c->sink == NULL)
		return 0;
	c->def_said = def;
	if ((text = malloc(strlen(before) + strlen(step) + 4)) == NULL)
		return err_errno(&c->err, "def");
	sprintf(text, "%s%s%s", before, *before != '\0' ? " | " : "", step);
	ret = def_comment(c->sink, def, text, &c->err);
	free(text);
	return ret;
}

int
cmd_open_sink(struct cmd *c, int binary_in, const char *provenance_in)
{
	struct sink_opts o = { 0 };

	if (c->sink != NULL)
		return 0;
	o.encoder = c->o.to == TO_JSON               ? &encoder_json
		    : c->o.to == TO_CSV              ? &encoder_csv
		    : c->o.to == TO_BIN || binary_in ? &encoder_bin
						     : &encoder_json;
	o.zstd = (int)c->o.zstd;
	o.ts_ns = c->o.ts == 1;
	o.kind = c->o.kind;
	o.key = c->o.key;
	o.ahead = AHEAD_BULK;
	if (o.encoder == &encoder_bin && !c->o.no_provenance &&
	    (o.provenance = cmd_provenance(c, provenance_in)) == NULL)
		return -1;
	c->sink = sink_open(c->o.output, &c->house, &o, &c->err);
	return c->sink == NULL ? -1 : send_comments(c);
}

static void
show_progress(struct cmd *c)
{
	uint64_t now = io_now(), done, size;
	double s, mb;

	if (c->progress_in == NULL || now - c->progress_at < PROGRESS_NS)
		return;
	c->progress_at = now;
	s = (double)(now - c->began) / 1e9;
	done = in_raw_offset(c->progress_in);
	size = in_raw_size(c->progress_in);
	mb = (double)done / 1e6;
	fprintf(stderr, "\r%s: %" PRIu64 " rows, %.0f MB/s", c->tool->name,
	    c->rows_in, s > 0 ? mb / s : 0);
	if (size > done && done > 0)
		fprintf(stderr, ", %.0f %%, %.0f s left",
		    100.0 * (double)done / (double)size,
		    s * (double)(size - done) / (double)done);
	fprintf(stderr, "\033[K");
}

int
cmd_tick(void *cmd, int idle, struct err *err)
{
	struct cmd *c = cmd;

	if (c->on_tick != NULL && c->on_tick(c->on_tick_arg, idle, err) == -1)
		return -1;
	if (c->sink != NULL && sink_tick(c->sink, idle, err) == -1)
		return -1;
	if (c->progress)
		show_progress(c);
	return 0;
}

int
cmd_put(void *cmd, const struct rec *r, struct err *err)
{
	struct cmd *c = cmd;

	return sink_write(c->sink, r, err);
}

/* Who takes the rows: one by one, or as they come. */
struct taker {
	cmd_row_fn *row; /* or NULL */
	cmd_rows_fn *rows;
	void *arg;
};

/* A row that was read, and all that lie ready behind it. */
static int
take_rows(struct cmd *c, struct stream *s, const struct rec *r,
    const struct taker *t)
{
	const unsigned char *more;
	size_t n, size = r->schema->row_size;

	if (t->row != NULL) {
		if (t->row(t->arg, r, &c->err) == -1)
			return -1;
		c->rows_in++;
		return 0;
	}
	n = stream_more(s, &more);
	if (n > 0 && more == r->v + size) {
		more = r->v;
		n++;
	} else {
		if (t->rows(t->arg, r->schema, r->v, 1, &c->err) == -1)
			return -1;
		c->rows_in++;
	}
	if (n > 0 && t->rows(t->arg, r->schema, more, n, &c->err) == -1)
		return -1;
	c->rows_in += n;
	return 0;
}

static int
each_file(struct cmd *c, const char *name, const struct taker *t)
{
	struct stream *s;
	struct rec r;
	int got, ret = -1;

	s = stream_open(name, &c->house, &c->stream, &c->err);
	if (s == NULL)
		return -1;
	in_on_idle(stream_in(s), cmd_tick, c);
	stream_on_comment(s, cmd_comment, c);
	c->progress_in = stream_in(s);
	got = stream_read(s, &r, &c->err);
	/* Opened once the first bytes say which encoding "same" is. */
	if (!c->no_sink && (got == 1 || (got == 0 && stream_binary(s))) &&
	    cmd_open_sink(c, stream_binary(s), stream_provenance(s)) == -1)
		got = -1;
	for (; got == 1; got = stream_read(s, &r, &c->err)) {
		cmd_see(c, r.schema);
		if (take_rows(c, s, &r, t) == -1)
			goto out;
	}
	c->end = stream_ended(s);
	ret = got;
out:
	c->progress_in = NULL;
	stream_close(s);
	return ret;
}

int
cmd_seen_all(struct cmd *c)
{
	if (c->o.time == NULL || c->rows_in == 0 || c->timed)
		return 0;
	return err_set(&c->err,
	    "--time: \"%s\": no row has a field of that name", c->o.time);
}

static int
each_file_to(struct cmd *c, const struct taker *t)
{
	int i;

	for (i = 0; i < c->nfiles && io_signal() == 0; i++)
		if (each_file(c, c->files[i], t) == -1)
			return -1;
	if (i < c->nfiles) /* by a signal between two files */
		c->end = END_INTERRUPTED;
	if (cmd_seen_all(c) == -1)
		return -1;
	/* A stream was asked for by name: an empty input makes an empty one. */
	if (!c->no_sink && c->sink == NULL &&
	    (c->o.to == TO_BIN || c->o.output != NULL) &&
	    cmd_open_sink(c, 0, "[]") == -1)
		return -1;
	return 0;
}

int
cmd_each(struct cmd *c, cmd_row_fn *each, void *arg)
{
	const struct taker t = { .row = each, .arg = arg };

	return each_file_to(c, &t);
}

int
cmd_each_rows(struct cmd *c, cmd_rows_fn *each, void *arg)
{
	const struct taker t = { .rows = each, .arg = arg };

	return each_file_to(c, &t);
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

/* Die of the signal that ended the input, as if it were not caught. */
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

int
cmd_end(struct cmd *c, int ret)
{
	uint64_t out = c->rows_out;

	if (c->sink != NULL) {
		out += sink_written(c->sink);
		cmd_count(c, "other_kind", sink_left_out(c->sink),
		    ACCOUNT_DROPPED);
	}

	if (c->end == END_OPEN)
		c->end = io_signal() ? END_INTERRUPTED : END_CLEAN;
	if (sink_close(c->sink, ret == -1 ? END_ABANDONED : c->end, &c->err) ==
	    -1)
		ret = -1;
	c->sink = NULL;
	if (close_bad(c) == -1)
		ret = -1;
	if (c->progress_at != 0)
		fprintf(stderr, "\r\033[K");
	if (c->bad.count > 0 && !c->o.stats)
		note_bad(c);
	if (c->o.stats) {
		cmd_count(c, "bad", c->bad.count, ACCOUNT_NOT_ROWS);
		cmd_print_account(c, out);
	}
	house_fini(&c->house);
	free(c->account_more);
	free(c->comments);
	free(c->def_text);
	free(c->args);
	free(c->provenance);
	if (ret == -1 || c->err.set) {
		fprintf(stderr, "%s: %s\n", c->tool->name, c->err.msg);
		if (io_signal())
			die_of(io_signal());
		return c->err.usage ? 2 : 1;
	}
	if (io_signal())
		die_of(io_signal());
	return 0;
}

int
cmd_filter(const struct tool *tool, const struct opt *opts, void *base,
    int (*run)(struct cmd *c), int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, base, NULL },
		{ cmd_list_opts, NULL, NULL },
		{ cmd_input_opts, NULL, "input" },
		{ cmd_output_opts, NULL, "output" },
		{ cmd_misc_opts, NULL, "other" },
	};
	struct cmd c;

	cmd_begin(&c, tool, groups, sizeof(groups) / sizeof(groups[0]), argc,
	    argv);
	return cmd_end(&c, run(&c));
}
