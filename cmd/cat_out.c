/*
 * cat_out.c - what tickcat makes of the rows.
 */
#include "cat_out.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cat/meta.h"
#include "cat/steps.h"
#include "cat/summary.h"
#include "dbn/dbn.h"

static int
is_dbn_text(const struct cat_out_opts *o)
{
	return o->format == CAT_DBN_CSV || o->format == CAT_DBN_JSON;
}

int
cat_out_check(const struct cat_out_opts *o, const struct common *common,
    struct err *err)
{
	if (o->metadata + o->count + o->summary > 1)
		return err_usage(err,
		    "--metadata, --count and --summary: wants one of them");
	if (o->summary && o->format > CAT_JSON)
		return err_usage(err, "--summary: a table, or with --to json "
				      "lines: no other format");
	if (o->gap_ns > 0 && !o->summary)
		return err_usage(err, "--gap: wants --summary");
	if ((o->segment > 0) != (o->out_dir != NULL))
		return err_usage(err,
		    "--segment and --out-dir: wants both or neither");
	if (o->segment > 0 && o->format != CAT_DBN && o->format >= CAT_CSV)
		return err_usage(err, "--segment: wants --to json, bin or "
				      "dbn");
	if (o->segment > 0 && (o->count || o->summary || o->metadata))
		return err_usage(err, "--segment: is of rows, not of --count, "
				      "--summary or --metadata");
	if (o->segment > 0 && (o->dbn.bare || o->dbn.live))
		return err_usage(err, "--segment: each has a header of its "
				      "own, not --bare or --live");
	if (o->segment > 0 && common->output != NULL)
		return err_usage(err, "--segment: writes to --out-dir, not to "
				      "--output");
	if ((o->dbn.upgrade || o->dbn.live || o->dbn.bare ||
		o->dbn.dataset != NULL) &&
	    o->format != CAT_DBN)
		return err_usage(err, "--upgrade, --live, --bare and "
				      "--dataset: want --to dbn");
	if (o->dbn.bare && (o->dbn.live || o->dbn.dataset != NULL))
		return err_usage(err, "--bare: has no header for --live and "
				      "--dataset");
	if ((o->pretty || o->pretty_px || o->pretty_ts || o->map_symbols) &&
	    !is_dbn_text(o) && !o->metadata)
		return err_usage(err, "--pretty, --pretty-px, --pretty-ts and "
				      "--map-symbols: want --to dbn-csv or "
				      "dbn-json");
	return 0;
}

void
cat_out_init(struct cat_out *k, struct cmd *c, const struct cat_out_opts *o)
{
	memset(k, 0, sizeof(*k));
	k->c = c;
	k->o = o;
}

/* Comments that came before the output was open, one a line. */
static int
early_comments(struct cat_out *k, struct err *err)
{
	struct cmd *c = k->c;
	const char *p = c->comments, *end, *nl;

	if (p == NULL)
		return 0;
	for (end = p + c->ncomments; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (cat_out_comment(k, p, (size_t)(nl - p), err) == -1)
			return -1;
	}
	return 0;
}

static int
open_dbn(struct cat_out *k, struct err *err)
{
	struct cmd *c = k->c;

	k->emit = dbn_emit_open(k->out, &k->o->dbn, &c->house, err);
	if (k->emit == NULL || (!k->o->moved && dbn_emit_scan(k->emit, c->files,
						    c->nfiles, err) == -1))
		return -1;
	return early_comments(k, err);
}

static int
put_comment(struct cat_out *k, const char *text, size_t len, struct err *err)
{
	if (k->segments != NULL)
		return segments_comment(k->segments, text, len, err);
	return cmd_comment(k->c, text, len, err);
}

static int
segment_meta(struct cat_out *k, const char *text, size_t len, struct err *err)
{
	struct dbn_meta m;

	if (meta_parse_comment(&m, text, len, err) == -1)
		return -1;
	segments_meta(k->segments, &m);
	dbn_meta_free(&m);
	return 0;
}

int
cat_out_comment(struct cat_out *k, const char *text, size_t len,
    struct err *err)
{
	const struct dbn_narrow *n = &k->o->dbn.narrow;
	int meta = meta_is_comment(text, len), ret;
	char *renewed;

	if (meta && k->o->moved)
		return 0;
	if (k->emit != NULL)
		return dbn_emit_comment(k->emit, text, len, err);
	if (meta && k->segments != NULL && k->o->format == CAT_DBN)
		return segment_meta(k, text, len, err);
	/* of --to dbn the whole comes first to the emitter, which narrows */
	if (!meta || !dbn_narrows(n) || k->o->format == CAT_DBN)
		return put_comment(k, text, len, err);
	if ((renewed = meta_renew_comment(&len, text, n, err)) == NULL)
		return -1;
	ret = put_comment(k, renewed, len, err);
	free(renewed);
	return ret;
}

