/*
 * key_sets.c - one plan per set of keys of foreign JSON.
 */
#include "source/key_sets.h"

#include <stdlib.h>
#include <string.h>

#include "source/reader.h"

static void
key_set_fini(struct key_set *k)
{
	record_plan_fini(&k->plan);
	free(k->text);
	free(k->len);
	memset(k, 0, sizeof(*k));
}

void
key_sets_fini(struct key_sets *k)
{
	int i;

	for (i = 0; i < k->n; i++)
		key_set_fini(&k->set[i]);
	for (i = 0; i < KEY_SETS_RAW; i++)
		key_set_fini(&k->raw[i]);
}

static int
key_set_is(const struct key_set *k, const struct cells *c)
{
	const char *p = k->text;
	int i;

	if (k->n != c->n || k->nameless != c->nameless)
		return 0;
	if (c->nameless)
		return 1;
	for (i = 0; i < c->n; i++) {
		if (k->len[i] != c->name[i].len ||
		    memcmp(p, c->name[i].s, k->len[i]) != 0)
			return 0;
		p += k->len[i];
	}
	return 1;
}

static int
key_set_keep(struct key_set *k, const struct cells *c, struct err *err)
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
	k->added = c->added;
	k->nameless = c->nameless;
	return 0;
}

/* ---- keys not read ---- */

/* Count the keys of its records that nothing was read from. */
static void
key_set_account(const struct reader *r, struct key_set *k)
{
	const char *known = r->layout != NULL ? r->layout->known : NULL;
	const char *name = k->text;
	const char *reads = r->layout != NULL ? r->layout->reads : NULL;
	int i, wanted, n = k->n - k->added;

	for (i = 0; i < n && k->records > 0; name += k->len[i++]) {
		wanted = known != NULL ? unread_listed(known, name, k->len[i])
				       : plan_uses(&k->plan, i);
		if (reads != NULL)
			wanted |= unread_listed(reads, name, k->len[i]);
		if (!wanted)
			unread_add(r->opts->keys, name, k->len[i], k->records);
	}
	k->records = 0;
}

void
key_sets_account(struct reader *r)
{
	struct key_sets *ks = &r->j.keys;
	int i;

	if (r->opts->keys == NULL)
		return;
	for (i = 0; i < ks->n; i++)
		key_set_account(r, &ks->set[i]);
	for (i = 0; i < KEY_SETS_RAW; i++)
		key_set_account(r, &ks->raw[i]);
}

/* The set of these keys among those last seen; NULL: a new one. */
static struct key_set *
raw_find(struct key_sets *ks, const struct cells *c)
{
	int i;

	if (key_set_is(&ks->raw[ks->raw_last], c))
		return &ks->raw[ks->raw_last];
	for (i = 0; i < KEY_SETS_RAW; i++)
		if (i != ks->raw_last && key_set_is(&ks->raw[i], c))
			return &ks->raw[i];
	return NULL;
}

/* One more record of these keys. */
int
key_sets_note(struct reader *r, const struct cells *c, struct err *err)
{
	struct key_sets *ks = &r->j.keys;
	struct key_set *k = raw_find(ks, c);

	if (k == NULL) {
		k = &ks->raw[ks->raw_next];
		ks->raw_next = (ks->raw_next + 1) % KEY_SETS_RAW;
		key_set_account(r, k);
		key_set_fini(k);
		if (key_set_keep(k, c, err) == -1)
			return -1;
	}
	ks->raw_last = (int)(k - ks->raw);
	k->records++;
	return 0;
}

/* The plan for the cells' names, made when they are new. */
struct key_set *
key_sets_get(struct reader *r, const struct cells *c, const char **reason,
    struct err *err)
{
	struct key_sets *ks = &r->j.keys;
	struct key_set *k;
	struct sample s;
	int i;

	if (ks->n > 0 && key_set_is(&ks->set[ks->last], c))
		return &ks->set[ks->last];
	for (i = 0; i < ks->n; i++)
		if (key_set_is(&ks->set[i], c))
			return &ks->set[ks->last = i];
	i = ks->n < KEY_SETS_MAX ? ks->n : ks->next;
	k = &ks->set[i];
	if (r->opts->keys != NULL)
		key_set_account(r, k);
	key_set_fini(k);
	s = reader_sample(r, c);
	if (reader_plan(r, &k->plan, &s, reason, err) == -1 ||
	    key_set_keep(k, c, err) == -1) {
		key_set_fini(k);
		k->n = -1; /* fits nothing */
		return NULL;
	}
	reader_note_alike(r, &k->plan, &s);
	ks->n += i == ks->n;
	ks->next = (i + 1) % KEY_SETS_MAX;
	ks->last = i;
	return k;
}
