/*
 * plan.c - from names of columns to recipes: inputs.md 3.8.
 *
 * Each field takes the first of its names that the input has; --map goes
 * before.  What is there says the kind: open, high, low, close make a bar;
 * bid and ask a quote; a price with a size a trade, alone a price; else a
 * value.  A price beside bid and ask makes a second row, behind the quote, of
 * records that have a size, too; else one of the two.
 */
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "source/map.h"
#include "source/layout.h"
#include "stream/rec.h"

enum { FOUND_MAX = RECIPE_FIELDS_MAX, NAMES_LISTED = 200 };

/* Which cell fills a field. */
struct found {
	struct {
		char field[FIELD_NAME_MAX + 1];
		int cell; /* -1: --map says there is none */
		enum cell_how how;
		int extra; /* a field of --map beyond those of the kinds */
	} v[FOUND_MAX];
	int n;
	char taken[CELLS_MAX]; /* by --map: not found by name as well */
};

static const struct kind_fields {
	const char *kind;
	const char *field[8];
} kinds[] = {
	{ "bar", { "open", "high", "low", "close", "volume", "count" } },
	{ "quote", { "bid_px_00", "ask_px_00", "bid_sz_00", "ask_sz_00" } },
	{ "trades", { "price", "size", "side" } },
	{ "price", { "price", "side" } },
	{ "value", { "value" } },
};

enum { NKINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* ---- cells for fields ---- */

static int
found_at(const struct found *f, const char *field)
{
	int i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->v[i].field, field) == 0)
			return i;
	return -1;
}

static int
has(const struct found *f, const char *field)
{
	int i = found_at(f, field);

	return i >= 0 && f->v[i].cell >= 0;
}

static void
found_add(struct found *f, const char *field, int cell, enum cell_how how)
{
	if (f->n == FOUND_MAX)
		return;
	memcpy(f->v[f->n].field, field, strlen(field) + 1);
	f->v[f->n].cell = cell;
	f->v[f->n].how = how;
	f->v[f->n].extra = 0;
	f->n++;
}

/* The cell of a JSON Pointer: nested ones are called by theirs, those at the
 * top by their key. */
static int
pointer_cell(const struct sample *s, const char *col, size_t len)
{
	char key[FIELD_NAME_MAX + 1];
	size_t i, n = 0;

	if (len - 1 > sizeof(key))
		return sample_find_free(s, col + 1, len - 1, NULL);
	for (i = 1; i < len; i++) {
		key[n] = col[i];
		if (col[i] == '~' && i + 1 < len &&
		    (col[i + 1] == '0' || col[i + 1] == '1'))
			key[n] = col[++i] == '0' ? '~' : '/';
		n++;
	}
	return sample_find_free(s, key, n, NULL);
}

/* The cell that --map names; -2 with *err. */
static int
map_cell(const struct sample *s, const char *col, size_t len, struct err *err)
{
	int at = sample_find_free(s, col, len, NULL);
	uint64_t v;

	if (len == 0)
		return -1;
	if (at >= 0)
		return at;
	if (s->text == TEXT_JSON && s->name != NULL)
		return *col == '/' ? pointer_cell(s, col, len) : -1;
	if (num_u64(&v, col, len) == 0 && v >= 1 && v <= (uint64_t)s->n)
		return (int)v - 1;
	err_set(err, "--map: no column \"%.*s\" among %d%s",
	    (int)(len < 60 ? len : 60), col, s->n,
	    s->name == NULL ? " without names" : "");
	return -2;
}

/* In a kind's own fields, or before them in every row. */
static int
is_known(const char *field)
{
	static const char *const head[] = { "ts_event", "ts_recv", "symbol",
		"date", "time", "trade_id", "correction" };
	size_t i, j;

	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		if (strcmp(head[i], field) == 0)
			return 1;
	for (i = 0; i < NKINDS; i++)
		for (j = 0; kinds[i].field[j] != NULL; j++)
			if (strcmp(kinds[i].field[j], field) == 0)
				return 1;
	return 0;
}

/* Told to be the side, and called so that it says who was the maker. */
static int
is_maker(const struct sample *s, const char *field, int cell)
{
	const char *name, *last;
	size_t len;

	if (strcmp(field, "side") != 0 || s->name == NULL || cell < 0)
		return 0;
	name = s->name[cell].s;
	len = s->name[cell].len;
	last = memrchr(name, '/', len);
	if (last != NULL) {
		len -= (size_t)(last + 1 - name);
		name = last + 1;
	}
	return name_same(name, len, "is_buyer_maker", 14, 0) ||
	       (len == 1 && *name == 'm');
}

