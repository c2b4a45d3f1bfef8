/*
 * pace.c - rows at the pace of their index times.
 *
 *	due = began + (t - first) / speed
 *
 * `began` is the monotonic time of the first row that has an index time.
 * Every row is scheduled relative to it, so waits that last too long and
 * delays in the rest of the pipe are made up for: the replay does not drift.
 * A row whose time steps back, or that has none, is due at once.
 *
 * After a signal, the first row that is not due and all rows after it are
 * dropped.
 *
 * Buffered rows are passed on before a wait that is longer than a row may stay
 * in a buffer; otherwise when they have been there that long.
 */
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "cat/steps.h"

#define LONG_NS UINT64_C(2000000)
#define FAR_NS 9e18 /* 285 years: due never */

struct pace {
	double speed;
	int begun;
	int over; /* a signal came before a row was due */
	uint64_t began, first;
};

struct pace *
pace_new(double speed, struct err *err)
{
	struct pace *p;

	if (!(speed > 0)) {
		err_usage(err, "--speed: expected more than 0");
		return NULL;
	}
	if ((p = calloc(1, sizeof(*p))) == NULL)
		err_errno(err, "--speed");
	else
		p->speed = speed;
	return p;
}

/* Until a monotonic time, or a signal. */
static void
wait_until(uint64_t due, uint64_t now)
{
	struct pollfd p = { io_wake_fd(), POLLIN, 0 };
	struct timespec ts = { (time_t)((due - now) / NS_SECOND),
		(long)((due - now) % NS_SECOND) };

	(void)ppoll(&p, 1, &ts, NULL);
}

int
pace_row(struct pace *p, const struct rec *r, io_idle_fn *idle, void *arg,
    struct err *err)
{
	uint64_t t = rec_time(r), now, due;
	double after;
	int next;

	if (p->over)
		return 0;
	if (t == TS_NULL || (p->begun && t <= p->first))
		return 1;
	if (!p->begun) {
		p->begun = 1;
		p->first = t;
		p->began = io_now();
		return 1;
	}
	after = (double)(t - p->first) / p->speed;
	due = p->began + (uint64_t)(after < FAR_NS ? after : FAR_NS);
	while ((now = io_now()) < due) {
		if (io_signal() != 0) {
			p->over = 1;
			return 0;
		}
		next = due - now >= LONG_NS ? IO_WAITS : IO_READS;
		if (idle != NULL && idle(arg, next, err) == -1)
			return -1;
		wait_until(due, now);
	}
	return 1;
}

void
pace_free(struct pace *p)
{
	free(p);
}
