/*
 * steps.c - apply the steps to rows in order, and count what each left out.
 */
#include "cat/steps.h"

#include <math.h>
#include <stddef.h>

#define AT(field) offsetof(struct step_opts, field)

const struct opt cat_step_opts[] = {
	{ .name = "merge",
	    .type = OPT_FLAG,
	    .off = AT(feed.merge),
	    .help = "merge the files in order of index time" },
	{ .name = "loop",
	    .type = OPT_INT,
	    .off = AT(feed.loop),
	    .arg = "N",
	    .def = "1",
	    .min = 1,
	    .max = INFINITY,
	    .help = "read all files N times, with later times each time" },
	{ .name = "follow",
	    .type = OPT_FLAG,
	    .off = AT(feed.follow),
	    .help = "keep reading the last file as it grows" },
	{ .name = "dedup",
	    .type = OPT_FLAG,
	    .off = AT(dedup),
	    .help = "drop duplicates among the last million rows" },
	{ .name = "book",
	    .type = OPT_INT,
	    .off = AT(book),
	    .arg = "N",
	    .def = "0",
	    .max = 100,
	    .help = "build N book levels from order messages (mbo)" },
	{ .name = "max-orders",
	    .type = OPT_INT,
	    .off = AT(max_orders),
	    .arg = "N",
	    .def = "16777216",
	    .min = 1,
	    .max = 1e9,
	    .help = "--book: at most N resting orders" },
	{ .name = "shard",
	    .type = OPT_STR,
	    .off = AT(shard),
	    .arg = "I/N",
	    .help = "select the symbols of shard I of N, by hash" },
	{ .name = "also",
	    .type = OPT_STR,
	    .off = AT(also),
	    .arg = "SYMBOLS",
	    .help = "put these symbols into every shard" },
	{ .name = "skip",
	    .type = OPT_INT,
	    .off = AT(skip),
	    .arg = "N",
	    .def = "0",
	    .max = INFINITY,
	    .help = "skip the first N selected rows" },
	{ .letter = 'n',
	    .name = "limit",
	    .type = OPT_INT,
	    .off = AT(limit),
	    .arg = "N",
	    .def = "-1",
	    .min = -1,
	    .max = INFINITY,
	    .help = "stop after N rows (default: no limit)" },
	{ .name = "speed",
	    .type = OPT_REAL,
	    .off = AT(speed),
	    .arg = "X",
	    .def = "0",
	    .max = INFINITY,
	    .help = "replay at X times real time (0 = unpaced)" },
	{ .name = NULL },
};

int
steps_new_row(struct steps *s, const struct rec *r)
{
	if (s->dedup == NULL || dedup_row(s->dedup, r))
		return 1;
	s->repeated++;
	return 0;
}

static int
choose(struct steps *s, const struct rec *r, struct err *err)
{
	int got;

	if ((got = select_row(s->select, r, err)) <= 0) {
		s->not_selected += got == 0;
		return got;
	}
	if (s->where != NULL && (got = where_row(s->where, r, err)) <= 0) {
		s->not_selected += got == 0;
		return got;
	}
	if (!s->dedup_first && !steps_new_row(s, r))
		return 0;
	if (s->shard != NULL && (got = shard_row(s->shard, r, err)) <= 0) {
		s->other_shard += got == 0;
		return got;
	}
	return 1;
}

static int
pass(struct steps *s, const struct rec *r, io_idle_fn *idle, void *arg,
    struct err *err)
{
	int got;

	if (s->to_skip > 0) {
		s->to_skip--;
		s->skipped++;
		return 0;
	}
	if (s->pace != NULL &&
	    (got = pace_row(s->pace, r, idle, arg, err)) <= 0) {
		s->not_due += got == 0;
		return got;
	}
	return 1;
}

static int
take(struct steps *s, const struct rec *r, const struct steps_job *job,
    struct err *err)
{
	int got = (job->part & STEPS_CHOOSE) != 0 ? choose(s, r, err) : 1;

	return got == 1 && (job->part & STEPS_PASS) != 0
		   ? pass(s, r, job->idle, job->arg, err)
		   : got;
}

/* The n rows in front of end. */
static int
put(const struct steps_job *job, const struct schema *s,
    const unsigned char *end, size_t n, struct err *err)
{
	if (n == 0)
		return 0;
	return job->put(job->arg, s, end - n * s->row_size, n, err);
}

