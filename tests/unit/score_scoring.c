/* Rows in, scored rows out: the same whatever the batch and the pieces. */
#include "score/scoring.h"

#include "detect_test.h"
#include "score_test.h"
#include "tmp.h"

enum { ROWS = 1200, ROW_MAX = 512 };

static struct feat_rows rows;

/* The rows that came out. */
struct sink_rows {
	size_t n, calls;
	const struct schema *schema;
	unsigned char row[2 * ROWS][ROW_MAX];
};

static int
put(void *arg, const struct schema *schema, const unsigned char *v, size_t n,
    struct err *err)
{
	struct sink_rows *out = arg;

	(void)err;
	CHECK(out->n + n <= 2 * ROWS && schema->row_size <= ROW_MAX);
	for (; n > 0; n--, v += schema->row_size)
		memcpy(out->row[out->n++], v, schema->row_size);
	out->schema = schema;
	out->calls++;
	return 0;
}

/* Row i of the stream: symbols mixed, an outlier now and then. */
static struct rec
row_at(size_t i)
{
	struct rng r;
	double z, size, price;

	rng_init(&r, 77, i);
	z = rng_normal(&r) * (i % 97 == 0 ? 9 : 1);
	size = i % 131 == 0 ? 20000 : 100 * (1 + rng_unit(&r));
	price = 100 + 0.01 * rng_normal(&r);
	return feat_row(&rows, (int)(rng_u32(&r) % 4),
	    SCORE_TIME0 + i * SCORE_MINUTE +
		(i > 800 ? 1000 : 0) * SCORE_MINUTE,
	    SCORE_MINUTE, size, price, z);
}

/* Fitted to rows of r and price, of which price varies more in the stream. */
static struct model *
fitted(const char *detector, int d)
{
	static const char *const names[] = { "r", "price" };
	static const char *const units[] = { "ln", "" };
	const struct detector *det = detector_find(detector);
	static const size_t run[] = { 0, 200 };
	double *x = rows_random(200, d, 9);
	void *opts = opts_new(det);
	struct err err = { 0 };
	struct model *m = model_new(det, opts, d, names, units, &err);
	struct fit f = { .opts = opts,
		.train = { .x = x, .n = 200, .run = run, .runs = 1 },
		.names = names,
		.d = d,
		.seed = 1,
		.jobs = 1 };
	int i;

	for (i = 0; i < 200 * d; i++) {
		x[i] -= 100;
		if (i % d == 1)
			x[i] = 100 + 0.006 * x[i];
	}
	CHECK(m != NULL && det->fit(m->m, &f, &err) == 0);
	free(opts);
	free(x);
	return m;
}

static char *
saved(struct model *m, const char *name)
{
	char *path = tmp_path(name);
	struct err err = { 0 };

	CHECK(model_save(m, path, 0, &err) == 0);
	model_free(m);
	return path;
}

static char *
forest_file(void)
{
	struct model *m = fitted("iforest", 1);

	m->threshold = 0.6;
	return saved(m, "forest");
}

/* A head whose calibration has two different scores, far apart: all scores
 * between them have the surprise of the larger one. */
static char *
head_file(void)
{
	enum { N = 10000, RARE = 5 };
	struct model *m = fitted("tails", 2);
	struct err err = { 0 };
	static double score[N];
	int i;

	for (i = 0; i < N; i++)
		score[i] = i < RARE ? 3 : 1.5;
	CHECK(calib_fit_law(&m->calib, score, N, 100, &err) == 0);
	free(m->head);
	m->head = strdup("window");
	free(m->reasons);
	m->reasons = strdup("r=odd_return,price=odd_price");
	return saved(m, "head");
}

/* A forest of a file, or else a learner, and two rules in one pass. */
struct set {
	struct scoring s;
	struct sink_rows *out;
	void *opts[3];
};

static void
set_init(struct set *t, const char *model, struct decision how)
{
	static const char *const names[] = { "ewz", "high_volume",
		"rapid_change" };
	const struct detector *det;
	const struct watch_opts watch = { .confirm_k = 1,
		.confirm_m = 1,
		.shares = 1 };
	struct err err = { 0 };
	int i;

	memset(t, 0, sizeof(*t));
	t->out = calloc(1, sizeof(*t->out));
	scoring_init(&t->s, &rows.vocab, &how, &watch, put, t->out);
	if (model != NULL)
		CHECK(scoring_add_model(&t->s, model, &err) == 0);
	for (i = model != NULL; i < 3; i++) {
		det = detector_find(names[i]);
		t->opts[i] = opts_new(det);
		CHECK(scoring_add_detector(&t->s, det, t->opts[i],
			  i == 0 ? "r" : NULL, &err) == 0);
	}
	CHECK_STR(err.msg, "");
}

static void
set_fini(struct set *t)
{
	int i;

	scoring_fini(&t->s);
	for (i = 0; i < 3; i++)
		free(t->opts[i]);
	free(t->out);
}

