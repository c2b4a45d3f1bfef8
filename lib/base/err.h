/*
 * err.h - errors are values.
 *
 * A function that can fail takes a struct err * as its last argument and
 * returns 0 or -1, a reader 1, 0 or -1, a constructor a pointer or NULL.  The
 * first failure is kept; callers add its location on the way up.  Only cmd/
 * prints an error or exits.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_MAX 512

struct err {
	int set;	   /* 0: no error yet */
	int usage;	   /* a mistake in the command line: exit 2 */
	int placed;	   /* the message has its full location: err_at adds
			    * nothing */
	char msg[ERR_MAX]; /* one line of UTF-8; unprintable characters become
			    * '?' */
};

/* No error: as { 0 }, without the bytes of the message. */
static inline void
err_clear(struct err *err)
{
	err->set = err->usage = err->placed = 0;
	err->msg[0] = '\0';
}

/* Set the message unless one is set already.  Always returns -1. */
int err_set(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* As err_set, for a mistake in the command line (exit 2). */
int err_usage(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* As err_set, followed by ": " and the text of errno. */
int err_errno(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Set *err to an error that was saved earlier.  Always returns -1. */
int err_copy(struct err *err, const struct err *from);

/*
 * Prefix the message with "WHERE: ", unless it already has its full location:
 * an output that fails while an input is read must not be blamed on that
 * input.  Always returns -1.
 */
int err_at(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Append text to the message, as far as it fits.  Always returns -1. */
int err_more(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Report an internal error (a state that cannot occur) with its location, and
 * abort.
 */
#define BUG(what) err_bug(__FILE__, __LINE__, what)
_Noreturn void err_bug(const char *file, int line, const char *what);

#endif
