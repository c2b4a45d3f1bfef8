/*
 * synth_queue.c - rows that wait for the end of events: in memory or in a file,
 * at a cost per row that does not depend on how many events are open.
 */
#include "synth/inject_impl.h"

#include "base/rng.h"
#include "synth_inject.h"

/* ---- the log, against an array ---- */

enum { RECORDS = 60000, RECORD_MAX = 400 };

struct log_test {
	struct inject_log log;
	uint64_t at[RECORDS];
	uint32_t size[RECORDS], value[RECORDS];
	size_t first, n;
};

static struct log_test t;

static void
test_add(struct rng *r)
{
	uint32_t size = 8 * (2 + (uint32_t)rng_below(r, RECORD_MAX / 8 - 1));
	unsigned char *p = log_add(&t.log, &t.at[t.n], size, &err);
	uint32_t v = 1 + rng_u32(r) / 2, i;

	CHECK(p != NULL);
	CHECK(t.n == 0 || t.at[t.n] > t.at[t.n - 1]);
	for (i = 0; i < size; i += sizeof(v))
		memcpy(p + i, &v, sizeof(v));
	t.size[t.n] = size;
	t.value[t.n++] = v;
}

static int
holds(const unsigned char *p, size_t i)
{
	uint32_t k;

	for (k = 0; k < t.size[i]; k += sizeof(t.value[i]))
		if (memcmp(p + k, &t.value[i], sizeof(t.value[i])) != 0)
			return 0;
	return 1;
}

static void
test_rewrite(struct rng *r)
{
	size_t i = t.first + (size_t)rng_below(r, t.n - t.first);
	unsigned char p[RECORD_MAX];
	uint32_t v = 1 + rng_u32(r) / 2, k;

	CHECK(log_read(&t.log, t.at[i], p, t.size[i], &err) == 0);
	CHECK(holds(p, i));
	for (k = 0; k < t.size[i]; k += sizeof(v))
		memcpy(p + k, &v, sizeof(v));
	CHECK(log_write(&t.log, t.at[i], p, t.size[i], &err) == 0);
	t.value[i] = v;
}

static void
test_pass(void)
{
	const unsigned char *p = log_front(&t.log, &err);

	if (p != NULL && *(const uint64_t *)(const void *)p == 0) {
		log_pass(&t.log, LOG_CHUNK - t.log.first % LOG_CHUNK);
		p = log_front(&t.log, &err);
	}
	CHECK(p != NULL && t.log.first == t.at[t.first] && holds(p, t.first));
	log_pass(&t.log, t.size[t.first++]);
}

static void
test_log(void)
{
	struct rng r;
	uint32_t most = 0;
	size_t wait;

	test_begin("records come back from memory and file, in their order");
	rng_init(&r, 11, 1);
	memset(&t, 0, sizeof(t));
	log_init(&t.log, &(struct spill_opts){ 0 });
	while (t.first < RECORDS) {
		/* a queue that grows and shrinks between 0 and 20000 */
		wait = (size_t)rng_below(&r, 20000);
		while (t.n < RECORDS && t.n - t.first < wait) {
			test_add(&r);
			test_rewrite(&r);
		}
		most = t.log.slots > most ? t.log.slots : most;
		wait = t.n == RECORDS ? 0 : (size_t)rng_below(&r, wait + 1);
		while (t.n - t.first > wait)
			test_pass();
	}
	CHECK(most > 4);
	/* space in the file is used again */
	CHECK_INT(t.log.slots, most);
	CHECK(most < 20000 * RECORD_MAX / LOG_CHUNK + 2);
	CHECK(t.log.nunused == t.log.slots);
	log_fini(&t.log);
}

/* ---- the queue ---- */

/* What an injection with so much memory for rows gives; it gets this many rows
 * in a call. */
static void
inject_within(struct run *run, uint32_t *slots, const struct rows *in,
    struct inject_opts *o, uint64_t memory, size_t many)
{
	struct inject *j;

	memset(run, 0, sizeof(*run));
	o->spill.memory = memory;
	j = inject_new(o, &vocab, on_row, on_label, run, &err);
	for (size_t i = 0; i < in->n; i += many) {
		struct rec r = row_at(in, i);
		size_t n = in->n - i < many ? in->n - i : many;

		CHECK(inject_rows(j, r.schema, r.v, n, &err) == 0);
	}
	CHECK(inject_flush(j, &err) == 0);
	*slots = j->queue.log.slots;
	run->account = *inject_account(j);
	inject_free(j);
}

