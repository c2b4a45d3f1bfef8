/*
 * seeds.c - small inputs of every sort, for fuzzing to start from.
 *
 *	seeds DIR
 *
 * Writes DIR/TARGET/NAME; the folders are there.  All is made here: DBN from
 * the layouts with random values, streams and models by their own writers.
 */
#include <zstd.h>

#include "dbn/layout.h"
#include "detect/model.h"
#include "fuzz_stream.h"
#include "seeds_cells.h"
#include "seeds_text.h"

#include "../unit/dbn_made.h"
#include "../unit/detect_test.h"

enum { HOW_FRAGMENT = 2 << 2, HOW_DBZ = 1 << 2, RECORDS = 3, ROWS = 200 };

static const char *to_dir;

static void
put(const char *target, const char *name, int how, const void *p, size_t n)
{
	unsigned char first = (unsigned char)how;
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s/%s", to_dir, target, name);
	f = fopen(path, "wb");
	if (f == NULL || fwrite(&first, 1, how >= 0, f) != (size_t)(how >= 0) ||
	    fwrite(p, 1, n, f) != n || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

/* ---- DBN ---- */

static void
put_zstd(const char *name, size_t n)
{
	static unsigned char packed[FILE_MAX];
	size_t made = ZSTD_compress(packed, sizeof(packed), bytes, n, 3);

	HOLDS(!ZSTD_isError(made));
	put("dbn", name, 0, packed, made);
}

/* Some records of the writer's first symbol, while it is valid. */
static size_t
add_records(size_t n, struct rng *g, const struct rtype *t, int v, int ts_out)
{
	static const uint64_t ts = 1700000000000000000;
	static const uint32_t id = 11;
	size_t size;
	int i;

	for (i = 0; i < RECORDS; i++, n += size) {
		size = random_record(bytes + n, g, t->rtype, t->version[v],
		    ts_out);
		memcpy(bytes + n + 4, &id, sizeof(id));
		memcpy(bytes + n + 8, &ts, sizeof(ts));
	}
	return n;
}

/* What fuzz_dbn packs into a DBZ file: no symbols, and one of them. */
static void
put_dbz(struct rng *g)
{
	enum { LISTS = 4 + 4 * 4 + 2 * 22 + 12, FIXED = 96 };
	unsigned char *p = bytes;
	uint32_t lists[2] = { 20, LISTS };
	size_t n;
	int i;

	for (i = 0; i < 2; i++) {
		memset(p, 0, 4 + FIXED + LISTS);
		memcpy(p, &lists[i], 4);
		memcpy(p + 4, "DBZ\1XNAS.ITCH", 13);
		memset(p + 4 + 55, 1, 2); /* symbol types */
		n = 4 + FIXED + lists[i];
		if (i == 1)
			memcpy(p + 4 + FIXED + 4, "\1\0\0\0AAPL", 8);
		n = add_records(n, g, rtype_of_kind("mbo"), 0, 0);
		put("dbn", i == 0 ? "mbo.dbz" : "symbol.dbz", HOW_DBZ, p, n);
	}
}

/* The bytes as Databento's text: of plain numbers, and of pretty ones. */
static void
put_text(const char *kind, size_t n, int json, int pretty)
{
	struct dbn_text_opts opts = { .json = json,
		.pretty_px = pretty,
		.pretty_ts = pretty,
		.symbol = 1 };
	struct bytes in = bytes_of(bytes, n), out;
	struct err err = { 0 };
	struct vocab h;
	struct dbn_text *t;
	struct recs b;
	struct out *o;
	struct dbn *d;
	struct rec r;
	char name[64];

	fuzz_vocab(&h);
	catch_begin();
	d = dbn_open(fuzz_in(&in, 0, 0), &h, NULL, &err);
	o = out_open(NULL, 0, &err);
	t = dbn_text_new(&h, &opts, &err);
	HOLDS(d != NULL && o != NULL && t != NULL);
	while (dbn_next(d, &b, &err) == 1)
		for (r = (struct rec){ b.schema, b.rows }; b.n > 0; b.n--) {
			HOLDS(dbn_text_put(t, o, &r, DBN_VERSIONS, &err) == 0);
			r.v += b.schema->row_size;
		}
	dbn_text_free(t);
	dbn_close(d);
	HOLDS(out_close(o, 0, &err) == 0);
	vocab_fini(&h);
	out = catch_end();
	snprintf(name, sizeof(name), "%s.%s%d", kind, json ? "json" : "csv",
	    pretty);
	put("csv", name, 0, out.p, out.n);
	bytes_free(&out);
	bytes_free(&in);
}

static void
seeds_dbn(void)
{
	struct dbn_writer_opts o;
	const struct rtype *t;
	size_t head, n;
	struct rng g;
	char name[64];
	int v;

	rng_init(&g, 1, 1);
	for (t = rtypes; t->kind != NULL; t++) {
		for (v = 0; v < DBN_VERSIONS; v++) {
			o = writer_opts(v + 1, t->schema < 0 ? NULL : t->kind,
			    v == 1);
			head = header_bytes(&o);
			n = add_records(head, &g, t, v, v == 1);
			snprintf(name, sizeof(name), "%s.v%d", t->kind, v + 1);
			put("dbn", name, v, bytes, n);
			if (v == 2) {
				put_text(t->kind, n, 0, 0);
				put_text(t->kind, n, 0, 1);
				put_text(t->kind, n, 1, 0);
			}
			snprintf(name, sizeof(name), "%s.v%d.frag", t->kind,
			    v + 1);
			put("dbn", name,
			    HOW_FRAGMENT | (v + 1) << 4 | (v == 1) << 6,
			    bytes + head, n - head);
		}
	}
	put_zstd("last.zst", n);
	put_dbz(&g);
}

/* ---- streams ---- */

static void
seeds_streams(void)
{
	static const int hows[] = { 0, 1, 4, 8, 32, 64 };
	struct way bin = { &encoder_bin, 0, 0, 0, NULL };
	struct passed p;
	struct bytes b;
	char name[32];
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		snprintf(name, sizeof(name), "%02zu", i);
		b = bytes_of(texts[i], strlen(texts[i]));
		put("json", name, hows[i % 6], b.p, b.n);
		p = pass(&b, &bin);
		put("tks", name, (int)(i % 8), p.out.p, p.out.n);
		bytes_free(&p.out);
		bytes_free(&b);
	}
}

/* ---- our CSV, delimited text and JSON by others, envelopes ---- */

static void
put_texts(const char *target, const struct seed_text *t, size_t n)
{
	char name[32];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%02zu", i);
		put(target, name, t[i].how, t[i].text, strlen(t[i].text));
	}
}

