/*
 * meta_parse.c - metadata from JSON: what dbn_meta_json prints (dbn.md 12),
 * and the symbology.json of a batch folder (dbn.md 2).
 *
 * Keys may be in any order; unknown keys are ignored.  Cost: one pass.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"
#include "base/tstamp.h"
#include "dbn/layout.h"
#include "dbn/meta.h"
#include "dbn/symbology.h"

enum { NAME_ROOM = 1024, SCHEMAS = 256, STYPE_RAW_SYMBOL = 1 };

struct parser {
	struct json j;
	struct dbn_meta *m;
	struct err *err;
	char buf[NAME_ROOM];
	size_t len; /* of the text in buf */
};

static int
wrong(struct parser *p, const char *what)
{
	return err_set(p->err, "byte %zu: %s", p->j.at, what);
}

/* A token of text, unescaped into buf. */
static int
take_text(struct parser *p, const struct json_token *t)
{
	int n;

	if (t->type != JSON_STRING && t->type != JSON_KEY)
		return wrong(p, "expected a string");
	n = json_unescape(p->buf, sizeof(p->buf), t);
	if (n < 0 || memchr(p->buf, '\0', (size_t)n) != NULL)
		return wrong(p, "a string that is too long or has a NUL");
	p->len = (size_t)n;
	return 0;
}

/* A number, also in quotes; null is none. */
static int
take_u64(struct parser *p, uint64_t *v, const struct json_token *t,
    uint64_t none)
{
	*v = none;
	if (t->type == JSON_NULL)
		return 0;
	if ((t->type != JSON_NUMBER && t->type != JSON_STRING) ||
	    num_u64(v, t->s, t->len) != 0)
		return wrong(p, "expected a whole number");
	return 0;
}

/* 20230601 or "2023-06-01". */
static int
take_date(struct parser *p, uint32_t *date, const struct json_token *t)
{
	const char *s = t->s;
	uint64_t v;
	char digits[8];

	if (t->type == JSON_STRING && t->len == 10 && s[4] == '-' &&
	    s[7] == '-') {
		memcpy(digits, s, 4);
		memcpy(digits + 4, s + 5, 2);
		memcpy(digits + 6, s + 8, 2);
		if (num_u64(&v, digits, sizeof(digits)) != 0)
			return wrong(p, "expected a date");
	} else if (take_u64(p, &v, t, 0) == -1)
		return -1;
	if (v > 99991231 || !ts_valid_date((int)(v / 10000),
				(int)(v / 100 % 100), (int)(v % 100)))
		return wrong(p, "expected a date");
	*date = (uint32_t)v;
	return 0;
}

static int
key_is(const struct json_token *t, const char *name)
{
	return t->len == strlen(name) && memcmp(t->s, name, t->len) == 0;
}

/* Over the value that comes, whatever it is. */
static int
skip_value(struct parser *p)
{
	struct json_token t;

	if (json_next(&p->j, &t, p->err) == -1)
		return -1;
	return t.type == JSON_OBJECT || t.type == JSON_ARRAY
		   ? json_skip(&p->j, p->err)
		   : 0;
}

/* The next key of an object: 1, 0 at its end, -1. */
static int
next_key(struct parser *p, struct json_token *t)
{
	if (json_next(&p->j, t, p->err) == -1)
		return -1;
	return t->type == JSON_KEY;
}

static int
open_array(struct parser *p)
{
	struct json_token t;

	if (json_next(&p->j, &t, p->err) == -1)
		return -1;
	return t.type == JSON_ARRAY ? 0 : wrong(p, "expected an array");
}

