/*
 * feat_all.h - all column functions at once, over rows of four series.
 */
#ifndef UNIT_FEAT_ALL_H
#define UNIT_FEAT_ALL_H

#include "feat/feat.h"
#include "feat_every.h"
#include "stream_rows.h"

enum { ALL_SEED = 7 };

static inline const struct column_fn *
listed(int i)
{
	return column_fn_list[i];
}

/* All functions of the list as one text, a column each; series a, b, ... are
 * fields. */
static inline void
all_columns(char *text, size_t size)
{
	const struct arg *a;
	struct rng g;
	size_t n = 0;
	int i, nin;

	rng_init(&g, ALL_SEED, 1);
	for (i = 0; listed(i) != NULL; i++) {
		n += (size_t)snprintf(text + n, size - n, "%sy%d=%s(",
		    i > 0 ? "," : "", i, listed(i)->name);
		nin = 0;
		for (a = listed(i)->args; a != NULL && a->name != NULL; a++) {
			if (a != listed(i)->args)
				text[n++] = ',';
			if (a->kind == ARG_IN)
				n += (size_t)snprintf(text + n, size - n,
				    "%s=%c", a->name, 'a' + nin++ % 4);
			else
				n += every_put_arg(text + n, size - n, a, &g);
		}
		n += (size_t)snprintf(text + n, size - n, ")");
	}
}

static inline const struct schema *
series_schema(struct rows *t)
{
	struct field f[6];
	char name[2] = "a";
	int n = 0;

	f[n++] = field_make("ts_event", F_TS, "");
	f[n++] = field_make("symbol", F_SYM, "");
	for (; name[0] <= 'd'; name[0]++)
		f[n++] = field_make(name, F_F64, "");
	return schema_get(t->vocab.schemas, "series", f, n, &t->err);
}

#endif
