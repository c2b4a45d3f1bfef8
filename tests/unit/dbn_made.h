/*
 * dbn_made.h - DBN files that tests make from the layouts.
 */
#ifndef UNIT_DBN_MADE_H
#define UNIT_DBN_MADE_H

#include "base/rng.h"
#include "dbn/layout.h"
#include "dbn_test.h"

enum { FILE_MAX = 1 << 18, PER_KIND = 40, TS_OUT = 8 };

static unsigned char bytes[FILE_MAX];

static inline uint64_t
random_value(struct rng *g, const struct layout_field *d)
{
	uint64_t v = rng_u64(g);

	if (rng_below(g, 4) == 0) /* sentinels and extremes */
		v = rng_below(g, 2) == 0 ? UINT64_MAX : 0;
	if (rng_below(g, 8) == 0)
		v = UINT64_MAX >> (65 - 8 * d->len);
	if (strcmp(d->name, "volume") == 0 && v != UINT64_MAX &&
	    v >= INT64_MAX)
		v = v >> 2;
	return v;
}

static inline void
random_text(unsigned char *to, struct rng *g, size_t len)
{
	size_t i, n = rng_below(g, len);

	memset(to, 0, len);
	for (i = 0; i < n; i++)
		to[i] = (unsigned char)(' ' + rng_below(g, 95));
}

/* A record of a layout with random fields; its size. */
static inline size_t
random_record(unsigned char *to, struct rng *g, int rtype,
    const struct layout *l, int ts_out)
{
	const struct layout_field *d;
	uint64_t v;
	int i;

	memset(to, 0, l->size);
	for (i = 0; i < l->n; i++) {
		d = &l->field[i];
		if (d->type == D_TEXT) {
			random_text(to + d->off, g, d->len);
			continue;
		}
		v = random_value(g, d);
		memcpy(to + d->off, &v, d->len);
	}
	v = rng_u64(g);
	memcpy(to + l->size, &v, sizeof(v));
	to[0] = (unsigned char)((l->size + (ts_out ? TS_OUT : 0)) / 4);
	to[1] = (unsigned char)rtype;
	return l->size + (ts_out ? TS_OUT : 0);
}

static inline struct dbn_writer_opts
writer_opts(int version, const char *kind, int ts_out)
{
	static const char *const symbols[] = { "AAA", "BBB" };
	static const uint32_t ids[] = { 11, 22 };

	return (struct dbn_writer_opts){ .version = version,
		.dataset = "XXXX.TEST",
		.kind = kind,
		.start = 1700000000000000000,
		.end = TS_NULL,
		.symbols = symbols,
		.instrument_ids = ids,
		.nsymbols = 2,
		.start_date = 20231114,
		.end_date = 20231116,
		.ts_out = ts_out };
}

/* The metadata alone as the writer makes it, into bytes. */
static inline size_t
header_bytes(const struct dbn_writer_opts *o)
{
	struct err err = { 0 };
	const char *path = tmp_path("header.dbn");
	struct out *out = out_open(path, 0, &err);
	struct dbn_writer *w;
	size_t n;
	char *p;

	if (out == NULL)
		exit(1);
	w = dbn_writer_open(out, o, &err);
	CHECK(w != NULL);
	dbn_writer_close(w);
	CHECK(out_close(out, 0, &err) == 0);
	p = tmp_load(path, &n);
	memcpy(bytes, p, n);
	free(p);
	return n;
}

#endif
