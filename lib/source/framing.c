/*
 * framing.c - from envelopes to the bytes of the records in them.
 *
 * The unpacked input is made piece by piece, as the reader needs it, and only
 * from complete available envelopes, so that available rows never wait.  The
 * start of each envelope in it is kept until the reader has passed it.  An
 * envelope without a record gives an empty line, so that line numbers are
 * those of the input.
 */
#include "source/framing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "source/envelope.h"
#include "source/text_queue.h"

enum {
	LINE_MAX_DEFAULT = 1 << 20,
	ENVELOPE_TIMES = 4, /* an envelope's line against a record's */
	BE32_HEAD = 4,
	RECORD_SEPARATOR = 0x1e
};
#define BE32_NULL UINT32_MAX

/* As --framing has them. */
static const char *const names[] = {
	[FRAMING_KCAT_JSON] = "kcat-json",
	[FRAMING_KEYED] = "keyed",
	[FRAMING_BE32] = "be32",
	[FRAMING_RS] = "rs",
	[FRAMING_QUARANTINE] = "quarantine",
};

struct framing {
	struct in *outer, *inner;
	enum framing_kind kind;
	struct vocab *vocab;
	const struct source_opts *opts;
	int (*binary_layout)(const char *layout, size_t len);
	struct lines lines;
	struct line line; /* of the payload at hand */
	size_t rest;      /* rs: where the line goes on; 0 done */
	struct own own[ENVELOPES_MAX + 1];

	struct section section; /* quarantine: that comes out */
	struct payload next;    /* the first of the next one */
	int waits;              /* it is there */
	int over;               /* the next line starts a new one */
	int says_part;          /* the first envelope does */

	struct text_queue out; /* still to come out */
	uint64_t made, made_lines;

	struct framed *v; /* [room] v[first..n) */
	size_t first, n, room;
	const uint64_t *held; /* see framing_hold; NULL */
	uint64_t records, skipped, bad;
	const char *refused; /* why the envelope at hand is bad, or NULL */
	struct err why;
	struct err failed;
};

/* ---- where they start ---- */

/*
 * Drop envelopes no longer needed: those that end before the current record,
 * and, of those that a record too long to keep spans, all but the first.
 */
static void
forget(struct framing *f)
{
	uint64_t at = in_offset(f->inner), from = at;
	struct framed *v = f->v;
	size_t to;

	if (f->held != NULL && *f->held < from)
		from = *f->held;
	while (f->first + 1 < f->n && v[f->first + 1].start <= from)
		f->first++;
	to = f->first + 1;
	while (to + 1 < f->n && v[to + 1].start <= at)
		to++;
	if (to > f->first + 1) {
		memmove(v + f->first + 1, v + to, (f->n - to) * sizeof(*v));
		f->n -= to - f->first - 1;
	}
	if (f->n == f->room && f->first > f->room / 2) {
		memmove(v, v + f->first, (f->n - f->first) * sizeof(*v));
		f->n -= f->first;
		f->first = 0;
	}
}

static int
remember(struct framing *f, const struct payload *p, struct err *err)
{
	const char *topic = p->topic_len > 0 ? p->topic : in_name(f->outer);
	size_t len = p->topic_len > 0 ? p->topic_len : strlen(topic);
	uint32_t id;

	forget(f);
	if (array_grow(&f->v, &f->room, f->n + 1, sizeof(*f->v)) == -1)
		return err_errno(err, "envelopes");
	len = len < SYM_LEN_MAX ? len : SYM_LEN_MAX;
	id = symtab_add(f->vocab->syms, topic, utf8_valid_len(topic, len), err);
	if (err->set)
		return -1;
	f->v[f->n++] = (struct framed){ f->made + f->out.fill, id, p->part,
		p->off >= 0 ? p->off : (int64_t)f->records, p->ts,
		f->line.number, f->line.offset };
	return 0;
}

void
framing_hold(struct framing *f, const uint64_t *begins)
{
	f->held = begins;
}

const struct framed *
framing_at(struct framing *f, uint64_t offset)
{
	while (f->first + 1 < f->n && f->v[f->first + 1].start <= offset)
		f->first++;
	return f->first < f->n && f->v[f->first].start <= offset
		   ? &f->v[f->first]
		   : NULL;
}

