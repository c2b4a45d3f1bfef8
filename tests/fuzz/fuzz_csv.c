/*
 * fuzz_csv.c - delimited text and JSON of others to rows.
 *
 *	first byte: bits 0-1 window, 2-4 the command line, below, 5 skip bad
 *	lines, 6 no header, 7 short lines only
 *	second byte, of the last two command lines: which --from
 *
 * The rows and the failure are the same whatever the window, and a byte at a
 * time; they survive our stream; every line is accounted for.  Cells split and
 * printed again are the same cells.
 */
#include "base/csv.h"
#include "fuzz_source.h"

enum { CELLS = 64 };

static const struct source_opts lines[8] = {
	{ .from = NULL },
	{ .as = "SYM", .tz = "America/New_York", .normalize = 1 },
	{ .map = "ts=1,price=2,size=3,symbol=4", .as = "S" },
	{ .map = "ts_event=time,bid=bid,ask=ask", .ts_unit = TS_MS },
	{ .from = "csv", .as = "A,B", .bar_ns = 60 * NS_SECOND },
	{ .from = "json", .as = "J" },
	{ .as = "EUR/USD", .tz = "-05:00", .open_bars = 1 },
	{ .as = "S",
	    .price_scale = "1e-5",
	    .start = 1388624400 * NS_SECOND,
	    .src = 1,
	    .prefer = PREFER_TRADE },
};

/* ---- cells ---- */

static void
check_cells(const struct bytes *b, char delim)
{
	struct csv_field cell[CELLS], again[CELLS];
	struct bytes line = bytes_of(b->p, b->n), made;
	size_t at = 0;
	int n, i;

	(void)csv_open_quote((char *)line.p, line.n, delim);
	(void)csv_guess((char *)line.p, line.n);
	n = csv_split(cell, CELLS, (char *)line.p, line.n, delim);
	made = bytes_of("", 0);
	made.p = realloc(made.p, 2 * b->n + 3 * CELLS);
	HOLDS(made.p != NULL && n <= CELLS);
	for (i = 0; i < n; i++) {
		if (i > 0)
			made.p[at++] = (unsigned char)delim;
		at +=
		    csv_put((char *)made.p + at, cell[i].s, cell[i].len, delim);
	}
	if (n > 0) {
		HOLDS(csv_split(again, CELLS, (char *)made.p, at, delim) == n);
		for (i = 0; i < n; i++)
			HOLDS(cell[i].len == again[i].len &&
			      memcmp(cell[i].s, again[i].s, cell[i].len) == 0);
	}
	bytes_free(&made);
	bytes_free(&line);
}

/* The byte near which damage in one shows is the decoder's, and not the same
 * for all reads. */
static int
is_packed(const struct bytes *b)
{
	return b->n > 1 && ((b->p[0] == 0x28 && b->p[1] == 0xb5) ||
			       (b->p[0] == 0x1f && b->p[1] == 0x8b) ||
			       (b->p[0] >> 4 == 5 && b->p[1] == 0x2a));
}

/* All lines at once, and each the usual way. */
static void
check_quick(const struct bytes *b, const struct source_opts *opts)
{
	struct source_seen v, w;
	struct bytes quick, slow;

	quick = source_visit(&v, b, opts, 0, &encoder_bin);
	slow = source_visit_slowly(&w, b, opts, &encoder_bin);
	HOLDS(v.rows == w.rows && v.got == w.got && v.opened == w.opened);
	HOLDS(strcmp(v.msg, w.msg) == 0);
	HOLDS(bytes_same(&quick, &slow));
	HOLDS(v.account.bad == w.account.bad);
	HOLDS(v.account.count[COUNT_CONTROL] == w.account.count[COUNT_CONTROL]);
	HOLDS(v.account.count[COUNT_ROUNDED] == w.account.count[COUNT_ROUNDED]);
	HOLDS(v.nkept == w.nkept &&
	      (v.nkept == 0 || memcmp(v.kept, w.kept, v.nkept) == 0));
	free(v.kept);
	free(w.kept);
	bytes_free(&quick);
	bytes_free(&slow);
}

/* One of all formats. */
static const char *
format_of(unsigned choice)
{
	const char *name, *summary;
	int n = 0;

	while (source_list(n, &name, &summary))
		n++;
	HOLDS(source_list((int)choice % n, &name, &summary));
	return name;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bad_policy bad = { .skip = 1, .max = 20 };
	struct source_opts opts;
	struct bytes b;
	unsigned how;

	if (size < 2)
		return 0;
	how = data[0];
	opts = lines[how >> 2 & 7];
	if ((how >> 2 & 7) >= 6) {
		opts.from = format_of(data[1]);
		data++;
		size--;
	}
	opts.stream.bad = how & 32 ? &bad : NULL;
	opts.no_header = how >> 6 & 1;
	opts.stream.max_line = how & 128 ? 60 : 0;
	b = bytes_of(data + 1, size - 1);
	source_check(&b, &opts, how);
	if (!is_packed(&b))
		check_quick(&b, &opts);
	check_cells(&b, ",;\t|"[how & 3]);
	bytes_free(&b);
	return 0;
}
