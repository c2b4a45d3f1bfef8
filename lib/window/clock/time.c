/*
 * time.c - windows of equal length, tumbling or hopping.
 *
 *	start_k = origin + k slide,  end_k = start_k + every,  k >= 0
 *
 * slide = every: each instant lies in one window; slide < every: in
 * every/slide of them.  A longer slide would leave instants out and is
 * refused.  Only the remainder of origin by slide matters, so that is what
 * is kept.  No window starts before 1970, none ends after the last instant
 * of the type.
 */
#include <inttypes.h>
#include <string.h>

#include "base/num.h"
#include "window/window.h"

static int
time_check(struct clock_args *a, struct err *err)
{
	if (a->every == 0)
		return err_usage(err, "windows of no length");
	if (a->slide == 0)
		a->slide = a->every;
	if (a->slide > a->every)
		return err_usage(err,
		    "windows of %" PRIu64 " ns every %" PRIu64 " ns leave rows "
		    "out: wants a slide of at most the length",
		    a->every, a->slide);
	a->origin %= a->slide;
	return 0;
}

static uint64_t
time_first(const struct clock_args *a, uint64_t t)
{
	uint64_t newest, back, most;

	if (t < a->origin)
		return a->origin;
	newest = t - (t - a->origin) % a->slide;
	/* start + every > t for this many windows before the newest */
	back = (a->every - (t - newest) - 1) / a->slide;
	most = (newest - a->origin) / a->slide;
	return newest - (back < most ? back : most) * a->slide;
}

static uint64_t
time_next(const struct clock_args *a, uint64_t start)
{
	return start > TS_NULL - a->slide ? TS_NULL : start + a->slide;
}

static uint64_t
time_end(const struct clock_args *a, uint64_t start)
{
	return start >= TS_NULL - a->every ? TS_NULL - 1 : start + a->every;
}

static size_t
put(char *buf, size_t size, size_t at, const char *s, size_t len)
{
	if (at + len + 1 > size)
		BUG("no room for the text of a clock");
	memcpy(buf + at, s, len);
	buf[at + len] = '\0';
	return at + len;
}

static size_t
put_duration(char *buf, size_t size, size_t at, uint64_t ns)
{
	char text[NUM_DURATION_MAX];

	if (ns == 0)
		return put(buf, size, at, "0", 1);
	return put(buf, size, at, text, num_put_duration(text, ns));
}

static size_t
time_text(const struct clock_args *a, char *buf, size_t size)
{
	size_t n = put(buf, size, 0, "time(", 5);

	n = put_duration(buf, size, n, a->every);
	n = put(buf, size, n, ",slide=", 7);
	n = put_duration(buf, size, n, a->slide);
	n = put(buf, size, n, ",origin=", 8);
	n = put_duration(buf, size, n, a->origin);
	return put(buf, size, n, ")", 1);
}

const struct clock clock_time = {
	.name = "time",
	.summary = "windows of equal length, tumbling or hopping",
	.check = time_check,
	.first = time_first,
	.next = time_next,
	.end = time_end,
	.text = time_text,
};
