/*
 * tickcat - read ticks in any format, select, merge, convert.
 *
 *	files -> feed -> [dedup -> book] -> select -> dedup -> shard -> [sort]
 *	    -> skip, limit -> pace -> out
 *
 * Rows come in batches and are written in runs of consecutive rows that are
 * selected, so an unfiltered stream moves a whole batch at a time.  A book
 * must see every message exactly once, whatever the user selects of its levels.
 */
#include "cmd.h"
#include "counts.h"
#include "pieces.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "book/book.h"
#include "cat/order.h"
#include "cat/out.h"
#include "cat/piece.h"
#include "cat/row_order.h"
#include "cat/shortcut.h"
#include "cat/steps.h"
#include "dbn/symbology.h"
#include "stream/sort.h"

static struct {
	struct source_opts source;
	struct select_opts select;
	struct step_opts steps;
	struct order_opts order;
	struct cat_out_opts out;
	int fragment;
	const char *symbology;
	struct symbology *names; /* of --symbology */
	int64_t fragment_version;
} o;

#define AT(field) offsetof(__typeof__(o), field)

/* The remaining source_options. */
static const struct opt read_opts[] = {
	{ .name = "fragment",
	    .type = OPT_FLAG,
	    .off = AT(fragment),
	    .help = "the input is DBN records without metadata" },
	{ .name = "dbn-version",
	    .type = OPT_INT,
	    .off = AT(fragment_version),
	    .arg = "N",
	    .def = "0",
	    .max = 3,
	    .help = "DBN version of a fragment (0 = by record length)" },
	{ .name = "symbology",
	    .type = OPT_STR,
	    .off = AT(symbology),
	    .arg = "FILE",
	    .help = "Databento: take symbols from a symbology.json" },
	{ .name = NULL },
};

static const struct tool tool = {
	.name = "tickcat",
	.summary = "Read ticks of any format; select, merge and convert them.",
	.usage = "[options] [file ...]",
	.example = "  tickcat --summary day.dbn.zst        # what is in it\n"
		   "  tickcat -s 'ES*' -n 3 day.dbn.zst    # as JSON lines\n"
		   "  tickcat --as EURUSD quotes.csv.zst | tickwin -e 1s\n"
		   "  tickcat -b --merge -o all.tks *.dbn.zst\n"
		   "  kcat -C -u -J -t ticks | tickcat --framing kcat-json\n",
	.rare = "state-to max-orders book bar-end zero-price decimal numbers "
		"no-src reverse sort-memory tmp omit-header side-rows "
		"cumulative keep-unknown no-header skip-lines comment ts-unit "
		"date any-time bar price-scale side-map side-of stamp-arrival "
		"prefer open-bars quote-currency inner src strict-eof "
		"normalize-symbols tbbo resync ts-out fragment dbn-version "
		"symbology field time max-bad bad-to allow-empty max-symbols "
		"instruments publisher action side no-snapshots "
		"loop also skip no-clobber ts key-prefix gap max-jump segment "
		"out-dir split out pretty-px pretty-ts map-symbols pretty "
		"upgrade live bare dataset no-provenance verbose",
	.list = source_print,
	.columns = 1,
};

struct cat {
	struct cmd *c;
	struct feed *feed;
	struct books *books;  /* NULL: order messages pass as they are */
	struct pieces pieces; /* of --state */
	struct steps steps;
	struct sort *sort;      /* --sort, or NULL */
	enum steps_part part;   /* that rows pass through */
	struct row_order order; /* of the rows of this file */
	int binary;             /* it is a ticktools stream, or DBN */
	uint64_t sorted;
	uint64_t over_limit; /* sorted, and after --limit */
	struct cat_out *out;
	int passes_all; /* no step looks at the rows */
	int copies;     /* and DBN records are copied as bytes */
	uint64_t left;  /* rows still wanted */
	struct tally tally;
	struct unread keys;
};

/* ---- hooks of the output ---- */

static void
note(void *arg, const char *text)
{
	cmd_note(((struct cat *)arg)->c, "%s", text);
}

static const char *
provenance(void *arg, const char *before)
{
	return cmd_provenance(((struct cat *)arg)->c, before);
}

/* ---- hooks of the feed ---- */

