/*
 * tickcat - read ticks from anything, select, convert.
 *
 * Files are read one after the other as one stream.  Rows come from sources
 * in batches and are selected row by row; what is chosen goes to our own
 * encodings or to Databento's text forms.
 */
#include "cmd.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "dbn/dbn.h"
#include "source/source.h"

enum { CAT_SAME, CAT_JSON, CAT_BIN, CAT_CSV, CAT_DBN_CSV, CAT_DBN_JSON };

static const char *const cat_formats[] = { "json", "bin", "csv", "dbn-csv",
	"dbn-json", NULL };
static const char *const unit_names[] = { "auto", "s", "ms", "us", "ns", NULL };
static const char *const ts_names[] = { "iso", "ns", NULL };

static struct {
	struct source_opts source;
	int format;
	const char *symbols, *kinds;
	uint64_t start, end;
	int64_t limit;
	int pretty_px, pretty_ts, pretty, map_symbols, metadata, count;
	int fragment;
	int64_t fragment_version;
} o;

#define AT(field) offsetof(__typeof__(o), field)

static const struct opt opts[] = {
	{ 'f', "from", OPT_STR, AT(source.from), "FORMAT", "auto", 0, 0, NULL,
	    "format of the input, see --list" },
	{ 0, "map", OPT_STR, AT(source.map), "FIELD=COL,...", NULL, 0, 0, NULL,
	    "delimited text: which column is which field" },
	{ 0, "no-header", OPT_FLAG, AT(source.no_header), NULL, NULL, 0, 0,
	    NULL, "delimited text: the first line is data" },
	{ 0, "as", OPT_STR, AT(source.as), "SYMBOL", NULL, 0, 0, NULL,
	    "symbol of an input that has none" },
	{ 0, "tz", OPT_STR, AT(source.tz), "ZONE", NULL, 0, 0, NULL,
	    "zone of times without one: UTC, +05:30, America/New_York" },
	{ 0, "ts-unit", OPT_ENUM, AT(source.ts_unit), "UNIT", "auto", 0, 0,
	    unit_names, "unit of times that are numbers" },
	{ 0, "bar", OPT_DURATION, AT(source.bar_ns), "TIME", "0s", 0, 3.2e16,
	    NULL, "width of the bars in the input" },
	{ 0, "normalize-symbols", OPT_FLAG, AT(source.normalize), NULL, NULL, 0,
	    0, NULL, "EUR/USD, EUR_USD, eurusd: all EURUSD" },
	{ 0, "fragment", OPT_FLAG, AT(fragment), NULL, NULL, 0, 0, NULL,
	    "the input is DBN records without metadata" },
	{ 0, "dbn-version", OPT_INT, AT(fragment_version), "N", "0", 0, 3, NULL,
	    "version of a fragment; 0: by record length" },
	{ 0, "metadata", OPT_FLAG, AT(metadata), NULL, NULL, 0, 0, NULL,
	    "print the DBN metadata of each file as JSON, no rows" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static const struct opt select_opts[] = {
	{ 's', "symbols", OPT_STR, AT(symbols), "LIST", NULL, 0, 0, NULL,
	    "only these symbols: names and globs, with commas" },
	{ 'k', "kind", OPT_STR, AT(kinds), "LIST", NULL, 0, 0, NULL,
	    "only these kinds of records, with commas" },
	{ 0, "start", OPT_TIME, AT(start), "TIME", NULL, 0, 0, NULL,
	    "only rows with an index time from this on" },
	{ 0, "end", OPT_TIME, AT(end), "TIME", NULL, 0, 0, NULL,
	    "only rows with an index time before this" },
	{ 'n', "limit", OPT_INT, AT(limit), "N", "-1", -1, 9e18, NULL,
	    "stop after N rows; -1 is no limit" },
	{ 0, "count", OPT_FLAG, AT(count), NULL, NULL, 0, 0, NULL,
	    "print the number of rows in place of the rows" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

/* As cmd_output_opts, with Databento's text forms among the formats. */
static const struct opt output_opts[] = {
	{ 't', "to", OPT_ENUM, AT(format), "FORMAT", "json", 0, 0, cat_formats,
	    "encoding of the output" },
	{ 'b', "bin", OPT_SET, AT(format), NULL, NULL, 1, 1, NULL,
	    "short for --to bin" },
	{ 0, "pretty-px", OPT_FLAG, AT(pretty_px), NULL, NULL, 0, 0, NULL,
	    "dbn-csv, dbn-json: prices as decimals" },
	{ 0, "pretty-ts", OPT_FLAG, AT(pretty_ts), NULL, NULL, 0, 0, NULL,
	    "dbn-csv, dbn-json: times as ISO 8601" },
	{ 'p', "pretty", OPT_FLAG, AT(pretty), NULL, NULL, 0, 0, NULL,
	    "both of these" },
	{ 0, "map-symbols", OPT_FLAG, AT(map_symbols), NULL, NULL, 0, 0, NULL,
	    "dbn-csv, dbn-json: print the symbol" },
	{ 0, NULL, OPT_FLAG, 0, NULL, NULL, 0, 0, NULL, NULL },
};

static const struct opt file_opts[] = {
	{ 'o', "output", OPT_STR, offsetof(struct common, output), "FILE", NULL,
	    0, 0, NULL, "write FILE, whole or not at all" },
	{ 0, "zstd", OPT_INT, offsetof(struct common, zstd), "LEVEL", "0", 0,
	    19, NULL, "compress the output; 0 is not" },
	{ 0, "ts", OPT_ENUM, offsetof(struct common, ts), "FORM", "iso", 0, 0,
	    ts_names, "times in text: ISO 8601 or integers" },
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
	.summary = "Read ticks from anything, select, convert.",
	.usage = "[options] [file ...]",
	.example = "  tickcat -s 'ES*' -n 3 day.dbn.zst\n"
		   "  tickcat --as EURUSD quotes.csv.zst | tickwin -e 1s\n",
	.list = list,
};

struct cat {
	struct cmd *c;
	struct dbn_text *text;
	struct out *out; /* of text */
	uint64_t written, not_selected;
	uint64_t left; /* rows still wanted */
	int passes_all;
	signed char *chosen; /* by symbol id: 1 yes, -1 no, 0 unknown */
	uint32_t nchosen;
	signed char *kind; /* by schema id, the same */
	uint32_t nkind;
	struct source_account total;
};

/* name matches one of the patterns of a list with commas. */
static int
in_list(const char *list_text, const char *name)
{
	char pattern[SYM_LEN_MAX + 1];
	size_t n;

	for (;; list_text += n + 1) {
		n = strcspn(list_text, ",");
		if (n < sizeof(pattern)) {
			memcpy(pattern, list_text, n);
			pattern[n] = '\0';
			if (strcmp(pattern, name) == 0 ||
			    fnmatch(pattern, name, 0) == 0)
				return 1;
		}
		if (list_text[n] == '\0')
			return 0;
	}
}

/* A remembered answer for small ids; NULL without memory. */
static signed char *
remember(signed char **v, uint32_t *n, uint32_t id, struct err *err)
{
	uint32_t room = id + 256;
	signed char *p;

	if (id < *n)
		return &(*v)[id];
	if ((p = realloc(*v, room)) == NULL) {
		err_errno(err, "selection");
		return NULL;
	}
	memset(p + *n, 0, room - *n);
	*v = p;
	*n = room;
	return &p[id];
}

/* 1 when the row is wanted, 0, or -1. */
static int
wanted(struct cat *k, const struct rec *r)
{
	struct err *err = &k->c->err;
	signed char *known;
	uint32_t id;
	uint64_t t;

	if (o.kinds != NULL) {
		known = remember(&k->kind, &k->nkind, r->schema->id, err);
		if (known == NULL)
			return -1;
		if (*known == 0)
			*known = in_list(o.kinds, r->schema->kind) ? 1 : -1;
		if (*known == -1)
			return 0;
	}
	if (o.symbols != NULL) {
		id = rec_symbol(r);
		known = remember(&k->chosen, &k->nchosen, id, err);
		if (known == NULL)
			return -1;
		if (*known == 0)
			*known = in_list(o.symbols,
				     symtab_text(k->c->house.syms, id, NULL))
				     ? 1
				     : -1;
		if (*known == -1)
			return 0;
	}
	if (o.start == 0 && o.end == TS_NULL)
		return 1;
	t = rec_time(r);
	return t != TS_NULL && t >= o.start && t < o.end;
}

static int
put_rows(struct cat *k, const struct schema *s, const unsigned char *rows,
    size_t n)
{
	struct rec r = { s, rows };

	if (n > k->left)
		n = (size_t)k->left;
	k->left -= n;
	k->written += n;
	if (o.count)
		return 0;
	if (k->text == NULL)
		return sink_rows(k->c->sink, s, rows, n, &k->c->err);
	for (; n > 0; n--, r.v += s->row_size)
		if (dbn_text_put(k->text, k->out, &r, &k->c->err) == -1)
			return -1;
	return 0;
}

static int
put_batch(struct cat *k, const struct batch *b)
{
	size_t size = b->schema->row_size, i, run = 0;
	struct rec r = { b->schema, b->rows };
	int want;

	if (k->passes_all) {
		i = b->n < k->left ? b->n : (size_t)k->left;
		k->c->rows_in += i;
		return put_rows(k, b->schema, b->rows, i);
	}
	/* a row that is wanted when no more are is not taken in */
	for (i = 0; i < b->n && run < k->left; i++, r.v += size) {
		k->c->rows_in++;
		if ((want = wanted(k, &r)) == -1)
			return -1;
		if (want) {
			run++;
			continue;
		}
		if (put_rows(k, b->schema, r.v - run * size, run) == -1)
			return -1;
		run = 0;
		k->not_selected++;
	}
	return put_rows(k, b->schema, r.v - run * size, run);
}

static int
cat_tick(void *arg, int idle, struct err *err)
{
	struct cat *k = arg;

	if (k->out != NULL && out_tick(k->out, idle, err) == -1)
		return -1;
	return cmd_tick(k->c, idle, err);
}

/* The output, once the first rows or the end show what it will be. */
static int
open_output(struct cat *k, const struct source *s)
{
	struct dbn_text_opts t = { o.format + 1 == CAT_DBN_JSON,
		o.pretty_px || o.pretty, o.pretty_ts || o.pretty,
		o.map_symbols };
	struct cmd *c = k->c;

	if (k->out != NULL || c->sink != NULL || o.count)
		return 0;
	if (o.format + 1 < CAT_DBN_CSV) {
		c->o.to = o.format + 1;
		return cmd_open_sink(c, 0,
		    s != NULL ? source_provenance(s) : "[]");
	}
	k->out = out_open(c->o.output, (int)c->o.zstd, &c->err);
	if (k->out == NULL)
		return -1;
	k->text = dbn_text_new(&c->house, &t, &c->err);
	return k->text == NULL ? -1 : 0;
}

/* DBN metadata travels in binary streams as a comment. */
static int
pass_metadata(struct cat *k, const struct source *s)
{
	const struct dbn_meta *m = source_dbn_meta(s);
	char *json, *all;
	size_t n;
	int ret;

	if (m == NULL || k->c->sink == NULL || o.format + 1 != CAT_BIN)
		return 0;
	if ((json = dbn_meta_json(m, 0, &k->c->err)) == NULL)
		return -1;
	n = strlen(json);
	if ((all = malloc(n + 32)) == NULL) {
		free(json);
		return err_errno(&k->c->err, "metadata");
	}
	n = (size_t)sprintf(all, "{\"dbn\":%s}", json);
	ret = sink_comment(k->c->sink, all, n, &k->c->err);
	free(json);
	free(all);
	return ret;
}

static int
print_metadata(struct cat *k, const struct source *s)
{
	const struct dbn_meta *m = source_dbn_meta(s);
	char *json;
	int ret;

	if (m == NULL)
		return err_set(&k->c->err, "%s: no DBN metadata: format is %s",
		    in_name(source_in((struct source *)s)), source_format(s));
	if ((json = dbn_meta_json(m, o.pretty, &k->c->err)) == NULL)
		return -1;
	if (k->out == NULL)
		k->out = out_open(k->c->o.output, 0, &k->c->err);
	ret = k->out == NULL ||
		      out_write(k->out, json, strlen(json), &k->c->err) == -1 ||
		      out_write(k->out, "\n", 1, &k->c->err) == -1
		  ? -1
		  : 0;
	free(json);
	return ret;
}

static void
add_account(struct cat *k, const struct source *s)
{
	struct source_account a = { 0 };

	source_account(s, &a);
	k->total.control += a.control;
	k->total.unknown += a.unknown;
	k->total.headers += a.headers;
	k->total.unmapped += a.unmapped;
	k->total.rounded += a.rounded;
	if (a.warning != NULL)
		cmd_note(k->c, "%s: %s", in_name(source_in((struct source *)s)),
		    a.warning);
	if (a.no_final_newline)
		cmd_note(k->c, "%s: no final newline",
		    in_name(source_in((struct source *)s)));
}

static int
cat_file(struct cat *k, const char *name)
{
	struct source *s;
	struct batch b;
	int got, ret = -1;

	s = source_open(name, &k->c->house, &o.source, &k->c->err);
	if (s == NULL)
		return -1;
	in_on_idle(source_in(s), cat_tick, k);
	k->c->progress_in = source_in(s);
	got = source_next(s, &b, &k->c->err);
	if (o.metadata) {
		ret = got == -1 ? -1 : print_metadata(k, s);
		goto out;
	}
	if (got != -1 && (open_output(k, s) == -1 || pass_metadata(k, s) == -1))
		goto out;
	while (got == 1 && k->left > 0) {
		if (put_batch(k, &b) == -1)
			goto out;
		if (k->left == 0)
			break;
		got = source_next(s, &b, &k->c->err);
	}
	if (got != -1)
		ret = 0;
	k->c->end = k->left == 0 ? END_CLEAN : source_ended(s);
out:
	add_account(k, s);
	k->c->progress_in = NULL;
	source_close(s);
	return ret;
}

static int
print_count(struct cat *k)
{
	char line[32];
	int n = snprintf(line, sizeof(line), "%" PRIu64 "\n", k->written);

	k->out = out_open(k->c->o.output, 0, &k->c->err);
	return k->out == NULL ? -1
			      : out_write(k->out, line, (size_t)n, &k->c->err);
}

static int
cat_all(struct cat *k)
{
	struct cmd *c = k->c;
	int i;

	k->left = o.limit < 0 ? UINT64_MAX : (uint64_t)o.limit;
	k->passes_all = o.symbols == NULL && o.kinds == NULL && o.start == 0 &&
			o.end == TS_NULL;
	for (i = 0; i < c->nfiles && io_signal() == 0; i++) {
		if (cat_file(k, c->files[i]) == -1)
			return -1;
		if (k->left == 0)
			break;
	}
	if (o.count)
		return print_count(k);
	return o.metadata ? 0 : open_output(k, NULL);
}

static int
run(struct cmd *c)
{
	struct cat k = { 0 };
	struct zone z;
	int ret;

	k.c = c;
	if (o.end != TS_NULL && o.start >= o.end)
		return err_usage(&c->err, "--end: not after --start");
	if (o.source.tz != NULL &&
	    zone_parse(&z, o.source.tz, strlen(o.source.tz)) == -1)
		return err_usage(&c->err, "--tz: \"%s\": unknown zone",
		    o.source.tz);
	o.source.stream = c->stream;
	if (o.fragment)
		o.source.from = "dbn"; /* nothing in its bytes says so */
	o.source.dbn.fragment = o.fragment;
	o.source.dbn.fragment_version = (int)o.fragment_version;
	ret = cat_all(&k);
	cmd_count(c, "written", k.written, 0);
	cmd_count(c, "not_selected", k.not_selected, 1);
	cmd_count(c, "control", k.total.control, 1);
	cmd_count(c, "unknown_type", k.total.unknown, 1);
	cmd_count(c, "unmapped", k.total.unmapped, 0);
	cmd_count(c, "rounded", k.total.rounded, 0);
	cmd_count(c, "headers", k.total.headers, 1);
	if (k.out != NULL && out_close(k.out, ret == -1, &c->err) == -1)
		ret = -1;
	dbn_text_free(k.text);
	free(k.chosen);
	free(k.kind);
	return ret;
}

int
main(int argc, char **argv)
{
	struct opt_group groups[] = {
		{ opts, &o, NULL },
		{ select_opts, &o, "selection" },
		{ cmd_list_opts, NULL, NULL },
		{ cmd_input_opts, NULL, "input" },
		{ output_opts, &o, "output" },
		{ file_opts, NULL, NULL },
		{ cmd_misc_opts, NULL, "other" },
	};
	struct cmd c;

	o.end = TS_NULL;
	cmd_begin(&c, &tool, groups, 7, argc, argv);
	return cmd_end(&c, run(&c));
}
