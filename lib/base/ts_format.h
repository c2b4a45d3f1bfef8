/*
 * ts_format.h - times in a format given by the user, as for strptime.
 *
 *	%Y year, four digits	%y two digits	%m month	%d day
 *	%b %B %h month's name	%a %A weekday (not checked)	%j day of year
 *	%H hour	%I hour of 12	%p AM or PM	%M minute	%S second
 *	%f fraction, any digits	%s seconds since 1970
 *	%z offset or Z	%Z zone: an offset, UTC, or a name of the tz database
 *	%F %Y-%m-%d	%D %m/%d/%y	%T %H:%M:%S	%R %H:%M
 *	%% a percent
 *
 * A blank matches any number of blanks, including none; other bytes match
 * themselves.  Numbers have at most the digits shown, so %H%M%S reads 093000.
 */
#ifndef BASE_TS_FORMAT_H
#define BASE_TS_FORMAT_H

#include "base/err.h"
#include "base/ts_forms.h"

/* A checked format; the text is borrowed. */
struct ts_format {
	const char *text;
	int has; /* what it says (ts_format.c) */
};

/* 0, or -1 with a usage error that names the option and the mistake. */
int ts_format_init(struct ts_format *t, const char *text, const char *option,
    struct err *err);

/*
 * Read all of s: 0, or -1 with *why.  *epoch: %s came in place of a date and
 * a time; f->c.second and frac_ns are since 1970.
 */
int ts_format_read(struct ts_form *f, int *epoch, const char *s, size_t len,
    const struct ts_format *t, const char **why);

#endif
