/*
 * dbn_damage.c - every sample of DBN cut at every byte, every byte of the
 * small ones flipped, through tickcat's own path in this process.
 *
 * A reader may refuse, and must where the container can show it: zstd frames
 * cut or with a broken checksum, an end inside metadata or a record.  It may
 * not crash, spin, or hand out rows that an undamaged prefix does not have.
 * Nor may it with --resync, which has no error to hide behind.
 */
#include <glob.h>
#include <time.h>

#include "dbn/emit.h"
#include "dbn/meta.h"
#include "dbn_test.h"

/* With a sanitizer, which is ten times slower, some of both. */
#if defined(__SANITIZE_ADDRESS__)
#define QUICK 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QUICK 1
#endif
#endif
#ifndef QUICK
#define QUICK 0
#endif

enum { SMALL = 1600, WINDOW = 1 << 16, CALLS_MAX = 100000 };

static const char NO_SHARED[] = "no ../shared beside the checkout";

struct answer {
	int got; /* 0 clean, -1 */
	uint64_t rows;
	uint64_t sum; /* of all of them, in order */
	struct err err;
};

enum how { STRICT, RESYNC, BYTES };

static void
sum_rows(struct answer *a, const struct recs *b)
{
	size_t i, n = b->n * b->schema->row_size;
	uint64_t sum = a->sum;

	for (i = 0; i + 8 <= n; i += 8) {
		uint64_t v;

		memcpy(&v, b->rows + i, sizeof(v));
		sum = sum * 31 + v;
	}
	a->sum = sum;
	a->rows += b->n;
}

/* Read n bytes as the file of that name would be. */
static void
answer(struct answer *a, const char *name, const void *p, size_t n,
    enum how how)
{
	struct dbn_opts o = { .fragment = strstr(name, ".frag") != NULL,
		.resync = how == RESYNC };
	struct in *in;
	struct dbn_raw raw;
	struct recs b;
	struct dbn *d;
	long calls = 0;

	memset(a, 0, sizeof(*a));
	in = in_memory(p, n, WINDOW, 0, &a->err);
	if (in != NULL)
		(void)dbn_take_dbz(in);
	d = in == NULL ? NULL : dbn_open(in, &vocab, &o, &a->err);
	a->got = d == NULL ? -1 : 1;
	while (a->got == 1 && ++calls < CALLS_MAX) {
		if (how == BYTES) {
			a->got = dbn_raw_next(d, &raw, &a->err);
			a->rows += a->got == 1 ? raw.n : 0;
			continue;
		}
		a->got = dbn_next(d, &b, &a->err);
		if (a->got == 1)
			sum_rows(a, &b);
	}
	CHECK(calls < CALLS_MAX);
	CHECK(a->got == 0 || a->err.set);
	/* what was passed over is counted, else it is an error */
	if (how == RESYNC && a->got == 0 && dbn_stats(d)->damages > 0)
		a->got = -1;
	dbn_close(d);
}

static int
packed(const unsigned char *p, size_t n)
{
	return n >= 4 &&
	       (memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0 || (p[0] & 0xf0) == 0x50);
}

/* Where a cut is a clean end: behind whole zstd frames that end at the end of
 * a record, or behind a record.  by: per byte, what the whole prefix gives. */
static void
cut_everywhere(const char *name, const unsigned char *p, size_t n, size_t step)
{
	struct answer a, y, w;
	uint64_t rows = 0, clean = 0;
	size_t cut;

	for (cut = 0; cut < n; cut += step) {
		answer(&a, name, p, cut, STRICT);
		answer(&y, name, p, cut, RESYNC);
		answer(&w, name, p, cut, BYTES);
		if (a.rows < rows || a.got != w.got ||
		    (a.got == 0 && y.got != 0) || y.rows < a.rows) {
			printf("# %s cut at %zu: %d %d %d, %" PRIu64 " %" PRIu64
			       " rows: %s\n",
			    name, cut, a.got, y.got, w.got, a.rows, y.rows,
			    a.err.msg);
			test_bad = 1;
		}
		rows = a.rows;
		clean += a.got == 0;
		/* a clean end behind a frame's start shows it was not cut */
		if (a.got == 0 && packed(p, cut))
			CHECK(memmem(p + cut, n - cut < 4 ? n - cut : 4,
				  "\x2a\x4d\x18", 3) != NULL ||
			      packed(p + cut, n - cut));
	}
	answer(&a, name, p, n, STRICT);
	CHECK(rows <= a.rows);
	/* a record has at least 16 bytes, so few cuts can be clean */
	CHECK(step > 1 || clean <= n / 16 + 1);
}

/* What came with the file's checksums is right: 1 they cover all of it. */
static int
guarded(const unsigned char *p, size_t n)
{
	/* frame header descriptor: bit 2 says that a checksum follows */
	return n > 5 && memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0 && (p[4] & 4);
}

static void
flip_everywhere(const char *name, unsigned char *p, size_t n)
{
	static const unsigned char flip[] = { 0x01, 0x80, 0xff };
	struct answer whole, a, y = { 0 };
	size_t i, k;

	answer(&whole, name, p, n, STRICT);
	for (i = 0; i < n; i += QUICK ? 2 : 1) {
		for (k = QUICK ? i % 3 : 0; k < sizeof(flip);
		     k += QUICK ? 3 : 1) {
			p[i] ^= flip[k];
			answer(&a, name, p, n, STRICT);
			if (!QUICK || i % 4 == 0)
				answer(&y, name, p, n, RESYNC);
			p[i] ^= flip[k];
			/* what a checksum guards is as it was or refused */
			if (guarded(p, n) && i > 4 && a.got == 0 &&
			    (a.rows != whole.rows || a.sum != whole.sum)) {
				printf("# %s byte %zu ^ %02x: a clean end\n",
				    name, i, flip[k]);
				test_bad = 1;
			}
			CHECK(y.got == 0 || y.err.set || y.got == -1);
		}
	}
}

static void
each_sample(const char *pattern, size_t small, int cuts, int flips)
{
	char path[512];
	unsigned char *p;
	glob_t g;
	size_t i, n;

	snprintf(path, sizeof(path), "%s/dbn-samples/%s", test_shared(),
	    pattern);
	if (glob(path, 0, NULL, &g) != 0)
		return;
	for (i = 0; i < g.gl_pathc; i++) {
		p = (unsigned char *)tmp_load(g.gl_pathv[i], &n);
		if (cuts)
			cut_everywhere(g.gl_pathv[i], p, n, QUICK ? 4 : 1);
		if (flips && n <= small)
			flip_everywhere(g.gl_pathv[i], p, n);
		free(p);
	}
	globfree(&g);
}

static void
each_folder(size_t small, int cuts, int flips)
{
	static const char *const folder[] = { "dbn/*.db[nz]*", "cpp/*.dbn*",
		"python/*/*.dbn*", "derived/*.dbn*", "made/good*" };
	size_t i;

	for (i = 0; i < sizeof(folder) / sizeof(folder[0]); i++)
		each_sample(folder[i], small, cuts, flips);
}

int
main(void)
{
	clock_t began = clock();

	tmp_begin();
	vocab_begin();

	test_begin("samples cut at every byte give their whole records and "
		   "no clean end that lies");
	if (test_shared() == NULL)
		test_skip(NO_SHARED);
	else
		each_folder(0, 1, 0);

	test_begin("samples with any byte flipped do not go wrong");
	if (test_shared() == NULL)
		test_skip(NO_SHARED);
	else
		each_folder(SMALL, 0, 1);

	printf("# %.1f s\n", (double)(clock() - began) / CLOCKS_PER_SEC);
	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
