/*
 * fast_csv.c - the fast path, line by line.
 *
 * Nothing of a line is kept until all of it was read: an abandoned row leaves
 * the queue, the count of rounded decimals and the symbols unchanged.
 *
 * Lines of one recipe are read column by column, many at a time
 * (fast_csv_block.c); the line where that stops is read alone.
 *
 * The index is addressed by input offset, so that it stays valid after a line
 * that takes the general path.  When many consecutive lines do, most are not
 * tried.
 */
#include "source/fast_csv.h"

#include "source/correction.h"
#include "source/type_column.h"
#include "source/fast_csv_cell.h"
#include "stream/rec.h"

enum {
	FAST_MISSES = 8, /* consecutive lines left until it pauses */
	FAST_REST = 64   /* for so many lines */
};

/* A line in the window, its places those of the index. */
struct fast_line {
	const char *s;  /* where the text of the index would begin */
	uint32_t shift; /* of the window's start in it */
	uint32_t from, end;
	uint32_t cr;         /* bytes of its last cell that are a CR */
	const uint32_t *sep; /* ends of its cells; sep[-1]: where it starts */
};

/* ---- rows ---- */

static inline const char *
cell_of(size_t *len, const struct fast_line *l, uint32_t cell)
{
	const uint32_t *end = l->sep + cell;
	uint32_t from = end[-1] + 1;

	*len = *end - from;
	return l->s + from;
}

/* A time of two cells. */
static int
put_halves(struct fast_csv *q, struct fast_recipe *qr, unsigned char *row,
    const struct fast_line *l)
{
	struct recipe *r = qr->r;
	char text[48 + FAST_SLACK] = "";
	struct csv_field date, time;
	unsigned char *at =
	    row + qr->schema->field[qr->schema->at.ts_event].off;
	struct cell_counts before = cell_counts(q->c);
	const char *reason;
	size_t n;
	uint64_t ns;

	date.s = cell_of(&date.len, l, (uint32_t)r->date);
	time.s = cell_of(&time.len, l, (uint32_t)r->time);
	date = cell_trim(date);
	time = cell_trim(time);
	n = date.len + 1 + time.len;
	if (n > sizeof(text) - FAST_SLACK)
		return 0;
	memcpy(text, date.s, date.len);
	text[date.len] = 'T'; /* as recipe_halves joins them */
	memcpy(text + date.len + 1, time.s, time.len);
	if (fast_iso(at, &qr->hour, text, n))
		return 1;
	if (recipe_halves(r, row, &date, &time, &reason, &q->ignored) == -1)
		return 0;
	memcpy(&ns, at, 8);
	if (cell_counts_same(q->c, &before) &&
	    times_whole_hour(&q->c->times, r->halves, ns))
		fast_keep_hour(&qr->hour, text, n, ns);
	return 1;
}

/* One row of the line; its bytes behind row_size may be written too. */
static int
put_row(struct fast_csv *q, struct fast_recipe *qr, unsigned char *row,
    const struct fast_line *l)
{
	struct fast_step *st = qr->step, *end = st + qr->n;
	const char *s, *reason;
	size_t len;

	fast_blank(row, qr);
	if (qr->r->date >= 0 && !put_halves(q, qr, row, l))
		return 0;
	for (; st < end; st++) {
		s = cell_of(&len, l, st->cell);
		if (len != 0 &&
		    !fast_take((enum fast_form)st->take, row + st->off, st,
			q->known, s, len) &&
		    !fast_any(q, qr, (int)(st - qr->step), row, s, len))
			return 0;
	}
	return recipe_check(qr->r, row, &reason, &q->ignored) == 0;
}

static int
put_line(struct fast_csv *q, struct fast_job *job, const struct fast_line *l)
{
	unsigned char *row = rows_room(job->rows);
	struct cell_counts before = cell_counts(q->c);
	const char *reason;
	int i;

	for (i = 0; i < q->nrecipe; i++) {
		if (!put_row(q, &q->recipe[i], row, l))
			break;
		row += q->recipe[i].schema->row_size;
	}
	if (i == q->nrecipe && row_rules_keep(job->rules, q->plan, job->rows,
				   &reason, &q->ignored) == 0)
		return 1;
	cell_counts_undo(q->c, &before);
	return 0;
}

/* ---- lines ---- */

