/*
 * choose.c - choosing injected types by name, and the names of levels.
 */
#include <string.h>

#include "base/num.h"
#include "synth/inject.h"

const char *const inject_level_names[] = { "easy", "medium", "hard", NULL };

const char *const inject_groups[] = { "contextual", "pattern", "collective",
	"subtle", "activity", "mixed", "feed", "orders", NULL };

const char *const inject_reasons[INJECT_REASONS] = {
	[INJECT_OK] = "placed",
	[INJECT_WARMUP] = "in_warmup",
	[INJECT_UNKNOWN] = "volatility_unknown",
	[INJECT_SMALL] = "under_a_tick",
	[INJECT_RANGE] = "price_out_of_range",
	[INJECT_CLOSE] = "too_close",
	[INJECT_SHARE] = "too_many_labels",
	[INJECT_UNSUITED] = "unsuited_rows",
	[INJECT_NO_ROW] = "no_row_in_time",
};

/* mixed holds what a price and its volume can do; feeds and order books have
 * anomalies of their own. */
int
inject_in_group(const struct inject_type *t, const char *group)
{
	if (t->decoy || t->group == NULL)
		return 0;
	if (strcmp(group, "mixed") == 0)
		return strcmp(t->group, "feed") != 0 &&
		       strcmp(t->group, "orders") != 0;
	return strcmp(t->group, group) == 0;
}

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

/* Bytes of rows that wait, before a temporary file is used. */
enum { WAIT_MEMORY = 8 << 20 };

void
inject_opts_default(struct inject_opts *o)
{
	const struct inject_type *const *t;
	struct err err = { 0 };

	*o = (struct inject_opts){
		.seed = 1,
		.level = INJECT_MEDIUM,
		.per_day = 1,
		.quiet = 0.3,
		.unit = 60 * NS_SECOND,
		.warmup = 3600 * NS_SECOND,
		.share = 0.005,
		.spill = { .memory = WAIT_MEMORY },
	};
	if (inject_opts_types(o, "spike,shift,volume", &err) == -1)
		BUG("the types injected by default are not listed");
	for (t = inject_list; *t != NULL; t++)
		if ((*t)->decoy)
			o->decoy[o->ndecoy++] = *t;
}

static const char *
group_find(const char *name, size_t len)
{
	int i;

	for (i = 0; inject_groups[i] != NULL; i++)
		if (strncmp(inject_groups[i], name, len) == 0 &&
		    inject_groups[i][len] == '\0')
			return inject_groups[i];
	return NULL;
}

/* A list of types being filled. */
struct chosen {
	const struct inject_type **type;
	int *n;
};

static int
choose(struct chosen c, const struct inject_type *t, struct err *err)
{
	int i;

	for (i = 0; i < *c.n; i++)
		if (c.type[i] == t)
			return err_usage(err, "%s: given twice", t->name);
	c.type[(*c.n)++] = t;
	return 0;
}

static int
choose_name(struct chosen c, const char *name, size_t len, int decoys,
    struct err *err)
{
	const struct inject_type *const *all, *t = find(name, len);
	const char *group = decoys ? NULL : group_find(name, len);

	if (t != NULL && t->decoy == decoys)
		return choose(c, t, err);
	if (group == NULL)
		return err_usage(err, "unknown %s \"%.*s\": see --list",
		    decoys ? "decoy" : "type", len > 60 ? 60 : (int)len, name);
	for (all = inject_list; *all != NULL; all++)
		if (inject_in_group(*all, group) && choose(c, *all, err) == -1)
			return -1;
	return 0;
}

static int
choose_all(struct chosen c, const char *names, int decoys, struct err *err)
{
	const char *s = names;
	size_t len;

	*c.n = 0;
	for (;;) {
		len = strcspn(s, ",");
		if (choose_name(c, s, len, decoys, err) == -1)
			return -1;
		if (s[len] == '\0')
			return 0;
		s += len + 1;
	}
}

int
inject_opts_types(struct inject_opts *o, const char *names, struct err *err)
{
	return choose_all((struct chosen){ o->type, &o->ntype }, names, 0, err);
}

int
inject_opts_decoys(struct inject_opts *o, const char *names, struct err *err)
{
	return choose_all((struct chosen){ o->decoy, &o->ndecoy }, names, 1,
	    err);
}

int
inject_opts_scale(struct inject_opts *o, const char *text, struct err *err)
{
	const char *sign = strchr(text, '=');
	const char *number = sign != NULL ? sign + 1 : text;
	const struct inject_type *t = NULL;
	double scale;
	int i;

	if (sign != NULL && (t = find(text, (size_t)(sign - text))) == NULL)
		return err_usage(err, "unknown type \"%.*s\": see --list",
		    sign - text > 60 ? 60 : (int)(sign - text), text);
	if (num_f64(&scale, number, strlen(number)) < 0 ||
	    !(scale >= 0.001 && scale <= 1000))
		return err_usage(err,
		    "\"%.60s\": expected a factor of 0.001 to 1000, or "
		    "TYPE=FACTOR",
		    text);
	for (i = 0; inject_list[i] != NULL; i++)
		if (t == NULL || inject_list[i] == t)
			o->scale[i] = scale;
	return 0;
}
