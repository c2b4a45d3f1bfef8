/*
 * jobs.h - run one task after another in the same few threads.
 *
 *	jobs_new jobs_run* jobs_free
 *
 * A thread that has done its part waits a moment in a loop before it sleeps:
 * tasks that follow each other within microseconds, as the steps of a training
 * do, then cost no wake-up, which takes as long as a tenth of a step.
 */
#ifndef DETECT_JOBS_H
#define DETECT_JOBS_H

#include <stdint.h>

enum { JOBS_MAX = 64 };

struct jobs;

/* n threads, the caller among them, n at most JOBS_MAX.  Those that cannot be
 * created are done without.  NULL: no memory, or n <= 1. */
struct jobs *jobs_new(int n);
/* NULL is freed, too. */
void jobs_free(struct jobs *j);

/* Call work(arg, part) for each of parts, and wait for all.  Part i is done
 * by thread i mod n, in ascending order; with j NULL all by the caller. */
void jobs_run(struct jobs *j, int parts, void (*work)(void *arg, int part),
    void *arg);

/* Number of threads for --jobs N; 0: one per processor. */
int jobs_of_option(int64_t n);

#endif