static int
open_text(struct cat_out *k, struct err *err)
{
	const struct cat_out_opts *o = k->o;
	struct dbn_text_opts t = { 0 };
	int dbn;

	k->out = out_open(k->c->o.output, (int)k->c->o.zstd, err);
	if (k->out == NULL)
		return -1;
	dbn = o->format == CAT_DBN && !o->count && !o->summary && !o->metadata;
	if ((dbn || k->c->o.zstd != 0) && out_terminal(k->out)) {
		err_usage(err, "binary output to a terminal: pipe it, give "
			       "-o FILE, or --to json");
		err->placed = 1; /* an input is being opened */
		return -1;
	}
	if (dbn)
		return open_dbn(k, err);
	if (!is_dbn_text(o))
		return 0;
	t.json = o->format == CAT_DBN_JSON;
	t.pretty_px = o->pretty_px || o->pretty;
	t.pretty_ts = o->pretty_ts || o->pretty;
	t.symbol = o->map_symbols;
	k->text = dbn_text_new(&k->c->house, &t, err);
	return k->text == NULL ? -1 : 0;
}

static int
open_segments(struct cat_out *k, const char *provenance, struct err *err)
{
	struct sink_opts o = { 0 };
	struct cmd *c = k->c;

	o.encoder = k->o->format == CAT_BIN ? &encoder_bin : &encoder_json;
	o.zstd = (int)c->o.zstd;
	o.ts_ns = c->o.ts == 1;
	o.key = c->o.key;
	if (o.encoder == &encoder_bin && !c->o.no_provenance &&
	    (o.provenance = cmd_provenance(c, provenance)) == NULL)
		return -1;
	k->segments = segments_new(k->o->out_dir, k->o->segment, &c->house, &o,
	    k->o->format == CAT_DBN ? &k->o->dbn : NULL, err);
	return k->segments == NULL ? -1 : early_comments(k, err);
}

static int
open_output(struct cat_out *k, const char *provenance, struct err *err)
{
	const struct cat_out_opts *o = k->o;

	if (k->opened)
		return 0;
	k->opened = 1;
	if (o->summary) {
		k->summary = summary_new(&k->c->house, err);
		if (k->summary == NULL)
			return -1;
		summary_gaps(k->summary, o->gap_ns);
	}
	if (o->segment > 0)
		return open_segments(k, provenance, err);
	if (o->count || o->summary || o->metadata || is_dbn_text(o) ||
	    o->format == CAT_DBN)
		return open_text(k, err);
	k->c->o.to = o->format == CAT_BIN   ? TO_BIN
		     : o->format == CAT_CSV ? TO_CSV
					    : TO_JSON;
	return cmd_open_sink(k->c, 0, provenance);
}

/* Metadata as one line of JSON. */
static int
print_metadata(struct cat_out *k, struct source *s, struct err *err)
{
	const struct dbn_meta *m = source_dbn_meta(s);
	char *json;
	int ret = -1;

	if (m == NULL)
		return err_set(err, "%s: no DBN metadata: its format is %s",
		    in_name(source_in(s)), source_format(s));
	if ((json = dbn_meta_json(m, k->o->pretty, err)) == NULL)
		return -1;
	if (out_write(k->out, json, strlen(json), err) == 0 &&
	    out_write(k->out, "\n", 1, err) == 0)
		ret = 0;
	free(json);
	return ret;
}

/* What is known of the rows of an input before they come. */
static const struct dbn_meta *
input_meta(const struct cat_out *k, struct source *s)
{
	return k->o->moved ? NULL : source_dbn_meta(s);
}

/* In binary streams metadata travels as a comment. */
static int
pass_metadata(struct cat_out *k, struct source *s, struct err *err)
{
	const struct dbn_meta *m = input_meta(k, s);
	char *text;
	size_t n;
	int ret;

	if (m == NULL || k->o->format != CAT_BIN ||
	    (k->c->sink == NULL && k->segments == NULL))
		return 0;
	text = meta_comment(&n, m, &k->o->dbn.narrow, err);
	if (text == NULL)
		return -1;
	ret = put_comment(k, text, n, err);
	free(text);
	return ret;
}

/* Files that come mixed have one header, so what it says is of all. */
static int
file_meta(struct cat_out *k, struct source *s, struct err *err)
{
	const struct dbn_meta *m = input_meta(k, s);

	/* that of a binary stream came as a comment */
	if (m == NULL)
		return 0;
	if (k->o->merged && k->dataset[0] != '\0' &&
	    strcmp(k->dataset, m->dataset) != 0)
		return err_set(err,
		    "%s: metadata: dataset \"%s\", before it \"%s\"",
		    in_name(source_in(s)), m->dataset, k->dataset);
	memcpy(k->dataset, m->dataset, sizeof(k->dataset));
	segments_meta(k->segments, m);
	return 0;
}

void
cat_out_done(struct cat_out *k)
{
	if (k->segments != NULL && !k->o->merged)
		segments_forget(k->segments);
	k->dbn = NULL;
}