int
steps_batch(struct steps *s, size_t *seen, const struct recs *b,
    const struct steps_job *job, struct err *err)
{
	const struct schema *schema = b->schema;
	struct rec r = { schema, b->rows };
	size_t size = schema->row_size, i, run = 0;
	uint64_t left = job->limit;
	int got;

	*seen = 0;
	if (steps_all(s, job->part)) {
		*seen = b->n < left ? b->n : (size_t)left;
		return put(job, schema, b->rows + *seen * size, *seen, err);
	}
	for (i = 0; i < b->n && left > 0; i++, r.v += size) {
		*seen = i + 1;
		if ((got = take(s, &r, job, err)) == -1)
			return -1;
		run += (size_t)got;
		left -= (uint64_t)got;
		/* a row that is due goes now; a row left out ends a run */
		if (!got || s->pace != NULL) {
			if (put(job, schema, r.v + (got ? size : 0), run,
				err) == -1)
				return -1;
			run = 0;
		}
	}
	return put(job, schema, r.v, run, err);
}

int
steps_init(struct steps *s, const struct step_opts *o,
    const struct select_opts *select, struct where *where, struct vocab *vocab,
    struct err *err)
{
	s->where = where;
	if (o->also != NULL && o->shard == NULL)
		return err_usage(err, "--also: only with --shard");
	if ((s->select = select_new(select, vocab, err)) == NULL)
		return -1;
	s->dedup_first = o->book > 0;
	if (o->dedup &&
	    (s->dedup = dedup_new(1 << 20, vocab->syms, err)) == NULL)
		return -1;
	if (o->shard != NULL &&
	    (s->shard = shard_new(o->shard, o->also, vocab, err)) == NULL)
		return -1;
	if (o->speed > 0 && (s->pace = pace_new(o->speed, err)) == NULL)
		return -1;
	s->to_skip = (uint64_t)o->skip;
	return 0;
}

int
steps_all(const struct steps *s, enum steps_part part)
{
	if ((part & STEPS_CHOOSE) != 0 &&
	    (!select_all(s->select) || s->where != NULL || s->dedup != NULL ||
		s->shard != NULL))
		return 0;
	return (part & STEPS_PASS) == 0 || (s->pace == NULL && s->to_skip == 0);
}

static void
walk_counts(struct walk *w, uint64_t *skip, uint64_t *left)
{
	walk_scalar(w, "to_skip", TENSOR_U64, skip);
	walk_scalar(w, "left", TENSOR_U64, left);
}

int
steps_save(const struct steps *s, uint64_t left, struct state *to,
    struct err *err)
{
	uint64_t skip = s->to_skip;
	struct walk w;

	state_save(&w, to, "steps", err);
	state_owner(&w, 0, 0);
	walk_counts(&w, &skip, &left);
	if (state_done(&w) == -1)
		return -1;
	return s->dedup != NULL ? dedup_save(s->dedup, to, err) : 0;
}

int
steps_load(struct steps *s, uint64_t *left, struct state *from, struct err *err)
{
	uint64_t number;
	uint32_t none;
	struct walk w;

	if (state_load(&w, from, "steps", err) == 1 && state_owners(&w) == 1 &&
	    state_owner_at(&w, 0, &none, &number) == 0)
		walk_counts(&w, &s->to_skip, left);
	if (state_done(&w) == -1)
		return -1;
	return s->dedup != NULL ? dedup_load(s->dedup, from, err) : 0;
}

/* 1 when rows of a symbol or id of the metadata may pass. */
static int
keeps(void *arg, const char *symbol, uint32_t id)
{
	struct steps *s = arg;

	return select_keeps(s->select, symbol, id) &&
	       (s->shard == NULL || shard_keeps(s->shard, symbol));
}

void
steps_narrow(struct steps *s, struct dbn_narrow *n, int64_t limit, int in_time)
{
	n->limit = limit < 0 ? 0 : (uint64_t)limit;
	n->start = 0;
	n->end = TS_NULL;
	if (in_time)
		select_range(s->select, &n->start, &n->end);
	if (select_by_symbol(s->select) || s->shard != NULL) {
		n->keep = keeps;
		n->arg = s;
	}
}

void
steps_fini(struct steps *s)
{
	select_free(s->select);
	dedup_free(s->dedup);
	shard_free(s->shard);
	pace_free(s->pace);
}
