/*
 * found.c - match the cells of a record to fields.
 */
#include "source/found.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "source/map.h"
#include "source/short_names.h"
#include "stream/label.h"

const struct kind_columns kind_columns[] = {
	{ "bar", { "open", "high", "low", "close", "volume", "count" } },
	{ "quote", { "bid_px_00", "ask_px_00", "bid_sz_00", "ask_sz_00" } },
	{ "trades", { "price", "size", "side" } },
	{ "price", { "price", "side" } },
	{ "value", { "value" } },
	{ NULL, { NULL } },
};

int
found_at(const struct found *f, const char *field)
{
	int i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->v[i].field, field) == 0)
			return i;
	return -1;
}

int
found_has(const struct found *f, const char *field)
{
	int i = found_at(f, field);

	return i >= 0 && f->v[i].cell >= 0;
}

int
found_uses(const struct found *f, int cell)
{
	int i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].cell == cell)
			return 1;
	return f->taken[cell];
}

void
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

void
found_rename(struct found *f, const char *from, const char *to)
{
	int i = found_at(f, from);

	if (i >= 0)
		memcpy(f->v[i].field, to, strlen(to) + 1);
}

/*
 * The cell of a JSON Pointer: nested cells are named by their pointer,
 * top-level cells by their key.
 */
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
	int i, at = sample_find_free(s, col, len, NULL);
	uint64_t v;

	for (i = 0; len > 0 && *col == '/' && s->name != NULL && i < s->n; i++)
		if (s->name[i].len == len &&
		    memcmp(s->name[i].s, col, len) == 0)
			return i; /* in case, and with its separators */
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

/* In the fields of a kind; kind NULL: of any. */
static int
is_of_kind(const char *kind, const char *field)
{
	const struct kind_columns *k;
	int i;

	for (k = kind_columns; k->kind != NULL; k++)
		for (i = 0; k->field[i] != NULL; i++)
			if ((kind == NULL || strcmp(k->kind, kind) == 0) &&
			    strcmp(k->field[i], field) == 0)
				return 1;
	return 0;
}

/* In every row, before the fields of its kind. */
static int
is_head(const char *field)
{
	static const char *const head[] = { "ts_event", "ts_recv", "symbol",
		"date", "time", "trade_id", "correction", "label",
		"label_type" };
	size_t i;

	for (i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		if (strcmp(head[i], field) == 0)
			return 1;
	return 0;
}

int
found_reads(const struct found *f, int cell)
{
	int i, k;

	for (i = 0; i < f->n; i++) {
		if (f->v[i].cell != cell)
			continue;
		if (f->v[i].extra || is_head(f->v[i].field))
			return 1;
		for (k = 0; k < PLAN_MAX && f->kind[k] != NULL; k++)
			if (is_of_kind(f->kind[k], f->v[i].field))
				return 1;
	}
	return 0;
}

/* A column mapped to side whose name says that it is about the maker. */
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
 * A pointer to one element of an array ignores the others, so it is refused
 * when there are more, unless the map names these as well, as price and size
 * of [price,size].
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

/* How a field that --map names is read. */
static enum cell_how
mapped_how(const struct sample *s, const char *field, int cell)
{
	if (is_maker(s, field, cell))
		return CELL_MAKER;
	if (strcmp(field, "symbol") == 0)
		return CELL_SAID;
	if (strcmp(field, "label") == 0)
		return CELL_LABEL;
	return strcmp(field, "label_type") == 0 ? CELL_LABEL_TYPE : CELL_PLAIN;
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
		    mapped_how(s, m.v[i].field, cell));
		if (cell >= 0)
			f->taken[cell] = 1;
		f->v[i].extra =
		    !is_head(m.v[i].field) && !is_of_kind(NULL, m.v[i].field);
	}
	return 0;
}

int
found_is_time(const char *field)
{
	enum ftype t;
	uint16_t len;

	return strcmp(field, "date") == 0 || strcmp(field, "time") == 0 ||
	       (vocab_type(&t, &len, field) == 0 && t == F_TS);
}

/* The cell whose name is one of these, a zone or unit in parentheses aside:
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

/* A number at the top of a document, such as the count of its records, is not
 * that of each of them. */
static int
may_be_shared(const char *field)
{
	return strcmp(field, "side") == 0 ||
	       (is_head(field) && strcmp(field, "trade_id") != 0 &&
		   strcmp(field, "correction") != 0);
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
		if (cell < 0 && found_is_time(c->field))
			cell = find_bare(s, c->names, f->taken);
		if (cell >= 0 && cell < s->n &&
		    (cell >= s->shared || may_be_shared(c->field)))
			found_add(f, c->field, cell, c->how);
	}
}

static int
is_clock(const struct sample *s, int cell)
{
	struct csv_field v = cell_trim(s->cell[cell]);

	return times_is_clock(v.s, v.len);
}

