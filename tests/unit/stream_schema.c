/*
 * stream_schema.c - kinds, fields, their layout and their places; rows.
 */
#include "stream/schema.h"

#include "base/rng.h"
#include "stream/rec.h"
#include "test.h"

/* Fields of a test's rows, and the room for one. */
enum { COPIED = 20, ROW = 8 * COPIED + 96 };

static struct schemas *set;

static const struct schema *
make(const char *kind, const struct field *f, int n)
{
	struct err err = { 0 };
	const struct schema *s = schema_get(set, kind, f, n, &err);

	if (s == NULL)
		printf("# %s\n", err.msg);
	return s;
}

static int
refused(const char *kind, const struct field *f, int n, const char *why)
{
	struct err err = { 0 };

	if (schema_get(set, kind, f, n, &err) != NULL)
		return 0;
	if (strstr(err.msg, why) == NULL)
		printf("# %s\n", err.msg);
	return strstr(err.msg, why) != NULL;
}

static struct field
text_field(const char *name, uint16_t len)
{
	struct field f = field_make(name, F_TEXT, "");

	f.len = len;
	return f;
}

static void
test_layout(void)
{
	struct field f[8];
	const struct schema *s;

	test_begin("fields lie by falling alignment, texts last");
	f[0] = field_make("a", F_CHAR, "");
	f[1] = text_field("b", 5);
	f[2] = field_make("c", F_U16, "");
	f[3] = field_make("d", F_F64, "");
	f[4] = field_make("e", F_SYM, "");
	f[5] = field_make("f", F_BOOL, "");
	f[6] = field_make("g", F_TS, "");
	f[7] = field_make("h", F_F32, "");
	s = make("x", f, 8);
	CHECK_INT(s->field[3].off, 0);
	CHECK_INT(s->field[6].off, 8);
	CHECK_INT(s->field[4].off, 16);
	CHECK_INT(s->field[7].off, 20);
	CHECK_INT(s->field[2].off, 24);
	CHECK_INT(s->field[0].off, 26);
	CHECK_INT(s->field[5].off, 27);
	CHECK_INT(s->field[1].off, 28);

	test_begin("a row is padded to a multiple of 8");
	CHECK_INT(s->row_size, 40);
	CHECK_INT(make("one", f, 1)->row_size, 8);
	CHECK_INT(make("eight", f + 3, 1)->row_size, 8);

	test_begin("the same fields are the same schema, others are not");
	CHECK(make("x", f, 8) == s);
	CHECK(make("y", f, 8) != s);
	CHECK(make("x", f, 7) != s);
	strcpy(f[3].unit, "USD");
	CHECK(make("x", f, 8) != s);
	CHECK_INT(schema_at(set, s->id)->row_size, 40);
	CHECK(schema_at(set, schemas_count(set)) == NULL);
	CHECK_INT(schema_find(s, "h"), 7);
	CHECK_INT(schema_find(s, "z"), -1);
}

static void
test_refused(void)
{
	static struct field many[SCHEMA_FIELDS_MAX + 1];
	struct field f[3];
	char name[16];
	int i;

	f[0] = field_make("a", F_F64, "");
	f[1] = field_make("b", F_F64, "");
	f[2] = field_make("a", F_U8, "");
	test_begin("a field that comes twice is refused");
	CHECK(refused("x", f, 3, "field a: given twice"));

	test_begin("a field without a name, or named kind, is refused");
	f[1] = field_make("", F_F64, "");
	CHECK(refused("x", f, 2, "cannot be named"));
	f[1] = field_make("kind", F_SYM, "");
	CHECK(refused("x", f, 2, "cannot be named"));

	test_begin("a text of no bytes or too many is refused");
	f[1] = text_field("b", 0);
	CHECK(refused("x", f, 2, "0 bytes"));
	f[1] = text_field("b", TEXT_MAX + 1);
	CHECK(refused("x", f, 2, "4097 bytes"));

	test_begin("a scale is 0 or 9, and of quantities only");
	f[1] = field_make("b", F_QTY, "");
	f[1].scale = 3;
	CHECK(refused("x", f, 2, "scale 3"));
	f[1] = field_make("b", F_PX, "");
	f[1].scale = 9;
	CHECK(refused("x", f, 2, "scale 9"));

	test_begin("too many fields, none, a long kind or none are refused");
	for (i = 0; i <= SCHEMA_FIELDS_MAX; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		many[i] = field_make(name, F_F64, "");
	}
	CHECK(refused("x", many, SCHEMA_FIELDS_MAX + 1, "1025 fields"));
	CHECK(refused("x", many, 0, "0 fields"));
	CHECK(refused("", many, 1, "kind \"\""));
	CHECK(refused("x23456789012345678901234567890123", many, 1, "kind"));
	CHECK_INT(make("x", many, SCHEMA_FIELDS_MAX)->row_size,
	    8 * SCHEMA_FIELDS_MAX);

	test_begin("a row that is too long is refused");
	for (i = 0; i < 8; i++)
		many[i] = text_field(many[i].name, TEXT_MAX);
	CHECK(refused("x", many, 8, "32768 bytes"));
	many[7].len = TEXT_MAX - 8;
	CHECK_INT(make("x", many, 8)->row_size, SCHEMA_ROW_MAX - 8);
}