/* ["a","b"] */
static int
parse_list(struct parser *p, const char ***list, uint32_t *n)
{
	struct json_token t;

	if (open_array(p) == -1)
		return -1;
	for (;;) {
		if (json_next(&p->j, &t, p->err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return 0;
		if (take_text(p, &t) == -1 ||
		    meta_add_text(p->m, list, n, p->buf, p->len, p->err) == -1)
			return -1;
	}
}

/* {"start_date":..,"end_date":..,"symbol":..}, in symbology d0, d1, s. */
static int
parse_interval(struct parser *p, uint32_t map)
{
	uint32_t start = 0, end = 0;
	struct json_token key, t;
	int r, given = 0;

	p->len = 0;
	while ((r = next_key(p, &key)) == 1) {
		if (json_next(&p->j, &t, p->err) == -1)
			return -1;
		if (key_is(&key, "start_date") || key_is(&key, "d0")) {
			r = take_date(p, &start, &t);
			given |= 1;
		} else if (key_is(&key, "end_date") || key_is(&key, "d1")) {
			r = take_date(p, &end, &t);
			given |= 2;
		} else if (key_is(&key, "symbol") || key_is(&key, "s")) {
			r = take_text(p, &t);
			given |= 4;
		} else if (t.type == JSON_OBJECT || t.type == JSON_ARRAY)
			r = json_skip(&p->j, p->err);
		if (r == -1)
			return -1;
	}
	if (r == -1)
		return -1;
	if (given != 7 || start > end)
		return wrong(p,
		    "expected an interval: a start, a later end, and a symbol");
	return meta_add_interval(p->m, &p->m->mapping[map], start, end, p->buf,
	    p->len, p->err);
}

static int
parse_intervals(struct parser *p, uint32_t map)
{
	struct json_token t;

	if (open_array(p) == -1)
		return -1;
	for (;;) {
		if (json_next(&p->j, &t, p->err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return 0;
		if (t.type != JSON_OBJECT)
			return wrong(p, "expected an interval");
		if (parse_interval(p, map) == -1)
			return -1;
	}
}

/* {"raw_symbol":..,"intervals":[..]} in this order. */
static int
parse_mapping(struct parser *p)
{
	struct json_token key, t;
	int r;

	if (next_key(p, &key) != 1 || !key_is(&key, "raw_symbol") ||
	    json_next(&p->j, &t, p->err) == -1 || take_text(p, &t) == -1 ||
	    meta_add_mapping(p->m, p->buf, p->len, p->err) == NULL)
		return wrong(p, "expected a mapping: raw_symbol first");
	while ((r = next_key(p, &key)) == 1) {
		r = key_is(&key, "intervals")
			? parse_intervals(p, p->m->nmapping - 1)
			: skip_value(p);
		if (r == -1)
			return -1;
	}
	return r;
}

static int
parse_mappings(struct parser *p)
{
	struct json_token t;

	if (open_array(p) == -1)
		return -1;
	for (;;) {
		if (json_next(&p->j, &t, p->err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return 0;
		if (t.type != JSON_OBJECT)
			return wrong(p, "expected a mapping");
		if (parse_mapping(p) == -1)
			return -1;
	}
}

static int
take_stype(struct parser *p, uint8_t *v, const struct json_token *t)
{
	uint64_t n;
	int i;

	if (t->type != JSON_STRING) {
		if (take_u64(p, &n, t, DBN_STYPE_NONE) == -1)
			return -1;
		*v = (uint8_t)n;
		return n <= UINT8_MAX ? 0 : wrong(p, "not a symbol type");
	}
	for (i = 0; dbn_stype_name((uint8_t)i) != NULL; i++)
		if (key_is(t, dbn_stype_name((uint8_t)i))) {
			*v = (uint8_t)i;
			return 0;
		}
	return wrong(p, "not a symbol type");
}

static int
take_schema(struct parser *p, uint16_t *v, const struct json_token *t)
{
	uint64_t n;
	int i;

	if (t->type != JSON_STRING) {
		if (take_u64(p, &n, t, DBN_SCHEMA_NONE) == -1)
			return -1;
		*v = (uint16_t)n;
		return n <= UINT16_MAX ? 0 : wrong(p, "not a schema");
	}
	for (i = 0; i < SCHEMAS; i++)
		if (dbn_schema_name((uint16_t)i) != NULL &&
		    key_is(t, dbn_schema_name((uint16_t)i))) {
			*v = (uint16_t)i;
			return 0;
		}
	return wrong(p, "not a schema");
}

static int
take_dataset(struct parser *p, const struct json_token *t)
{
	if (take_text(p, t) == -1)
		return -1;
	if (p->len >= META_DATASET)
		return wrong(p, "dataset: expected at most 15 bytes");
	memcpy(p->m->dataset, p->buf, p->len);
	return 0;
}

/* A key of metadata whose value is not an array: 1 taken, 0 not known, -1. */
static int
take_plain(struct parser *p, const struct json_token *key,
    const struct json_token *t)
{
	struct dbn_meta *m = p->m;
	uint64_t v = 0;
	int r;

	if (key_is(key, "dataset"))
		r = take_dataset(p, t);
	else if (key_is(key, "schema"))
		r = take_schema(p, &m->schema, t);
	else if (key_is(key, "start"))
		r = take_u64(p, &m->start, t, 0);
	else if (key_is(key, "end"))
		r = take_u64(p, &m->end, t, UINT64_MAX);
	else if (key_is(key, "limit"))
		r = take_u64(p, &m->limit, t, 0);
	else if (key_is(key, "stype_in"))
		r = take_stype(p, &m->stype_in, t);
	else if (key_is(key, "stype_out"))
		r = take_stype(p, &m->stype_out, t);
	else if (key_is(key, "version")) {
		r = take_u64(p, &v, t, 0);
		m->version = v >= 1 && v <= DBN_VERSIONS ? (int)v : 0;
	} else if (key_is(key, "ts_out")) {
		r = 0;
		m->ts_out = t->type == JSON_TRUE;
	} else
		return 0;
	return r == -1 ? -1 : 1;
}

static int
take_meta_key(struct parser *p, const struct json_token *key)
{
	struct dbn_meta *m = p->m;
	struct json_token t;
	int r;

	if (key_is(key, "symbols"))
		return parse_list(p, &m->symbols, &m->nsymbols);
	if (key_is(key, "partial"))
		return parse_list(p, &m->partial, &m->npartial);
	if (key_is(key, "not_found"))
		return parse_list(p, &m->not_found, &m->nnot_found);
	if (key_is(key, "mappings"))
		return parse_mappings(p);
	if (json_next(&p->j, &t, p->err) == -1)
		return -1;
	if (t.type == JSON_OBJECT || t.type == JSON_ARRAY)
		return json_skip(&p->j, p->err);
	r = take_plain(p, key, &t);
	return r == -1 ? err_at(p->err, "%.*s", (int)key->len, key->s) : 0;
}

/* {"ES":[{"d0":..,"d1":..,"s":".."},...],...} */
static int
parse_result(struct parser *p)
{
	struct json_token t;
	int r;

	if (json_next(&p->j, &t, p->err) == -1)
		return -1;
	if (t.type != JSON_OBJECT)
		return wrong(p, "result: expected an object");
	while ((r = next_key(p, &t)) == 1) {
		if (take_text(p, &t) == -1 ||
		    meta_add_mapping(p->m, p->buf, p->len, p->err) == NULL ||
		    parse_intervals(p, p->m->nmapping - 1) == -1)
			return -1;
	}
	return r;
}

/* The one object that the text is. */
static int
parse_object(struct parser *p, int symbology)
{
	struct json_token t;
	int r;

	if (json_next(&p->j, &t, p->err) == -1)
		return -1;
	if (t.type != JSON_OBJECT)
		return wrong(p, "expected an object");
	while ((r = next_key(p, &t)) == 1) {
		r = symbology && key_is(&t, "result") ? parse_result(p)
						      : take_meta_key(p, &t);
		if (r == -1)
			return -1;
	}
	if (r == 0 && json_next(&p->j, &t, p->err) == -1)
		return -1;
	return r;
}

static int
parse(struct dbn_meta *m, const char *text, size_t len, int symbology,
    struct err *err)
{
	struct parser p = { .m = m, .err = err };

	memset(m, 0, sizeof(*m));
	m->schema = DBN_SCHEMA_NONE;
	m->end = UINT64_MAX;
	m->stype_in = symbology ? STYPE_RAW_SYMBOL : DBN_STYPE_NONE;
	json_init(&p.j, text, len);
	if (parse_object(&p, symbology) == 0) {
		if (m->version == 0)
			m->version = DBN_VERSIONS;
		m->symbol_cstr_len = m->version == 1 ? META_CSTR_V1 : META_CSTR;
		return 0;
	}
	meta_fini(m);
	return -1;
}

int
dbn_meta_parse(struct dbn_meta *m, const char *text, size_t len,
    struct err *err)
{
	if (parse(m, text, len, 0, err) == 0)
		return 0;
	return err_at(err, "metadata");
}

int
symbology_parse(struct dbn_meta *m, const char *text, size_t len,
    struct err *err)
{
	if (parse(m, text, len, 1, err) == -1)
		return -1;
	if (m->nmapping > 0)
		return 0;
	meta_fini(m);
	return err_set(err, "no mappings: expected \"result\":{SYMBOL:[...]}");
}
