/*
 * renamed.c - --as for rows of our own streams and of DBN.
 */
#include "source/renamed.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "stream/rec.h"

int
as_symbol(uint32_t *as, struct vocab *vocab, const char *text, struct err *err)
{
	struct err full = { 0 };

	*as = 0;
	if (text == NULL)
		return 0;
	*as = symtab_add(vocab->syms, text, strlen(text), &full);
	return *as != 0 ? 0
			: err_usage(err, "--as: \"%.60s\": %s", text,
			      full.set ? full.msg : "expected a symbol");
}

/* A copy of the rows. */
static int
copy(struct renamed *r, const struct recs *b, struct err *err)
{
	size_t size = b->n * b->schema->row_size;

	if (array_grow(&r->rows, &r->room, size, 1) == -1)
		return err_errno(err, "rows");
	memcpy(r->rows, b->rows, size);
	return 0;
}

int
renamed_rows(struct renamed *r, struct recs *b, struct err *err)
{
	const struct schema *s = b->schema;
	unsigned char *row;
	uint32_t sym;
	size_t i;

	if (r->as == 0 || s->at.symbol < 0)
		return 0;
	if (copy(r, b, err) == -1)
		return -1;
	for (i = 0, row = r->rows; i < b->n; i++, row += s->row_size) {
		sym = rec_symbol(&(struct rec){ s, row });
		r->others += sym != 0 && sym != r->as;
		row_put_u32(row, s, s->at.symbol, r->as);
	}
	b->rows = r->rows;
	return 0;
}

void
renamed_fini(struct renamed *r)
{
	free(r->rows);
}
