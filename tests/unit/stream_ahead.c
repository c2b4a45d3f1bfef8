/*
 * Text that a thread prints: the bytes, the ends and the failures are those
 * of a sink without one, whatever comes midway.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "base/rng.h"
#include "stream_test.h"

enum { SEED = 20240814, PORTIONS = 120, PORTION_MAX = 900, SCHEMAS = 5 };

/* A sink and what it is given: the same of each seed. */
struct feed {
	struct vocab vocab;
	struct sink *sink;
	struct rng rng;
	struct err err;
	uint64_t now;
	unsigned char *rows;
	int csv;
};

static const struct schema *
some_schema(struct feed *f, int which)
{
	static const enum ftype types[] = { F_SYM, F_PX, F_TS, F_F64, F_QTY,
		F_CHAR, F_U8, F_BOOL, F_TEXT, F_I64, F_SYM, F_U32, F_ID };
	struct field field[16];
	char name[16];
	int i, n = 4 + 2 * which;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		field[i] = field_make(name,
		    types[(i + which) % (int)(sizeof(types) / sizeof(*types))],
		    "");
		field[i].len = 9; /* of a text */
	}
	snprintf(name, sizeof(name), "kind-%d", which);
	return schema_get(f->vocab.schemas, name, field, n, &f->err);
}

/* Symbols known by now, with one more in some rows. */
static uint32_t
some_symbol(struct feed *f)
{
	uint32_t n = symtab_count(f->vocab.syms);
	char text[32];
	int len;

	if (rng_u64(&f->rng) % 64 != 0)
		return (uint32_t)(rng_u64(&f->rng) % n);
	len = snprintf(text, sizeof(text), "S\"%u,%.*s", n, (int)(n % 19),
	    "a longer name of it");
	return symtab_add(f->vocab.syms, text, (size_t)len, &f->err);
}

static void
fill_row(struct feed *f, const struct schema *s, unsigned char *row)
{
	uint64_t v;
	int i;

	row_clear(row, s);
	f->now += rng_u64(&f->rng) % NS_SECOND;
	for (i = 0; i < s->nfield; i++) {
		v = rng_u64(&f->rng);
		v >>= v % 64;
		if (s->field[i].type == F_SYM)
			row_put_u32(row, s, i, some_symbol(f));
		else if (s->field[i].type == F_TS)
			row_put_u64(row, s, i, f->now);
		else if (s->field[i].type == F_BOOL)
			row[s->field[i].off] = v & 1;
		else if (v % 5 != 0)
			memcpy(row + s->field[i].off, &v,
			    s->field[i].len < 8 ? s->field[i].len : 8);
	}
}

static void
feed_open(struct feed *f, const char *path, const struct sink_opts *to,
    uint64_t seed)
{
	memset(f, 0, sizeof(*f));
	f->rows = malloc((size_t)PORTION_MAX * 512);
	if (f->rows == NULL || vocab_init(&f->vocab, 0, &f->err) == -1)
		exit(1);
	rng_init(&f->rng, seed, 0);
	f->now = UINT64_C(1704067200) * NS_SECOND;
	f->csv = to->encoder == &encoder_csv;
	if ((f->sink = sink_open(path, &f->vocab, to, &f->err)) == NULL)
		exit(1);
}

static int
feed_close(struct feed *f, int abandon)
{
	int ret =
	    sink_close(f->sink, abandon ? END_ABANDONED : END_CLEAN, &f->err);

	vocab_fini(&f->vocab);
	free(f->rows);
	return ret;
}

/* Rows are overwritten behind the sink's back, which must have its own. */
static int
put_portion(struct feed *f, int which, size_t n)
{
	const struct schema *s = some_schema(f, f->csv ? 2 : which);
	int ret;
	size_t i;

	if (s == NULL)
		return -1;
	for (i = 0; i < n; i++)
		fill_row(f, s, f->rows + i * s->row_size);
	ret = sink_rows(f->sink, s, f->rows, n, &f->err);
	memset(f->rows, 0xa5, n * s->row_size);
	return ret;
}