/* Rows from .. to - 1, flushed after every `every' of them. */
static void
set_run(struct set *t, size_t from, size_t to, size_t every)
{
	struct err err = { 0 };
	struct rec r;
	size_t i;

	for (i = from; i < to; i++) {
		r = row_at(i);
		CHECK(scoring_rows(&t->s, r.schema, r.v, 1, &err) == 0);
		if (i % every == 0)
			CHECK(scoring_flush(&t->s, &err) == 0);
	}
	CHECK(scoring_flush(&t->s, &err) == 0);
	CHECK_STR(err.msg, "");
}

/* The rows from .. to - 1, this many at a time. */
static void
set_run_many(struct set *t, size_t from, size_t to, size_t many)
{
	static unsigned char v[ROWS * ROW_MAX];
	size_t size = rows.schema->row_size, i, n = 0;
	struct err err = { 0 };

	for (i = from; i < to; i++) {
		memcpy(v + n++ * size, row_at(i).v, size);
		if (n < many && i + 1 < to)
			continue;
		CHECK(scoring_rows(&t->s, rows.schema, v, n, &err) == 0);
		n = 0;
	}
	CHECK(scoring_flush(&t->s, &err) == 0);
	CHECK_STR(err.msg, "");
}

static const struct decision plain = { .threshold = NAN,
	.quantile = NAN,
	.adapt = NAN };

static void
check_same(const struct sink_rows *a, size_t from, const struct sink_rows *b)
{
	size_t i;

	CHECK_INT(b->n, a->n - from);
	for (i = 0; i < b->n; i++)
		CHECK(memcmp(a->row[from + i], b->row[i], ROW_MAX) == 0);
}

static void
test_batches(const char *model)
{
	static const size_t every[] = { 7, ROWS };
	struct set one, many;
	size_t i;

	set_init(&one, model, plain);
	set_run(&one, 0, ROWS, 1);
	CHECK_INT(one.out->n, ROWS);
	CHECK(one.s.counts.anomalies > 10 && one.s.counts.anomalies < ROWS / 2);
	CHECK(one.s.counts.scored >= ROWS - 4 * 64);
	for (i = 0; i < 2; i++) {
		set_init(&many, model, plain);
		set_run(&many, 0, ROWS, every[i]);
		check_same(one.out, 0, many.out);
		set_fini(&many);
	}
	set_fini(&one);
}

static const char *
word(const struct sink_rows *out, size_t row, const char *field)
{
	struct rec r = { out->schema, out->row[row] };
	size_t len;

	return symtab_text(rows.vocab.syms,
	    rec_u32(&r, schema_find(out->schema, field)), &len);
}

/* Rows taken many at a time: the same ones, with alarms between them. */
static void
test_many(const char *model)
{
	static const size_t many[] = { 2, 255, 256, 257, ROWS };
	struct set one, other;
	size_t i;

	test_begin("rows taken many at a time are the same as one by one");
	set_init(&one, model, plain);
	one.s.watch.how.joins = 1;
	set_run(&one, 0, ROWS, ROWS);
	CHECK(one.s.counts.added > 20);
	CHECK_INT(one.out->n, ROWS + one.s.counts.added);
	CHECK(one.out->calls < 3 * one.s.counts.added);
	for (i = 0; i < 5; i++) {
		set_init(&other, model, plain);
		other.s.watch.how.joins = 1;
		set_run_many(&other, 0, ROWS, many[i]);
		check_same(one.out, 0, other.out);
		CHECK_INT(other.out->calls, one.out->calls);
		set_fini(&other);
	}
	set_fini(&one);
}

/* Whatever the number of threads, also where a batch ends early. */
static void
test_threads(const char *model, const char *title)
{
	static const size_t many[] = { 7, 256, ROWS };
	struct set one, other;
	int jobs, i;

	test_begin(title);
	set_init(&one, model, plain);
	one.s.watch.how.joins = 1;
	set_run(&one, 0, ROWS, ROWS);
	for (jobs = 1; jobs <= 4; jobs++)
		for (i = 0; i < 3; i++) {
			set_init(&other, model, plain);
			scoring_jobs(&other.s, jobs);
			CHECK_INT(other.s.batches.jobs, jobs);
			other.s.watch.how.joins = 1;
			set_run_many(&other, 0, ROWS / 2 + 100, many[i]);
			set_run_many(&other, ROWS / 2 + 100, ROWS, many[i]);
			check_same(one.out, 0, other.out);
			CHECK((other.s.batches.line != NULL) == (jobs > 1));
			set_fini(&other);
		}
	set_fini(&one);
}

