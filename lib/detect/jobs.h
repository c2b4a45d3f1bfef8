/*
 * jobs.h - run one task in several threads.
 */
#ifndef DETECT_JOBS_H
#define DETECT_JOBS_H

#include <stdint.h>

enum { JOBS_MAX = 64 };

/* Call work(arg, 0 .. jobs - 1), each in its own thread if one can be created,
 * and wait for all.  jobs is at most JOBS_MAX. */
void jobs_run(int jobs, void (*work)(void *arg, int job), void *arg);

/* Number of threads for --jobs N; 0: one per processor. */
int jobs_of_option(int64_t n);

#endif
