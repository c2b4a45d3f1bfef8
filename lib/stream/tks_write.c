/*
 * tks_write.c - the binary stream out.
 *
 * Rows are put into a block that grows in the output buffer; it is closed
 * when it is full, when another schema comes, or when rows must not wait.
 * Schemas and dictionary entries go out before their first use.
 */
#include <stdlib.h>
#include <string.h>

#include "stream/sink_impl.h"

static int
write_block(struct sink *k, uint8_t type, uint16_t schema, uint32_t count,
    uint64_t first, const void *payload, uint32_t len, struct err *err)
{
	uint32_t size = tks_pad(len);
	struct tks_block b = { type, schema, count, size, first, 0 };
	unsigned char *p = out_reserve(k->out, TKS_HEAD + size, err);

	if (p == NULL)
		return -1;
	if (len > 0)
		memcpy(p + TKS_HEAD, payload, len);
	memset(p + TKS_HEAD + len, 0, size - len);
	tks_seal(p, &b);
	out_commit(k->out, TKS_HEAD + size);
	return 0;
}

/* H, before anything else. */
static int
begin(struct sink *k, struct err *err)
{
	const char *text = k->opts.provenance ? k->opts.provenance : "[]";
	size_t len = strlen(text);
	uint32_t version = TKS_VERSION;
	char *p;
	int ret;

	if ((p = calloc(1, len + 8)) == NULL)
		return err_errno(err, "header");
	memcpy(p, &version, 4);
	memcpy(p + 8, text, len);
	ret =
	    write_block(k, 'H', 0, (uint32_t)len, 0, p, (uint32_t)len + 8, err);
	free(p);
	k->begun = 1;
	k->next_index = 1;
	return ret;
}

void
tks_write_close_block(struct sink *k)
{
	struct tks_block b;

	if (k->block == NULL)
		return;
	b.type = 'R';
	b.flags = 0;
	b.schema = (uint16_t)(k->number[k->schema->id] - 1);
	b.count = k->block_rows;
	b.length = k->block_rows * k->schema->row_size;
	b.first = k->since_head - k->block_rows;
	tks_seal(k->block, &b);
	out_commit(k->out, TKS_HEAD + (size_t)b.length);
	k->block = NULL;
}

static void
put_field(unsigned char *p, const struct field *f)
{
	char type[8] = "";
	const char *name = ftype_name(type, f->type, f->len);

	memset(p, 0, TKS_FIELD);
	memcpy(p, f->name, strlen(f->name));
	memcpy(p + 64, f->unit, strlen(f->unit));
	memcpy(p + 96, name, strlen(name));
	memcpy(p + 104, &f->off, 4);
	memcpy(p + 108, &f->len, 2);
	p[110] = f->scale;
}

static int
write_schema(struct sink *k, const struct schema *s, struct err *err)
{
	uint32_t len = TKS_SCHEMA + (uint32_t)s->nfield * TKS_FIELD;
	unsigned char *p = calloc(1, len);
	int i, ret;

	if (p == NULL)
		return err_errno(err, "schema of %s", s->kind);
	memcpy(p, &s->row_size, 4);
	memcpy(p + 8, s->kind, strlen(s->kind));
	for (i = 0; i < s->nfield; i++)
		put_field(p + TKS_SCHEMA + (size_t)i * TKS_FIELD, &s->field[i]);
	ret = write_block(k, 'S', (uint16_t)k->next_number, (uint32_t)s->nfield,
	    0, p, len, err);
	free(p);
	return ret;
}

/* The number of a schema in the stream is stated before its first rows. */
static int
need_schema(struct sink *k, const struct schema *s, struct err *err)
{
	uint32_t n = k->nnumber ? k->nnumber : 16;
	uint16_t *v;

	if (s->id < k->nnumber && k->number[s->id] != 0)
		return 0;
	while (n <= s->id)
		n *= 2;
	if (n != k->nnumber) {
		if ((v = realloc(k->number, n * sizeof(*v))) == NULL)
			return err_errno(err, "schemas");
		memset(v + k->nnumber, 0, (n - k->nnumber) * sizeof(*v));
		k->number = v;
		k->nnumber = n;
	}
	if (write_schema(k, s, err) == -1)
		return -1;
	k->number[s->id] = (uint16_t)++k->next_number;
	return 0;
}