static int
on_file(void *arg, struct source *s, struct err *err)
{
	struct cat *k = arg;

	k->c->progress_in = source_in(s);
	k->binary =
	    source_dbn(s) != NULL || strcmp(source_format(s), "tks") == 0;
	row_order_begin(&k->order, s, o.steps.feed.merge ? 0 : o.order.max_jump,
	    k->c->vocab.syms);
	return cat_out_input(k->out, s, err);
}

/* No more rows of it are read.  An error reports all of it on one line. */
static int
end_order(struct cat *k)
{
	return row_order_end(&k->order, k->c->err.set,
	    k->sort != NULL || o.steps.feed.merge, &k->c->err);
}

static void
on_done(void *arg, struct source *s)
{
	struct cat *k = arg;

	(void)end_order(k); /* c->err has it */
	tally_source(&k->tally, s, k->copies && source_dbn(s) != NULL,
	    !k->c->err.set);
	cat_out_done(k->out);
	k->c->progress_in = NULL;
}

static void
on_order(void *arg, const char *name, const struct feed_order *order)
{
	tally_order(&((struct cat *)arg)->tally, name, order);
}

static void
on_spilled(void *arg, const char *name, uint64_t bytes)
{
	tally_spilled(&((struct cat *)arg)->tally, name, "--reverse", bytes,
	    &o.order.spill);
}

static int
on_idle(void *arg, int idle, struct err *err)
{
	struct cat *k = arg;

	if (cat_out_tick(k->out, idle, err) == -1)
		return -1;
	return cmd_tick(k->c, idle, err);
}

static int
on_comment(void *arg, const char *text, size_t len, struct err *err)
{
	return cat_out_comment(((struct cat *)arg)->out, text, len, err);
}

/* ---- rows ---- */

/* Rows that passed: to the output, or to the sort. */
static int
put_run(void *arg, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct cat *k = arg;

	if (k->part == STEPS_CHOOSE) {
		k->sorted += n;
		return sort_add(k->sort, s, rows, n, err);
	}
	k->left -= n;
	return cat_out_rows(k->out, s, rows, n, err);
}

static int
put_rows(struct cat *k, size_t *seen, const struct recs *b, struct err *err)
{
	const struct steps_job job = { k->part,
		k->part == STEPS_CHOOSE ? UINT64_MAX : k->left, put_run,
		on_idle, k };

	return steps_batch(&k->steps, seen, b, &job, err);
}

/* Rows that were read. */
static int
put_batch(struct cat *k, const struct recs *b, struct err *err)
{
	size_t seen = 0;
	int ret;

	cmd_see(k->c, b->schema);
	ret = put_rows(k, &seen, b, err);
	(k->binary ? time_order_some : time_order_rows)(&k->order.rows,
	    b->schema, b->rows, seen);
	k->c->rows_in += seen;
	return ret == 0 ? row_order_set_aside(&k->order, err) : ret;
}

/* Write the sorted rows; after damage, all rows that came before it. */
static int
put_sorted(struct cat *k, struct err *err)
{
	uint64_t out = 0;
	struct recs b;
	size_t seen;
	int got = 0;

	k->part = STEPS_PASS;
	while (k->left > 0 && (got = sort_next(k->sort, &b, err)) == 1) {
		seen = 0;
		if (put_rows(k, &seen, &b, err) == -1)
			return -1;
		out += seen;
	}
	if (got == -1)
		return -1;
	k->over_limit = k->sorted - out;
	tally_spilled(&k->tally, NULL, "--sort", sort_spilled(k->sort),
	    &o.order.spill);
	return 0;
}

/* Order messages become levels; rows of other kinds pass unchanged. */
static int
put_books(struct cat *k, const struct recs *b, struct err *err)
{
	const struct schema *s = b->schema;
	struct rec r = { s, b->rows }, made;
	struct recs one;
	size_t i, seen;
	int got;

	cmd_see(k->c, s);
	time_order_rows(&k->order.rows, s, b->rows, b->n);
	for (i = 0; i < b->n && k->left > 0; i++, r.v += s->row_size) {
		k->c->rows_in++;
		if (!steps_new_row(&k->steps, &r))
			continue;
		got = books_row(k->books, &made, &r, err);
		if (got == 1) {
			one = (struct recs){ made.schema, made.v, 1 };
			got = put_rows(k, &seen, &one, err);
		}
		if (got == -1)
			return -1;
	}
	return row_order_set_aside(&k->order, err);
}

