/*
 * encode_text.c - Databento's CSV, TSV and JSON lines as output formats.
 *
 * Five record types had other fields in older versions.  Each record is
 * printed in the version of its file: this is known from the record's length
 * for rows of a DBN reader, else from the metadata before the rows.  Rows with
 * neither count as the latest version.
 */
#include <stdlib.h>
#include <string.h>

#include "dbn/comment.h"
#include "dbn/encode.h"
#include "dbn/text_version.h"

struct text_encoder {
	struct dbn_text *text;
	struct vocab *vocab;
	struct out *out;
	int version; /* of the metadata */
	int upgrade, rebuilt;
	const struct schema *schema; /* of the rows before */
	const struct rtype *varies;  /* it has versions that differ; or NULL */
};

static void *
text_encoder_new(struct out *out, struct vocab *vocab,
    const struct sink_opts *opts, int json, int tsv, struct err *err)
{
	struct text_encoder *k = calloc(1, sizeof(*k));
	struct dbn_out_opts o;

	if (k == NULL) {
		err_errno(err, "output");
		return NULL;
	}
	dbn_out_opts_init(&o);
	if (opts->more != NULL)
		o = *(const struct dbn_out_opts *)opts->more;
	o.text.json = json;
	o.text.tsv = tsv;
	o.text.no_header = opts->no_header;
	k->out = out;
	k->vocab = vocab;
	k->version = DBN_VERSIONS;
	k->upgrade = o.emit.upgrade;
	k->rebuilt = o.rebuilt;
	if ((k->text = dbn_text_new(vocab, &o.text, err)) != NULL)
		return k;
	free(k);
	return NULL;
}

static void *
csv_encoder_open(struct out *out, struct vocab *vocab,
    const struct sink_opts *opts, struct err *err)
{
	return text_encoder_new(out, vocab, opts, 0, 0, err);
}

static void *
tsv_encoder_open(struct out *out, struct vocab *vocab,
    const struct sink_opts *opts, struct err *err)
{
	return text_encoder_new(out, vocab, opts, 0, 1, err);
}

static void *
json_encoder_open(struct out *out, struct vocab *vocab,
    const struct sink_opts *opts, struct err *err)
{
	return text_encoder_new(out, vocab, opts, 1, 0, err);
}

static int
text_encoder_meta(void *e, const char *text, size_t len, struct err *err)
{
	struct text_encoder *k = e;
	struct dbn_meta m;

	if (text == NULL || k->upgrade)
		k->version = DBN_VERSIONS;
	if (text == NULL || k->upgrade || !dbn_comment_is(text, len))
		return 0;
	if (dbn_comment_parse(&m, text, len, err) == -1)
		return -1;
	k->version = m.version;
	dbn_meta_free(&m);
	return 0;
}

/* Only a header may be needed of a schema without rows. */
static int
text_encoder_schema(void *e, const struct schema *s, struct err *err)
{
	struct text_encoder *k = e;

	k->schema = s;
	k->varies = rtype_of_kind(s->kind);
	if (k->varies != NULL && version_same(k->varies))
		k->varies = NULL;
	(void)err;
	return 0;
}

/* The version of the record at p. */
static int
version_of(const struct rtype *t, const unsigned char *p, int version,
    int ts_out)
{
	const struct layout *l =
	    rtype_layout(t, p[0] * (size_t)4 - (ts_out ? 8 : 0), version);
	int v = DBN_VERSIONS;

	while (v > 1 && t->version[v - 1] != l)
		v--;
	return v;
}

/* Rows that records of the reader's last batch became. */
static int
put_records(struct text_encoder *k, struct dbn *d, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	struct rec r = { s, rows };
	const unsigned char *p;
	struct dbn_raw raw;
	int version, ts_out;

	dbn_batch_shape(d, &version, &ts_out);
	dbn_batch_raw(d, &raw, rows, n);
	for (p = raw.p; n > 0; n--, r.v += s->row_size, p += p[0] * (size_t)4)
		if (dbn_text_put(k->text, k->out, &r,
			version_of(k->varies, p, version, ts_out), err) == -1)
			return -1;
	return 0;
}

static int
text_encoder_rows(void *e, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	struct text_encoder *k = e;
	struct dbn *d = k->vocab->dbn;
	struct rec r = { s, rows };
	int version;

	if (s != k->schema && text_encoder_schema(k, s, err) == -1)
		return -1;
	if (k->varies != NULL && !k->upgrade && !k->rebuilt && d != NULL &&
	    dbn_batch_has(d, s, rows, n))
		return put_records(k, d, s, rows, n, err);
	dbn_text_wide(k->text,
	    !k->rebuilt && d != NULL && dbn_batch_has(d, s, rows, n));
	version = k->varies != NULL ? k->version : DBN_VERSIONS;
	for (; n > 0; n--, r.v += s->row_size)
		if (dbn_text_put(k->text, k->out, &r, version, err) == -1)
			return -1;
	return 0;
}

static int
text_encoder_tick(void *e, int idle, struct err *err)
{
	struct text_encoder *k = e;

	(void)idle;
	return out_regular(k->out) ? 0 : out_flush(k->out, err);
}

static int
text_encoder_close(void *e, enum stream_end end, struct err *err)
{
	struct text_encoder *k = e;
	int ret = 0;

	if (end == END_CLEAN && k->schema != NULL)
		ret = dbn_text_header(k->text, k->out, k->schema,
		    k->varies != NULL ? k->version : DBN_VERSIONS, err);
	dbn_text_free(k->text);
	free(k);
	return ret;
}

static const char *const csv_suffix[] = { ".csv", NULL };

const struct encoder encoder_dbn_csv = {
	.name = "dbn-csv",
	.summary = "Databento's CSV",
	.suffix = csv_suffix,
	.flags = ENCODER_ONE_KIND,
	.open = csv_encoder_open,
	.meta = text_encoder_meta,
	.schema = text_encoder_schema,
	.rows = text_encoder_rows,
	.tick = text_encoder_tick,
	.close = text_encoder_close,
};

static const char *const tsv_suffix[] = { ".tsv", NULL };

const struct encoder encoder_dbn_tsv = {
	.name = "dbn-tsv",
	.summary = "Databento's TSV",
	.suffix = tsv_suffix,
	.flags = ENCODER_ONE_KIND,
	.open = tsv_encoder_open,
	.meta = text_encoder_meta,
	.schema = text_encoder_schema,
	.rows = text_encoder_rows,
	.tick = text_encoder_tick,
	.close = text_encoder_close,
};

static const char *const json_suffix[] = { ".json", ".ndjson", NULL };

const struct encoder encoder_dbn_json = {
	.name = "dbn-json",
	.summary = "Databento's JSON lines",
	.suffix = json_suffix,
	.open = json_encoder_open,
	.meta = text_encoder_meta,
	.schema = text_encoder_schema,
	.rows = text_encoder_rows,
	.tick = text_encoder_tick,
	.close = text_encoder_close,
};

int
dbn_is_text(const struct encoder *e)
{
	return e == &encoder_dbn_csv || e == &encoder_dbn_tsv ||
	       e == &encoder_dbn_json;
}
