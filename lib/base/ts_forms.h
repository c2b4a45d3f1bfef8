/*
 * ts_forms.h - dates and times as people, spreadsheets and brokers write them.
 *
 *	1/9/2018 9:30:08 AM	6-Oct-17 14:30	Jan 19, 2018	19JAN2018
 *	2018/1/9 9:30		Fri, 19 Jan 2018 14:30:00 GMT	9:30:08.123
 *
 * A month's name, a year of four digits and the position of the day next to
 * them usually identify the numbers.  Where they do not (1/9/2018), the order
 * must be decided for the whole column: ts_form_read reports which orders a
 * text allows.
 */
#ifndef BASE_TS_FORMS_H
#define BASE_TS_FORMS_H

#include "base/tstamp.h"

/* Orders of a date of three numbers; a set of them is their sum. */
enum {
	ORDER_YMD = 1,
	ORDER_MDY = 2,
	ORDER_DMY = 4,
	ORDER_ANY = 7
};

/* What a text says. */
struct ts_form {
	struct ts_civil c;
	int has_date, has_time;
	const char *zone; /* as written after the time */
	size_t zone_len;  /* 0: none */
	unsigned orders;  /* of a date of three numbers: those that give this
			   * date; 0: it needs none */
};

enum { TS_UNDECIDED = 1 };

/*
 * Read s, where a date of three numbers is in one of the orders.  0;
 * TS_UNDECIDED when several give different dates (f->orders: which); -1 with
 * *why when it has none of the forms, or a part is out of range.
 */
int ts_form_read(struct ts_form *f, const char *s, size_t len, unsigned orders,
    const char **why);

/* "M/D/Y" of one order. */
const char *ts_order_name(unsigned order);

/* The month of a name of three letters or all, in any case: 1 to 12, and how
 * many bytes it takes; 0. */
int ts_month_name(const char *s, size_t len, size_t *taken);
/* The same for a day of the week: 1 (Sunday) to 7. */
int ts_weekday_name(const char *s, size_t len, size_t *taken);
/* The year meant by two digits: 69 to 99 are 1969 to 1999. */
int ts_short_year(int two);

#endif
