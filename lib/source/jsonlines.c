/*
 * jsonlines.c - records of foreign JSON: key sets and their plans.
 *
 * A source writes few sets of keys, so the plan of each is kept; the one used
 * last is tried first.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/num.h"
#include "source/json_mend.h"
#include "source/reader.h"

struct record_sink {
	struct reader *reader;
	uint64_t offset; /* of the line */
};

int
flat_json_init(struct flat_json *j, struct err *err)
{
	j->cells = calloc(1, sizeof(*j->cells));
	j->made = calloc(1, sizeof(*j->made));
	return j->cells == NULL || j->made == NULL ? err_errno(err, "keys") : 0;
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
	for (i = 0; i < KEYSETS_RAW; i++)
		keyset_fini(&j->raw[i]);
	if (j->cells != NULL)
		cells_fini(j->cells);
	free(j->cells);
	free(j->made);
	free(j->mended);
}

static int
keyset_is(const struct keyset *k, const struct cells *c)
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
	k->added = c->added;
	k->nameless = c->nameless;
	return 0;
}

/* ---- keys passed over ---- */

static int
plan_uses(const struct plan_of_record *p, int cell)
{
	const struct recipe *r;
	int i, j;

	for (i = 0; i < p->n; i++) {
		r = p->recipe[i];
		if (r->date == cell || r->time == cell)
			return 1;
		for (j = 0; j < r->nstep; j++)
			if (r->step[j].cell == cell)
				return 1;
	}
	return 0;
}

/* What its records had that nobody wanted. */
static void
keyset_account(const struct reader *r, struct keyset *k)
{
	const char *known = r->shape != NULL ? r->shape->known : NULL;
	const char *name = k->text;
	const char *reads = r->shape != NULL ? r->shape->reads : NULL;
	int i, wanted, n = k->n - k->added;

	for (i = 0; i < n && k->records > 0; name += k->len[i++]) {
		wanted = known != NULL ? key_known(known, name, k->len[i])
				       : plan_uses(&k->plan, i);
		if (reads != NULL)
			wanted |= key_known(reads, name, k->len[i]);
		if (!wanted)
			key_counts_add(r->opts->keys, name, k->len[i],
			    k->records);
	}
	k->records = 0;
}

void
flat_json_account(struct reader *r)
{
	struct flat_json *j = &r->j;
	int i;

	if (r->opts->keys == NULL)
		return;
	for (i = 0; i < j->nset; i++)
		keyset_account(r, &j->set[i]);
	for (i = 0; i < KEYSETS_RAW; i++)
		keyset_account(r, &j->raw[i]);
}

/* One more record of these keys. */
static int
note_raw(struct reader *r, const struct cells *c, struct err *err)
{
	struct flat_json *j = &r->j;
	struct keyset *k = &j->raw[j->raw_last];
	int i;

	for (i = 0; i < KEYSETS_RAW && !keyset_is(k, c); i++)
		k = &j->raw[i];
	if (!keyset_is(k, c)) {
		j->raw_last = j->raw_next;
		k = &j->raw[j->raw_next];
		j->raw_next = (j->raw_next + 1) % KEYSETS_RAW;
		keyset_account(r, k);
		keyset_fini(k);
		if (keyset_keep(k, c, err) == -1)
			return -1;
	}
	j->raw_last = (int)(k - j->raw);
	k->records++;
	return 0;
}

static struct sample
sample_of(const struct reader *r, const struct cells *c)
{
	return (struct sample){ in_name(r->in), r->opts,
		c->nameless ? NULL : c->name, c->value, c->n, SHAPE_JSON, NULL,
		NULL };
}

/* The plan for the cells' names, made when they are new. */
static struct keyset *
keyset_get(struct reader *r, const struct cells *c, const char **reason,
    struct err *err)
{
	struct sample s = sample_of(r, c);
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
	if (r->opts->keys != NULL)
		keyset_account(r, k);
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

/* ---- for the shapes ---- */

int
record_put(struct record_sink *out, const struct cells *c, const char **reason,
    struct err *err)
{
	struct reader *r = out->reader;
	struct keyset *k = keyset_get(r, c, reason, err);

