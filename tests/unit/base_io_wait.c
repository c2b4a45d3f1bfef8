/*
 * base_io_wait.c - an input that is not ready: when the reader announces a
 * wait, and how a signal affects it.
 */
#undef _FORTIFY_SOURCE /* with it, poll is an inline function of the header */
#include "base/io.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

enum { TEXT = 1 << 14 };

static int bounded_polls; /* with a time to wait */

/*
 * In place of libc's: how the reader waits is seen by how it asks, not by how
 * long it took on this machine.
 */
int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	struct timespec t = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };

	bounded_polls += timeout_ms > 0;
	return ppoll(fds, n, timeout_ms < 0 ? NULL : &t, NULL);
}

static unsigned char text[TEXT];

static void
make_text(void)
{
	size_t i;

	for (i = 0; i < TEXT; i++)
		text[i] = (unsigned char)('a' + i * 7919 % 26);
}

/* Read all of it and compare with the text: bytes that came, -1 when they
 * differ; *end is what in_peek or in_end said last. */
static long
read_all(struct in *in, size_t step, int *end, struct err *err)
{
	const unsigned char *p;
	size_t n, at = 0, bad = 0;
	int got;

	for (;;) {
		got = in_peek(in, step, &p, &n, err);
		if (got == -1 || n == 0)
			break;
		bad += at + n > TEXT || memcmp(p, text + at, n) != 0;
		at += n;
		in_skip(in, n);
	}
	*end = got == -1 ? -1 : in_end(in, err);
	in_close(in);
	return bad > 0 ? -1 : (long)at;
}

struct idle_note {
	int calls, idle;
	int go; /* told of the first wait */
};

static int
note_idle(void *arg, int idle, struct err *err)
{
	struct idle_note *note = arg;

	(void)err;
	note->calls++;
	note->idle += idle;
	if (idle && note->idle == 1 && write(note->go, "g", 1) != 1)
		abort();
	return 0;
}

static int
fail_idle(void *arg, int idle, struct err *err)
{
	(void)arg;
	(void)idle;
	return err_set(err, "no room downstream");
}

static struct in *
open_pipe(int fd[2], struct err *err)
{
	char name[32];

	if (pipe(fd) == -1)
		abort();
	snprintf(name, sizeof(name), "/dev/fd/%d", fd[0]);
	return in_open(name, 0, err);
}

/* Three bytes at a time, then more once the reader has told that he waits. */
static void
write_slowly(int to, int go)
{
	char c;
	int i;

	for (i = 3; i < 3000; i += 3)
		if (write(to, text + i, 3) != 3)
			_exit(1);
	if (read(go, &c, 1) != 1)
		_exit(1);
	_exit(write(to, text + i, 500) != 500);
}

static void
test_pipe(void)
{
	struct idle_note note = { 0, 0, -1 };
	struct err err = { 0 };
	int fd[2], go[2], end = 0, status;
	struct in *in;
	pid_t child;

	test_begin("small writes into a pipe come through; waiting is told");
	in = open_pipe(fd, &err);
	if (in == NULL) {
		test_skip("no /dev/fd here");
		return;
	}
	/* the first read finds something, whoever is slow */
	if (pipe(go) == -1 || write(fd[1], text, 3) != 3)
		abort();
	if ((child = fork()) == 0)
		write_slowly(fd[1], go[0]);
	close(fd[0]);
	close(fd[1]);
	note.go = go[1];
	in_on_idle(in, note_idle, &note);
	CHECK_INT(read_all(in, 8, &end, &err), 3500);
	CHECK_INT(end, 0);
	CHECK(note.idle >= 1);
	CHECK(note.calls > note.idle);
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	close(go[0]);
	close(go[1]);

	test_begin("a failing idle function ends the input with its error");
	in = open_pipe(fd, &err);
	in_on_idle(in, fail_idle, NULL);
	CHECK_INT(read_all(in, 8, &end, &err), 0);
	CHECK_INT(end, -1);
	CHECK_STR(err.msg, "no room downstream");
	close(fd[0]);
	close(fd[1]);
}

/* How long it took from a write to the idle call behind its read. */
struct wait_note {
	int fd; /* the writer's; it writes when the reader is about to wait */
	size_t size, written;
	int left; /* writes to come, then the writer closes */
	uint64_t began, least;
};

