/*
 * io.h - byte input and output, with every failure reported.
 *
 * Input: a file or "-", zstd (any number of frames, skippable ones too) and
 * gzip (any number of members) are detected by their first bytes and
 * decompressed.  The reader sees one contiguous window over the decoded bytes,
 * 8-byte aligned at offset 0 of the stream, and their offset.
 *
 * Output: a file (written beside, synced and renamed at close), or stdout.
 * Full buffers are written at once.  A partly filled buffer is written after
 * at most 2 ms (out_tick), except to regular files, to which only full buffers
 * are written.
 *
 * Signals: the first SIGINT or SIGTERM sets a flag, and every input then ends
 * as interrupted: a file at once, a pipe where its writer ends it.  If that
 * takes longer than 2 s, the input is damaged.  The second signal terminates
 * the process.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* ---- signals ---- */

/* Catch SIGINT and SIGTERM.  Called once by cmd/ before anything is read. */
void io_catch_signals(void);
/* The signal that arrived, or 0. */
int io_signal(void);
/* A descriptor that becomes readable when a signal arrives, or -1. */
int io_wake_fd(void);
/* Make sure that descriptors 0, 1, 2 are taken, so no file lands on them. */
void io_guard_std(void);
/* Monotonic clock, ns. */
uint64_t io_now(void);

/* ---- input ---- */

struct in;

/*
 * Called before each read, so that a tool can flush output that its readers
 * wait for.  idle is IO_WAITS when the reader is about to wait.  After a small
 * read (less than a page) it counts as waiting as soon as no data is available;
 * after a larger one, when none came for 2 ms.  IO_FILE: the next bytes are in
 * a regular file that is not followed, so what is read does not depend on the
 * clock, nor should what is written.  Nonzero: failed, *err set.
 */
enum { IO_READS, IO_WAITS, IO_FILE };
typedef int io_idle_fn(void *arg, int idle, struct err *err);

/*
 * Open a file, "-" for stdin.  name is borrowed.  With raw nothing is
 * decompressed.
 */
struct in *in_open(const char *name, int raw, struct err *err);

/*
 * Bytes in memory as an input; p is borrowed until in_close.  The window
 * starts with that many bytes, at least 16: with a small window a test reaches
 * the end of a window even with a short text.
 */
struct in *in_memory(const void *p, size_t n, size_t window, int raw,
    struct err *err);

/*
 * An input whose bytes a function produces: it puts 1 to size bytes into dst
 * and returns their number; 0 at the end, IN_INTERRUPTED when a signal ended
 * its own input, -1 with *err.  It may block.
 */
enum { IN_INTERRUPTED = -2 };
typedef long in_make_fn(void *arg, unsigned char *dst, size_t size,
    struct err *err);
struct in *in_made(const char *name, in_make_fn *make, void *arg,
    struct err *err);

void in_close(struct in *in); /* NULL is nothing */
void in_on_idle(struct in *in, io_idle_fn *fn, void *arg);
/*
 * While the reader waits, the idle function is called again every ms
 * milliseconds (0: only once).
 */
void in_wake_every(struct in *in, int ms);

/*
 * Before the first read: the end of a regular file is not the end of the
 * input, which waits for more until a signal comes.  Two things count as
 * damage: the file becomes shorter than what was already read, or it stops
 * growing and another file has taken its name (log rotation).  Pipes are read
 * as usual.
 */
void in_follow(struct in *in);

/*
 * Make at least want bytes of the window available, *p its start and *n its
 * length (may be more).  Returns 1; 0 when the input ends with fewer than want
 * (then *n is what is left, maybe 0); -1 on damage.  Damage is reported only
 * after all whole bytes before it were returned: *n bytes are valid with 0,
 * and the next call fails.  So call in_end() after a 0.  want is at most
 * IN_MAX.
 */
int in_peek(struct in *in, size_t want, const unsigned char **p, size_t *n,
    struct err *err);

/* The bytes in the window; never reads. */
size_t in_ready(const struct in *in, const unsigned char **p);

/* Drop n bytes from the front of the window. */
void in_skip(struct in *in, size_t n);

/*
 * Find the next newline: *line, *len without it (CR kept), and drop it with
 * in_skip(in, *len + *newline).  1; 0 at the clean end; -1.  *newline is 0
 * for a last line that lacks one.  A line over max bytes is an error whose
 * text says so; *len is then 0 and in_skip_line drops it.
 */
int in_line(struct in *in, size_t max, const char **line, size_t *len,
    int *newline, struct err *err);
