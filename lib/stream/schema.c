/*
 * schema.c - making schemas: offsets, layout, and the set of schemas.
 *
 * Schemas are few and looked up by content; a linear search over those of the
 * kind is enough, because readers remember the last one.
 */
#include "stream/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { SCHEMAS_MAX = 65535 };

struct schemas {
	struct schema **v;
	uint32_t n;
	size_t cap;
	char time_field[FIELD_NAME_MAX + 1]; /* --time, "" */
};

static const struct {
	const char *name;
	uint8_t size;
} types[F_TYPES] = {
	[F_F64] = { "f64", 8 },
	[F_F32] = { "f32", 4 },
	[F_PX] = { "px", 8 },
	[F_QTY] = { "qty", 8 },
	[F_TS] = { "ts", 8 },
	[F_ID] = { "id", 8 },
	[F_SYM] = { "sym", 4 },
	[F_I8] = { "i8", 1 },
	[F_U8] = { "u8", 1 },
	[F_I16] = { "i16", 2 },
	[F_U16] = { "u16", 2 },
	[F_I32] = { "i32", 4 },
	[F_U32] = { "u32", 4 },
	[F_I64] = { "i64", 8 },
	[F_U64] = { "u64", 8 },
	[F_CHAR] = { "char", 1 },
	[F_BOOL] = { "bool", 1 },
	[F_TEXT] = { "c", 0 },
};

size_t
ftype_size(enum ftype t)
{
	return types[t].size;
}

const char *
ftype_name(char *buf, enum ftype t, uint16_t len)
{
	if (t != F_TEXT)
		return types[t].name;
	snprintf(buf, 8, "c%u", len);
	return buf;
}

int
ftype_parse(enum ftype *t, uint16_t *len, const char *s)
{
	char *end;
	unsigned long n;
	int i;

	for (i = 0; i < F_TEXT; i++) {
		if (strcmp(s, types[i].name) == 0) {
			*t = (enum ftype)i;
			*len = types[i].size;
			return 0;
		}
	}
	if (s[0] != 'c' || s[1] < '1' || s[1] > '9')
		return -1;
	n = strtoul(s + 1, &end, 10);
	if (*end != '\0' || n > TEXT_MAX)
		return -1;
	*t = F_TEXT;
	*len = (uint16_t)n;
	return 0;
}

struct field
field_make(const char *name, enum ftype t, const char *unit)
{
	struct field f;

	memset(&f, 0, sizeof(f));
	snprintf(f.name, sizeof(f.name), "%s", name);
	snprintf(f.unit, sizeof(f.unit), "%s", unit);
	f.type = t;
	f.len = types[t].size;
	return f;
}

struct schemas *
schemas_new(void)
{
	return calloc(1, sizeof(struct schemas));
}

static void
schema_free(struct schema *s)
{
	if (s == NULL)
		return;
	free(s->field);
	free(s);
}

void
schemas_free(struct schemas *set)
{
	uint32_t i;

	if (set == NULL)
		return;
	for (i = 0; i < set->n; i++)
		schema_free(set->v[i]);
	free(set->v);
	free(set);
}

int
schema_find(const struct schema *s, const char *name)
{
	int i;

	for (i = 0; i < s->nfield; i++)
		if (strcmp(s->field[i].name, name) == 0)
			return i;
	return -1;
}

/* The index of a field, if it has the type that its name implies. */
static int
place(const struct schema *s, const char *name, enum ftype t)
{
	int i = schema_find(s, name);

	return i >= 0 && s->field[i].type == t ? i : -1;
}

static void
find_places(struct schema *s)
{
	struct places *at = &s->at;

	at->ts_event = place(s, "ts_event", F_TS);
	at->ts_recv = place(s, "ts_recv", F_TS);
	at->ts_end = place(s, "ts_end", F_TS);
	at->symbol = place(s, "symbol", F_SYM);
	at->price = place(s, "price", F_PX);
	at->size = place(s, "size", F_QTY);
	at->side = place(s, "side", F_CHAR);
	at->action = place(s, "action", F_CHAR);
	at->flags = place(s, "flags", F_U8);
	at->bid_px = place(s, "bid_px_00", F_PX);
	at->ask_px = place(s, "ask_px_00", F_PX);
	at->bid_sz = place(s, "bid_sz_00", F_QTY);
	at->ask_sz = place(s, "ask_sz_00", F_QTY);
	at->open = place(s, "open", F_PX);
	at->high = place(s, "high", F_PX);
	at->low = place(s, "low", F_PX);
	at->close = place(s, "close", F_PX);
	at->volume = place(s, "volume", F_QTY);
	at->value = place(s, "value", F_F64);
	at->label = place(s, "label", F_U8);
	at->label_type = place(s, "label_type", F_SYM);
	at->label_id = place(s, "label_id", F_U32);
	at->def = place(s, "def", F_ID);
	at->score = place(s, "score", F_F64);
	at->anomaly = place(s, "anomaly", F_U8);
	at->publisher_id = place(s, "publisher_id", F_U16);
	at->instrument_id = place(s, "instrument_id", F_U32);
}