static int
note_wait(void *arg, int idle, struct err *err)
{
	struct wait_note *note = arg;
	const unsigned char *p = text + note->written;
	uint64_t took;

	(void)err;
	if (!idle)
		return 0;
	took = io_now() - note->began;
	if (note->began != 0 && took < note->least)
		note->least = took;
	if (note->left-- == 0)
		return close(note->fd);
	if (write(note->fd, p, note->size) != (ssize_t)note->size)
		abort();
	note->written += note->size;
	note->began = io_now();
	return 0;
}

/* The shortest wait of many reads of that size, each found complete. */
static uint64_t
least_wait(size_t size, int times)
{
	struct wait_note note = { -1, size, 0, times, 0, UINT64_MAX };
	struct err err = { 0 };
	int fd[2], end = 0;
	struct in *in = open_pipe(fd, &err);

	if (in == NULL)
		return 0;
	note.fd = fd[1];
	in_on_idle(in, note_wait, &note);
	CHECK_INT(read_all(in, 1, &end, &err), size * (size_t)times);
	CHECK_INT(end, 0);
	close(fd[0]);
	return note.least;
}

static void
test_company(void)
{
	uint64_t ns;

	test_begin("after a small read the reader waits for no company");
	bounded_polls = 0;
	ns = least_wait(3, 200);
	if (ns == 0) {
		test_skip("no /dev/fd here");
		return;
	}
	CHECK_INT(bounded_polls, 0);
	test_begin("after a page or more the writer has 2 ms to go on");
	CHECK(least_wait(4096, 3) >= 2000000);
	CHECK_INT(bounded_polls, 3);
}

/*
 * In a child: nothing arrives, a signal does; exit 0 when the pipe was read to
 * its end (want 0), or given up (-1).
 */
static void
wait_for_signal(const char *name, int ready, int want)
{
	struct err err = { 0 };
	const unsigned char *p;
	struct in *in;
	size_t n;
	int ok;

	io_catch_signals();
	if (write(ready, "r", 1) != 1)
		_exit(1);
	in = in_open(name, 0, &err);
	ok = in != NULL && in_peek(in, 8, &p, &n, &err) == 0 && n == 6 &&
	     in_end(in, &err) == want && io_signal() == SIGTERM &&
	     (want == -1 ? strstr(err.msg, "did not end within 2 s") != NULL
			 : in_interrupted(in) == IN_DRAINED);
	in_close(in);
	_exit(!ok);
}

/* A pipe with bytes before and after SIGTERM; closes: its writer ends it. */
static void
signal_pipe(int closes)
{
	struct timespec pause = { 0, 50000000 };
	int fd[2], ready[2], status = -1;
	char name[32], c;
	pid_t child;

	if (pipe(fd) == -1 || pipe(ready) == -1)
		return;
	snprintf(name, sizeof(name), "/dev/fd/%d", fd[0]);
	if ((child = fork()) == 0) {
		close(fd[1]);
		wait_for_signal(name, ready[1], closes ? 0 : -1);
	}
	CHECK_INT(write(fd[1], "abc", 3), 3);
	CHECK_INT(read(ready[0], &c, 1), 1);
	nanosleep(&pause, NULL);
	kill(child, SIGTERM);
	nanosleep(&pause, NULL);
	CHECK_INT(write(fd[1], "def", 3), 3);
	if (closes)
		close(fd[1]);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK_INT(status, 0);
	close(fd[0]);
	if (!closes)
		close(fd[1]);
	close(ready[0]);
	close(ready[1]);
}

static void
test_signal(void)
{
	int status = -1;
	pid_t child;

	test_begin("after SIGTERM a pipe is read to its end");
	if (access("/dev/fd/0", F_OK) == -1) {
		test_skip("no /dev/fd here");
		return;
	}
	signal_pipe(1);
	test_begin("a pipe that does not end is given up after 2 s");
	signal_pipe(0);

	test_begin("a second signal of the other kind kills");
	if ((child = fork()) == 0) {
		io_catch_signals();
		raise(SIGINT);
		raise(SIGTERM);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

int
main(void)
{
	make_text();
	test_pipe();
	test_company();
	test_signal();
	return test_end();
}