static int
same_labels(const struct run *a, const struct run *b)
{
	char x[INJECT_CSV_MAX], y[INJECT_CSV_MAX];
	size_t i, n;

	for (i = 0; i < a->n && i < b->n; i++) {
		n = inject_label_csv(x, vocab.syms, &a->label[i]);
		if (inject_label_csv(y, vocab.syms, &b->label[i]) != n ||
		    memcmp(x, y, n) != 0)
			return 0;
	}
	return a->n == b->n;
}

static void
check_same(const struct run *a, const struct run *b)
{
	CHECK(same_labels(a, b));
	CHECK_INT(a->out.n, b->out.n);
	CHECK(memcmp(a->out.v, b->out.v, a->out.n * a->out.schema->row_size) ==
	      0);
}

static void
test_spilled(void)
{
	static const size_t many[] = { 2, 13, 1000, SIZE_MAX / 2 };
	static struct run a, b;
	struct inject_opts o = options("mixed,feed,orders");
	struct rows in;
	uint32_t slots;
	size_t i;

	test_begin("rows that wait in a file give the same stream and labels");
	o.ndecoy = 0;
	CHECK(inject_opts_decoys(&o, "news,halt", &err) == 0);
	o.decoys = 1;
	simulate(&in, "mbp-1", 12, 3, 6000);
	inject_within(&a, &slots, &in, &o, UINT64_C(1) << 30, 1);
	CHECK_INT(slots, 0);
	inject_within(&b, &slots, &in, &o, 0, 1);
	CHECK(slots > 2);
	CHECK(a.n > 30 && a.account.added > 1000);
	check_same(&a, &b);
	free(b.out.v);

	test_begin("rows in many calls, or in one, give the same stream");
	for (i = 0; i < 4; i++) {
		inject_within(&b, &slots, &in, &o, i * 1000, many[i]);
		check_same(&a, &b);
		free(b.out.v);
	}
	free(in.v);
	free(a.out.v);
}

/* Steps in heaps and rows loaded, per row, with an event of ten minutes open
 * in every one of n symbols. */
static double
steps_per_row(uint32_t n, size_t *most)
{
	struct inject_opts o = options("stale");
	struct inject *j;
	struct rows in;
	double steps;
	size_t open = 0;

	o.quiet = 0;
	o.warmup = 600 * NS_SECOND;
	o.session.open_s = 13 * 3600 + 45 * 60;
	o.session.close_s = 14 * 3600;
	simulate(&in, "ohlcv-1m", n, 1, 3000);
	j = inject_new(&o, &vocab, NULL, NULL, NULL, &err);
	j->on_row = on_row;
	j->arg = &(struct run){ 0 };
	*most = 0;
	for (size_t i = 0; i < in.n; i++) {
		struct rec r = row_at(&in, i);

		CHECK(inject_push(j, &r, &err) == 0);
		open = 0;
		if (i % 64 == 0)
			for (struct open *at = j->oldest; at; at = at->newer)
				open++;
		*most = open > *most ? open : *most;
	}
	CHECK(inject_flush(j, &err) == 0);
	steps = (double)(j->queue.bound.steps + j->queue.ready.steps +
			 j->ends.steps + j->queue.loads) /
		(double)in.n;
	free(((struct run *)j->arg)->out.v);
	free(in.v);
	inject_free(j);
	return steps;
}

static void
test_flat(void)
{
	size_t few, many;
	double a, b;

	test_begin("the cost of a row does not grow with the open events");
	a = steps_per_row(50, &few);
	b = steps_per_row(800, &many);
	CHECK(few > 10);
	CHECK(many > 10 * few);
	/* the heap's depth: twice as large at most */
	CHECK(b < 2 * a + 0.1);
}

int
main(void)
{
	if (vocab_init(&vocab, 0, &err) == -1)
		return 1;
	test_log();
	test_spilled();
	test_flat();
	CHECK(!err.set);
	if (err.set)
		printf("# %s\n", err.msg);
	vocab_fini(&vocab);
	return test_end();
}