/* The rows of out with an anomaly, or none. */
static size_t
count_written(enum scoring_which which, struct scoring_counts *counts)
{
	struct set t;
	size_t i, n;

	set_init(&t, NULL, plain);
	t.s.which = which;
	set_run_many(&t, 0, ROWS, 100);
	for (i = 0; which == SCORED_ANOMALIES && i < t.out->n; i++)
		CHECK(word(t.out, i, "by")[0] != '\0');
	*counts = t.s.counts;
	n = t.out->n;
	set_fini(&t);
	return n;
}

static void
test_which(void)
{
	struct scoring_counts c;

	test_begin("all rows are written, or anomalies, or none");
	CHECK_INT(count_written(SCORED_ALL, &c), ROWS);
	CHECK_INT(c.left_out, 0);
	CHECK_INT(count_written(SCORED_ANOMALIES, &c), c.anomalies);
	CHECK_INT(c.left_out, ROWS - c.anomalies);
	CHECK(c.anomalies > 10);
	CHECK_INT(count_written(SCORED_NONE, &c), 0);
	CHECK_INT(c.left_out, ROWS);
}

static void
test_words(const char *model)
{
	struct decision how = plain;
	struct set t;

	test_begin("a rule is named with its word, a feature with its own");
	how.reasons = "r=odd_return";
	set_init(&t, model, how);
	set_run(&t, 0, ROWS, 50);
	CHECK(strstr(word(t.out, 131, "by"), "high_volume") != NULL);
	CHECK(strstr(word(t.out, 131, "reason"), "high_volume") != NULL);
	CHECK_STR(word(t.out, 97 * 5, "reason"), "odd_return");
	set_fini(&t);
}

static double
number(const struct sink_rows *out, size_t row, const char *field)
{
	struct rec r = { out->schema, out->row[row] };

	return rec_f64(&r, schema_find(out->schema, field));
}

/* Row 131 is large; that of 97 * 5 is far from 0, on the side of r. */
static void
test_shares(void)
{
	double share,
	    r = rec_f64(&(struct rec){ rows.schema, row_at(485).v }, F_R);
	struct set t;

	test_begin("the share of a word has the sign of the deviation");
	set_init(&t, NULL, plain);
	set_run(&t, 0, ROWS, 50);
	CHECK_STR(word(t.out, 131, "reason"), "high_volume");
	CHECK(number(t.out, 131, "share_1") == 1);
	CHECK(isnan(number(t.out, 131, "share_2")));
	CHECK_STR(word(t.out, 485, "reason"), "price_spike");
	share = number(t.out, 485, "share_1");
	CHECK(share == (r > 0 ? 1 : -1));
	CHECK(isnan(number(t.out, 132, "share_1"))); /* no anomaly */
	set_fini(&t);
}

/* Every alarm of the head, whatever its score. */
static void
test_reasons(const char *head)
{
	const char *reason;
	int of[2];
	struct set t;
	size_t i, n[2] = { 0 };

	test_begin("an alarm between two scores of a calibration has a reason");
	set_init(&t, head, plain);
	set_run(&t, 0, ROWS, 50);
	for (i = 0; i < ROWS; i++) {
		if (strstr(word(t.out, i, "by"), "window") == NULL)
			continue;
		reason = word(t.out, i, "reason");
		of[0] = strstr(reason, "odd_return") != NULL;
		of[1] = strstr(reason, "odd_price") != NULL;
		CHECK(of[0] || of[1]);
		n[0] += of[0];
		n[1] += of[1];
	}
	CHECK(n[0] > 10 && n[1] > 10);
	set_fini(&t);
}

static void
test_pieces(const char *model)
{
	struct err err = { 0 };
	struct set a, b;
	struct state *file;

	set_init(&a, model, plain);
	set_init(&b, model, plain);
	set_run(&a, 0, 500, 9);
	file = state_new(rows.vocab.syms, &err);
	CHECK(scoring_save(&a.s, file, &err) == 0);
	CHECK(state_write(file, tmp_path("state"), &err) == 0);
	state_free(file);
	set_run(&a, 500, ROWS, 9);
	file = state_read(tmp_path("state"), rows.vocab.syms, &err);
	CHECK(file != NULL && scoring_load(&b.s, file, &err) == 0);
	CHECK_STR(err.msg, "");
	set_run(&b, 500, ROWS, 9);
	check_same(a.out, 500, b.out);
	state_free(file);
	set_fini(&a);
	set_fini(&b);
}

int
main(void)
{
	const char *model, *head;

	tmp_begin();
	feat_rows_init(&rows);
	model = forest_file();
	head = head_file();
	test_begin("rows scored one by one and in batches are the same");
	test_batches(model);
	test_batches(NULL);
	test_batches(head);
	test_many(model);
	test_many(NULL);
	test_threads(model, "threads change no row of a forest");
	test_threads(head, "threads change no row of a head");
	test_which();
	test_words(model);
	test_shares();
	test_reasons(head);
	test_begin("saved, loaded and gone on, the rows are the same");
	test_pieces(model);
	test_pieces(NULL);
	feat_rows_fini(&rows);
	return test_end() | tmp_end();
}
