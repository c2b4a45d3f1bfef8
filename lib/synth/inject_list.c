/*
 * inject_list.c - choosing injected types, and the names of levels.
 */
#include <string.h>

#include "synth/inject.h"

const char *const inject_level_names[] = { "easy", "medium", "hard", NULL };

const char *const inject_reasons[INJECT_REASONS] = {
	[INJECT_OK] = "placed",
	[INJECT_WARMUP] = "in_warmup",
	[INJECT_UNKNOWN] = "volatility_unknown",
	[INJECT_SMALL] = "under_a_tick",
	[INJECT_PRICE] = "price_out_of_range",
	[INJECT_CLOSE] = "too_close",
	[INJECT_SHARE] = "too_many_labels",
	[INJECT_UNSUITED] = "unsuited_rows",
	[INJECT_NO_ROW] = "no_row_in_time",
};

static const struct inject_type *
find(const char *name, size_t len)
{
	const struct inject_type *const *t;

	for (t = inject_list; *t != NULL; t++)
		if (strncmp((*t)->name, name, len) == 0 &&
		    (*t)->name[len] == '\0')
			return *t;
	return NULL;
}

const struct inject_type *
inject_find(const char *name)
{
	return find(name, strlen(name));
}

void
inject_opts_default(struct inject_opts *o)
{
	const struct inject_type *const *t;

	*o = (struct inject_opts){
		.seed = 1,
		.level = INJECT_MEDIUM,
		.per_day = 1,
		.quiet = 0.3,
		.unit = 60 * NS_SECOND,
		.warmup = 3600 * NS_SECOND,
		.share = 0.005,
	};
	for (t = inject_list; *t != NULL; t++)
		if (!(*t)->decoy)
			o->type[o->ntype++] = *t;
}

int
inject_opts_types(struct inject_opts *o, const char *names, struct err *err)
{
	const struct inject_type *t;
	const char *s = names;
	size_t len;
	int i;

	o->ntype = 0;
	for (;;) {
		len = strcspn(s, ",");
		if ((t = find(s, len)) == NULL || t->decoy)
			return err_usage(err, "no type \"%.*s\": see --list",
			    len > 60 ? 60 : (int)len, s);
		for (i = 0; i < o->ntype; i++)
			if (o->type[i] == t)
				return err_usage(err, "type %s twice", t->name);
		if (o->ntype == INJECT_TYPES_MAX)
			return err_usage(err, "more than %d types",
			    INJECT_TYPES_MAX);
		o->type[o->ntype++] = t;
		if (s[len] == '\0')
			return 0;
		s += len + 1;
	}
}
