/*
 * stream_where.c - rows chosen by an expression.
 */
#include "stream/where.h"

#include "test.h"

static struct vocab vocab;
static const struct schema *schema, *other;
static unsigned char row[SCHEMA_ROW_MAX];

enum {
	PRICE,
	SIZE,
	FRACTION,
	TIME,
	ID,
	SYMBOL,
	SIDE,
	RATIO,
	SMALL,
	COUNT,
	FLAG,
	VENUE,
	BID,
	TINY,
	FIELDS
};

static void
make_schemas(void)
{
	struct err err = { 0 };
	struct field f[FIELDS];

	f[PRICE] = field_make("price", F_PX, "");
	f[SIZE] = field_make("size", F_QTY, "");
	f[FRACTION] = field_make("amount9", F_QTY, "");
	f[FRACTION].scale = 9;
	f[TIME] = field_make("ts_event", F_TS, "");
	f[ID] = field_make("order_id", F_ID, "");
	f[SYMBOL] = field_make("symbol", F_SYM, "");
	f[SIDE] = field_make("side", F_CHAR, "");
	f[RATIO] = field_make("ratio", F_F64, "");
	f[SMALL] = field_make("small", F_F32, "");
	f[COUNT] = field_make("n_left", F_I32, "");
	f[FLAG] = field_make("halted", F_BOOL, "");
	f[VENUE] = field_make("venue", F_TEXT, "");
	f[VENUE].len = 6;
	f[BID] = field_make("bid_px_00", F_PX, "");
	f[TINY] = field_make("level", F_U8, "");
	schema = schema_get(vocab.schemas, "trades", f, FIELDS, &err);
	other = schema_get(vocab.schemas, "quote", f + BID, 1, &err);
	if (schema == NULL || other == NULL)
		exit(1);
}

static void
put(int field, const void *v, size_t n)
{
	memcpy(row + schema->field[field].off, v, n);
}

static void
make_row(void)
{
	struct err err = { 0 };
	uint32_t sym = symtab_add(vocab.syms, "BRK.A", 5, &err);
	float small = 0.1f;
	int32_t left = -7;

	row_clear(row, schema);
	row_put_i64(row, schema, PRICE, INT64_C(100500000001));
	row_put_i64(row, schema, SIZE, 300);
	row_put_i64(row, schema, FRACTION, 1);
	row_put_u64(row, schema, TIME, UINT64_C(1709303400000000001));
	row_put_u64(row, schema, ID, UINT64_C(18446744073709551000));
	row_put_u32(row, schema, SYMBOL, sym);
	put(SIDE, "B", 1);
	row_put_f64(row, schema, RATIO, 0.1);
	put(SMALL, &small, sizeof(small));
	put(COUNT, &left, sizeof(left));
	put(FLAG, "\1", 1);
	put(VENUE, "XNAS", 4);
	row_put_i64(row, schema, BID, INT64_C(100500000001));
}

static int
ask(const char *text, const struct schema *s)
{
	struct err err = { 0 };
	struct where *w = where_new(text, &vocab, 1, &err);
	struct rec r = { s, row };
	int got = w == NULL ? -1 : where_row(w, &r, &err);

	if (got == -1)
		printf("# %s: %s\n", text, err.msg);
	where_free(w);
	return got;
}

static void
yes(const char *text)
{
	if (ask(text, schema) != 1)
		printf("# no: %s\n", text);
	CHECK_INT(ask(text, schema), 1);
}

static void
no(const char *text)
{
	if (ask(text, schema) != 0)
		printf("# yes: %s\n", text);
	CHECK_INT(ask(text, schema), 0);
}

static void
test_exact(void)
{
	test_begin("prices, sizes and ids compare exactly");
	yes("price = 100.500000001");
	no("price = 100.5000000010000001");
	no("price = 100.50000000099999999999999999999");
	yes("price < 100.5000000010000001");
	yes("price <= 100.5000000010000001");
	no("price >= 100.5000000010000001");
	yes("price > 100.5000000009999999");
	yes("price >= 1.00500000001e2");
	yes("100500000001e-9 == price");
	yes("price != 100.5");
	yes("price > -1e30 and price < 1e30");
	no("price > 1e30 or price < -1e30");
	no("price = 1e400");
	yes("price != 1e400");
	yes("price > 0.0 and price>-.5");
	yes("size = 300.000");
	no("size = 300.5");
	yes("size < 300.5 and size > 299.99999999999");
	yes("amount9 = 1e-9");
	no("amount9 = 1.5e-9");
	yes("amount9 > 0.9999e-9 and amount9 < 1.0001e-9");
	yes("order_id = 18446744073709551000");
	no("order_id = 18446744073709551001");
	yes("order_id > -1 and order_id > 18446744073709550999.5");
	yes("order_id = '18446744073709551000'");
	no("order_id < 0 or order_id < -5.5");
	yes("n_left = -7 and n_left < -6.5 and n_left > -7.5");
	no("n_left = -7.5 or n_left >= -6.99");
	yes("n_left <= -6.5");
}

