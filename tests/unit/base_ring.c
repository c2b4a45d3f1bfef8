/*
 * base_ring.c - a ring between two threads: all slots arrive in order, and no
 * thread waits forever.
 */
#include "base/ring.h"
#include "test.h"

enum { SLOTS = 4, PIECES = 100000 };

struct pass {
	struct ring ring;
	int slot[SLOTS];
	int sum_bad; /* pieces that came out of order */
	int taken, fail_at;
};

static void *
take_all(void *arg)
{
	struct pass *p = arg;
	int i;

	while ((i = ring_next(&p->ring)) != -1) {
		p->sum_bad += p->slot[i] != p->taken;
		p->taken++;
		ring_done(&p->ring, p->taken == p->fail_at);
	}
	return NULL;
}

static void
begin(struct pass *p, pthread_t *t, int take_from)
{
	memset(p, 0, sizeof(*p));
	ring_init(&p->ring, SLOTS, take_from);
	CHECK_INT(ring_thread(t, take_all, p), 0);
}

static void
end(struct pass *p, pthread_t *t)
{
	ring_end(&p->ring);
	CHECK_INT(pthread_join(*t, NULL), 0);
	ring_fini(&p->ring);
}

static void
test_order(void)
{
	struct pass p;
	pthread_t t;
	int i, n;

	test_begin("what was filled is taken, all of it and in order");
	begin(&p, &t, 2);
	for (n = 0; n < PIECES; n++) {
		i = ring_room(&p.ring);
		p.slot[i] = n;
		CHECK_INT(ring_put(&p.ring, n % 97 == 0), 0);
	}
	end(&p, &t);
	CHECK_INT(p.taken, PIECES);
	CHECK_INT(p.sum_bad, 0);
}

static void
test_drain(void)
{
	struct pass p;
	pthread_t t;
	int n;

	test_begin(
	    "a drained ring has nothing left, though the taker waits for "
	    "several");
	begin(&p, &t, SLOTS);
	for (n = 0; n < 50; n++) {
		p.slot[ring_room(&p.ring)] = n;
		CHECK_INT(ring_put(&p.ring, 0), 0);
		CHECK_INT(ring_drain(&p.ring), 0);
		CHECK_INT(p.taken, n + 1);
	}
	end(&p, &t);

	test_begin("a failure of the taker reaches the filler");
	begin(&p, &t, 1);
	p.fail_at = 3;
	for (n = 0; n < 3; n++) {
		p.slot[ring_room(&p.ring)] = n;
		(void)ring_put(&p.ring, 1);
	}
	CHECK_INT(ring_drain(&p.ring), -1);
	CHECK(ring_try_room(&p.ring) != -1);
	CHECK_INT(ring_put(&p.ring, 0), -1);
	end(&p, &t);
}

static void *
fill_all(void *arg)
{
	struct pass *p = arg;
	int i;

	while ((i = ring_room(&p->ring)) != -1) {
		p->slot[i] = 1;
		(void)ring_put(&p->ring, 0);
	}
	ring_end(&p->ring);
	return NULL;
}

static void
test_stop(void)
{
	struct pass p;
	pthread_t t;

	test_begin("a filler that waits for room hears that no more is wanted");
	memset(&p, 0, sizeof(p));
	ring_init(&p.ring, SLOTS, 1);
	CHECK_INT(ring_thread(&t, fill_all, &p), 0);
	CHECK(ring_next(&p.ring) != -1);
	ring_done(&p.ring, 0);
	ring_stop(&p.ring);
	CHECK_INT(pthread_join(t, NULL), 0);
	ring_fini(&p.ring);
}

int
main(void)
{
	test_order();
	test_drain();
	test_stop();
	return test_end();
}
