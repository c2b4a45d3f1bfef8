/*
 * dbn_resync.c - past damage: only the damaged part is lost, and the loss is
 * reported.
 */
#include <zstd.h>

#include "dbn/layout.h"
#include "dbn_made.h"

enum { RECORDS = 2000, SIZE = 56, FRAME = 100 };

static const uint64_t START = UINT64_C(1700000000000000000);

/* mbo records a millisecond apart, their number in order_id. */
static size_t
make_file(unsigned char *p)
{
	struct dbn_writer_opts o = writer_opts(3, "mbo", 0);
	const struct layout *l = rtype_of_kind("mbo")->version[2];
	size_t at = header_bytes(&o);
	uint32_t id;
	uint16_t publisher = 1;
	struct rng g;
	uint64_t i, t;

	memcpy(p, bytes, at);
	rng_init(&g, 11, 0);
	for (i = 0; i < RECORDS; i++, at += SIZE) {
		random_record(p + at, &g, 0xa0, l, 0);
		id = o.instrument_ids[i % 2];
		t = START + i * 1000000;
		memcpy(p + at + 2, &publisher, 2);
		memcpy(p + at + 4, &id, 4);
		memcpy(p + at + 8, &t, 8);
		memcpy(p + at + 16, &i, 8);
		memcpy(p + at + 40, &t, 8);
	}
	return at;
}

struct got {
	unsigned char seen[RECORDS];
	uint64_t strange; /* rows that were never written */
	uint64_t rows;
	uint64_t raw_rows;
	int last;
	struct dbn_stats stats;
	struct dbn_damage damage[64];
	struct err err;
};

static void
note_rows(struct got *g, const struct recs *b)
{
	int id = schema_find(b->schema, "order_id");
	struct rec r = { b->schema, b->rows };
	uint64_t v;
	size_t i;

	for (i = 0; i < b->n; i++, r.v += b->schema->row_size) {
		v = id < 0 ? UINT64_MAX : rec_u64(&r, id);
		if (v < RECORDS)
			g->seen[v]++;
		else
			g->strange++;
	}
	g->rows += b->n;
}

/* Read n bytes with --resync, as rows and again as bytes. */
static void
read_damaged(struct got *g, const unsigned char *p, size_t n)
{
	struct dbn_opts o = { .resync = 1 };
	struct err err = { 0 };
	struct dbn_raw raw;
	struct recs b;
	struct dbn *d;
	int raws;

	memset(g, 0, sizeof(*g));
	d = dbn_open(in_memory(p, n, 1 << 16, 0, &g->err), &vocab, &o, &g->err);
	g->last = d == NULL ? -1 : 1;
	while (g->last == 1 && (g->last = dbn_next(d, &b, &g->err)) == 1)
		note_rows(g, &b);
	if (d != NULL) {
		g->stats = *dbn_stats(d);
		if (g->stats.ndamage > 0)
			memcpy(g->damage, g->stats.damage,
			    (g->stats.ndamage < 64 ? g->stats.ndamage : 64) *
				sizeof(*g->damage));
	}
	dbn_close(d);
	d = dbn_open(in_memory(p, n, 1 << 12, 0, &err), &vocab, &o, &err);
	while (d != NULL && (raws = dbn_raw_next(d, &raw, &err)) == 1)
		g->raw_rows += raw.n;
	if (d != NULL)
		CHECK_INT(dbn_stats(d)->lost, g->stats.lost);
	dbn_close(d);
}

/* Records from .. to (exclusive) are lost, all others there once. */
static void
check_lost(const struct got *g, uint64_t from, uint64_t to)
{
	uint64_t i, wrong = 0;

	for (i = 0; i < RECORDS; i++)
		wrong += g->seen[i] != (i < from || i >= to);
	CHECK_STR(g->err.msg, "");
	CHECK_INT(g->last, 0);
	CHECK_INT(wrong, 0);
	CHECK_INT(g->strange, 0);
	CHECK_INT(g->rows, RECORDS - (to - from));
	CHECK_INT(g->raw_rows, g->rows);
	CHECK_INT(g->stats.damages, 1);
}

static uint64_t
time_of(uint64_t i)
{
	return START + i * 1000000;
}

/* n zstd frames of per bytes each. */
static size_t
pack_frames(unsigned char *to, size_t room, const unsigned char *p, size_t n,
    size_t per, size_t *starts)
{
	size_t at = 0, i, part, k = 0;
	ZSTD_CCtx *c = ZSTD_createCCtx();

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	for (i = 0; i < n; i += part) {
		part = n - i < per ? n - i : per;
		starts[k++] = at;
		at += ZSTD_compress2(c, to + at, room - at, p + i, part);
	}
	ZSTD_freeCCtx(c);
	return at;
}

