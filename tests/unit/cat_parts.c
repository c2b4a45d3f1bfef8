/*
 * cat_parts.c - --split: names, periods, and more files than may be open.
 */
#include <sys/stat.h>

#include "base/io_beside.h"
#include "cat/parts.h"
#include "stream_rows.h"
#include "tmp.h"

static struct part_spec
spec(const char *split, const char *out, const char *tz)
{
	struct part_spec s;
	struct err err = { 0 };

	CHECK_INT(part_spec_init(&s, split, out, tz, &err), 0);
	return s;
}

static uint64_t
at(const char *text)
{
	const char *why;
	uint64_t t = 0;

	CHECK_INT(ts_parse(&t, text, strlen(text), TS_AUTO, NULL, &why), 0);
	return t;
}

/* The period of an instant is [start, end) and has this name. */
static void
is_span(const char *split, const char *tz, const char *t, const char *start,
    const char *end, const char *name)
{
	struct part_spec s = spec(split, "{date}", tz);
	struct part_span span;
	struct err err = { 0 };
	char *path;

	part_spec_span(&s, &span, at(t));
	CHECK(span.start == at(start));
	CHECK(span.end == at(end));
	path = part_spec_path(&s, "", "", span.day, &err);
	CHECK_STR(path, name);
	free(path);
	part_spec_fini(&s);
}

static void
test_spans(void)
{
	struct part_spec s = spec("day", "{date}", "-05:00");
	struct part_span span;

	test_begin("days, weeks and months end where the next begin");
	is_span("day", NULL, "2024-02-29T23:59:59.999999999Z", "2024-02-29",
	    "2024-03-01", "20240229");
	is_span("day", "+05:30", "2024-01-01T18:30:00Z", "2024-01-01T18:30:00Z",
	    "2024-01-02T18:30:00Z", "20240102");
	is_span("week", NULL, "2024-01-06T23:59:59Z", "2023-12-31",
	    "2024-01-07", "20231231");
	is_span("week", NULL, "2024-01-07T00:00:00Z", "2024-01-07",
	    "2024-01-14", "20240107");
	is_span("month", NULL, "2023-12-31T23:59:59Z", "2023-12-01",
	    "2024-01-01", "202312");
	test_begin("the ends of time are in a period");
	part_spec_span(&s, &span, 1);
	CHECK(span.start == 0 && span.end == 5 * 3600 * NS_SECOND);
	part_spec_span(&s, &span, TS_NULL - 1);
	CHECK(span.start < TS_NULL - 1 && span.end == TS_NULL);
	part_spec_span(&s, &span, TS_NULL);
	CHECK(span.day == PART_NO_DAY);
	part_spec_fini(&s);
}

static void
is_path(const char *out, const char *symbol, const char *want)
{
	struct part_spec s = spec("symbol", out, NULL);
	struct err err = { 0 };
	char *path = part_spec_path(&s, symbol, "", 0, &err);

	CHECK_STR(path, want);
	free(path);
	part_spec_fini(&s);
}

static void
test_names(void)
{
	test_begin("names are safe, and different for different symbols");
	is_path("{symbol}", "..", "%2E.");
	is_path("d/{symbol}.x", "../../a", "d/%2E.%2F..%2Fa.x");
	is_path("x{symbol}", "..", "x..");
	is_path("{symbol}/{symbol}", "-a", "%2Da/%2Da");
	is_path("{symbol}", "a%2Fb", "a%252Fb");
	is_path("{symbol}", "", "%none");
	is_path("{symbol}", "%none", "%25none");
	is_path("{symbol}}", "\xc3\xa9\\", "\xc3\xa9%5C}");
}

/* ---- files ---- */

enum { ROWS = 4000, SYMBOLS = 40, DAYS = 10 };

/*
 * Rows of many symbols and days in an order without order; want[symbol] is
 * the text of each.
 */
