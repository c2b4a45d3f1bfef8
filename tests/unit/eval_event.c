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
	struct series *s = events_series(t, symbol, &err);
	uint32_t n = events_label(t, s, symbol, type, id, &err);

	CHECK(!err.set);
	return n;
}

static void
end_run(struct events *t, uint32_t symbol)
{
	struct err err = { 0 };

	events_series(t, symbol, &err)->run = 0;
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
	CHECK_INT(t.symbols, 2);
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
	CHECK_INT(events_series(&t, 90000, &err)->index, 1);
	CHECK_INT(events_series(&t, 0, &err)->index, 2);
	CHECK_INT(events_series(&t, 90000, &err)->index, 1);
	CHECK_INT(t.symbols, 2);
	events_fini(&t);
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
	return test_end();
}
