/*
 * cmd.h - what all tools share: options, streams in and out, accounts, the
 * three ends of input, and how a tool ends.
 *
 *	static const struct tool tool = {...};
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		struct opt_group groups[] = {...};
 *
 *		return cmd_main(&tool, groups, N, run, argc, argv);
 *	}
 *
 * or cmd_begin, run and cmd_end, where something comes between them.  A run
 * returns 0, or -1 with c->err set.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/opt.h"
#include "base/state.h"
#include "stream/stream.h"
#include "stream/time_order.h"
#include "stream/where.h"

struct tool {
	const char *name;
	const char *summary; /* one line */
	const char *usage;   /* behind the name: "[options] [file ...]" */
	const char *example; /* lines for --help, or NULL */
	const char *rare;    /* options that only --help-all shows */
	void (*list)(FILE *f); /* --list: the registries, or NULL */
	int columns; /* reads text of others: --where may say col() */
};

/* Options of most tools; a tool's groups point at those it has. */
struct common {
	int to; /* enum cmd_to */
	const char *output;
	int no_clobber;
	int64_t zstd;
	int ts; /* enum: iso, ns */
	const char *kind, *key;
	int omit_header;
	struct opt_strs field;
	int skip_bad;
	int64_t max_bad;
	const char *bad_to;
	int allow_empty;
	int64_t max_symbols;
	const char *time, *where;
	int stats, no_provenance, quiet, verbose;
	int help, help_all, version, list;
	const char *state, *state_to; /* of cmd_state_opts */
	int final;
};

/* Shared options that only --help-all shows. */
#define CMD_RARE                                                               \
	"state-to field time max-bad bad-to allow-empty max-symbols "          \
	"no-clobber ts key-prefix omit-header kind no-provenance verbose"

/* --to: auto, or 1 + the place in cmd_encoders. */
enum cmd_to { TO_AUTO, TO_JSON, TO_BIN, TO_CSV, TO_TSV };

/* The formats a tool may write, NULL at the end. */
extern const struct encoder *const cmd_encoders[];

extern const struct opt cmd_input_opts[];  /* field .. where */
extern const struct opt cmd_file_opts[];   /* output */
extern const struct opt cmd_output_opts[]; /* to .. key-prefix */
extern const struct opt cmd_kind_opts[];   /* kind */
extern const struct opt cmd_misc_opts[];   /* stats .. version */
extern const struct opt cmd_list_opts[];   /* list */
extern const struct opt cmd_state_opts[];  /* state, state-to, final */

/*
 * The account of --stats, the same sum for every tool:
 *
 *	in + made = out + used + open + all of dropped
 *
 * in: rows read; made: rows of the tool's own (windows, a simulation); out:
 * rows written; used: rows that went into something else (a window, a model, a
 * report, a count); open: rows in what is not finished;
 * dropped: the others, by reason.
 * Records of an input that never were rows (refused, headers, heartbeats)
 * are in none of these: they are not_rows, by reason.
 */
enum { ACCOUNT_MAX = 64 };
enum account {
	ACCOUNT_SAYS,
	ACCOUNT_OPEN,
	ACCOUNT_DROPPED,
	ACCOUNT_NOT_ROWS
};

struct cmd {
	const struct tool *tool;
	struct common o;
	struct vocab vocab;
	struct err err;
	int nfiles;
	char **files; /* operands; "-" alone when there are none */
	struct sink *sink;
	enum stream_end end; /* how the input ended */
	struct bad_policy bad;
	struct where *where; /* --where, or NULL */
	uint64_t not_selected; /* rows that it left out */
	struct time_order order; /* of the rows that cmd_each read */
	int reorders; /* rows that step back a little are put in order */
	struct stream_opts stream;
	struct state *state; /* written once the output is in place; or NULL */
	char *args;	   /* the options as one text, for provenance */
	char *provenance;  /* of the output */
	uint64_t began;	   /* monotonic ns */
	uint64_t rows_in, rows_made, rows_used;
	uint64_t rows_out; /* besides those of the sink */
	struct {
		const char *name;
		uint64_t value;
		enum account part;
	} account[ACCOUNT_MAX];
	int naccount;
	char *account_more; /* ,"name":value... behind that; freed at the end */
	int progress; /* stderr is a terminal and stdout is none */
	uint64_t progress_at;
	struct in *progress_in;

	/* set between cmd_begin and cmd_each where a tool needs them */
	int no_sink; /* the tool writes no rows */
	int reads_dbn; /* Databento binary is an input too; "auto" is DBN
			* then */
	int (*on_tick)(void *arg, int idle, struct err *err); /* before */
	void *on_tick_arg;
	/* A barrier came, behind all rows so far.  The default refuses it, as
	 * a tool must that keeps state between rows and saves none; NULL: the
	 * tool keeps none, and the barrier goes on. */
	int (*on_barrier)(void *arg, uint32_t number, struct err *err);
	void *on_barrier_arg;
	int wake_ms; /* cmd_tick also each ms while input is waited for */
	int file;    /* operand that is read, from 0 */

	const struct schema *seen; /* of the row before */
	int timed;		   /* a row had the field of --time */

	char *def_text; /* what a comment said of the rows' def, or NULL */
	uint64_t def_said;
	char *comments; /* met before the output was open, one per line */
	size_t ncomments;
};

/*
 * Parse the command line (a copy of it is kept for the provenance), answer
 * --help, --version and --list, and get ready.  Exits on a usage error.
 * The groups' bases are filled; group bases that are NULL get &c->o.
 */
