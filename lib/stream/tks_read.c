/*
 * tks_read.c - read the binary stream.
 *
 * A block is checked completely before any of it is used; its rows are then
 * returned without a copy.  Only symbols are modified: the stream's indexes
 * are replaced by ids of this process, in place, unless the two are equal.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "stream/stream_impl.h"

/* ---- H ---- */

/* Tools put their own entry after the last: it must be an array. */
static int
check_provenance(const char *text, size_t len, struct err *err)
{
	struct err why = { 0 };
	struct json_token t;
	struct json json;
	int got;

	json_init(&json, text, len);
	if ((got = json_next(&json, &t, &why)) == 0 && t.type != JSON_ARRAY)
		return err_set(err, "provenance: expected a JSON array");
	while (got == 0 && t.type != JSON_END)
		got = json_next(&json, &t, &why);
	return got == 0 ? 0 : err_set(err, "provenance: %s", why.msg);
}

static int
read_head(struct stream *s, const struct tks_block *b, const unsigned char *p,
    struct err *err)
{
	uint32_t version;
	char *text;

	if (b->length < 8 || b->count > b->length - 8)
		return err_set(err, "header of %u bytes cannot hold %u",
		    b->length, b->count);
	memcpy(&version, p, 4);
	if (version != TKS_VERSION)
		return err_set(err, "stream version %u: expected %d", version,
		    TKS_VERSION);
	/* cat of two streams, the first of them cut between blocks */
	if (s->in_stream)
		return err_set(err,
		    "truncated after %llu rows: another stream begins before "
		    "the end block",
		    (unsigned long long)s->rows);
	if (check_provenance((const char *)p + 8, b->count, err) == -1)
		return -1;
	if ((text = malloc((size_t)b->count + 1)) == NULL)
		return err_set(err, "out of memory");
	memcpy(text, p + 8, b->count);
	text[b->count] = '\0';
	free(s->provenance);
	s->provenance = text;
	idmap_fini(&s->by_number);
	idmap_init(&s->by_number, sizeof(const struct schema *), "schemas");
	s->ndict = 1; /* index 0: missing */
	s->dict_same = 1;
	s->in_stream = 1;
	s->since_head = 0;
	return 0;
}

/* ---- S ---- */

static int
read_field(struct field *f, uint32_t *off, const unsigned char *p,
    struct err *err)
{
	char type[9] = "";
	uint16_t len;

	memset(f, 0, sizeof(*f));
	if (memchr(p, 0, 64) == NULL || memchr(p + 64, 0, 32) == NULL)
		return err_set(err, "schema: unterminated name");
	memcpy(f->name, p, 64);
	memcpy(f->unit, p + 64, 32);
	memcpy(type, p + 96, 8);
	memcpy(off, p + 104, 4);
	memcpy(&len, p + 108, 2);
	f->scale = p[110];
	if (ftype_parse(&f->type, &f->len, type) == -1)
		return err_set(err, "schema: field %s: type \"%s\": unknown",
		    f->name, type);
	if (f->len != len || (f->scale != 0 && f->scale != 9) ||
	    (f->scale != 0 && f->type != F_QTY))
		return err_set(err, "schema: field %s: %u bytes, scale %u",
		    f->name, len, f->scale);
	return 0;
}

static int
read_schema(struct stream *s, const struct tks_block *b, const unsigned char *p,
    struct err *err)
{
	const struct schema *made, **at;
	struct field *f;
	uint32_t row_size, *off, i;
	char kind[33] = "";
	int ret = -1;

