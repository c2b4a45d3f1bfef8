/*
 * eval_event.c - labelled rows become numbered events.
 */
#include "eval/event.h"

#include "test.h"

enum { MANY = 5000 };

static uint32_t
label(struct events *t, uint32_t symbol, uint32_t type, uint32_t id)
{
	struct err err = { 0 };
	struct series *s = events_series(t, symbol, 0, &err);
	uint32_t n = events_label(t, s, type, id, &err);

	CHECK(!err.set);
	return n;
}

static void
end_run(struct events *t, uint32_t symbol)
{
	struct err err = { 0 };

	events_series(t, symbol, 0, &err)->run = 0;
}

static void
test_runs(void)
{
	struct events t;
	struct err err = { 0 };

	CHECK(events_init(&t, &err) == 0);
	CHECK_INT(label(&t, 3, 7, EVENT_NO_ID), 1);
	CHECK_INT(label(&t, 3, 7, EVENT_NO_ID), 1);
	/* another symbol, another type, a row in between */
	CHECK_INT(label(&t, 4, 7, EVENT_NO_ID), 2);
	CHECK_INT(label(&t, 3, 7, EVENT_NO_ID), 1);
	CHECK_INT(label(&t, 3, 8, EVENT_NO_ID), 3);
	end_run(&t, 3);
	CHECK_INT(label(&t, 3, 8, EVENT_NO_ID), 4);
	CHECK_INT(t.n, 5);
	CHECK_INT(t.nseries, 2);
	CHECK_INT(t.v[2].symbol, 4);
	CHECK_INT(t.v[3].type, 8);
	events_fini(&t);
}

static void
test_ids(void)
{
	struct events t;
	struct err err = { 0 };

	CHECK(events_init(&t, &err) == 0);
	CHECK_INT(label(&t, 1, 7, 42), 1);
	end_run(&t, 1);
	CHECK_INT(label(&t, 1, 7, 42), 1);
	CHECK_INT(label(&t, 2, 7, 42), 2);
	CHECK_INT(label(&t, 1, 7, 43), 3);
	/* a run is not the event with an id before it */
	CHECK_INT(label(&t, 1, 7, EVENT_NO_ID), 4);
	CHECK_INT(label(&t, 1, 7, 42), 1);
	CHECK_INT(label(&t, 1, 7, EVENT_NO_ID), 5);
	for (uint32_t i = 0; i < MANY; i++)
		CHECK_INT(label(&t, 1 + i % 3, 7, 100 + i), 6 + i);
	for (uint32_t i = 0; i < MANY; i++)
		CHECK_INT(label(&t, 1 + i % 3, 7, 100 + i), 6 + i);
	events_fini(&t);
}

static void
test_series(void)
{
	struct events t;
	struct err err = { 0 };

	CHECK(events_init(&t, &err) == 0);
	CHECK_INT(events_series(&t, 90000, 0, &err)->index, 1);
	CHECK_INT(events_series(&t, 0, 0, &err)->index, 2);
	CHECK_INT(events_series(&t, 90000, 1, &err)->index, 3);
	CHECK_INT(events_series(&t, 90000, 0, &err)->index, 1);
	CHECK_INT(t.nseries, 3);
	CHECK_INT(events_series_at(&t, 0)->symbol, 90000);
	CHECK_INT(events_series_at(&t, 1)->symbol, 0);
	CHECK(events_series_at(&t, 2) == events_series(&t, 90000, 1, &err));
	events_fini(&t);
}

static uint32_t
set_of(struct events *t, const uint32_t *event, uint32_t n)
{
	uint32_t copy[8];
	struct err err = { 0 };

	memcpy(copy, event, n * sizeof(*copy));
	return events_set(t, copy, n, &err);
}

static void
test_sets(void)
{
	const uint32_t a[] = { 3, 1 }, b[] = { 1, 3, 1, 3 }, c[] = { 2, 2 };
	const uint32_t *member;
	struct events t;
	struct err err = { 0 };
	uint32_t set;

	CHECK(events_init(&t, &err) == 0);
	for (uint32_t i = 1; i <= MANY; i++)
		label(&t, 1, 7, i);
	CHECK_INT(events_of_set(&t, 0, &member), 0);
	set = set_of(&t, a, 2);
	CHECK_INT(set_of(&t, b, 4), set);
	CHECK_INT(events_of_set(&t, set, &member), 2);
	CHECK_INT(member[0], 1);
	CHECK_INT(member[1], 3);
	/* one event has one set */
	set = set_of(&t, c, 2);
	CHECK_INT(set_of(&t, c, 1), set);
	CHECK_INT(t.v[2].set, set);
	/* many sets are found again */
	for (uint32_t i = 1; i < MANY; i++) {
		const uint32_t v[] = { i, i + 1 };

		set = set_of(&t, v, 2);
		CHECK_INT(set_of(&t, v, 2), set);
	}
	for (uint32_t i = 1; i < MANY; i++) {
		const uint32_t v[] = { i + 1, i };

		CHECK_INT(events_of_set(&t, set_of(&t, v, 2), &member), 2);
		CHECK_INT(member[0], i);
		CHECK_INT(member[1], i + 1);
	}
	events_fini(&t);
}

int
main(void)
{
	test_begin("a run of labelled rows of one symbol and type is an event");
	test_runs();
	test_begin("rows with one id are an event of their symbol, wherever "
		   "they are");
	test_ids();
	test_begin("symbols are numbered densely, in the order they come");
	test_series();
	test_begin("the same events are one set, in any order");
	test_sets();
	return test_end();
}