/* Past the lines in front of shift: 1, 0 when no whole one is after it. */
static int
pass_over(struct fast_csv *q, uint32_t shift)
{
	const struct csv_index *x = &q->index;

	while (q->line < x->nline && (x->line[q->line] & ~CSV_QUOTED) < shift)
		q->line++;
	while (q->sep < x->nsep && x->sep[q->sep] < shift)
		q->sep++;
	return q->line < x->nline;
}

/* The index at the offset, where n bytes at s begin: how far behind its
 * start. */
static uint32_t
seek(struct fast_csv *q, uint64_t offset, const char *s, size_t n)
{
	struct csv_index *x = &q->index;
	uint64_t shift = offset - q->base;

	if (offset >= q->base && shift < x->len &&
	    (pass_over(q, (uint32_t)shift) || n <= x->len - shift))
		return (uint32_t)shift;
	csv_index(x, s, n, q->delim);
	q->base = offset;
	q->sep = 1;
	q->line = 0;
	return 0;
}

static int
is_comment(const char *comment, const char *s, size_t len)
{
	size_t n = strlen(comment);

	return n > 0 && len >= n && memcmp(comment, s, n) == 0;
}

/* A header again or a comment. */
static inline int
is_no_record(const struct fast_job *job, const char *s, size_t len)
{
	if (job->header != NULL && job->header_len == len &&
	    memcmp(job->header, s, len) == 0)
		return 1;
	return job->comment != NULL && is_comment(job->comment, s, len);
}

/* A line with a CR: the last cell ends in front of it. */
static const uint32_t *
without_cr(struct fast_csv *q, const uint32_t *sep)
{
	memcpy(q->crlf, sep - 1, ((size_t)q->ncell + 1) * sizeof(*sep));
	q->crlf[q->ncell]--;
	return q->crlf + 1;
}

/* Cell i of a line and its length.  sep: index of the line's first. */
static const char *
cell_at(const struct fast_csv *q, const struct fast_line *l, uint32_t sep,
    int i, size_t *len)
{
	uint32_t at = sep + (uint32_t)i;
	uint32_t from = q->index.sep[at - 1] + 1;

	*len = q->index.sep[at] - from - (i == q->ncell - 1 ? l->cr : 0);
	return l->s + from;
}

/* A trade that is left, to be counted. */
static int
is_taken_back(const struct fast_csv *q, const struct fast_line *l, uint32_t sep)
{
	size_t len;
	const char *s = cell_at(q, l, sep, q->correction, &len);

	return is_cancelled(s, len);
}

/* A record that is left for what its type says.  Most say the same. */
static int
is_of_type(struct fast_csv *q, const struct fast_line *l, uint32_t sep)
{
	size_t len;
	const char *s = cell_at(q, l, sep, q->type, &len);

	if (len == q->type_len && memcmp(s, q->type_text, len) == 0)
		return 0;
	if (type_read(s, len) != TYPE_OTHER)
		return 1;
	if (len <= sizeof(q->type_text)) {
		memcpy(q->type_text, s, len);
		q->type_len = len;
	}
	return 0;
}

/* Lines that the index has with all their cells. */
static uint32_t
lines_indexed(const struct fast_csv *q)
{
	const struct csv_index *x = &q->index;
	uint32_t cells = x->nsep > q->sep ? x->nsep - q->sep : 0;
	uint32_t n = cells / (uint32_t)q->ncell;

	return n < x->nline - q->line ? n : x->nline - q->line;
}

/* A record that its correction or its type leaves to the general path. */
static int
is_left(struct fast_csv *q, const struct fast_line *l, uint32_t sep)
{
	return (q->correction >= 0 && is_taken_back(q, l, sep)) ||
	       (q->type >= 0 && is_of_type(q, l, sep));
}

/* The indexed line at l->from, the n-th behind the next, if it may be read;
 * left: bytes of the window from shift on. */
static inline int
find_line(struct fast_csv *q, const struct fast_job *job, struct fast_line *l,
    size_t left, uint32_t n)
{
	const struct csv_index *x = &q->index;
	uint32_t sep = q->sep + n * (uint32_t)q->ncell;
	uint32_t end = x->line[q->line + n], len = end - l->from;
	const char *s = l->s + l->from;

	/* the end of a line with a quote ends no cell */
	if (x->sep[sep + (uint32_t)q->ncell - 1] != end || len == 0 ||
	    len > job->lines->max ||
	    (size_t)(end - l->shift) + FAST_SLACK > left)
		return 0;
	l->end = end;
	l->cr = s[len - 1] == '\r';
	return !(q->chooses && is_left(q, l, sep)) &&
	       !is_no_record(job, s, len - l->cr);
}

