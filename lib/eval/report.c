/*
 * report.c - code shared by the formats of a report.
 */
#include "eval/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/num.h"

void
report_put(struct report *r, const char *s, size_t n)
{
	if (!r->failed && out_write(r->out, s, n, r->err) == -1)
		r->failed = 1;
}

void
report_print(struct report *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!r->failed && out_vprintf(r->out, r->err, fmt, ap) == -1)
		r->failed = 1;
	va_end(ap);
}

void
report_number(struct report *r, double v, const char *other)
{
	char buf[NUM_F64_MAX];

	if (isfinite(v))
		report_put(r, buf, num_put_f64(buf, v));
	else
		report_put(r, other, strlen(other));
}

const char *
report_table_name(char buf[TABLE_NAME_MAX], const struct evaluation *e,
    const struct eval_table *t)
{
	const char *name = evaluation_name(e, t), *before = "", *behind = "";

	if (t->kind == TABLE_CLASS)
		before = "class:";
	else if (t->kind == TABLE_SYMBOL)
		before = "symbol:";
	else if (t->kind == TABLE_TYPE &&
		 (strcmp(name, "all") == 0 || strncmp(name, "class:", 6) == 0 ||
		     strncmp(name, "symbol:", 7) == 0))
		behind = " (type)";
	snprintf(buf, TABLE_NAME_MAX, "%s%s%s", before, name, behind);
	return buf;
}

void
report_format(char out[32], double v, enum number_form form)
{
	int decimals = 0;

	if (!isfinite(v)) {
		strcpy(out, isnan(v) ? "-" : v > 0 ? "inf" : "-inf");
		return;
	}
	if (v < 0 && v > -0.0005)
		v = 0; /* not "-0.000" */
	if (form == SHARE)
		decimals = v > 0 && v < 0.1 ? 4 : fabs(v) < 1e4 ? 3 : 1;
	else if (form == SECONDS)
		decimals = v < 1 && v > 0 ? 3 : v < 100 ? 1 : 0;
	else
		decimals = v < 10 ? 2 : v < 1000 ? 1 : 0;
	if (fabs(v) < 1e6)
		snprintf(out, 32, "%.*f", decimals, v);
	else
		snprintf(out, 32, "%.0e", v);
}

/* Length in bytes of the character at s; 1 if it is not UTF-8. */
static size_t
letter(const char *s)
{
	size_t n = 1, len = strlen(s);

	while (n < 4 && n < len && ((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return utf8_valid(s, n) ? n : 1;
}

/* Write a character, or `?' for a control character; returns its bytes. */
static size_t
put_letter(struct report *r, const char *s)
{
	unsigned char c = (unsigned char)*s;
	size_t n = letter(s);

	if (n > 1)
		report_put(r, s, n);
	else
		report_print(r, "%c", c < ' ' || c >= 127 ? '?' : c);
	return n;
}

void
report_plain(struct report *r, const char *text, int width)
{
	for (; width > 0 && *text != '\0'; width--)
		text += put_letter(r, text);
	report_print(r, "%*s", width, "");
}

void
report_name(struct report *r, const char *text, int most)
{
	const char *p = text;
	int n = 0;

	for (; *p != '\0' && n <= most; n++)
		p += letter(p);
	report_plain(r, text, n > most ? most - 3 : n);
	if (n > most)
		report_print(r, "...");
}

int
report_write(struct report *r, int form)
{
	if (form == REPORT_JSON)
		report_json(r);
	else if (form == REPORT_CSV)
		report_csv(r);
	else
		report_table(r);
	return r->failed ? -1 : 0;
}
