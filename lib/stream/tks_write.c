/*
 * tks_write.c - write the binary stream.
 *
 * Rows are put into a block that grows in the output buffer; it is closed
 * when it is full, when another schema comes, or when rows must not wait.
 * Schemas and dictionary entries go out before their first use: the entries
 * of a block's new symbols are collected, and are put in front of the block
 * when it is closed.  So readers get long blocks however often a new symbol
 * comes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/idmap.h"
#include "stream/stream.h"
#include "stream/tks.h"

enum { NAMES_MAX = 1 << 14 }; /* bytes of entries in front of a block */

struct tks_writer {
	struct out *out;
	struct vocab *vocab;
	const char *provenance; /* borrowed; NULL: none */
	int apart;              /* as of sink_opts */
	int begun;
	unsigned char *block; /* open row block in out's buffer, or NULL */
	const struct schema *schema;
	uint32_t block_rows, block_room;
	uint64_t since_head;
	const struct schema *columns_of; /* whose symbol columns follow */
	uint32_t *column;                /* [ncolumn] their offsets */
	int ncolumn;
	struct idmap number; /* uint16_t by schema id: number + 1 */
	uint32_t next_number;
	struct idmap dict; /* uint32_t by symbol id: index, 0 not sent */
	uint32_t next_index;
	int dict_moved;                 /* an index is not the id */
	uint32_t nnew, new_len;         /* entries not sent yet; their bytes */
	unsigned char names[NAMES_MAX]; /* [new_len] */
};

static void *
tks_open_writer(struct out *out, struct vocab *vocab,
    const struct sink_opts *opts, struct err *err)
{
	struct tks_writer *k = calloc(1, sizeof(*k));

	if (k == NULL) {
		err_errno(err, "output");
		return NULL;
	}
	k->out = out;
	k->vocab = vocab;
	k->provenance = opts->provenance;
	k->apart = opts->apart;
	idmap_init(&k->number, sizeof(uint16_t), "schemas");
	idmap_init(&k->dict, sizeof(uint32_t), "symbols");
	return k;
}

/* Number of a schema in the stream + 1, 0: not stated. */
static inline uint16_t
number_of(const struct tks_writer *k, const struct schema *s)
{
	const uint16_t *n = idmap_find(&k->number, s->id);

	return n == NULL ? 0 : *n;
}

/* Index of a symbol in the stream, 0: not sent. */
static inline uint32_t
index_of(const struct tks_writer *k, uint32_t id)
{
	return id < k->dict.n ? ((const uint32_t *)k->dict.v)[id] : 0;
}

