/*
 * fuzz_dbn.c - Databento binary to rows, text, our stream and DBN again.
 *
 *	first byte: bits 0-1 window, 2-3 what follows:
 *	0 a file as it is	1 a DBZ file, packed here: the length of its
 *	2 a fragment		  lists, 96 fixed bytes, lists, records
 *	3 a file whose length of metadata is cut to what is there
 *	bits 4-5 a fragment's version, else times and prices as text; 6 a
 *	fragment's ts_out, else resync; 7 the bytes are wanted raw
 *
 * The rows are the same whatever the window; they survive our stream byte for
 * byte and DBN version 3 in all fields but the symbol, which lives in the
 * metadata; JSON made of them and of the metadata is JSON.  Read as bytes
 * there are as many records, and what is made of them reads back as these.
 */
#include <zstd.h>

#include "dbn/layout.h"
#include "dbn/emit.h"
#include "fuzz_stream.h"

enum {
	AS_IS,
	DBZ,
	FRAGMENT,
	FIXED,
	SKIPPABLE = 0x184d2a50,
	SKIPPABLE_HEAD = 8,
	DBZ_FIXED = 96,
	META_PREFIX = 8
};

struct visit {
	struct vocab vocab;
	struct dbn *d;
	struct sink *sink;      /* our stream, or NULL */
	struct dbn_text *text;  /* Databento's text, or NULL */
	struct dbn_writer *dbn; /* or NULL */
	struct out *out;        /* of the last two */
	uint64_t rows, refused;
	uint64_t unknown; /* records of unknown types */
	uint64_t sum;     /* of all rows */
	int got;
};

