/*
 * dbn_symbology.c - symbols of records that bring only numbers; metadata of
 * thousands of mappings.
 */
#include "dbn/symbology.h"

#include <time.h>

#include "base/tstamp.h"
#include "dbn/meta.h"
#include "dbn_made.h"

enum { MAPPINGS = 13492 };

static const char good[] =
    "{\"result\":{\"ES.c.0\":[{\"d0\":\"2023-06-01\",\"d1\":\"2023-06-03\","
    "\"s\":\"5482\"},{\"d0\":\"2023-06-03\",\"d1\":\"2023-06-04\","
    "\"s\":\"\"},{\"s\":\"77\",\"d1\":\"2023-06-09\",\"d0\":\"2023-06-04\"}],"
    "\"N\\u0051\":[{\"d0\":\"2023-06-01\",\"d1\":\"2023-06-09\","
    "\"s\":\"5482999\"}]},\"symbols\":[\"ES.c.0\",\"NQ\"],"
    "\"stype_in\":\"continuous\",\"stype_out\":\"instrument_id\","
    "\"start_date\":\"2023-06-01\",\"partial\":[\"ES.c.0\"],"
    "\"not_found\":[],\"message\":\"Partially resolved\",\"status\":1}\n";

static uint64_t
instant(const char *s)
{
	const char *why;
	uint64_t t = 0;

	CHECK(ts_parse(&t, s, strlen(s), TS_AUTO, NULL, &why) == 0);
	return t;
}

static const char *
symbol_at(struct symbology *s, uint32_t id, const char *when)
{
	return symtab_text(vocab.syms, symbology_at(s, id, instant(when)),
	    NULL);
}

static void
check_good(void)
{
	struct err err = { 0 };
	struct symbology *s =
	    symbology_open(tmp_file("symbology.json", good, sizeof(good) - 1),
		vocab.syms, &err);

	CHECK_STR(err.msg, "");
	if (s == NULL)
		return;
	CHECK_STR(symbol_at(s, 5482, "2023-06-01T00:00:00Z"), "ES.c.0");
	CHECK_STR(symbol_at(s, 5482, "2023-06-02T23:59:59Z"), "ES.c.0");
	CHECK_STR(symbol_at(s, 5482, "2023-06-03T00:00:00Z"), "");
	CHECK_STR(symbol_at(s, 5482, "2023-05-31T23:59:59Z"), "");
	CHECK_STR(symbol_at(s, 77, "2023-06-04T12:00:00Z"), "ES.c.0");
	CHECK_STR(symbol_at(s, 5482999, "2023-06-04T12:00:00Z"), "NQ");
	CHECK_STR(symbol_at(s, 1, "2023-06-04T12:00:00Z"), "");
	CHECK_INT(symbology_meta(s)->nmapping, 2);
	CHECK_INT(symbology_meta(s)->stype_in, 3);
	symbology_close(s);
}

/* Text from JSON may be longer than a symbol of DBN. */
static void
check_long(void)
{
	enum { LEN = 900 };
	char text[LEN + 64], name[LEN + 1], *printed;
	struct dbn_meta m;
	struct err err = { 0 };
	int n;

	memset(name, 'x', LEN);
	name[LEN] = '\0';
	n = snprintf(text, sizeof(text), "{\"result\":{\"%s\":[]}}", name);
	CHECK_INT(symbology_parse(&m, text, (size_t)n, &err), 0);
	printed = dbn_meta_json(&m, 0, &err);
	CHECK(printed != NULL && strstr(printed, name) != NULL);
	free(printed);
	dbn_meta_free(&m);
}

static void
check_bad(void)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "", "byte 0" },
		{ "[]", "expected an object" },
		{ "{}", "no mappings" },
		{ "{\"result\":[]}", "expected an object" },
		{ "{\"result\":{\"A\":{}}}", "expected an array" },
		{ "{\"result\":{\"A\":[1]}}", "expected an interval" },
		{ "{\"result\":{\"A\":[{\"d0\":\"2023-06-01\"}]}}",
		    "expected an interval" },
		{ "{\"result\":{\"A\":[{\"d0\":\"2023-13-01\"}]}}",
		    "expected a date" },
		{ "{\"result\":{\"A\":[{\"d0\":\"2023-06-02\",\"d1\":"
		  "\"2023-06-01\",\"s\":\"1\"}]}}",
		    "expected an interval" },
		{ "{\"result\":{\"A\":[{\"d0\":\"2023-06-01\",\"d1\":"
		  "\"2023-06-02\",\"s\":\"x1\"}]}}",
		    "not an instrument id: \"x1\"" },
		{ "{\"result\":{\"A\":[]}", "byte" },
	};
	struct symbology *s;
	struct err err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct err){ 0 };
		s = symbology_open(tmp_file("bad.json", bad[i].text,
				       strlen(bad[i].text)),
		    vocab.syms, &err);
		CHECK(s == NULL);
		CHECK(strstr(err.msg, "bad.json") != NULL);
		if (strstr(err.msg, bad[i].says) == NULL)
			CHECK_STR(err.msg, bad[i].says);
		symbology_close(s);
	}
}

