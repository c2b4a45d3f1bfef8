/*
 * fuzz_where.c - expressions of --where, and rows for them.
 *
 *	first byte	bit 0: col() may be used
 *	up to a newline	the expression
 *	the rest	rows, then cells
 *
 * What is read says yes or no of each row, always the same; "not (...)" says
 * the opposite.  What is refused is a usage error with a place.
 */
#include "fuzz.h"
#include "stream/where.h"

enum { ROWS = 8, TEXT_BYTES = 2048 };

struct rest {
	const uint8_t *p;
	size_t n;
};

static struct vocab vocab;
static const struct schema *schema;

static void
make_vocab(void)
{
	struct err err = { 0 };
	struct field f[] = { field_make("price", F_PX, ""),
		field_make("size", F_QTY, ""), field_make("ts_event", F_TS, ""),
		field_make("order_id", F_ID, ""),
		field_make("symbol", F_SYM, ""), field_make("side", F_CHAR, ""),
		field_make("ratio", F_F64, ""), field_make("f", F_F32, ""),
		field_make("i", F_I16, ""), field_make("u", F_U32, ""),
		field_make("b", F_BOOL, ""), field_make("t", F_TEXT, "") };

	f[11].len = 5;
	HOLDS(vocab_init(&vocab, 100, &err) == 0);
	HOLDS(symtab_add(vocab.syms, "A", 1, &err) == 1);
	HOLDS(symtab_add(vocab.syms, "ESZ4", 4, &err) == 2);
	schema = schema_get(vocab.schemas, "trades", f, 12, &err);
	HOLDS(schema != NULL);
}

/* A row of the bytes that are left; symbols are those there are. */
static void
make_row(unsigned char *row, struct rest *rest)
{
	size_t n = rest->n < schema->row_size ? rest->n : schema->row_size;
	int at = schema->at.symbol;
	struct rec r = { schema, row };

	row_clear(row, schema);
	memcpy(row, rest->p, n);
	rest->p += n;
	rest->n -= n;
	row_put_u32(row, schema, at, rec_u32(&r, at) % 3);
}

/* A cell is some of the bytes that are left. */
static int
get(void *arg, int column, const char **text, size_t *len)
{
	const struct rest *rest = arg;
	size_t skip = (size_t)column * 3;

	if (rest->n <= skip)
		return 0;
	*text = (const char *)rest->p + skip;
	*len = rest->n - skip < 6 ? rest->n - skip : 6;
	return 1;
}

static void
check(const char *text, int columns, struct rest rest)
{
	char inverse[TEXT_BYTES + 8];
	const struct where_cells cells = { get, &rest };
	struct err err = { 0 }, err2 = { 0 };
	unsigned char row[SCHEMA_ROW_MAX];
	struct rec r = { schema, row };
	struct where *w = where_new(text, &vocab, columns, &err), *v;
	int i, yes, again;

	fuzz_err(w == NULL ? -1 : 0, &err);
	if (w == NULL) {
		HOLDS(err.usage);
		return;
	}
	snprintf(inverse, sizeof(inverse), "not (%s)", text);
	v = where_new(inverse, &vocab, columns, &err2); /* may be too deep */
	for (i = 0; i < ROWS; i++) {
		make_row(row, &rest);
		yes = where_take(w, &r, &cells, &err);
		fuzz_err(yes, &err);
		if (yes == -1)
			break;
		again = where_take(w, &r, &cells, &err);
		HOLDS(yes == again && yes <= 1);
		HOLDS(v == NULL || where_take(v, &r, &cells, &err2) == !yes);
	}
	where_free(v);
	where_free(w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[TEXT_BYTES];
	const uint8_t *nl;
	size_t n;

	if (schema == NULL)
		make_vocab();
	if (size < 1)
		return 0;
	nl = memchr(data, '\n', size);
	n = nl != NULL ? (size_t)(nl - data) - 1 : size - 1;
	if (nl == data)
		n = 0;
	if (n >= sizeof(text))
		return 0;
	memcpy(text, data + 1, n);
	text[n] = '\0';
	check(text, data[0] & 1,
	    (struct rest){ data + size - (nl != NULL ? size - n - 1 : 0),
		nl != NULL ? size - n - 1 : 0 });
	return 0;
}
