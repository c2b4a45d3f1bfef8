/*
 * text_encode.c - NDJSON, CSV and TSV as output formats.
 *
 * Rows are printed here, or, in bulk, handed to a thread that prints them
 * (text_ahead.c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "stream/text_ahead.h"
#include "stream/text_plan.h"

/* This many rows are worth a thread: a few milliseconds. */
enum { AHEAD_AFTER = 1 << 14 };

static struct text_writer *
writer_new(struct out *out, struct vocab *vocab, const struct sink_opts *opts,
    char delim, struct err *err)
{
	struct text_writer *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		err_errno(err, "output");
		return NULL;
	}
	w->out = out;
	w->vocab = vocab;
	w->csv = delim != '\0';
	w->delim = delim;
	w->no_header = opts->no_header;
	w->ts_ns = opts->ts_ns;
	w->key = opts->key;
	w->may_ahead = opts->ahead;
	idmap_init(&w->plan, sizeof(struct text_plan *), "schemas");
	idmap_init(&w->sym, sizeof(struct text_sym), "symbols");
	return w;
}

static int
writer_close(void *e, enum stream_end end, struct err *err)
{
	struct text_writer *w = e;
	struct text_plan **plan = (struct text_plan **)w->plan.v;
	struct text_sym *sym = (struct text_sym *)w->sym.v;
	int ret = text_ahead_stop(w->ahead, err);
	uint32_t i;

	(void)end;
	for (i = 0; i < w->plan.n; i++)
		text_plan_free(plan[i]);
	for (i = 0; i < w->sym.n; i++)
		free(sym[i].text);
	idmap_fini(&w->plan);
	idmap_fini(&w->sym);
	free(w);
	return ret;
}

/* An idle tick waits for the thread, so live rows are as prompt without it. */
static int
writer_tick(void *e, int idle, struct err *err)
{
	struct text_writer *w = e;

	if (idle)
		w->bulk = 0;
	if (idle && w->ahead != NULL && text_ahead_drain(w->ahead, err) == -1)
		return -1;
	if (out_regular(w->out))
		return 0;
	return w->ahead != NULL && text_ahead_busy(w->ahead)
		   ? text_ahead_flush(w->ahead, err)
		   : out_flush(w->out, err);
}

/* After this all rows are in the output's buffer. */
static uint64_t
writer_held(void *e)
{
	struct text_writer *w = e;
	struct err seen_later = { 0 };

	if (w->ahead != NULL)
		(void)text_ahead_drain(w->ahead, &seen_later);
	return 0;
}

static int
writer_schema(void *e, const struct schema *s, struct err *err)
{
	struct text_writer *w = e;
	struct text_plan **plan = idmap_get(&w->plan, s->id, err);

	if (plan == NULL)
		return -1;
	if ((*plan = text_plan_new(s, w)) == NULL)
		return err_errno(err, "text of %s", s->kind);
	return 0;
}

/*
 * Make the symbol texts that the thread will read; texts that it may be
 * reading are not moved.
 */
static int
need_syms(struct text_writer *w, const struct text_plan *plan,
    uint32_t row_size, const unsigned char *rows, size_t n, struct err *err)
{
	const struct text_sym *sym;
	const unsigned char *at;
	size_t i, left;

	for (i = 0; i < (size_t)plan->nsym; i++)
		for (at = rows + plan->sym[i], left = n; left > 0;
		     left--, at += row_size) {
			TEXT_LOAD(uint32_t, id, at);
			sym = idmap_find(&w->sym, id);
			if (sym != NULL && sym->text != NULL)
				continue;
			if (sym == NULL &&
			    text_ahead_drain(w->ahead, err) == -1)
				return -1;
			if (text_sym_make(w, id, err) == -1)
				return -1;
		}
	return 0;
}

static int
have_ahead(struct text_writer *w)
{
	uint64_t after = w->may_ahead == AHEAD_BULK ? AHEAD_AFTER : 1;

	if (w->may_ahead == AHEAD_NEVER || w->bulk < after)
		return 0;
	if (w->ahead == NULL && (w->ahead = text_ahead_start(w)) == NULL)
		w->may_ahead = AHEAD_NEVER;
	return w->ahead != NULL;
}

/* Print rows, or have them printed. */
static int
put_rows(struct text_writer *w, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	struct text_plan *plan = ((struct text_plan **)w->plan.v)[s->id];
	int ahead = have_ahead(w);

	w->bulk += n;
	if (!ahead)
		return text_put_rows(w, plan, s, rows, n, err);
	if (need_syms(w, plan, s->row_size, rows, n, err) == -1)
		return -1;
	return text_ahead_rows(w->ahead, plan, s, rows, n, err);
}