int
framing_says_part(struct framing *f, struct err *err)
{
	const unsigned char *p;
	size_t n;

	return in_peek(f->inner, 1, &p, &n, err) == -1 ? -1 : f->says_part;
}

void
framing_place(struct framing *f, uint64_t offset, struct bad_row *row)
{
	const struct framed *e = framing_at(f, offset);

	if (e == NULL)
		return;
	row->file = in_name(f->outer);
	row->offset = e->at;
	if (f->kind != FRAMING_BE32)
		row->line = e->line;
	row->topic = symtab_text(f->vocab->syms, e->topic, &row->topic_len);
	row->part = e->part;
	row->position = e->off;
	row->sent = e->ts;
}

/* ---- envelopes ---- */

/* Our binary stream, DBN, zstd: no line ends between. */
static int
is_binary(const struct payload *p)
{
	return p->binary ||
	       (p->len > 3 && ((unsigned char)p->s[0] == 0x89 ||
				  memcmp(p->s, "DBN", 3) == 0 ||
				  memcmp(p->s, "\x28\xb5\x2f", 3) == 0));
}

static uint64_t
line_ends(const char *s, size_t n)
{
	const char *end = s + n;
	uint64_t lines = 0;

	while ((s = memchr(s, '\n', (size_t)(end - s))) != NULL) {
		lines++;
		s++;
	}
	return lines;
}

/* What is in it comes out next. */
static int
put_payload(struct framing *f, const struct payload *p, struct err *err)
{
	int binary = is_binary(p);
	struct text_queue *out = &f->out;
	uint64_t lines = 0;

	f->records++;
	*out = (struct text_queue){ 0 };
	if (p->none || p->len == 0) {
		f->skipped++;
		return 0;
	}
	if (f->made == 0 && f->section.header_len > 0) {
		text_queue_add(out, f->section.header, f->section.header_len);
		text_queue_add(out, "\n", 1);
		f->made_lines++;
	}
	if (!binary && f->kind != FRAMING_BE32 &&
	    f->line.number > f->made_lines + 1)
		out->fill = f->line.number - f->made_lines - 1;
	if (f->made == 0 && f->n == 0)
		f->says_part = p->says_part;
	if (remember(f, p, err) == -1)
		return -1;
	if (p->array)
		text_queue_add_array(out, p->s, p->len);
	else
		text_queue_add(out, p->s, p->len);
	if (!binary) {
		lines = line_ends(p->s, p->len - 1);
		if (p->newline && p->s[p->len - 1] != '\n')
			text_queue_add(out, "\n", 1);
	}
	f->made_lines += out->fill + lines + (uint64_t)!binary;
	f->over = lines > 0; /* line numbers are no longer the input's */
	return 0;
}

/* It ends here: all of the place, which the lines of what comes out are not. */
static int
fail_at(const struct framing *f, uint64_t number, struct err *err)
{
	err_at(err, "%s:%" PRIu64, in_name(f->outer), number);
	err->placed = 1;
	return -1;
}

/*
 * The current envelope is bad: 1 when it was counted and kept, -1 when it ends
 * the input.
 */
static int
refuse(struct framing *f, struct err *err)
{
	const struct line *l = &f->line;
	struct bad_row row = { .file = in_name(f->outer),
		.line = l->number,
		.offset = l->offset,
		.reason = f->refused,
		.detail = f->why.msg,
		.raw = l->s,
		.len = l->len,
		.framing = names[f->kind] };

	f->refused = NULL;
	f->why.set = 0;
	if (bad_refuse(f->opts->stream.bad, &row, err) == -1)
		return fail_at(f, l->number, err);
	f->bad++;
	return 1;
}

/* "0x1E record": up to the end of the line or a 0x1E that comes before. */
static void
open_rs(struct framing *f, struct payload *p, const struct line *l)
{
	const char *s = l->s + f->rest, *end = l->s + l->len, *next;

	while (s < end && *s == RECORD_SEPARATOR)
		s++;
	next = memchr(s, RECORD_SEPARATOR, (size_t)(end - s));
	p->s = s;
	p->len = (size_t)((next != NULL ? next : end) - s);
	p->newline = next != NULL || l->newline;
	f->rest = next != NULL ? (size_t)(next - l->s) : 0;
}

