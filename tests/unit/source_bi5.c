/*
 * Dukascopy's .bi5: the row of inputs.md 3.5, hours of many rows, and what is
 * cut or is none.
 */
#include <lzma.h>
#include <sys/stat.h>

#include "source/layout.h"
#include "source_test.h"

#define START UINT64_C(1577664000000000000) /* 2019-12-30 00:00 */
#define ROWS 5000

static const unsigned char row[20] = { 0x00, 0x00, 0x00, 0xda, 0x00, 0x01, 0xb4,
	0xc7, 0x00, 0x01, 0xb4, 0xc4, 0x3f, 0x8f, 0x5c, 0x29, 0x3f, 0x40, 0x00,
	0x00 };
static const char quote[] =
    "{\"kind\":\"quote\",\"ts_event\":\"2019-12-30T00:00:00.218000000Z\","
    "\"symbol\":\"EURUSD\",\"bid_px_00\":1.11812,\"ask_px_00\":1.11815,"
    "\"bid_sz_00\":0.75,\"ask_sz_00\":1.12}\n";

static const struct source_opts packed = { .from = "bi5",
	.as = "EURUSD",
	.start = START },
				raw = { .from = "bi5-raw",
					.as = "EURUSD",
					.start = START + 1800 * NS_SECOND };

static size_t
pack(unsigned char *out, size_t room, const unsigned char *p, size_t n)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_options_lzma o;

	CHECK(!lzma_lzma_preset(&o, 6));
	CHECK(lzma_alone_encoder(&z, &o) == LZMA_OK);
	z.next_in = p;
	z.avail_in = n;
	z.next_out = out;
	z.avail_out = room;
	CHECK(lzma_code(&z, LZMA_FINISH) == LZMA_STREAM_END);
	n = room - z.avail_out;
	lzma_end(&z);
	return n;
}

static void
gives(const void *p, size_t n, const struct source_opts *o, const char *rows)
{
	struct got g;

	read_bytes(&g, "x", p, n, o);
	if (g.rc != 0)
		printf("# %s\n", g.err.msg);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, rows);
	got_fini(&g);
}

/* So many rows, then this message. */
static void
fails(const void *p, size_t n, const struct source_opts *o, size_t rows,
    const char *what)
{
	struct got g;

	read_bytes(&g, "x", p, n, o);
	CHECK_INT(g.rc, -1);
	CHECK_INT(g.rows, rows);
	if (strstr(g.err.msg, what) == NULL)
		CHECK_STR(g.err.msg, what);
	got_fini(&g);
}

static void
samples(unsigned char *buf, size_t room)
{
	static const struct source_opts
	    yen = { .from = "bi5-raw", .as = "USDJPY", .start = START },
	    index = { .from = "bi5-raw", .as = "USA500IDXUSD", .start = START },
	    scaled = { .from = "bi5-raw",
		    .as = "USA500IDXUSD",
		    .start = START,
		    .price_scale = "0.01" },
	    bare = { .from = "bi5" },
	    no_hour = { .from = "bi5", .as = "EURUSD" },
	    no_symbol = { .from = "bi5", .start = START };
	struct got g;
	size_t n = pack(buf, room, row, sizeof(row));

	test_begin("a row of .bi5, packed and as it is");
	gives(buf, n, &packed, quote);
	gives(row, sizeof(row), &raw, quote);
	test_begin("an hour without quotes has no bytes");
	gives("", 0, &packed, "");
	gives("", 0, &raw, "");
	gives("", 0, &bare, "");
	n = pack(buf, room, row, 0);
	gives(buf, n, &packed, "");
	test_begin("yen count in thousandths, an index needs --price-scale");
	read_bytes(&g, "x", row, sizeof(row), &yen);
	CHECK(strstr(g.out, "\"ask_px_00\":111.815,") != NULL);
	got_fini(&g);
	read_bytes(&g, "x", row, sizeof(row), &scaled);
	CHECK(strstr(g.out, "\"ask_px_00\":1118.15,") != NULL);
	got_fini(&g);
	fails(row, sizeof(row), &index, 0, "use --price-scale");
	test_begin("hour and symbol are asked for");
	fails(buf, n, &no_hour, 0, "use --start TIME");
	fails(buf, n, &no_symbol, 0, "use --as SYM");
}

