/*
 * base_io_out.c - output bytes: a name never refers to an incomplete file, and
 * every failed write is reported.
 */
#include "base/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>

#include "base/io_beside.h"
#include "test.h"
#include "tmp.h"

enum { TEXT = 300000 };

static unsigned char text[TEXT];

static int
holds(const char *path, const char *want)
{
	size_t n;
	char *p = tmp_load(path, &n);
	int same = n == strlen(want) && memcmp(p, want, n) == 0;

	free(p);
	return same;
}

/* How many files of the folder begin so. */
static int
files_named(const char *start)
{
	DIR *d = opendir(tmp_dir);
	struct dirent *e;
	int n = 0;

	while (d != NULL && (e = readdir(d)) != NULL)
		n += strncmp(e->d_name, start, strlen(start)) == 0;
	if (d != NULL)
		closedir(d);
	return n;
}

static void
test_files(void)
{
	const char *path = tmp_path("out");
	struct err err = { 0 };
	struct stat st;
	struct out *o;
	const char *link = tmp_path("link"), *target = tmp_path("target");

	test_begin("a file appears when it is closed, not before");
	o = out_open(path, 0, &err);
	CHECK(out_write(o, "first", 5, &err) == 0);
	CHECK(out_flush(o, &err) == 0);
	CHECK(access(path, F_OK) == -1);
	CHECK_INT(out_close(o, 0, &err), 0);
	CHECK(holds(path, "first"));

	test_begin(
	    "an abandoned file leaves the old one and nothing beside it");
	o = out_open(path, 0, &err);
	CHECK(out_write(o, "second", 6, &err) == 0);
	CHECK_INT(out_close(o, 1, &err), 0);
	CHECK(holds(path, "first"));
	CHECK_INT(files_named("out"), 1);

	test_begin("the mode of the old file is kept");
	CHECK(chmod(path, 0640) == 0);
	CHECK_INT(beside_write(path, "third", 5, 0, &err), 0);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0640);

	test_begin("a new file gets the mode that the umask leaves");
	umask(027);
	CHECK_INT(beside_write(tmp_path("new"), "x", 1, 0, &err), 0);
	umask(022);
	CHECK(stat(tmp_path("new"), &st) == 0 && (st.st_mode & 0777) == 0640);

	test_begin("a symbolic link stays and its target is replaced");
	CHECK_INT(beside_write(target, "old", 3, 0, &err), 0);
	CHECK(symlink("target", link) == 0);
	CHECK_INT(beside_write(link, "newer", 5, 0, &err), 0);
	CHECK(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(holds(target, "newer"));

	test_begin("a symbolic link to nothing stays, and its target is made");
	CHECK(symlink("later", tmp_path("hop")) == 0);
	CHECK(symlink("hop", tmp_path("dangling")) == 0);
	CHECK_INT(beside_write(tmp_path("dangling"), "x", 1, 0, &err), 0);
	CHECK(lstat(tmp_path("dangling"), &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(lstat(tmp_path("hop"), &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(lstat(tmp_path("later"), &st) == 0 && S_ISREG(st.st_mode));

	test_begin("a folder that is not there is an error");
	CHECK(out_open(tmp_path("none/x"), 0, &err) == NULL);
	CHECK(err.set);
}

/* Pipes and devices are written in place and never removed. */
static void
test_in_place(void)
{
	struct err err = { 0 };
	char *pipe = tmp_path("pipe"), *file = tmp_path("file"), got[4];
	char *link = tmp_path("linked"), *dev = tmp_path("null");
	struct stat st;
	int fd;

	test_begin("a pipe is written in place, and is not removed");
	CHECK(mkfifo(pipe, 0600) == 0);
	fd = open(pipe, O_RDWR | O_CLOEXEC);
	CHECK_INT(beside_write(pipe, "abcd", 4, 0, &err), 0);
	CHECK(read(fd, got, 4) == 4 && memcmp(got, "abcd", 4) == 0);
	CHECK(close(fd) == 0);
	CHECK_INT(beside_remove(pipe, &err), 0);
	CHECK(lstat(pipe, &st) == 0 && S_ISFIFO(st.st_mode));

	test_begin("a file is removed, a link to it stays");
	CHECK_INT(beside_write(file, "x", 1, 0, &err), 0);
	CHECK(symlink("file", link) == 0);
	CHECK_INT(beside_remove(link, &err), 0);
	CHECK(lstat(file, &st) == -1 && errno == ENOENT);
	CHECK(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK_INT(beside_remove(link, &err), 0);
	CHECK(!err.set);

	test_begin("a device stays the device it is");
	if (mknod(dev, S_IFCHR | 0600, makedev(1, 3)) == -1) {
		test_skip("only root makes devices");
		return;
	}
	if ((fd = open(dev, O_WRONLY | O_CLOEXEC)) == -1) {
		test_skip("devices do not work here");
		return;
	}
	CHECK(close(fd) == 0);
	CHECK_INT(beside_write(dev, "x", 1, 1, &err), 0);
	CHECK_INT(beside_remove(dev, &err), 0);
	CHECK(lstat(dev, &st) == 0 && S_ISCHR(st.st_mode));
}

/* A name of n bytes, of two-byte characters except for the first. */
static const char *
long_name(size_t n)
{
	static char name[300];
	size_t i;

	name[0] = n % 2 ? 'n' : 'm';
	name[1] = 'n';
	for (i = 2 - n % 2; i < n; i++)
		name[i] = (char)((i - n) % 2 ? 0xa9 : 0xc3);
	name[n] = '\0';
	return name;
}

static void
test_names(void)
{
	struct err err = { 0 };
	char *path;
	struct out *o;
	size_t n;

	for (n = 240; n <= 255; n++) {
		test_begin("names up to 255 bytes can be written");
		path = tmp_path(long_name(n));
		CHECK_INT(beside_write(path, "x", 1, 0, &err), 0);
		CHECK(holds(path, "x"));
		CHECK(unlink(path) == 0);
	}
	test_begin("a longer name is refused before anything is written");
	CHECK(out_open(tmp_path(long_name(256)), 0, &err) == NULL);
	CHECK(strstr(err.msg, "too long") != NULL);

	test_begin("what a killed writer left of the same file is removed");
	memset(&err, 0, sizeof(err));
	tmp_file("day.tks.tick~0aZ9bY", "half", 4);
	tmp_file("day.tks.tick~0aZ9bYY", "no", 2); /* no name of ours */
	tmp_file("day.tks.tick~0aZ9b.", "no", 2);
	tmp_file("day2.tks.tick~0aZ9bY", "no", 2); /* another file's */
	CHECK_INT(beside_write(tmp_path("day.tks"), "x", 1, 0, &err), 0);
	CHECK(access(tmp_path("day.tks.tick~0aZ9bY"), F_OK) == -1);
	CHECK(access(tmp_path("day.tks.tick~0aZ9bYY"), F_OK) == 0);
	CHECK(access(tmp_path("day.tks.tick~0aZ9b."), F_OK) == 0);
	CHECK(access(tmp_path("day2.tks.tick~0aZ9bY"), F_OK) == 0);

	test_begin("that of a writer that lives is not");
	o = out_open(tmp_path("day.tks"), 0, &err);
	CHECK_INT(files_named("day.tks.tick~"), 3);
	CHECK_INT(beside_write(tmp_path("day.tks"), "second", 6, 0, &err), 0);
	CHECK_INT(files_named("day.tks.tick~"), 3);
	CHECK(out_write(o, "first", 5, &err) == 0);
	CHECK_INT(out_close(o, 0, &err), 0);
	CHECK(holds(tmp_path("day.tks"), "first"));
}

/* One of several writers of the same file: 0, 1. */
static int
write_often(const char *path)
{
	struct err err = { 0 };
	int i, bad = 0;

	for (i = 0; i < 400; i++) {
		bad |= beside_write(path, "whole", 5, 0, &err) != 0;
		bad |= !holds(path, "whole");
	}
	if (err.set)
		printf("# %s\n", err.msg);
	return bad;
}

static void
test_race(void)
{
	enum { WRITERS = 8 };
	const char *path = tmp_path("race");
	pid_t pid[WRITERS];
	int i, status;

	test_begin("writers of one file do not remove each other's");
	fflush(stdout);
	for (i = 0; i < WRITERS; i++)
		if ((pid[i] = fork()) == 0) {
			status = write_often(path);
			fflush(stdout);
			_exit(status);
		}
	for (i = 0; i < WRITERS; i++) {
		CHECK(waitpid(pid[i], &status, 0) == pid[i]);
		CHECK_INT(status, 0);
	}
	CHECK_INT(files_named("race"), 1);
}

static void
test_zstd_out(void)
{
	struct err err = { 0 };
	struct out *o;
	const unsigned char *p;
	struct in *in;
	size_t at, n;

	test_begin("zstd output reads back, a frame a flush");
	o = out_open(tmp_path("z"), 3, &err);
	for (at = 0; at < TEXT; at += 100000) {
		CHECK(out_write(o, text + at, 100000, &err) == 0);
		CHECK(out_flush(o, &err) == 0);
	}
	CHECK_INT(out_close(o, 0, &err), 0);
	in = in_open(tmp_path("z"), 0, &err);
	CHECK_INT(in_peek(in, TEXT + 1, &p, &n, &err), 0);
	CHECK(n == TEXT && memcmp(p, text, TEXT) == 0);
	CHECK_INT(in_end(in, &err), 0);
	in_close(in);
}

static void
test_full(void)
{
	struct err err = { 0 }, later = { 0 };
	struct out *o;

	if (access("/dev/full", W_OK) == -1) {
		test_begin("a full disk is an error");
		test_skip("no /dev/full here");
		return;
	}
	test_begin("a full disk is an error at the flush");
	o = out_open("/dev/full", 0, &err);
	CHECK(out_write(o, "x", 1, &err) == 0);
	CHECK_INT(out_flush(o, &err), -1);
	CHECK(strstr(err.msg, "No space left") != NULL);

	test_begin("after a failed write no close is a success");
	CHECK(out_write(o, "y", 1, &later) == 0);
	CHECK_INT(out_close(o, 0, &later), -1);
	CHECK(later.set);

	test_begin("a full disk is an error at the close");
	memset(&err, 0, sizeof(err));
	o = out_open("/dev/full", 0, &err);
	CHECK(out_write(o, "x", 1, &err) == 0);
	CHECK_INT(out_close(o, 0, &err), -1);
	CHECK(strstr(err.msg, "No space left") != NULL);
}

static void
test_pace(void)
{
	struct timespec pause = { 0, 4000000 };
	struct err err = { 0 };
	char *path = tmp_path("fifo"), buf[16];
	uint64_t began;
	struct out *o;
	int fd, waits;

	test_begin("bytes for a pipe wait 2 ms for company, no longer");
	if (mkfifo(path, 0600) == -1)
		abort();
	fd = open(path, O_RDONLY | O_NONBLOCK);
	o = out_open(path, 0, &err);
	began = io_now();
	CHECK(out_write(o, "a", 1, &err) == 0);
	CHECK_INT(out_tick(o, 0, &err), 0);
	waits = out_pending(o);
	if (io_now() - began < 2000000) { /* or the machine took them */
		CHECK(waits);
		CHECK(read(fd, buf, sizeof(buf)) == -1 && errno == EAGAIN);
	}
	nanosleep(&pause, NULL);
	CHECK(!waits || out_due(o));
	CHECK_INT(out_tick(o, 0, &err), 0);
	CHECK(!out_pending(o));
	CHECK_INT(read(fd, buf, sizeof(buf)), 1);

	test_begin("bytes for a pipe go at once when the reader is idle");
	CHECK(out_write(o, "bc", 2, &err) == 0);
	CHECK_INT(out_tick(o, 1, &err), 0);
	CHECK_INT(read(fd, buf, sizeof(buf)), 2);
	CHECK_INT(out_close(o, 0, &err), 0);
	close(fd);

	test_begin("a regular file is written in full buffers only");
	o = out_open(tmp_path("paced"), 0, &err);
	CHECK(out_write(o, "a", 1, &err) == 0);
	nanosleep(&pause, NULL);
	CHECK_INT(out_tick(o, 1, &err), 0);
	CHECK(out_pending(o) && !out_due(o));
	CHECK_INT(out_bytes(o), 0);
	CHECK_INT(out_close(o, 0, &err), 0);
}

int
main(void)
{
	size_t i;

	tmp_begin();
	for (i = 0; i < TEXT; i++)
		text[i] = (unsigned char)(i * i >> 7);
	test_files();
	test_in_place();
	test_names();
	test_race();
	test_zstd_out();
	test_full();
	test_pace();
	CHECK(tmp_end() == 0);
	return test_end();
}