static void
test_ends(void)
{
	test_begin("the ends of a type's range");
	row_put_i64(row, schema, PRICE, INT64_MIN);
	yes("price = -9223372036.854775808");
	yes("price < -9223372036.854775807999");
	no("price < -9223372036.854775808");
	yes("price >= -9223372036.854775808");
	yes("price > -9223372036.8547758081");
	row_put_i64(row, schema, PRICE, INT64_MAX - 1);
	yes("price = 9223372036.854775806");
	yes("price > 9223372036.8547758059");
	no("price > 9223372036.854775806");
	yes("price < 9223372036.8547758061");
	yes("price < 99999999999999999999");
	row_put_u64(row, schema, ID, 0);
	yes("order_id = 0 and order_id >= -0.0 and order_id > -1e-30");
	no("order_id < 0");
	no("order_id > 1e-30");
	yes("order_id < 1e-30");
	make_row();
}

static void
test_null(void)
{
	test_begin("null compares false, and is null tests");
	row_put_null(row, schema, PRICE);
	no("price = 1");
	no("price != 1");
	no("price < 1e30 or price > -1e30");
	no("price in (1, 2)");
	no("price not in (1, 2)");
	yes("not price = 1");
	yes("price is null");
	no("price is not null");
	yes("size is not null and not size is null");
	no("price > bid_px_00 or price <= bid_px_00");
	row_put_null(row, schema, SYMBOL);
	no("symbol != 'A'");
	no("symbol !~ 'A*'");
	no("symbol ~ '*'");
	yes("symbol is null");
	row_put_null(row, schema, SIDE);
	no("side != 'A' or side not in ('A') or side ~ '*'");
	row_put_null(row, schema, RATIO);
	no("ratio != 1 or ratio < 1 or ratio >= 1");
	yes("level is null");
	no("level != 1");
	/* a field that there is not */
	no("foo != 1");
	yes("foo is null");
	yes("not (foo = 1)");
	make_row();
}

static void
test_texts(void)
{
	test_begin("texts compare by bytes, and match globs");
	yes("symbol = \"BRK.A\"");
	yes("symbol == 'BRK.A' and symbol <> 'BRK'");
	no("symbol = 'BRK'");
	yes("symbol > 'BRK' and symbol < 'BRK.B'");
	yes("symbol ~ 'BRK.*'");
	yes("symbol ~ 'BRK.[AB]'");
	no("symbol ~ 'BRK'");
	yes("symbol !~ 'B?K' and symbol not ~ 'x*'");
	yes("symbol in ('A', 'BRK.A')");
	no("symbol in ('A', 'B')");
	yes("symbol not in ('A', 'B')");
	yes("side = 'B' and side in ('A','B') and side ~ '[AB]'");
	no("side = 'A'");
	yes("side != \"A\"");
	yes("side > 'A'");
	yes("venue = 'XNAS' and venue ~ 'XN*' and venue != 'XNASX'");
	yes("venue in ('XNYS', 'XNAS')");
	yes("kind = 'trades' and kind ~ 'tr*' and kind in ('trades')");
	no("kind = 'quote'");
	no("kind is null");
	yes("symbol != 'a\\'b\"c\\\\d'");
}

static void
test_others(void)
{
	test_begin("times, doubles, flags, and fields with fields");
	yes("ts_event >= 2024-03-01T14:30:00Z");
	no("ts_event > 2024-03-01T14:30:00.000000001Z");
	yes("ts_event = 2024-03-01T14:30:00.000000001Z");
	yes("ts_event < '2024-03-01 14:30:00.000000002'");
	yes("ts_event >= 2024-03-01 and ts_event < 2024-03-02");
	yes("ts_event = 1709303400000000001");
	yes("ts_event >= 2024-03-01T15:30:00+01:00");
	yes("ts_event in (2024-03-01T14:30:00.000000001Z, 2020-01-01)");
	yes("ratio = 0.1 and ratio < 0.2 and ratio in (1, 0.1)");
	no("ratio != 0.1");
	yes("small = 0.1 and small <= 0.1 and small != 0.2");
	yes("halted = true and halted = 1 and halted != false");
	no("halted = 0");
	yes("price = bid_px_00 and price >= bid_px_00");
	no("price != bid_px_00 or price < bid_px_00");
	yes("price < size");
	yes("size > amount9");
	yes("symbol > field('venue') or field('venue') > symbol");
	yes("field(\"price\") > 1");
}

