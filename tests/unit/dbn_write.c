/*
 * dbn_write.c - what a writer refuses and leaves undefined, and that the
 * loops of the common kinds do what the general way does.
 */
#include "dbn_made.h"

/* Rows in the order read, all of one kind. */
struct rows {
	const struct schema *schema;
	unsigned char *at;
	size_t n;
};

static void
keep_row(void *arg, const struct rec *r)
{
	struct rows *k = arg;

	k->schema = r->schema;
	if (k->at == NULL && (k->at = malloc(PER_KIND * 1024)) == NULL)
		exit(1);
	memcpy(k->at + k->n++ * r->schema->row_size, r->v, r->schema->row_size);
}

/* Where the index time of a layout lies. */
static size_t
time_at(const struct layout *l)
{
	int i;

	for (i = 0; i < l->n; i++)
		if (strcmp(l->field[i].name, "ts_recv") == 0)
			return l->field[i].off;
	return 8;
}

/* PER_KIND records of an id of the header, half of them on its days. */
static void
made_records(unsigned char *to, struct rng *g, const struct rtype *t)
{
	const struct layout *l = t->version[2];
	const uint64_t inside = 1700000000000000000;
	uint32_t id;
	int k;

	for (k = 0; k < PER_KIND; k++, to += l->size) {
		random_record(to, g, t->rtype, l, 0);
		id = k % 3 == 0 ? 11 : 22;
		memcpy(to + 4, &id, sizeof(id));
		if (k % 2 == 0)
			memcpy(to + time_at(l), &inside, sizeof(inside));
	}
}

/* Read the records behind a header, with ts_out or without. */
static struct rows
read_made(const unsigned char *rec, const struct rtype *t, int ts_out)
{
	struct dbn_writer_opts o = writer_opts(3, t->kind, ts_out);
	size_t size = t->version[2]->size, n = header_bytes(&o);
	struct rows rows = { 0 };
	int k;

	for (k = 0; k < PER_KIND; k++, rec += size) {
		memcpy(bytes + n, rec, size);
		memset(bytes + n + size, 1, TS_OUT);
		bytes[n] = (unsigned char)((size + (ts_out ? TS_OUT : 0)) / 4);
		n += bytes[n] * (size_t)4;
	}
	read_sample(tmp_file("made.dbn", bytes, n), keep_row, &rows);
	return rows;
}

/* Rows with ts_out take the general way: both must agree. */
static void
check_loop(struct rng *g, const char *kind)
{
	const struct rtype *t = rtype_of_kind(kind);
	static unsigned char rec[PER_KIND * DBN_RECORD_MAX];
	struct rows a, b;
	const struct field *f;
	struct rec x, y;
	size_t i;
	int k, named = 0;

	made_records(rec, g, t);
	a = read_made(rec, t, 0);
	b = read_made(rec, t, 1);
	CHECK_INT(a.n, PER_KIND);
	CHECK_INT(b.n, PER_KIND);
	for (i = 0; i < a.n && i < b.n; i++) {
		x = (struct rec){ a.schema, a.at + i * a.schema->row_size };
		y = (struct rec){ b.schema, b.at + i * b.schema->row_size };
		named += rec_symbol(&x) != 0;
		for (k = 0; k < a.schema->nfield; k++) {
			f = &a.schema->field[k];
			CHECK(memcmp(rec_at(&x, k),
				  rec_at(&y, schema_find(b.schema, f->name)),
				  f->len) == 0);
		}
	}
	CHECK(named >= PER_KIND / 2 && named < PER_KIND);
	free(a.at);
	free(b.at);
}

static unsigned char row[1024];

static struct rec
blank(const char *kind)
{
	struct err err = { 0 };
	int n;
	const struct field *f = kind_fields(kind, &n);
	const struct schema *s = schema_get(vocab.schemas, kind, f, n, &err);

	if (s == NULL || s->row_size > sizeof(row))
		exit(1);
	row_clear(row, s);
	return (struct rec){ s, row };
}

