/*
 * bad.c - refused lines, kept with their reason so that they can be corrected
 * and read again.
 *
 * Each is one JSON object (inputs.md section 6); bytes that are not UTF-8 are
 * written as base64 (RFC 4648, section 4) in raw_b64.  Then come facts that
 * the line itself does not contain: format, header, array, framing and the
 * envelope.
 */
#include "stream/bad.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

const char *const bad_reasons[BAD_REASONS + 1] = { "syntax", "missing-field",
	"bad-time", "bad-number", "bad-side", "too-long", "truncated",
	"bad-utf8", "unknown-record", NULL };

/* Base64 in quotes: at most 4 * (len + 2) / 3 + 2 bytes. */
static size_t
put_base64(char *out, const char *s, size_t len)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s;
	char *start = out;
	uint32_t v;

	*out++ = '"';
	for (; len > 0; p += 3) {
		v = (uint32_t)p[0] << 16 | (len > 1 ? (uint32_t)p[1] << 8 : 0) |
		    (len > 2 ? p[2] : 0);
		*out++ = digit[v >> 18];
		*out++ = digit[v >> 12 & 63];
		*out++ = len > 1 ? digit[v >> 6 & 63] : '=';
		*out++ = len > 2 ? digit[v & 63] : '=';
		len -= len < 3 ? len : 3;
	}
	*out++ = '"';
	return (size_t)(out - start);
}

/* ,"key":"text" */
static size_t
put_text(char *out, const char *key, const char *s, size_t len)
{
	size_t n = (size_t)sprintf(out, ",\"%s\":", key);

	return n + json_put_string(out + n, s, len);
}

/* What it takes to read it again alone. */
static size_t
put_context(char *out, const struct bad_row *r)
{
	size_t n = 0;

	if (r->format != NULL)
		n += put_text(out + n, "format", r->format, strlen(r->format));
	if (r->header_len > 0)
		n += put_text(out + n, "header", r->header, r->header_len);
	if (r->array)
		n += (size_t)sprintf(out + n, ",\"array\":true");
	if (r->framing != NULL)
		n += put_text(out + n, "framing", r->framing,
		    strlen(r->framing));
	if (r->topic_len == 0)
		return n;
	n += put_text(out + n, "topic", r->topic, r->topic_len);
	n += (size_t)sprintf(out + n,
	    ",\"partition\":%" PRId32 ",\"position\":%" PRId64, r->part,
	    r->position);
	if (r->sent != UINT64_MAX)
		n += (size_t)sprintf(out + n, ",\"sent\":%" PRIu64, r->sent);
	return n;
}

/* The line: its length.  out has room. */
static size_t
put_row(char *out, const struct bad_row *r)
{
	size_t n = (size_t)sprintf(out, "{\"file\":");

	n += json_put_string(out + n, r->file, strlen(r->file));
	n += (size_t)sprintf(out + n,
	    ",\"line\":%" PRIu64 ",\"offset\":%" PRIu64 ",\"reason\":\"%s\"",
	    r->line, r->offset, r->reason);
	n += put_text(out + n, "detail", r->detail, strlen(r->detail));
	if (utf8_valid(r->raw, r->len)) {
		n += put_text(out + n, "raw", r->raw, r->len);
	} else {
		n += (size_t)sprintf(out + n, ",\"raw_b64\":");
		n += put_base64(out + n, r->raw, r->len);
	}
	n += put_context(out + n, r);
	memcpy(out + n, "}\n", 2);
	return n + 2;
}

/* The line between two runs. */
static int
put_run(FILE *f, const char *tool)
{
	return fprintf(f, "{\"run\":\"%s\"}\n", tool) > 0;
}

static int
keep(struct bad_policy *policy, const struct bad_row *r, struct err *err)
{
	FILE *f = policy->to;
	size_t format = r->format != NULL ? strlen(r->format) : 0;
	size_t framing = r->framing != NULL ? strlen(r->framing) : 0;
	size_t n = strlen(r->file) + strlen(r->detail) + r->len + format +
		   r->header_len + framing + r->topic_len;
	char *buf = malloc(6 * n + 512);
	int ok;

	if (buf == NULL)
		return err_errno(err, "cannot write the bad row");
	n = put_row(buf, r);
	ok = policy->run == NULL || put_run(f, policy->run);
	policy->run = NULL;
	ok = ok && fwrite(buf, 1, n, f) == n;
	free(buf);
	return ok ? 0 : err_errno(err, "cannot write the bad row");
}

static int
reason_index(const char *reason)
{
	int i;

	for (i = 0; bad_reasons[i] != NULL; i++)
		if (strcmp(bad_reasons[i], reason) == 0)
			return i;
	BUG("a bad record of no known reason");
}

int
bad_refuse(struct bad_policy *policy, const struct bad_row *row,
    struct err *err)
{
	if (policy == NULL || !policy->skip)
		return err_set(err, "%s", row->detail);
	if (policy->count++ == 0)
		err_set(&policy->first, "%.200s:%" PRIu64 ": %s", row->file,
		    row->line, row->detail);
	policy->by[reason_index(row->reason)]++;
	if (policy->to != NULL && keep(policy, row, err) == -1)
		return -1;
	if (policy->max > 0 && policy->count > policy->max)
		return err_set(err, "%s (and --max-bad %" PRIu64 " is reached)",
		    row->detail, policy->max);
	return 0;
}

int
bad_set_aside(struct bad_policy *policy, const struct bad_row *row,
    struct err *err)
{
	return policy->to != NULL ? keep(policy, row, err) : 0;
}

void
bad_counts(char *out, size_t size, const struct bad_policy *policy)
{
	size_t n = 0;
	int i;

	out[0] = '\0';
	for (i = 0; i < BAD_REASONS; i++)
		if (policy->by[i] > 0 && n < size)
			n += (size_t)snprintf(out + n, size - n,
			    "%s%s %" PRIu64, n > 0 ? ", " : "", bad_reasons[i],
			    policy->by[i]);
}