	if (b->count < 1 || b->count > SCHEMA_FIELDS_MAX ||
	    b->length != TKS_SCHEMA + b->count * TKS_FIELD)
		return err_set(err, "schema of %u fields in %u bytes", b->count,
		    b->length);
	memcpy(&row_size, p, 4);
	memcpy(kind, p + 8, 32);
	f = calloc(b->count, sizeof(*f));
	off = calloc(b->count, sizeof(*off));
	if (f == NULL || off == NULL) {
		err_set(err, "out of memory");
		goto out;
	}
	for (i = 0; i < b->count; i++)
		if (read_field(&f[i], &off[i], p + TKS_SCHEMA + i * TKS_FIELD,
			err) == -1)
			goto out;
	made = schema_get(s->vocab->schemas, kind, f, (int)b->count, err);
	if (made == NULL)
		goto out;
	/* The layout is a rule, not a choice: rows are used where they lie. */
	for (i = 0; i < b->count; i++)
		if (made->field[i].off != off[i] ||
		    made->row_size != row_size) {
			err_set(err,
			    "schema of %s: field %s at %u in rows of %u: "
			    "expected %u in %u",
			    kind, f[i].name, off[i], row_size,
			    made->field[i].off, made->row_size);
			goto out;
		}
	if ((at = idmap_get(&s->by_number, b->schema, err)) != NULL) {
		*at = made;
		ret = 0;
	}
out:
	free(f);
	free(off);
	return ret;
}

/* ---- D ---- */

static int
grow_dict(struct stream *s, uint64_t want, struct err *err)
{
	uint32_t *d, cap = s->dict_cap ? s->dict_cap : 256;

	if (want > UINT32_MAX / 8)
		return err_set(err, "dictionary of %llu entries",
		    (unsigned long long)want);
	while (cap < want)
		cap *= 2;
	if (cap == s->dict_cap)
		return 0;
	if ((d = realloc(s->dict, cap * sizeof(*d))) == NULL)
		return err_set(err, "out of memory");
	s->dict = d;
	s->dict_cap = cap;
	return 0;
}

/* Entries of a dictionary that are looked up together. */
enum { ENTRIES = 16 };

struct entry {
	const char *text;
	uint16_t len;
	uint32_t hash;
};

/* The next n entries, which end before end; where the rest begins, or NULL. */
static const unsigned char *
split_dict(struct stream *s, struct entry *e, uint32_t n,
    const unsigned char *p, const unsigned char *end, struct err *err)
{
	uint32_t i;

	for (i = 0; i < n; i++, p += e[i - 1].len) {
		if (end - p < 2) {
			err_set(err, "dictionary truncated");
			return NULL;
		}
		memcpy(&e[i].len, p, 2);
		p += 2;
		if (end - p < e[i].len || e[i].len == 0) {
			err_set(err, "dictionary entry of %u bytes", e[i].len);
			return NULL;
		}
		e[i].text = (const char *)p;
		e[i].hash = symtab_hash(s->vocab->syms, e[i].text, e[i].len);
	}
	return p;
}

static int
add_dict(struct stream *s, const struct entry *e, struct err *err)
{
	struct symtab *t = s->vocab->syms;
	uint32_t id = symtab_add_hashed(t, e->hash, e->text, e->len, err);

	if (id == 0)
		return -1;
	/* else one symbol could fill the memory */
	if (s->ndict >= symtab_count(t))
		return err_set(err, "dictionary entry %u: duplicate", s->ndict);
	s->dict_same &= id == s->ndict;
	s->dict[s->ndict++] = id;
	return 0;
}

static int
read_dict(struct stream *s, const struct tks_block *b, const unsigned char *p,
    struct err *err)
{
	const unsigned char *end = p + b->length;
	struct entry e[ENTRIES];
	uint32_t left, n, i;

	if (b->count > b->length / 3) /* the shortest entry has 3 bytes */
		return err_set(err, "%u dictionary entries in %u bytes",
		    b->count, b->length);
	if (b->first != s->ndict)
		return err_set(err, "dictionary continues at %llu: expected %u",
		    (unsigned long long)b->first, s->ndict);
	if (grow_dict(s, (uint64_t)s->ndict + b->count, err) == -1)
		return -1;
	for (left = b->count; left > 0; left -= n) {
		n = left < ENTRIES ? left : ENTRIES;
		if ((p = split_dict(s, e, n, p, end, err)) == NULL)
			return -1;
		for (i = 0; i < n; i++)
			if (add_dict(s, &e[i], err) == -1)
				return -1;
	}
	return 0;
}

/* ---- R ---- */

