/*
 * envelope.c - open an envelope: a key, kcat -J, or a line of --bad-to.
 *
 *	CreateTime:1795182577463	Partition:0	KEY	{...}
 *	{"topic":"t","partition":0,"offset":248,"tstype":"create",
 *	 "ts":1795182577463,"broker":1,"key":"K","payload":"{...}"}
 *	{"file":"f","line":7,"offset":88,"reason":"bad-time","detail":"...",
 *	 "raw":"...","format":"csv","header":"..."}
 *
 * A payload is a text, or an object when kcat decoded it with a schema
 * registry.  null is a tombstone.  A quarantine's line has the members listed
 * in stream/bad.h after raw.
 */
#include "source/envelope.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "base/num.h"

enum { NS_MS = 1000000 };

/* A value of the top object. */
struct part {
	const char *name;
	struct json_token t; /* JSON_END: it is not there */
	size_t len;          /* of the text, of a nested value too */
};

static int
is(const struct json_token *t, const char *name)
{
	return t->len == strlen(name) && memcmp(t->s, name, t->len) == 0;
}

/* The parts by name, the last of several; n of them. */
static int
find_parts(struct part *part, int n, const struct line *l, struct err *err)
{
	struct part other, *p;
	struct json_token t;
	struct json j;
	int i;

	json_init(&j, l->s, l->len);
	if (json_next(&j, &t, err) == -1)
		return -1;
	if (t.type != JSON_OBJECT)
		return err_set(err, "expected one JSON object per line");
	for (;;) {
		if (json_next(&j, &t, err) == -1)
			return -1;
		if (t.type == JSON_CLOSE)
			return json_next(&j, &t, err);
		for (i = 0; i < n && !is(&t, part[i].name);)
			i++;
		p = i < n ? &part[i] : &other;
		if (json_next(&j, &p->t, err) == -1)
			return -1;
		if ((p->t.type == JSON_OBJECT || p->t.type == JSON_ARRAY) &&
		    json_skip(&j, err) == -1)
			return -1;
		p->len = p->t.type == JSON_OBJECT || p->t.type == JSON_ARRAY
			     ? (size_t)(l->s + j.at - p->t.s)
			     : p->t.len;
	}
}

static int
make_room(struct own *own, size_t len, struct err *err)
{
	own->used = 0;
	if (array_grow(&own->s, &own->room, len, 1) == -1)
		return err_errno(err, "envelope");
	return 0;
}

/* The text of a part with escapes undone, "" for null. */
static int
text(struct own *own, const char **s, size_t *len, const struct part *p,
    struct err *err)
{
	int n;

	*s = "";
	*len = 0;
	if (p->t.type == JSON_NULL || p->t.type == JSON_END)
		return 0;
	*s = p->t.s;
	*len = p->len;
	if (p->t.type != JSON_STRING || !p->t.escaped)
		return 0;
	n = json_unescape(own->s + own->used, own->room - own->used, &p->t);
	if (n < 0)
		return err_set(err, "%s: bad escape", p->name);
	*s = own->s + own->used;
	*len = (size_t)n;
	own->used += (size_t)n;
	return 0;
}

/* A whole number; 0 also when it is not there. */
static int
number(int64_t *v, const struct part *p, const char **reason, struct err *err)
{
	if (p->t.type == JSON_END || p->t.type == JSON_NULL)
		return 0;
	if (num_i64(v, p->t.s, p->t.len) == 0)
		return 0;
	*reason = "bad-number";
	return err_set(err, "%s: not a whole number: \"%.*s\"", p->name,
	    (int)(p->t.len < 40 ? p->t.len : 40), p->t.s);
}

int
envelope_kcat(struct payload *p, struct own *own, const struct line *l,
    const char **reason, struct err *err)
{
	struct part part[] = { { .name = "topic" }, { .name = "partition" },
		{ .name = "offset" }, { .name = "ts" }, { .name = "payload" } };
	int64_t at = 0, off = -1, ts = -1;

	*reason = "syntax";
	if (make_room(own, l->len, err) == -1 ||
	    find_parts(part, 5, l, err) == -1 ||
	    text(own, &p->topic, &p->topic_len, &part[0], err) == -1 ||
	    text(own, &p->s, &p->len, &part[4], err) == -1 ||
	    number(&at, &part[1], reason, err) == -1 ||
	    number(&off, &part[2], reason, err) == -1 ||
	    number(&ts, &part[3], reason, err) == -1)
		return -1;
	if (part[4].t.type == JSON_END) {
		*reason = "missing-field";
		return err_set(err, "no payload: expected lines of kcat -J");
	}
	if (at < INT32_MIN || at > INT32_MAX) {
		*reason = "bad-number";
		return err_set(err, "partition: out of range");
	}
	p->part = (int32_t)at;
	p->says_part = part[1].t.type != JSON_END;
	p->off = off;
	if (ts >= 0 && ts < INT64_MAX / NS_MS)
		p->ts = (uint64_t)ts * NS_MS;
	return 0;
}

