/*
 * base_hash.c - XXH64 and FNV-1a against other implementations.
 *
 * The XXH64 values over sanity() are those of xxHash's own self-test buffer
 * (cli/xsum_sanity_check.c) as Python's xxhash computes them; FNV's are of
 * draft-eastlake-fnv.
 */
#include "base/hash.h"

#include "base/rng.h"
#include "test.h"

enum { SANITY = 2367, LONG = 1000003 };
#define PRIME32 UINT64_C(2654435761)
#define PRIME64 UINT64_C(11400714785074694797)

static void
sanity(unsigned char *out)
{
	uint64_t g = PRIME32;

	for (int i = 0; i < SANITY; i++, g *= PRIME64)
		out[i] = (unsigned char)(g >> 56);
}

static const struct {
	size_t len;
	uint64_t seed0, seed1; /* hashes under seed 0 and PRIME32 */
} sane[] = {
	{ 0, 0xef46db3751d8e999, 0xac75fda2929b17ef },
	{ 1, 0xe934a84adb052768, 0x5014607643a9b4c3 },
	{ 4, 0x9136a0dca57457ee, 0xcaab286bd8e9fdb5 },
	{ 14, 0x8282dcc4994e35c8, 0xc3bd6bf63deb6df0 },
	{ 31, 0x299b39a290e6d783, 0xda673d5feb5c1d79 },
	{ 32, 0x18b216492bb44b70, 0xb3f33bdf93ade409 },
	{ 33, 0x55c8dc3e578f5b59, 0xe92c292f64bc3071 },
	{ 63, 0xa9efbe0fa0f3f4e7, 0x6c911fadb05b6fc2 },
	{ 64, 0xef558f8acac2b5cd, 0xb5eeba99264cc44f },
	{ 222, 0xb641ae8cb691c174, 0x20cb8ab7ae10c14a },
	{ SANITY, 0xa82418ddec0ea581, 0xa36a93c18052673a },
};

static void
test_sane(void)
{
	/* One byte in: unaligned reads must not matter. */
	unsigned char buf[SANITY + 1];

	sanity(buf + 1);
	for (size_t i = 0; i < sizeof(sane) / sizeof(sane[0]); i++) {
		CHECK(hash_xxh64(buf + 1, sane[i].len, 0) == sane[i].seed0);
		CHECK(
		    hash_xxh64(buf + 1, sane[i].len, PRIME32) == sane[i].seed1);
	}
}

static void
test_long(void)
{
	unsigned char *buf = malloc(LONG);

	if (buf == NULL)
		abort();
	for (int i = 0; i < LONG; i++)
		buf[i] = (unsigned char)(i * 131 + 7);
	CHECK(hash_xxh64(buf, LONG, 0) == 0x2b4d5b88880ffcc2);
	CHECK(hash_xxh64(buf, LONG, 0x123456789abcdef) == 0xcfb0fae8370380b9);
	free(buf);
}

/* Several of any lengths, alike and not, against one at a time. */
static void
test_many(void)
{
	static unsigned char buf[HASH_MANY * 3000];
	const void *data[HASH_MANY];
	size_t len[HASH_MANY];
	uint64_t sum[HASH_MANY], seed[HASH_MANY];
	struct rng r;
	int i, n, round;

	rng_init(&r, 1, 0);
	for (i = 0; i < (int)sizeof(buf); i++)
		buf[i] = (unsigned char)rng_u32(&r);
	for (round = 0; round < 20000; round++) {
		size_t most = 1 + (size_t)rng_below(&r, 2900);

		n = 1 + round % HASH_MANY;
		for (i = 0; i < n; i++) {
			len[i] =
			    round % 3 == 0 ? most : (size_t)rng_below(&r, most);
			data[i] = buf + 3000 * i + rng_below(&r, 9);
			seed[i] = rng_u64(&r);
		}
		if (len[round % n] == 0)
			data[round % n] = NULL;
		hash_xxh64_many(sum, data, len, seed, n);
		for (i = 0; i < n; i++)
			CHECK(sum[i] == hash_xxh64(data[i], len[i], seed[i]));
	}
}

int
main(void)
{
	static const char text[] = "Nobody inspects the spammish repetition";

	test_begin("XXH64 of short texts is that of xxHash");
	CHECK(hash_xxh64("", 0, 0) == 0xef46db3751d8e999);
	CHECK(hash_xxh64(NULL, 0, 0) == 0xef46db3751d8e999);
	CHECK(hash_xxh64("a", 1, 0) == 0xd24ec4f1a98c6e5b);
	CHECK(hash_xxh64("abc", 3, 0) == 0x44bc2cf5ad770999);
	CHECK(hash_xxh64(text, strlen(text), 0) == 0xfbcea83c8a378bf1);
	CHECK(hash_xxh64("abc", 3, UINT64_MAX) == 0x28306e589cc02176);

	test_begin("XXH64 is xxHash's around every boundary of its steps");
	test_sane();

	test_begin("XXH64 of a megabyte is xxHash's, with and without seed");
	test_long();

	test_begin("FNV-1a is that of its authors");
	CHECK(hash_fnv1a("", 0) == 0xcbf29ce484222325);
	CHECK(hash_fnv1a("a", 1) == 0xaf63dc4c8601ec8c);
	CHECK(hash_fnv1a("foobar", 6) == 0x85944171f73967e8);
	test_begin("several at once are each as one alone");
	test_many();
	return test_end();
}
