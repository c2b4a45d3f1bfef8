/*
 * detect_line.c - work in a line: each place is worked on once between being
 * put and being taken, and they are taken in the order in which they were put.
 */
#include "detect/line.h"

#include <stdatomic.h>

#include "detect_threads.h"

enum { PLACES = 64, PUTS = 20000 };

struct belt {
	unsigned in[PLACES], out[PLACES]; /* by one thread each: not atomic */
	atomic_int works;
	int slow; /* sleep in some */
};

static unsigned
made_of(unsigned in)
{
	return in * 2654435761u + 1;
}

static void
work(void *arg, int place)
{
	struct belt *b = arg;

	if (b->slow && b->in[place] % 5 == 0)
		usleep(3000);
	b->out[place] = made_of(b->in[place]);
	atomic_fetch_add(&b->works, 1);
}

/* Take what there is; the number of places that were not as they should be. */
static int
take(struct line *l, struct belt *b, unsigned *taken, int all)
{
	int bad = 0, place;

	while ((place = line_take(l, all || line_next(l) == -1)) != -1) {
		bad +=
		    b->in[place] != *taken || b->out[place] != made_of(*taken);
		(*taken)++;
		line_give(l);
	}
	return bad;
}

/* Put n places, and empty the line after every `every'. */
static int
run(struct line *l, struct belt *b, unsigned n, unsigned every)
{
	unsigned i, taken = 0;
	int bad = 0;

	atomic_store(&b->works, 0);
	for (i = 0; i < n; i++) {
		b->in[line_next(l)] = i;
		line_put(l);
		bad += take(l, b, &taken, i % every == every - 1);
	}
	bad += take(l, b, &taken, 1);
	return bad + (taken != n) + (atomic_load(&b->works) != (int)n) +
	       !line_empty(l);
}

static void
test_threads(int n)
{
	static struct belt b;
	struct line *l = line_new(n, work, &b);
	int i, bad = 0;

	threads_begin(n, "what is put is taken in the same order");
	CHECK(l != NULL && line_places(n) <= PLACES);
	CHECK_INT(run(l, &b, PUTS, PUTS), 0);

	threads_begin(n, "a line that is emptied now and then");
	for (i = 1; i <= 40; i++)
		bad += run(l, &b, 300, (unsigned)i);
	CHECK_INT(bad, 0);

	threads_begin(n, "places that take long");
	b.slow = 1;
	CHECK_INT(run(l, &b, 100, 33), 0);
	b.slow = 0;
	usleep(3000); /* until all sleep */
	CHECK_INT(run(l, &b, 100, 1), 0);
	line_free(l);
}

int
main(void)
{
	each_threads(test_threads);
	test_begin("threads that had no work end");
	line_free(line_new(4, work, NULL));
	line_free(NULL);
	return test_end();
}