static void
test_types(void)
{
	static const char *const bad[] = { "", "f65", "c", "c0", "c01", "c-1",
		"c4097", "c9x", "c99999999999999999999", "text", "F64", "i9" };
	char buf[8];
	enum ftype t;
	uint16_t len;
	size_t i;

	test_begin("each type's name reads back");
	for (i = 0; i < F_TEXT; i++) {
		CHECK_INT(ftype_parse(&t, &len,
			      ftype_name(buf, (enum ftype)i, 0)),
		    0);
		CHECK(t == (enum ftype)i && len == ftype_size(t));
	}
	CHECK_INT(ftype_parse(&t, &len, ftype_name(buf, F_TEXT, 4096)), 0);
	CHECK(t == F_TEXT && len == 4096);

	test_begin("what is no type is refused");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_INT(ftype_parse(&t, &len, bad[i]), -1);
}

static void
test_time(void)
{
	struct field f[4];
	const struct schema *s, *bar, *bare, *none;
	struct err err = { 0 };
	struct rec r;
	_Alignas(8) unsigned char row[64];

	f[0] = field_make("ts_event", F_TS, "");
	f[1] = field_make("ts_recv", F_TS, "");
	f[2] = field_make("ts_end", F_TS, "");
	f[3] = field_make("ts_mine", F_TS, "");
	s = make("t", f, 2);
	bar = make("bar", f, 3);
	bare = make("bare", f, 1);
	none = make("none", f + 3, 1);

	test_begin("index time: ts_end, else ts_recv, else ts_event");
	r = (struct rec){ s, row };
	row_put_u64(row, s, 0, 7);
	row_put_u64(row, s, 1, 9);
	CHECK_INT(rec_time(&r), 9);
	r.schema = bare;
	CHECK_INT(rec_time(&r), 7);
	row_put_u64(row, bar, 2, 11);
	r.schema = bar;
	CHECK_INT(rec_time(&r), 11);
	r.schema = none;
	CHECK(rec_time(&r) == TS_NULL);

	test_begin("a null or zero ts_recv gives way to ts_event");
	r.schema = s;
	row_put_u64(row, s, 1, TS_NULL);
	CHECK_INT(rec_time(&r), 7);
	row_put_u64(row, s, 1, 0);
	CHECK_INT(rec_time(&r), 7);
	row_put_u64(row, s, 0, 0);
	CHECK(rec_time(&r) == TS_NULL);

	test_begin("--time names the index time of all that have the field");
	CHECK_INT(schemas_set_time(set, "ts_mine", &err), 0);
	s = make("later", f, 4);
	r.schema = s;
	row_put_u64(row, s, 3, 5);
	CHECK_INT(rec_time(&r), 5);
	row_put_u64(row, none, 0, 6);
	r.schema = none;
	CHECK_INT(rec_time(&r), 6);
	row_put_u64(row, bare, 0, 8);
	r.schema = bare;
	CHECK_INT(rec_time(&r), 8);
	CHECK_INT(schemas_set_time(set, "", &err), 0);
}

static const struct schema *
built_in(const char *kind)
{
	int n;
	const struct field *f = kind_fields(kind, &n);

	return f != NULL ? make(kind, f, n) : NULL;
}

