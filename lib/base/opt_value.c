/*
 * opt_value.c - the text of one option to its value, checked.
 *
 * All of the text must be the value.  Limits are doubles, exact for whole
 * numbers up to 2^53.  A message quotes at most 80 bytes of the text, so that
 * the expected form still fits after it.
 */
#include "base/opt_value.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/num.h"
#include "base/tstamp.h"

int
opt_takes_arg(enum opt_type type)
{
	return type != OPT_FLAG && type != OPT_SET && type != OPT_COUNT;
}

/* Append to the NUL-terminated text in out, cut at OPT_RANGE_MAX. */
__attribute__((format(printf, 2, 3))) static void
append(char out[OPT_RANGE_MAX], const char *fmt, ...)
{
	size_t n = strlen(out);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out + n, OPT_RANGE_MAX - n, fmt, ap);
	va_end(ap);
}

/* "json, bin or csv" */
static void
put_choices(char out[OPT_RANGE_MAX], const char *const *choices)
{
	int i;

	for (i = 0; choices[i] != NULL; i++)
		append(out, "%s%s",
		    i == 0                   ? ""
		    : choices[i + 1] == NULL ? " or "
					     : ", ",
		    choices[i]);
}

static void
put_size(char out[OPT_RANGE_MAX], uint64_t v)
{
	static const char units[] = "KMG";
	int i = -1;

	while (v > 0 && v % 1024 == 0 && i < 2) {
		v /= 1024;
		i++;
	}
	append(out, "%llu", (unsigned long long)v);
	if (i >= 0)
		append(out, "%c", units[i]);
}

/* One limit, in the notation of its type. */
static void
put_limit(char out[OPT_RANGE_MAX], enum opt_type type, double v)
{
	char text[NUM_F64_MAX + NUM_DURATION_MAX];
	size_t n;

	if (type == OPT_SIZE) {
		put_size(out, (uint64_t)v);
		return;
	}
	if (type == OPT_DURATION)
		n = num_put_duration(text, (uint64_t)v);
	else
		n = num_put_f64(text, v);
	append(out, "%.*s", (int)n, text);
}

static int
has_limits(const struct opt *o)
{
	return (o->type == OPT_INT || o->type == OPT_REAL ||
		   o->type == OPT_DURATION || o->type == OPT_SIZE) &&
	       (o->min != 0 || o->max != 0);
}

/* A limit that nobody reaches is not printed. */
static int
has_high(const struct opt *o)
{
	if (o->type == OPT_INT)
		return o->max < 1e12;
	if (o->type == OPT_DURATION)
		return o->max < 3e16; /* a year */
	return o->max < 0x1p63;
}

/* "0 to 1", "1 or more", "more than 0, up to 1" */
static void
put_limits(char out[OPT_RANGE_MAX], const struct opt *o)
{
	int low = o->min > -0x1p63, high = has_high(o);

	if (!high && o->min == 0)
		return;
	if (o->min > 0 && o->min <= DBL_MIN) {
		append(out, high ? "more than 0, up to " : "more than 0");
		low = 0;
	} else if (low) {
		put_limit(out, o->type, o->min);
		append(out, high ? " to " : " or more");
	}
	if (!high)
		return;
	put_limit(out, o->type, o->max);
	if (o->min <= -0x1p63)
		append(out, " or less");
}

void
opt_range(char out[OPT_RANGE_MAX], const struct opt *o)
{
	out[0] = '\0';
	if (o->type == OPT_ENUM)
		put_choices(out, o->choices);
	else if (has_limits(o))
		put_limits(out, o);
}

static int
refuse(const struct opt *o, const char *text, const char *why, struct err *err)
{
	return err_usage(err, "--%s: %s: \"%.80s\"", o->name, why, text);
}

static int
check_limits(const struct opt *o, double v, const char *text, struct err *err)
{
	char range[OPT_RANGE_MAX];

	if (!has_limits(o) || (v >= o->min && v <= o->max))
		return 0;
	opt_range(range, o);
	if (v > o->max && !has_high(o) && o->max < 0x1p63) {
		snprintf(range, sizeof(range), "at most ");
		put_limit(range, o->type, o->max);
	}
	if (range[0] == '\0')
		return refuse(o, text, "out of range", err);
	return err_usage(err, "--%s: %.80s: expected %s", o->name, text, range);
}

/*
 * A parser failed: a number out of range for its type is also beyond the
 * limits.
 */
static int
refuse_number(const struct opt *o, const char *text, int error, const char *why,
    struct err *err)
{
	double beyond = text[0] == '-' ? -INFINITY : INFINITY;

