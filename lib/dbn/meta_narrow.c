/*
 * meta_narrow.c - metadata of a part of the records (dbn.md 15.7).
 *
 * Mappings of symbols that are gone go, and with them what was asked for
 * under that very name; a parent or a continuous symbol stays, for it was
 * asked for.
 */
#include <stdlib.h>
#include <string.h>

#include "base/symtab.h"
#include "base/tstamp.h"
#include "dbn/meta.h"

/* Drop the texts of a list that are in gone. */
static void
drop_texts(const char **list, uint32_t *n, const struct symtab *gone)
{
	uint32_t i, k = 0;

	for (i = 0; i < *n; i++)
		if (symtab_find(gone, list[i], strlen(list[i])) == 0)
			list[k++] = list[i];
	*n = k;
}

static int
drop_symbols(struct dbn_meta *m, int (*keep)(void *arg, const char *symbol),
    void *arg, struct err *err)
{
	struct symtab *gone = symtab_new(UINT32_MAX / 4);
	const char *s;
	uint32_t i, k = 0;

	if (gone == NULL)
		return err_errno(err, "metadata");
	for (i = 0; i < m->nmapping; i++) {
		s = m->mapping[i].raw_symbol;
		if (keep(arg, s)) {
			m->mapping[k++] = m->mapping[i];
			continue;
		}
		(void)symtab_add(gone, s, strlen(s), err);
		free(m->mapping[i].interval);
	}
	m->nmapping = k;
	drop_texts(m->symbols, &m->nsymbols, gone);
	drop_texts(m->partial, &m->npartial, gone);
	symtab_free(gone);
	return err->set ? -1 : 0;
}

int
dbn_meta_narrow(struct dbn_meta *m, uint64_t limit, uint64_t start,
    uint64_t end, int (*keep)(void *arg, const char *symbol), void *arg,
    struct err *err)
{
	if (limit > 0 && (m->limit == 0 || limit < m->limit))
		m->limit = limit;
	if (start > m->start)
		m->start = start;
	if (end != TS_NULL &&
	    (m->end == 0 || m->end == TS_NULL || end < m->end))
		m->end = end;
	/* elsewhere the names of the mappings are not those of the rows */
	if (keep == NULL || m->nmapping == 0 || m->stype_out != 0)
		return 0;
	return drop_symbols(m, keep, arg, err);
}
