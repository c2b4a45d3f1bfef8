/*
 * io_beside.h - a file that appears whole or not at all.
 *
 *	beside_open (beside_put | write to fd)* beside_close
 *
 * or, for many files that appear together,
 *
 *	beside_open (write to fd)* beside_finish [beside_resume (write to fd)*
 *	    beside_finish] (beside_place | beside_drop)
 *
 * It is written under a temporary name in the same folder and renamed when it
 * is complete.  A symbolic link is kept and its target is replaced, or created
 * if missing.  An existing file keeps its mode; a new one gets the default
 * mode under the umask.  Devices and pipes are written in place.
 *
 * The temporary name is the file's name followed by ".tick~" and six
 * characters.  A process that is killed (SIGKILL, power loss) leaves it
 * behind; the next process that writes the same file removes it.  A lock shows
 * whether its writer is still running.
 */
#ifndef BASE_IO_BESIDE_H
#define BASE_IO_BESIDE_H

#include <stddef.h>

#include "base/err.h"

/* All zero, with fd -1, before beside_open. */
struct beside {
	int fd;
	int tidied; /* 1: the folder has no files of killed processes */
	char *path; /* the final path; NULL: written in place */
	char *temp; /* the temporary path; NULL with path */
};

/* 0, or -1 with *err; call beside_close in either case. */
int beside_open(struct beside *b, const char *name, struct err *err);

/* Write all n bytes. */
int beside_put(const struct beside *b, const void *p, size_t n,
    struct err *err);

/*
 * Close, after fsync if sync is not 0, and rename; with abandon remove
 * instead.  name is used in messages.  -1 with *err: the old file is as it
 * was.
 */
int beside_close(struct beside *b, const char *name, int abandon, int sync,
    struct err *err);

/*
 * The same in two steps, so that a file takes no descriptor while it waits.
 * beside_finish closes it under its temporary name; after a failure it is
 * gone.  beside_sync writes all data of the file system that has it to disk,
 * which costs as much for a thousand files as for one.  beside_place renames
 * it.  Between the two the file has no lock:
 * another process that writes the same file removes it, and beside_place then
 * fails.
 */
int beside_finish(struct beside *b, const char *name, struct err *err);
int beside_sync(const struct beside *b, const char *name, struct err *err);
int beside_place(struct beside *b, const char *name, struct err *err);
/* Open it again to append. */
int beside_resume(struct beside *b, const char *name, struct err *err);
/* Close it, if it is open, and remove it. */
void beside_drop(struct beside *b);

/*
 * 1 when a folder ("" is the current one) has temporary files, or cannot be
 * read.
 */
int beside_left_over(const char *folder);

/* All of the above: write these n bytes to the file. */
int beside_write(const char *name, const void *p, size_t n, int sync,
    struct err *err);

/*
 * Remove the file that beside_open and beside_close made: a regular file, or
 * the target of a link.  Devices, pipes and links stay, and a file that does
 * not exist is no error.
 */
int beside_remove(const char *name, struct err *err);

#endif