/* --to dbn with nothing selected: copy file by file. */
static int
copy_all(struct cat *k, struct err *err)
{
	struct cmd *c = k->c;
	struct source *s;
	int i, got = 0;

	for (i = 0; i < c->nfiles && got == 0 && io_signal() == 0; i++) {
		s = source_open(c->files[i], &c->vocab, &o.source, err);
		if (s == NULL)
			return -1;
		in_on_idle(source_in(s), on_idle, k);
		source_on_comment(s, on_comment, k);
		got = cat_out_copy(k->out, s, &c->rows_in, err);
		c->end = stream_end_of(c->end, source_ended(s));
		on_done(k, s);
		source_close(s);
	}
	if (got == 0 && i < c->nfiles) /* by a signal between two files */
		c->end = END_INTERRUPTED;
	return got;
}

/* Pass all rows of the feed to the sort or onwards. *got is the last result of
 * the feed: -1 is damage, and all rows before it are written. */
static int
read_feed(struct cat *k, int *got, struct err *err)
{
	struct recs b;

	while (k->left > 0 && (*got = feed_next(k->feed, &b, err)) > 0)
		if (*got == STREAM_BARRIER
			? cat_out_barrier(k->out, feed_barrier(k->feed), err)
			: (k->books != NULL ? put_books : put_batch)(k, &b,
			      err))
			return -1;
	return 0;
}

static int
read_all(struct cat *k, struct err *err)
{
	const struct feed_hooks hooks = { .file = on_file,
		.done = on_done,
		.order = on_order,
		.spilled = on_spilled,
		.idle = on_idle,
		.comment = on_comment,
		.arg = k };
	struct cmd *c = k->c;
	struct err later = { 0 };
	uint64_t rows;
	int got = 0;

	k->feed = feed_open(c->files, c->nfiles, &c->vocab, &o.source,
	    &o.steps.feed, &hooks, k->pieces.piece, err);
	if (k->feed == NULL)
		return -1;
	if (read_feed(k, &got, err) == -1)
		return -1;
	c->end = k->left == 0 ? END_CLEAN : feed_ended(k->feed);
	if (k->sort != NULL && put_sorted(k, &later) == -1) {
		err_copy(err, &later);
		return -1;
	}
	if (k->steps.not_due > 0) /* also when everything was read */
		c->end = END_INTERRUPTED;
	if (got == -1 || cmd_seen_all(c) == -1)
		return -1;
	rows = c->rows_in + k->tally.total.count[COUNT_NOT_SELECTED];
	return k->left == 0 && k->sort == NULL ? 0 : cmd_where_met(c, rows);
}

/* ---- the command ---- */

static int
prepare_source(struct cat *k, struct err *err)
{
	struct source_opts *s = &o.source;
	const char *why;

	if (source_opts_check(s, err) == -1)
		return -1;
	if ((o.fragment_version != 0 || s->dbn.fragment_ts_out) && !o.fragment)
		return err_usage(err, "--dbn-version and --ts-out: only with "
				      "--fragment");
	/* In some files times count from an instant that only the path
	 * gives. */
	if (strcmp(s->from, "auto") != 0 && o.select.start != NULL &&
	    ts_parse(&s->start, o.select.start, strlen(o.select.start), TS_AUTO,
		NULL, &why) == -1)
		return err_usage(err, "--start: \"%.40s\": %s", o.select.start,
		    why);
	s->stream = k->c->stream;
	s->note = note;
	s->note_arg = k;
	if (where_columns(k->c->where) > 0)
		s->where = k->c->where;
	if (k->c->o.stats)
		s->keys = &k->keys;
	if (o.fragment)
		s->from = "dbn"; /* its bytes do not show it */
	s->dbn.fragment = o.fragment;
	s->dbn.fragment_version = (int)o.fragment_version;
	if (o.symbology == NULL)
		return 0;
	o.names = symbology_open(o.symbology, k->c->vocab.syms, err);
	if (o.names == NULL)
		return -1;
	s->dbn.symbology = symbology_meta(o.names);
	s->symbology = o.names;
	return 0;
}

