/*
 * features.c - the columns of a record stream that a detector uses.
 */
#include "score/features.h"

#include <stdio.h>
#include <string.h>

/* Fields that tickscore adds are not features. */
static int
is_feature(const struct field *f)
{
	static const char *const added[] = { "score", "p", "threshold" };
	size_t i;

	if (f->type != F_F64 && f->type != F_F32)
		return 0;
	for (i = 0; i < sizeof(added) / sizeof(added[0]); i++)
		if (strcmp(f->name, added[i]) == 0)
			return 0;
	return 1;
}

static int
is_number(const struct field *f)
{
	return f->type != F_SYM && f->type != F_CHAR && f->type != F_TEXT;
}

static void
take(struct features *f, int col)
{
	f->col[f->d] = col;
	f->name[f->d] = f->schema->field[col].name;
	f->unit[f->d++] = f->schema->field[col].unit;
}

/* "there are a, b, c", for messages. */
static void
say_columns(char *buf, size_t size, const struct schema *s)
{
	size_t n = 0;
	int i;

	buf[0] = '\0';
	for (i = 0; i < s->nfield && n + FIELD_NAME_MAX + 8 < size; i++)
		if (is_number(&s->field[i]))
			n += (size_t)snprintf(buf + n, size - n, "%s%s",
			    n > 0 ? ", " : "", s->field[i].name);
}

/* Resolve one entry of the list to the first alternative that the schema
 * has. */
static int
choose_one(struct features *f, const char *entry, size_t len, struct err *err)
{
	char name[FIELD_NAME_MAX + 1], have[ERR_MAX / 2];
	const char *p = entry, *end = entry + len;
	size_t n;
	int col;

	for (; p < end; p += n + 1) {
		n = strcspn(p, ",|");
		if (n == 0 || n > FIELD_NAME_MAX)
			break;
		memcpy(name, p, n);
		name[n] = '\0';
		col = schema_find(f->schema, name);
		if (col >= 0 && is_number(&f->schema->field[col])) {
			take(f, col);
			return 0;
		}
	}
	say_columns(have, sizeof(have), f->schema);
	return err_set(err,
	    "feature %.*s: rows of %s have no such numeric field; they have %s",
	    (int)len, entry, f->schema->kind, have);
}

int
features_choose(struct features *f, const struct schema *s, const char *list,
    struct err *err)
{
	size_t n;
	int i;

	f->schema = s;
	f->d = 0;
	if (list == NULL) {
		for (i = 0; strcmp(s->kind, "feat") == 0 && i < s->nfield &&
			    f->d < FEATURES_MAX;
		     i++)
			if (is_feature(&s->field[i]))
				take(f, i);
		if (f->d == 0)
			return err_set(err,
			    "rows of %s have no features: pipe them through "
			    "tickfeat, or name columns with --features",
			    s->kind);
		return 0;
	}
	for (;; list += n + 1) {
		n = strcspn(list, ",");
		if (f->d == FEATURES_MAX)
			return err_set(err, "more than %d features",
			    FEATURES_MAX);
		if (choose_one(f, list, n, err) == -1)
			return -1;
		if (list[n] == '\0')
			return 0;
	}
}

int
features_match(struct features *f, const struct schema *s, int d,
    const char *const *names, struct err *err)
{
	char have[ERR_MAX / 2];
	int i, col;

	f->schema = s;
	f->d = 0;
	for (i = 0; i < d; i++) {
		col = schema_find(s, names[i]);
		if (col < 0 || !is_number(&s->field[col])) {
			say_columns(have, sizeof(have), s);
			return err_set(err,
			    "the model's feature %d, %s, is not in rows of %s; "
			    "they have %s",
			    i + 1, names[i], s->kind, have);
		}
		take(f, col);
	}
	return 0;
}

void
features_get(const struct features *f, const struct rec *r, double *x)
{
	int i;

	for (i = 0; i < f->d; i++)
		x[i] = f->schema->field[f->col[i]].type == F_F64
			   ? rec_f64(r, f->col[i])
			   : rec_double(r, f->col[i]);
}