static unsigned char file[FILE_MAX], bad[FILE_MAX + 4096], packed[2 * FILE_MAX];
static struct got g;

/* Records of a file that is n bytes long. */
static void
check_records(size_t n)
{
	size_t head = n - RECORDS * SIZE, at, i;
	struct rng r;

	rng_init(&r, 5, 0);
	test_begin("a file without damage loses nothing");
	read_damaged(&g, file, n);
	CHECK_INT(g.rows, RECORDS);
	CHECK_INT(g.stats.damages, 0);

	test_begin("a length of zero costs its record alone");
	memcpy(bad, file, n);
	at = head + 700 * SIZE;
	bad[at] = 0;
	read_damaged(&g, bad, n);
	check_lost(&g, 700, 701);
	CHECK_INT(g.damage[0].offset, at);
	CHECK_INT(g.damage[0].record, 701);
	CHECK_INT(g.damage[0].bytes, SIZE);
	CHECK_INT(g.damage[0].from, time_of(699));
	CHECK_INT(g.damage[0].to, time_of(701));

	test_begin("a length that is another does too");
	for (i = 1; i < 256; i++) {
		memcpy(bad, file, n);
		if (bad[at] == i)
			continue;
		bad[at] = (unsigned char)i;
		read_damaged(&g, bad, n);
		check_lost(&g, 700, 701);
	}

	test_begin("a page of noise costs the records it touches");
	memcpy(bad, file, n);
	for (i = 0; i < 4096; i++)
		bad[at + 30 + i] = (unsigned char)rng_u64(&r);
	read_damaged(&g, bad, n);
	/* the first keeps its header and counts; its end is noise */
	check_lost(&g, 701, 700 + (30 + 4096 + SIZE - 1) / SIZE);

	test_begin("a page of zeros too");
	memset(bad + at, 0, 4096);
	read_damaged(&g, bad, n);
	check_lost(&g, 700, 700 + (30 + 4096 + SIZE - 1) / SIZE);

	test_begin("bytes that are gone cost two records at most");
	for (i = 1; i < SIZE; i++) {
		memcpy(bad, file, at + 10);
		memcpy(bad + at + 10, file + at + 10 + i, n - at - 10 - i);
		read_damaged(&g, bad, n - i);
		CHECK_INT(g.last, 0);
		CHECK_INT(g.stats.damages, 1);
		CHECK(g.rows >= RECORDS - 2 && g.rows < RECORDS + 1);
	}

	test_begin("bytes put in between cost one");
	for (i = 1; i < 200; i++) {
		memcpy(bad, file, at);
		memset(bad + at, 0xa5, i);
		memcpy(bad + at + i, file + at, n - at);
		read_damaged(&g, bad, n + i);
		check_lost(&g, 0, 0);
		CHECK_INT(g.damage[0].bytes, i);
	}

	test_begin("a cut end is damage up to the end");
	read_damaged(&g, file, n - 7);
	check_lost(&g, RECORDS - 1, RECORDS);
	CHECK_INT(g.damage[0].bytes, SIZE - 7);
	CHECK(g.damage[0].to == TS_NULL);
}

/* And in zstd frames of FRAME records. */
static void
check_frames(size_t n)
{
	size_t starts[64], i;

	test_begin("a damaged zstd frame costs that frame");
	i = pack_frames(packed, sizeof(packed), file, n, FRAME * SIZE, starts);
	memcpy(bad, packed + starts[5], 64);
	memset(packed + starts[5] + 6, 0xff, 58); /* its first block */
	read_damaged(&g, packed, i);
	CHECK_INT(g.last, 0);
	CHECK_INT(g.strange, 0);
	CHECK_INT(g.stats.damages, 1);
	CHECK(g.rows >= RECORDS - FRAME - 2 && g.rows < RECORDS);
	CHECK(g.stats.lost_packed > 0);
	CHECK(g.damage[0].to > g.damage[0].from);

	test_begin("a bad checksum costs nothing and is said");
	memcpy(packed + starts[5], bad, 64);
	packed[starts[6] - 1] ^= 0x55;
	read_damaged(&g, packed, i);
	CHECK_INT(g.last, 0);
	CHECK_INT(g.rows, RECORDS);
	CHECK_INT(g.stats.damages, 1);

	test_begin("a cut last frame ends the input");
	packed[starts[6] - 1] ^= 0x55;
	read_damaged(&g, packed, i - 9);
	CHECK_INT(g.last, 0);
	CHECK_INT(g.stats.damages, 1);
	CHECK(g.rows >= RECORDS - 2 * FRAME);
}

int
main(void)
{
	size_t n;

	tmp_begin();
	vocab_begin();
	n = make_file(file);
	check_records(n);
	check_frames(n);
	vocab_fini(&vocab);
	tmp_end();
	return test_end();
}