/* The result of writing a row with a writer of a version and kind. */
static const char *
refusal(const struct rec *r, int version, const char *kind)
{
	static struct err err;
	struct dbn_writer_opts o = writer_opts(version, kind, 0);
	struct err close = { 0 };
	struct out *out;
	struct dbn_writer *w;

	memset(&err, 0, sizeof(err));
	out = out_open(tmp_path("refused.dbn"), 0, &err);
	if (out == NULL)
		exit(1);
	w = dbn_writer_open(out, &o, &err);
	if (w != NULL)
		dbn_write(w, r, &err);
	dbn_writer_close(w);
	out_close(out, 1, &close);
	return err.msg;
}

static void
check_refusals(void)
{
	struct rec r = blank("trades");

	CHECK_STR(refusal(&r, 3, "trades"), "");
	CHECK_STR(refusal(&r, 3, "mbo"), "trades: this file has no such kind");
	CHECK_STR(refusal(&r, 4, "trades"), "DBN version 4: must be 1 to 3");
	CHECK_STR(refusal(&r, 3, "bar"), "bar: DBN has no such kind");
	row_put_i64(row, r.schema, r.schema->at.size, UINT32_MAX);
	CHECK_STR(refusal(&r, 3, "trades"),
	    "trades: size: 4294967295 does not fit: expected less than "
	    "4294967295");
	row_put_i64(row, r.schema, r.schema->at.size, -1);
	CHECK_STR(refusal(&r, 3, "trades"),
	    "trades: size: -1 does not fit: expected 0 or more");
	r = blank("statistics");
	row_put_i64(row, r.schema, schema_find(r.schema, "quantity"),
	    INT64_C(1) << 40);
	CHECK_STR(refusal(&r, 3, NULL), "");
	CHECK(strstr(refusal(&r, 2, NULL), "expected 32 bits") != NULL);
	r = blank("definition");
	memcpy(row + r.schema->field[schema_find(r.schema, "asset")].off,
	    "ABCDEFG", 7);
	CHECK_STR(refusal(&r, 3, NULL), "");
	CHECK_STR(refusal(&r, 2, NULL),
	    "definition: asset: \"ABCDEFG\": expected at most 6 bytes");
	r = blank("quote");
	CHECK_STR(refusal(&r, 3, NULL), "quote: DBN has no such kind");
}

/* The metadata that a writer is asked for. */
static const char *
header_refusal(const char *dataset, const char *symbol, int version)
{
	static struct err err;
	struct dbn_writer_opts o = writer_opts(version, "trades", 0);
	struct err close = { 0 };
	struct out *out;

	memset(&err, 0, sizeof(err));
	out = out_open(tmp_path("refused.dbn"), 0, &err);
	if (out == NULL)
		exit(1);
	o.dataset = dataset;
	o.symbols = &symbol;
	o.nsymbols = 1;
	dbn_writer_close(dbn_writer_open(out, &o, &err));
	out_close(out, 1, &close);
	return err.msg;
}

static void
check_headers(void)
{
	const char *s22 = "ABCDEFGHIJKLMNOPQRSTUV";

	CHECK_STR(header_refusal("SIXTEEN.BYTES.16", "A", 3),
	    "dataset: \"SIXTEEN.BYTES.16\": at most 15 bytes");
	CHECK(strstr(header_refusal("X.Y", "\xc3\xa4", 3), "expected ASCII"));
	CHECK_STR(header_refusal("X.Y", s22, 3), "");
	CHECK(strstr(header_refusal("X.Y", s22, 1), "at most 21 bytes"));
}

/* A file of the writer's: version, schema and symbols read back. */
static void
check_meta(int version)
{
	struct dbn_writer_opts o = writer_opts(version, "mbo", 1);
	size_t n = header_bytes(&o);
	struct err err = { 0 };
	struct dbn *d = open_sample(tmp_file("meta.dbn", bytes, n), &err);
	const struct dbn_meta *m;

	CHECK_STR(err.msg, "");
	if (d == NULL)
		return;
	m = dbn_meta(d);
	CHECK_INT(m->version, version);
	CHECK_STR(m->dataset, "XXXX.TEST");
	CHECK_INT(m->schema, 0);
	CHECK(m->end == TS_NULL && m->limit == 0 && m->ts_out == 1);
	CHECK_INT(m->nsymbols, 2);
	CHECK_INT(m->nmapping, 2);
	CHECK_STR(m->mapping[1].raw_symbol, "BBB");
	CHECK_STR(m->mapping[1].interval[0].symbol, "22");
	CHECK_INT(m->mapping[1].interval[0].end_date, 20231116);
	CHECK(version != 3 || n % 8 == 0);
	dbn_close(d);
}

