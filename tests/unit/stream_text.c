/*
 * Lines of text against the generic printers, value by value.
 *
 * Rows of every type, random bits with nulls and edges among them, are
 * written in many portions; the lines must be those of text_value.c.
 */
#include "base/csv.h"
#include "base/json.h"
#include "base/rng.h"
#include "stream/text_impl.h"
#include "stream_test.h"

enum { ROWS = 3000, SEED = 20240701, FIELDS = F_TYPES + 3 };

static const struct schema *
every_type(struct vocab *h, struct err *err)
{
	struct field f[FIELDS];
	char name[16];
	int i;

	for (i = 0; i < F_TYPES; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		f[i] = field_make(name, (enum ftype)i, "");
		if (i == F_TEXT)
			f[i].len = 12;
	}
	f[i] = field_make("fraction", F_QTY, "");
	f[i++].scale = 9;
	f[i++] = field_make("a name of more than thirty-two bytes, \"quoted\"",
	    F_U32, "");
	f[i++] = field_make("later", F_TS, "");
	return schema_get(h->schemas, "every,\"type\"", f, i, err);
}

/* Few bits, all bits, or the null of the type. */
static uint64_t
some_bits(struct rng *g)
{
	uint64_t v = rng_u64(g);

	return v >> (rng_u64(g) % 64);
}

static void
fill_row(unsigned char *row, const struct schema *s, struct rng *g,
    uint64_t *now, uint32_t nsyms)
{
	uint64_t v;
	int i, at;

	row_clear(row, s);
	for (i = 0; i < s->nfield; i++) {
		const struct field *f = &s->field[i];

		if (rng_u64(g) % 8 == 0)
			continue;
		v = some_bits(g);
		if (f->type == F_SYM)
			row_put_u32(row, s, i, (uint32_t)(v % nsyms));
		else if (f->type == F_BOOL)
			row[f->off] = v & 1;
		else if (f->type == F_TS && rng_u64(g) % 4 != 0)
			row_put_u64(row, s, i, *now += v % (NS_SECOND / 3));
		else if (f->type == F_TEXT)
			for (at = 0; at < f->len; at++)
				row[f->off + (uint32_t)at] =
				    (unsigned char)(rng_u64(g) >> (v & 63));
		else
			memcpy(row + f->off, &v, f->len);
	}
}

/*
 * As real rows are: a column stays of one form, a letter, a digit, a null or
 * a time of some seconds later, and is something else once in a long while.
 */
static void
fill_calm(unsigned char *row, const struct schema *s, struct rng *g,
    uint64_t *now)
{
	uint64_t v;
	int i;

	row_clear(row, s);
	*now += rng_u64(g) % 64 == 0 ? rng_u64(g) % NS_DAY : 123456789;
	for (i = 0; i < s->nfield; i++) {
		const struct field *f = &s->field[i];

		v = rng_u64(g) % 10;
		if (rng_u64(g) % 2000 == 0)
			v = v < 5 ? 10 : some_bits(g);
		if (f->type == F_TS && i % 2 == 0)
			v = v < 10 ? *now : v;
		if (f->type == F_CHAR)
			row[f->off] = (unsigned char)(v < 10 ? 'A' + v : v);
		else if (f->type == F_SYM)
			row[f->off] = v < 10 ? 1 : v & 3;
		else if (f->type == F_BOOL)
			row[f->off] = v & 1;
		else if (f->type == F_TEXT)
			row[f->off] = (unsigned char)v;
		else if (i % 3 != 0 || v >= 10 || f->type == F_TS)
			memcpy(row + f->off, &v, f->len);
	}
}

static size_t
naive_line(char *p, const struct rec *r, int csv, int ts_ns,
    const struct symtab *syms)
{
	const struct schema *s = r->schema;
	char *from = p;
	int i;

	if (csv) {
		p += csv_put(p, s->kind, strlen(s->kind), ',');
	} else {
		p += sprintf(p, "{\"kind\":");
		p += json_put_string(p, s->kind, strlen(s->kind));
	}
	for (i = 0; i < s->nfield; i++) {
		*p++ = ',';
		if (!csv) {
			p += json_put_string(p, s->field[i].name,
			    strlen(s->field[i].name));
			*p++ = ':';
		}
		p += csv ? text_put_csv(p, r, i, ',', ts_ns, syms)
			 : text_put_json(p, r, i, ts_ns, syms);
	}
	if (!csv)
		*p++ = '}';
	*p++ = '\n';
	return (size_t)(p - from);
}

