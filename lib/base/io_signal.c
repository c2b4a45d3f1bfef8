/*
 * io_signal.c - SIGINT and SIGTERM as the end of input.
 *
 * The handler notes the signal and writes a byte into a pipe of our own, so
 * that a poll() that waits for input wakes up without a race.  It is reset
 * when it fires, so the second signal terminates the process.  A signal that
 * was ignored when the tool started (nohup, a shell's background job) stays
 * ignored.
 */
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static atomic_int caught; /* lock-free; threads look at it too */
static int wake[2] = { -1, -1 };

static void
on_signal(int sig)
{
	int saved = errno;
	ssize_t ignored;

	if (caught != 0) /* the other one: reset too, so this kills */
		(void)raise(sig);
	caught = sig;
	ignored = write(wake[1], "", 1);
	(void)ignored;
	errno = saved;
}

void
io_catch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM };
	struct sigaction sa, old;
	size_t i;

	if (wake[0] >= 0 || pipe2(wake, O_CLOEXEC | O_NONBLOCK) == -1)
		return;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;
	sigemptyset(&sa.sa_mask);
	sa.sa_flags = (int)SA_RESETHAND;
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (sigaction(signals[i], NULL, &old) == -1 ||
		    old.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &sa, NULL);
	}
}

int
io_signal(void)
{
	return caught;
}

int
io_wake_fd(void)
{
	return wake[0];
}

void
io_guard_std(void)
{
	int fd;

	/*
	 * Opened the wrong way round: a write to a closed stdout must fail, not
	 * vanish, and a closed stdin is not an empty input.
	 */
	if (fcntl(STDIN_FILENO, F_GETFD) == -1 &&
	    open("/dev/null", O_WRONLY) == -1)
		return;
	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}
