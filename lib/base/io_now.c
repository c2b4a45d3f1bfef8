/*
 * io_now.c - the clock of what input and output wait for.
 */
#include <time.h>

#include "base/io.h"

uint64_t
io_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}