static int
prepare_steps(struct cat *k, struct err *err)
{
	const struct book_opts book = { .depth = (int)o.steps.book,
		.trades = 1,
		.max_orders = (uint64_t)o.steps.max_orders };
	struct vocab *vocab = &k->c->vocab;

	o.select.tz = o.source.tz;
	/* the input's columns are known if it is the only one */
	if (steps_init(&k->steps, &o.steps, &o.select,
		where_columns(k->c->where) > 0 ? NULL : k->c->where, vocab,
		err) == -1)
		return -1;
	if (o.order.sort && (k->sort = sort_new("--sort", &o.order.spill,
				 vocab->schemas, err)) == NULL)
		return -1;
	k->part = k->sort != NULL ? STEPS_CHOOSE : STEPS_ALL;
	k->left = o.steps.limit < 0 ? UINT64_MAX : (uint64_t)o.steps.limit;
	k->passes_all = steps_all(&k->steps, k->part) && o.steps.book == 0;
	if (o.steps.book == 0)
		return 0;
	if (where_columns(k->c->where) > 0)
		return err_usage(err, "--book: --where names columns of the "
				      "input: select after it, in a pipe");
	k->books = books_new(&book, vocab, err);
	return k->books == NULL ? -1 : 0;
}

static int
prepare_output(struct cat *k, struct err *err)
{
	const struct cat_out_hooks hooks = { provenance, note, k };
	struct cmd *c = k->c;

	if (cmd_name_output(c, out_is_rows(&o.out)) == -1 ||
	    (o.out.out != NULL &&
		cmd_name_format(c, "--out", o.out.out, 1) == -1))
		return -1;
	cmd_sink_opts(c, &o.out.sink, &encoder_json);
	o.out.path = c->o.output;
	o.out.files = c->files;
	o.out.nfiles = c->nfiles;
	o.out.summary_json = c->o.to == TO_JSON;
	o.out.tz = o.source.tz;
	o.out.by_time = c->o.time != NULL;
	o.out.no_clobber = c->o.no_clobber;
	o.out.spill = o.order.spill;
	o.out.max_jump = o.order.max_jump;
	if (o.out.summary && c->o.to != TO_AUTO && c->o.to != TO_JSON)
		return err_usage(err,
		    "--summary: expected --to json or no --to");
	if (cmd_check_output(c, o.out.sink.encoder) == -1 ||
	    cat_out_check(&o.out, err) == -1)
		return -1;
	/* rows that were changed no longer equal their input records */
	o.out.merged = o.steps.feed.merge || o.source.src ||
		       o.source.as != NULL || o.steps.feed.loop > 1 ||
		       o.steps.book > 0 || o.order.sort;
	o.out.book = (int)o.steps.book;
	o.out.moved = o.steps.feed.loop > 1 || o.source.as != NULL;
	o.out.dbn.text.pretty_px |= o.out.pretty;
	o.out.dbn.text.pretty_ts |= o.out.pretty;
	o.source.dbn.wide_volume = !o.out.merged && o.out.split == NULL &&
				   dbn_is_text(o.out.sink.encoder);
	o.out.dbn.emit.fragment_version = (int)o.fragment_version;
	o.out.dbn.emit.fragment_ts_out = o.source.dbn.fragment_ts_out;
	k->out = cat_out_new(&o.out, &hooks, &c->vocab, err);
	return k->out == NULL ? -1 : 0;
}

/* --state: resume where the previous piece ended. */
static int
prepare_pieces(struct cat *k, struct err *err)
{
	k->pieces = (struct pieces){ .c = k->c,
		.steps = &k->steps,
		.books = k->books,
		.left = &k->left };
	if (!pieces_asked(&k->pieces))
		return 0;
	if (piece_check(&o.source, &o.steps, &o.order, &o.out, err) == -1)
		return -1;
	return pieces_begin(&k->pieces, o.steps.feed.merge, &o.order.spill);
}