static int
write_block(struct tks_writer *k, uint8_t type, uint16_t schema, uint32_t count,
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
begin(struct tks_writer *k, struct err *err)
{
	const char *text = k->provenance != NULL ? k->provenance : "[]";
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

/* D of the new symbols, into p; its size, 0: none are new. */
static size_t
put_names(struct tks_writer *k, unsigned char *p)
{
	uint32_t size = tks_pad(k->new_len);
	struct tks_block b = { 'D', 0, k->nnew, size, k->next_index - k->nnew,
		0 };

	if (k->nnew == 0)
		return 0;
	memcpy(p + TKS_HEAD, k->names, k->new_len);
	memset(p + TKS_HEAD + k->new_len, 0, size - k->new_len);
	tks_seal(p, &b);
	k->nnew = k->new_len = 0;
	return TKS_HEAD + size;
}

/* There is room for the entries: see open_block. */
static void
close_block(struct tks_writer *k)
{
	struct tks_block b;
	size_t names;

	if (k->block == NULL)
		return;
	b.type = 'R';
	b.flags = 0;
	b.schema = (uint16_t)(number_of(k, k->schema) - 1);
	b.count = k->block_rows;
	b.length = k->block_rows * k->schema->row_size;
	b.first = k->since_head - k->block_rows;
	if (k->nnew > 0) {
		names = TKS_HEAD + tks_pad(k->new_len);
		memmove(k->block + names, k->block,
		    TKS_HEAD + (size_t)b.length);
		out_commit(k->out, put_names(k, k->block));
		k->block += names;
	}
	tks_seal(k->block, &b);
	out_commit(k->out, TKS_HEAD + (size_t)b.length);
	k->block = NULL;
}

/* Make room for another entry of len bytes. */
static int
send_names(struct tks_writer *k, uint32_t len, struct err *err)
{
	unsigned char *p;

	if (k->block != NULL &&
	    (k->block_rows == k->block_room || k->new_len + len > NAMES_MAX))
		close_block(k);
	if (k->new_len + len <= NAMES_MAX)
		return 0;
	p = out_reserve(k->out, TKS_HEAD + tks_pad(NAMES_MAX), err);
	if (p == NULL)
		return -1;
	out_commit(k->out, put_names(k, p));
	return 0;
}

static int
write_schema(struct tks_writer *k, const struct schema *s, struct err *err)
{
	uint32_t len = TKS_SCHEMA + (uint32_t)s->nfield * TKS_FIELD;
	unsigned char *p = calloc(1, len);
	int ret;

	if (p == NULL)
		return err_errno(err, "schema of %s", s->kind);
	tks_put_schema(p, s);
	ret = write_block(k, 'S', (uint16_t)k->next_number, (uint32_t)s->nfield,
	    0, p, len, err);
	free(p);
	return ret;
}

/* The number of a schema in the stream is stated before its first rows. */
static int
need_schema(struct tks_writer *k, const struct schema *s, struct err *err)
{
	uint16_t *number = idmap_get(&k->number, s->id, err);

	if (number == NULL)
		return -1;
	if (*number != 0)
		return 0;
	if (write_schema(k, s, err) == -1)
		return -1;
	*number = (uint16_t)++k->next_number;
	return 0;
}

/* The index of a symbol; a new one goes out before the open block. */
static int
need_symbol(struct tks_writer *k, uint32_t id, struct err *err)
{
	uint32_t *index = idmap_get(&k->dict, id, err);
	const char *text;
	uint16_t len;
	size_t n;

	if (index == NULL)
		return -1;
	if (*index != 0)
		return 0;
	text = symtab_text(k->vocab->syms, id, &n);
	len = (uint16_t)n;
	if (send_names(k, len + 2u, err) == -1)
		return -1;
	memcpy(k->names + k->new_len, &len, 2);
	memcpy(k->names + k->new_len + 2, text, n);
	k->new_len += len + 2u;
	k->nnew++;
	k->dict_moved |= id != k->next_index;
	*index = k->next_index++;
	return 0;
}

static int
open_block(struct tks_writer *k, const struct schema *s, struct err *err)
{
	uint32_t room = TKS_ROWS_MAX / s->row_size;

	close_block(k);
	if (need_schema(k, s, err) == -1)
		return -1;
	k->block_room = room > 0 ? room : 1;
	k->block = out_reserve(k->out,
	    2 * TKS_HEAD + NAMES_MAX + (size_t)k->block_room * s->row_size,
	    err);
	if (k->block == NULL)
		return -1;
	k->schema = s;
	k->block_rows = 0;
	return 0;
}

/* Where the symbols of a schema's rows are, for the walks below. */
static int
find_columns(struct tks_writer *k, const struct schema *s, struct err *err)
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
unknown(const struct tks_writer *k, uint32_t id)
{
	return id != 0 && index_of(k, id) == 0;
}

/* All symbols of a row are in the dictionary; -1 on failure. */
static int
need_symbols(struct tks_writer *k, const unsigned char *row, struct err *err)
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
map_symbols(const struct tks_writer *k, uint32_t row_size, unsigned char *rows,
    size_t n)
{
	const uint32_t *dict = (const uint32_t *)k->dict.v;
	unsigned char *p;
	uint32_t id;
	size_t j;
	int i;

	for (i = 0; i < k->ncolumn; i++) {
		p = rows + k->column[i];
		for (j = 0; j < n; j++, p += row_size) {
			memcpy(&id, p, 4);
			if (id != 0)
				memcpy(p, &dict[id], 4);
		}
	}
}

/*
 * Rows from the first on of which all symbols have an index.  Symbols are
 * looked up one row at a time, so the bytes do not depend on how the rows were
 * batched.
 */
static size_t
known_rows(const struct tks_writer *k, uint32_t row_size,
    const unsigned char *rows, size_t n)
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
 * For rows that are a whole block of the input: 1 when this sink would write
 * exactly that block, with the same number, rows before, symbols and thus
 * checksum.  In a regular file blocks are always full, whatever the input's
 * blocks were; so there the block must also be full and start at a block
 * boundary of the output.
 */
static int
same_block(const struct tks_writer *k, const struct schema *s,
    const unsigned char *rows, size_t n)
{
	const struct whole_block *w = &k->vocab->whole;
	int regular = out_regular(k->out);

	if (w->head == NULL || w->rows != rows || w->n != n || w->schema != s ||
	    n * s->row_size <
		(regular ? TKS_ROWS_MAX - s->row_size + 1 : TKS_PASS_MIN))
		return 0;
	if (regular && k->block != NULL && k->block_rows < k->block_room)
		return 0;
	return w->first == k->since_head && number_of(k, s) == w->number + 1 &&
	       !k->dict_moved && w->ndict <= k->next_index;
}

/* Write a whole block from where it lies: 1, 0 when it must be copied, -1. */
static int
pass_block(struct tks_writer *k, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err)
{
	int ret;

	if (!same_block(k, s, rows, n))
		return 0;
	close_block(k);
	ret = out_direct(k->out, k->vocab->whole.in, k->vocab->whole.head,
	    TKS_HEAD + n * s->row_size, err);
	if (ret == 1)
		k->since_head += n;
	return ret;
}

static int
tks_rows(void *e, const struct schema *s, const unsigned char *rows, size_t n,
    struct err *err)
{
	struct tks_writer *k = e;
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

static int
tks_meta(void *e, const char *text, size_t len, struct err *err)
{
	struct tks_writer *k = e;

	if (text == NULL)
		return 0;
	if (k->apart && k->since_head > 0) /* it belongs in front of rows */
		return 1;
	if (len > TKS_LENGTH_MAX - 8)
		return err_set(err, "comment of %zu bytes: at most %d", len,
		    TKS_LENGTH_MAX - 8);
	if (!k->begun && begin(k, err) == -1)
		return -1;
	close_block(k);
	return write_block(k, 'C', 0, (uint32_t)len, 0, text, (uint32_t)len,
	    err);
}

static int
tks_tick(void *e, int idle, struct err *err)
{
	struct tks_writer *k = e;

	(void)idle;
	if (out_regular(k->out))
		return 0;
	close_block(k);
	return out_flush(k->out, err);
}

static int
tks_barrier(void *e, uint32_t number, struct err *err)
{
	struct tks_writer *k = e;

	if (!k->begun && begin(k, err) == -1)
		return -1;
	close_block(k);
	return write_block(k, 'B', 0, number, k->since_head, NULL, 0, err);
}

static uint64_t
tks_held(void *e)
{
	const struct tks_writer *k = e;

	if (k->block == NULL)
		return 0;
	return TKS_HEAD + (uint64_t)k->block_rows * k->schema->row_size +
	       (k->nnew > 0 ? TKS_HEAD + tks_pad(k->new_len) : 0);
}

static int
tks_close(void *e, enum stream_end end, struct err *err)
{
	struct tks_writer *k = e;
	int ret = 0;

	if (end != END_ABANDONED && !k->begun)
		ret = begin(k, err);
	if (ret == 0)
		close_block(k);
	if (end != END_ABANDONED && ret == 0)
		ret = write_block(k, 'E', 0, end == END_INTERRUPTED,
		    k->since_head, NULL, 0, err);
	idmap_fini(&k->number);
	idmap_fini(&k->dict);
	free(k->column);
	free(k);
	return ret;
}

static const char *const tks_suffix[] = { ".tks", NULL };

const struct encoder encoder_bin = {
	.name = "bin",
	.summary = "our binary stream (tick-stream(5))",
	.suffix = tks_suffix,
	.flags =
	    ENCODER_BINARY | ENCODER_BARRIERS | ENCODER_MARK | ENCODER_META,
	.open = tks_open_writer,
	.meta = tks_meta,
	.rows = tks_rows,
	.tick = tks_tick,
	.barrier = tks_barrier,
	.held = tks_held,
	.close = tks_close,
};
