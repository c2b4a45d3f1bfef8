/*
 * dbn_roundtrip.c - records of every kind and version, read to rows and
 * written again, are the same bytes; fields lie where dbn.md says.
 */
#include "dbn_made.h"

struct copier {
	struct dbn_writer *w;
	struct err err;
};

static void
copy_row(void *arg, const struct rec *r)
{
	struct copier *c = arg;

	dbn_write(c->w, r, &c->err);
}

/* Read a file and write its rows with these options; the path. */
static const char *
copy_file(const char *from, const struct dbn_writer_opts *o, struct tally *t,
    struct err *err)
{
	const char *to = tmp_path("copy.dbn");
	struct out *out = out_open(to, 0, err);
	struct copier c = { NULL, { 0 } };

	c.w = out == NULL ? NULL : dbn_writer_open(out, o, &c.err);
	if (c.w != NULL)
		*t = read_sample(from, copy_row, &c);
	dbn_writer_close(c.w);
	if (out != NULL)
		CHECK(out_close(out, 0, err) == 0);
	*err = c.err;
	return to;
}

static void
check_kind(struct rng *g, const struct rtype *t, int version, int ts_out)
{
	struct dbn_writer_opts o =
	    writer_opts(version, t->schema < 0 ? NULL : t->kind, ts_out);
	size_t n = header_bytes(&o), got_n;
	struct err err = { 0 };
	struct tally tally = { 0 };
	char *got;
	int i;

	for (i = 0; i < PER_KIND; i++)
		n += random_record(bytes + n, g, t->rtype,
		    t->version[version - 1], ts_out);
	got = tmp_load(copy_file(tmp_file("made.dbn", bytes, n), &o, &tally,
			   &err),
	    &got_n);
	if (tally.rows != PER_KIND || err.set || got_n != n ||
	    memcmp(got, bytes, n) != 0) {
		printf("# %s version %d ts_out %d: %" PRIu64 " rows %s %s\n",
		    t->kind, version, ts_out, tally.rows, tally.err.msg,
		    err.msg);
		test_bad = 1;
	}
	free(got);
}

/* A value at an offset of dbn.md section 6 and the field it must reach. */
static const struct spot {
	const char *kind;
	int version;
	uint16_t size, off, len;
	uint64_t v;
	const char *field;
	uint64_t want;
} spots[] = {
	{ "mbp-10", 3, 368, 336, 8, 12345, "bid_px_09", 12345 },
	{ "mbp-10", 3, 368, 364, 4, 77, "ask_ct_09", 77 },
	{ "mbp-10", 3, 368, 84 + 16, 4, 78, "ask_sz_01", 78 },
	{ "imbalance", 3, 112, 80, 8, 9, "lower_collar", 9 },
	{ "imbalance", 3, 112, 100, 4, 10, "unpaired_qty", 10 },
	{ "imbalance", 3, 112, 110, 1, '~', "significant_imbalance", '~' },
	{ "statistics", 1, 64, 40, 4, INT32_MAX, "quantity", INT64_MAX },
	{ "statistics", 2, 64, 40, 4, UINT32_MAX - 4, "quantity",
	    UINT64_MAX - 4 },
	{ "statistics", 3, 80, 40, 8, 1234567890123, "quantity",
	    1234567890123 },
	{ "statistics", 3, 80, 56, 2, 10001, "stat_type", 10001 },
	{ "cmbp-1", 3, 80, 76, 2, 30, "ask_pb_00", 30 },
	{ "cmbp-1", 3, 80, 40, 4, 99, "ts_in_delta", 99 },
	{ "cbbo-1s", 3, 80, 72, 2, 31, "bid_pb_00", 31 },
	{ "cbbo-1m", 3, 80, 32, 8, 5, "ts_recv", 5 },
	{ "tcbbo", 3, 80, 24, 4, UINT32_MAX, "size", INT64_MAX },
	{ "definition", 1, 360, 328, 8, 4000, "strike_price", 4000 },
	{ "definition", 1, 360, 120, 4, 42, "raw_instrument_id", 42 },
	{ "definition", 1, 360, 80, 8, 43, "trading_reference_price", 43 },
	{ "definition", 1, 360, 248, 2, 0x5345, "asset", 0x5345 },
	{ "definition", 1, 360, 16, 1, 1, "leg_count", 0 },
	{ "definition", 1, 360, 16, 1, 1, "leg_price", INT64_MAX },
	{ "definition", 1, 360, 16, 1, 1, "leg_side", 'N' },
	{ "definition", 2, 400, 112, 8, 4001, "strike_price", 4001 },
	{ "definition", 2, 400, 379, 1, 7, "settl_price_type", 7 },
	{ "definition", 2, 400, 389, 1, 3, "tick_rule", 3 },
	{ "definition", 3, 520, 112, 8, UINT64_MAX - 1, "raw_instrument_id",
	    UINT64_MAX - 1 },
	{ "definition", 3, 520, 502, 1, 'B', "leg_side", 'B' },
	{ "definition", 3, 520, 16, 1, 1, "settl_price_type", 255 },
	{ "definition", 3, 520, 16, 1, 1, "trading_reference_date", 65535 },
	{ "symbol-mapping", 1, 80, 64, 8, 6, "start_ts", 6 },
	{ "symbol-mapping", 1, 80, 16, 1, 'A', "stype_in", 255 },
	{ "symbol-mapping", 3, 176, 88, 1, 1, "stype_out", 1 },
	{ "error", 3, 320, 318, 1, 4, "code", 4 },
	{ "error", 1, 80, 16, 1, 'x', "code", 255 },
	{ "error", 1, 80, 16, 1, 'x', "is_last", 255 },
	{ "system", 3, 320, 319, 1, 2, "code", 2 },
	{ "status", 3, 40, 32, 1, 'Y', "is_short_sell_restricted", 'Y' },
};