void cmd_begin(struct cmd *c, const struct tool *tool,
    struct opt_group *groups, int ngroups, int argc, char **argv);

/* All of a tool: cmd_begin, run and cmd_end.  Returns what main returns. */
int cmd_main(const struct tool *tool, struct opt_group *groups, int ngroups,
    int (*run)(struct cmd *c), int argc, char **argv);

/* The provenance of an output: that of the input with this tool after it,
 * the cmd's until the next call; NULL: none is wanted, or c->err. */
const char *cmd_provenance(struct cmd *c, const char *before);

/* The --to that stands for an encoder. */
int cmd_place(const struct encoder *e);

/* The format of --to, or another where none was asked for. */
const struct encoder *cmd_encoder(const struct cmd *c,
    const struct encoder *otherwise);

/* What the options say of the output of rows, except for the provenance. */
void cmd_sink_opts(const struct cmd *c, struct sink_opts *o,
    const struct encoder *otherwise);

/* A usage error where options do not go with a format (NULL: it is that of
 * the input). */
int cmd_check_output(struct cmd *c, const struct encoder *e);

/*
 * What the name of -o says of the format (rows: the output is rows) and the
 * compression, where the options leave it open; a usage error where they say
 * otherwise.  Endings of files that are not finished (.new .tmp .part) are
 * looked through.  -1 too with --no-clobber where the file exists.
 */
int cmd_name_output(struct cmd *c, int rows);

/* Open the output; binary_in and provenance_in are those of the input. */
int cmd_open_sink(struct cmd *c, int binary_in, const char *provenance_in);

typedef int cmd_row_fn(void *arg, const struct rec *r, struct err *err);

/*
 * Read all input files as one stream of records, in order, and call each for
 * every record.  The sink is opened before the first call.  Sets c->end.
 * Comments of binary inputs go on to the output.
 */
int cmd_each(struct cmd *c, cmd_row_fn *each, void *arg);

/* The same, rows of one schema at a time: all that lie ready.  They are
 * row_size apart and borrowed. */
typedef int cmd_rows_fn(void *arg, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
int cmd_each_rows(struct cmd *c, cmd_rows_fn *each, void *arg);

/* A comment of the input: on to the output, kept while that is not open. */
int cmd_comment(void *cmd, const char *text, size_t len, struct err *err);

/* All was read: -1 when no row had the field of --time.  cmd_each does it. */
int cmd_seen_all(struct cmd *c);

/* The same of the names in --where, after so many rows: a note where their
 * kinds may be the reason.  cmd_each does it. */
int cmd_where_met(struct cmd *c, uint64_t rows);

/* For it: rows of this schema were read.  cmd_each does it. */
static inline void
cmd_see(struct cmd *c, const struct schema *s)
{
	if (s == c->seen)
		return;
	c->seen = s;
	c->timed |= c->o.time != NULL && schema_find(s, c->o.time) >= 0;
}

/* A barrier of the input: as c->on_barrier says, then on to the output.
 * cmd_each does it. */
int cmd_barrier(struct cmd *c, uint32_t number);

/* A row to the output. */
int cmd_put(void *cmd, const struct rec *r, struct err *err);

/* Call with each read of in: hands on what waits, shows progress. */
int cmd_tick(void *cmd, int idle, struct err *err);

/* Say once in a binary output what the def of its rows means: the text of
 * the input's steps, then this step's. */
int cmd_say_def(struct cmd *c, uint64_t def, const char *step);

/*
 * cmd_state.c: pieces.  With --state FILE the end of input is a pause.
 *
 *	cmd_state_begin (cmd_each) cmd_state_pause | end of input
 *
 * 1 when this run goes on from a state: *s is the file's, the caller's, of
 * this tool, its version and these options (a canonical text); 0 when there
 * is none; -1.
 */
int cmd_state_begin(struct cmd *c, struct state **s, const char *options);

/* 1 when what is open at the end of input is to be kept for the next piece. */
int cmd_state_pauses(const struct cmd *c);

/* An empty state to fill, which cmd_end writes once the output is closed and
 * in place.  NULL with c->err. */
struct state *cmd_state_pause(struct cmd *c, const char *options);

/* cmd_end does it. */
int cmd_state_write(struct cmd *c);

/*
 * cmd_book.c: --book N.  A row of kind mbo goes into its book: 1 and *out, the
 * book's levels, where they have changed; 0; -1.  Rows of other kinds are given
 * back as they are.  books_free frees.
 */
struct books;
struct books *cmd_book_new(struct cmd *c, int64_t levels, int64_t max_orders);
int cmd_book_row(struct cmd *c, struct books *b, struct rec *out,
    const struct rec *r, struct err *err);
void cmd_book_account(struct cmd *c, const struct books *b);

/* A number of --stats: a reason of dropped or not_rows, or something to say
 * that is in no sum. */
void cmd_count(struct cmd *c, const char *name, uint64_t value,
    enum account part);

/* Too many late rows are a failure, with all output in its place: more than
 * percent of in, and at least 100.  remedy: what helps against it. */
void cmd_check_late(struct cmd *c, uint64_t late, uint64_t in, double percent,
    const char *remedy);

/* All of it; out: rows written.  cmd_end does it. */
void cmd_print_account(const struct cmd *c, uint64_t out);

/* One line on stderr: "tool: note: ...".  Not with -q. */
void cmd_note(const struct cmd *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Close what is open, print the account and the error, and end as the tool
 * must: returns 0, 1 or 2, or dies of the signal that interrupted it.
 */
int cmd_end(struct cmd *c, int ret);

#endif
