/*
 * times.h - the times of an input: forms, units, days and zones.
 *
 * Ambiguous forms are decided once for a column, by its first rows: the unit
 * of numbers, the order of 1/9/2018, the meaning of bare digits for a time of
 * day.  A later row that contradicts the decision is bad.  If the first rows
 * do not decide, the error shows the possible readings and the option to
 * choose one.
 *
 *	times_init (times_column times_look (times_read)*)* times_fini
 */
#ifndef SOURCE_TIMES_H
#define SOURCE_TIMES_H

#include "base/csv.h"
#include "base/ts_clock.h"
#include "base/ts_format.h"
#include "base/tstamp.h"
#include "source/counts.h"

enum { TIME_COLUMNS_MAX = 64, TIME_NAME_MAX = 63 };

struct source_opts;

/* A time column of the input, and what its rows have decided. */
struct time_column {
	char field[TIME_NAME_MAX + 1], name[TIME_NAME_MAX + 1];
	enum ts_unit stated; /* by its name: "time (ms)"; TS_AUTO */
	enum ts_unit unit;   /* of its numbers; TS_AUTO: none seen yet */
	unsigned orders;     /* possible orders of dates of three numbers */
	int clocked;         /* bare digits are read as clock says */
	struct clock_form clock;
	struct clock_form may[CLOCK_READINGS_MAX]; /* rows to come: see */
	int nclock;                                /* times_look */
	int zoned; /* by its name: "Time (EET)" */
	struct zone zone;
	/* whole numbers from least on, span of them, are this many ns each:
	 * all that a fast path needs; span 0: look at each */
	uint64_t unit_ns, least, span;
};

struct times {
	enum ts_unit unit; /* --ts-unit; TS_AUTO: by the numbers */
	int each;          /* each number by its own size */
	int any;           /* --any-time: numbers before 1980, and 0 */
	int formatted;     /* --ts-format is a form: format */
	struct ts_format format;
	unsigned orders; /* --ts-format is an order; else ORDER_ANY */

	struct zone zone;
	int zoned;     /* by --tz or by the layout */
	int day_given; /* --date */
	int day_known; /* given so, or by the file's name */
	struct ts_civil day;

	struct time_column column[TIME_COLUMNS_MAX];
	int n;

	struct zone named; /* the last zone named by a text */
	char name[TIME_NAME_MAX];
	size_t name_len;

	uint64_t *count; /* enum source_count */
};

/* Options: a usage error.  count outlives the times. */
int times_init(struct times *t, const struct source_opts *opts, uint64_t *count,
    struct err *err);
void times_fini(struct times *t);

/* Set the zone of times that have none, replacing the previous one. */
int times_set_zone(struct times *t, const char *name, size_t len,
    struct err *err);

/* Set the day of times that have none, if --date does not give it. */
void times_set_file(struct times *t, const char *file);

/*
 * Get or make the column of a field read from cells of that name (NULL: no
 * name); NULL: too many.
 */
struct time_column *times_column(struct times *t, const char *field,
    const struct csv_field *name);

/*
 * Parse the brackets in a column's name: a zone ("Date(UTC)") or a unit ("time
 * [ms]").  0 when it is neither.
 */
int times_by_name(struct times *t, struct time_column *c, const char *name,
    size_t len);

/* Length of a name without such brackets at its end. */
size_t times_bare_name(const char *name, size_t len);

/*
 * Convert a non-empty text to an instant; TS_NULL when the text means no time
 * (0).  -1 with *reason and *err.
 */
int times_read(struct times *t, struct time_column *c, uint64_t *out,
    const char *text, size_t len, const char **reason, struct err *err);

/* The same for a date and a time of day in two cells. */
int times_read_halves(struct times *t, struct time_column *c, uint64_t *out,
    const struct csv_field *date, const struct csv_field *time,
    const char **reason, struct err *err);

/*
 * 1 when the local hour of an instant just read has one offset and is not
 * repeated: anything learnt from one of its times then holds for the others.
 */
int times_whole_hour(const struct times *t, const struct time_column *c,
    uint64_t ns);

/* Which part of a time a cell holds. */
enum time_part { TIME_WHOLE, TIME_DATE, TIME_CLOCK };

/*
 * 1 when the text leaves its column undecided, so that later rows should be
 * examined.
 */
int times_undecided(const struct times *t, const struct time_column *c,
    enum time_part part, const char *text, size_t len);

/*
 * Called with the text of that row, then of later rows: each narrows down the
 * column's possible readings.  1 when nothing is left to decide.
 */
int times_look(const struct times *t, struct time_column *c,
    enum time_part part, const char *text, size_t len);

/* 1 when text can be read as a date or a time in any form. */
int times_is_time(const char *text, size_t len);

/*
 * 1 when it is a date without a time of day, and 1 when it is a time of day
 * without a date.  Digits are a date if they are eight, and may be a time of
 * day if they are no time since 1980.
 */
int times_is_date(const char *text, size_t len);
int times_is_clock(const char *text, size_t len);

/*
 * 1 for digits that may be a date with its hour, or a date and time with a
 * fraction of two or five digits.  As numbers since 1970 they would be in 2033
 * or later.
 */
int times_digits_date(const char *text, size_t len);

/* The reason for a row before 1970: it is left out and counted, not bad. */
extern const char times_before_1970[];

#endif
