/*
 * type_column.c - the words of a type column.
 */
#include "source/type_column.h"

#include <string.h>
#include <strings.h>

enum { SHOWN = 60 }; /* bytes of a text in a message */

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
is_one_of(const char *s, size_t len, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strlen(*words) == len && strncasecmp(s, *words, len) == 0)
			return 1;
	return 0;
}

static int
begins(const char *s, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && strncasecmp(s, word, n) == 0;
}

enum type_said
type_read(const char *s, size_t len)
{
	static const char *const bids[] = { "bid", "bids", NULL };
	static const char *const asks[] = { "ask", "asks", "offer", NULL };
	static const char *const places[] = { "at", "above", "below", "hit",
		"lifted", "between", "near", NULL };
	static const char *const orders[] = { "add", "added", "insert",
		"modify", "modified", "amend", "replace", "delete", "deleted",
		"submission", NULL };
	enum type_said said = TYPE_OTHER;
	size_t i = 0, n;

	if (len == 1 && strchr("aAbB01", *s) != NULL)
		return TYPE_LETTER;
	while (i < len) {
		for (n = 0; i + n < len && is_letter(s[i + n]); n++)
			;
		if (is_one_of(s + i, n, places))
			return TYPE_OTHER;
		if (begins(s + i, n, "cancel") || begins(s + i, n, "bust"))
			return TYPE_CANCELLED;
		if (is_one_of(s + i, n, orders))
			return TYPE_ORDER;
		if (said == TYPE_OTHER && is_one_of(s + i, n, bids))
			said = TYPE_BID;
		else if (said == TYPE_OTHER && is_one_of(s + i, n, asks))
			said = TYPE_ASK;
		i += n > 0 ? n : 1;
	}
	return said;
}

int
type_refuse(const char *s, size_t len, const char **reason, struct err *err)
{
	*reason = "bad-side";
	return err_set(err,
	    "\"%.*s\": one row per side of a quote? --side-rows joins them, "
	    "--where leaves them out; if these are trades, --side-map "
	    "'B=...;A=...' says which side is which, and --map side= reads "
	    "none",
	    (int)(len < SHOWN ? len : SHOWN), s);
}

int
type_refuse_order(const char *s, size_t len, const char **reason,
    struct err *err)
{
	*reason = "bad-side";
	return err_set(err,
	    "\"%.*s\": an order, not a trade? --where leaves such rows out; "
	    "--map side= reads them all",
	    (int)(len < SHOWN ? len : SHOWN), s);
}
