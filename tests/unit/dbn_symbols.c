/*
 * dbn_symbols.c - instrument ids and their symbols in time.
 */
#include "dbn/symbols.h"

#include "test.h"

static struct symtab *syms;

static const uint64_t DAY = 86400 * UINT64_C(1000000000);
/* 2023-11-14 and the days after it */
static const uint64_t FIRST = UINT64_C(1699920000000000000);

static const char *
at(struct symbols *s, uint32_t id, uint64_t t)
{
	uint32_t sym = symbols_at(s, id, t);

	return sym == SYMBOL_FAILED ? "failed" : symtab_text(syms, sym, NULL);
}

/* Interval i belongs to mapping i. */
static struct dbn_meta
meta_of(struct dbn_mapping *map, struct dbn_interval *v, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		map[i].interval = &v[i];
		map[i].n = 1;
	}
	return (struct dbn_meta){ .version = 3,
		.stype_in = 1,
		.mapping = map,
		.nmapping = n };
}

static int
load(struct symbols *s, const struct dbn_meta *m, struct err *err)
{
	memset(err, 0, sizeof(*err));
	return symbols_load(s, m, err);
}

static void
check_days(struct symbols *s)
{
	struct dbn_mapping map[3] = { { .raw_symbol = "ES.c.0" },
		{ .raw_symbol = "NQ.c.0" }, { .raw_symbol = "NEVER" } };
	struct dbn_interval v[3] = { { 20231114, 20231116, "11" },
		{ 20231116, 20231117, "11" }, { 20231114, 20231114, "12" } };
	struct dbn_meta m = meta_of(map, v, 3);
	struct err err;

	CHECK_INT(load(s, &m, &err), 0);
	CHECK_STR(at(s, 11, FIRST - 1), "");
	CHECK_STR(at(s, 11, FIRST), "ES.c.0");
	CHECK_STR(at(s, 11, FIRST + 2 * DAY - 1), "ES.c.0");
	CHECK_STR(at(s, 11, FIRST + 2 * DAY), "NQ.c.0");
	CHECK_STR(at(s, 11, FIRST), "ES.c.0");
	CHECK_STR(at(s, 11, FIRST + 3 * DAY), "");
	CHECK_STR(at(s, 11, UINT64_MAX), "");
	CHECK_STR(at(s, 12, FIRST), "");
	CHECK_STR(at(s, 0, FIRST), "");
	CHECK_INT(symtab_find(syms, "NEVER", 5), 0);
}

static void
check_overlap(struct symbols *s)
{
	struct dbn_mapping map[3] = { { .raw_symbol = "A" },
		{ .raw_symbol = "B" }, { .raw_symbol = "C" } };
	struct dbn_interval v[3] = { { 20231114, 20231120, "5" },
		{ 20231115, 20231117, "5" }, { 20231116, 20231118, "5" } };
	struct dbn_meta m = meta_of(map, v, 3);
	struct err err;

	CHECK_INT(load(s, &m, &err), 0);
	CHECK_STR(at(s, 5, FIRST), "A");
	CHECK_STR(at(s, 5, FIRST + DAY), "B");
	CHECK_STR(at(s, 5, FIRST + 2 * DAY), "C");
	CHECK_STR(at(s, 5, FIRST + 3 * DAY), "C");
	CHECK_STR(at(s, 5, FIRST + 4 * DAY), "A");
	CHECK_STR(at(s, 5, FIRST + 6 * DAY), "");
}

static void
check_stypes(struct symbols *s)
{
	struct dbn_mapping map[1] = { { .raw_symbol = "77" } };
	struct dbn_interval v[1] = { { 20231114, 20231115, "ESZ3" } };
	struct dbn_meta m = meta_of(map, v, 1);
	struct err err;

	m.stype_in = 0;
	m.stype_out = 1;
	CHECK_INT(load(s, &m, &err), 0);
	CHECK_STR(at(s, 77, FIRST), "ESZ3");
	m.stype_in = 4; /* neither end is an id: no map */
	CHECK_INT(load(s, &m, &err), 0);
	CHECK_STR(at(s, 77, FIRST), "");
	m.stype_in = 1;
	m.stype_out = 0;
	CHECK_INT(load(s, &m, &err), -1);
	CHECK_STR(err.msg,
	    "metadata: mappings: not an instrument id: \"ESZ3\"");
	v[0].symbol = "4294967296";
	CHECK_INT(load(s, &m, &err), -1);
	v[0].symbol = ""; /* unresolved */
	CHECK_INT(load(s, &m, &err), 0);
}

