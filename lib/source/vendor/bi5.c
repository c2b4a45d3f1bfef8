/*
 * bi5.c - Dukascopy's .bi5: quotes of one hour (inputs.md 3.5).
 *
 * An LZMA stream ("alone") of rows of 20 bytes, big-endian:
 *
 *	u32	milliseconds since the start of the hour
 *	u32	ask, in 10^-5 for pairs, in 10^-3 for yen and metals
 *	u32	bid
 *	f32	volume of the ask, in millions for pairs
 *	f32	volume of the bid
 *
 * --price-scale gives the unit of other symbols.  A volume is the shortest
 * decimal that reads back to its float.  An hour without quotes is an empty
 * file.  The hour and the symbol are in the path,
 * SYMBOL/YYYY/MM/DD/HHh_ticks.bi5 (months from 00), otherwise in --start and
 * --as.  Layout bi5 reads the stream, bi5-raw its decompressed rows.
 */
#include <inttypes.h>
#include <lzma.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "source/layout.h"
#include "source/vendor/bi5_name.h"
#include "stream/rec.h"

enum { BI5_ROW = 20, BI5_ROWS = 2048, BI5_FIELDS = 6 };

#define HOUR_NS (3600 * NS_SECOND)
#define BI5_MEMORY (UINT64_C(1) << 28) /* of the decoder */

struct bi5 {
	struct in *in;
	const struct source_opts *opts;
	const struct schema *schema;
	unsigned char *rows;
	uint64_t start; /* of the hour */
	int64_t px;     /* 1e-9 in one unit of a price */
	uint32_t symbol;
	lzma_stream lzma;
	int packed, begun, over; /* of the stream */
	unsigned char raw[BI5_ROW * BI5_ROWS];
	size_t nraw;
	uint64_t offset, bad;
	struct err failed; /* reported after the rows before it */
	int done;
};

/* ---- opening ---- */

static const struct schema *
make_schema(struct vocab *vocab, struct err *err)
{
	struct field f[BI5_FIELDS] = {
		field_make("ts_event", F_TS, ""),
		field_make("symbol", F_SYM, ""),
		field_make("bid_px_00", F_PX, ""),
		field_make("ask_px_00", F_PX, ""),
		field_make("bid_sz_00", F_QTY, ""),
		field_make("ask_sz_00", F_QTY, ""),
	};

	f[4].scale = f[5].scale = 9;
	return schema_get(vocab->schemas, "quote", f, BI5_FIELDS, err);
}

static int
find_symbol(struct bi5 *b, struct vocab *vocab, const struct bi5_name *name,
    struct err *err)
{
	char text[SYM_LEN_MAX];
	const char *as = b->opts->as != NULL ? b->opts->as : name->symbol;
	size_t len = strlen(as);
	struct err full = { 0 };
	int exp;

	if (len == 0)
		return err_set(err, "no symbol: use --as SYM");
	if (len > sizeof(text))
		return err_usage(err, "--as: longer than %d bytes",
		    SYM_LEN_MAX);
	memcpy(text, as, len);
	if (b->opts->normalize)
		len = symbol_normalize(text, as, len);
	b->symbol = symtab_add(vocab->syms, text, len, &full);
	if (full.set)
		return err_set(err, "%s", full.msg);
	if (b->opts->price_scale != NULL) {
		if (price_scale(&exp, b->opts->price_scale, err) == -1)
			return -1;
	} else if ((exp = bi5_places(as)) == 0) {
		return err_set(err,
		    "%s: not a currency pair, so its unit of prices is "
		    "unknown: use --price-scale",
		    as);
	}
	for (b->px = 1000000000; exp < 0; exp++)
		b->px /= 10;
	return 0;
}

static int
find_hour(struct bi5 *b, const struct bi5_name *name, struct err *err)
{
	b->start = name->hour != 0 ? name->hour : b->opts->start;
	b->start -= b->start % HOUR_NS;
	return b->start > 0
		   ? 0
		   : err_set(err,
			 "no hour in the path SYMBOL/YYYY/MM/DD/HHh_ticks.bi5: "
			 "use --start TIME");
}

/* An hour without quotes: symbol, hour and unit are not needed. */
static int
is_empty(struct in *in, struct err *err)
{
	const unsigned char *p;
	size_t n;

	return in_peek(in, 1, &p, &n, err) == -1 ? -1 : n == 0;
}

static void
bi5_close(void *state)
{
	struct bi5 *b = state;

	if (b == NULL)
		return;
	lzma_end(&b->lzma);
	in_close(b->in);
	free(b->rows);
	free(b);
}

