/*
 * meta_clash.c - check that the merged metadata of several files names each
 * instrument as each file alone does.
 *
 * The symbol of an id changes only where one of its intervals starts or ends,
 * so it is enough to compare those days.
 */
#include <inttypes.h>
#include <string.h>

#include "base/num.h"
#include "dbn/meta.h"
#include "dbn/symbols.h"

struct clash {
	struct symtab *texts;
	struct symbols part, all;
};

static int
check_day(struct clash *c, uint32_t id, uint32_t date, struct err *err)
{
	uint64_t t = symbols_date(date);
	uint32_t is = symbols_at(&c->part, id, t), all;

	all = symbols_at(&c->all, id, t);
	if (is == SYMBOL_FAILED || all == SYMBOL_FAILED)
		return err_set(err, "metadata: out of memory for symbols");
	if (is == 0 || is == all)
		return 0;
	return err_set(err,
	    "metadata: instrument %" PRIu32 " is \"%s\" in one file and \"%s\" "
	    "in another on %" PRIu32,
	    id, symtab_text(c->texts, is, NULL),
	    symtab_text(c->texts, all, NULL), date);
}

/* At both edges of an interval. */
static int
check_interval(struct clash *c, const struct dbn_meta *m,
    const struct dbn_mapping *map, const struct dbn_interval *v,
    struct err *err)
{
	const char *id = m->stype_out == 0 ? v->symbol : map->raw_symbol;
	uint64_t n;

	if (v->symbol[0] == '\0' || num_u64(&n, id, strlen(id)) != 0)
		return 0;
	if (check_day(c, (uint32_t)n, v->start_date, err) == -1)
		return -1;
	return check_day(c, (uint32_t)n, v->end_date, err);
}

/* At all edges of the intervals of m. */
static int
check_edges(struct clash *c, const struct dbn_meta *m, struct err *err)
{
	const struct dbn_mapping *map;
	uint32_t i, j;

	for (i = 0; i < m->nmapping; i++) {
		map = &m->mapping[i];
		for (j = 0; j < map->n; j++)
			if (check_interval(c, m, map, &map->interval[j], err) ==
			    -1)
				return -1;
	}
	return 0;
}

int
meta_clash(const struct dbn_meta *part, const struct dbn_meta *all,
    struct err *err)
{
	struct clash c = { .texts = symtab_new(UINT32_MAX / 4) };
	int r = -1;

	if (c.texts == NULL)
		return err_errno(err, "metadata");
	if (symbols_init(&c.part, c.texts, err) == 0 &&
	    symbols_init(&c.all, c.texts, err) == 0 &&
	    symbols_load(&c.part, part, err) == 0 &&
	    symbols_load(&c.all, all, err) == 0 &&
	    check_edges(&c, part, err) == 0)
		r = check_edges(&c, all, err);
	symbols_fini(&c.part);
	symbols_fini(&c.all);
	symtab_free(c.texts);
	return r;
}
