/*
 * vocab.c - the symbols and schemas that all streams of one process share.
 */
#include <string.h>

#include "stream/stream.h"

int
vocab_init(struct vocab *h, uint32_t max_symbols, struct err *err)
{
	memset(h, 0, sizeof(*h));
	h->syms = symtab_new(max_symbols ? max_symbols : SYMTAB_DEFAULT_MAX);
	h->schemas = schemas_new();
	if (h->syms == NULL || h->schemas == NULL) {
		vocab_fini(h);
		return err_set(err, "out of memory");
	}
	return 0;
}

void
vocab_fini(struct vocab *h)
{
	symtab_free(h->syms);
	schemas_free(h->schemas);
	h->syms = NULL;
	h->schemas = NULL;
}