static void
check_live(struct symbols *s)
{
	struct err err = { 0 };
	char name[16];
	uint32_t i;
	int n;

	CHECK_INT(symbols_load(s, NULL, &err), 0);
	CHECK_STR(at(s, 9, FIRST), "");
	CHECK_INT(symbols_learn(s, 9, "NEW", 3, 0, &err), 0);
	CHECK_STR(at(s, 9, UINT64_MAX), "NEW");
	CHECK_INT(symbols_learn(s, 9, "FIRM", 4, 1, &err), 0);
	CHECK_INT(symbols_learn(s, 9, "SOFT", 4, 0, &err), 0);
	CHECK_STR(at(s, 9, 0), "FIRM");
	for (i = 0; i < 5000; i++) {
		n = snprintf(name, sizeof(name), "S%u", i);
		symbols_learn(s, i * 4096, name, (size_t)n, 1, &err);
	}
	CHECK_STR(err.msg, "");
	CHECK_STR(at(s, 4999 * 4096, 1), "S4999");
	CHECK_STR(at(s, 0, 1), "S0");
	CHECK_STR(at(s, 9, 1), "FIRM");
	CHECK_STR(at(s, 10, 1), "");
}

/* One id with many intervals, each over all that follow. */
static void
check_many(struct symbols *s)
{
	enum { N = 100000 };
	struct dbn_mapping *map = calloc(N, sizeof(*map));
	struct dbn_interval *v = calloc(N, sizeof(*v));
	struct dbn_meta m;
	struct err err;
	int i;

	if (map == NULL || v == NULL)
		exit(1);
	m = meta_of(map, v, N);
	for (i = 0; i < N; i++) {
		map[i].raw_symbol = i % 2 ? "ODD" : "EVEN";
		v[i] = (struct dbn_interval){
			19700101 + (uint32_t)i / 3350 * 10000, 20991231, "1"
		};
	}
	CHECK_INT(load(s, &m, &err), 0);
	CHECK_STR(at(s, 1, FIRST), "ODD");
	free(map);
	free(v);
}

static void
check_full(void)
{
	struct symtab *small = symtab_new(2);
	struct symbols s;
	struct dbn_mapping map[3] = { { .raw_symbol = "A" },
		{ .raw_symbol = "B" }, { .raw_symbol = "C" } };
	struct dbn_interval v[3] = { { 20231114, 20231120, "1" },
		{ 20231114, 20231120, "2" }, { 20231114, 20231120, "3" } };
	struct dbn_meta m = meta_of(map, v, 3);
	struct err err = { 0 };
	uint32_t last = 0;
	int i;

	if (small == NULL || symbols_init(&s, small, &err) == -1)
		exit(1);
	CHECK_INT(symbols_load(&s, &m, &err), 0);
	for (i = 1; i <= 3; i++)
		last = symbols_at(&s, (uint32_t)i, FIRST);
	CHECK(last == SYMBOL_FAILED && s.fail.set);
	symbols_fini(&s);
	symtab_free(small);
}

int
main(void)
{
	struct symbols s;
	struct err err = { 0 };

	syms = symtab_new(SYMTAB_DEFAULT_MAX);
	if (syms == NULL || symbols_init(&s, syms, &err) == -1)
		exit(1);

	test_begin("an id is named by the mapping of its day");
	check_days(&s);

	test_begin("where mappings overlap the later one wins");
	check_overlap(&s);

	test_begin("the symbol types say which end is the id");
	check_stypes(&s);

	test_begin("live mappings overrule definitions, and many fit");
	check_live(&s);

	test_begin("many intervals of one id do not cost their square");
	check_many(&s);

	test_begin("a full symbol table is an error");
	check_full();

	symbols_fini(&s);
	symtab_free(syms);
	return test_end();
}