/* Portions of one to many rows; the later, the more kinds; ticks between. */
static int
put_all(struct feed *f)
{
	uint64_t v;
	int i, ret = 0;

	for (i = 0; i < PORTIONS && ret == 0; i++) {
		v = rng_u64(&f->rng);
		ret = put_portion(f,
		    (int)(v % 1000) * i * SCHEMAS / 1000 / PORTIONS,
		    v % 3 == 0 ? 1 : v / 1000 % PORTION_MAX + 1);
		if (ret == 0 && v % 7 == 0)
			ret = sink_tick(f->sink, 0, &f->err);
		if (ret == 0 && v % 31 == 0)
			ret = sink_tick(f->sink, 1, &f->err);
		if (v % 101 == 0)
			(void)sink_bytes(f->sink);
	}
	return ret;
}

/* All of a seed: 0 or -1, the message and how many rows the sink says. */
static int
write_all(const char *path, struct sink_opts to, enum sink_ahead ahead,
    uint64_t seed, char *msg, uint64_t *rows)
{
	struct feed f;
	int ret;

	to.ahead = ahead;
	feed_open(&f, path, &to, seed);
	ret = put_all(&f);
	*rows = sink_written(f.sink);
	if (feed_close(&f, ret == -1) == -1)
		ret = -1;
	memcpy(msg, f.err.msg, ERR_MAX);
	return ret;
}

static void
compare(struct sink_opts to)
{
	char *with = tmp_path("with"), *without = tmp_path("without");
	char msg[ERR_MAX];
	uint64_t seed, n[2];

	for (seed = SEED; seed < SEED + 3; seed++) {
		CHECK_INT(write_all(without, to, AHEAD_NEVER, seed, msg, n), 0);
		CHECK_INT(write_all(with, to, AHEAD_ALWAYS, seed, msg, n + 1),
		    0);
		CHECK_INT(n[0], n[1]);
		CHECK(same_files(with, without));
	}
}

static void
test_same(void)
{
	test_begin("lines of JSON are the same");
	compare((struct sink_opts){ .encoder = &encoder_json });
	test_begin("lines of CSV are the same");
	compare((struct sink_opts){ .encoder = &encoder_csv });
	test_begin("compressed text is the same");
	compare((struct sink_opts){ .encoder = &encoder_json, .zstd = 1 });
	test_begin("lines with keys are the same");
	compare((struct sink_opts){ .encoder = &encoder_json, .key = "f0" });
}

/* The table of their texts is moved while rows before them are printed. */
static void
test_symbols(void)
{
	char *path[2] = { tmp_path("with"), tmp_path("without") }, text[16];
	struct sink_opts to = { .encoder = &encoder_json };
	const struct schema *s;
	uint32_t id;
	struct feed f;
	int i, j;

	test_begin("a new symbol in each row is printed as it is");
	for (i = 0; i < 2; i++) {
		to.ahead = i == 0 ? AHEAD_ALWAYS : AHEAD_NEVER;
		feed_open(&f, path[i], &to, SEED);
		if ((s = some_schema(&f, 0)) == NULL)
			exit(1);
		row_clear(f.rows, s);
		for (j = 0; j < 150000; j++) {
			snprintf(text, sizeof(text), "SYM%d", j);
			id = symtab_add(f.vocab.syms, text, strlen(text),
			    &f.err);
			row_put_u32(f.rows, s, 0, id);
			if (sink_rows(f.sink, s, f.rows, 1, &f.err) == -1)
				break;
		}
		CHECK_INT(j, 150000);
		CHECK_INT(feed_close(&f, 0), 0);
	}
	CHECK(same_files(path[0], path[1]));
}

