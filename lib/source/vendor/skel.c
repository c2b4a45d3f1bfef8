/*
 * skel.c - template of a new layout: complete, tested and not listed.
 *
 *	2026.01.05;14:00:00;1.1000;1.1002
 *	2026.01.05;14:00:01;;1.1003
 *
 * Day, time, bid and ask; an empty bid or ask has not changed.  No header,
 * UTC; the symbol is the file's name up to the first '_'.
 *
 * To make a layout: copy this file to NAME.c, describe its lines above and cite
 * their documentation, replace `skel' by NAME, add LAYOUT(NAME) to list.h and a
 * pair of fixtures to the tests.  Remove what is not needed: for most layouts a
 * table of columns is enough.
 */
#include <string.h>

#include "source/layout.h"
#include "stream/rec.h"

/* In the order of the columns where there is no header; otherwise by name. */
static const struct column columns[] = {
	{ "date", "day", CELL_PLAIN },
	{ "time", "clock", CELL_PLAIN },
	{ "bid_px_00", "bid", CELL_PLAIN },
	{ "ask_px_00", "ask", CELL_PLAIN },
	{ 0 },
};

/* One letter per column, see layout.h. */
static const char *const patterns[] = { "tcdd", NULL };

/* A header is recognised by two words that no other layout has. */
static int
skel_fits(const struct layout *layout, const struct sample *s)
{
	(void)layout;
	return sample_find(s, "day") >= 0 && sample_find(s, "clock") >= 0 ? 10
									  : 0;
}

/* One state for the input: a layout of several symbols needs one each. */
struct skel {
	int64_t last[2]; /* bid, ask */
	int seen[2];
};

static int
skel_fix(void *state, unsigned char *row, const struct schema *s,
    const char **reason, struct err *err)
{
	struct rec r = { s, row };
	struct skel *k = state;
	const int at[2] = { s->at.bid_px, s->at.ask_px };
	int i;

	(void)reason;
	(void)err;
	for (i = 0; i < 2; i++) {
		if (rec_i64(&r, at[i]) != PX_NULL) {
			k->last[i] = rec_i64(&r, at[i]);
			k->seen[i] = 1;
		} else if (k->seen[i]) {
			row_put_i64(row, s, at[i], k->last[i]);
		}
	}
	return 1;
}

static size_t
skel_symbol(char *out, size_t max, const char *file)
{
	const char *slash = strrchr(file, '/'), *end;
	size_t n;

	file = slash != NULL ? slash + 1 : file;
	end = strchr(file, '_');
	n = end != NULL ? (size_t)(end - file) : 0;
	if (n > max)
		return 0;
	memcpy(out, file, n);
	return n;
}

const struct layout layout_skel = {
	.name = "skel",
	.summary = "day, time, bid and ask; empty is unchanged",
	.text = TEXT_DELIMITED,
	.fits = skel_fits,
	.patterns = patterns,
	.columns = columns,
	.kind = "quote",
	.zone = "UTC", /* the form of the day alone implies a broker's */
	.fix = skel_fix,
	.state_size = sizeof(struct skel),
	.symbol = skel_symbol,
};
