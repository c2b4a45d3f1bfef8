/*
 * seeds.c - small inputs of every sort, for fuzzing to start from.
 *
 *	seeds DIR
 *
 * Writes DIR/TARGET/NAME; the folders are there.  All is made here: DBN from
 * the layouts with random values, streams and models by their own writers.
 */
#include <zstd.h>

#include "detect/model.h"
#include "fuzz_stream.h"

#include "../unit/dbn_made.h"
#include "../unit/detect_test.h"

enum { HOW_FRAGMENT = 2 << 2, HOW_DBZ = 1 << 2, RECORDS = 3, ROWS = 40 };

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
	struct dbn_text_opts opts = { json, pretty, pretty, 1 };
	struct bytes in = bytes_of(bytes, n), out;
	struct err err = { 0 };
	struct house h;
	struct dbn_text *t;
	struct batch b;
	struct out *o;
	struct dbn *d;
	struct rec r;
	char name[64];

	fuzz_house(&h);
	catch_begin();
	d = dbn_open(fuzz_in(&in, 0, 0), &h, NULL, &err);
	o = out_open(NULL, 0, &err);
	t = dbn_text_new(&h, &opts, &err);
	HOLDS(d != NULL && o != NULL && t != NULL);
	while (dbn_next(d, &b, &err) == 1)
		for (r = (struct rec){ b.schema, b.rows }; b.n > 0; b.n--) {
			HOLDS(dbn_text_put(t, o, &r, &err) == 0);
			r.v += b.schema->row_size;
		}
	dbn_text_free(t);
	dbn_close(d);
	HOLDS(out_close(o, 0, &err) == 0);
	house_fini(&h);
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

#define TS "\"ts_event\":\"2024-01-02T03:04:05.000000006Z\""
#define TRADE "{\"kind\":\"trades\"," TS ",\"symbol\":\"A\",\"price\":1.5"
#define BOOK "{\"kind\":\"mbp-1\",\"ts_recv\":\"2024-01-02T03:04:06Z\"," TS

static const char *const texts[] = {
	TRADE ",\"size\":7,\"side\":\"B\"}\n" TRADE
	      ",\"size\":null,\"side\":null}\n",
	TRADE ",\"size\":0.25}\n" TRADE ",\"size\":1000000}\n",
	TRADE "}\n" TRADE ",\"note\":\"x\"}\n" TRADE "}\n",
	TRADE ",\"label\":1,\"label_type\":\"spike\",\"label_id\":3}\n",
	BOOK ",\"action\":\"T\",\"side\":\"A\",\"depth\":0,\"price\":5,"
	     "\"size\":2,\"flags\":130,\"sequence\":9,\"bid_px_00\":4.99,"
	     "\"ask_px_00\":5.01,\"bid_sz_00\":10,\"ask_sz_00\":20,"
	     "\"symbol\":\"ESU4\"}\n",
	"{\"kind\":\"quote\"," TS ",\"symbol\":\"EUR/USD\",\"bid_px_00\":1.1,"
	"\"ask_px_00\":1.2,\"bid_sz_00\":0.5,\"ask_sz_00\":1000000}\n",
	"{" TS ",\"symbol\":\"B\",\"price\":2,\"size\":3}\n",
	"{" TS ",\"symbol\":\"B\",\"value\":2e-7}\n",
	"{\"kind\":\"bar\"," TS ",\"ts_end\":\"2024-01-02T03:04:06Z\","
	"\"symbol\":\"A\",\"open\":1,\"high\":2,\"low\":0.5,\"close\":1.5,"
	"\"volume\":10,\"vwap\":1.25,\"def\":\"17446744073709551615\"}\n",
	"{\"kind\":\"x\",\"a\\\"b\":1.5,\"\\u0001\":\"t\\n\",\"\xc3\xa9\":true}"
	"\n"
	"{\"kind\":\"x\",\"a\\\"b\":-0,\"\\u0001\":null,"
	"\"\xc3\xa9\":false}\n",
	"{\"kind\":\"v\",\"a\":7,\"b\":\"abc\",\"c\":0.1,\"d\":\"99\"}\n"
	"{\"kind\":\"v\",\"d\":\"98\",\"c\":2.5,\"b\":\"\",\"a\":-1}\n",
	"\xef\xbb\xbf{\"k\\u0069nd\":\"v\",\"s\":\"\\ud83d\\ude00\"}\r\n\n  \n"
	"{\"kind\":\"v\",\"s\":\"\xf0\x9f\x98\x80\\\\\\u0000\"}",
	"{\"kind\":\"v\",\"v\":5e-324}\n{\"kind\":\"v\",\"v\":"
	"1.7976931348623157e+308}\n{\"kind\":\"v\",\"v\":1e999}\nnot json\n"
	"{\"kind\":\"v\",\"v\":{\"a\":[1]}}\n",
	TRADE "}\n{\"kind\":\"value\"," TS ",\"value\":1}\n" TRADE
	      "}\n{\"kind\":\"value\"," TS ",\"value\":2}\n",
};

