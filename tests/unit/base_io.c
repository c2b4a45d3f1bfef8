/*
 * base_io.c - input bytes: complete input is read; truncated or damaged input
 * is refused after everything before it was read.
 */
#include "base/io.h"

#include <zlib.h>
#include <zstd.h>

#include "test.h"
#include "tmp.h"

enum { TEXT = 300000 };

static unsigned char text[TEXT];

/* Numbers as text: packs well, and any piece can be told from another. */
static void
make_text(void)
{
	size_t at = 0;
	unsigned i;

	for (i = 0; at + 16 < TEXT; i++)
		at += (size_t)snprintf((char *)text + at, TEXT - at, "%u\n",
		    i * 7919);
	memset(text + at, 'x', TEXT - at);
}

/* Read all of it and compare with the text: bytes that came, -1 when they
 * differ or lie wrong; *end is what in_peek or in_end said last. */
static long
read_all(struct in *in, size_t step, int *end, struct err *err)
{
	const unsigned char *p;
	size_t n, at = 0, bad = 0;
	int got;

	for (;;) {
		got = in_peek(in, step, &p, &n, err);
		if (got == -1 || n == 0)
			break;
		bad += ((uintptr_t)p & 7) != (in_offset(in) & 7);
		bad += at + n > TEXT || memcmp(p, text + at, n) != 0;
		at += n;
		in_skip(in, n);
	}
	*end = got == -1 ? -1 : in_end(in, err);
	in_close(in);
	return bad > 0 ? -1 : (long)at;
}

static long
read_bytes(const void *p, size_t n, int *end)
{
	struct err err = { 0 };
	struct in *in = in_open(tmp_file("in", p, n), 0, &err);

	return in == NULL ? -3 : read_all(in, 1, end, &err);
}

static size_t
pack_zstd(unsigned char *out, size_t max, const void *p, size_t n)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, 1);
	n = ZSTD_compress2(c, out, max, p, n);
	ZSTD_freeCCtx(c);
	return ZSTD_isError(n) ? 0 : n;
}