static int
open_line(struct framing *f, struct payload *p, const char **reason,
    struct err *err)
{
	*reason = NULL;
	switch (f->kind) {
	case FRAMING_KCAT_JSON:
		return envelope_kcat(p, &f->own[0], &f->line, reason, err);
	case FRAMING_QUARANTINE:
		if (envelope_refused(p, f->own, &f->line, reason, err) == -1)
			return -1;
		p->binary = f->binary_layout(p->format.s, p->format.len);
		return 0;
	case FRAMING_RS:
		open_rs(f, p, &f->line);
		return 0;
	default:
		envelope_keyed(p, &f->line);
		return 0;
	}
}

static int
same(const char *s, size_t len, const struct context_text *c)
{
	return s != NULL && len == c->len &&
	       (len == 0 || memcmp(s, c->s, len) == 0);
}

/* Of another file, format or header than what comes out. */
static int
starts_section(const struct framing *f, const struct payload *p)
{
	const struct section *s = &f->section;

	if (f->kind != FRAMING_QUARANTINE || p->none)
		return 0;
	return s->file == NULL || f->over ||
	       !same(s->file, strlen(s->file), &p->file) ||
	       !same(s->format, strlen(s->format), &p->format) ||
	       !same(s->header, s->header_len, &p->header);
}

/*
 * The next line's envelope: 1, 0 at the end, LINES_WAIT, -1.  A bad one is
 * reported only after everything before it was taken: the reader may stop
 * there, and the counts must not depend on how much input is available.
 */
static int
next_line(struct framing *f, int wait, struct err *err)
{
	struct payload p = { .s = "", .newline = 1, .off = -1, .ts = TS_NULL };
	const char *reason = NULL;
	int got = 1;

	if (f->refused != NULL)
		return refuse(f, err);
	if (f->waits)
		return 0;
	if (f->rest == 0)
		got = lines_next(&f->lines, &f->line, wait, &reason, &f->why);
	if (got == 0 || got == LINES_WAIT)
		return got;
	if (got == 1 && open_line(f, &p, &reason, &f->why) == -1)
		got = -1;
	if (got == 1 && starts_section(f, &p)) {
		f->next = p;
		f->waits = 1;
		return 0;
	}
	if (got == 1)
		return put_payload(f, &p, err) == -1 ? -1 : 1;
	if (reason == NULL)
		return err_copy(err, &f->why);
	f->refused = reason;
	return wait ? refuse(f, err) : LINES_WAIT;
}

/* A length of 32 bits, the greatest byte first, and so many bytes. */
static int
next_be32(struct framing *f, int wait, struct err *err)
{
	struct payload p = { .newline = 1, .off = -1, .ts = TS_NULL };
	const unsigned char *b;
	size_t n, want = BE32_HEAD;
	uint32_t len;
	int got, i;

	in_skip(f->outer, f->lines.taken);
	f->lines.taken = 0;
	for (i = 0; i < 2; i++) {
		got = in_peek(f->outer, wait ? want : 0, &b, &n, err);
		if (got == -1)
			return -1;
		if (n < want && !wait)
			return LINES_WAIT;
		if (n == 0 || (n < want && in_interrupted(f->outer)))
			return in_end(f->outer, err);
		if (n < want && in_end(f->outer, err) == -1)
			return -1;
		if (n < want) {
			err_set(err,
			    "offset %" PRIu64
			    ": truncated: expected %zu bytes, got %zu",
			    in_offset(f->outer), want, n);
			return fail_at(f, f->records + 1, err);
		}
		len = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
		      (uint32_t)b[2] << 8 | b[3];
		if (len != BE32_NULL && len > IN_MAX / 2) {
			err_set(err,
			    "offset %" PRIu64 ": a length of %" PRIu32
			    " bytes: at most %d: is the framing be32?",
			    in_offset(f->outer), len, IN_MAX / 2);
			return fail_at(f, f->records + 1, err);
		}
		p.len = len == BE32_NULL ? 0 : len;
		want = BE32_HEAD + p.len;
	}
	p.s = (const char *)b + BE32_HEAD;
	f->lines.taken = want;
	return put_payload(f, &p, err) == -1 ? -1 : 1;
}

