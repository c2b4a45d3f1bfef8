/*
 * tickcat - read ticks from anything, select, merge, convert.
 *
 *	files -> feed -> select -> dedup -> shard -> skip, limit -> pace -> out
 *
 * Rows come in batches and leave in runs of neighbours that all pass, so a
 * stream that nothing is asked of is moved a batch at a time.
 */
#include "cmd.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "cat/feed.h"
#include "cat_out.h"
#include "cat/select.h"
#include "cat/steps.h"
#include "cat_tally.h"
#include "dbn/symbology.h"

static struct {
	struct source_opts source;
	struct feed_opts feed;
	struct select_opts select;
	struct cat_out_opts out;
	int dedup, fragment;
	const char *shard, *also, *symbology;
	struct symbology *names; /* of --symbology */
	int64_t skip, limit, fragment_version;
	double speed;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const char *const formats[] = { "auto", "json", "bin", "csv", "dbn",
	"dbn-csv", "dbn-json", NULL };
static const char *const ts_forms[] = { "iso", "ns", NULL };

/* The rest of source_options. */
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
	    .help = "version of a fragment; 0: by record length" },
	{ .name = "symbology",
	    .type = OPT_STR,
	    .off = AT(symbology),
	    .arg = "FILE",
	    .help = "Databento without symbols: those of a symbology.json" },
	{ .name = NULL },
};