/* The greatest index in one column of the rows. */
static uint32_t
top_symbol(const unsigned char *p, uint32_t n, size_t row_size)
{
	uint32_t i, v, top = 0;

#pragma GCC unroll 4
	for (i = 0; i < n; i++, p += row_size) {
		memcpy(&v, p, 4);
		top = v > top ? v : top;
	}
	return top;
}

/* Indexes of the stream to ids of the process, in one column of the rows. */
static int
map_symbols(struct stream *s, unsigned char *rows, uint32_t n,
    const struct schema *schema, int column, struct err *err)
{
	unsigned char *p = rows + schema->field[column].off;
	uint32_t i, v, top = top_symbol(p, n, schema->row_size);

	if (top != 0 && top >= s->ndict)
		return err_set(err, "symbol index %u: the dictionary has %u",
		    top, s->ndict);
	for (i = 0; !s->dict_same && i < n; i++, p += schema->row_size) {
		memcpy(&v, p, 4);
		if (v == 0)
			continue;
		v = s->dict[v];
		memcpy(p, &v, 4);
	}
	return 0;
}

static int
read_rows(struct stream *s, const struct tks_block *b, unsigned char *p,
    struct err *err)
{
	const struct schema **at = idmap_find(&s->by_number, b->schema);
	const struct schema *schema = at != NULL ? *at : NULL;
	int i;

	if (schema == NULL)
		return err_set(err, "rows of undeclared schema %u", b->schema);
	if (b->count == 0 || b->length != (uint64_t)b->count * schema->row_size)
		return err_set(err, "%u rows of %u bytes in a block of %u",
		    b->count, schema->row_size, b->length);
	if (b->first != s->since_head)
		return err_set(err, "rows continue at %llu: expected %llu",
		    (unsigned long long)b->first,
		    (unsigned long long)s->since_head);
	for (i = 0; i < schema->nfield; i++)
		if (schema->field[i].type == F_SYM &&
		    map_symbols(s, p, b->count, schema, i, err) == -1)
			return -1;
	s->schema = schema;
	s->block_rows = b->count;
	s->block_at = 0;
	if (s->dict_same)
		s->vocab->whole = (struct whole_block){ s->in, p - TKS_HEAD, p,
			b->count, schema, b->first, b->schema, s->ndict };
	s->since_head += b->count;
	return 0;
}

/* ---- blocks ---- */

static int
read_barrier(struct stream *s, const struct tks_block *b, struct err *err)
{
	if (b->first != s->since_head || b->length != 0)
		return err_set(err,
		    "barrier %u after %llu rows, of %u bytes: %llu rows came, "
		    "and it has none",
		    b->count, (unsigned long long)b->first, b->length,
		    (unsigned long long)s->since_head);
	if (!s->opts.barriers)
		return err_set(err, "barrier %u: cannot be passed on from here",
		    b->count);
	s->barrier = b->count;
	return STREAM_BARRIER;
}

/* Act on a block that is whole.  1: rows are ready, STREAM_BARRIER, 0: go on,
 * -1. */
static int
take_block(struct stream *s, const struct tks_block *b, unsigned char *p,
    struct err *err)
{
	if (!s->in_stream && b->type != 'H')
		return err_set(err, "block '%c' before the header", b->type);
	if (b->flags != 0 && memchr("HSDRCBE", b->type, 7) != NULL)
		return err_set(err, "block '%c': flags %u: expected 0", b->type,
		    b->flags);
	switch (b->type) {
	case 'H':
		return read_head(s, b, p, err);
	case 'S':
		return read_schema(s, b, p, err);
	case 'D':
		return read_dict(s, b, p, err);
	case 'R':
		return read_rows(s, b, p, err) == -1 ? -1 : 1;
	case 'C':
		if (b->count > b->length)
			return err_set(err, "comment of %u bytes in %u",
			    b->count, b->length);
		return s->on_comment == NULL
			   ? 0
			   : s->on_comment(s->comment_arg, (const char *)p,
				 b->count, err);
	case 'B':
		return read_barrier(s, b, err);
	case 'E':
		if (b->first != s->since_head)
			return err_set(err,
			    "end block: expected %llu rows, got %llu",
			    (unsigned long long)b->first,
			    (unsigned long long)s->since_head);
		if (b->count > 1)
			return err_set(err, "end of state %u: expected 0 or 1",
			    b->count);
		s->in_stream = 0;
		s->end = stream_end_of(s->end,
		    b->count == 1 ? END_INTERRUPTED : END_CLEAN);
		return 0;
	default: /* from a later version: skipped by length */
		return 0;
	}
}