static void
write_lines(struct vocab *h, const char *path, const struct schema *s,
    const unsigned char *rows, int csv, int ts_ns)
{
	struct sink_opts to = { .encoder = csv ? &encoder_csv : &encoder_json,
		.ts_ns = ts_ns };
	struct err err = { 0 };
	struct sink *k = sink_open(path, h, &to, &err);
	size_t i, n;

	for (i = 0; i < ROWS; i += n) { /* 1 .. 700 at a time */
		n = i * 7 % 700 + 1;
		n = n < ROWS - i ? n : ROWS - i;
		CHECK_INT(sink_rows(k, s, rows + i * s->row_size, n, &err), 0);
	}
	CHECK_INT(sink_close(k, END_CLEAN, &err), 0);
}

static void
compare(struct vocab *h, const struct schema *s, const unsigned char *rows,
    int csv, int ts_ns)
{
	char *path = tmp_path("out"), *got, line[1 << 14];
	struct rec r = { s, rows };
	size_t n, at = 0, len;
	int i, same = 1;

	write_lines(h, path, s, rows, csv, ts_ns);
	got = tmp_load(path, &n);
	if (csv) /* the header is another test's */
		at = (size_t)(strchr(got, '\n') - got) + 1;
	for (i = 0; same && i < ROWS; i++, r.v += s->row_size, at += len) {
		len = naive_line(line, &r, csv, ts_ns, h->syms);
		same = len <= n - at && memcmp(got + at, line, len) == 0;
		if (!same)
			printf("# seed %d row %d: got %.600s\n# want %.*s\n",
			    SEED, i, got + at, (int)len, line);
	}
	CHECK(same);
	CHECK_INT(at, n);
	free(got);
}

static void
compare_all(struct vocab *h, const struct schema *s, const unsigned char *rows)
{
	test_begin("lines of JSON are those of the generic printers");
	compare(h, s, rows, 0, 0);
	test_begin("lines of CSV are those of the generic printers");
	compare(h, s, rows, 1, 0);
	test_begin("times as integers are those of the generic printers");
	compare(h, s, rows, 0, 1);
	compare(h, s, rows, 1, 1);
}

/* With zstd each flush is a frame, so the bytes show where they were. */
static void
compare_portions(struct vocab *h, const struct schema *s,
    const unsigned char *rows)
{
	struct sink_opts to = { .encoder = &encoder_json, .zstd = 1 };
	static const size_t portions[] = { 1, ROWS / 75 };
	char *path[] = { tmp_path("single"), tmp_path("many") };
	struct err err = { 0 };
	struct sink *k;
	size_t i, at, n;

	test_begin("flushes of lines do not depend on how many rows come");
	for (i = 0; i < 2; i++) {
		n = portions[i];
		if ((k = sink_open(path[i], h, &to, &err)) == NULL)
			exit(1);
		for (at = 0; at < ROWS; at += n)
			CHECK(sink_rows(k, s, rows + at * s->row_size, n,
				  &err) == 0);
		CHECK_INT(sink_close(k, END_CLEAN, &err), 0);
	}
	CHECK(same_files(path[0], path[1]));
}

int
main(void)
{
	static const char *const names[] = { "A", "ESM4", "a \"b\" c",
		"comma,comma", "\x01\x02", "\xc3\xa4\xff",
		"a name that is longer than sixteen bytes is copied in steps" };
	struct err err = { 0 };
	const struct schema *s;
	unsigned char *rows;
	struct vocab h;
	uint64_t now = UINT64_C(1704067200) * NS_SECOND;
	struct rng g;
	size_t i;

	tmp_begin();
	rng_init(&g, SEED, 0);
	if (vocab_init(&h, 0, &err) == -1)
		return 1;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		symtab_add(h.syms, names[i], strlen(names[i]), &err);
	if ((s = every_type(&h, &err)) == NULL)
		return 1;
	rows = malloc((size_t)ROWS * s->row_size);
	for (i = 0; rows != NULL && i < ROWS; i++)
		fill_row(rows + i * s->row_size, s, &g, &now,
		    symtab_count(h.syms));

	compare_all(&h, s, rows);
	for (i = 0; rows != NULL && i < ROWS; i++)
		fill_calm(rows + i * s->row_size, s, &g, &now);
	compare_all(&h, s, rows);
	compare_portions(&h, s, rows);
	free(rows);
	vocab_fini(&h);
	CHECK(tmp_end() == 0);
	return test_end();
}
