/*
 * plan.c - from names of columns to recipes: inputs.md 3.8.
 *
 * Each field takes the first of its names that the input has; --map has
 * precedence.  The kind follows from the fields found: open, high, low, close
 * make a bar; bid and ask a quote; a price with a size a trade, alone a price;
 * else a value.  With bid, ask and a price, a record that also has a size
 * makes two rows, the quote and then the trade; without a size, one of the
 * two.
 */
#include <stdio.h>
#include <string.h>

#include "source/found.h"
#include "source/keep.h"
#include "source/side_rows.h"
#include "source/type_column.h"
#include "source/unread.h"

enum { NAMES_LISTED = 200 };

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

int
plan_uses(const struct plan_of_record *p, int cell)
{
	const struct recipe *r;
	int i, j;

	if (p->side_cell == cell)
		return 1;
	for (i = 0; i < p->n; i++) {
		r = p->recipe[i];
		if (r->date == cell || r->time == cell || r->correction == cell)
			return 1;
		for (j = 0; j < r->nstep; j++)
			if (r->step[j].cell == cell)
				return 1;
	}
	return 0;
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

	if (found_has(f, "date") && found_has(f, "time")) {
		r->date = f->v[date].cell;
		r->time = f->v[time].cell;
		return recipe_field(r, "ts_event", err);
	}
	/* a date alone is its midnight, a time alone is of --date */
	if (!found_has(f, "ts_event") &&
	    (found_has(f, "date") || found_has(f, "time")))
		return recipe_step(r, "ts_event",
		    f->v[found_has(f, "date") ? date : time].cell, CELL_PLAIN,
		    err);
	return put_found(r, f, "ts_event", err);
}

