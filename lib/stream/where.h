/*
 * where.h - select rows by an expression: --where.
 *
 *	price > 100.5 and (side = "B" or size >= 500)
 *	symbol in ("ESH4", "ESM4") and ts_event >= 2024-03-01T14:30:00Z
 *	symbol ~ "BRK.*" and not bid_px_00 is null
 *	col("Trade Correction Indicator") = 0 and ask_px_00 <= bid_px_00
 *
 *	expr	or: and { "or" and }
 *	and	not { "and" not }
 *	not	"not" not | "(" expr ")" | test
 *	test	value op value | value ["not"] "in" "(" literal, ... ")"
 *		| value ["not"] "~" literal | value "is" ["not"] "null"
 *	op	= == != <> < <= > >= ~ !~
 *	value	name | field("name") | col("name") | literal
 *	literal	number | "text" | 'text' | time | true | false
 *
 * A name is a field of the row, `kind' its kind.  col() is a column or key of
 * the input's text.  Every comparison with null is false, including !=: a
 * field that is null or absent from the row passes only `is null'.  `not'
 * inverts the result of a test.  Prices, sizes, times and whole numbers
 * compare exactly with a decimal of any length, doubles as doubles; a time is
 * any form of ts_parse, without a zone in UTC, quoted where it has a blank.
 * Texts compare by bytes.
 *
 * Cost: a few ns per test; results for symbols are cached.
 *
 *	where_new (where_row | where_take)* where_unmet where_free
 */
#ifndef STREAM_WHERE_H
#define STREAM_WHERE_H

#include "stream/rec.h"
#include "stream/stream.h"

enum { WHERE_TESTS_MAX = 256, WHERE_COLUMNS_MAX = 64, WHERE_DEPTH_MAX = 64 };

struct where;

/*
 * A mistake in the text is a usage error with the option and the position.
 * vocab must outlive the result.  columns: col() may be used.
 */
struct where *where_new(const char *text, struct vocab *vocab, int columns,
    struct err *err);
void where_free(struct where *w);

/*
 * The number of columns that col() names, and the name of one.  They are
 * numbered from 0 in the order of their first use.
 */
int where_columns(const struct where *w);
const char *where_column(const struct where *w, int i, size_t *len);

/* Returns a record's cell: 1 and its text, 0 if it has none. */
struct where_cells {
	int (*get)(void *arg, int column, const char **text, size_t *len);
	void *arg;
};

/*
 * 1 when the row is chosen, else 0; -1 when the expression cannot be applied
 * to a field's type, or when out of memory.
 */
int where_row(struct where *w, const struct rec *r, struct err *err);
/* The same for a row that was made from these cells. */
int where_take(struct where *w, const struct rec *r,
    const struct where_cells *cells, struct err *err);
/*
 * 1 when the cells alone decide that no row made from them is chosen, whatever
 * its fields are.  whole: a cell that get does not return is null; otherwise
 * it is not known.
 */
int where_refuses(struct where *w, const struct where_cells *cells, int whole);

/*
 * Call `each' with the name of every field or column of the expression that no
 * row had.  known: the name has a fixed meaning, so rows of another kind may
 * be the reason.
 */
void where_unmet(const struct where *w,
    void (*each)(void *arg, const char *name, int column, int known),
    void *arg);

#endif