/* Interval of the foreign bar kinds, ns. */
static int64_t
kind_cadence(const char *kind)
{
	static const struct {
		const char *kind;
		int64_t seconds;
	} known[] = { { "ohlcv-1s", 1 }, { "ohlcv-1m", 60 },
		{ "ohlcv-1h", 3600 }, { "ohlcv-1d", 86400 } };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(kind, known[i].kind) == 0)
			return known[i].seconds * 1000000000;
	return 0;
}

/* What rows of this kind may show; bars and features show intervals. */
static unsigned
find_sees(const struct schema *s)
{
	const struct places *at = &s->at;
	unsigned sees = 0;

	if (strcmp(s->kind, "definition") == 0 ||
	    strcmp(s->kind, "statistics") == 0 ||
	    strcmp(s->kind, "imbalance") == 0 || strcmp(s->kind, "status") == 0)
		return 0;
	if (at->open >= 0 && at->high >= 0 && at->low >= 0 && at->close >= 0)
		return SEES_BAR;
	/* bbo and cbbo repeat the last trade: state, not a trade */
	if (at->price >= 0 && strstr(s->kind, "bbo-1") == NULL)
		sees |= SEES_TRADE;
	if (at->bid_px >= 0 && at->ask_px >= 0)
		sees |= SEES_QUOTE;
	if (at->action >= 0 && at->price >= 0)
		sees |= SEES_BOOK;
	if (at->value >= 0)
		sees |= SEES_VALUE;
	return sees;
}

static void
set_time(struct schema *s, const char *field)
{
	int i = field[0] != '\0' ? place(s, field, F_TS) : -1;

	s->time_second = -1;
	if (i >= 0)
		s->time_first = i;
	else if (s->at.ts_end >= 0)
		s->time_first = s->at.ts_end, s->time_second = s->at.ts_event;
	else if (s->at.ts_recv >= 0)
		s->time_first = s->at.ts_recv, s->time_second = s->at.ts_event;
	else
		s->time_first = s->at.ts_event;
}

/*
 * A --time field that is not a time is an error, not a row without index time.
 */
static int
check_time(const struct schema *s, const char *field, struct err *err)
{
	int i = field[0] != '\0' ? schema_find(s, field) : -1;
	char buf[8];

	if (i < 0 || s->field[i].type == F_TS)
		return 0;
	return err_set(err, "--time: %s: not a time: rows of %s have it as %s",
	    field, s->kind, ftype_name(buf, s->field[i].type, s->field[i].len));
}

static unsigned
alignment(const struct field *f)
{
	return f->type == F_TEXT ? 0 : f->len;
}

/* Falling alignment, equal ones in schema order, text last. */
static void
lay_out(struct schema *s)
{
	static const unsigned order[] = { 8, 4, 2, 1, 0 };
	uint32_t off = 0;
	size_t a;
	int i;

	for (a = 0; a < sizeof(order) / sizeof(order[0]); a++) {
		for (i = 0; i < s->nfield; i++) {
			if (alignment(&s->field[i]) != order[a])
				continue;
			s->field[i].off = off;
			off += s->field[i].len;
		}
	}
	s->row_size = (off + 7) & ~UINT32_C(7);
}

static int
check_fields(const struct schema *s, struct err *err)
{
	size_t total = 0;
	int i, j;

	for (i = 0; i < s->nfield; i++) {
		if (s->field[i].name[0] == '\0' ||
		    strcmp(s->field[i].name, "kind") == 0)
			return err_set(err,
			    "%s: a field cannot be named "
			    "\"%s\"",
			    s->kind, s->field[i].name);
		for (j = 0; j < i; j++)
			if (strcmp(s->field[i].name, s->field[j].name) == 0)
				return err_set(err, "%s: field %s: given twice",
				    s->kind, s->field[i].name);
		if (s->field[i].len < 1 || s->field[i].len > TEXT_MAX ||
		    (s->field[i].scale != 0 &&
			(s->field[i].scale != 9 || s->field[i].type != F_QTY)))
			return err_set(err, "%s: field %s: %u bytes, scale %u",
			    s->kind, s->field[i].name, s->field[i].len,
			    s->field[i].scale);
		total += s->field[i].len;
	}
	if (total > SCHEMA_ROW_MAX - 8)
		return err_set(err, "%s: a row of %zu bytes: at most %d",
		    s->kind, total, SCHEMA_ROW_MAX - 8);
	return 0;
}