static struct bi5 *
bi5_open(struct in *in, struct vocab *vocab, const struct source_opts *opts,
    int packed, struct err *err)
{
	struct bi5 *b = calloc(1, sizeof(*b));
	struct bi5_name name;
	int empty;

	if (b == NULL) {
		err_errno(err, "bi5");
		in_close(in);
		return NULL;
	}
	b->in = in;
	b->opts = opts;
	b->packed = packed;
	bi5_name(&name, in_name(in));
	empty = is_empty(in, err);
	if (empty == -1 ||
	    (!empty && (find_symbol(b, vocab, &name, err) == -1 ||
			   find_hour(b, &name, err) == -1)) ||
	    (b->schema = make_schema(vocab, err)) == NULL) {
		bi5_close(b);
		return NULL;
	}
	b->rows = malloc((size_t)BI5_ROWS * b->schema->row_size);
	if (b->rows == NULL) {
		err_errno(err, "bi5");
		bi5_close(b);
		return NULL;
	}
	return b;
}

static void *
open_packed(struct in *in, struct vocab *vocab, const struct source_opts *opts,
    struct err *err)
{
	return bi5_open(in, vocab, opts, 1, err);
}

static void *
open_raw(struct in *in, struct vocab *vocab, const struct source_opts *opts,
    struct err *err)
{
	return bi5_open(in, vocab, opts, 0, err);
}

/* ---- bytes ---- */

/* Append raw bytes to those in the buffer: 1, 0 at the end, -1. */
static int
take_plain(struct bi5 *b, const unsigned char *p, size_t n)
{
	size_t room = sizeof(b->raw) - b->nraw;

	if (n > room)
		n = room;
	memcpy(b->raw + b->nraw, p, n);
	b->nraw += n;
	in_skip(b->in, n);
	return 1;
}

static int
take_packed(struct bi5 *b, const unsigned char *p, size_t n, struct err *err)
{
	lzma_stream *z = &b->lzma;
	lzma_ret got;

	if (!b->begun && lzma_alone_decoder(z, BI5_MEMORY) != LZMA_OK)
		return err_set(err, "LZMA: out of memory");
	b->begun = 1;
	if (b->over)
		return err_set(err,
		    "offset %" PRIu64
		    ": bytes after the end of the LZMA stream",
		    in_offset(b->in));
	z->next_in = p;
	z->avail_in = n;
	z->next_out = b->raw + b->nraw;
	z->avail_out = sizeof(b->raw) - b->nraw;
	got = lzma_code(z, LZMA_RUN);
	b->nraw = sizeof(b->raw) - z->avail_out;
	in_skip(b->in, n - z->avail_in);
	b->over = got == LZMA_STREAM_END;
	if (got == LZMA_OK || got == LZMA_STREAM_END)
		return 1;
	/* the place where the decoder notices depends on how the input was
	 * split */
	return err_set(err, "LZMA: %s",
	    got == LZMA_MEMLIMIT_ERROR ? "needs more than 256 MiB of memory"
				       : "not such a stream, or damaged");
}

/* At the end of the input: was it complete? */
static int
check_end(struct bi5 *b, struct err *err)
{
	unsigned char *more = b->raw + b->nraw;
	size_t room = sizeof(b->raw) - b->nraw;

	if (in_end(b->in, err) == -1)
		return -1;
	if (in_interrupted(b->in))
		return 0;
	if (b->packed && b->begun && !b->over) {
		/* the decoder may still hold output that did not fit */
		b->lzma.next_out = more;
		b->lzma.avail_out = room;
		b->lzma.avail_in = 0;
		if (lzma_code(&b->lzma, LZMA_FINISH) == LZMA_STREAM_END)
			b->over = 1;
		b->nraw = sizeof(b->raw) - b->lzma.avail_out;
		if (b->lzma.avail_out < room)
			return 1;
		if (!b->over)
			return err_set(err,
			    "offset %" PRIu64 ": LZMA stream truncated",
			    in_offset(b->in));
	}
	if (b->nraw % BI5_ROW != 0)
		return err_set(err,
		    "row at %" PRIu64 " truncated: expected %d bytes, got %zu",
		    b->offset + b->nraw / BI5_ROW * BI5_ROW, BI5_ROW,
		    b->nraw % BI5_ROW);
	return 0;
}

static int
take(struct bi5 *b, struct err *err)
{
	const unsigned char *p;
	size_t n;
	int got = in_peek(b->in, 1, &p, &n, err);

	if (got == -1)
		return -1;
	if (n == 0)
		return check_end(b, err);
	return b->packed ? take_packed(b, p, n, err) : take_plain(b, p, n);
}

