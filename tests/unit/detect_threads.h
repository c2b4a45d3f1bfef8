/*
 * detect_threads.h - the same tests with one, two and more threads.
 */
#ifndef UNIT_DETECT_THREADS_H
#define UNIT_DETECT_THREADS_H

#include "test.h"

/* test() with each number of threads, the caller among them. */
static inline void
each_threads(void (*test)(int n))
{
	static const int threads[] = { 1, 2, 3, 8 };
	size_t i;

	for (i = 0; i < sizeof(threads) / sizeof(threads[0]); i++)
		test(threads[i]);
}

static inline void
threads_begin(int n, const char *what)
{
	static char title[2][128]; /* the last one is still in use */
	static int now;

	now = !now;
	snprintf(title[now], sizeof(title[now]), "%s (threads: %d)", what, n);
	test_begin(title[now]);
}

#endif