/* ---- key and TAB ---- */

/* "NAME:123" of len bytes: 1 and *v. */
static int
named_number(int64_t *v, const char *s, size_t len, const char *name)
{
	size_t n = strlen(name);

	return len > n && memcmp(s, name, n) == 0 &&
	       num_i64(v, s + n, len - n) == 0;
}

/* One of the columns that the console consumer prints before the key. */
static int
console_column(struct payload *p, const char *s, size_t len)
{
	int64_t v;

	if (named_number(&v, s, len, "CreateTime:") ||
	    named_number(&v, s, len, "LogAppendTime:")) {
		if (v >= 0 && v < INT64_MAX / NS_MS)
			p->ts = (uint64_t)v * NS_MS;
		return 1;
	}
	if (named_number(&v, s, len, "Partition:")) {
		if (v >= INT32_MIN && v <= INT32_MAX)
			p->part = (int32_t)v;
		p->says_part = 1;
		return 1;
	}
	if (named_number(&v, s, len, "Offset:")) {
		p->off = v;
		return 1;
	}
	return (len == 11 && memcmp(s, "NoTimestamp", 11) == 0) ||
	       (len == 10 && memcmp(s, "NO_HEADERS", 10) == 0);
}

/*
 * The key is what comes before the first TAB that is left, or before the one
 * in front of a '{' (a key or headers may hold TABs).
 */
void
envelope_keyed(struct payload *p, const struct line *l)
{
	const char *s = l->s, *end = l->s + l->len, *tab, *brace;

	while ((tab = memchr(s, '\t', (size_t)(end - s))) != NULL &&
	       console_column(p, s, (size_t)(tab - s)))
		s = tab + 1;
	brace = memchr(s, '{', (size_t)(end - s));
	if (brace != NULL && brace > s && brace[-1] == '\t')
		s = brace;
	else if (tab != NULL && brace != s)
		s = tab + 1;
	p->s = s;
	p->len = (size_t)(end - s);
	p->newline = l->newline;
}

/* ---- quarantine ---- */

/* RFC 4648, section 4, in place: its length, -1 when it is none. */
static int64_t
base64(char *s, size_t len)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i, pad = 0;
	uint32_t v = 0;
	const char *d;
	int64_t n = 0;

	if (len % 4 != 0)
		return -1;
	while (pad < 2 && len > 0 && s[len - 1] == '=')
		len--, pad++;
	for (i = 0; i < len; i++) {
		d = s[i] != '\0' ? strchr(digit, s[i]) : NULL;
		if (d == NULL)
			return -1;
		v = v << 6 | (uint32_t)(d - digit);
		if (i % 4 != 0)
			s[n++] = (char)(v >> (6 - 2 * (i % 4)) & 255);
	}
	return n;
}

static int
decode_base64(struct payload *p, struct own *own, const struct part *part,
    struct err *err)
{
	int64_t n;

	if (part->len > own->room - own->used)
		return err_set(err, "raw_b64: too long");
	memcpy(own->s + own->used, part->t.s, part->len);
	n = base64(own->s + own->used, part->len);
	if (n < 0)
		return err_set(err, "raw_b64: not base64");
	p->s = own->s + own->used;
	p->len = (size_t)n;
	own->used += (size_t)n;
	return 0;
}

static int
context(struct own *own, struct context_text *c, const struct part *p,
    struct err *err)
{
	if (p->t.type != JSON_STRING)
		return 0;
	return text(own, &c->s, &c->len, p, err);
}