/* Behind n lines that were read. */
static void
pass_lines(struct fast_csv *q, struct fast_line *l, uint32_t n)
{
	if (n == 0)
		return;
	q->sep += n * (uint32_t)q->ncell;
	q->line += n;
	l->from = q->index.line[q->line - 1] + 1;
}

/* How many lines from l->from on may be read, of up to max; l stays at the
 * first of them. */
static uint32_t
lines_ahead(struct fast_csv *q, const struct fast_job *job, struct fast_line *l,
    size_t left, size_t max)
{
	struct fast_line next = *l;
	uint32_t n, indexed = lines_indexed(q);

	if (max > indexed)
		max = indexed;
	for (n = 0; n < max && find_line(q, job, &next, left, n); n++) {
		if (n == 0)
			l->cr = next.cr;
		else if (next.cr != l->cr)
			break;
		next.from = next.end + 1;
	}
	return n;
}

/* Read lines column by column: 1 when all examined lines were read. */
static int
put_block(struct fast_csv *q, struct fast_job *job, struct fast_line *l,
    size_t left, uint64_t *lines)
{
	struct fast_recipe *qr = q->recipe;
	size_t max = rows_left(job->rows, qr->schema);
	struct fast_block b;
	uint32_t n, got;

	if (q->alone > 0 || q->nrecipe != 1 || qr->r->date >= 0)
		return 0;
	n = lines_ahead(q, job, l, left, max < FAST_BLOCK ? max : FAST_BLOCK);
	if (n < FAST_FEW)
		return 0;
	b.s = l->s;
	b.sep = q->index.sep + q->sep;
	b.cr = l->cr;
	b.row = rows_room(job->rows);
	got = row_rules_keep_many(job->rules, qr->schema, job->rows,
	    fast_columns(q, qr, &b, n));
	if (got < FAST_FEW)
		q->alone = FAST_BLOCK;
	pass_lines(q, l, got);
	*lines += got;
	return got == n;
}

/* One line: 1, or 0 when it is left. */
static int
put_one(struct fast_csv *q, struct fast_job *job, struct fast_line *l,
    size_t left, uint64_t *lines)
{
	if (rows_full(job->rows) || lines_indexed(q) == 0 ||
	    !find_line(q, job, l, left, 0))
		return 0;
	l->sep = q->index.sep + q->sep;
	if (l->cr != 0)
		l->sep = without_cr(q, l->sep);
	if (!put_line(q, job, l))
		return 0;
	q->alone -= q->alone > 0;
	pass_lines(q, l, 1);
	++*lines;
	return 1;
}

/* Lines of the window from its start; how many, and their bytes. */
static uint64_t
read_lines(struct fast_csv *q, struct fast_job *job, size_t *used)
{
	struct in *in = job->lines->in;
	struct fast_line l = { 0 };
	const unsigned char *p;
	uint64_t lines = 0;
	size_t n = in_ready(in, &p);

	l.shift = seek(q, in_offset(in), (const char *)p, n);
	/* the window may have moved since; what is read lies in it */
	l.s = (const char *)((uintptr_t)p - l.shift);
	l.from = l.shift;
	q->ignored.set = 0;
	while (
	    put_block(q, job, &l, n, &lines) || put_one(q, job, &l, n, &lines))
		;
	*used = l.from - l.shift;
	return lines;
}

void
fast_csv_rows(struct fast_csv *q, struct fast_job *job)
{
	struct lines *l = job->lines;
	uint64_t lines, all = 0;
	size_t used;

	do {
		in_skip(l->in, l->taken);
		l->taken = 0;
		lines = read_lines(q, job, &used);
		l->number += lines;
		l->taken = used;
		all += lines;
	} while (lines > 0 && !rows_full(job->rows));
	if (all > 0 || rows_full(job->rows))
		q->misses = 0;
	else if (++q->misses >= FAST_MISSES)
		q->rest = FAST_REST;
}