static size_t
pack_gzip(unsigned char *out, size_t max, const void *p, size_t n)
{
	z_stream z = { 0 };

	deflateInit2(&z, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (Bytef *)(uintptr_t)p;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = (uInt)max;
	deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return max - z.avail_out;
}

typedef size_t pack_fn(unsigned char *, size_t, const void *, size_t);

/* Truncated at each byte: refused, and the bytes read are a prefix of the
 * text. */
static void
check_cuts(pack_fn *pack, size_t size)
{
	size_t max = ZSTD_compressBound(size) + 1024, n, i, bad = 0;
	unsigned char *p = malloc(max);
	long got, before = 0;
	int end;

	n = pack(p, max, text, size);
	for (i = 1; i < n; i++) {
		end = 0;
		got = read_bytes(p, i, &end);
		/* one byte of zstd is a text like any other */
		bad +=
		    i == 1 && pack == pack_zstd ? 0 : end != -1 || got < before;
		before = i == 1 ? 0 : got;
	}
	CHECK_INT(bad, 0);
	CHECK_INT(read_bytes(p, n, &end), (long)size);
	CHECK_INT(end, 0);
	free(p);
}

static void
test_plain(void)
{
	int end = 0;

	test_begin("a plain file comes through, an empty one too");
	CHECK_INT(read_bytes(text, TEXT, &end), TEXT);
	CHECK_INT(end, 0);
	CHECK_INT(read_bytes(text, 0, &end), 0);
	CHECK_INT(end, 0);
	CHECK_INT(read_bytes(text, 1, &end), 1);
	CHECK_INT(end, 0);

	test_begin("a missing file and a folder are errors");
	{
		struct err err = { 0 }, err2 = { 0 };

		CHECK(in_open(tmp_path("none"), 0, &err) == NULL);
		CHECK(strstr(err.msg, "No such file") != NULL);
		CHECK(in_open(tmp_dir, 0, &err2) == NULL);
		CHECK(strstr(err2.msg, "is a directory") != NULL);
	}
}

static void
test_zstd(void)
{
	static const unsigned char skippable[] = { 0x5a, 0x2a, 0x4d, 0x18, 3, 0,
		0, 0, 'a', 'b', 'c', 0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0 };
	unsigned char *p = malloc(2 * TEXT);
	size_t n = 0, at, first;
	struct err err = { 0 };
	struct in *in;
	int end = 0;

	test_begin("zstd frames and skippable frames follow one another");
	memcpy(p, skippable, sizeof(skippable));
	n = sizeof(skippable);
	n += pack_zstd(p + n, TEXT, text, 1000);
	first = n;
	memcpy(p + n, skippable, sizeof(skippable));
	n += sizeof(skippable);
	n += pack_zstd(p + n, TEXT, text, 0);
	n += pack_zstd(p + n, TEXT, text + 1000, TEXT - 1000);
	memcpy(p + n, skippable, sizeof(skippable));
	n += sizeof(skippable);
	CHECK_INT(read_bytes(p, n, &end), TEXT);
	CHECK_INT(end, 0);
	CHECK_INT(read_bytes(skippable, sizeof(skippable), &end), 0);
	CHECK_INT(end, 0);

	test_begin("raw leaves zstd as it is");
	in = in_open(tmp_file("in", p, n), 1, &err);
	CHECK(in != NULL && !in_packed(in));
	if (in != NULL) {
		const unsigned char *q;
		size_t have;

		CHECK_INT(in_peek(in, n, &q, &have, &err), 1);
		CHECK(have == n && memcmp(q, p, n) == 0);
	}
	in_close(in);

	test_begin("garbage behind the last frame is refused, after the data");
	for (at = 1; at < 6; at++) {
		memset(p + first, 'g', at);
		CHECK_INT(read_bytes(p, first + at, &end), 1000);
		CHECK_INT(end, -1);
	}

	test_begin("a wrong checksum is refused");
	n = pack_zstd(p, TEXT, text, 1000);
	p[n - 1] ^= 1;
	read_bytes(p, n, &end);
	CHECK_INT(end, -1);

	test_begin("all blocks before a damaged one are handed out");
	n = pack_zstd(p, 2 * TEXT, text, TEXT);
	p[n - 40] ^= 0x55; /* in the third block of 128 KiB */
	CHECK(read_bytes(p, n, &end) >= 2 << 17);
	CHECK_INT(end, -1);
	n = pack_zstd(p, 2 * TEXT, text, TEXT);

	test_begin("zstd cut at any byte is refused, after all whole blocks");
	check_cuts(pack_zstd, 3000);
	CHECK(read_bytes(p, n - 1, &end) == TEXT);
	CHECK_INT(end, -1);
	free(p);
}

static void
test_gzip(void)
{
	unsigned char *p = malloc(2 * TEXT);
	size_t n, first, at;
	int end = 0;

	test_begin("gzip members follow one another");
	n = first = pack_gzip(p, TEXT, text, 1000);
	n += pack_gzip(p + n, TEXT, text, 0);
	n += pack_gzip(p + n, TEXT, text + 1000, TEXT - 1000);
	CHECK_INT(read_bytes(p, n, &end), TEXT);
	CHECK_INT(end, 0);

	test_begin("garbage behind the last member is refused");
	for (at = 1; at < 6; at++) {
		memset(p + first, 'g', at);
		CHECK_INT(read_bytes(p, first + at, &end), 1000);
		CHECK_INT(end, -1);
	}

	test_begin("a wrong sum or length of a member is refused");
	n = pack_gzip(p, TEXT, text, 1000);
	p[n - 6] ^= 1;
	CHECK_INT(read_bytes(p, n, &end), 1000);
	CHECK_INT(end, -1);
	n = pack_gzip(p, TEXT, text, 1000);
	p[n - 2] ^= 1;
	read_bytes(p, n, &end);
	CHECK_INT(end, -1);

	test_begin("gzip cut at any byte is refused");
	check_cuts(pack_gzip, 3000);
	free(p);
}

static void
test_lines(void)
{
	struct err err = { 0 }, none = { 0 };
	const char *line;
	struct in *in;
	size_t len;
	int newline;

	test_begin("lines come one by one, the last may lack its newline");
	in = in_open(tmp_file("in", "ab\r\n\nlast", 9), 0, &err);
	CHECK_INT(in_line(in, 100, &line, &len, &newline, &err), 1);
	CHECK(len == 3 && memcmp(line, "ab\r", 3) == 0 && newline);
	in_skip(in, len + 1);
	CHECK_INT(in_line(in, 100, &line, &len, &newline, &err), 1);
	CHECK(len == 0 && newline);
	in_skip(in, len + 1);
	CHECK_INT(in_line(in, 100, &line, &len, &newline, &err), 1);
	CHECK(len == 4 && memcmp(line, "last", 4) == 0 && !newline);
	in_skip(in, len);
	CHECK_INT(in_line(in, 100, &line, &len, &newline, &err), 0);
	CHECK_INT(in_offset(in), 9);
	in_close(in);

	test_begin("a line of the limit is read, one byte more is refused");
	in = in_open(tmp_file("in", "12345\n123456\n1\n123456", 21), 0, &err);
	CHECK_INT(in_line(in, 5, &line, &len, &newline, &err), 1);
	CHECK_INT(len, 5);
	in_skip(in, 6);
	CHECK_INT(in_line(in, 5, &line, &len, &newline, &err), -1);
	CHECK(strstr(err.msg, "longer than 5 bytes") != NULL);
	CHECK_INT(len, 0);
	CHECK_INT(in_skip_line(in, &none), 1);
	CHECK_INT(in_line(in, 5, &line, &len, &newline, &none), 1);
	CHECK_INT(len, 1);
	in_skip(in, 2);
	CHECK_INT(in_line(in, 5, &line, &len, &newline, &err), -1);
	CHECK_INT(in_skip_line(in, &none), 0);
	CHECK_INT(in_line(in, 5, &line, &len, &newline, &none), 0);
	CHECK(!none.set);
	in_close(in);
}

/* A line longer than any buffer is passed over without being kept. */
static void
test_long_line(void)
{
	size_t n = 3 << 20, len;
	char *p = malloc(n);
	struct err err = { 0 }, none = { 0 };
	const char *line;
	struct in *in;
	int newline;

	test_begin("a line of 3 MiB is skipped, the next is read");
	memset(p, 'z', n);
	memcpy(p + n - 4, "\nok\n", 4);
	in = in_open(tmp_file("in", p, n), 0, &err);
	CHECK_INT(in_line(in, 1 << 20, &line, &len, &newline, &err), -1);
	CHECK_INT(in_skip_line(in, &none), 1);
	CHECK_INT(in_line(in, 1 << 20, &line, &len, &newline, &none), 1);
	CHECK(len == 2 && memcmp(line, "ok", 2) == 0);
	in_close(in);

	test_begin("a line of 3 MiB is read when the limit allows");
	in = in_open(tmp_file("in", p, n), 0, &none);
	CHECK_INT(in_line(in, 4 << 20, &line, &len, &newline, &none), 1);
	CHECK_INT(len, n - 4);
	in_close(in);
	free(p);
}

/* Lines of a cut gzip: whole ones come, the rest of one does not. */
static void
test_line_damage(void)
{
	unsigned char *p = malloc(TEXT);
	struct err err = { 0 };
	const char *line;
	struct in *in;
	size_t n, len;
	int newline, got, lines = 0;

	test_begin("what damage leaves of a line is no line");
	n = pack_gzip(p, TEXT, "one\ntwo\nthr", 11);
	in = in_open(tmp_file("in", p, n - 3), 0, &err);
	while ((got = in_line(in, 100, &line, &len, &newline, &err)) == 1) {
		lines++;
		in_skip(in, len + (size_t)newline);
	}
	CHECK_INT(got, -1);
	CHECK_INT(lines, 2);
	CHECK(strstr(err.msg, "truncated") != NULL);
	in_close(in);
	free(p);
}

static void
test_peek(void)
{
	static const size_t steps[] = { 1, 7, 8, 32, 1000, 65568, 262144,
		299999 };
	struct err err = { 0 };
	const unsigned char *p;
	size_t i, n, at, bad;
	struct in *in;
	int end;

	test_begin("any want is served, aligned as the stream's offset is");
	tmp_file("in", text, TEXT);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		in = in_open(tmp_path("in"), 0, &err);
		CHECK_INT(read_all(in, steps[i], &end, &err), TEXT);
		CHECK_INT(end, 0);
	}

	test_begin("skipping less than was handed out keeps the rest in place");
	in = in_open(tmp_path("in"), 0, &err);
	for (at = bad = 0; at + 5000 < TEXT; at += 13 + at % 977) {
		bad += in_peek(in, 5000, &p, &n, &err) != 1;
		bad += memcmp(p, text + at, 5000) != 0;
		bad += ((uintptr_t)p & 7) != (at & 7);
		in_skip(in, 13 + at % 977);
	}
	CHECK_INT(bad, 0);
	in_close(in);
}