static void
test_places(void)
{
	struct field f[2];
	const struct schema *s;
	int i;

	test_begin("fields that the vocab looks at are found by name and type");
	s = built_in("trades");
	CHECK_STR(s->field[s->at.price].name, "price");
	CHECK_STR(s->field[s->at.symbol].name, "symbol");
	CHECK_INT(s->at.bid_px, -1);
	f[0] = field_make("price", F_F64, "");
	f[1] = field_make("size", F_QTY, "");
	s = make("odd", f, 2);
	CHECK_INT(s->at.price, -1);
	CHECK_INT(s->at.size, 1);

	test_begin("every built-in kind makes a schema");
	for (i = 0; kind_names[i] != NULL; i++)
		CHECK(built_in(kind_names[i]) != NULL);

	test_begin("kinds tell trades, quotes, bars, books and values");
	CHECK_INT(built_in("trades")->sees, SEES_TRADE | SEES_BOOK);
	CHECK_INT(built_in("mbp-1")->sees, SEES_TRADE | SEES_QUOTE | SEES_BOOK);
	CHECK_INT(built_in("bbo-1s")->sees, SEES_QUOTE);
	CHECK_INT(built_in("quote")->sees, SEES_QUOTE);
	CHECK_INT(built_in("price")->sees, SEES_TRADE);
	CHECK_INT(built_in("value")->sees, SEES_VALUE);
	CHECK_INT(built_in("ohlcv-1m")->sees, SEES_BAR);
	CHECK_INT(built_in("status")->sees, 0);
	CHECK_INT(built_in("statistics")->sees, 0);
	CHECK_INT(built_in("ohlcv-1m")->cadence, INT64_C(60000000000));
	CHECK_INT(built_in("trades")->cadence, 0);
}

static void
test_sees(void)
{
	const struct schema *s = built_in("mbp-1");
	_Alignas(8) unsigned char row[256];
	struct rec r = { s, row };

	row_clear(row, s);
	test_begin("only action T with a price is a trade");
	row_put_i64(row, s, s->at.price, 1);
	row[s->field[s->at.action].off] = 'A';
	CHECK_INT(rec_sees(&r), SEES_QUOTE | SEES_BOOK);
	row[s->field[s->at.action].off] = 'T';
	CHECK_INT(rec_sees(&r), SEES_TRADE | SEES_QUOTE | SEES_BOOK);
	row_put_i64(row, s, s->at.price, PX_NULL);
	CHECK_INT(rec_sees(&r), SEES_QUOTE | SEES_BOOK);

	test_begin("a snapshot is state, never activity");
	row_put_i64(row, s, s->at.price, 1);
	row[s->field[s->at.flags].off] = REC_FLAG_SNAPSHOT;
	CHECK_INT(rec_sees(&r), SEES_QUOTE);
}

static void
test_nulls(void)
{
	static struct field f[F_TYPES];
	const struct schema *s;
	_Alignas(8) unsigned char row[256];
	struct rec r = { NULL, row };
	char name[8];
	int i, j;

	for (i = 0; i < F_TEXT; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		f[i] = field_make(name, (enum ftype)i, "");
	}
	f[F_TEXT] = text_field("t", 3);
	r.schema = s = make("all", f, F_TYPES);

	test_begin("a cleared row is null in every field, its padding zero");
	memset(row, 0x5a, sizeof(row));
	row_clear(row, s);
	for (i = 0; i < s->nfield; i++) {
		CHECK(rec_is_null(&r, i));
		CHECK(isnan(rec_double(&r, i)));
	}
	CHECK_INT(row[s->field[F_TEXT].off + 3], 0);
	CHECK_INT(row[s->row_size], 0x5a);

	test_begin("one bit beside the null is a value, but for NaN");
	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].type == F_F64 || s->field[i].type == F_F32)
			continue;
		row[s->field[i].off] ^= 1;
		for (j = 0; j < s->nfield; j++)
			CHECK_INT(rec_is_null(&r, j), i != j);
		row[s->field[i].off] ^= 1;
	}
}

/* Fields a, b, ... of mixed widths: those of a random set and a text, in
 * random order. */
