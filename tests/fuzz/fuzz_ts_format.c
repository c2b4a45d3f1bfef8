/*
 * fuzz_ts_format.c - times by --ts-format, and dates and times in any form.
 *
 * The input is a format, a newline and a text.  What is read is a time within
 * the limits of a clock, and the same for the same text; the text alone, in
 * the forms that need no format, is a time in one of the orders asked for.
 */
#include "base/ts_format.h"

#include "fuzz.h"

enum { FORMAT_MAX = 100 };

static void
check_form(const struct ts_form *f)
{
	HOLDS(f->c.frac_ns < 1000000000);
}

static void
check_format(const char *format, const struct bytes *text)
{
	struct ts_form f = { 0 }, again = { 0 };
	struct err err = { 0 };
	struct ts_format t;
	const char *why = NULL;
	int epoch = 0, got;

	if (ts_format_init(&t, format, "ts-format", &err) == -1) {
		HOLDS(err.usage);
		fuzz_err(-1, &err);
		return;
	}
	fuzz_err(0, &err);
	got = ts_format_read(&f, &epoch, (char *)text->p, text->n, &t, &why);
	HOLDS(got == 0 || (got == -1 && why != NULL));
	if (got == -1)
		return;
	check_form(&f);
	HOLDS(ts_format_read(&again, &epoch, (char *)text->p, text->n, &t,
		  &why) == 0);
	HOLDS(f.c.second == again.c.second && f.c.frac_ns == again.c.frac_ns);
}

static void
check_any(const struct bytes *text)
{
	struct ts_form f = { 0 };
	const char *why = NULL;
	unsigned orders;
	int got;

	for (orders = 1; orders < 8; orders++) {
		f = (struct ts_form){ .zone = NULL };
		got = ts_form_read(&f, (char *)text->p, text->n, orders, &why);
		HOLDS(got == 0 || got == TS_UNDECIDED ||
		      (got == -1 && why != NULL));
		if (got == TS_UNDECIDED)
			HOLDS(f.orders != 0 && (f.orders & ~orders) == 0);
		if (got != -1)
			check_form(&f);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char format[FORMAT_MAX + 1];
	const uint8_t *end = memchr(data, '\n', size);
	size_t n = end != NULL ? (size_t)(end - data) : size;
	struct bytes text;

	if (n > FORMAT_MAX)
		return 0;
	memcpy(format, data, n);
	format[n] = '\0';
	n += end != NULL;
	text = bytes_of(data + n, size - n);
	check_format(format, &text);
	check_any(&text);
	bytes_free(&text);
	return 0;
}