static int
grow_dict(struct sink *k, uint32_t id, struct err *err)
{
	uint32_t n = k->ndict ? k->ndict : 256, *v;

	while (n <= id)
		n *= 2;
	if ((v = realloc(k->dict, n * sizeof(*v))) == NULL)
		return err_errno(err, "dictionary");
	memset(v + k->ndict, 0, (n - k->ndict) * sizeof(*v));
	k->dict = v;
	k->ndict = n;
	return 0;
}

/* The index of a symbol; a new one is sent first. */
static int
need_symbol(struct sink *k, uint32_t id, struct err *err)
{
	unsigned char entry[2 + SYM_LEN_MAX];
	const char *text;
	uint16_t len;
	size_t n;

	if (id >= k->ndict && grow_dict(k, id, err) == -1)
		return -1;
	if (k->dict[id] != 0)
		return 0;
	text = symtab_text(k->house->syms, id, &n);
	len = (uint16_t)n;
	memcpy(entry, &len, 2);
	memcpy(entry + 2, text, n);
	tks_write_close_block(k);
	if (write_block(k, 'D', 0, 1, k->next_index, entry, len + 2u, err) ==
	    -1)
		return -1;
	k->dict_moved |= id != k->next_index;
	k->dict[id] = k->next_index++;
	return 0;
}

static int
open_block(struct sink *k, const struct schema *s, struct err *err)
{
	uint32_t room = TKS_ROWS_MAX / s->row_size;

	tks_write_close_block(k);
	if (need_schema(k, s, err) == -1)
		return -1;
	k->block_room = room > 0 ? room : 1;
	k->block = out_reserve(k->out,
	    TKS_HEAD + (size_t)k->block_room * s->row_size, err);
	if (k->block == NULL)
		return -1;
	k->schema = s;
	k->block_rows = 0;
	return 0;
}

/* Where the symbols of a schema's rows are, for the walks below. */
static int
find_columns(struct sink *k, const struct schema *s, struct err *err)
{
	uint32_t *v;
	int i;

	v = realloc(k->column, ((size_t)s->nfield + 1) * sizeof(*v));
	if (v == NULL)
		return err_errno(err, "columns of %s", s->kind);
	k->column = v;
	k->ncolumn = 0;
	for (i = 0; i < s->nfield; i++)
		if (s->field[i].type == F_SYM)
			v[k->ncolumn++] = s->field[i].off;
	k->columns_of = s;
	return 0;
}

/* A symbol that is not in the stream's dictionary yet. */
static inline int
unknown(const struct sink *k, uint32_t id)
{
	return id != 0 && (id >= k->ndict || k->dict[id] == 0);
}

/* All symbols of a row are in the dictionary; -1 on failure. */
static int
need_symbols(struct sink *k, const unsigned char *row, struct err *err)
{
	uint32_t id;
	int i;

	for (i = 0; i < k->ncolumn; i++) {
		memcpy(&id, row + k->column[i], 4);
		if (unknown(k, id) && need_symbol(k, id, err) == -1)
			return -1;
	}
	return 0;
}

/* Ids of the process to indexes of the stream, in rows of our block. */
static void
map_symbols(const struct sink *k, uint32_t row_size, unsigned char *rows,
    size_t n)
{
	unsigned char *p;
	uint32_t id;
	size_t j;
	int i;

	for (i = 0; i < k->ncolumn; i++) {
		p = rows + k->column[i];
		for (j = 0; j < n; j++, p += row_size) {
			memcpy(&id, p, 4);
			if (id != 0)
				memcpy(p, &k->dict[id], 4);
		}
	}
}

/*
 * Symbols are looked up a row at a time: where a new one is met the block
 * ends before that row, whatever company the row came in, so the bytes do
 * not depend on how rows were handed over.
 */
