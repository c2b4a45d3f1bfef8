/*
 * err.h - errors are values.
 *
 * A function that can fail takes a struct err * as its last argument and
 * returns 0 or -1, a reader 1, 0 or -1, a constructor a pointer or NULL.
 * The first failure is kept; callers add where it happened on the way up.
 * Only cmd/ prints an error or exits.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_MAX 512

struct err {
	int set;	   /* 0: no error yet */
	int usage;	   /* the command line alone is at fault: exit 2 */
	int placed;	   /* it says all of its place: err_at adds nothing */
	char msg[ERR_MAX]; /* one line of UTF-8; what is not printable is '?' */
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

/* As err_set, for a mistake that the command line alone shows (exit 2). */
int err_usage(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* As err_set, with ": " and the text of errno behind. */
int err_errno(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* An error that was kept for later.  Always returns -1. */
int err_copy(struct err *err, const struct err *from);

/* Put "WHERE: " in front of the message that is set, unless it is placed: an
 * output that fails while an input is read is not that input's fault.  Always
 * returns -1. */
int err_at(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Put text behind the message that is set, as far as it fits.  Always returns
 * -1. */
int err_more(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* What cannot happen: say where and abort. */
#define BUG(what) err_bug(__FILE__, __LINE__, what)
_Noreturn void err_bug(const char *file, int line, const char *what);

#endif