/* Does a name lie in element i of the array at a pointer? */
static int
in_element(const char *name, size_t len, const char *array, size_t n,
    uint64_t i)
{
	char want[NUM_I64_MAX + 1];
	size_t digits = num_put_u64(want, i);

	return len >= n + 1 + digits && memcmp(name, array, n) == 0 &&
	       name[n] == '/' && memcmp(name + n + 1, want, digits) == 0 &&
	       (len == n + 1 + digits || name[n + 1 + digits] == '/');
}

/*
 * A pointer that names one element of an array reads nothing of the others,
 * so it is refused where there are more; unless the map names these as well,
 * as price and size of [price,size].
 */
static int
check_element(const struct sample *s, const struct map *m, int at,
    struct err *err)
{
	const char *col = m->v[at].col, *slash;
	size_t len = m->v[at].len, n, k;
	uint64_t i;
	int c, j;

	for (n = 0; n < len; n += k) {
		slash = memchr(col + n + 1, '/', len - n - 1);
		k = slash != NULL ? (size_t)(slash - col) - n : len - n;
		if (num_u64(&i, col + n + 1, k - 1) != 0 || i > 1000000)
			continue;
		for (c = 0; c < s->n; c++)
			if (in_element(s->name[c].s, s->name[c].len, col, n,
				i + 1) ||
			    (i > 0 && in_element(s->name[c].s, s->name[c].len,
					  col, n, i - 1)))
				break;
		for (j = 0; c < s->n && j < m->n; j++)
			if (m->v[j].len > n && *m->v[j].col == '/' &&
			    memcmp(m->v[j].col, col, n + 1) == 0 &&
			    !in_element(m->v[j].col, m->v[j].len, col, n, i))
				c = s->n;
		if (c < s->n)
			return err_set(err,
			    "--map: %.*s names one element of an array that "
			    "has more: the others would be lost",
			    (int)(len < 80 ? len : 80), col);
	}
	return 0;
}

static int
find_mapped(struct found *f, const struct sample *s, struct err *err)
{
	struct map m;
	int i, cell;

	if (map_parse(&m, s->opts->map, err) == -1)
		return -1;
	for (i = 0; i < m.n; i++) {
		cell = map_cell(s, m.v[i].col, m.v[i].len, err);
		if (cell == -2)
			return -1;
		if (cell >= 0 && s->text == TEXT_JSON && s->name != NULL &&
		    *m.v[i].col == '/' && check_element(s, &m, i, err) == -1)
			return -1;
		found_add(f, m.v[i].field, cell,
		    is_maker(s, m.v[i].field, cell) ? CELL_MAKER : CELL_PLAIN);
		if (cell >= 0)
			f->taken[cell] = 1;
		f->v[i].extra = !is_known(m.v[i].field);
	}
	return 0;
}

static int
is_time(const char *field)
{
	enum ftype t;
	uint16_t len;

	return strcmp(field, "date") == 0 || strcmp(field, "time") == 0 ||
	       (vocab_type(&t, &len, field) == 0 && t == F_TS);
}

/* The cell whose name is one of these, but for a zone or unit in parentheses:
 * "Date(UTC)", "Timestamp [ms]". */
static int
find_bare(const struct sample *s, const char *names, const char *taken)
{
	size_t n, bare;
	int i;

	for (; s->name != NULL && *names != '\0';
	     names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		for (i = 0; i < s->n; i++) {
			bare = times_bare_name(s->name[i].s, s->name[i].len);
			if (bare < s->name[i].len && !taken[i] &&
			    name_same(s->name[i].s, bare, names, n, 0))
				return i;
		}
	}
	return -1;
}

/* Without names the table of a layout with patterns is the order. */
static void
find_columns(struct found *f, const struct sample *s,
    const struct layout *layout)
{
	const struct column *c = layout->columns;
	int at, cell;

	if (c == NULL || (s->name == NULL && layout->patterns == NULL))
		return;
	for (at = 0; c->field != NULL; c++, at++) {
		if (c->field[0] == '\0' || found_at(f, c->field) >= 0)
			continue;
		cell = s->name != NULL
			   ? sample_find_first(s, c->names, f->taken)
			   : at;
		if (cell < 0 && is_time(c->field))
			cell = find_bare(s, c->names, f->taken);
		if (cell >= 0 && cell < s->n)
			found_add(f, c->field, cell, c->how);
	}
}