static void
first_symbol(void *arg, const struct rec *r)
{
	const char **s = arg;

	*s = symtab_text(vocab.syms, rec_symbol(r), NULL);
}

/* A fragment has no symbols of its own. */
static void
check_fragment(void)
{
	static const char ids[] =
	    "{\"result\":{\"AAA\":[{\"d0\":\"2000-01-01\",\"d1\":"
	    "\"2099-01-01\",\"s\":\"11\"}],\"BBB\":[{\"d0\":\"2000-01-01\","
	    "\"d1\":\"2099-01-01\",\"s\":\"22\"}]},\"stype_out\":0}";
	struct err err = { 0 };
	struct symbology *s =
	    symbology_open(tmp_file("ids.json", ids, sizeof(ids) - 1),
		vocab.syms, &err);
	const struct rtype *t = rtype_of_kind("trades");
	struct dbn_opts o = { .fragment = 1 };
	uint64_t ts = UINT64_C(1700000000000000000);
	uint32_t id = 22;
	const char *got = "";
	struct tally tally = { 0 };
	struct recs b;
	struct dbn *d;
	struct rng g;
	size_t n;

	CHECK_STR(err.msg, "");
	rng_init(&g, 1, 0);
	n = random_record(bytes, &g, t->rtype, t->version[0], 0);
	memcpy(bytes + 4, &id, 4);
	memcpy(bytes + 32, &ts, 8);
	o.symbology = symbology_meta(s);
	d = dbn_open(in_memory(bytes, n, 1 << 12, 0, &err), &vocab, &o, &err);
	CHECK(d != NULL && dbn_next(d, &b, &err) == 1);
	tally_batch(&tally, &b, first_symbol, &got);
	CHECK_STR(got, "BBB");
	dbn_close(d);
	symbology_close(s);
}

static double
ms_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What one parent symbol of options brings: 6 MB in front of 2 records. */
static char *
many_mappings(void)
{
	struct dbn_meta m = { .version = 3, .schema = 4, .end = TS_NULL };
	const struct rtype *t = rtype_of_kind("trades");
	struct dbn_mapping *map;
	struct err err = { 0 };
	char *path = tmp_path("many.dbn"), name[32], id[12];
	struct out *out = out_open(path, 0, &err);
	uint64_t ts = UINT64_C(1700000000000000000);
	struct rng g;
	size_t n;
	int i, j;

	rng_init(&g, 1, 0);
	m.symbol_cstr_len = META_CSTR;
	m.stype_in = 4;
	snprintf(m.dataset, sizeof(m.dataset), "OPRA.PILLAR");
	for (i = 0; i < MAPPINGS; i++) {
		n = (size_t)snprintf(name, sizeof(name), "SPY   260330C%08d",
		    i);
		map = meta_add_mapping(&m, name, n, &err);
		n = (size_t)snprintf(id, sizeof(id), "%d", 1000000 + i);
		for (j = 0; j < 5; j++)
			CHECK(
			    meta_add_interval(&m, map, (uint32_t)(20231112 + j),
				(uint32_t)(20231113 + j), id, n, &err) == 0);
	}
	CHECK(meta_encode(out, &m, &err) == 0);
	for (i = 0; i < 2; i++) {
		uint32_t number = 1000000 + (uint32_t)i;

		n = random_record(bytes, &g, t->rtype, t->version[0], 0);
		memcpy(bytes + 4, &number, 4);
		memcpy(bytes + 32, &ts, 8);
		CHECK(out_write(out, bytes, n, &err) == 0);
	}
	CHECK(out_close(out, 0, &err) == 0);
	CHECK_STR(err.msg, "");
	dbn_meta_free(&m);
	return path;
}

static void
check_many(void)
{
	char *path = many_mappings();
	struct err err = { 0 };
	double began = ms_now(), took;
	struct dbn *d = open_sample(path, &err);
	struct recs b = { 0 };
	char *json;

	CHECK(d != NULL && dbn_next(d, &b, &err) == 1);
	took = ms_now() - began;
	printf("# %.1f ms to the first row\n", took);
	CHECK_STR(err.msg, "");
	CHECK_INT(b.n, 2);
	CHECK_INT(dbn_stats(d)->unmapped, 0);
	CHECK(took < 500); /* 20 in earnest; a busy or checked build is slow */
	json = dbn_meta_json(dbn_meta(d), 0, &err);
	CHECK(json != NULL && strlen(json) > 1000000);
	free(json);
	dbn_close(d);
}

int
main(void)
{
	tmp_begin();
	vocab_begin();

	test_begin("ids are symbols on the days that symbology.json says");
	check_good();
	test_begin("a symbol longer than any of DBN prints as it is");
	check_long();
	test_begin("a symbology.json that is none is refused and says where");
	check_bad();
	test_begin("records without metadata take their symbols from it");
	check_fragment();
	test_begin("thousands of mappings in front of two records are quick");
	check_many();

	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