static void
test_memory(void)
{
	static const size_t windows[] = { 16, 17, 100, 4096, TEXT + 16 };
	size_t max = ZSTD_compressBound(TEXT), n, i;
	unsigned char *p = malloc(max);
	struct err err = { 0 };
	int end;

	test_begin("bytes in memory come through, packed or not, through "
		   "any window");
	n = pack_zstd(p, max, text, TEXT);
	for (i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
		CHECK_INT(read_all(in_memory(text, TEXT, windows[i], 0, &err),
			      7, &end, &err),
		    TEXT);
		CHECK_INT(end, 0);
		CHECK_INT(read_all(in_memory(p, n, windows[i], 0, &err), 1000,
			      &end, &err),
		    TEXT);
		CHECK_INT(end, 0);
		CHECK_INT(read_all(in_memory(text, i % 4, windows[i], 0, &err),
			      1, &end, &err),
		    (long)i % 4);
		CHECK_INT(end, 0);
	}
	CHECK(!err.set);
	free(p);
}

/* Two blocks of one byte each, repeated, then a block of no known type. */
static void
test_held_back(void)
{
	static const unsigned char frame[] = { 0x28, 0xb5, 0x2f, 0xfd, 0x00,
		0x44, 0x42, 0x4e, 0x01, 'a', 0x42, 0x4e, 0x03, 'b', 0x17, 0x17,
		0x17, 0x00 };
	enum { FIRST = 0x14e42 >> 3, SECOND = 0x34e42 >> 3 };
	size_t window, n, all;
	const unsigned char *p;
	struct in *in;

	test_begin("what zstd holds back comes out before it sees damage");
	for (window = 16; window < 40000; window = window * 3 + 1) {
		struct err err = { 0 };

		in = in_memory(frame, sizeof(frame), window, 0, &err);
		for (all = 0; in_peek(in, 1, &p, &n, &err) == 1; all += n)
			in_skip(in, n);
		CHECK_INT(all, FIRST + SECOND);
		CHECK(err.set);
		in_close(in);
	}
}

int
main(void)
{
	tmp_begin();
	make_text();
	test_plain();
	test_zstd();
	test_gzip();
	test_lines();
	test_long_line();
	test_line_damage();
	test_peek();
	test_memory();
	test_held_back();
	CHECK(tmp_end() == 0);
	return test_end();
}