/* A date and a time in columns of their own, unless ts is told otherwise. */
static void
find_halves(struct found *f, const struct sample *s)
{
	int ts = found_at(f, "ts_event"), date, time;

	if (found_at(f, "date") >= 0 || s->name == NULL || ts < 0)
		return;
	date = sample_find(s, "date trade_date trading_date");
	time = sample_find(s, "time trade_time time_m");
	if (date < 0 || time < 0 ||
	    (f->v[ts].cell != date && f->v[ts].cell != time))
		return;
	found_add(f, "date", date, CELL_PLAIN);
	found_add(f, "time", time, CELL_PLAIN);
}

/* ---- recipes ---- */

struct recipe *
plan_add(struct plan_of_record *p, const char *kind, struct err *err)
{
	struct recipe *r;

	if (p->n == PLAN_MAX)
		BUG("a plan of too many rows");
	r = recipe_new(p->context, kind, err);
	if (r != NULL)
		p->recipe[p->n++] = r;
	return r;
}

void
record_plan_fini(struct plan_of_record *p)
{
	int i;

	for (i = 0; i < p->n; i++)
		recipe_free(p->recipe[i]);
	p->n = 0;
}

static int
put_found(struct recipe *r, const struct found *f, const char *field,
    struct err *err)
{
	int i = found_at(f, field);

	if (i < 0 || f->v[i].cell < 0)
		return 0;
	return recipe_step(r, field, f->v[i].cell, f->v[i].how, err);
}

static int
put_time(struct recipe *r, const struct found *f, struct err *err)
{
	int date = found_at(f, "date"), time = found_at(f, "time");

	if (has(f, "date") && has(f, "time")) {
		r->date = f->v[date].cell;
		r->time = f->v[time].cell;
		return recipe_field(r, "ts_event", err);
	}
	/* a date alone is its midnight, a time alone is of --date */
	if (!has(f, "ts_event") && (has(f, "date") || has(f, "time")))
		return recipe_step(r, "ts_event",
		    f->v[has(f, "date") ? date : time].cell, CELL_PLAIN, err);
	return put_found(r, f, "ts_event", err);
}

static int
put_kind(struct recipe *r, const struct found *f, struct err *err)
{
	const struct kind_fields *k = kinds;
	int i;

	while (strcmp(k->kind, r->kind) != 0)
		k++;
	for (i = 0; k->field[i] != NULL; i++)
		if (put_found(r, f, k->field[i], err) == -1)
			return -1;
	for (i = 0; i < f->n; i++)
		if (f->v[i].extra && put_found(r, f, f->v[i].field, err) == -1)
			return -1;
	return 0;
}

/* What the names of time columns say about zone and unit. */
static void
take_names(struct recipe *r, const struct sample *s)
{
	const struct csv_field *name = s->name;
	struct times *t = &r->c->times;
	int i, cell;

	if (name == NULL)
		return;
	if (r->date >= 0 &&
	    !times_by_name(t, r->halves, name[r->time].s, name[r->time].len))
		times_by_name(t, r->halves, name[r->date].s, name[r->date].len);
	for (i = 0; i < r->nstep; i++) {
		cell = r->step[i].cell;
		if (r->step[i].time != NULL)
			times_by_name(t, r->step[i].time, name[cell].s,
			    name[cell].len);
	}
}

/* The order of a row: times, symbol, what the kind holds, the id. */
static int
make(struct plan_of_record *p, const struct sample *s, const struct found *f,
    const char *kind, struct err *err)
{
	struct recipe *r = plan_add(p, kind, err);

	if (r == NULL || put_time(r, f, err) == -1 ||
	    put_found(r, f, "ts_recv", err) == -1 ||
	    (strcmp(kind, "bar") == 0 &&
		(recipe_field(r, "ts_end", err) == -1 ||
		    put_found(r, f, "ts_end", err) == -1)) ||
	    recipe_field(r, "symbol", err) == -1 ||
	    put_found(r, f, "symbol", err) == -1 || put_kind(r, f, err) == -1 ||
	    put_found(r, f, "trade_id", err) == -1)
		return -1;
	if (has(f, "correction") &&
	    (strcmp(kind, "trades") == 0 || strcmp(kind, "price") == 0))
		r->correction = f->v[found_at(f, "correction")].cell;
	r->name = s->name;
	if (recipe_ready(r, err) == -1)
		return -1;
	take_names(r, s);
	return 0;
}

