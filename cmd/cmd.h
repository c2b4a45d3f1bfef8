/*
 * cmd.h - code shared by all tools: options, input and output streams,
 * accounts, the three ends of input, and the exit of a tool.
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
 * Call cmd_begin, run and cmd_end separately if something must happen between
 * them.  run returns 0, or -1 with c->err set.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/opt.h"
#include "base/state.h"
#include "stream/stream.h"
#include "stream/time_order.h"
#include "stream/where.h"

struct cmd;

struct tool {
	const char *name;
	const char *summary;   /* one line */
	const char *usage;     /* after the name: "[options] [file ...]" */
	const char *example;   /* lines for --help, or NULL */
	const char *rare;      /* options that only --help-all shows */
	void (*list)(FILE *f); /* --list: the registries, or NULL */
	int columns; /* reads foreign text files: --where may use col() */
	/* the tool's own calls of cmd_apart, before a file is opened; NULL:
	 * none */
	int (*apart)(struct cmd *c);
	/* may say more of an unknown option; NULL: nothing */
	void (*unknown)(struct err *err);
};

/* Options of most tools; a tool's groups point to those it has. */
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

/* --to: auto, or 1 + the index in cmd_encoders. */
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
 * The account of --stats.  For every tool
 *
 *	in + made = out + used + open + all of dropped
 *
 * in: rows read; made: rows that the tool makes (windows, a simulation); out:
 * rows written; used: rows that went into a result (a window, a model, a
 * report, a count); open: rows in unfinished results; dropped: all other rows,
 * by reason.  Input records that are not rows (refused, headers, heartbeats)
 * are in none of these; they are counted in not_rows, by reason.
 */
enum { ACCOUNT_MAX = 64 };
enum account { ACCOUNT_SAYS, ACCOUNT_OPEN, ACCOUNT_DROPPED, ACCOUNT_NOT_ROWS };

struct cmd {
	const struct tool *tool;
	struct common o;
	struct vocab vocab;
	struct err err;
	int nfiles;
	char **files; /* operands; "-" alone when there are none */
	struct sink *sink;
	struct { /* rows of cmd_put */
		const struct schema *schema;
		unsigned char *rows;
		size_t n, room; /* room: bytes */
	} put;
	enum stream_end end; /* how the input ended */
	struct bad_policy bad;
	struct where *where;     /* --where, or NULL */
	uint64_t not_selected;   /* rows that --where left out */
	struct time_order order; /* of the rows read by cmd_each */
	int reorders; /* the tool sorts rows that step back a little */
	struct stream_opts stream;
	struct state *state; /* written once the output is in place; or NULL */
	const struct opt_group *groups; /* of the command line */
	int ngroups;
	char *args;       /* the options as one text, for provenance */
	char *provenance; /* of the output */
	/* of the file being read (stream_provenance); NULL: none */
	const char *provenance_in;
	uint64_t began; /* monotonic ns */
	uint64_t rows_in, rows_made, rows_used;
	/* rows of the current file: those read, and those before the ones that
	 * cmd_each passes on */
	uint64_t file_rows, row_before;
	uint64_t unknown_type, unmapped; /* DBN records; see dbn_stats */
	uint64_t rows_out;               /* in addition to those of the sink */
	struct {
		const char *name;
		uint64_t value;
		enum account part;
	} account[ACCOUNT_MAX];
	int naccount;
	char *account_more; /* ,"name":value... appended; freed at the end */
	int progress;       /* stderr is a terminal and stdout is not */
	uint64_t progress_at;
	struct in *progress_in;

	/* set between cmd_begin and cmd_each by tools that need them */
	int no_sink;   /* the tool writes no rows */
	int reads_dbn; /* input may be Databento binary; "auto" then writes
			* DBN */
	int (*on_tick)(void *arg, int idle, struct err *err); /* before */
	void *on_tick_arg;
	/* Called for a barrier, after all rows before it.  The default refuses
	 * the barrier: this is required of tools that keep state between rows
	 * but cannot save it.  NULL: the tool keeps no state, and the barrier
	 * is passed on. */
	int (*on_barrier)(void *arg, uint32_t number, struct err *err);
	void *on_barrier_arg;
	int wake_ms; /* call cmd_tick this often while waiting for input */
	int file;    /* current operand, from 0 */

	const struct schema *seen; /* of the previous row */
	int timed;                 /* a row had the field of --time */

	char *def_text; /* text of the rows' def from a comment, or NULL */
	uint64_t def_said;
	char *comments; /* read before the output was open, one per line */
	size_t ncomments;
};

/*
 * Parse the command line (a copy of it is kept for the provenance), answer
 * --help, --version and --list, and get ready.  Exits on a usage error.
 * Options are stored at the groups' bases; a NULL base becomes &c->o.
 */
void cmd_begin(struct cmd *c, const struct tool *tool, struct opt_group *groups,
    int ngroups, int argc, char **argv);

/* A whole tool: cmd_begin, run and cmd_end.  Returns the value for main. */
int cmd_main(const struct tool *tool, struct opt_group *groups, int ngroups,
    int (*run)(struct cmd *c), int argc, char **argv);

/* The provenance of an output: the input's provenance followed by this tool.
 * Owned by c until the next call.  NULL: disabled, or c->err is set. */
const char *cmd_provenance(struct cmd *c, const char *before);

/* --max-symbols, of which no id of a symbol can be beyond INT32_MAX. */
static inline uint32_t
cmd_max_symbols(const struct cmd *c)
{
	return c->o.max_symbols < INT32_MAX ? (uint32_t)c->o.max_symbols
					    : INT32_MAX;
}