int
cat_out_file(struct cat_out *k, struct source *s, struct err *err)
{
	if (open_output(k, source_provenance(s), err) == -1)
		return -1;
	if (k->o->format == CAT_DBN && !k->o->merged)
		k->dbn = source_dbn(s);
	k->headers = k->dbn != NULL ? dbn_stats(k->dbn)->headers : 0;
	if (k->emit != NULL)
		return dbn_emit_meta(k->emit, input_meta(k, s), err) == -1
			   ? err_at(err, "%s", in_name(source_in(s)))
			   : 0;
	if (k->segments != NULL && k->o->format == CAT_DBN)
		return file_meta(k, s, err);
	return k->o->metadata ? print_metadata(k, s, err)
			      : pass_metadata(k, s, err);
}

/* Joined files: a header came inside the input. */
static int
new_header(struct cat_out *k, struct err *err)
{
	if (k->dbn == NULL || dbn_stats(k->dbn)->headers == k->headers)
		return 0;
	k->headers = dbn_stats(k->dbn)->headers;
	if (k->segments == NULL)
		return dbn_emit_meta(k->emit, dbn_meta(k->dbn), err);
	segments_meta(k->segments, dbn_meta(k->dbn));
	return 0;
}

static int
copy_raw(struct cat_out *k, struct err *err)
{
	struct dbn_raw raw;
	int got;

	while ((got = dbn_raw_next(k->dbn, &raw, err)) == 1) {
		k->rows += raw.n;
		k->c->rows_in += raw.n;
		if (new_header(k, err) == -1 ||
		    dbn_emit_raw(k->emit, &raw, err) == -1)
			return -1;
	}
	return got;
}

int
cat_out_copy(struct cat_out *k, struct source *s, struct err *err)
{
	struct batch b;
	int got;

	if (cat_out_file(k, s, err) == -1)
		return -1;
	if (k->dbn != NULL)
		return copy_raw(k, err) == -1
			   ? err_at(err, "%s", in_name(source_in(s)))
			   : 0;
	while ((got = source_next(s, &b, err)) == 1) {
		k->c->rows_in += b.n;
		if (cat_out_rows(k, b.schema, b.rows, b.n, err) == -1)
			return -1;
	}
	return got;
}

static int
text_rows(struct cat_out *k, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct rec r = { s, rows };

	for (; n > 0; n--, r.v += s->row_size)
		if (dbn_text_put(k->text, k->out, &r, err) == -1)
			return -1;
	return 0;
}

int
cat_out_rows(struct cat_out *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	k->rows += n;
	if (k->o->count || k->o->metadata)
		return 0;
	if (k->summary != NULL)
		return summary_rows(k->summary, s, rows, n, err);
	if (k->segments != NULL)
		return new_header(k, err) == -1 ? -1
						: segments_rows(k->segments,
						      k->dbn, s, rows, n, err);
	if (k->text != NULL)
		return text_rows(k, s, rows, n, err);
	if (k->emit != NULL)
		return new_header(k, err) == -1
			   ? -1
			   : dbn_emit_rows(k->emit, k->dbn, s, rows, n, err);
	return sink_rows(k->c->sink, s, rows, n, err);
}

int
cat_out_idle(struct cat_out *k, int idle, struct err *err)
{
	if (k->out != NULL && out_tick(k->out, idle, err) == -1)
		return -1;
	return cmd_tick(k->c, idle, err);
}

static int
print_end(struct cat_out *k, struct err *err)
{
	char line[32];
	int n;

	if (k->o->summary)
		return summary_print(k->summary, k->out,
		    k->o->format == CAT_JSON, err);
	if (!k->o->count)
		return 0;
	n = snprintf(line, sizeof(line), "%" PRIu64 "\n", k->rows);
	return out_write(k->out, line, (size_t)n, err);
}

int
cat_out_close(struct cat_out *k, int ok, struct err *err)
{
	int ret = ok ? 0 : -1;

	/* no file was opened, or all failed to: an empty input is a stream */
	if (ok && open_output(k, "[]", err) == -1)
		ret = -1;
	if (ret == 0)
		ret = print_end(k, err);
	if (k->emit != NULL) {
		if (ret == 0 && dbn_emit_note(k->emit)[0] != '\0')
			cmd_note(k->c, "%s", dbn_emit_note(k->emit));
		if (dbn_emit_close(k->emit, ret == 0, err) == -1)
			ret = -1;
	}
	if (k->segments != NULL && ret == 0 &&
	    segments_note(k->segments)[0] != '\0')
		cmd_note(k->c, "%s", segments_note(k->segments));
	if (k->segments != NULL &&
	    segments_close(k->segments, k->c->end, ret == -1, err) == -1)
		ret = -1;
	if (k->out != NULL && ret == 0 && k->c->end == END_INTERRUPTED)
		ret = out_cut(k->out, err);
	if (k->out != NULL && out_close(k->out, ret == -1, err) == -1)
		ret = -1;
	dbn_text_free(k->text);
	summary_free(k->summary);
	k->segments = NULL; /* a file may still end, in cat_out_done */
	return ret;
}