/* ---- what comes out ---- */

/* An in_make_fn. */
static long
make(void *arg, unsigned char *dst, size_t size, struct err *err)
{
	struct framing *f = arg;
	size_t n = 0, taken;
	int got = 1;

	while (!f->failed.set) {
		taken = text_queue_take(&f->out, dst + n, size - n);
		n += taken;
		f->made += taken;
		if (n == size)
			return (long)n;
		got = f->kind == FRAMING_BE32
			  ? next_be32(f, n == 0, &f->failed)
			  : next_line(f, n == 0, &f->failed);
		if (got == 0 || got == LINES_WAIT)
			break;
	}
	if (n > 0)
		return (long)n;
	if (f->failed.set)
		return err_copy(err, &f->failed);
	return in_interrupted(f->outer) && !f->waits ? IN_INTERRUPTED : 0;
}

/* ---- sections ---- */

static char *
copy_text(const struct context_text *c)
{
	char *copy = malloc(c->len + 1);

	if (copy == NULL)
		return NULL;
	if (c->len > 0)
		memcpy(copy, c->s, c->len);
	copy[c->len] = '\0';
	return copy;
}

static void
section_fini(struct section *s)
{
	free(s->file);
	free(s->format);
	free(s->header);
	*s = (struct section){ .file = NULL };
}

/* As of the payload that waits. */
static int
begin_section(struct framing *f, struct err *err)
{
	const struct payload *p = &f->next;
	struct section *s = &f->section;

	section_fini(s);
	s->file = copy_text(&p->file);
	s->format = copy_text(&p->format);
	s->header = copy_text(&p->header);
	s->header_len = p->header.len;
	if (s->file == NULL || s->format == NULL || s->header == NULL)
		return err_errno(err, "quarantine");
	f->inner =
	    in_made(p->binary ? s->file : in_name(f->outer), make, f, err);
	if (f->inner == NULL)
		return -1;
	f->first = f->n = 0;
	f->held = NULL;
	f->made = 0;
	f->over = f->waits = 0;
	f->made_lines = f->line.number - 1 - (s->header_len > 0);
	s->lines_before = f->made_lines;
	if (put_payload(f, p, err) == 0)
		return 0;
	in_close(f->inner);
	f->inner = NULL;
	return -1;
}

int
framing_section(struct framing *f, const struct section **s, struct err *err)
{
	int got = 1;

	while (got == 1 && !f->waits)
		got = next_line(f, 1, err);
	if (got == -1 || !f->waits)
		return got;
	*s = &f->section;
	return begin_section(f, err) == -1 ? -1 : 1;
}

/* ---- life ---- */

struct framing *
framing_new(struct in *outer, enum framing_kind kind,
    int (*binary_layout)(const char *layout, size_t len), struct vocab *vocab,
    const struct source_opts *opts, struct err *err)
{
	struct framing *f = calloc(1, sizeof(*f));
	size_t max = opts->stream.max_line > 0 ? opts->stream.max_line
					       : LINE_MAX_DEFAULT;

	if (f == NULL) {
		err_errno(err, "framing");
		in_close(outer);
		return NULL;
	}
	f->outer = outer;
	f->kind = kind;
	f->binary_layout = binary_layout;
	f->vocab = vocab;
	f->opts = opts;
	f->lines.in = outer;
	f->lines.max =
	    max < SIZE_MAX / ENVELOPE_TIMES ? max * ENVELOPE_TIMES : max;
	f->inner = in_made(in_name(outer), make, f, err);
	if (f->inner != NULL)
		return f;
	framing_close(f);
	return NULL;
}

struct in *
framing_in(struct framing *f)
{
	return f->inner;
}

struct in *
framing_outer(struct framing *f)
{
	return f->outer;
}

uint64_t
framing_skipped(const struct framing *f)
{
	return f->skipped;
}

uint64_t
framing_bad(const struct framing *f)
{
	return f->bad;
}

void
framing_close(struct framing *f)
{
	int i;

	if (f == NULL)
		return;
	in_close(f->outer);
	for (i = 0; i <= ENVELOPES_MAX; i++)
		free(f->own[i].s);
	section_fini(&f->section);
	free(f->v);
	free(f);
}