/* The column of a time of day beside a date: -1 none.  Some names are of one
 * only if their values are. */
static int
find_clock(const struct sample *s, const char *taken)
{
	int i = sample_find_first(s, "time trade_time time_m", taken);

	if (i >= 0 || s->cell == s->name)
		return i;
	i = sample_find_first(s, "timestamp minute", taken);
	return i >= 0 && memchr(s->cell[i].s, ':', s->cell[i].len) != NULL &&
		       is_clock(s, i)
		   ? i
		   : -1;
}

/* The other half of a date or a time of day that --map names. */
static void
find_other_half(struct found *f, const struct sample *s, int date, int time)
{
	if (found_at(f, "date") < 0 && date >= 0 &&
	    is_clock(s, f->v[found_at(f, "time")].cell))
		found_add(f, "date", date, CELL_PLAIN);
	else if (found_at(f, "time") < 0 && time >= 0 && is_clock(s, time))
		found_add(f, "time", time, CELL_PLAIN);
}

/* A date and a time in columns of their own, unless ts is told otherwise. */
static void
find_halves(struct found *f, const struct sample *s)
{
	int ts = found_at(f, "ts_event"), date, time;

	if (s->name == NULL || ts < 0)
		return;
	date = sample_find_first(s, "date trade_date trading_date dtyyyymmdd",
	    f->taken);
	time = find_clock(s, f->taken);
	if (found_has(f, "date") != found_has(f, "time") &&
	    !f->taken[f->v[ts].cell])
		find_other_half(f, s, date, time);
	if (found_at(f, "date") >= 0 || date < 0 || time < 0 ||
	    (f->v[ts].cell != date && f->v[ts].cell != time))
		return;
	found_add(f, "date", date, CELL_PLAIN);
	found_add(f, "time", time, CELL_PLAIN);
}

/* ---- what names and values say together ---- */

/* A label in words is its type as well, and the other way round. */
static void
find_labels(struct found *f, const struct sample *s)
{
	int label = found_at(f, "label"), type = found_at(f, "label_type");

	if (label < 0 && type >= 0 && f->v[type].cell >= 0)
		found_add(f, "label", f->v[type].cell, CELL_LABEL);
	else if (label >= 0 && type < 0 && f->v[label].cell >= 0 &&
		 label_is_word(s->cell[f->v[label].cell].s,
		     s->cell[f->v[label].cell].len))
		found_add(f, "label_type", f->v[label].cell, CELL_LABEL_TYPE);
}

/* "Volume BTC" of BTC/USD: in units of what is traded. */
static void
find_base_volume(struct found *f, const struct sample *s)
{
	const char *symbol = s->opts->as;
	int i, at = found_at(f, "symbol");
	size_t len, n;

	if (found_at(f, "volume") >= 0 || s->name == NULL ||
	    (symbol == NULL && (at < 0 || f->v[at].cell < 0)))
		return;
	len = symbol != NULL ? strlen(symbol) : s->cell[f->v[at].cell].len;
	symbol = symbol != NULL ? symbol : s->cell[f->v[at].cell].s;
	for (i = 0; i < s->n; i++) {
		n = s->name[i].len;
		if (n < 9 || n - 7 >= len || found_uses(f, i) ||
		    strncasecmp(s->name[i].s, "volume", 6) != 0 ||
		    (s->name[i].s[6] != ' ' && s->name[i].s[6] != '_') ||
		    strncasecmp(s->name[i].s + 7, symbol, n - 7) != 0)
			continue;
		found_add(f, "volume", i, CELL_PLAIN);
		return;
	}
}

/*
 * Open, high and low beside a last price and no close: the last price of a bar
 * in a table, or a state of the market, whose volume is that of the day and not
 * the size of a trade.
 */
static void
find_last(struct found *f, const struct sample *s)
{
	int price = found_at(f, "price"), size = found_at(f, "size");
	int volume = found_at(f, "volume");

	if (!found_has(f, "open") || !found_has(f, "high") ||
	    !found_has(f, "low") || found_at(f, "close") >= 0 || price < 0 ||
	    f->v[price].cell < 0 || f->taken[f->v[price].cell])
		return;
	if (size >= 0 && volume >= 0 && f->v[size].cell == f->v[volume].cell)
		found_rename(f, "size", "");
	if (s->text == TEXT_DELIMITED && !found_has(f, "bid_px_00") &&
	    !found_has(f, "ask_px_00"))
		found_rename(f, "price", "close");
}

int
found_fields(struct found *f, const struct sample *s,
    const struct layout *layout, struct err *err)
{
	if (find_mapped(f, s, err) == -1)
		return -1;
	find_columns(f, s, layout);
	if (layout->generic) {
		short_names(f, s);
		find_base_volume(f, s);
		find_last(f, s);
	}
	find_labels(f, s);
	find_halves(f, s);
	return 0;
}