int in_skip_line(struct in *in, struct err *err);

/*
 * Once the window is empty: 0 when the input ended cleanly or by a signal, -1
 * with the damage (cut frame, bad checksum, read error).
 */
int in_end(struct in *in, struct err *err);

/*
 * After damage inside zstd, once the bytes before it are used: continue at the
 * next frame.  Its bytes are appended to the window.  1; 0 when there is no
 * further frame: the input is at its end and no longer counts as damaged; -1
 * when the damage is of another kind, which cannot be skipped.  *packed: bytes
 * of the file that were skipped.
 */
int in_resync(struct in *in, uint64_t *packed);

/*
 * Before anything was read: the first bytes of the file, not decompressed, up
 * to want; 0 later, and for an input opened raw.  They are not consumed.
 * in_as_raw then switches the input to raw, as if it had been opened so.
 */
size_t in_raw_peek(struct in *in, size_t want, const unsigned char **p);
void in_as_raw(struct in *in);

uint64_t in_offset(const struct in *in); /* decoded bytes dropped so far */
/*
 * Ended by a signal.  A pipe was read to its end, so a stream that marks its
 * end must have that mark.
 */
enum in_stop { IN_GOES_ON, IN_STOPPED, IN_DRAINED };
enum in_stop in_interrupted(const struct in *in);
const char *in_name(const struct in *in); /* "<stdin>" for "-" */
int in_packed(const struct in *in);       /* zstd or gzip */
int in_file(const struct in *in); /* a regular file opened by its name */
/* Bytes of the file read, and its size where known (else 0): progress. */
uint64_t in_raw_offset(const struct in *in);
uint64_t in_raw_size(const struct in *in);

enum { IN_MAX = 1 << 26 };

/* ---- output ---- */

struct out;
struct beside;

/* path NULL or "-": stdout.  zstd level 0: none. */
struct out *out_open(const char *path, int zstd, struct err *err);
/*
 * A file that is open (io_beside.h) and taken over, also on failure; name is
 * used in messages.
 */
struct out *out_open_beside(struct beside *b, const char *name, int zstd,
    struct err *err);

/*
 * Room for n bytes (n <= OUT_MAX) in the buffer; NULL on failure.  out_commit
 * appends the bytes that were used.
 */
unsigned char *out_reserve(struct out *o, size_t n, struct err *err);
void out_commit(struct out *o, size_t n);
/* Bytes that out_reserve can give without a flush. */
size_t out_room(const struct out *o);
int out_write(struct out *o, const void *p, size_t n, struct err *err);
/* Formatted text of less than OUT_TEXT bytes. */
__attribute__((format(printf, 3, 0))) int out_vprintf(struct out *o,
    struct err *err, const char *fmt, va_list ap);

/*
 * Write n bytes directly from an input's window, after the bytes in the
 * buffer.  1; 0 with nothing done when they must go through the buffer (zstd);
 * -1.  The bytes must be unchanged from the input: they may go into a pipe
 * without a copy.
 */
int out_direct(struct out *o, struct in *from, const void *p, size_t n,
    struct err *err);

/* Write the buffer now, however little it holds.  A zstd frame ends here. */
int out_flush(struct out *o, struct err *err);

/*
 * Called often (each input read): flushes when bytes have waited 2 ms, or
 * when idle is set.  before, if not NULL, is called first so that an encoder
 * can close what it has open.
 */
int out_tick(struct out *o, int idle, struct err *err);
int out_pending(const struct out *o);    /* bytes wait in the buffer */
size_t out_waiting(const struct out *o); /* how many */
int out_due(const struct out *o);        /* they have waited long enough */
int out_regular(const struct out *o);    /* a regular file */
int out_terminal(const struct out *o);

/*
 * Called before the close of an output whose input was interrupted (by a
 * signal, or by a mark in the input), when the format has no mark for that.
 * -1 with *err for a file: it would look complete, so close it with abandon.
 * 0 for stdout.
 */
int out_cut(const struct out *o, struct err *err);

/* Flush, check, sync, rename.  With abandon the file is removed instead (a
 * stdout is only flushed).  o is freed in any case. */
int out_close(struct out *o, int abandon, struct err *err);

/*
 * The same for out_open_beside, without the rename: *b is the file for
 * beside_place, or dropped after a failure.
 */
int out_finish(struct out *o, int abandon, struct beside *b, struct err *err);

uint64_t out_bytes(const struct out *o);

enum { OUT_BUFFER = 1 << 18, OUT_MAX = 1 << 26, OUT_TEXT = 512 };

#endif