	if (k == NULL || rows_more(&r->rows, err) == -1)
		return -1;
	k->records += r->opts->keys != NULL && c == r->j.cells &&
		      r->shape->known == NULL && !c->nameless;
	return reader_put(r, &k->plan, c->nameless ? NULL : c->name, c->value,
	    reason, err);
}

struct cells *
record_new(struct record_sink *out)
{
	struct cells *c = out->reader->j.made;

	c->n = c->nameless = c->added = 0;
	return c;
}

void
record_add(struct cells *c, const char *name, const struct csv_field *f)
{
	if (f == NULL || c->n == CELLS_MAX)
		return;
	c->name[c->n] = (struct csv_field){ name, strlen(name) };
	c->value[c->n++] = *f;
	c->added++;
}

void
record_control(struct record_sink *out)
{
	out->reader->control++;
}

void
record_unknown(struct record_sink *out)
{
	out->reader->unknown++;
}

int
record_error(const struct csv_field *said, const char **reason, struct err *err)
{
	*reason = "unknown-record";
	return err_set(err, "the source says: %.*s",
	    (int)(said->len < 300 ? said->len : 300), said->s);
}

int
record_arrival(struct record_sink *out, struct csv_field *f,
    const char **reason, struct err *err)
{
	struct reader *r = out->reader;
	const struct framed *e;
	struct timespec now;
	uint64_t t = TS_NULL;

	*f = r->j.stamp;
	if (f->len > 0)
		return 0;
	e = r->framing != NULL ? framing_at(r->framing, out->offset) : NULL;
	if (e != NULL)
		t = e->ts;
	if (t == TS_NULL && r->opts->stamp_arrival) {
		clock_gettime(CLOCK_REALTIME, &now);
		t = (uint64_t)now.tv_sec * NS_SECOND + (uint64_t)now.tv_nsec;
	}
	if (t == TS_NULL && err == NULL)
		return -1;
	if (t == TS_NULL) {
		*reason = "missing-field";
		return err_set(err, "no time: --stamp-arrival takes that of "
				    "arrival");
	}
	f->s = r->j.arrival;
	f->len = num_put_u64(r->j.arrival, t);
	return 0;
}

void *
record_state(struct record_sink *out)
{
	return out->reader->state;
}

struct context *
record_context(struct record_sink *out)
{
	return &out->reader->context;
}

const struct source_opts *
record_opts(struct record_sink *out)
{
	return out->reader->opts;
}

/* ---- lines ---- */

/* Expanding comes before planning, so the shape is chosen here. */
static int
choose(struct reader *r, const struct cells *c, struct err *err)
{
	struct sample s = sample_of(r, c);

	return r->ready ? 0 : reader_choose(r, &s, err);
}

/* "1723161255030314667 {...}": a capture's time of arrival, in ns.  Its
 * length with the blank behind it; 0 none. */
static size_t
take_stamp(struct reader *r, const struct line *l)
{
	size_t n = 0;

	r->j.stamp.len = 0;
	while (n < l->len && l->s[n] >= '0' && l->s[n] <= '9')
		n++;
	if (n == 0 || l->len - n < 2 || (l->s[n] != ' ' && l->s[n] != '\t'))
		return 0;
	r->j.stamp.len = n;
	return n + 1;
}

/* Databento's escapes, in a record of theirs. */
static int
mend(struct reader *r, const struct line *l, struct err *err)
{
	struct flat_json *j = &r->j;
	size_t room = l->len + l->len / 2 + 6, n;
	struct err ignored = { 0 };
	char *p;

	if (memmem(l->s, l->len, "\"hd\"", 4) == NULL)
		return -1;
	if (room > j->mended_room) {
		if ((p = realloc(j->mended, room)) == NULL)
			return -1;
		j->mended = p;
		j->mended_room = room;
	}
	n = json_mend_escapes(j->mended, l->s, l->len);
	if (n == 0 || flat_value(j->cells, j->mended, n, &ignored) == -1)
		return -1;
	err->set = 0;
	return 0;
}

/* The cells of the value behind the stamp, or of the document that it
 * starts; l is the whole of it then. */
static int
parse(struct reader *r, struct line *l, size_t stamp, struct err *err)
{
	struct cells *c = r->j.cells;
	struct line value = *l;
	struct err more = { 0 };
	int got, whole;

	value.s += stamp;
	value.len -= stamp;
	if (flat_value(c, value.s, value.len, err) == 0)
		return 0;
	got = c->cut ? values_join(&r->j.values, &value, &more) : 0;
	if (got == 1)
		err->set = 0;
	whole = got == 1 && flat_value(c, value.s, value.len, err) == 0;
	whole = whole || mend(r, &value, err) == 0;
	if (!whole && got == 0)
		(void)values_broken(&r->j.values, &value, &more);
	/* the window may have moved */
	l->s = value.s - stamp;
	l->len = value.len + stamp;
	l->newline = value.newline;
	return whole ? 0 : -1;
}

/* All of a line's rows or none. */
int
json_record(struct reader *r, struct line *l, const char **reason,
    struct err *err)
{
	struct record_sink out = { r, l->offset };
	struct cells *c = r->j.cells;
	size_t rows = r->rows.n;
	int got;

	*reason = "syntax";
	if (parse(r, l, take_stamp(r, l), err) == -1)
		return -1;
	*reason = NULL;
	r->j.stamp.s = l->s;
	if (r->j.stamp.len > 0 && !c->nameless &&
	    cells_get(c, "ts_recv") == NULL)
		record_add(c, "ts_recv", &r->j.stamp);
	if (choose(r, c, err) == -1)
		return -1;
	if (r->opts->keys != NULL && r->shape->known != NULL && !c->nameless &&
	    note_raw(r, c, err) == -1)
		return -1;
	got = r->shape->expand == NULL ? record_put(&out, c, reason, err)
				       : r->shape->expand(&out, c, reason, err);
	while (got == -1 && r->rows.n > rows)
		rows_undo(&r->rows);
	return got;
}
