/*
 * upgrade.c - codes of live messages from their texts (dbn.md 8).
 */
#include "dbn/upgrade.h"

#include <string.h>

#include "dbn/layout.h"

/* A text that begins and ends so, in the same blank if it is short ("Finished
 * replay"); end NULL: that is all of it. */
struct phrase {
	const char *begin, *end;
	uint8_t code;
};

static const struct phrase errors[] = {
	{ "User or API key deactivated", NULL, 2 },
	{ "User has reached their open connection limit", NULL, 3 },
	{ "Failed to resolve symbol", "", 4 },
	{ "Internal error", NULL, 6 },
	{ "Slow client detected for ", "", 7 },
};

static const struct phrase systems[] = {
	{ "Heartbeat", NULL, 0 },
	{ "Subscription request ", " succeeded", 1 },
	{ "Warning: slow reading", "", 2 },
	{ "Finished ", " replay", 3 },
	{ "End of interval for ", "", 4 },
};

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

static int
phrase_fits(const struct phrase *f, const char *s, size_t len)
{
	size_t b = strlen(f->begin), e = f->end == NULL ? 0 : strlen(f->end);

	if (len < b || len < e || memcmp(s, f->begin, b) != 0)
		return 0;
	return f->end == NULL ? len == b : memcmp(s + len - e, f->end, e) == 0;
}

void
upgrade_text(unsigned char *row, const struct schema *s, int rtype)
{
	const struct phrase *f = rtype == RTYPE_ERROR ? errors : systems;
	int n = rtype == RTYPE_ERROR ? COUNT(errors) : COUNT(systems);
	const struct field *t;
	int i, text, code;

	if (rtype != RTYPE_ERROR && rtype != RTYPE_SYSTEM)
		return;
	text = schema_find(s, rtype == RTYPE_ERROR ? "err" : "msg");
	code = schema_find(s, "code");
	if (text < 0 || code < 0)
		return;
	t = &s->field[text];
	for (i = 0; i < n; i++)
		if (phrase_fits(&f[i], (const char *)row + t->off,
			strnlen((const char *)row + t->off, t->len)))
			row[s->field[code].off] = f[i].code;
}