/* ---- rows ---- */

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* A float to units of 1e-9: the shortest decimal that reads back to it. -1: not
 * a valid quantity. */
static int
volume(int64_t *out, uint32_t bits)
{
	double x, scaled, power = 1;
	int64_t unit = 1000000000;
	float f;

	memcpy(&f, &bits, sizeof(f));
	x = (double)f;
	if (!(x >= 0 && x < 9e9))
		return -1;
	for (; unit > 1; unit /= 10, power *= 10)
		if ((float)(nearbyint(x * power) / power) == f)
			break;
	scaled = nearbyint(x * power);
	return __builtin_mul_overflow((int64_t)scaled, unit, out) ? -1 : 0;
}

static int
put_row(const struct bi5 *b, unsigned char *row, const unsigned char *p)
{
	const struct places *at = &b->schema->at;
	int64_t ask, bid;

	if (volume(&ask, be32(p + 12)) == -1 ||
	    volume(&bid, be32(p + 16)) == -1)
		return -1;
	row_clear(row, b->schema);
	row_put_u64(row, b->schema, at->ts_event,
	    b->start + be32(p) * UINT64_C(1000000));
	row_put_u32(row, b->schema, at->symbol, b->symbol);
	row_put_i64(row, b->schema, at->ask_px, be32(p + 4) * b->px);
	row_put_i64(row, b->schema, at->bid_px, be32(p + 8) * b->px);
	row_put_i64(row, b->schema, at->ask_sz, ask);
	row_put_i64(row, b->schema, at->bid_sz, bid);
	return 0;
}

static int
refuse(struct bi5 *b, const unsigned char *p, struct err *err)
{
	static const char why[] = "not a volume";
	struct bad_row row = { .file = in_name(b->in),
		.offset = b->offset,
		.reason = "bad-number",
		.detail = why,
		.raw = (const char *)p,
		.len = BI5_ROW,
		.format = "bi5-raw" };

	if (bad_refuse(b->opts->stream.bad, &row, err) == -1)
		return err_at(err, "row at %" PRIu64, b->offset);
	b->bad++;
	return 0;
}

/* Convert the complete rows that were read; returns their number. */
static size_t
put_rows(struct bi5 *b, struct err *err)
{
	size_t n = 0, at = 0, size = b->schema->row_size;

	for (; at + BI5_ROW <= b->nraw; at += BI5_ROW, b->offset += BI5_ROW) {
		if (put_row(b, b->rows + n * size, b->raw + at) == 0)
			n++;
		else if (refuse(b, b->raw + at, err) == -1)
			break;
	}
	b->nraw -= at;
	memmove(b->raw, b->raw + at, b->nraw);
	return n;
}

static int
bi5_next(void *state, struct recs *out, struct err *err)
{
	struct bi5 *b = state;
	struct err damage = { 0 };
	int got = 1;

	while (!b->done) {
		got = take(b, &damage);
		out->schema = b->schema;
		out->rows = b->rows;
		out->n = put_rows(b, &b->failed);
		if (got == -1 && !b->failed.set) /* earlier rows come first */
			b->failed = damage;
		b->done = got != 1 || b->failed.set;
		if (out->n > 0)
			return 1;
	}
	if (!b->failed.set)
		return 0;
	*err = b->failed;
	return -1;
}

static enum stream_end
bi5_ended(const void *state)
{
	const struct bi5 *b = state;

	return in_interrupted(b->in) ? END_INTERRUPTED : END_CLEAN;
}

static uint64_t
bi5_bad(const void *state)
{
	const struct bi5 *b = state;

	return b->bad;
}

static const struct binary packed = {
	.open = open_packed,
	.next = bi5_next,
	.ended = bi5_ended,
	.bad = bi5_bad,
	.close = bi5_close,
	.magic = "\x5d\0\0",
	.magic_len = 3,
	.advice = "raw LZMA, perhaps Dukascopy's .bi5: use "
		  "--from bi5 --as SYM --start TIME",
};

static const struct binary raw = {
	.open = open_raw,
	.next = bi5_next,
	.ended = bi5_ended,
	.bad = bi5_bad,
	.close = bi5_close,
};

const struct layout layout_bi5 = {
	.name = "bi5",
	.summary = "Dukascopy: quotes of an hour (--from only)",
	.text = TEXT_NONE,
	.binary = &packed,
};

const struct layout layout_bi5_raw = {
	.name = "bi5-raw",
	.summary = "the same, after xz --format=lzma -dc",
	.text = TEXT_NONE,
	.binary = &raw,
};