static void
seeds_texts(void)
{
	char name[32];
	size_t i;

	put_texts("cells", cell_texts,
	    sizeof(cell_texts) / sizeof(cell_texts[0]));
	put_texts("csv", others, sizeof(others) / sizeof(others[0]));
	for (i = 0; i < sizeof(envelopes) / sizeof(envelopes[0]); i++) {
		snprintf(name, sizeof(name), "%02zu", i);
		put("envelope", name, envelopes[i].how, envelopes[i].text,
		    envelopes[i].len);
	}
}

/* ---- arrays and formats of times ---- */

static void
seeds_arrays(void)
{
	unsigned char text[1024];
	char name[32];
	size_t i, n;

	for (i = 0; i < sizeof(array_texts) / sizeof(array_texts[0]); i++) {
		n = strlen(array_texts[i].text);
		text[0] = (unsigned char)array_texts[i].flags;
		memcpy(text + 1, array_texts[i].text, n);
		snprintf(name, sizeof(name), "%02zu", i);
		put("arrays", name, array_texts[i].how, text, n + 1);
	}
	for (i = 0; i < sizeof(format_texts) / sizeof(format_texts[0]); i++) {
		snprintf(name, sizeof(name), "%02zu", i);
		put("ts_format", name, format_texts[i][0], format_texts[i] + 1,
		    strlen(format_texts[i]) - 1);
	}
}

/* ---- zones ---- */