	if (error != NUM_RANGE)
		return refuse(o, text, why, err);
	if (check_limits(o, beyond, text, err) < 0)
		return -1;
	return refuse(o, text, "out of range", err);
}

static int
store_int(const struct opt *o, int64_t *value, const char *text,
    struct err *err)
{
	int64_t v;
	int error = num_i64(&v, text, strlen(text));

	if (error < 0)
		return refuse_number(o, text, error, "not a whole number", err);
	if (check_limits(o, (double)v, text, err) < 0)
		return -1;
	*value = v;
	return 0;
}

static int
store_real(const struct opt *o, double *value, const char *text,
    struct err *err)
{
	double v;
	int error = num_f64(&v, text, strlen(text));

	if (error < 0)
		return refuse_number(o, text, error, "not a number", err);
	if (check_limits(o, v, text, err) < 0)
		return -1;
	*value = v;
	return 0;
}

static int
store_amount(const struct opt *o, uint64_t *value, const char *text,
    struct err *err)
{
	const char *why;
	uint64_t v;
	int error;

	if (o->type == OPT_DURATION) {
		why = "not a duration such as 250ms, 5m or 1h";
		error = num_duration(&v, text, strlen(text));
	} else {
		why = "not a size such as 4096, 64K or 2G";
		error = num_size(&v, text, strlen(text));
	}
	if (error < 0)
		return refuse_number(o, text, error, why, err);
	if (check_limits(o, (double)v, text, err) < 0)
		return -1;
	*value = v;
	return 0;
}

static int
store_time(const struct opt *o, uint64_t *value, const char *text,
    struct err *err)
{
	static const struct zone utc;
	const char *why = "not a time";
	uint64_t v;

	if (ts_parse(&v, text, strlen(text), TS_AUTO, &utc, &why) < 0)
		return refuse(o, text, why, err);
	*value = v;
	return 0;
}

static int
store_enum(const struct opt *o, int *value, const char *text, struct err *err)
{
	char range[OPT_RANGE_MAX];
	int i;

	for (i = 0; o->choices[i] != NULL; i++) {
		if (strcmp(o->choices[i], text) == 0) {
			*value = i;
			return 0;
		}
	}
	opt_range(range, o);
	return err_usage(err, "--%s: \"%.80s\": expected %s", o->name, text,
	    range);
}

static int
store_strs(const struct opt *o, struct opt_strs *list, const char *text,
    struct err *err)
{
	/*
	 * The pointer distinguishes the table's default from the same text
	 * given by a user.
	 */
	if (list->n == 1 && list->v[0] == o->def)
		list->n = 0;
	if (list->n == OPT_STRS_MAX)
		return err_usage(err, "--%s: given more than %d times", o->name,
		    OPT_STRS_MAX);
	list->v[list->n++] = text;
	return 0;
}

/* OPT_FLAG, OPT_SET, OPT_COUNT: given, or a number as a default is. */
static int
store_bare(const struct opt *o, int *value, const char *text, struct err *err)
{
	uint64_t v;

	if (text == NULL) {
		*value = o->type == OPT_SET     ? (int)o->min
			 : o->type == OPT_COUNT ? *value + 1
						: 1;
		return 0;
	}
	if (o->type == OPT_SET)
		return err_usage(err, "option --%s takes no argument", o->name);
	if (num_u64(&v, text, strlen(text)) < 0 ||
	    v > (o->type == OPT_FLAG ? 1 : 1000))
		return refuse(o, text,
		    o->type == OPT_FLAG ? "expected 0 or 1" : "not a count",
		    err);
	*value = (int)v;
	return 0;
}

int
opt_store(const struct opt *o, void *base, const char *text, struct err *err)
{
	void *value = (char *)base + o->off;

	if (text == NULL && opt_takes_arg(o->type))
		return err_usage(err, "option --%s requires an argument",
		    o->name);
	switch (o->type) {
	case OPT_FLAG:
	case OPT_SET:
	case OPT_COUNT:
		return store_bare(o, value, text, err);
	case OPT_INT:
		return store_int(o, value, text, err);
	case OPT_REAL:
		return store_real(o, value, text, err);
	case OPT_STR:
		*(const char **)value = text;
		return 0;
	case OPT_STRS:
		return store_strs(o, value, text, err);
	case OPT_ENUM:
		return store_enum(o, value, text, err);
	case OPT_DURATION:
	case OPT_SIZE:
		return store_amount(o, value, text, err);
	case OPT_TIME:
		return store_time(o, value, text, err);
	}
	BUG("unknown option type");
}
