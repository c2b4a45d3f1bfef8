/*
 * jsonlines.c - records of foreign JSON: key sets and their plans.
 *
 * A source writes few sets of keys, so the plan of each is kept; the one used
 * last is tried first.
 */
#include <stdlib.h>
#include <string.h>

#include "source/reader.h"

struct record_sink {
	struct reader *reader;
};

int
flat_json_init(struct flat_json *j, struct err *err)
{
	j->cells = calloc(1, sizeof(*j->cells));
	return j->cells == NULL ? err_errno(err, "keys") : 0;
}

static void
keyset_fini(struct keyset *k)
{
	record_plan_fini(&k->plan);
	free(k->text);
	free(k->len);
	memset(k, 0, sizeof(*k));
}

void
flat_json_fini(struct flat_json *j)
{
	int i;

	for (i = 0; i < j->nset; i++)
		keyset_fini(&j->set[i]);
	if (j->cells != NULL)
		cells_fini(j->cells);
	free(j->cells);
}

static int
keyset_is(const struct keyset *k, const struct cells *c)
{
	const char *p = k->text;
	int i;

	if (k->n != c->n)
		return 0;
	for (i = 0; i < c->n; i++) {
		if (k->len[i] != c->name[i].len ||
		    memcmp(p, c->name[i].s, k->len[i]) != 0)
			return 0;
		p += k->len[i];
	}
	return 1;
}

static int
keyset_keep(struct keyset *k, const struct cells *c, struct err *err)
{
	size_t size = 0;
	char *p;
	int i;

	for (i = 0; i < c->n; i++)
		size += c->name[i].len;
	k->text = malloc(size + 1);
	k->len = calloc((size_t)c->n + 1, sizeof(*k->len));
	if (k->text == NULL || k->len == NULL)
		return err_errno(err, "keys");
	for (i = 0, p = k->text; i < c->n; i++) {
		memcpy(p, c->name[i].s, c->name[i].len);
		p += c->name[i].len;
		k->len[i] = (uint32_t)c->name[i].len;
	}
	k->n = c->n;
	return 0;
}

/* The plan for the cells' names, made when they are new. */
static struct keyset *
keyset_get(struct reader *r, const struct cells *c, const char **reason,
    struct err *err)
{
	struct sample s = { in_name(r->in), r->opts, c->name, c->value, c->n,
		SHAPE_JSON, NULL, NULL };
	struct flat_json *j = &r->j;
	struct keyset *k;
	int i;

	if (j->nset > 0 && keyset_is(&j->set[j->last], c))
		return &j->set[j->last];
	for (i = 0; i < j->nset; i++)
		if (keyset_is(&j->set[i], c))
			return &j->set[j->last = i];
	i = j->nset < KEYSETS_MAX ? j->nset : j->next;
	k = &j->set[i];
	keyset_fini(k);
	if (reader_plan(r, &k->plan, &s, reason, err) == -1 ||
	    keyset_keep(k, c, err) == -1) {
		keyset_fini(k);
		k->n = -1; /* fits nothing */
		return NULL;
	}
	j->nset += i == j->nset;
	j->next = (i + 1) % KEYSETS_MAX;
	j->last = i;
	return k;
}

int
record_put(struct record_sink *out, const struct cells *c, const char **reason,
    struct err *err)
{
	struct keyset *k = keyset_get(out->reader, c, reason, err);

	if (k == NULL)
		return -1;
	return reader_put(out->reader, &k->plan, c->name, c->value, reason,
	    err);
}

/* Expanding comes before planning, so the shape is chosen here. */
static int
choose(struct reader *r, const struct cells *c, struct err *err)
{
	struct sample s = { in_name(r->in), r->opts, c->name, c->value, c->n,
		SHAPE_JSON, NULL, NULL };

	return r->ready ? 0 : reader_choose(r, &s, err);
}

int
json_record(struct reader *r, const struct line *l, const char **reason,
    struct err *err)
{
	struct record_sink out = { r };
	struct cells *c = r->j.cells;

	*reason = "syntax";
	if (flat_object(c, l->s, l->len, err) == -1)
		return -1;
	*reason = NULL;
	if (choose(r, c, err) == -1)
		return -1;
	if (r->shape->expand == NULL)
		return record_put(&out, c, reason, err);
	return r->shape->expand(&out, c, reason, err);
}