static const struct opt step_opts[] = {
	{ 0, "merge", OPT_FLAG, AT(feed.merge), NULL, NULL, 0, 0, NULL,
	    "merge the files by index time, symbol, file" },
	{ 0, "loop", OPT_INT, AT(feed.loop), "N", "1", 1, 1e9, NULL,
	    "read all files N times, times shifted on" },
	{ 0, "follow", OPT_FLAG, AT(feed.follow), NULL, NULL, 0, 0, NULL,
	    "keep reading the last file as it grows" },
	{ 0, "dedup", OPT_FLAG, AT(dedup), NULL, NULL, 0, 0, NULL,
	    "drop rows that came before, among the last million" },
	{ 0, "shard", OPT_STR, AT(shard), "I/N", NULL, 0, 0, NULL,
	    "only symbols whose hash falls into part I of N, from 1" },
	{ 0, "also", OPT_STR, AT(also), "SYMBOLS", NULL, 0, 0, NULL,
	    "these symbols are in every shard" },
	{ 0, "skip", OPT_INT, AT(skip), "N", "0", 0, 9e18, NULL,
	    "leave out the first N rows that were selected" },
	{ 'n', "limit", OPT_INT, AT(limit), "N", "-1", -1, 9e18, NULL,
	    "stop after N rows; -1 is no limit" },
	{ 0, "speed", OPT_REAL, AT(speed), "X", "0", 0, 1e9, NULL,
	    "replay in index time, X times as fast; 0 is at once" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static const struct opt output_opts[] = {
	{ 't', "to", OPT_ENUM, AT(out.format), "FORMAT", "auto", 0, 0, formats,
	    "encoding of the output; auto is json, a table for --summary" },
	{ 'b', "bin", OPT_SET, AT(out.format), NULL, NULL, CAT_BIN, CAT_BIN,
	    NULL, "short for --to bin" },
	{ 0, "pretty-px", OPT_FLAG, AT(out.pretty_px), NULL, NULL, 0, 0, NULL,
	    "dbn-csv, dbn-json: prices as decimals" },
	{ 0, "pretty-ts", OPT_FLAG, AT(out.pretty_ts), NULL, NULL, 0, 0, NULL,
	    "dbn-csv, dbn-json: times as ISO 8601" },
	{ 'p', "pretty", OPT_FLAG, AT(out.pretty), NULL, NULL, 0, 0, NULL,
	    "both of these; --metadata: dates as text" },
	{ 0, "map-symbols", OPT_FLAG, AT(out.map_symbols), NULL, NULL, 0, 0,
	    NULL, "dbn-csv, dbn-json: print the symbol" },
	{ 0, "upgrade", OPT_FLAG, AT(out.dbn.upgrade), NULL, NULL, 0, 0, NULL,
	    "dbn: records of older versions as those of version 3" },
	{ 0, "live", OPT_FLAG, AT(out.dbn.live), NULL, NULL, 0, 0, NULL,
	    "dbn: a live stream's header at once, symbols as they come" },
	{ 0, "bare", OPT_FLAG, AT(out.dbn.bare), NULL, NULL, 0, 0, NULL,
	    "dbn: records alone, for --fragment to read" },
	{ 0, "dataset", OPT_STR, AT(out.dbn.dataset), "NAME", NULL, 0, 0, NULL,
	    "dbn: dataset, where the input names none; by publisher" },
	{ 0, "metadata", OPT_FLAG, AT(out.metadata), NULL, NULL, 0, 0, NULL,
	    "print the DBN metadata of each file as JSON, no rows" },
	{ 0, "count", OPT_FLAG, AT(out.count), NULL, NULL, 0, 0, NULL,
	    "print the number of rows in place of the rows" },
	{ 0, "summary", OPT_FLAG, AT(out.summary), NULL, NULL, 0, 0, NULL,
	    "print what is in the rows, by symbol and kind" },
	{ 0, "gap", OPT_DURATION, AT(out.gap_ns), "TIME", "0s", 0, 3.2e16, NULL,
	    "--summary: count gaps longer than this, too" },
	{ 0, "segment", OPT_SIZE, AT(out.segment), "SIZE", "0", 0, 1e9, NULL,
	    "cut the output into whole streams of about SIZE" },
	{ 0, "out-dir", OPT_STR, AT(out.out_dir), "DIR", NULL, 0, 0, NULL,
	    "folder of the segments" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static const struct opt file_opts[] = {
	{ 'o', "output", OPT_STR, offsetof(struct common, output), "FILE", NULL,
	    0, 0, NULL, "write FILE, whole or not at all" },
	{ 0, "zstd", OPT_INT, offsetof(struct common, zstd), "LEVEL", "0", 0,
	    19, NULL, "compress the output; 0 is not" },
	{ 0, "key-prefix", OPT_STR, offsetof(struct common, key), "FIELD", NULL,
	    0, 0, NULL, "json: this field and a TAB before each line" },
	{ 0, "ts", OPT_ENUM, offsetof(struct common, ts), "FORM", "iso", 0, 0,
	    ts_forms, "times in text: ISO 8601 or integers" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static void
list(FILE *f)
{
	const char *name, *summary;
	int i;

	fprintf(f, "input formats (--from):\n");
	for (i = 0; source_list(i, &name, &summary); i++)
		fprintf(f, "  %-16s %s\n", name, summary);
	fprintf(f, "kinds with fields of their own:\n ");
	for (i = 0; kind_names[i] != NULL; i++)
		fprintf(f, " %s", kind_names[i]);
	fputc('\n', f);
}

static const struct tool tool = {
	.name = "tickcat",
	.summary = "Read ticks from anything, select, merge, convert.",
	.usage = "[options] [file ...]",
	.example = "  tickcat --summary day.dbn.zst\n"
		   "  tickcat -s 'ES*' -n 3 day.dbn.zst\n"
		   "  tickcat -t dbn-csv -p --map-symbols day.dbn.zst\n"
		   "  tickcat --as EURUSD quotes.csv.zst | tickwin -e 1s\n"
		   "  tickcat -b --merge *.dbn.zst -o all.tks\n",
	.list = list,
};

struct cat {
	struct cmd *c;
	struct feed *feed;
	struct select *select;
	struct dedup *dedup;
	struct shard *shard;
	struct pace *pace;
	struct cat_out out;
	int passes_all;   /* a batch may go as it is */
	int copies;       /* and records of DBN as bytes */
	uint64_t left;    /* rows still wanted */
	uint64_t to_skip; /* rows still to leave out */
	uint64_t not_selected, repeated, other_shard, skipped, not_due;
	struct tally tally;
	struct unread keys;
};

/* ---- hooks of the feed ---- */

static int
on_file(void *arg, struct source *s, struct err *err)
{
	struct cat *k = arg;

	k->c->progress_in = source_in(s);
	return cat_out_file(&k->out, s, err);
}

static void
on_done(void *arg, struct source *s)
{
	struct cat *k = arg;

	tally_source(&k->tally, s, k->copies && source_dbn(s) != NULL);
	cat_out_done(&k->out);
	k->c->progress_in = NULL;
}

static void
on_order(void *arg, const char *name, const struct feed_order *order)
{
	tally_order(&((struct cat *)arg)->tally, name, order);
}

static int
on_idle(void *arg, int idle, struct err *err)
{
	return cat_out_idle(&((struct cat *)arg)->out, idle, err);
}

static int
on_comment(void *arg, const char *text, size_t len, struct err *err)
{
	return cat_out_comment(&((struct cat *)arg)->out, text, len, err);
}

static void
on_note(void *arg, const char *text)
{
	cmd_note(((struct cat *)arg)->c, "%s", text);
}

/* ---- rows ---- */

/* 1 when the row goes out, 0, or -1; what does not is counted. */
static int
passes(struct cat *k, const struct rec *r, struct err *err)
{
	int got;

	if ((got = select_row(k->select, r, err)) <= 0) {
		k->not_selected += got == 0;
		return got;
	}
	if (k->dedup != NULL && !dedup_row(k->dedup, r)) {
		k->repeated++;
		return 0;
	}
	if (k->shard != NULL && (got = shard_row(k->shard, r, err)) <= 0) {
		k->other_shard += got == 0;
		return got;
	}
	if (k->to_skip > 0) {
		k->to_skip--;
		k->skipped++;
		return 0;
	}
	if (k->pace != NULL &&
	    (got = pace_row(k->pace, r, on_idle, k, err)) <= 0) {
		k->not_due += got == 0;
		return got;
	}
	return 1;
}

static int
put_run(struct cat *k, const struct schema *s, const unsigned char *end,
    size_t n, struct err *err)
{
	if (n == 0)
		return 0;
	k->left -= n;
	return cat_out_rows(&k->out, s, end - n * s->row_size, n, err);
}

static int
put_batch(struct cat *k, const struct batch *b, struct err *err)
{
	const struct schema *s = b->schema;
	struct rec r = { s, b->rows };
	size_t i, run = 0;
	int got;

	cmd_see(k->c, s);
	if (k->passes_all) {
		i = b->n < k->left ? b->n : (size_t)k->left;
		k->c->rows_in += i;
		return put_run(k, s, b->rows + i * s->row_size, i, err);
	}
	for (i = 0; i < b->n && run < k->left; i++, r.v += s->row_size) {
		k->c->rows_in++;
		if ((got = passes(k, &r, err)) == -1)
			return -1;
		run += (size_t)got;
		/* a row that is due goes now; a row left out ends a run */
		if (!got || k->pace != NULL) {
			if (put_run(k, s, r.v + (got ? s->row_size : 0), run,
				err) == -1)
				return -1;
			run = 0;
		}
	}
	return put_run(k, s, r.v, run, err);
}

/* --to dbn, nothing selected: a copy, file by file. */
static int
copy_all(struct cat *k, struct err *err)
{
	struct cmd *c = k->c;
	struct source *s;
	int i, got = 0;

	for (i = 0; i < c->nfiles && got == 0 && io_signal() == 0; i++) {
		s = source_open(c->files[i], &c->house, &o.source, err);
		if (s == NULL)
			return -1;
		in_on_idle(source_in(s), on_idle, k);
		source_on_comment(s, on_comment, k);
		got = cat_out_copy(&k->out, s, err);
		c->end = source_ended(s);
		on_done(k, s);
		source_close(s);
	}
	if (got == 0 && i < c->nfiles) /* by a signal between two files */
		c->end = END_INTERRUPTED;
	return got;
}

static int
read_all(struct cat *k, struct err *err)
{
	struct feed_hooks hooks = { on_file, on_done, on_order, on_idle,
		on_comment, k };
	struct cmd *c = k->c;
	struct batch b;
	int got = 0;

	k->feed = feed_open(c->files, c->nfiles, &c->house, &o.source, &o.feed,
	    &hooks, err);
	if (k->feed == NULL)
		return -1;
	while (k->left > 0 && (got = feed_next(k->feed, &b, err)) == 1)
		if (put_batch(k, &b, err) == -1)
			return -1;
	c->end = k->left == 0 ? END_CLEAN : feed_ended(k->feed);
	if (k->not_due > 0) /* also where all was read */
		c->end = END_INTERRUPTED;
	return got == -1 ? -1 : cmd_seen_all(c);
}

/* ---- the whole ---- */

/* Symbols and ids of metadata: may one of their rows go out? */
static int
keeps(void *arg, const char *symbol, uint32_t id)
{
	struct cat *k = arg;

	return select_keeps(k->select, symbol, id) &&
	       (k->shard == NULL || shard_keeps(k->shard, symbol));
}

/* What of the selection the metadata of an output says.  Its range is one of
 * index time, so what was selected by another says nothing of it. */
static void
prepare_narrow(struct cat *k)
{
	struct dbn_narrow *n = &o.out.dbn.narrow;

	n->limit = o.limit < 0 ? 0 : (uint64_t)o.limit;
	n->start = 0;
	n->end = TS_NULL;
	if (k->c->o.time == NULL)
		select_range(k->select, &n->start, &n->end);
	if (select_by_symbol(k->select) || k->shard != NULL) {
		n->keep = keeps;
		n->arg = k;
	}
}

static int
prepare(struct cat *k, struct err *err)
{
	struct cmd *c = k->c;
	const char *why;
	struct zone z;

	if (c->o.key != NULL && o.out.format > CAT_JSON)
		return err_usage(err, "--key-prefix: wants --to json");
	if (o.source.tz != NULL) {
		if (zone_option(&z, "tz", o.source.tz, err) == -1)
			return -1;
		zone_fini(&z);
	}
	if ((o.fragment_version != 0 || o.source.dbn.fragment_ts_out) &&
	    !o.fragment)
		return err_usage(err, "--dbn-version and --ts-out: want "
				      "--fragment");
	if (o.also != NULL && o.shard == NULL)
		return err_usage(err, "--also: wants --shard");
	if (cat_out_check(&o.out, &c->o, err) == -1)
		return -1;
	o.source.stream = c->stream;
	o.source.note = on_note;
	o.source.note_arg = k;
	if (c->o.stats)
		o.source.keys = &k->keys;
	/* Some files' times count from a moment that only their path says. */
	if (strcmp(o.source.from, "auto") != 0 && o.select.start != NULL &&
	    ts_parse(&o.source.start, o.select.start, strlen(o.select.start),
		TS_AUTO, NULL, &why) == -1)
		return err_usage(err, "--start: \"%.40s\": %s", o.select.start,
		    why);
	if (o.fragment)
		o.source.from = "dbn"; /* nothing in its bytes says so */
	o.source.dbn.fragment = o.fragment;
	o.source.dbn.fragment_version = (int)o.fragment_version;
	if (o.symbology != NULL) {
		o.names = symbology_open(o.symbology, c->house.syms, err);
		if (o.names == NULL)
			return -1;
		o.source.dbn.symbology = symbology_meta(o.names);
		o.source.symbology = o.names;
	}
	o.select.tz = o.source.tz;
	k->select = select_new(&o.select, &c->house, err);
	if (k->select == NULL)
		return -1;
	if (o.dedup && (k->dedup = dedup_new(1 << 20, err)) == NULL)
		return -1;
	if (o.shard != NULL &&
	    (k->shard = shard_new(o.shard, o.also, &c->house, err)) == NULL)
		return -1;
	if (o.speed > 0 && (k->pace = pace_new(o.speed, err)) == NULL)
		return -1;
	k->left = o.limit < 0 ? UINT64_MAX : (uint64_t)o.limit;
	k->to_skip = (uint64_t)o.skip;
	k->passes_all = select_all(k->select) && k->dedup == NULL &&
			k->shard == NULL && k->pace == NULL && o.skip == 0;
	/* --time is checked against rows, --symbology names them */
	k->copies = k->passes_all && c->o.time == NULL && o.symbology == NULL &&
		    o.out.format == CAT_DBN && !o.feed.merge &&
		    !o.feed.follow && o.feed.loop == 1 && o.limit < 0 &&
		    o.out.segment == 0 && !o.out.count && !o.out.summary &&
		    !o.out.metadata;
	/* rows that were widened are no records of their input any more */
	o.out.merged = o.feed.merge || o.source.src || o.feed.loop > 1;
	o.out.moved = o.feed.loop > 1;
	o.out.dbn.fragment_version = (int)o.fragment_version;
	o.out.dbn.fragment_ts_out = o.source.dbn.fragment_ts_out;
	prepare_narrow(k);
	return 0;
}

static void
account(struct cat *k)
{
	struct cmd *c = k->c;
	char *keys;

	if (o.out.count || o.out.summary || o.out.metadata)
		c->rows_used = k->out.rows;
	else if (c->sink == NULL)
		c->rows_out = k->out.rows;
	cmd_count(c, "not_selected", k->not_selected, ACCOUNT_DROPPED);
	cmd_count(c, "repeated", k->repeated, ACCOUNT_DROPPED);
	cmd_count(c, "other_shard", k->other_shard, ACCOUNT_DROPPED);
	cmd_count(c, "skipped", k->skipped, ACCOUNT_DROPPED);
	cmd_count(c, "not_due", k->not_due, ACCOUNT_DROPPED);
	tally_count(&k->tally, o.feed.merge, o.source.dbn.resync);
	keys = unread_json(&k->keys);
	if (keys != NULL &&
	    asprintf(&c->account_more, ",\"unknown_keys\":%s", keys) == -1)
		c->account_more = NULL;
	free(keys);
}

/* A name that was asked for and never came is most likely a mistake. */
static void
note_unused(void *arg, const char *what, const char *name)
{
	cmd_note(((struct cat *)arg)->c, "--%s: \"%s\": nothing of that name",
	    what, name);
}

static int
run(struct cmd *c)
{
	struct cat k = { 0 };
	int ret;

	k.c = k.tally.c = c;
	cat_out_init(&k.out, c, &o.out);
	if ((ret = prepare(&k, &c->err)) == 0) {
		ret = k.copies ? copy_all(&k, &c->err) : read_all(&k, &c->err);
		if (cat_out_close(&k.out, ret == 0, &c->err) == -1)
			ret = -1;
	}
	if (ret == 0 && k.left > 0)
		select_unused(k.select, note_unused, &k);
	account(&k);
	feed_close(k.feed);
	select_free(k.select);
	dedup_free(k.dedup);
	shard_free(k.shard);
	pace_free(k.pace);
	symbology_close(o.names);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ source_options, &o.source, "reading" },
		{ read_opts, &o, NULL },
		{ cmd_input_opts, NULL, NULL },
		{ cat_select_opts, &o.select, "selection" },
		{ step_opts, &o, "steps" },
		{ output_opts, &o, "output" },
		{ file_opts, NULL, NULL },
		{ cmd_misc_opts, NULL, "other" },
		{ cmd_list_opts, NULL, NULL },
	};
	struct cmd c;

	cmd_begin(&c, &tool, groups, sizeof(groups) / sizeof(groups[0]), argc,
	    argv);
	return cmd_end(&c, run(&c));
}
