/*
 * base_io_hold.c - what goes out where it lies is what came in, whether pages
 * were moved or bytes written.
 */
#include "base/io_hold.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/rng.h"
#include "test.h"
#include "tmp.h"

enum { TEXT = 6000000, PREFIX = 100 };

static unsigned char all[PREFIX + TEXT], want[TEXT];
static unsigned char *const text = all + PREFIX;

/* How a stretch of the input is treated. */
enum { DIRECT, COPIED, LEFT_OUT };

struct plan {
	uint64_t seed;
	size_t longest; /* stretch */
	size_t written; /* at once into the input, at most */
	int only;       /* one of the above, or -1: as it falls */
};

/* A process that writes the text into a pipe in pieces. */
static pid_t
feed(int fd[2], const struct plan *plan)
{
	struct rng r;
	size_t at, n;
	ssize_t w;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) == -1 || (pid = fork()) == -1)
		exit(1);
	if (pid != 0) {
		close(fd[1]);
		return pid;
	}
	rng_init(&r, plan->seed, 1);
	for (at = 0; at < TEXT; at += (size_t)w) {
		n = 1 + (size_t)rng_below(&r, plan->written);
		w = write(fd[1], text + at, n < TEXT - at ? n : TEXT - at);
		if (w <= 0)
			_exit(1);
	}
	_exit(0);
}

/* A process that compares the output of a pipe with the expected text. */
static pid_t
eat(int fd[2], size_t n)
{
	static unsigned char got[TEXT + 1];
	size_t at = 0;
	ssize_t r;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) == -1 || (pid = fork()) == -1)
		exit(1);
	if (pid != 0) {
		close(fd[0]);
		return pid;
	}
	close(fd[1]);
	while ((r = read(fd[0], got + at, sizeof(got) - at)) > 0)
		at += (size_t)r;
	_exit(at == n && memcmp(got, want, n) == 0 ? 0 : 1);
}

static int
went_well(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && status == 0;
}

static size_t
put(struct out *o, struct in *in, const unsigned char *p, size_t n, int how)
{
	struct err err = { 0 };

	if (how == DIRECT)
		CHECK_INT(out_direct(o, in, p, n, &err), 1);
	else if (how == COPIED)
		CHECK_INT(out_write(o, p, n, &err), 0);
	return how == LEFT_OUT ? 0 : n;
}

/* What a plan makes of the text; without in and o into want, else out. */
static size_t
carry(const struct plan *plan, struct in *in, struct out *o)
{
	struct err err = { 0 };
	const unsigned char *p;
	struct rng r;
	size_t at, n, have, kept = 0;
	int how;

	rng_init(&r, plan->seed, 2);
	for (at = 0; at < TEXT; at += n) {
		n = 1 + (size_t)rng_below(&r, plan->longest);
		n = n < TEXT - at ? n : TEXT - at;
		how = plan->only >= 0 ? plan->only : (int)rng_below(&r, 3);
		if (in == NULL) {
			memcpy(want + kept, text + at, n);
			kept += how == LEFT_OUT ? 0 : n;
			continue;
		}
		if (in_peek(in, n, &p, &have, &err) != 1)
			break;
		kept += put(o, in, p, n, how);
		/* the window belongs to the reader: changes to it are not
		 * visible outside */
		memset((unsigned char *)p, 0, n);
		in_skip(in, n);
	}
	CHECK_INT(at, TEXT);
	return kept;
}

/* From name, or from a pipe for NULL, into a pipe. */
static void
run(const struct plan *plan, const char *name)
{
	struct err err = { 0 };
	char from[32], to[32];
	int a[2] = { -1, -1 }, b[2];
	struct out *o;
	struct in *in;
	size_t n = carry(plan, NULL, NULL);
	pid_t eater = eat(b, n), feeder = name == NULL ? feed(a, plan) : 0;

	snprintf(from, sizeof(from), "/dev/fd/%d", a[0]);
	snprintf(to, sizeof(to), "/dev/fd/%d", b[1]);
	in = in_open(name != NULL ? name : from, 0, &err);
	o = out_open(to, 0, &err);
	close(b[1]);
	if (in == NULL || o == NULL)
		exit(1);
	if (a[0] != -1)
		close(a[0]);
	CHECK_INT(carry(plan, in, o), n);
	CHECK_INT(in_end(in, &err), 0);
	CHECK_INT(out_close(o, 0, &err), 0);
	in_close(in);
	CHECK(went_well(eater));
	CHECK(feeder == 0 || went_well(feeder));
}