static size_t
known_rows(const struct sink *k, uint32_t row_size, const unsigned char *rows,
    size_t n)
{
	const unsigned char *p;
	size_t j, known = n;
	uint32_t id;
	int i;

	for (i = 0; i < k->ncolumn; i++) {
		p = rows + k->column[i];
		for (j = 0; j < known; j++, p += row_size) {
			memcpy(&id, p, 4);
			if (unknown(k, id))
				known = j;
		}
	}
	return known;
}

/*
 * Rows that are a whole block of the input: would this sink write the block
 * that they came in?  Number, rows before, symbols and so the checksum are
 * then the same.  In a regular file blocks are full and begin where others
 * end, whatever the input's were.
 */
static int
same_block(const struct sink *k, const struct schema *s,
    const unsigned char *rows, size_t n)
{
	const struct whole_block *w = &k->house->whole;
	int regular = out_regular(k->out);

	if (w->head == NULL || w->rows != rows || w->n != n || w->schema != s ||
	    n * s->row_size <
		(regular ? TKS_ROWS_MAX - s->row_size + 1 : TKS_PASS_MIN))
		return 0;
	if (regular && k->block != NULL && k->block_rows < k->block_room)
		return 0;
	return w->first == k->since_head && s->id < k->nnumber &&
	       k->number[s->id] == w->number + 1 && !k->dict_moved &&
	       w->ndict <= k->next_index;
}

/* Write a whole block from where it lies: 1, 0 when it must be copied, -1. */
static int
pass_block(struct sink *k, const struct schema *s, const unsigned char *rows,
    size_t n, struct err *err)
{
	int ret;

	if (!same_block(k, s, rows, n))
		return 0;
	tks_write_close_block(k);
	ret = out_direct(k->out, k->house->whole.in, k->house->whole.head,
	    TKS_HEAD + n * s->row_size, err);
	if (ret == 1)
		k->since_head += n;
	return ret;
}

int
tks_write_rows(struct sink *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	unsigned char *dst;
	size_t part, bytes;
	int passed;

	if (!k->begun && begin(k, err) == -1)
		return -1;
	if ((passed = pass_block(k, s, rows, n, err)) != 0)
		return passed == 1 ? 0 : -1;
	if (k->columns_of != s && find_columns(k, s, err) == -1)
		return -1;
	for (; n > 0; n -= part, rows += part * s->row_size) {
		if ((part = known_rows(k, s->row_size, rows, n)) == 0) {
			if (need_symbols(k, rows, err) == -1)
				return -1;
			part = known_rows(k, s->row_size, rows, n);
		}
		if ((k->block == NULL || k->schema != s ||
			k->block_rows == k->block_room) &&
		    open_block(k, s, err) == -1)
			return -1;
		if (part > k->block_room - k->block_rows)
			part = k->block_room - k->block_rows;
		dst = k->block + TKS_HEAD + (size_t)k->block_rows * s->row_size;
		bytes = part * s->row_size;
		memcpy(dst, rows, bytes);
		map_symbols(k, s->row_size, dst, part);
		k->block_rows += (uint32_t)part;
		k->since_head += part;
	}
	return 0;
}

int
tks_write_comment(struct sink *k, const char *text, size_t len, struct err *err)
{
	if (!k->begun && begin(k, err) == -1)
		return -1;
	tks_write_close_block(k);
	if (len > TKS_LENGTH_MAX - 8)
		return err_set(err, "comment of %zu bytes: at most %d", len,
		    TKS_LENGTH_MAX - 8);
	return write_block(k, 'C', 0, (uint32_t)len, 0, text, (uint32_t)len,
	    err);
}

int
tks_write_end(struct sink *k, enum stream_end end, struct err *err)
{
	if (!k->begun && begin(k, err) == -1)
		return -1;
	tks_write_close_block(k);
	return write_block(k, 'E', 0, end == END_INTERRUPTED, k->since_head,
	    NULL, 0, err);
}
