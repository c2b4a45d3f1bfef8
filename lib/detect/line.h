/*
 * line.h - work in a line: begun by any of a few threads, taken in order.
 *
 *	line_new (line_next line_put | line_take line_give)* line_free
 *
 * Its places form a ring.  One thread, the owner, fills the next place and puts
 * it into the line; a thread with nothing to do works on the oldest place that
 * nobody has begun; the owner takes them in the order in which it put them.
 * While it waits for one, it works on others.  So the threads stay busy
 * whichever has less to do, and what the owner makes of the places does not
 * depend on them.
 */
#ifndef DETECT_LINE_H
#define DETECT_LINE_H

struct line;

/* Work for n threads, the caller among them: work(arg, place).  Threads that
 * cannot be created are done without.  NULL: no memory. */
struct line *line_new(int n, void (*work)(void *arg, int place), void *arg);
/* After all places were taken; NULL is allowed. */
void line_free(struct line *l);

/* How many places a line for n threads has. */
int line_places(int n);

/* The place to fill next; -1: all are in the line. */
int line_next(const struct line *l);
/* It was filled. */
void line_put(struct line *l);

int line_empty(const struct line *l);
/* The oldest place in the line, when it is done: without wait, -1 if it is not;
 * else this thread works meanwhile.  -1 if the line is empty. */
int line_take(struct line *l, int wait);
/* The place that was taken may be filled again. */
void line_give(struct line *l);

#endif