static void
spot_row(void *arg, const struct rec *r)
{
	const struct spot *s = arg;
	int i = schema_find(r->schema, s->field);
	uint64_t v = 0;
	size_t n;

	CHECK(i >= 0);
	if (i < 0)
		return;
	n = r->schema->field[i].len;
	memcpy(&v, rec_at(r, i), n < sizeof(v) ? n : sizeof(v));
	if (v != s->want) {
		printf("# %s version %d %s: got %" PRIu64 "\n", s->kind,
		    s->version, s->field, v);
		test_bad = 1;
	}
}

static void
check_spots(void)
{
	struct dbn_writer_opts o;
	struct spot s;
	struct tally t;
	size_t i, n;

	for (i = 0; i < sizeof(spots) / sizeof(spots[0]); i++) {
		s = spots[i];
		o = writer_opts(s.version, NULL, 0);
		n = header_bytes(&o);
		memset(bytes + n, 0, s.size);
		bytes[n] = (unsigned char)(s.size / 4);
		bytes[n + 1] = (unsigned char)dbn_rtype(s.kind);
		memcpy(bytes + n + s.off, &s.v, s.len);
		t = read_sample(tmp_file("spot.dbn", bytes, n + s.size),
		    spot_row, &s);
		CHECK_INT(t.rows, 1);
	}
}

static void
check_code(const char *kind, const char *text, int code)
{
	struct dbn_writer_opts o = writer_opts(1, NULL, 0);
	size_t n = header_bytes(&o);
	struct spot s = { kind, 1, 80, 16, 0, 0, "code", (uint64_t)code };

	memset(bytes + n, 0, s.size);
	bytes[n] = (unsigned char)(s.size / 4);
	bytes[n + 1] = (unsigned char)dbn_rtype(kind);
	memcpy(bytes + n + s.off, text, strlen(text));
	read_sample(tmp_file("code.dbn", bytes, n + s.size), spot_row, &s);
}

int
main(void)
{
	static const struct {
		const char *kind, *text;
		int code;
	} codes[] = {
		{ "error", "User or API key deactivated", 2 },
		{ "error", "User or API key deactivated.", 255 },
		{ "error", "User has reached their open connection limit", 3 },
		{ "error", "Failed to resolve symbol 'X'", 4 },
		{ "error", "Internal error", 6 },
		{ "error", "Slow client detected for x", 7 },
		{ "system", "Heartbeat", 0 },
		{ "system", "Subscription request 1 succeeded", 1 },
		{ "system", "Subscription request 1 failed", 255 },
		{ "system", "Warning: slow reading", 2 },
		{ "system", "Finished mbo replay", 3 },
		{ "system", "End of interval for ohlcv-1s", 4 },
	};
	const struct rtype *t;
	struct rng g;
	size_t i;
	int v;

	tmp_begin();
	vocab_begin();
	rng_init(&g, 7, 0);

	test_begin("records of all kinds and versions come back as they were");
	for (t = rtypes; t->kind != NULL; t++)
		for (v = 1; v <= DBN_VERSIONS; v++)
			check_kind(&g, t, v, 0);

	test_begin("and with ts_out");
	for (t = rtypes; t->kind != NULL; t++)
		for (v = 1; v <= DBN_VERSIONS; v++)
			check_kind(&g, t, v, 1);

	test_begin("fields lie where the specification says");
	check_spots();

	test_begin("messages of version 1 get their codes from their texts");
	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		check_code(codes[i].kind, codes[i].text, codes[i].code);

	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