static const struct schema *
random_fields(struct rng *g, const char *kind, uint16_t text)
{
	static const enum ftype type[] = { F_F64, F_SYM, F_U8, F_PX, F_I16,
		F_CHAR, F_U32, F_TS };
	struct field f[COPIED + 1], swap;
	char name[2] = "a";
	int i, j, n = 0;

	f[n++] = text_field("text", text);
	for (i = 0; i < COPIED; i++, name[0]++)
		if (rng_u32(g) % 4 != 0)
			f[n++] = field_make(name, type[i % 8], "");
	for (i = n - 1; i > 0; i--) {
		j = (int)(rng_u32(g) % (uint32_t)(i + 1));
		swap = f[i];
		f[i] = f[j];
		f[j] = swap;
	}
	return make(kind, f, n);
}

/* Each field of the copy, and every byte that is in no copied field. */
static void
check_copied(const struct schema *to, const unsigned char *b,
    const struct schema *from, const unsigned char *a)
{
	unsigned char want[ROW];
	int i, j;

	memset(want, 0xee, sizeof(want));
	for (i = 0; i < to->nfield; i++)
		if ((j = schema_find(from, to->field[i].name)) >= 0)
			memcpy(want + to->field[i].off, a + from->field[j].off,
			    to->field[i].len);
	CHECK(memcmp(want, b, sizeof(want)) == 0);
}

static void
test_copy_many(void)
{
	unsigned char a[ROW], b[ROW];
	const struct schema *from, *to;
	struct err err = { 0 };
	struct copy_plan p;
	struct rng g;
	int i, j;

	test_begin("neighbours are copied together, and nothing else is");
	rng_init(&g, 5, 1);
	for (i = 0; i < 60; i++) {
		from = random_fields(&g, "many", (uint16_t)(1 + 3 * i / 2));
		to = random_fields(&g, "others", (uint16_t)(1 + 3 * i / 2));
		CHECK(from->row_size <= ROW && to->row_size <= ROW);
		for (j = 0; j < ROW; j++)
			a[j] = (unsigned char)rng_u32(&g);
		memset(b, 0xee, sizeof(b));
		CHECK_INT(copy_plan_init(&p, to, from, &err), 0);
		copy_plan_run(&p, b, a);
		check_copied(to, b, from, a);
		copy_plan_fini(&p);
	}
	CHECK_INT(copy_plan_init(&p, from, from, &err), 0);
	CHECK_INT(p.n, 1); /* it is too long to be cut */
	copy_plan_fini(&p);
}

static void
test_copy(void)
{
	struct field f[3], g[3];
	const struct schema *from, *to;
	_Alignas(8) unsigned char a[64] = { 0 }, b[64] = { 0 };
	struct copy_plan p;
	struct err err = { 0 };

	test_begin("a copy takes fields of the same name and type only");
	f[0] = field_make("x", F_F64, "");
	f[1] = field_make("y", F_U32, "");
	f[2] = field_make("z", F_QTY, "");
	g[0] = field_make("y", F_U32, "");
	g[1] = field_make("x", F_PX, "");
	g[2] = field_make("z", F_QTY, "");
	g[2].scale = 9;
	from = make("from", f, 3);
	to = make("to", g, 3);
	row_put_f64(a, from, 0, 1.5);
	row_put_u32(a, from, 1, 77);
	row_put_i64(a, from, 2, 5);
	row_clear(b, to);
	CHECK_INT(copy_plan_init(&p, to, from, &err), 0);
	CHECK_INT(p.n, 1);
	copy_plan_run(&p, b, a);
	CHECK_INT(rec_u32(&(struct rec){ to, b }, 0), 77);
	CHECK(rec_is_null(&(struct rec){ to, b }, 1));
	CHECK(rec_is_null(&(struct rec){ to, b }, 2));
	copy_plan_fini(&p);

	test_copy_many();

	test_begin("an extended schema has the old fields first");
	to = schema_extend(set, from, "from", g + 1, 1, &err);
	CHECK(to == NULL && strstr(err.msg, "x: given twice") != NULL);
	memset(&err, 0, sizeof(err));
	strcpy(g[1].name, "w");
	to = schema_extend(set, from, "from", g + 1, 1, &err);
	CHECK(to != NULL && to->nfield == 4);
	CHECK_INT(schema_find(to, "w"), 3);
}

int
main(void)
{
	set = schemas_new();
	test_layout();
	test_refused();
	test_types();
	test_time();
	test_places();
	test_sees();
	test_nulls();
	test_copy();
	schemas_free(set);
	return test_end();
}