/* The --to value of an encoder. */
int cmd_place(const struct encoder *e);

/* The format of --to, or otherwise if --to was not given. */
const struct encoder *cmd_encoder(const struct cmd *c,
    const struct encoder *otherwise);

/* Set the sink's options from the command line, except for the provenance. */
void cmd_sink_opts(const struct cmd *c, struct sink_opts *o,
    const struct encoder *otherwise);

/* A usage error if options do not go with a format (NULL: the input's). */
int cmd_check_output(struct cmd *c, const struct encoder *e);

/*
 * Choose format (rows: the output is rows) and compression by the name of -o,
 * unless the options set them; a usage error if they contradict the name.
 * Suffixes of unfinished files (.new .tmp .part) are ignored.  Also -1 with
 * --no-clobber if the file exists.
 */
int cmd_name_output(struct cmd *c, int rows);
/* The same, except for --no-clobber, for the name of another option. */
int cmd_name_format(struct cmd *c, const char *option, const char *name,
    int rows);

/*
 * A usage error if a file that an option writes beside the output has no name,
 * or is an input, the output or `other' (NULL: none): it would be lost, or the
 * other would.
 */
int cmd_apart(struct cmd *c, const char *option, const char *name,
    const char *other);

/* The same, and no file that the options of all tools write beside it. */
int cmd_apart_all(struct cmd *c, const char *option, const char *name);

/* Open the output; binary_in and provenance_in describe the input. */
int cmd_open_sink(struct cmd *c, int binary_in, const char *provenance_in);

typedef int cmd_row_fn(void *arg, const struct rec *r, struct err *err);

/*
 * Read all input files in order as one stream and call each for every record.
 * The sink is opened before the first call.  Sets c->end.  Comments of binary
 * inputs are copied to the output.
 */
int cmd_each(struct cmd *c, cmd_row_fn *each, void *arg);

/* The same, but pass all ready rows of one schema at once.  They are row_size
 * bytes apart and borrowed. */
typedef int cmd_rows_fn(void *arg, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
int cmd_each_rows(struct cmd *c, cmd_rows_fn *each, void *arg);

/* Copy a comment of the input to the output; keep it until that is open. */
int cmd_comment(void *cmd, const char *text, size_t len, struct err *err);

/* End of input: -1 if no row had the field of --time.  Done by cmd_each. */
int cmd_seen_all(struct cmd *c);

/* The same for the names in --where, after this many rows; a note if the kinds
 * of the rows may be the reason.  Done by cmd_each. */
int cmd_where_met(struct cmd *c, uint64_t rows);

/* Note for cmd_seen_all that rows of this schema were read.  Done by
 * cmd_each. */
static inline void
cmd_see(struct cmd *c, const struct schema *s)
{
	if (s == c->seen)
		return;
	c->seen = s;
	c->timed |= c->o.time != NULL && schema_find(s, c->o.time) >= 0;
}

/* A barrier of the input: call c->on_barrier, then pass it to the output.
 * Done by cmd_each. */
int cmd_barrier(struct cmd *c, uint32_t number);

/*
 * Write a row that is made singly.  It is copied, and written together with
 * others: cmd_put_all writes all that wait.  Done by cmd_each, cmd_tick,
 * cmd_barrier, cmd_say_def and cmd_end.
 */
int cmd_put(struct cmd *c, const struct rec *r, struct err *err);
int cmd_put_all(struct cmd *c, struct err *err);

/* Called for each read of the input: writes pending output, shows progress. */
int cmd_tick(void *cmd, int idle, struct err *err);

/* Write the meaning of the rows' def once as a comment to a binary output: the
 * text of the input's steps, then of this step. */
int cmd_say_def(struct cmd *c, uint64_t def, const char *step);

/*
 * cmd_state.c: pieces.  With --state FILE the end of input is a pause.
 *
 *	cmd_state_begin (cmd_each) cmd_state_pause | end of input
 *
 * cmd_state_begin returns 1 if this run continues from a state: *s is the
 * file's content, owned by the caller and checked to be of this tool, version
 * and options (a canonical text).  0 if there is no state; -1 on failure.
 */
int cmd_state_begin(struct cmd *c, struct state **s, const char *options);

/* 1 if open results at the end of input are kept for the next piece. */
int cmd_state_pauses(const struct cmd *c);

/* An empty state to fill; cmd_end writes it after the output was closed and
 * renamed.  NULL with c->err. */
struct state *cmd_state_pause(struct cmd *c, const char *options);

/* Write the state.  Done by cmd_end. */
int cmd_state_write(struct cmd *c);

/* Add a number to --stats: a reason of dropped or not_rows, or a number that is
 * in no sum. */
void cmd_count(struct cmd *c, const char *name, uint64_t value,
    enum account part);

/* Fail if too many rows were late: more than percent of in, and at least 100.
 * The output is kept.  remedy: advice for the message. */
void cmd_check_late(struct cmd *c, uint64_t late, uint64_t in, double percent,
    const char *remedy);

/* Print the account; out: rows written.  Done by cmd_end. */
void cmd_print_account(const struct cmd *c, uint64_t out);

/* Print one line on stderr, "tool: note: ...", unless -q is given. */
void cmd_note(const struct cmd *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Close all files, print the account and the error, and return the exit status
 * 0, 1 or 2.  If a signal interrupted the tool, die of this signal.
 */
int cmd_end(struct cmd *c, int ret);

#endif