static int
same(const struct schema *s, const char *kind, const struct field *f, int n)
{
	int i;

	if (s->nfield != n || strcmp(s->kind, kind) != 0)
		return 0;
	for (i = 0; i < n; i++) {
		if (s->field[i].type != f[i].type ||
		    s->field[i].scale != f[i].scale ||
		    (f[i].type == F_TEXT && s->field[i].len != f[i].len) ||
		    strcmp(s->field[i].name, f[i].name) != 0 ||
		    strcmp(s->field[i].unit, f[i].unit) != 0)
			return 0;
	}
	return 1;
}

static struct schema *
schema_new(const struct schemas *set, const char *kind,
    const struct field *fields, int n, struct err *err)
{
	struct schema *s = calloc(1, sizeof(*s));
	int i;

	if (s == NULL ||
	    (s->field = calloc((size_t)n + 1, sizeof(*fields))) == NULL) {
		err_errno(err, "schema of %s", kind);
		schema_free(s);
		return NULL;
	}
	snprintf(s->kind, sizeof(s->kind), "%s", kind);
	s->nfield = n;
	for (i = 0; i < n; i++) {
		s->field[i] = fields[i];
		if (fields[i].type != F_TEXT)
			s->field[i].len = types[fields[i].type].size;
	}
	if (check_fields(s, err) == -1 ||
	    check_time(s, set->time_field, err) == -1) {
		schema_free(s);
		return NULL;
	}
	lay_out(s);
	find_places(s);
	s->sees = find_sees(s);
	s->cadence = kind_cadence(kind);
	set_time(s, set->time_field);
	s->id = set->n;
	return s;
}

const struct schema *
schema_get(struct schemas *set, const char *kind, const struct field *fields,
    int n, struct err *err)
{
	struct schema *s;
	uint32_t i;

	if (kind[0] == '\0' || strlen(kind) > KIND_MAX || n < 1 ||
	    n > SCHEMA_FIELDS_MAX) {
		err_set(err,
		    "kind \"%.40s\" with %d fields: expected a name of 1 to %d "
		    "bytes and 1 to %d fields",
		    kind, n, KIND_MAX, SCHEMA_FIELDS_MAX);
		return NULL;
	}
	for (i = set->n; i-- > 0;)
		if (same(set->v[i], kind, fields, n))
			return set->v[i];
	if (set->n == SCHEMAS_MAX) {
		err_set(err, "more than %d schemas", SCHEMAS_MAX);
		return NULL;
	}
	if (array_grow(&set->v, &set->cap, set->n + 1, sizeof(*set->v)) == -1) {
		err_errno(err, "schemas");
		return NULL;
	}
	if ((s = schema_new(set, kind, fields, n, err)) == NULL)
		return NULL;
	set->v[set->n++] = s;
	return s;
}

const struct schema *
schema_extend(struct schemas *set, const struct schema *s, const char *kind,
    const struct field *more, int n, struct err *err)
{
	const struct schema *made;
	struct field *all;

	all = calloc((size_t)(s->nfield + n) + 1, sizeof(*all));
	if (all == NULL) {
		err_errno(err, "schema of %s", kind);
		return NULL;
	}
	memcpy(all, s->field, (size_t)s->nfield * sizeof(*all));
	if (n > 0)
		memcpy(all + s->nfield, more, (size_t)n * sizeof(*all));
	made = schema_get(set, kind, all, s->nfield + n, err);
	free(all);
	return made;
}

const struct schema *
schema_at(const struct schemas *set, uint32_t id)
{
	return id < set->n ? set->v[id] : NULL;
}

uint32_t
schemas_count(const struct schemas *set)
{
	return set->n;
}

int
schemas_set_time(struct schemas *set, const char *field, struct err *err)
{
	enum ftype t;
	uint16_t len;
	uint32_t i;

	if (strlen(field) > FIELD_NAME_MAX)
		return err_usage(err, "--time: \"%.40s\": too long", field);
	if (vocab_type(&t, &len, field) == 0 && t != F_TS)
		return err_usage(err,
		    "--time: %s: not a time: expected a field such as ts_event",
		    field);
	snprintf(set->time_field, sizeof(set->time_field), "%s", field);
	for (i = 0; i < set->n; i++)
		set_time(set->v[i], field);
	return 0;
}