/* ---- NDJSON ---- */

static void *
json_open(struct out *out, struct vocab *vocab, const struct sink_opts *opts,
    struct err *err)
{
	return writer_new(out, vocab, opts, '\0', err);
}

/* The text of one field and a TAB: what kcat -K takes as the key. */
static int
put_key(struct text_writer *w, const struct rec *r, int field, struct err *err)
{
	const struct symtab *syms = w->vocab->syms;
	size_t room = 6 * (size_t)TEXT_MAX + 8, n;
	char *p;

	if ((p = (char *)out_reserve(w->out, room, err)) == NULL)
		return -1;
	n = text_put_csv(p, r, field, ',', w->ts_ns, syms);
	if (memchr(p, '\t', n) != NULL || memchr(p, '\n', n) != NULL)
		return err_set(err, "the key \"%.*s\" holds a TAB or a newline",
		    (int)(n < 60 ? n : 60), p);
	p[n] = '\t';
	out_commit(w->out, n + 1);
	return 0;
}

static int
put_keyed(struct text_writer *w, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	struct text_plan *plan = ((struct text_plan **)w->plan.v)[s->id];
	struct rec r = { s, rows };
	int field = schema_find(s, w->key);

	if (field < 0)
		return err_set(err, "rows of %s have no field %s for a key",
		    s->kind, w->key);
	for (; n > 0; n--, r.v += s->row_size)
		if (put_key(w, &r, field, err) == -1 ||
		    text_put_rows(w, plan, s, r.v, 1, err) == -1)
			return -1;
	return 0;
}

static int
json_rows(void *e, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct text_writer *w = e;

	return w->key != NULL ? put_keyed(w, s, rows, n, err)
			      : put_rows(w, s, rows, n, err);
}

static const char *const json_suffix[] = { ".ndjson", ".json", NULL };

const struct encoder encoder_json = {
	.name = "json",
	.summary = "NDJSON: one object per line",
	.suffix = json_suffix,
	.open = json_open,
	.schema = writer_schema,
	.rows = json_rows,
	.tick = writer_tick,
	.held = writer_held,
	.close = writer_close,
};

/* ---- CSV and TSV ---- */

static void *
csv_open(struct out *out, struct vocab *vocab, const struct sink_opts *opts,
    struct err *err)
{
	return writer_new(out, vocab, opts, ',', err);
}

static void *
tsv_open(struct out *out, struct vocab *vocab, const struct sink_opts *opts,
    struct err *err)
{
	return writer_new(out, vocab, opts, '\t', err);
}

static int
put_header(struct text_writer *w, const struct schema *s, struct err *err)
{
	char cell[2 * FIELD_NAME_MAX + 3];
	size_t n;
	int i;

	w->header = s;
	if (w->no_header)
		return 0;
	memcpy(cell, "kind", 4);
	cell[4] = w->delim;
	if (out_write(w->out, cell, 5, err) == -1)
		return -1;
	for (i = 0; i < s->nfield; i++) {
		n = csv_put(cell, s->field[i].name, strlen(s->field[i].name),
		    w->delim);
		cell[n++] = i + 1 < s->nfield ? w->delim : '\n';
		if (out_write(w->out, cell, n, err) == -1)
			return -1;
	}
	return 0;
}

static int
csv_schema(void *e, const struct schema *s, struct err *err)
{
	struct text_writer *w = e;

	if (w->header != NULL)
		return err_set(err,
		    "csv has one header: rows of %s with other fields than the "
		    "first",
		    s->kind);
	return put_header(w, s, err) == -1 ? -1 : writer_schema(w, s, err);
}

static int
csv_rows(void *e, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	return put_rows(e, s, rows, n, err);
}

static const char *const csv_suffix[] = { ".csv", NULL };

const struct encoder encoder_csv = {
	.name = "csv",
	.summary = "CSV with a header: rows of one kind",
	.suffix = csv_suffix,
	.flags = ENCODER_ONE_KIND,
	.open = csv_open,
	.schema = csv_schema,
	.rows = csv_rows,
	.tick = writer_tick,
	.held = writer_held,
	.close = writer_close,
};

static const char *const tsv_suffix[] = { ".tsv", NULL };

const struct encoder encoder_tsv = {
	.name = "tsv",
	.summary = "CSV with TABs: rows of one kind",
	.suffix = tsv_suffix,
	.flags = ENCODER_ONE_KIND,
	.open = tsv_open,
	.schema = csv_schema,
	.rows = csv_rows,
	.tick = writer_tick,
	.held = writer_held,
	.close = writer_close,
};
