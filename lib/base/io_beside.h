/*
 * io_beside.h - a file that appears whole or not at all.
 *
 *	beside_open (write to fd) beside_close
 *
 * It is written under another name in the folder of its place, and renamed
 * when it is complete.  A symbolic link stays and its target is replaced, also
 * one that does not exist yet; the mode of an old file is kept, a new one gets
 * what the umask leaves.  Devices and pipes are written in place.
 *
 * The other name is the file's with ".tick~" and six characters behind.  A
 * process that was killed (SIGKILL, power) leaves it; the next that writes the
 * same file removes it.  A lock says whether its writer still lives.
 */
#ifndef BASE_IO_BESIDE_H
#define BASE_IO_BESIDE_H

#include "base/err.h"

/* All zero, with fd -1, before beside_open. */
struct beside {
	int fd;
	char *path; /* its place; NULL: written in place */
	char *temp; /* its name until then; NULL with path */
};

/* 0, or -1 with *err; beside_close in any case. */
int beside_open(struct beside *b, const char *name, struct err *err);

/*
 * Close, after fsync where sync is not 0, and rename; or remove with abandon.
 * name is that of messages.  -1 with *err: the old file is as it was.
 */
int beside_close(struct beside *b, const char *name, int abandon, int sync,
    struct err *err);

#endif
