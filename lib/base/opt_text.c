/*
 * opt_text.c - options as one text; equal options give equal texts.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/opt_value.h"

/* A value of any type; its option's offset is that of an options struct. */
union value {
	int flag;
	int64_t i;
	uint64_t u;
	double d;
	const char *s;
	struct opt_strs all;
};

static size_t
value_size(enum opt_type type)
{
	switch (type) {
	case OPT_INT:
	case OPT_REAL:
	case OPT_DURATION:
	case OPT_SIZE:
	case OPT_TIME:
		return sizeof(int64_t);
	case OPT_STR:
		return sizeof(char *);
	case OPT_STRS:
		return sizeof(struct opt_strs);
	default:
		return sizeof(int);
	}
}

static void
put_value(FILE *f, const struct opt *o, const union value *v)
{
	int i;

	switch (o->type) {
	case OPT_INT:
		fprintf(f, " --%s %" PRId64, o->name, v->i);
		break;
	case OPT_REAL:
		fprintf(f, " --%s %.17g", o->name, v->d);
		break;
	case OPT_DURATION:
	case OPT_SIZE:
	case OPT_TIME:
		fprintf(f, " --%s %" PRIu64, o->name, v->u);
		break;
	case OPT_STR:
		fprintf(f, " --%s %s", o->name, v->s);
		break;
	case OPT_STRS:
		for (i = 0; i < v->all.n; i++)
			fprintf(f, " --%s %s", o->name, v->all.v[i]);
		break;
	case OPT_ENUM:
		fprintf(f, " --%s %s", o->name, o->choices[v->flag]);
		break;
	default:
		fprintf(f, " --%s", o->name);
	}
}

/* 1 if the value is the default. */
static int
is_default(const struct opt *o, const union value *v)
{
	union value def = { 0 };
	struct opt row = *o;
	struct err none = { 0 };

	row.off = 0;
	if (o->def != NULL && opt_store(&row, &def, o->def, &none) == -1)
		BUG("invalid default");
	if (o->type == OPT_STR && v->s != NULL && def.s != NULL)
		return strcmp(v->s, def.s) == 0;
	return memcmp(v, &def, value_size(o->type)) == 0;
}

/* 1 if a name is in a list separated by blanks. */
static int
listed(const char *names, const char *name)
{
	size_t n = strlen(name);
	const char *p = names;

	for (; (p = strstr(p, name)) != NULL; p += n)
		if ((p == names || p[-1] == ' ') &&
		    (p[n] == '\0' || p[n] == ' '))
			return 1;
	return 0;
}

char *
opt_text(const struct opt_group *groups, int ngroups, const char *names,
    struct err *err)
{
	const struct opt *o;
	union value v;
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);
	int i;

	if (f == NULL) {
		err_errno(err, "options");
		return NULL;
	}
	for (i = 0; i < ngroups; i++)
		for (o = groups[i].opts; o->name != NULL; o++) {
			if (!listed(names, o->name))
				continue;
			memset(&v, 0, sizeof(v));
			memcpy(&v, (const char *)groups[i].base + o->off,
			    value_size(o->type));
			if (!is_default(o, &v))
				put_value(f, o, &v);
		}
	if (fclose(f) != 0) {
		err_errno(err, "options");
		free(text);
		return NULL;
	}
	if (n > 0)
		memmove(text, text + 1, n); /* the first blank */
	return text;
}
