/*
 * score_features.c - which columns of a row are features, and their values.
 */
#include "score/features.h"

#include "score_test.h"

static struct feat_rows rows;

static const struct schema *
make(const char *kind, const struct field *f, int n)
{
	struct err err = { 0 };
	const struct schema *s =
	    schema_get(rows.vocab.schemas, kind, f, n, &err);

	CHECK_STR(err.msg, "");
	return s;
}

/* "size,price", or the error. */
static const char *
chosen(const struct schema *s, const char *list)
{
	static char text[1 << 14];
	static struct features f;
	struct err err = { 0 };
	int i;

	if (features_choose(&f, s, list, &err) == -1) {
		CHECK(!err.usage);
		snprintf(text, sizeof(text), "%s", err.msg);
		return text;
	}
	text[0] = '\0';
	for (i = 0; i < f.d; i++)
		sprintf(text + strlen(text), "%s%s", i > 0 ? "," : "",
		    f.name[i]);
	return text;
}

static void
test_all(void)
{
	const struct field f[] = { field_make("ts_event", F_TS, ""),
		field_make("symbol", F_SYM, ""), field_make("r", F_F64, "ln"),
		field_make("count", F_U32, ""), field_make("s", F_F32, ""),
		field_make("score", F_F64, ""), field_make("p", F_F64, ""),
		field_make("threshold", F_F64, "") };
	const struct schema *feat = make("feat", f, 8),
			    *bar = make("bar", f, 8);
	struct features got;
	struct err err = { 0 };

	test_begin("features of feat rows are what tickfeat computed");
	CHECK_STR(chosen(feat, NULL), "r,s");
	CHECK_INT(features_choose(&got, feat, NULL, &err), 0);
	CHECK(got.schema == feat && got.col[0] == 2 && got.col[1] == 4);
	CHECK_STR(got.unit[0], "ln");

	test_begin("other rows have none unless they are named");
	CHECK(strstr(chosen(bar, NULL), "rows of bar have no features"));
	CHECK(strstr(chosen(bar, NULL), "--features") != NULL);
	CHECK_STR(chosen(bar, "count,r"), "count,r");
	CHECK(strstr(chosen(make("feat", f, 2), NULL), "no features"));
}

static void
test_list(void)
{
	const struct schema *s = rows.schema;
	char list[3 * FEATURES_MAX + 8] = "r", *p = list + 1;
	int i;

	test_begin("a list has the columns in its order, of alternatives one");
	CHECK_STR(chosen(s, "price,r"), "price,r");
	CHECK_STR(chosen(s, "volume|size,r"), "size,r");
	CHECK_STR(chosen(s, "r|price"), "r");
	CHECK_STR(chosen(s, "ts_event"), "ts_event");

	test_begin("a name that is no number of the row is refused with those");
	CHECK_STR(chosen(s, "r,volume|lots"),
	    "feature volume|lots: rows of feat have no such numeric field; "
	    "they have ts_event, ts_end, size, price, r");
	CHECK(strstr(chosen(s, "symbol"), "feature symbol: ") != NULL);
	CHECK(strstr(chosen(s, ""), "feature : ") != NULL);
	CHECK(strstr(chosen(s, "r,,price"), "feature : ") != NULL);
	CHECK(strstr(chosen(s, "r,"), "feature : ") != NULL);
	CHECK(strstr(chosen(s, "volume||r"), "feature volume||r: ") != NULL);
	memset(list, 'a', FIELD_NAME_MAX + 1);
	list[FIELD_NAME_MAX + 1] = '\0';
	CHECK(strstr(chosen(s, list), "no such numeric field") != NULL);

	test_begin("so are more than there is room for");
	list[0] = 'r';
	for (i = 1; i < FEATURES_MAX; i++)
		p += sprintf(p, ",r");
	CHECK(strstr(chosen(s, list), "r,r,r") == chosen(s, list));
	strcpy(p, ",r");
	CHECK_STR(chosen(s, list), "more than 1024 features");
}

static void
test_match(void)
{
	static const char *const names[] = { "r", "size" };
	static const char *const other[] = { "r", "vol" };
	const struct field f[] = { field_make("ts_event", F_TS, ""),
		field_make("size", F_I64, ""), field_make("r", F_F64, "") };
	const struct schema *s = make("feat", f, 3);
	struct err err = { 0 };
	struct features got;

	test_begin("the columns of a model are found by name in other rows");
	CHECK_INT(features_match(&got, s, 2, names, &err), 0);
	CHECK(got.d == 2 && got.col[0] == 2 && got.col[1] == 1);
	CHECK_INT(features_match(&got, rows.schema, 2, names, &err), 0);
	CHECK(got.col[0] == F_R && got.col[1] == F_SIZE);
	CHECK_INT(features_match(&got, s, 2, other, &err), -1);
	CHECK_STR(err.msg, "the model's feature 2, vol, is not in rows of "
			   "feat; they have ts_event, size, r");
}

static void
test_values(void)
{
	const struct field f[] = { field_make("a", F_F64, ""),
		field_make("b", F_F32, ""), field_make("c", F_PX, ""),
		field_make("d", F_I32, ""), field_make("e", F_U8, "") };
	const struct schema *s = make("feat", f, 5);
	unsigned char bytes[64];
	struct rec r = { s, bytes };
	struct err err = { 0 };
	struct features got;
	double x[5];

	test_begin("a value is that of the field, a missing one NaN");
	CHECK_INT(features_choose(&got, s, "a,b,c,d,e", &err), 0);
	row_clear(bytes, s);
	features_get(&got, &r, x);
	CHECK(isnan(x[0]) && isnan(x[1]) && isnan(x[2]) && isnan(x[3]));
	row_put_f64(bytes, s, 0, 0.1);
	memcpy(bytes + s->field[1].off, &(const float){ 0.5f }, 4);
	row_put_i64(bytes, s, 2, 1500000000);
	memcpy(bytes + s->field[3].off, &(const int32_t){ -7 }, 4);
	bytes[s->field[4].off] = 3;
	features_get(&got, &r, x);
	CHECK(x[0] == 0.1 && x[1] == 0.5 && x[2] == 1.5 && x[3] == -7);
	CHECK(x[4] == 3);
}

int
main(void)
{
	feat_rows_init(&rows);
	test_all();
	test_list();
	test_match();
	test_values();
	feat_rows_fini(&rows);
	return test_end();
}