static void
seeds_streams(void)
{
	static const int hows[] = { 0, 1, 4, 8, 32, 64 };
	struct way bin = { FORMAT_BIN, 0, 0, 0, NULL };
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

/* ---- delimited text, and JSON by others ---- */

static const struct {
	int how;
	const char *text;
} others[] = {
	{ 4, "timestamp,price,size\n2024-01-02 03:04:05.123,1.5,10\n"
	     "2024-01-02 03:04:06,1.25,\n" },
	{ 4, "time;bid;ask\r\n1720000000123;1.1;1.2\r\n" },
	{ 4, "date\ttime\topen\thigh\tlow\tclose\tvolume\n"
	     "2024.01.02\t00:00\t1\t2\t0.5\t1.5\t100\n" },
	{ 0, "timestamp,symbol,side,price,amount\n"
	     "2020-04-01T00:00:00Z,\"A\"\"B,\",buy,\" 7 \",1e-8\n"
	     "2020-04-01T00:00:01Z,C,sell,8,203.14900000000003\n" },
	{ 8 | 64, "1720000000,1.5,3,A\n1720000001,-2,4,B\n" },
	{ 8, "1720000000|1.5|3|A\n" },
	{ 12, "time,bid,ask\n1720000000123,1.1,1.2\n" },
	{ 16, "timestamp,open,high,low,close,volume\n"
	      "2024-01-02,1,2,0.5,1.5,1000\n" },
	{ 32, "timestamp,value\n2014-04-10 00:04:00,91.958\nbad\n"
	      "2014-04-10 00:09:00,\"94.798\n\"\n" },
	{ 20, "{\"E\":1720000000123,\"s\":\"BTCUSDT\",\"t\":5,\"p\":\"1.5\","
	      "\"q\":\"0.25\",\"T\":1720000000120,\"m\":true}\n" },
	{ 0, "{\"timestamp\":\"2024-01-02T03:04:05Z\",\"symbol\":\"A\","
	     "\"price\":\"1.5\",\"size\":3,\"side\":\"sell\"}\n" },
	{ 0, "[{\"timestamp\":1720000000,\"symbol\":\"A\",\"bid\":1,"
	     "\"ask\":2},\n{\"timestamp\":1720000001,\"symbol\":\"A\","
	     "\"bid\":1.5,\"ask\":2.5}]\n" },
	{ 0, "1720000000123456789 {\"s\":\"A\",\"p\":\"1\",\"q\":\"2\","
	     "\"T\":1720000000123}\n" },
};

static void
seeds_others(void)
{
	char name[32];
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(name, sizeof(name), "%02zu", i);
		put("csv", name, others[i].how, others[i].text,
		    strlen(others[i].text));
	}
}

/* ---- numbers and times ---- */

static const char *const numbers[] = { "0", "-0", "1.5", ".5", "5.", "1e5",
	"-1.25E-3", "+7", "5e-324", "2.2250738585072014e-308",
	"1.7976931348623157e308", "1e309", "9007199254740993",
	"0.1000000000000000055511151231257827", "9223372036.854775807",
	"-9223372036854775808", "18446744073709551615", "9007199254740992.5",
	"1.50000000005", "123456789012345678901234567890", "250ms", "1.5h",
	"5m", "64M", "0s", "1720000000", "1720000000123", "1720000000.123456",
	"1720000000123456789", "2024-07-01T13:30:00.123456789Z",
	"2024-07-01 13:30:00+05:30", "2024-02-29", "20130101 21:59:59.981",
	"20120201 000003660", "15.01.2024 10:30:00.123 GMT+0300",
	"2020.01.02 00:00", "2024-03-10T02:30:00", "2024-11-03 01:30:00",
	"2016-12-31T23:59:60Z", "America/New_York", "+05:30", "EST",
	"1969-12-31T23:59:59.999999999Z", "2554-07-21T23:34:33.709551615Z" };

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

/* ---- models ---- */

static void
put_model(const struct detector *det, const void *opts, const double *x, int d)
{
	static const char *const names[] = { "r", "z_\"x\"", "vol", "rng",
		"e" };
	static const char *const units[] = { "1", "sd", "", "bp", "tick" };
	struct fit f = { .opts = opts,
		.x = x,
		.names = names,
		.n = ROWS,
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
	HOLDS(model_save(m, path, &err) == 0);
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
		o = opts_new(*det);
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
	seeds_others();
	seeds_num();
	seeds_models();
	return tmp_end() != 0 || test_bad;
}