static int
has_time(const struct found *f)
{
	return has(f, "ts_event") || has(f, "date") || has(f, "time");
}

/* "ts, symbol, Trade Price, ..." */
static void
list_names(char *out, size_t size, const struct sample *s)
{
	size_t n = 0;
	int i;

	out[0] = '\0';
	for (i = 0; s->name != NULL && i < s->n && n < size; i++) {
		if (n + s->name[i].len + 6 > size) {
			snprintf(out + n, size - n, ", ...");
			return;
		}
		n += (size_t)snprintf(out + n, size - n, "%s%.*s",
		    i > 0 ? ", " : "", (int)s->name[i].len, s->name[i].s);
	}
}

static int
refuse_names(const struct sample *s, const char *missing, const char *names,
    const char *remedy, struct err *err)
{
	char list[NAMES_LISTED];

	list_names(list, sizeof(list), s);
	return err_set(err, "no %s: no %s is called %s: %s%s%s", missing,
	    s->text == TEXT_JSON ? "key" : "column", names, remedy,
	    s->name != NULL ? "; there are " : "", list);
}

/* Does a cell that no field takes look like a name, so that the records may
 * be of several symbols? */
static int
may_have_symbols(const struct sample *s, const struct found *f)
{
	const struct csv_field *c;
	int i, k, free;

	for (i = 0; i < s->n; i++) {
		c = &s->cell[i];
		for (k = 0, free = 1; k < f->n; k++)
			free &= f->v[k].cell != i;
		if (free && c->len > 1 && c->len <= SYM_LEN_MAX &&
		    (*c->s < '0' || *c->s > '9') && *c->s != '-' &&
		    memchr(c->s, ' ', c->len) == NULL)
			return 1;
	}
	return 0;
}

static int
check_found(const struct plan_of_record *p, const struct sample *s,
    const struct found *f, const char **reason, struct err *err)
{
	*reason = "missing-field";
	if (!has_time(f))
		return refuse_names(s, "time",
		    "ts, timestamp, time, datetime or date", "--map ts=COL",
		    err);
	if (!has(f, "symbol") && p->context->as == 0)
		return refuse_names(s, "symbol", "symbol, ticker or pair",
		    may_have_symbols(s, f) ? "--map symbol=COL"
					   : "--as SYM, or --map symbol=COL",
		    err);
	return 0;
}

/* The kinds that the fields make, at most two. */
static int
find_kinds(const char *kind[PLAN_MAX], const struct layout *layout,
    const struct found *f)
{
	int n = 0;

	if (layout->kind != NULL)
		kind[n++] = layout->kind;
	else if (has(f, "open") && has(f, "high") && has(f, "low") &&
		 has(f, "close"))
		kind[n++] = "bar";
	if (n > 0)
		return n;
	if (has(f, "bid_px_00") && has(f, "ask_px_00"))
		kind[n++] = "quote";
	if (has(f, "price"))
		kind[n++] = has(f, "size") ? "trades" : "price";
	if (n == 0 && has(f, "value"))
		kind[n++] = "value";
	return n;
}

int
plan_columns(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	const char *kind[PLAN_MAX];
	struct found f = { .n = 0 };
	int i, n;

	*reason = NULL;
	if (find_mapped(&f, s, err) == -1)
		return -1;
	find_columns(&f, s, p->layout);
	find_halves(&f, s);
	n = find_kinds(kind, p->layout, &f);
	if (n == 0) {
		*reason = "unknown-record";
		return err_set(err, "no price, bid and ask, open to close or "
				    "value: --map says which column is which");
	}
	if (check_found(p, s, &f, reason, err) == -1)
		return -1;
	*reason = NULL;
	for (i = 0; i < n; i++)
		if (make(p, s, &f, kind[i], err) == -1)
			return -1;
	/* a layout with a last word has it on this, too */
	p->both = n == 2 && p->layout->fix == NULL;
	p->prefer_trade = s->opts->prefer == PREFER_TRADE;
	return 0;
}

int
plan_possible(const struct layout *layout, const struct sample *s)
{
	const char *kind[PLAN_MAX];
	struct err ignored = { 0 };
	struct found f = { .n = 0 };

	if (find_mapped(&f, s, &ignored) == -1)
		return 0;
	find_columns(&f, s, layout);
	find_halves(&f, s);
	return find_kinds(kind, layout, &f) > 0 && has_time(&f);
}