static const struct plan plans[] = {
	{ 1, 65552, 1 << 20, DIRECT },
	{ 2, 65552, 5000, DIRECT },
	{ 3, 100, 1 << 20, DIRECT },
	{ 4, 200000, 1 << 18, -1 },
	{ 5, 65552, 100000, -1 },
	{ 6, 3000, 70, -1 },
	{ 7, 3000000, 1 << 20, DIRECT }, /* more than is kept */
	{ 8, 700000, 1 << 20, -1 },
};

static void
run_all(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(plans) / sizeof(plans[0]); i++)
		run(&plans[i], name);
}

/* stdin, from where others left it. */
static void
test_stdin(const char *file)
{
	int fd = open(file, O_RDONLY);

	if (fd == -1 || dup2(fd, STDIN_FILENO) == -1 ||
	    lseek(fd, PREFIX, SEEK_SET) != PREFIX)
		exit(1);
	close(fd);
	run(&plans[0], "-");
}

/* Without a descriptor left there are no pages to move. */
static void
test_no_pipes(void)
{
	struct rlimit old, few;
	struct hold h = { 0 };
	int a[2], b[2];
	char buf[16];

	test_begin("without pipes of its own it reads, and moves nothing");
	if (pipe(a) == -1 || pipe(b) == -1 ||
	    getrlimit(RLIMIT_NOFILE, &old) == -1)
		exit(1);
	few = old;
	few.rlim_cur = (rlim_t)b[1] + 1;
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);
	hold_want(&h);
	CHECK_INT(write(a[1], "abcd", 4), 4);
	CHECK_INT(hold_read(&h, a[0], 0, (unsigned char *)buf, 16), 4);
	CHECK(memcmp(buf, "abcd", 4) == 0);
	CHECK_INT(hold_move(&h, 0, 4, b[1]), 0);
	CHECK_INT(setrlimit(RLIMIT_NOFILE, &old), 0);
	hold_close(&h);
	close(a[0]);
	close(a[1]);
	close(b[0]);
	close(b[1]);
}

/* Pages are kept once they were asked for, and moved once. */
static void
test_moves(void)
{
	struct hold h = { 0 };
	unsigned char buf[64];
	int a[2], b[2];

	if (pipe(a) == -1 || pipe(b) == -1)
		exit(1);
	test_begin("what was read before pages were wanted is not moved");
	CHECK_INT(write(a[1], "abcdef", 6), 6);
	CHECK_INT(hold_read(&h, a[0], 0, buf, 3), 3);
	CHECK_INT(hold_move(&h, 0, 3, b[1]), 0);
	test_begin("bytes are moved in order, those passed over are gone");
	CHECK_INT(hold_read(&h, a[0], 3, buf, 64), 3);
	CHECK_INT(write(a[1], "ghij", 4), 4);
	CHECK_INT(hold_read(&h, a[0], 6, buf, 64), 4);
	CHECK_INT(hold_move(&h, 4, 4, b[1]), 4);
	CHECK_INT(hold_move(&h, 5, 2, b[1]), 0);
	CHECK_INT(hold_move(&h, 9, 1, b[1]), 1);
	CHECK_INT(read(b[0], buf, 64), 5);
	CHECK(memcmp(buf, "efghj", 5) == 0);
	test_begin("more than was read is not moved");
	CHECK_INT(hold_move(&h, 10, 1, b[1]), 0);
	test_begin("a reader who is gone stops the move");
	CHECK_INT(write(a[1], "kl", 2), 2);
	CHECK_INT(hold_read(&h, a[0], 10, buf, 64), 2);
	close(b[0]);
	CHECK_INT(hold_move(&h, 10, 2, b[1]), 0);
	hold_close(&h);
	close(a[0]);
	close(a[1]);
	close(b[1]);
}

int
main(void)
{
	const char *file;
	struct rng r;
	size_t i;

	tmp_begin();
	signal(SIGPIPE, SIG_IGN);
	rng_init(&r, 1, 0);
	for (i = 0; i < TEXT; i += 8)
		memcpy(text + i, &(uint64_t){ rng_u64(&r) }, 8);
	file = tmp_file("text", text, TEXT);
	test_moves();
	test_no_pipes();
	test_begin("stretches of a pipe go out as they came, however cut");
	run_all(NULL);
	test_begin("stretches of a file go out as they came");
	run_all(file);
	test_begin("a file opened by others goes out from where they left it");
	test_stdin(tmp_file("all", all, sizeof(all)));
	CHECK(tmp_end() == 0);
	return test_end();
}