static uint32_t
u32_at(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static size_t
pack(unsigned char *to, size_t room, const uint8_t *p, size_t n)
{
	size_t made = ZSTD_compress(to, room, p, n, 1);

	HOLDS(!ZSTD_isError(made));
	return made;
}

/* A skippable frame of the fixed bytes and packed lists, a frame of records. */
static struct bytes
pack_dbz(const uint8_t *p, size_t n)
{
	size_t nlists, at = SKIPPABLE_HEAD + DBZ_FIXED, room;
	uint32_t head[2] = { SKIPPABLE, 0 };
	struct bytes b = { NULL, 0 };

	if (n < 4 + DBZ_FIXED)
		return bytes_of(p, n);
	nlists = n - 4 - DBZ_FIXED;
	if (u32_at(p) < nlists)
		nlists = u32_at(p);
	room = at + ZSTD_compressBound(nlists) + ZSTD_compressBound(n);
	HOLDS((b.p = malloc(room)) != NULL);
	p += 4;
	memcpy(b.p + SKIPPABLE_HEAD, p, DBZ_FIXED);
	at += pack(b.p + at, room - at, p + DBZ_FIXED, nlists);
	head[1] = (uint32_t)at - SKIPPABLE_HEAD;
	memcpy(b.p, head, sizeof(head));
	n -= 4 + DBZ_FIXED + nlists;
	b.n = at + pack(b.p + at, room - at, p + DBZ_FIXED + nlists, n);
	return b;
}

static struct bytes
input_of(unsigned how, const uint8_t *p, size_t n)
{
	struct bytes b;
	uint32_t left;

	if ((how >> 2 & 3) == DBZ)
		return pack_dbz(p, n);
	b = bytes_of(p, n);
	if ((how >> 2 & 3) == FIXED && n >= META_PREFIX) {
		left = (uint32_t)(n - META_PREFIX);
		if (u32_at(b.p + 4) > left)
			memcpy(b.p + 4, &left, sizeof(left));
	}
	return b;
}

/* The same sum for the same rows; padding counts, for it is zero. */
static void
add_row(struct visit *v, const struct rec *r)
{
	uint32_t i;

	v->sum = v->sum * 31 + r->schema->id;
	for (i = 0; i < r->schema->row_size; i++)
		v->sum = v->sum * 31 + r->v[i];
}

static void
take_row(struct visit *v, const struct rec *r)
{
	struct err err = { 0 };
	int got = 0;

	fuzz_row(r);
	add_row(v, r);
	if (v->sink != NULL)
		HOLDS(sink_write(v->sink, r, &err) == 0);
	if (v->text != NULL)
		got = dbn_text_put(v->text, v->out, r, DBN_VERSIONS, &err);
	if (v->dbn != NULL)
		got = dbn_write(v->dbn, r, &err);
	fuzz_err(got, &err);
	v->refused += got == -1;
}

static void
check_meta(const struct dbn *d)
{
	const struct dbn_meta *m = dbn_meta(d);
	struct bytes b = { NULL, 0 };
	struct err err = { 0 };
	struct json_token t;
	struct json j;
	int pretty;

	for (pretty = 0; m != NULL && pretty < 2; pretty++) {
		b.p = (unsigned char *)dbn_meta_json(m, pretty, &err);
		HOLDS(b.p != NULL);
		b.n = strlen((char *)b.p);
		json_init(&j, (char *)b.p, b.n);
		HOLDS(utf8_valid((char *)b.p, b.n));
		do
			HOLDS(json_next(&j, &t, &err) == 0);
		while (t.type != JSON_END);
		bytes_free(&b);
	}
}

static struct dbn *
open_input(struct vocab *h, const struct bytes *b, unsigned how,
    struct err *err)
{
	int what = how >> 2 & 3, bit6 = how >> 6 & 1;
	struct dbn_opts opts = { .fragment = what == FRAGMENT,
		.fragment_version = how >> 4 & 3,
		.fragment_ts_out = what == FRAGMENT && bit6,
		.resync = what != FRAGMENT && bit6 };

	return dbn_open(fuzz_in(b, how, how >> 7 || what == DBZ), h, &opts,
	    err);
}

/* Read all of b, handing the rows to what is set in v. */
static void
visit(struct visit *v, const struct bytes *b, unsigned how)
{
	struct err err = { 0 };
	struct recs batch;
	struct rec r;
	size_t i;

	v->d = open_input(&v->vocab, b, how, &err);
	v->got = v->d == NULL ? -1 : 1;
	while (v->got == 1 && (v->got = dbn_next(v->d, &batch, &err)) == 1) {
		HOLDS(batch.n > 0);
		r = (struct rec){ batch.schema, batch.rows };
		for (i = 0; i < batch.n; i++, r.v += r.schema->row_size)
			take_row(v, &r);
		v->rows += batch.n;
	}
	fuzz_err(v->got, &err);
	if (v->d == NULL)
		return;
	HOLDS(dbn_stats(v->d)->records == v->rows);
	v->unknown = dbn_stats(v->d)->unknown;
	HOLDS(v->got == -1 || dbn_ended(v->d) == END_CLEAN);
	check_meta(v->d);
	dbn_close(v->d);
}

/* The rows as our stream; v says what they were. */
static struct bytes
to_stream(struct visit *v, const struct bytes *b, unsigned how)
{
	struct sink_opts to = { .encoder = &encoder_bin };
	struct err err = { 0 };

	*v = (struct visit){ 0 };
	fuzz_vocab(&v->vocab);
	catch_begin();
	v->sink = sink_open(NULL, &v->vocab, &to, &err);
	HOLDS(v->sink != NULL);
	visit(v, b, how);
	HOLDS(sink_close(v->sink, END_CLEAN, &err) == 0);
	vocab_fini(&v->vocab);
	return catch_end();
}

/* The rows as Databento's text, or as DBN where opts is NULL. */
static struct bytes
to_dbn(struct visit *v, const struct bytes *b, unsigned how,
    const struct dbn_text_opts *opts)
{
	static const struct dbn_writer_opts all = { .version = 3,
		.dataset = "FUZZ",
		.end = TS_NULL,
		.ts_out = 1 };
	struct err err = { 0 };

	*v = (struct visit){ 0 };
	fuzz_vocab(&v->vocab);
	catch_begin();
	v->out = out_open(NULL, 0, &err);
	HOLDS(v->out != NULL);
	if (opts != NULL)
		v->text = dbn_text_new(&v->vocab, opts, &err);
	else
		v->dbn = dbn_writer_open(v->out, &all, &err);
	HOLDS(v->text != NULL || v->dbn != NULL);
	visit(v, b, how);
	dbn_text_free(v->text);
	dbn_writer_close(v->dbn);
	HOLDS(out_close(v->out, 0, &err) == 0);
	vocab_fini(&v->vocab);
	return catch_end();
}

/* What was written as DBN is the same DBN again. */
static void
check_written(const struct bytes *b, unsigned how, const struct visit *first)
{
	struct visit v;
	struct bytes one = to_dbn(&v, b, how, NULL), two;
	uint64_t written = v.rows - v.refused;

	HOLDS(v.rows == first->rows && v.got == first->got);
	two = to_dbn(&v, &one, how & 3, NULL);
	HOLDS(v.got == 0 && v.rows == written && v.refused == 0);
	HOLDS(bytes_same(&one, &two));
	bytes_free(&one);
	bytes_free(&two);
}

static void
check_text(const struct bytes *b, unsigned how, const struct visit *first)
{
	struct dbn_text_opts opts = { .json = 1,
		.pretty_px = how >> 4 & 1,
		.pretty_ts = how >> 5 & 1,
		.symbol = 1 };
	struct bytes text;
	struct visit v;

	text = to_dbn(&v, b, how, &opts);
	HOLDS(v.rows == first->rows && v.sum == first->sum);
	HOLDS(v.refused == 0);
	fuzz_json_lines(&text);
	bytes_free(&text);
	opts.json = 0;
	text = to_dbn(&v, b, how, &opts);
	HOLDS(v.rows == first->rows);
	bytes_free(&text);
}

/* Our stream of the rows is the same again. */
static void
check_stream(const struct bytes *stream, const struct visit *first)
{
	struct way bin = { &encoder_bin, 0, 1, 0, NULL };
	struct passed copy = pass(stream, &bin);

	HOLDS(copy.got == 0 && copy.rows == first->rows);
	HOLDS(bytes_same(stream, &copy.out));
	bytes_free(&copy.out);
}

/* The records as bytes to e, NULL: only counted. */
static void
visit_raw(struct visit *v, struct dbn_emit *e, const struct bytes *b,
    unsigned how)
{
	struct err err = { 0 }, out = { 0 };
	struct dbn_raw raw;
	uint64_t headers = 0;

	v->d = open_input(&v->vocab, b, how, &err);
	v->got = v->d == NULL ? -1 : 1;
	while (v->got == 1 && (v->got = dbn_raw_next(v->d, &raw, &err)) == 1) {
		HOLDS(raw.n > 0 && raw.size >= raw.n);
		if (e == NULL || v->refused)
			continue;
		if (headers != dbn_stats(v->d)->headers &&
		    dbn_emit_meta(e, dbn_meta(v->d), &out) == -1)
			v->refused++;
		else if (dbn_emit_raw(e, &raw, &out) == -1)
			v->refused++;
		headers = dbn_stats(v->d)->headers;
	}
	fuzz_err(v->got, &err);
	fuzz_err(v->refused ? -1 : 0, &out);
	if (v->d == NULL)
		return;
	v->rows = dbn_stats(v->d)->records;
	dbn_close(v->d);
}

/*
 * The same records as bytes, and as the file that is made of them.  Bytes may
 * hold what no row can: a volume of 64 bits ends one and not the other.
 */
static void
check_raw(const struct bytes *b, unsigned how, const struct visit *first)
{
	struct dbn_emit_opts all = { .narrow.end = TS_NULL,
		.upgrade = how >> 4 & 1 };
	struct err err = { 0 };
	struct dbn_emit *e = NULL;
	struct bytes made;
	struct visit v = { 0 }, w = { 0 };

	fuzz_vocab(&v.vocab);
	catch_begin();
	v.out = out_open(NULL, 0, &err);
	HOLDS(v.out != NULL);
	if ((how >> 2 & 3) != FRAGMENT) {
		e = dbn_emit_open(v.out, &all, &v.vocab, &err);
		HOLDS(e != NULL);
	}
	visit_raw(&v, e, b, how);
	HOLDS(v.rows >= first->rows);
	/* records of which none is known are copied, and are no rows */
	HOLDS(v.got == first->got || v.rows > first->rows ||
	      (v.got == 0 && v.rows == 0 && first->unknown > 0));
	if (e != NULL && dbn_emit_close(e, !v.refused, &err) == -1)
		v.refused++;
	HOLDS(out_close(v.out, 0, &err) == 0 || v.refused);
	vocab_fini(&v.vocab);
	made = catch_end();
	if (e != NULL && !v.refused && v.rows == first->rows) {
		fuzz_vocab(&w.vocab);
		visit(&w, &made, 0);
		/* records of which none is known are no clean file */
		HOLDS(w.rows == first->rows && (w.got == 0 || w.rows == 0));
		vocab_fini(&w.vocab);
	}
	bytes_free(&made);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b, stream, again;
	struct visit v, w;
	unsigned how, other;

	if (size == 0)
		return 0;
	how = data[0];
	other = (how & ~3u) | ((how + 1) & 3); /* another window */
	b = input_of(how, data + 1, size - 1);
	stream = to_stream(&v, &b, how);
	again = to_stream(&w, &b, other);
	HOLDS(v.rows == w.rows && v.sum == w.sum && v.got == w.got);
	HOLDS(bytes_same(&stream, &again));
	/* half of it each, for speed */
	if (v.rows > 0 && (how & 1)) {
		check_text(&b, how, &v);
	} else if (v.rows > 0) {
		check_stream(&stream, &v);
		check_written(&b, other, &v);
	}
	if (how & 2)
		check_raw(&b, other, &v);
	bytes_free(&again);
	bytes_free(&stream);
	bytes_free(&b);
	return 0;
}