/* A source with few fields and sizes in 1e-9. */
static void
check_foreign(void)
{
	struct field f[] = { field_make("ts_event", F_TS, ""),
		field_make("symbol", F_SYM, ""),
		field_make("instrument_id", F_U32, ""),
		field_make("price", F_PX, ""), field_make("size", F_QTY, "") };
	struct dbn_writer_opts o = writer_opts(3, "trades", 0);
	struct err err = { 0 };
	struct rec r = { NULL, row };
	struct out *out = out_open(tmp_path("foreign.dbn"), 0, &err);
	struct dbn_writer *w;
	size_t n;
	char *p;

	f[4].scale = 9;
	r.schema = schema_get(vocab.schemas, "trades", f, 5, &err);
	if (r.schema == NULL || out == NULL)
		exit(1);
	row_clear(row, r.schema);
	row_put_i64(row, r.schema, r.schema->at.size, 3000000000);
	w = dbn_writer_open(out, &o, &err);
	CHECK_INT(dbn_write(w, &r, &err), 0);
	row_put_i64(row, r.schema, r.schema->at.size, 3000000001);
	CHECK_INT(dbn_write(w, &r, &err), -1);
	dbn_writer_close(w);
	memset(&err, 0, sizeof(err));
	CHECK_INT(out_close(out, 0, &err), 0);
	p = tmp_load(tmp_path("foreign.dbn"), &n);
	CHECK_INT(p[n - 24], 3);   /* size */
	CHECK_INT(p[n - 20], 'T'); /* action */
	CHECK_INT(p[n - 16], -1);  /* ts_recv undefined */
	free(p);
}

static void
check_volume(uint64_t v, int last, uint64_t rows)
{
	struct dbn_writer_opts o = writer_opts(3, "ohlcv-1s", 0);
	size_t n = header_bytes(&o), i;
	struct tally t;

	memset(bytes + n, 0, 3 * 56);
	for (i = 0; i < 3; i++) {
		bytes[n + 56 * i] = 14;
		bytes[n + 56 * i + 1] = 0x20;
	}
	memcpy(bytes + n + 56 + 48, &v, sizeof(v));
	t = read_sample(tmp_file("volume.dbn", bytes, n + 168), NULL, NULL);
	CHECK_INT(t.last, last);
	CHECK_INT(t.rows, rows);
}

int
main(void)
{
	static const char *const loops[] = { "trades", "mbp-1", "tbbo",
		"mbp-10", "mbo", "ohlcv-1s", "ohlcv-eod", "ohlcv" };
	struct rng g;
	size_t i;
	int v;

	tmp_begin();
	vocab_begin();
	rng_init(&g, 11, 0);

	test_begin("the loops of common kinds agree with the general way");
	for (i = 0; i < sizeof(loops) / sizeof(loops[0]); i++)
		check_loop(&g, loops[i]);

	test_begin("a value that does not fit is refused by name");
	check_refusals();

	test_begin("a dataset or symbol that does not fit is refused");
	check_headers();

	test_begin("metadata written in each version reads back");
	for (v = 1; v <= 3; v++)
		check_meta(v);

	test_begin("fields that rows lack are undefined in the record");
	check_foreign();

	test_begin("a volume beyond 63 bits is an error, not a wrap");
	check_volume(UINT64_MAX, 0, 3);
	check_volume(INT64_MAX - 1, 0, 3);
	check_volume(INT64_MAX, -1, 1);
	check_volume(UINT64_MAX - 1, -1, 1);

	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