/* Its envelope: as it was, or the quarantine's file and line. */
static int
envelope_of(struct payload *p, struct own *own, const struct part *topic,
    const struct part *partition, const struct part *position,
    const struct part *sent, const char **reason, struct err *err)
{
	int64_t at = 0, ts = -1;

	if (text(own, &p->topic, &p->topic_len, topic, err) == -1 ||
	    number(&at, partition, reason, err) == -1 ||
	    number(&p->off, position, reason, err) == -1 ||
	    number(&ts, sent, reason, err) == -1)
		return -1;
	if (p->topic_len == 0) {
		p->topic = p->file.s;
		p->topic_len = p->file.len;
	}
	/* Without a partition the envelope had the file's name. */
	p->says_part = p->topic_len != p->file.len ||
		       (p->topic_len > 0 &&
			   memcmp(p->topic, p->file.s, p->topic_len) != 0);
	if (at < INT32_MIN || at > INT32_MAX) {
		*reason = "bad-number";
		return err_set(err, "partition: out of range");
	}
	p->part = (int32_t)at;
	if (ts >= 0)
		p->ts = (uint64_t)ts;
	return 0;
}

/* Of a record of which nothing is there: 0 where nothing is missing. */
static int
nothing(struct payload *p, const struct part *reason, const char **why,
    struct err *err)
{
	p->none = 1;
	if (is(&reason->t, "truncated"))
		return 0;
	*why = "too-long";
	return err_set(err, "the quarantine kept nothing of this line");
}

static int
quarantine(struct payload *p, struct own *own, const struct line *l,
    const char **reason, struct err *err)
{
	enum {
		FILE_NAME,
		LINE,
		RAW,
		RAW_B64,
		HEADER,
		FORMAT,
		ARRAY,
		FRAMING,
		TOPIC,
		PARTITION,
		POSITION,
		SENT,
		REASON,
		RUN,
		PARTS
	};
	struct part v[PARTS] = { { .name = "file" }, { .name = "line" },
		{ .name = "raw" }, { .name = "raw_b64" }, { .name = "header" },
		{ .name = "format" }, { .name = "array" },
		{ .name = "framing" }, { .name = "topic" },
		{ .name = "partition" }, { .name = "position" },
		{ .name = "sent" }, { .name = "reason", .t = { .s = "" } },
		{ .name = "run" } };

	*reason = "syntax";
	if (make_room(own, 2 * l->len, err) == -1 ||
	    find_parts(v, PARTS, l, err) == -1 ||
	    context(own, &p->file, &v[FILE_NAME], err) == -1 ||
	    context(own, &p->header, &v[HEADER], err) == -1 ||
	    context(own, &p->format, &v[FORMAT], err) == -1 ||
	    context(own, &p->framing, &v[FRAMING], err) == -1 ||
	    text(own, &p->s, &p->len, &v[RAW], err) == -1 ||
	    (v[RAW_B64].t.type == JSON_STRING &&
		decode_base64(p, own, &v[RAW_B64], err) == -1) ||
	    number(&p->off, &v[LINE], reason, err) == -1 ||
	    envelope_of(p, own, &v[TOPIC], &v[PARTITION], &v[POSITION],
		&v[SENT], reason, err) == -1)
		return -1;
	p->array = v[ARRAY].t.type == JSON_TRUE;
	if (p->len == 0 && v[RAW].t.type == JSON_STRING)
		return nothing(p, &v[REASON], reason, err);
	if (v[RAW].t.type == JSON_STRING || v[RAW_B64].t.type == JSON_STRING)
		return 0;
	p->none = v[RUN].t.type == JSON_STRING;
	if (p->none) /* it stands between the lines of two runs */
		return 0;
	*reason = "missing-field";
	return err_set(err, "no raw: expected lines written by --bad-to");
}

static int
is_text(const struct context_text *c, const char *name)
{
	return c->len == strlen(name) && memcmp(c->s, name, c->len) == 0;
}

int
envelope_refused(struct payload *p, struct own own[ENVELOPES_MAX + 1],
    const struct line *line, const char **reason, struct err *err)
{
	const struct payload none = *p;
	struct line l = *line;
	int i;

	for (i = 0; i < ENVELOPES_MAX; i++) {
		*p = none;
		if (quarantine(p, &own[i], &l, reason, err) == -1)
			return -1;
		if (p->none || (!is_text(&p->framing, "kcat-json") &&
				   !is_text(&p->framing, "quarantine")))
			return 0;
		l.s = p->s;
		l.len = p->len;
		if (!is_text(&p->framing, "kcat-json"))
			continue;
		p->topic_len = 0;
		return envelope_kcat(p, &own[i + 1], &l, reason, err);
	}
	*reason = "syntax";
	return err_set(err, "nested envelopes");
}
