/*
 * fuzz_csv.c - delimited text and JSON of others to rows.
 *
 *	first byte: bits 0-1 window, 2-4 the command line, below, 5 skip bad
 *	lines, 6 no header, 7 short lines only
 *
 * The rows and the failure are the same whatever the window; they survive
 * our stream; every line is accounted for.  Cells split and printed again
 * are the same cells.
 */
#include "base/csv.h"
#include "fuzz_stream.h"
#include "source/source.h"

enum { CELLS = 64 };

static const struct source_opts lines[8] = {
	{ .from = NULL },
	{ .as = "SYM", .tz = "America/New_York", .normalize = 1 },
	{ .map = "ts=1,price=2,size=3,symbol=4", .as = "S" },
	{ .map = "ts_event=time,bid=bid,ask=ask", .ts_unit = TS_MS },
	{ .from = "csv", .as = "A,B", .bar_ns = 60 * NS_SECOND },
	{ .from = "json", .as = "J" },
	{ .from = "databento-csv" },
	{ .from = "ndjson" },
};

struct visit {
	struct sink *sink;
	struct source_account account;
	uint64_t rows;
	int got, opened;
	char msg[ERR_MAX];
};

static void
read_all(struct visit *v, struct source *s, struct err *err)
{
	struct batch b;
	struct rec r;
	size_t i;

	while ((v->got = source_next(s, &b, err)) == 1) {
		HOLDS(b.n > 0);
		r = (struct rec){ b.schema, b.rows };
		for (i = 0; i < b.n; i++, r.v += r.schema->row_size)
			fuzz_row(&r);
		HOLDS(sink_rows(v->sink, b.schema, b.rows, b.n, err) == 0);
		v->rows += b.n;
	}
	HOLDS(v->got == -1 || source_ended(s) == END_CLEAN ||
	      source_ended(s) == END_INTERRUPTED);
	HOLDS(source_format(s) != NULL && source_provenance(s) != NULL);
	source_account(s, &v->account);
}

/* The rows in a stream; what became of it in v. */
static struct bytes
visit(struct visit *v, const struct bytes *b, const struct source_opts *opts,
    unsigned window, enum format to)
{
	struct sink_opts sink_opts = { .format = to };
	struct err err = { 0 }, end = { 0 };
	struct house house;
	struct source *s;

	*v = (struct visit){ .got = -1 };
	if (opts->stream.bad != NULL)
		opts->stream.bad->count = 0;
	fuzz_house(&house);
	catch_begin();
	v->sink = sink_open(NULL, &house, &sink_opts, &end);
	HOLDS(v->sink != NULL);
	s = source_over(fuzz_in(b, window, 0), &house, opts, &err);
	v->opened = s != NULL;
	if (s != NULL)
		read_all(v, s, &err);
	fuzz_err(v->got, &err);
	memcpy(v->msg, err.msg, sizeof(v->msg));
	source_close(s);
	HOLDS(sink_close(v->sink, END_CLEAN, 0, &end) == 0);
	house_fini(&house);
	return catch_end();
}

static void
check(const struct bytes *b, const struct source_opts *opts, unsigned how)
{
	struct way bin = { FORMAT_BIN, 0, 1, 0, NULL };
	struct bytes one, two, text;
	struct visit v, w;
	struct passed copy;

	one = visit(&v, b, opts, how, FORMAT_BIN);
	two = visit(&w, b, opts, how + 1, FORMAT_BIN);
	HOLDS(v.rows == w.rows && v.got == w.got && v.opened == w.opened);
	HOLDS(strcmp(v.msg, w.msg) == 0);
	HOLDS(bytes_same(&one, &two));
	HOLDS(v.account.bad == w.account.bad);
	HOLDS(v.account.control == w.account.control);
	copy = pass(&one, &bin);
	HOLDS(copy.got == 0 && copy.rows == v.rows);
	HOLDS(bytes_same(&one, &copy.out));
	text = visit(&w, b, opts, how + 2, FORMAT_JSON);
	fuzz_json_lines(&text);
	bytes_free(&one);
	bytes_free(&two);
	bytes_free(&copy.out);
	bytes_free(&text);
}

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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bad_policy bad = { .skip = 1, .max = 20 };
	struct source_opts opts;
	struct bytes b;
	unsigned how;

	if (size == 0)
		return 0;
	how = data[0];
	opts = lines[how >> 2 & 7];
	opts.stream.bad = how & 32 ? &bad : NULL;
	opts.no_header = how >> 6 & 1;
	opts.stream.max_line = how & 128 ? 60 : 0;
	b = bytes_of(data + 1, size - 1);
	check(&b, &opts, how);
	check_cells(&b, ",;\t|"[how & 3]);
	bytes_free(&b);
	return 0;
}