static void
test_full(void)
{
	struct sink_opts to = { .encoder = &encoder_json };
	char msg[2][ERR_MAX];
	uint64_t n[2];
	struct feed f;
	int i;

	test_begin("a full disk midway is the same one message");
	if (access("/dev/full", W_OK) == -1) {
		test_skip("there is no /dev/full");
		return;
	}
	CHECK_INT(write_all("/dev/full", to, AHEAD_NEVER, SEED, msg[0], n), -1);
	CHECK_INT(write_all("/dev/full", to, AHEAD_ALWAYS, SEED, msg[1], n + 1),
	    -1);
	CHECK_STR(msg[1], msg[0]);

	test_begin("a full disk is told to who goes on writing");
	to.ahead = AHEAD_ALWAYS;
	feed_open(&f, "/dev/full", &to, SEED);
	for (i = 0; i < 100 && put_portion(&f, 4, PORTION_MAX) == 0; i++)
		;
	CHECK(i < 100);
	CHECK_STR(f.err.msg, msg[0]);
	CHECK_INT(feed_close(&f, 1), -1);

	test_begin("a full disk that shows at the end fails there");
	feed_open(&f, "/dev/full", &to, SEED);
	CHECK_INT(put_portion(&f, 1, 1), 0);
	CHECK_INT(put_portion(&f, 1, 50), 0);
	CHECK_INT(feed_close(&f, 0), -1);
	CHECK_STR(f.err.msg, msg[0]);

	test_begin("a full disk is told by a tick");
	feed_open(&f, "/dev/full", &to, SEED);
	CHECK_INT(put_portion(&f, 1, 1), 0);
	CHECK_INT(put_portion(&f, 1, 50), 0);
	CHECK_INT(sink_tick(f.sink, 1, &f.err), -1);
	CHECK_STR(f.err.msg, msg[0]);
	CHECK_INT(feed_close(&f, 1), -1);
}

/* Lines that lie in a pipe, after a second of waiting for the first. */
static int
lines_in(int fd)
{
	struct pollfd wait = { fd, POLLIN, 0 };
	char buf[1 << 16];
	int lines = 0;
	ssize_t n, i;

	(void)poll(&wait, 1, 1000);
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (i = 0; i < n; i++)
			lines += buf[i] == '\n';
	return lines;
}

static void
test_prompt(void)
{
	struct sink_opts to = { .encoder = &encoder_json,
		.ahead = AHEAD_ALWAYS };
	char *path = tmp_path("pipe");
	struct feed f;
	int fd;

	test_begin("an idle tick brings out all rows before it returns");
	CHECK_INT(mkfifo(path, 0600), 0);
	if ((fd = open(path, O_RDONLY | O_NONBLOCK)) == -1)
		exit(1);
	feed_open(&f, path, &to, SEED);
	CHECK_INT(put_portion(&f, 0, 1), 0);
	CHECK_INT(put_portion(&f, 1, 100), 0);
	CHECK_INT(sink_tick(f.sink, 1, &f.err), 0);
	CHECK_INT(lines_in(fd), 101);

	test_begin("a tick after some milliseconds brings out rows");
	CHECK_INT(put_portion(&f, 0, 1), 0);
	CHECK_INT(put_portion(&f, 2, 7), 0);
	usleep(5000);
	CHECK_INT(sink_tick(f.sink, 0, &f.err), 0);
	CHECK_INT(lines_in(fd), 8);

	test_begin("what is in the output's buffer only, too");
	CHECK_INT(put_portion(&f, 2, 9), 0);
	(void)sink_bytes(f.sink); /* printed, not flushed */
	usleep(5000);
	CHECK_INT(sink_tick(f.sink, 0, &f.err), 0);
	CHECK_INT(lines_in(fd), 9);

	test_begin("rows before a failure elsewhere come out");
	CHECK_INT(put_portion(&f, 0, 5), 0);
	CHECK_INT(feed_close(&f, 1), 0);
	CHECK_INT(lines_in(fd), 5);
	close(fd);
}

static void
test_bytes(void)
{
	struct sink_opts to = { .encoder = &encoder_json };
	uint64_t bytes[2];
	struct feed f;
	int i;

	test_begin("bytes of the output count rows that are not printed yet");
	for (i = 0; i < 2; i++) {
		to.ahead = i == 0 ? AHEAD_NEVER : AHEAD_ALWAYS;
		feed_open(&f, tmp_path("bytes"), &to, SEED);
		CHECK_INT(put_portion(&f, 0, 1), 0);
		CHECK_INT(put_portion(&f, 3, 600), 0);
		bytes[i] = sink_bytes(f.sink);
		CHECK_INT(feed_close(&f, 0), 0);
	}
	CHECK(bytes[0] > 0);
	CHECK_INT(bytes[1], bytes[0]);
}

int
main(void)
{
	tmp_begin();
	printf("# seed %d\n", SEED);
	test_same();
	test_symbols();
	test_full();
	test_prompt();
	test_bytes();
	CHECK(tmp_end() == 0);
	return test_end();
}
