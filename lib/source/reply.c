/*
 * reply.c - a server's message in place of a table.
 *
 * An HTML page is shown without its tags.  Pages have an end, so the first 4
 * KiB are waited for; of other text the first line is enough.
 */
#include "source/reply.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"

enum { PAGE_MAX = 4096 };

static int
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int
starts(const char *s, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && strncasecmp(s, word, n) == 0;
}

void
reply_quote(char out[REPLY_MAX + 1], const char *s, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len && n < REPLY_MAX; i++) {
		if (!is_space(s[i]))
			out[n++] = s[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	n = utf8_valid_len(out, n);
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

/* Behind the tag at s, or behind what a script or style holds. */
static size_t
skip_tag(const char *s, size_t len)
{
	static const char *const hidden[][2] = { { "<script", "</script" },
		{ "<style", "</style" }, { "<!--", "-->" } };
	const char *end;
	size_t i, n = 0;

	for (i = 0; i < 3 && n == 0; i++)
		if (starts(s, len, hidden[i][0]))
			for (n = 1;
			     n < len && !starts(s + n, len - n, hidden[i][1]);)
				n++;
	end = n < len ? memchr(s + n, '>', len - n) : NULL;
	return end != NULL ? (size_t)(end - s) + 1 : len;
}

/* The text of a page: at most len bytes. */
static size_t
page_text(char *out, const char *s, size_t len)
{
	size_t i = 0, n = 0;

	while (i < len) {
		if (s[i] == '<') {
			i += skip_tag(s + i, len - i);
			out[n++] = ' ';
		} else {
			out[n++] = s[i++];
		}
	}
	return n;
}

/* A status or words that servers use when they refuse. */
static int
is_refusal(const char *s)
{
	static const char *const words[] = { "429", "403", "401", "404", "500",
		"502", "503", "error", "limit", "denied", "forbidden",
		"too many", "unauthorized", "not found", "invalid", "exceeded",
		"thank you", "unavailable", "api key" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(s, words[i]) != NULL)
			return 1;
	return 0;
}

int
reply_is_page(const char *s, size_t len)
{
	for (; len > 0 && is_space(*s); s++)
		len--;
	return starts(s, len, "<!doctype html") || starts(s, len, "<html");
}

int
reply_refuse_page(const char *s, size_t len, struct err *err)
{
	char page[PAGE_MAX], said[REPLY_MAX + 1];

	len = page_text(page, s, len < PAGE_MAX ? len : PAGE_MAX);
	reply_quote(said, page, len);
	return err_set(err, "an HTML page in place of a table: \"%s\"", said);
}

int
reply_refuse(const struct lines *lines, const struct line *l, struct err *err)
{
	char said[REPLY_MAX + 1];
	const unsigned char *p;
	struct err ignored = { 0 };
	size_t n, at = 0;

	if (!reply_is_page(l->s, l->len)) {
		reply_quote(said, l->s, l->len);
		return err_set(err,
		    is_refusal(said)
			? "not a table but a message: \"%s\""
			: "unknown format: expected , ; TAB or | between "
			  "columns, not blanks or a fixed width (see --list): "
			  "\"%s\"",
		    said);
	}
	while (
	    in_peek(lines->in, at + 1, &p, &n, &ignored) == 1 && n < PAGE_MAX)
		at = n;
	return reply_refuse_page((const char *)p, n, err);
}
