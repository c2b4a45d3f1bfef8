/*
 * jobs.h - one piece of work in several threads.
 */
#ifndef DETECT_JOBS_H
#define DETECT_JOBS_H

#include <stdint.h>

enum { JOBS_MAX = 64 };

/* Call work(arg, 0 .. jobs - 1), each in a thread of its own where it can be
 * had, and wait for all.  jobs is at most JOBS_MAX. */
void jobs_run(int jobs, void (*work)(void *arg, int job), void *arg);

/* What --jobs N asks for: 0 is one thread for each processor. */
int jobs_of_option(int64_t n);

#endif