/* With whole set, also those fields of the kind that no cell fills. */
static int
put_kind(struct recipe *r, const struct found *f, int whole, struct err *err)
{
	const struct kind_columns *k = kind_columns;
	int i;

	while (strcmp(k->kind, r->kind) != 0)
		k++;
	for (i = 0; k->field[i] != NULL; i++)
		if ((whole && recipe_field(r, k->field[i], err) == -1) ||
		    put_found(r, f, k->field[i], err) == -1)
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

/* The order of a row: times, symbol, what the kind holds, the id, labels. */
static int
make(struct plan_of_record *p, const struct sample *s, const struct found *f,
    const char *kind, struct err *err)
{
	struct recipe *r = plan_add(p, kind, err);

	if (strcmp(kind, "bar") == 0 && s->opts->bar_end &&
	    p->context->bar_ns == 0)
		return err_set(err,
		    "--bar-end: the length of the bars is unknown: give it "
		    "with --bar TIME");
	if (r == NULL || put_time(r, f, err) == -1 ||
	    put_found(r, f, "ts_recv", err) == -1 ||
	    (strcmp(kind, "bar") == 0 &&
		(recipe_field(r, "ts_end", err) == -1 ||
		    put_found(r, f, "ts_end", err) == -1)) ||
	    recipe_field(r, "symbol", err) == -1 ||
	    put_found(r, f, "symbol", err) == -1 ||
	    put_kind(r, f, p->side_cell >= 0, err) == -1 ||
	    put_found(r, f, "trade_id", err) == -1 ||
	    put_found(r, f, "label", err) == -1 ||
	    put_found(r, f, "label_type", err) == -1 ||
	    (s->opts->keep_unknown && keep_unknown(p, r, s, f, err) == -1))
		return -1;
	if (found_has(f, "correction") &&
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
	return found_has(f, "ts_event") || found_has(f, "date") ||
	       found_has(f, "time");
}

/* "ts, symbol, Trade Price, ...": a key of many elements of an array once. */
static void
list_names(char *out, size_t size, const struct sample *s)
{
	char name[UNREAD_NAME_MAX + 3], before[sizeof(name)];
	size_t n = 0, len;
	int i, k, twice;

	out[0] = '\0';
	for (i = 0; s->name != NULL && i < s->n; i++) {
		len = unread_name(name, s->name[i].s, s->name[i].len);
		for (k = 0, twice = 0; *name == '/' && k < i && !twice; k++) {
			unread_name(before, s->name[k].s, s->name[k].len);
			twice = strcmp(name, before) == 0;
		}
		if (twice)
			continue;
		if (n + len + 8 > size) {
			snprintf(out + n, size - n, ", ...");
			return;
		}
		n += (size_t)snprintf(out + n, size - n, "%s%s",
		    n > 0 ? ", " : "", name);
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
	    *list != '\0' ? "; there are " : "", list);
}

/* An array whose elements may be records is named as --map names it. */
static int
refuse_kind(const struct sample *s, struct err *err)
{
	char list[NAMES_LISTED];

	list_names(list, sizeof(list), s);
	return err_set(err,
	    "no price, bid and ask, open to close or value: assign columns "
	    "with --map%s%s%s",
	    s->text == TEXT_JSON && strstr(list, "/*") != NULL
		? " ('*' reads all elements of an array)"
		: "",
	    *list != '\0' ? "; there are " : "", list);
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
	if (!found_has(f, "symbol") && p->context->as == 0)
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
	else if (found_has(f, "open") && found_has(f, "high") &&
		 found_has(f, "low") && found_has(f, "close"))
		kind[n++] = "bar";
	if (n > 0)
		return n;
	if (found_has(f, "close") && !found_has(f, "price") &&
	    !found_has(f, "bid_px_00") && !found_has(f, "value"))
		kind[n++] = "bar";
	if (found_has(f, "bid_px_00") && found_has(f, "ask_px_00"))
		kind[n++] = "quote";
	if (found_has(f, "price"))
		kind[n++] = found_has(f, "size") ? "trades" : "price";
	if (n == 0 && found_has(f, "value"))
		kind[n++] = "value";
	return n;
}

/* --side-rows: a recipe for each side of a quote, of one schema. */
static int
plan_side_rows(struct plan_of_record *p, const struct sample *s,
    struct found *f, const char **reason, struct err *err)
{
	*reason = "missing-field";
	p->side_cell = side_rows_cell(f, s);
	if (p->side_cell < 0)
		return err_set(err,
		    "--side-rows: no column of sides: --map side=COL");
	if (!found_has(f, "price"))
		return err_set(err, "--side-rows: no price: --map price=COL");
	if (check_found(p, s, f, reason, err) == -1)
		return -1;
	*reason = NULL;
	f->kind[0] = "quote";
	found_rename(f, "side", "");
	found_rename(f, "price", "bid_px_00");
	found_rename(f, "size", "bid_sz_00");
	if (recipe_fraction(p->context, "quote", "bid_sz_00", err) == -1 ||
	    recipe_fraction(p->context, "quote", "ask_sz_00", err) == -1 ||
	    make(p, s, f, "quote", err) == -1)
		return -1;
	found_rename(f, "bid_px_00", "ask_px_00");
	found_rename(f, "bid_sz_00", "ask_sz_00");
	return make(p, s, f, "quote", err);
}

int
plan_columns(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err)
{
	struct found f = { .n = 0 };
	int i, n;

	*reason = NULL;
	if (found_fields(&f, s, p->layout, err) == -1)
		return -1;
	if (s->opts->side_rows)
		return plan_side_rows(p, s, &f, reason, err);
	n = find_kinds(f.kind, p->layout, &f);
	if (n == 1 && p->layout->generic && found_has(&f, "price") &&
	    side_rows_suspected(&f, s, &i)) {
		type_refuse(s->cell[i].s, s->cell[i].len, reason, err);
		return err_at(err, "%.*s",
		    (int)(s->name[i].len < 60 ? s->name[i].len : 60),
		    s->name[i].s);
	}
	if (n == 0) {
		*reason = "unknown-record";
		return refuse_kind(s, err);
	}
	if (check_found(p, s, &f, reason, err) == -1)
		return -1;
	*reason = NULL;
	for (i = 0; i < n; i++)
		if (make(p, s, &f, f.kind[i], err) == -1)
			return -1;
	/* a layout with a last word has it on this, too */
	p->both = n == 2 && p->layout->fix == NULL;
	if (n == 1 && p->layout->generic && s->opts->side_map == NULL &&
	    (found_has(&f, "price") || found_has(&f, "value")))
		p->type_cell = side_rows_type(&f, s);
	p->type_letters = side_rows_letters(&f, s, p->type_cell);
	p->prefer_trade = s->opts->prefer == PREFER_TRADE;
	return 0;
}

int
plan_possible(const struct layout *layout, const struct sample *s)
{
	const char *kind[PLAN_MAX];
	struct err ignored = { 0 };
	struct found f = { .n = 0 };

	if (found_fields(&f, s, layout, &ignored) == -1)
		return 0;
	return find_kinds(kind, layout, &f) > 0 && has_time(&f);
}
