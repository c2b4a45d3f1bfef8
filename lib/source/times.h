/*
 * times.h - the times of an input: forms, units, days and zones.
 *
 * What a text cannot say alone is decided once for a column, by its first
 * rows: the unit of numbers, the order of 1/9/2018, what bare digits of a day
 * count.  A row that says otherwise is bad.  What cannot be decided is an
 * error that shows the readings and the option that decides.
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

/* 1980: numbers that land before this are not times, unless --any-time. */
#define TIMES_EARLIEST (UINT64_C(315532800) * NS_SECOND)

struct source_opts;

/* A time field of one name in the input, and what its rows have decided. */
struct time_column {
	char field[TIME_NAME_MAX + 1], name[TIME_NAME_MAX + 1];
	enum ts_unit stated; /* by its name: "time (ms)"; TS_AUTO */
	enum ts_unit unit; /* of its numbers; TS_AUTO: none came yet */
	unsigned orders;   /* of dates of three numbers: those possible */
	int clocked;	   /* bare digits are read as clock says */
	struct clock_form clock;
	struct clock_form may[CLOCK_READINGS_MAX]; /* rows to come: see */
	int nclock;				   /* times_look */
	int zoned; /* by its name: "Time (EET)" */
	struct zone zone;
	/* whole numbers from least on, span of them, are this many ns each:
	 * all that a fast path needs; span 0: look at each */
	uint64_t unit_ns, least, span;
};

struct times {
	enum ts_unit unit; /* --ts-unit; TS_AUTO: by the numbers */
	int each;	   /* each number by its own size */
	int any;	   /* --any-time: numbers before 1980, and 0 */
	int formatted;	   /* --ts-format is a form: format */
	struct ts_format format;
	unsigned orders; /* --ts-format is an order; else ORDER_ANY */

	struct zone zone;
	int zoned; /* by --tz or by the layout */
	int day_given; /* --date */
	int day_known; /* that, or the file's name has one */
	struct ts_civil day;

	struct time_column column[TIME_COLUMNS_MAX];
	int n;

	struct zone named; /* the zone that a text named last */
	char name[TIME_NAME_MAX];
	size_t name_len;

	uint64_t *count; /* enum source_count */
};

/* Options: a usage error.  count outlives the times. */
int times_init(struct times *t, const struct source_opts *opts,
    uint64_t *count, struct err *err);
void times_fini(struct times *t);

/* The zone of times without one, in place of the one before. */
int times_set_zone(struct times *t, const char *name, size_t len,
    struct err *err);

/* The day of times that have none, where --date does not say it. */
void times_set_file(struct times *t, const char *file);

/* The column of a field from cells of that name (NULL: they have none), made
 * when it is new; NULL: too many. */
struct time_column *times_column(struct times *t, const char *field,
    const struct csv_field *name);

/*
 * What the column's name says in parentheses: a zone ("Date(UTC)") or a unit
 * ("time [ms]").  0 when it is neither.
 */
int times_by_name(struct times *t, struct time_column *c, const char *name,
    size_t len);

/* Length of a name without such parentheses at its end. */
size_t times_bare_name(const char *name, size_t len);

/*
 * A text that is not empty to an instant; TS_NULL: the text says that there
 * is none (0).  -1 with *reason and *err.
 */
int times_read(struct times *t, struct time_column *c, uint64_t *out,
    const char *text, size_t len, const char **reason, struct err *err);

/* The same from a date and a time of the day in two cells. */
int times_read_halves(struct times *t, struct time_column *c, uint64_t *out,
    const struct csv_field *date, const struct csv_field *time,
    const char **reason, struct err *err);

/* 1 when the local hour of an instant was read has one offset and came once:
 * what was learnt of one of its times holds for the others. */
int times_whole_hour(const struct times *t, const struct time_column *c,
    uint64_t ns);

/* What a cell holds of a time. */
enum time_part { TIME_WHOLE, TIME_DATE, TIME_CLOCK };

/* 1 when the text leaves its column undecided, so that rows to come are worth
 * a look. */
int times_undecided(const struct times *t, const struct time_column *c,
    enum time_part part, const char *text, size_t len);

/* The text of that row, then of rows to come: each narrows down what the
 * column can be.  1 when nothing is left to decide. */
int times_look(const struct times *t, struct time_column *c,
    enum time_part part, const char *text, size_t len);

/* 1 when text reads as a date or a time in any form. */
int times_is_time(const char *text, size_t len);

/* Of a row that lies before 1970: left out and counted, not bad. */
extern const char times_before_1970[];

#endif
