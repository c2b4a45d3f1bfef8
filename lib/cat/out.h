/*
 * out.h - tickcat's output: a stream in any format, a stream cut into
 * segments or divided among files, a count, a summary, or the inputs'
 * metadata.
 *
 *	cat_out_new (cat_out_input (cat_out_rows | cat_out_raw |
 *	    cat_out_comment)* cat_out_done)* cat_out_close
 *
 * The output is opened with the first input, whose provenance and metadata are
 * written first, or at the close when there was no input.
 */
#ifndef CAT_OUT_H
#define CAT_OUT_H

#include "base/opt.h"
#include "base/spill.h"
#include "dbn/encode.h"
#include "source/source.h"
#include "stream/sink.h"

struct cat_out_opts {
	const char *path;             /* NULL: stdout */
	struct sink_opts sink;        /* of rows; more is dbn's, set here */
	struct dbn_out_opts dbn;      /* narrow: of bin, too */
	int summary_json;             /* the summary's form: lines of JSON */
	int metadata, count, summary; /* in place of the rows */
	int pretty;                   /* metadata: dates as text */
	uint64_t gap_ns;         /* of the summary: gaps longer than this; 0 */
	uint64_t max_jump;       /* of the summary: --max-jump */
	uint64_t segment;        /* bytes, 0 none */
	const char *out_dir;     /* of the segments */
	const char *split;       /* divide by these, or NULL */
	const char *out;         /* the names of those files */
	const char *tz;          /* of their days; NULL: UTC */
	int by_time;             /* --time was given */
	int no_clobber;          /* of those files */
	struct spill_opts spill; /* of rows gathered for them */
	int merged;         /* rows are not those of the input's last batch */
	int book;           /* levels made of order messages; 0: none */
	int moved;          /* their times are not those in the metadata */
	char *const *files; /* the inputs, to examine in advance */
	int nfiles;
};

/* 1 when rows are written, not something in their place. */
static inline int
out_is_rows(const struct cat_out_opts *o)
{
	return !o->count && !o->summary && !o->metadata;
}

extern const struct opt cat_output_opts[]; /* metadata .. out-dir */
extern const struct opt cat_dbn_opts[];    /* pretty-px .. dataset */

/* Callbacks from the output to its tool. */
struct cat_out_hooks {
	/* provenance of an output whose input has this; NULL: none */
	const char *(*provenance)(void *arg, const char *before);
	void (*note)(void *arg, const char *text);
	void *arg;
};

struct cat_out;

/* A usage error for options that cannot be combined. */
int cat_out_check(const struct cat_out_opts *o, struct err *err);

/* opts and vocab are borrowed; nothing is opened yet. */
struct cat_out *cat_out_new(const struct cat_out_opts *o,
    const struct cat_out_hooks *hooks, struct vocab *vocab, struct err *err);

/* An input was opened: open the output, write its metadata. */
int cat_out_input(struct cat_out *k, struct source *s, struct err *err);
/* It is through. */
void cat_out_done(struct cat_out *k);
/* A comment of a binary stream, also before cat_out_input. */
int cat_out_comment(struct cat_out *k, const char *text, size_t len,
    struct err *err);
int cat_out_rows(struct cat_out *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);
/*
 * Write all records of the input opened last, those of its own format as
 * unchanged bytes; *n is their number.
 */
int cat_out_copy(struct cat_out *k, struct source *s, uint64_t *n,
    struct err *err);
/*
 * Instead of all rows, write only the headers of the inputs.  *end: how they
 * ended.
 */
int cat_out_headers(struct cat_out *k, const struct source_opts *opts,
    enum stream_end *end, struct err *err);
/* Flush pending output; the body of an io_idle_fn. */
int cat_out_tick(struct cat_out *k, int idle, struct err *err);
/* Write a barrier after all rows so far. */
int cat_out_barrier(struct cat_out *k, uint32_t number, struct err *err);

/* An interrupted end is a pause (sink_pause). */
void cat_out_pause(struct cat_out *k);

uint64_t cat_out_seen(const struct cat_out *k); /* rows that were given */
/* Rows of another kind, which the format does not print. */
uint64_t cat_out_left_out(const struct cat_out *k);

/* After the close: files of --split, and bytes in temporary files. */
uint64_t cat_out_files(const struct cat_out *k);
uint64_t cat_out_spilled(const struct cat_out *k);

/*
 * Print the final report, if any, and close; end: how the input ended, or
 * END_ABANDONED.
 */
int cat_out_close(struct cat_out *k, enum stream_end end, struct err *err);
void cat_out_free(struct cat_out *k); /* NULL is nothing */

#endif