/* The input is over: was this the end of the stream? */
static int
at_end(struct stream *s, size_t left, struct err *err)
{
	if (in_end(s->in, err) == -1)
		return -1;
	if (in_interrupted(s->in) == IN_STOPPED) {
		s->end = END_INTERRUPTED;
		return 0;
	}
	if (left > 0 && left < TKS_HEAD)
		return err_set(err, "block header truncated: %zu bytes of %d",
		    left, TKS_HEAD);
	if (s->in_stream)
		return err_set(err, "truncated after %llu rows: no end block",
		    (unsigned long long)s->rows);
	if (s->end == END_OPEN)
		s->end = END_CLEAN;
	if (in_interrupted(s->in)) /* more streams may have been to come */
		s->end = END_INTERRUPTED;
	return 0;
}

/* Find the next block of rows: 1, STREAM_BARRIER, 0, -1. */
static int
next_block(struct stream *s, struct err *err)
{
	const unsigned char *p;
	struct tks_block b;
	size_t n;
	int got;

	for (;;) {
		s->vocab->whole.head = NULL;
		if (s->block_size > 0)
			in_skip(s->in, s->block_size);
		s->block_size = 0;
		got = in_peek(s->in, TKS_HEAD, &p, &n, err);
		if (got <= 0)
			return got == -1 ? -1 : at_end(s, n, err);
		if (tks_open(&b, p) == -1)
			return err_set(err, "no block starts here: damaged, or "
					    "not a tick stream");
		if (b.length > TKS_LENGTH_MAX || b.length % 8 != 0)
			return err_set(err,
			    "block of %u bytes: at most %d, "
			    "a multiple of 8",
			    b.length, TKS_LENGTH_MAX);
		got = in_peek(s->in, TKS_HEAD + (size_t)b.length, &p, &n, err);
		if (got == -1)
			return -1;
		if (got == 0 && in_interrupted(s->in) == IN_STOPPED)
			return at_end(s, 0, err);
		if (got == 0) {
			if (in_end(s->in, err) == -1)
				return -1;
			return err_set(err,
			    "block truncated: expected %u bytes, got %zu",
			    b.length, n - TKS_HEAD);
		}
		if (s->checked <= in_offset(s->in))
			s->checked = in_offset(s->in) + tks_check(p, n);
		if (s->checked <= in_offset(s->in))
			return err_set(err, "block '%c': checksum differs",
			    b.type);
		s->block_size = TKS_HEAD + (size_t)b.length;
		s->block = p;
		/* the window is ours to write until it is skipped */
		got = take_block(s, &b, (unsigned char *)p + TKS_HEAD, err);
		if (got != 0)
			return got;
	}
}

int
tks_read(struct stream *s, struct rec *r, struct err *err)
{
	int got;

	if (s->block_at == s->block_rows) {
		s->block_rows = s->block_at = 0;
		if ((got = next_block(s, err)) != 1)
			return got;
	}
	r->schema = s->schema;
	r->v =
	    s->block + TKS_HEAD + (size_t)s->block_at++ * s->schema->row_size;
	s->rows++;
	return 1;
}

size_t
tks_more(struct stream *s, const unsigned char **rows)
{
	size_t n;

	if ((n = s->block_rows - s->block_at) == 0)
		return 0;
	*rows = s->block + TKS_HEAD + (size_t)s->block_at * s->schema->row_size;
	s->block_at = s->block_rows;
	s->rows += n;
	return n;
}

void
tks_reader_fini(struct stream *s)
{
	s->vocab->whole.head = NULL;
	idmap_fini(&s->by_number);
	free(s->dict);
}