static int
prepare(struct cat *k, struct err *err)
{
	const struct shortcut may = { &o.steps, &o.order, &o.out };

	if (order_check(&o.order, &o.steps.feed, err) == -1)
		return -1;
	o.steps.feed.reverse = o.order.reverse;
	o.steps.feed.spill = o.source.spill = o.order.spill;
	if (prepare_source(k, err) == -1 || prepare_output(k, err) == -1 ||
	    prepare_steps(k, err) == -1)
		return -1;
	if (prepare_pieces(k, err) == -1)
		return -1;
	/* --time is checked against rows, --symbology and --as name them */
	k->copies = k->passes_all && k->c->o.time == NULL &&
		    o.symbology == NULL && o.source.as == NULL &&
		    k->pieces.piece == NULL && shortcut_copy(&may);
	o.source.stream.barriers = k->c->nfiles == 1 &&
				   k->pieces.piece == NULL &&
				   shortcut_barriers(&may);
	steps_narrow(&k->steps, &o.out.dbn.emit.narrow, o.steps.limit,
	    k->c->o.time == NULL);
	return 0;
}

static void
account(struct cat *k)
{
	const struct tally *t = &k->tally;
	struct cmd *c = k->c;

	pieces_account(&k->pieces);
	if (!out_is_rows(&o.out))
		c->rows_used += cat_out_seen(k->out);
	else
		c->rows_out = cat_out_seen(k->out) - cat_out_left_out(k->out);
	cmd_count(c, "other_kind", cat_out_left_out(k->out), ACCOUNT_DROPPED);
	c->not_selected =
	    k->steps.not_selected + t->total.count[COUNT_NOT_SELECTED];
	cmd_count(c, "repeated", k->steps.repeated, ACCOUNT_DROPPED);
	cmd_count(c, "other_shard", k->steps.other_shard, ACCOUNT_DROPPED);
	cmd_count(c, "skipped", k->steps.skipped, ACCOUNT_DROPPED);
	cmd_count(c, "over_limit", k->over_limit, ACCOUNT_DROPPED);
	cmd_count(c, "not_due", k->steps.not_due, ACCOUNT_DROPPED);
	if (k->books != NULL)
		counts_books(c, k->books);
	if (o.out.split != NULL)
		counts_split(c, k->out, t, &o.order.spill);
	counts_order(c, t, o.steps.feed.merge, k->order.back);
	counts_source(c, t, o.source.dbn.resync, &k->keys);
}

/* A requested name that never occurred is most likely a mistake. */
static void
note_unused(void *arg, const char *what, const char *name)
{
	cmd_note(((struct cat *)arg)->c,
	    "--%s: \"%s\": no such name in the input", what, name);
}

static int
run(struct cmd *c)
{
	struct cat k = { .c = c,
		.tally = { .note = note, .arg = &k },
		.order = { .tally = &k.tally, .bad = &c->bad } };
	int ret;

	if ((ret = prepare(&k, &c->err)) == 0) {
		if (o.out.metadata || k.left == 0)
			ret =
			    cat_out_headers(k.out, &o.source, &c->end, &c->err);
		else
			ret = k.copies ? copy_all(&k, &c->err)
				       : read_all(&k, &c->err);
		if (end_order(&k) == -1 || c->err.set)
			ret = -1;
		if (ret == 0)
			ret = pieces_end(&k.pieces, k.out, &c->err);
		if (cat_out_close(k.out, ret == 0 ? c->end : END_ABANDONED,
			&c->err) == -1)
			ret = -1;
	}
	if (ret == 0 && k.left > 0 && k.pieces.piece == NULL)
		select_unused(k.steps.select, note_unused, &k);
	if (k.out != NULL)
		account(&k);
	feed_close(k.feed);
	pieces_fini(&k.pieces);
	books_free(k.books);
	cat_out_free(k.out);
	sort_free(k.sort);
	steps_fini(&k.steps);
	symbology_close(o.names);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ source_options, &o.source, "Input" },
		{ read_opts, &o, NULL },
		{ cmd_input_opts, NULL, NULL },
		{ cat_select_opts, &o.select, "Selection" },
		{ cat_step_opts, &o.steps, "Processing" },
		{ cat_order_opts, &o.order, NULL },
		{ cmd_state_opts, NULL, "State" },
		{ cmd_file_opts, NULL, "Output" },
		{ cmd_output_opts, NULL, NULL },
		{ cat_output_opts, &o.out, NULL },
		{ cat_dbn_opts, &o.out, "DBN output" },
		{ cmd_misc_opts, NULL, "Other" },
		{ cmd_list_opts, NULL, NULL },
	};

	return cmd_main(&tool, groups, sizeof(groups) / sizeof(groups[0]), run,
	    argc, argv);
}