static void
seeds_tz(void)
{
	static const char *const names[] = { "UTC", "America/New_York",
		"Australia/Lord_Howe", "Asia/Tehran" };
	static const char *const rules[] = { "CET-1CEST,M3.5.0,M10.5.0/3",
		"<+0330>-3:30", "AAA0BBB,J60/0,J300/0", "AAA0BBB,59,300/-100",
		"XXX3EDT4,0/0,J365/23" };
	static unsigned char file[1 << 16];
	char path[128], name[32];
	size_t i, n;
	FILE *f;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		sprintf(name, "rule%zu", i);
		put("tz", name, 1, rules[i], strlen(rules[i]));
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s",
		    names[i]);
		if ((f = fopen(path, "rb")) == NULL)
			continue;
		n = fread(file, 1, sizeof(file), f);
		fclose(f);
		sprintf(name, "file%zu", i);
		put("tz", name, 0, file, n);
	}
}

/* ---- expressions ---- */

static void
seeds_where(void)
{
	static const char *const texts[] = {
		"price > 1.5 and (side = \"B\" or size >= 5)\n",
		"symbol in (\"A\", 'ESZ4') and not symbol ~ \"E*\"\n",
		"ts_event >= 2024-03-01T14:30:00Z and order_id != 7\n",
		"col(\"a\") = 8 or col(\"b\") ~ \"@*\" and t is not null\n",
		"price <= size or f < 1e-30 or i = -7 or u in (1,2,3)\n",
		"kind = 'trades' and b = true and field(\"ratio\") < .1\n"
	};
	char name[32], text[512];
	size_t i, n;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		n = strlen(texts[i]);
		memcpy(text, texts[i], n);
		memset(text + n, (int)i * 40, 200);
		sprintf(name, "%zu", i);
		put("where", name, 1, text, n + 200);
	}
}

/* ---- numbers and times ---- */

static void
seeds_num(void)
{
	char name[32];
	size_t i;

	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		snprintf(name, sizeof(name), "%02zu", i);
		put("num", name, -1, numbers[i], strlen(numbers[i]));
	}
}

static void
seeds_symbology(void)
{
	put("symbology", "batch", 0, symbology_text,
	    sizeof(symbology_text) - 1);
	put("symbology", "metadata", 1, metadata_text,
	    sizeof(metadata_text) - 1);
}

/* ---- models ---- */

static void
put_model(const struct detector *det, const void *opts, const double *x, int d)
{
	static const char *const names[] = { "r", "z_\"x\"", "vol", "rng",
		"e" };
	static const char *const units[] = { "1", "sd", "", "bp", "tick" };
	static const size_t run[] = { 0, ROWS };
	struct fit f = { .opts = opts,
		.train = { .x = x, .n = ROWS, .run = run, .runs = 1 },
		.names = names,
		.d = d,
		.seed = 1,
		.jobs = 1 };
	struct err err = { 0 };
	struct model *m = model_new(det, opts, d, names, units, &err);
	char *p, *path = tmp_path("model");
	size_t n;

	HOLDS(m != NULL && det->fit(m->m, &f, &err) == 0);
	HOLDS(calib_fit(&m->calib, x, ROWS, 390.5, &err) == 0);
	m->threshold = 0.7;
	HOLDS(model_save(m, path, 0, &err) == 0);
	model_free(m);
	p = tmp_load(path, &n);
	put("model", det->name, 0, p, n);
	free(p);
}

static void
seeds_models(void)
{
	static const char small[] =
	    "\0\0\0\0\0\0\0\0"
	    "{\"__metadata__\":{\"a\":\"b\"},\"x\":{\"dtype\":\"U8\","
	    "\"shape\":[2],\"data_offsets\":[0,2]},\"y\":{\"dtype\":"
	    "\"F64\",\"shape\":[],\"data_offsets\":[2,10]}}\0\1234567";
	const struct detector *const *det;
	double *x = rows_random(ROWS, 5, 1);
	void *o;

	for (det = detector_list; *det != NULL; det++) {
		o = opts_short(*det);
		opts_set(*det, o, "trees", "2");
		opts_set(*det, o, "sample", "8");
		put_model(*det, o, x, columns_of(*det));
		free(o);
	}
	put("model", "small", 1, small, sizeof(small) - 1);
	free(x);
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: seeds DIR\n");
		return 2;
	}
	to_dir = argv[1];
	tmp_begin();
	seeds_dbn();
	seeds_streams();
	seeds_texts();
	seeds_num();
	seeds_tz();
	seeds_arrays();
	seeds_where();
	seeds_symbology();
	seeds_models();
	return tmp_end() != 0 || test_bad;
}