static void
path_of_hour(unsigned char *buf, size_t room)
{
	static const struct source_opts from = { .from = "bi5" };
	static const char *const part[] = { "/EURUSD", "/2019", "/11", "/30" };
	char path[400], to[256];
	size_t n = pack(buf, room, row, sizeof(row)), len, i;
	struct got g;

	test_begin("hour and symbol are in the path");
	temp_path(path, sizeof(path), "p");
	temp_path(to, sizeof(to), "out");
	len = strlen(path);
	mkdir(path, 0700);
	for (i = 0; i < 4; i++) {
		strcat(path, part[i]);
		mkdir(path, 0700);
	}
	strcat(path, "/00h_ticks.bi5");
	temp_write(path, buf, n);
	read_file(&g, path, &from, to);
	g.out = slurp(to, NULL);
	CHECK_INT(g.rc, 0);
	CHECK_STR(g.out, quote);
	CHECK_STR(g.format, "bi5");
	got_fini(&g);
	unlink(to);
	unlink(path);
	for (i = 0; i < 5; i++) {
		*strrchr(path, '/') = '\0';
		rmdir(path);
	}
	CHECK_INT(strlen(path), len);
}

static void
damage(unsigned char *buf, size_t room)
{
	static unsigned char rows[20 * ROWS];
	struct bad_policy bad = { .skip = 1 };
	struct source_opts skip = raw;
	struct got g;
	size_t i, n;

	for (i = 0; i < ROWS; i++) {
		memcpy(rows + 20 * i, row, 20);
		rows[20 * i + 2] = (unsigned char)(i >> 8);
		rows[20 * i + 3] = (unsigned char)i;
		rows[20 * i + 7] = (unsigned char)(i * 37);
	}
	n = pack(buf, room, rows, sizeof(rows));
	test_begin("many rows, and all whole ones before a cut");
	read_bytes(&g, "x", buf, n, &packed);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, ROWS);
	got_fini(&g);
	read_bytes(&g, "x", buf, n / 2, &packed);
	CHECK_INT(g.rc, -1);
	CHECK(g.rows > ROWS / 4 && g.rows < ROWS);
	CHECK(strstr(g.err.msg, "LZMA stream truncated") != NULL);
	got_fini(&g);
	fails(rows, sizeof(rows) - 7, &raw, ROWS - 1,
	    "row at 99980 truncated: expected 20 bytes, got 13");
	test_begin("no stream, and bytes behind one, are refused");
	fails("]]]]]]]]]]]]]]]]]]]]]]]]", 24, &packed, 0, "LZMA");
	buf[n] = 'x';
	fails(buf, n + 1, &packed, ROWS, "bytes after the end");
	test_begin("a volume that is not one is bad, and can be skipped");
	memcpy(rows + 20 * 7 + 12, "\x7f\xc0\0\0", 4);
	memcpy(rows + 20 * 9 + 16, "\xbf\x80\0\0", 4);
	fails(rows, sizeof(rows), &raw, 7, "row at 140: not a volume");
	skip.stream.bad = &bad;
	read_bytes(&g, "x", rows, sizeof(rows), &skip);
	CHECK_INT(g.rc, 0);
	CHECK_INT(g.rows, ROWS - 2);
	CHECK_INT(g.account.bad, 2);
	got_fini(&g);
}

/* Every cut of a small file ends with an error and no crash. */
static void
cuts(unsigned char *buf, size_t room)
{
	size_t n = pack(buf, room, row, sizeof(row)), i;
	struct got g;

	test_begin("every cut is an error");
	for (i = 1; i < n; i++) {
		read_bytes(&g, "x", buf, i, &packed);
		CHECK_INT(g.rc, -1);
		got_fini(&g);
	}
}

/* What each binary layout of the list promises, and no text layout has. */
static void
binary_layouts(void)
{
	const struct layout *const *l;
	const struct binary *b;
	struct source_opts o = { .as = "EURUSD", .start = START };
	struct got g;
	int n = 0;

	test_begin("each binary layout reads by its name, and nothing as text");
	for (l = layout_list; *l != NULL; l++) {
		CHECK(((*l)->text == TEXT_NONE) == ((*l)->binary != NULL));
		if ((b = (*l)->binary) == NULL)
			continue;
		n++;
		CHECK((*l)->fits == NULL && (*l)->patterns == NULL);
		CHECK((b->magic != NULL) == (b->advice != NULL));
		b->close(NULL);
		o.from = (*l)->name;
		read_bytes(&g, "x", "", 0, &o);
		CHECK_INT(g.rows, 0);
		CHECK_STR(g.format, (*l)->name);
		got_fini(&g);
		if (b->magic == NULL)
			continue;
		o.from = NULL;
		read_bytes(&g, "x", b->magic, b->magic_len, &o);
		CHECK_INT(g.rc, -1);
		CHECK(strstr(g.err.msg, b->advice) != NULL);
		got_fini(&g);
	}
	CHECK(n >= 2);
}

int
main(void)
{
	static unsigned char buf[20 * ROWS + 1000];

	samples(buf, sizeof(buf));
	path_of_hour(buf, sizeof(buf));
	damage(buf, sizeof(buf));
	cuts(buf, sizeof(buf));
	binary_layouts();
	return test_end();
}