static void
write_parts(struct parts *p, struct rows *t, char **want, size_t *used)
{
	const struct schema *s;
	struct field f[] = { field_make("ts_event", F_TS, ""),
		field_make("symbol", F_SYM, ""),
		field_make("value", F_F64, "") };
	unsigned char row[64] = { 0 };
	char symbol[16];
	uint32_t x = 1, id;
	uint64_t ts;
	int i, k;

	s = schema_get(t->vocab.schemas, "value", f, 3, &t->err);
	CHECK(s != NULL);
	for (i = 0; i < ROWS; i++) {
		x = x * 1664525 + 1013904223;
		k = (int)(x >> 20) % SYMBOLS;
		snprintf(symbol, sizeof(symbol), "S%d", k);
		id = symtab_add(t->vocab.syms, symbol, strlen(symbol), &t->err);
		ts = at("2024-01-01") + (x >> 8) % DAYS * NS_DAY;
		row_put_u64(row, s, 0, ts);
		row_put_u32(row, s, 1, id);
		row_put_f64(row, s, 2, i);
		used[k] += (size_t)sprintf(want[k] + used[k], "%d\n", i);
		CHECK_INT(parts_rows(p, s, row, 1, &t->err), 0);
	}
}

/* The values in the files of a symbol, day by day. */
static int
same_rows(const char *dir, int k, const char *want)
{
	static char got[1 << 16];
	char name[64], *p, *line, *v;
	int day, n = 0, value[ROWS], i, j, swap;
	size_t len;
	struct stat st;
	size_t used = 0;

	for (day = 1; day <= DAYS; day++) {
		snprintf(name, sizeof(name), "%s/S%d-202401%02d", dir, k, day);
		if (stat(tmp_path(name), &st) == -1)
			continue;
		p = tmp_load(tmp_path(name), &len);
		j = n;
		for (line = strtok(p, "\n"); line != NULL;
		     line = strtok(NULL, "\n")) {
			if ((v = strstr(line, "\"value\":")) != NULL)
				value[n++] = atoi(v + 8);
			if (n > j + 1 && value[n - 1] <= value[n - 2])
				return 0; /* not in their order */
		}
		free(p);
		unlink(tmp_path(name));
	}
	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			if (value[j] < value[i]) {
				swap = value[i];
				value[i] = value[j];
				value[j] = swap;
			}
	for (i = 0; i < n; i++)
		used += (size_t)sprintf(got + used, "%d\n", value[i]);
	return strcmp(got, want) == 0;
}

static void
test_open(int open)
{
	static char text[SYMBOLS][1 << 13];
	struct dbn_narrow all = { .end = TS_NULL };
	char *want[SYMBOLS], out[512];
	size_t used[SYMBOLS] = { 0 };
	struct parts_done done = { 0 };
	struct part_spec s;
	struct parts_opts o = { .spec = &s, .narrow = &all, .open = open };
	struct parts *p;
	struct rows t;
	int i;

	rows_init(&t);
	for (i = 0; i < SYMBOLS; i++)
		want[i] = text[i];
	snprintf(out, sizeof(out), "%s", tmp_path("d/{symbol}-{date}"));
	s = spec("symbol,day", out, NULL);
	o.sink.encoder = &encoder_json;
	o.spill.memory = 0;
	p = parts_new(&o, &t.vocab, &t.err);
	CHECK(p != NULL);
	write_parts(p, &t, want, used);
	CHECK_INT(parts_close(p, END_CLEAN, &done, &t.err), 0);
	CHECK_INT(done.files, SYMBOLS * DAYS);
	for (i = 0; i < SYMBOLS; i++)
		CHECK(same_rows("d", i, want[i]));
	rmdir(tmp_path("d"));
	part_spec_fini(&s);
	rows_fini(&t);
}

int
main(void)
{
	tmp_begin();
	test_spans();
	test_names();
	test_begin("all rows are in their files, in order, if one may be open");
	test_open(1);
	test_begin("or seven");
	test_open(7);
	test_begin("or more than there are");
	test_open(1000);
	CHECK(tmp_end() == 0);
	return test_end();
}
