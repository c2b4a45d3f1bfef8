/*
 * io_beside.c - a file that appears whole or not at all.
 */
#include "base/io_beside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK ".tick~"

enum { MARK_LEN = sizeof(MARK) - 1, RANDOM_LEN = 6, LINKS_MAX = 40 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* The length of the folder's part of a path, its '/' included. */
static size_t
folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* The target of a link, relative to the link's folder; on the heap. */
static char *
follow_link(const char *path)
{
	char to[PATH_MAX], *target;
	ssize_t n = readlink(path, to, sizeof(to) - 1);
	size_t folder = folder_len(path);

	if (n < 0)
		return NULL;
	to[n] = '\0';
	if (to[0] == '/')
		return strdup(to);
	if ((target = malloc(folder + (size_t)n + 1)) == NULL)
		return NULL;
	memcpy(target, path, folder);
	memcpy(target + folder, to, (size_t)n + 1);
	return target;
}

/* The final target of links, whether it exists or not; on the heap. */
static char *
final_place(const char *path)
{
	char *place = strdup(path), *next;
	struct stat st;
	int i;

	for (i = 0;
	     place != NULL && lstat(place, &st) == 0 && S_ISLNK(st.st_mode);
	     i++) {
		if (i == LINKS_MAX) {
			errno = ELOOP;
			next = NULL;
		} else {
			next = follow_link(place);
		}
		free(place);
		place = next;
	}
	return place;
}

/* How much of a file's name fits in front of the mark: whole characters. */
static size_t
kept_len(const char *base)
{
	size_t n = strlen(base), max = NAME_MAX - MARK_LEN - RANDOM_LEN;

	if (n <= max)
		return n;
	for (n = max; n > 0 && ((unsigned char)base[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

/*
 * Remove a file that no living process writes: that one has its lock.  The lock
 * is held until the name is gone, so that a writer who has just created the
 * file, and not locked it yet, sees one or the other.
 */
static void
remove_left_over(int dir, const char *name)
{
	struct stat st, now;
	int fd;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
	    !S_ISREG(st.st_mode) || st.st_uid != geteuid())
		return;
	fd = openat(dir, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd == -1)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 &&
	    fstatat(dir, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	    now.st_dev == st.st_dev && now.st_ino == st.st_ino)
		(void)unlinkat(dir, name, 0);
	close(fd);
}

/*
 * Remove temporary files of the same file left by killed processes: start is
 * its name with the mark, which six letters and digits follow.
 */
static void
tidy(const char *folder, const char *start, size_t len)
{
	DIR *d = opendir(*folder != '\0' ? folder : ".");
	const struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (strncmp(e->d_name, start, len) == 0 &&
		    strlen(e->d_name) == len + RANDOM_LEN &&
		    strspn(e->d_name + len, letters) == RANDOM_LEN)
			remove_left_over(dirfd(d), e->d_name);
	if (d != NULL)
		closedir(d);
}

int
beside_left_over(const char *folder)
{
	DIR *d = opendir(*folder != '\0' ? folder : ".");
	const struct dirent *e;
	size_t n;
	int found = d == NULL;

	while (!found && (e = readdir(d)) != NULL) {
		n = strlen(e->d_name);
		found = n > MARK_LEN + RANDOM_LEN &&
			memcmp(e->d_name + n - RANDOM_LEN - MARK_LEN, MARK,
			    MARK_LEN) == 0;
	}
	if (d != NULL)
		closedir(d);
	return found;
}

/* The temporary name's pattern, on the heap; what a dead writer left is gone.
 */
static char *
make_name(const char *path, int tidied)
{
	size_t folder = folder_len(path), kept = kept_len(path + folder);
	char *name = malloc(folder + kept + MARK_LEN + RANDOM_LEN + 1), *dir;

	if (name == NULL)
		return NULL;
	memcpy(name, path, folder + kept);
	strcpy(name + folder + kept, MARK);
	dir = tidied ? NULL : strndup(path, folder);
	if (dir != NULL)
		tidy(dir, name + folder, kept + MARK_LEN);
	free(dir);
	strcpy(name + folder + kept + MARK_LEN, "XXXXXX");
	return name;
}

/*
 * Create it and hold its lock.  Another writer may have found it between the
 * two, and removes it or has done so: then once more.  A file system without
 * locks is fine, nothing is tidied there.
 */
static int
create(struct beside *b)
{
	struct stat st;
	size_t x = strlen(b->temp) - RANDOM_LEN;

	for (;;) {
		if ((b->fd = mkostemp(b->temp, O_CLOEXEC)) == -1)
			return -1;
		if ((flock(b->fd, LOCK_EX | LOCK_NB) == 0 ||
			errno != EWOULDBLOCK) &&
		    (fstat(b->fd, &st) == -1 || st.st_nlink > 0))
			return 0;
		close(b->fd);
		strcpy(b->temp + x, "XXXXXX");
	}
}

int
beside_open(struct beside *b, const char *name, struct err *err)
{
	struct stat st;
	mode_t mask;
	int exists = stat(name, &st) == 0;

	if (exists && !S_ISREG(st.st_mode)) {
		if (S_ISDIR(st.st_mode))
			return err_set(err, "%s: is a directory", name);
		b->fd = open(name, O_WRONLY | O_CLOEXEC);
		return b->fd == -1 ? err_errno(err, "%s", name) : 0;
	}
	/* asked early: the name is given to the file only at the end */
	if (strlen(name) - folder_len(name) > NAME_MAX) {
		errno = ENAMETOOLONG;
		return err_errno(err, "%s", name);
	}
	if ((b->path = final_place(name)) == NULL ||
	    (b->temp = make_name(b->path, b->tidied)) == NULL ||
	    create(b) == -1) {
		err_errno(err, "%s", name);
		free(b->temp);
		b->temp = NULL;
		return -1;
	}
	mask = umask(0);
	umask(mask);
	if (fchmod(b->fd, exists ? st.st_mode & 0777 : 0666 & ~mask) == -1)
		return err_errno(err, "%s", name);
	return 0;
}

int
beside_put(const struct beside *b, const void *p, size_t n, struct err *err)
{
	const char *at = p;
	ssize_t did;

	while (n > 0) {
		did = write(b->fd, at, n);
		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0)
			return err_errno(err, "cannot write");
		at += did;
		n -= (size_t)did;
	}
	return 0;
}

int
beside_close(struct beside *b, const char *name, int abandon, int sync,
    struct err *err)
{
	int ret = 0, lock = -1;

	/* the lock is held until the file has its name */
	if (b->temp != NULL)
		lock = fcntl(b->fd, F_DUPFD_CLOEXEC, 0);
	if (b->temp != NULL && !abandon && sync && fsync(b->fd) == -1)
		ret = err_errno(err, "%s: write error", name);
	/* stdout too: a full disk behind NFS shows only here */
	if (b->fd != -1 && close(b->fd) == -1 && ret == 0)
		ret = err_errno(err, "%s: close", name);
	if (b->temp != NULL && !abandon && ret == 0 &&
	    rename(b->temp, b->path) == -1)
		ret = err_errno(err, "%s", name);
	if (b->temp != NULL && (abandon || ret == -1))
		unlink(b->temp);
	if (lock != -1)
		close(lock);
	free(b->path);
	free(b->temp);
	*b = (struct beside){ .fd = -1 };
	return ret;
}

int
beside_finish(struct beside *b, const char *name, struct err *err)
{
	int ret = 0;

	if (close(b->fd) == -1)
		ret = err_errno(err, "%s: close", name);
	b->fd = -1;
	if (ret == -1)
		beside_drop(b);
	return ret;
}

int
beside_sync(const struct beside *b, const char *name, struct err *err)
{
	int fd, ret;

	if (b->temp == NULL)
		return 0;
	if ((fd = open(b->temp, O_WRONLY | O_CLOEXEC)) == -1)
		return err_errno(err, "%s", name);
	ret = syncfs(fd);
	if (ret == -1)
		err_errno(err, "%s: write error", name);
	close(fd);
	return ret;
}

int
beside_place(struct beside *b, const char *name, struct err *err)
{
	int ret = 0;

	if (b->temp != NULL && rename(b->temp, b->path) == -1)
		ret = err_errno(err, "%s", name);
	if (ret == -1) {
		beside_drop(b);
		return -1;
	}
	free(b->path);
	free(b->temp);
	*b = (struct beside){ .fd = -1 };
	return 0;
}

int
beside_resume(struct beside *b, const char *name, struct err *err)
{
	b->fd = open(b->temp != NULL ? b->temp : name,
	    O_WRONLY | O_APPEND | O_CLOEXEC);
	return b->fd == -1 ? err_errno(err, "%s", name) : 0;
}

void
beside_drop(struct beside *b)
{
	struct err ignored = { 0 };

	(void)beside_close(b, "", 1, 0, &ignored);
}

int
beside_write(const char *name, const void *p, size_t n, int sync,
    struct err *err)
{
	struct beside b = { .fd = -1 };
	int failed = beside_open(&b, name, err) == -1;

	if (!failed && beside_put(&b, p, n, err) == -1) {
		err_at(err, "%s", name);
		failed = 1;
	}
	if (beside_close(&b, name, failed, sync, err) == -1)
		failed = 1;
	return failed ? -1 : 0;
}

int
beside_remove(const char *name, struct err *err)
{
	struct stat st;
	char *place;
	int ret = 0;

	if (stat(name, &st) == 0 && !S_ISREG(st.st_mode))
		return 0;
	if ((place = final_place(name)) == NULL)
		return err_errno(err, "%s", name);
	if (unlink(place) == -1 && errno != ENOENT)
		ret = err_errno(err, "%s", name);
	free(place);
	return ret;
}
