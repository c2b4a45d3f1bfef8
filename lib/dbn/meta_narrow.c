/*
 * meta_narrow.c - metadata of a part of the records (dbn.md 15.7).
 *
 * Bounds: the limit becomes the smaller one; start and end move towards each
 * other but never cross, so a part without records has an empty range.
 * Symbols: mappings without kept records are removed, together with the
 * requested symbol of the same name; so are names not found.  A parent symbol
 * is kept, because it was requested and no record has its name.  The list of
 * partially resolved symbols and the days of a mapping are unchanged.
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/symtab.h"
#include "base/tstamp.h"
#include "dbn/meta.h"

enum { STYPE_ID = 0, STYPE_PARENT = 4 };

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

static uint32_t
id_of(const char *digits)
{
	uint64_t v;

	if (num_u64(&v, digits, strlen(digits)) != 0 || v > UINT32_MAX)
		return UINT32_MAX;
	return (uint32_t)v;
}

/*
 * 1 to keep a name that no record had; decided by its text alone, if the name
 * is of the type used for records.
 */
static int
name_stays(const struct dbn_meta *m, const char *s, const struct dbn_narrow *n)
{
	if (m->stype_in == STYPE_PARENT)
		return 1;
	return m->stype_out == STYPE_ID ? n->keep(n->arg, s, UINT32_MAX)
					: n->keep(n->arg, "", id_of(s));
}

/* 1 when anything of the mapping is kept. */
static int
mapping_stays(const struct dbn_meta *m, const struct dbn_mapping *map,
    const struct dbn_narrow *n)
{
	const char *name = map->raw_symbol, *other;
	uint32_t i, resolved = 0;

	for (i = 0; i < map->n; i++) {
		other = map->interval[i].symbol;
		if (*other == '\0')
			continue;
		resolved++;
		if (m->stype_out == STYPE_ID
			? n->keep(n->arg, name, id_of(other))
			: n->keep(n->arg, other, id_of(name)))
			return 1;
	}
	return resolved == 0 && name_stays(m, name, n);
}

static int
drop_symbols(struct dbn_meta *m, const struct dbn_narrow *n, struct err *err)
{
	struct symtab *gone = symtab_new(UINT32_MAX / 4);
	uint32_t i, k = 0;
	const char *s;

	if (gone == NULL)
		return err_errno(err, "metadata");
	for (i = 0; i < m->nmapping; i++) {
		s = m->mapping[i].raw_symbol;
		if (mapping_stays(m, &m->mapping[i], n)) {
			m->mapping[k++] = m->mapping[i];
			continue;
		}
		(void)symtab_add(gone, s, strlen(s), err);
		free(m->mapping[i].interval);
	}
	m->nmapping = k;
	for (i = 0; i < m->nnot_found; i++) {
		s = m->not_found[i];
		if (!name_stays(m, s, n))
			(void)symtab_add(gone, s, strlen(s), err);
	}
	drop_texts(m->symbols, &m->nsymbols, gone);
	drop_texts(m->partial, &m->npartial, gone);
	drop_texts(m->not_found, &m->nnot_found, gone);
	symtab_free(gone);
	return err->set ? -1 : 0;
}

static void
narrow_range(struct dbn_meta *m, uint64_t start, uint64_t end)
{
	int open = m->end == 0 || m->end == TS_NULL;

	if (start > m->start)
		m->start = !open && start > m->end ? m->end : start;
	if (end == TS_NULL || (!open && end >= m->end))
		return;
	m->end = end > m->start ? end : m->start;
}

int
dbn_meta_narrow(struct dbn_meta *m, const struct dbn_narrow *n, struct err *err)
{
	if (n->limit > 0 && (m->limit == 0 || n->limit < m->limit))
		m->limit = n->limit;
	narrow_range(m, n->start, n->end);
	/* without a map records have no symbols to choose by */
	if (n->keep == NULL || m->nmapping + m->nnot_found == 0 ||
	    (m->stype_out != STYPE_ID && m->stype_in != STYPE_ID))
		return 0;
	return drop_symbols(m, n, err);
}
