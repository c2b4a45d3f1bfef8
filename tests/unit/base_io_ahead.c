/*
 * Long compressed files, which a thread decodes: the bytes, the place of damage
 * and its message are the same as without the thread.
 */
#include <zlib.h>
#include <zstd.h>

#include "base/io.h"
#include "base/rng.h"
#include "test.h"
#include "tmp.h"

enum { BYTES = 6 << 20, SEED = 11 };

static unsigned char *plain;

static void
make_plain(void)
{
	struct rng g;
	size_t i;

	if ((plain = malloc(BYTES)) == NULL)
		exit(1);
	rng_init(&g, SEED, 0);
	for (i = 0; i < BYTES; i++)
		plain[i] = (unsigned char)(rng_u64(&g) % 23 * 11);
}

/* Frames of a quarter each, one after the other. */
static unsigned char *
pack_zstd(size_t *n)
{
	size_t room = ZSTD_compressBound(BYTES) + 4096, part = BYTES / 4;
	unsigned char *p = malloc(room);
	int i;

	for (*n = i = 0; p != NULL && i < 4; i++)
		*n +=
		    ZSTD_compress(p + *n, room - *n, plain + i * part, part, 1);
	return p;
}

static unsigned char *
pack_gzip(size_t *n)
{
	unsigned char *p = malloc(BYTES + 4096);
	z_stream z = { 0 };

	if (p == NULL || deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8,
			     Z_DEFAULT_STRATEGY) != Z_OK)
		exit(1);
	z.next_in = plain;
	z.avail_in = BYTES;
	z.next_out = p;
	z.avail_out = BYTES + 4096;
	CHECK_INT(deflate(&z, Z_FINISH), Z_STREAM_END);
	*n = BYTES + 4096 - z.avail_out;
	deflateEnd(&z);
	return p;
}

/* Read to the end in odd steps: the bytes before the first wrong one, and the
 * damage. */
static size_t
read_all(struct in *in, char *msg)
{
	const unsigned char *p;
	struct err err = { 0 };
	size_t n, all = 0, right = 0, step = 1;
	int got;

	do {
		got = in_peek(in, step, &p, &n, &err);
		n = n < step ? n : step;
		if (got == -1)
			break;
		if (right == all && n <= BYTES - all &&
		    memcmp(p, plain + all, n) == 0)
			right += n;
		in_skip(in, n);
		all += n;
		step = step * 7 % 100003 + 1;
	} while (got == 1);
	if (!err.set)
		(void)in_end(in, &err);
	strcpy(msg, err.set ? err.msg : "");
	in_close(in);
	return right;
}

/* The same from a file, which a thread may decode, and from memory. */
static void
compare(const unsigned char *p, size_t n)
{
	char *path = tmp_file("packed", p, n), msg[ERR_MAX], want[ERR_MAX];
	struct err err = { 0 };
	size_t all, wanted;

	all = read_all(in_open(path, 0, &err), msg);
	wanted = read_all(in_memory(p, n, 1 << 18, 0, &err), want);
	CHECK_INT(all, wanted);
	CHECK_STR(msg, want);
}

static void
test_packed(const char *const *title, unsigned char *(*pack)(size_t *))
{
	static const unsigned at[] = { 0, 1, 2, 17, 40, 55, 80, 99 };
	unsigned char *p;
	size_t n, i;

	p = pack(&n);
	test_begin(title[0]);
	compare(p, n);
	test_begin(title[1]);
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++)
		compare(p, n / 100 * at[i] + 5);
	test_begin(title[2]);
	for (i = 3; i < sizeof(at) / sizeof(at[0]); i++) {
		p[n / 100 * at[i]] ^= 0x55;
		compare(p, n);
		p[n / 100 * at[i]] ^= 0x55;
	}
	free(p);
}

static void
test_early_close(void)
{
	const unsigned char *q;
	struct err err = { 0 };
	unsigned char *p;
	struct in *in;
	size_t n, steps;

	test_begin("an input may be closed while it is decoded ahead");
	p = pack_zstd(&n);
	tmp_file("packed", p, n);
	for (steps = 0; steps < 40; steps += 5) {
		in = in_open(tmp_path("packed"), 0, &err);
		for (n = 0; n < steps; n++) {
			CHECK_INT(in_peek(in, 100000, &q, &(size_t){ 0 }, &err),
			    1);
			in_skip(in, 100000);
		}
		in_close(in);
	}
	free(p);
}

static const char *const of_zstd[] = { "a long zstd file is read whole",
	"cuts of a long zstd file show", "damage in a long zstd file shows" };
static const char *const of_gzip[] = { "a long gzip file is read whole",
	"cuts of a long gzip file show", "damage in a long gzip file shows" };

int
main(void)
{
	tmp_begin();
	make_plain();
	test_packed(of_zstd, pack_zstd);
	test_packed(of_gzip, pack_gzip);
	test_early_close();
	free(plain);
	CHECK(tmp_end() == 0);
	return test_end();
}
