/*
 * house.c - what all streams of one process share.
 */
#include <string.h>

#include "stream/stream.h"

int
house_init(struct house *h, uint32_t max_symbols, struct err *err)
{
	memset(h, 0, sizeof(*h));
	h->syms = symtab_new(max_symbols ? max_symbols : SYMTAB_DEFAULT_MAX);
	h->schemas = schemas_new();
	if (h->syms == NULL || h->schemas == NULL) {
		house_fini(h);
		return err_set(err, "out of memory");
	}
	return 0;
}

void
house_fini(struct house *h)
{
	symtab_free(h->syms);
	schemas_free(h->schemas);
	h->syms = NULL;
	h->schemas = NULL;
}
