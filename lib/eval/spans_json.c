/*
 * spans_json.c - labels as NAB's JSON.
 *
 *	{"realTweets/x.csv": [["2015-03-01 10:00:00", "2015-03-01 12:00:00"]],
 *	 "realTweets/y.csv": ["2015-03-01 10:00:00"]}
 *
 * Entries are spans, with both ends included, or points in time.  A list
 * without an object around it applies to all symbols.
 */
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/json.h"
#include "base/tstamp.h"
#include "eval/delim.h"
#include "eval/spans.h"

enum { TEXT_MAX_BYTES = 1 << 26, KEY_MAX = 1024 };

struct reader {
	struct spans *s;
	struct json j;
	struct symtab *syms;
	const char *of;
	uint32_t symbol; /* of the current entry */
	int wanted;      /* the entry is */
};

/* The whole input as one text, to be freed. */
static char *
read_all(struct in *in, size_t *len, struct err *err)
{
	const unsigned char *p;
	char *text = NULL, *q;
	size_t n;
	int got;

	*len = 0;
	do {
		got = in_peek(in, 1 << 16, &p, &n, err);
		if (got == -1 || *len + n > TEXT_MAX_BYTES ||
		    (q = realloc(text, *len + n + 1)) == NULL) {
			err_set(err, "labels: out of memory, or more than "
				     "64 MiB");
			free(text);
			return NULL;
		}
		text = q;
		memcpy(text + *len, p, n);
		*len += n;
		in_skip(in, n);
	} while (got == 1);
	if (in_end(in, err) == -1) {
		free(text);
		return NULL;
	}
	text[*len] = '\0';
	return text;
}

static int
expected(const char *what, struct err *err)
{
	return err_set(err, "expected %s", what);
}

static int
take_time(uint64_t *ns, const struct json_token *t, struct err *err)
{
	char shown[DELIM_QUOTE_MAX];
	const char *why;

	if (t->type != JSON_STRING && t->type != JSON_NUMBER)
		return expected("a time", err);
	if (ts_parse(ns, t->s, t->len, TS_AUTO, NULL, &why) == -1)
		return err_set(err, "%s: %s", delim_quote(shown, t->s, t->len),
		    why);
	return 0;
}

static int
put_span(struct reader *r, uint64_t start, uint64_t end, struct err *err)
{
	struct span *p;

	if (end < start || end == TS_NULL)
		return err_set(err, "a window that ends before it starts");
	if (!r->wanted)
		return 0;
	if ((p = spans_add(r->s, start, end, err)) == NULL)
		return -1;
	p->symbol = r->symbol;
	return 0;
}

/* One window: the times after its bracket, which has been read. */
static int
take_window(struct reader *r, struct err *err)
{
	struct json_token a, b, close;
	uint64_t start, end;

	if (json_next(&r->j, &a, err) == -1 || take_time(&start, &a, err) ||
	    json_next(&r->j, &b, err) == -1 || take_time(&end, &b, err) ||
	    json_next(&r->j, &close, err) == -1)
		return -1;
	if (close.type != JSON_CLOSE)
		return expected("a window of two times", err);
	return put_span(r, start, end, err);
}

/* The windows or points after the bracket of a list. */
static int
take_list(struct reader *r, struct err *err)
{
	struct json_token t;
	uint64_t ns;

	for (;;) {
		if (json_next(&r->j, &t, err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return 0;
		if (t.type == JSON_ARRAY) {
			if (take_window(r, err) == -1)
				return -1;
		} else if (take_time(&ns, &t, err) == -1 ||
			   put_span(r, ns, ns, err) == -1) {
			return -1;
		}
	}
}

/* The symbol of this entry's rows may be any of its names. */
static int
name_symbol(struct reader *r, const char *key, size_t len, struct err *err)
{
	struct name_part part[NAMES];
	char shown[DELIM_QUOTE_MAX];
	uint32_t id, *alias;

	name_parts(part, key, len);
	r->symbol =
	    symtab_add(r->syms, part[NAME_STEM].s, part[NAME_STEM].len, err);
	alias = err->set ? NULL : idmap_get(&r->s->alias, r->symbol, err);
	if (alias == NULL)
		return -1;
	if (*alias != 0)
		return err_set(err,
		    "two entries are named %s: choose one with --labels-of",
		    delim_quote(shown, part[NAME_STEM].s, part[NAME_STEM].len));
	for (int i = 0; i < NAMES; i++) {
		id = symtab_add(r->syms, part[i].s, part[i].len, err);
		alias = err->set ? NULL : idmap_get(&r->s->alias, id, err);
		if (alias == NULL)
			return -1;
		*alias = r->symbol;
	}
	return 0;
}

static int
take_entry(struct reader *r, const struct json_token *key, struct err *err)
{
	char name[KEY_MAX], shown[DELIM_QUOTE_MAX];
	int len = json_unescape(name, sizeof(name), key);
	struct json_token t;

	if (len < 0)
		return err_set(err, "a name that is too long");
	r->symbol = 0;
	r->wanted = r->of == NULL || name_matches(name, (size_t)len, r->of);
	if (r->of == NULL && name_symbol(r, name, (size_t)len, err) == -1)
		return -1;
	if (json_next(&r->j, &t, err) == -1)
		return -1;
	if ((t.type != JSON_ARRAY ? expected("a list of windows", err)
				  : take_list(r, err)) == 0)
		return 0;
	return err_at(err, "%s", delim_quote(shown, name, (size_t)len));
}

static int
take_all(struct reader *r, struct err *err)
{
	struct json_token t;

	if (json_next(&r->j, &t, err) == -1)
		return -1;
	if (t.type == JSON_ARRAY) {
		r->wanted = r->of == NULL;
		if (take_list(r, err) == -1)
			return -1;
	} else {
		for (;;) {
			if (json_next(&r->j, &t, err) == -1)
				return -1;
			if (t.type == JSON_CLOSE)
				break;
			if (take_entry(r, &t, err) == -1)
				return -1;
		}
	}
	if (json_next(&r->j, &t, err) == -1)
		return -1;
	return t.type == JSON_END ? 0 : expected("the end", err);
}

int
spans_read_json(struct spans *s, struct in *in, const char *of,
    struct symtab *syms, struct err *err)
{
	struct reader r = { .s = s, .syms = syms, .of = of };
	size_t len;
	char *text = read_all(in, &len, err);
	int ret = -1;

	if (text != NULL) {
		json_init(&r.j, text, len);
		ret = take_all(&r, err);
	}
	if (ret == -1)
		err_at(err, "%s", in_name(in));
	free(text);
	in_close(in);
	return ret;
}