static void
test_logic(void)
{
	test_begin("and binds closer than or, not closest");
	yes("size = 300 or size = 1 and size = 2");
	no("(size = 300 or size = 1) and size = 2");
	yes("not size = 1 and size = 300");
	no("not (size = 1 or size = 300)");
	yes("not not size = 300");
	yes("NOT size = 1 AND (size = 300 OR size = 2)");
	yes("size=300 and(price>1)or(size=1)");
	no("size = 1 or size = 2 or size = 3");
	yes("size = 1 or (size = 2 or not (size = 3 and size = 4))");
	yes("size in (1,2,3,4,5,6,7,8,9,10,11,12,300,13,14)");
	no("size in (1,2,3,4,5,6,7,8,9,10,11,12,301,299,14)");
	yes("size not in (1,2,3,4,5,6,7,8,9,10,11,12,301,299,14)");
}

static void
refused(const char *text, const char *why)
{
	struct err err = { 0 };
	struct where *w = where_new(text, &vocab, 0, &err);

	if (w != NULL || strstr(err.msg, why) == NULL)
		printf("# %s: %s\n", text, err.msg);
	CHECK(w == NULL && err.usage);
	CHECK(strstr(err.msg, why) != NULL);
	where_free(w);
}

static void
test_refused(void)
{
	char deep[300];

	test_begin("mistakes are usage errors that name the place");
	refused("", "character 1: expected a field");
	refused("price", "expected a comparison");
	refused("price > ", "got the end of the text");
	refused("price > 5 size", "character 11: expected and, or");
	refused("price > 1 < 2", "character 11");
	refused("(price > 5", "expected and, or, or ')'");
	refused("price > 5)", "expected and, or, or the end");
	refused("price ~ 5", "expected a quoted pattern");
	refused("price ~ 'x'", "patterns (~) are for text");
	refused("price = 'x'", "price is a number");
	refused("price = 1x", "not a number");
	refused("price = 1.2.3", "not a number");
	refused("price = 1e", "not a number");
	refused("price in ()", "expected a number");
	refused("price in 5", "expected '(' and a list");
	refused("price is 5", "expected null");
	refused("symbol = ESH4", "quote a text: \"ESH4\"");
	refused("symbol = 5", "symbol is text");
	refused("symbol = ''", "or is null");
	refused("symbol = price", "cannot be compared");
	refused("side = 'buy'", "side is one letter");
	refused("ts_event > 'soon'", "ts_event is a time");
	refused("ts_event > 2024-13-01", "not a time");
	refused("5 = 6", "two constants");
	refused("5 is null", "expected a field here");
	refused("price = 'x", "unclosed quote");
	refused("col('x') = 1", "only tickcat");
	refused("foo(1) = 1", "expected col(");
	refused("kind = symbol", "constants alone");
	refused("and = 1", "expected a field");
	memset(deep, '(', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	refused(deep, "levels");
}

static void
test_bound(void)
{
	struct err err = { 0 };
	struct where *w = where_new("ratio ~ 'x'", &vocab, 0, &err);
	struct rec r = { schema, row }, q = { other, row };

	test_begin("each schema is bound by itself");
	CHECK(w != NULL);
	CHECK_INT(where_row(w, &r, &err), -1);
	CHECK(!err.usage && strstr(err.msg, "ratio is a number") != NULL);
	where_free(w);
	err = (struct err){ 0 };
	w = where_new("kind = 'quote' or size > 5", &vocab, 0, &err);
	CHECK_INT(where_row(w, &r, &err), 1);
	CHECK_INT(where_row(w, &q, &err), 1);
	CHECK_INT(where_row(w, &r, &err), 1);
	where_free(w);
}

struct names {
	char text[200];
};

static void
add_name(void *arg, const char *name, int column, int known)
{
	struct names *n = arg;
	size_t len = strlen(n->text);

	snprintf(n->text + len, sizeof(n->text) - len, "%s%s%s ", name,
	    column ? "*" : "", known ? "!" : "");
}

static int
get(void *arg, int column, const char **text, size_t *len)
{
	const char *const *cells = arg;

	if (cells[column] == NULL)
		return 0;
	*text = cells[column];
	*len = strlen(*text);
	return 1;
}

static int
take(const char *text, const char *cell)
{
	const char *cells[] = { cell, NULL };
	const struct where_cells c = { get, cells };
	struct err err = { 0 };
	struct where *w = where_new(text, &vocab, 1, &err);
	struct rec r = { schema, row };
	int got = w == NULL ? -1 : where_take(w, &r, &c, &err);

	if (got == -1)
		printf("# %s\n", err.msg);
	where_free(w);
	return got;
}

static void
test_cells(void)
{
	struct names n = { "" };
	struct err err = { 0 };
	struct where *w;
	struct rec r = { schema, row };

	test_begin("cells of the input compare as the literal says");
	CHECK_INT(take("col('a') = 8", "08"), 1);
	CHECK_INT(take("col('a') = '8'", "08"), 0);
	CHECK_INT(take("col('a') = 8", " 8.0 "), 1);
	CHECK_INT(take("col('a') != 8", "x"), 0);
	CHECK_INT(take("col('a') not in (8, 9)", "7"), 1);
	CHECK_INT(take("col('a') not in (8, 9)", "x"), 0);
	CHECK_INT(take("col('a') in (8, '@F')", "@F"), 1);
	CHECK_INT(take("col('a') ~ '@*'", "@F"), 1);
	CHECK_INT(take("col('a') > 12345678901234567890123.1",
		      "12345678901234567890123.2"),
	    1);
	CHECK_INT(take("col('a') = 12345678901234567890123.1",
		      "12345678901234567890123.2"),
	    0);
	CHECK_INT(take("col('a') < 0", "-1e-3"), 1);
	CHECK_INT(take("col('a') >= 2024-03-01", "2024-03-01 10:00:00"), 1);
	CHECK_INT(take("col('a') is null", " "), 1);
	CHECK_INT(take("col('a') = ''", "x"), 0);
	CHECK_INT(take("col('a') != 'x'", ""), 0);
	CHECK_INT(take("col('b') is null and col('a') = 1", NULL), 0);
	CHECK_INT(take("col('b') is null and price > 5", NULL), 1);
	w = where_new("col('a b') = 1 or foo = 1 or price = 1 or "
		      "ask_px_00 = 1",
	    &vocab, 1, &err);
	CHECK_INT(where_row(w, &r, &err), 0);
	where_unmet(w, add_name, &n);
	CHECK_STR(n.text, "a b* foo ask_px_00! ");
	where_free(w);
}

static int
refuses(const char *text, const char *cell, int whole)
{
	const char *cells[] = { cell, NULL };
	const struct where_cells c = { get, cells };
	struct err err = { 0 };
	struct where *w = where_new(text, &vocab, 1, &err);
	int got = where_refuses(w, &c, whole);

	where_free(w);
	return got;
}

static void
test_refuses(void)
{
	test_begin("what the cells alone decide needs no row");
	CHECK_INT(refuses("col('a') = 8", "9", 1), 1);
	CHECK_INT(refuses("col('a') = 8", "8", 1), 0);
	CHECK_INT(refuses("price > 5", "9", 1), 0);
	CHECK_INT(refuses("col('a') = 8 and price > 5", "9", 1), 1);
	CHECK_INT(refuses("price > 5 and col('a') = 8", "9", 1), 1);
	CHECK_INT(refuses("price > 5 or col('a') = 8", "9", 1), 0);
	CHECK_INT(refuses("not (price > 5 or col('a') = 9)", "9", 1), 1);
	CHECK_INT(refuses("(price > 5 or size > 1) and col('a') = 8", "9", 1),
	    1);
	test_begin("a cell that is not there is null, or not known");
	CHECK_INT(refuses("col('a') = 8 and col('b') = 1", "8", 1), 1);
	CHECK_INT(refuses("col('a') = 8 and col('b') = 1", "8", 0), 0);
	CHECK_INT(refuses("col('a') = 9 and col('b') = 1", "8", 0), 1);
	CHECK_INT(refuses("col('a') = 8 and col('b') is null", "8", 1), 0);
}

int
main(void)
{
	struct err err = { 0 };

	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	make_schemas();
	make_row();
	test_exact();
	test_ends();
	test_null();
	test_texts();
	test_others();
	test_logic();
	test_refused();
	test_bound();
	test_cells();
	test_refuses();
	vocab_fini(&vocab);
	return test_end();
}
