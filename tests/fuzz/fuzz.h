/*
 * fuzz.h - what the fuzz targets share.
 *
 * A target is one file with an LLVMFuzzerTestOneInput that feeds bytes to a
 * decoder and holds what comes out against what must be true of it.  The
 * first byte chooses the way, so that one corpus covers all of them.  Bytes
 * are read from memory through a window of a few bytes or of all of them;
 * what a writer writes is caught from descriptor 1.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "stream/recs.h"
#include "stream/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must be true whatever the bytes; else the run ends here. */
#define HOLDS(cond)                                           \
	do {                                                  \
		if (!(cond))                                  \
			fuzz_fail(__FILE__, __LINE__, #cond); \
	} while (0)

static inline _Noreturn void
fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/* A failure says why in one printable line, and only a failure does. */
static inline void
fuzz_err(int got, const struct err *err)
{
	const char *end = memchr(err->msg, 0, ERR_MAX);

	HOLDS((got == -1) == (err->set != 0));
	if (got != -1)
		return;
	HOLDS(end != NULL && end > err->msg);
	HOLDS(utf8_valid(err->msg, (size_t)(end - err->msg)));
	for (; end > err->msg; end--)
		HOLDS((unsigned char)end[-1] >= ' ' && end[-1] != 0x7f);
}

/* Bytes on the heap, of just that size: ASan sees each step beyond. */
struct bytes {
	unsigned char *p;
	size_t n;
};

static inline struct bytes
bytes_of(const void *p, size_t n)
{
	struct bytes b = { malloc(n > 0 ? n : 1), n };

	HOLDS(b.p != NULL);
	if (n > 0)
		memcpy(b.p, p, n);
	return b;
}

static inline int
bytes_same(const struct bytes *a, const struct bytes *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

static inline void
bytes_free(struct bytes *b)
{
	free(b->p);
	*b = (struct bytes){ NULL, 0 };
}

/* Windows of the inputs: tiny, small, and all at once. */
static inline struct in *
fuzz_in(const struct bytes *b, unsigned choice, int raw)
{
	static const size_t window[] = { 0, 16, 100, 4096 };
	size_t w = window[choice % 4];
	struct err err = { 0 };
	struct in *in =
	    in_memory(b->p, b->n, w != 0 ? w : b->n + 16, raw, &err);

	HOLDS(in != NULL);
	return in;
}

static inline void
fuzz_vocab(struct vocab *h)
{
	struct err err = { 0 };

	HOLDS(vocab_init(h, 1 << 16, &err) == 0);
}

/* ---- what a writer writes ---- */

static int caught_fd = -1;

/* From here on descriptor 1 is a file in memory, empty. */
static inline void
catch_begin(void)
{
	if (caught_fd == -1)
		caught_fd = memfd_create("fuzz", MFD_CLOEXEC);
	HOLDS(caught_fd != -1 && ftruncate(caught_fd, 0) == 0);
	HOLDS(lseek(caught_fd, 0, SEEK_SET) == 0);
	HOLDS(dup2(caught_fd, STDOUT_FILENO) == STDOUT_FILENO);
}

/* What came, after the writer closed it. */
static inline struct bytes
catch_end(void)
{
	off_t n = lseek(caught_fd, 0, SEEK_END);
	struct bytes b = { malloc(n > 0 ? (size_t)n : 1), (size_t)n };

	HOLDS(n >= 0 && b.p != NULL);
	HOLDS(pread(caught_fd, b.p, b.n, 0) == (ssize_t)b.n);
	/* the number stays taken, so no other file lands on it */
	HOLDS(dup2(caught_fd, STDOUT_FILENO) == STDOUT_FILENO);
	return b;
}

/* The path of a file in memory that holds these bytes. */
static inline const char *
fuzz_path(const struct bytes *b)
{
	static char path[32];
	static int fd = -1;

	if (fd == -1)
		fd = memfd_create("input", MFD_CLOEXEC);
	HOLDS(fd != -1 && ftruncate(fd, 0) == 0);
	HOLDS(pwrite(fd, b->p, b->n, 0) == (ssize_t)b->n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return path;
}

/* ---- rows ---- */

/* Ask all that can be asked of a row; answers only have to be sane. */
static inline void
fuzz_row(const struct rec *r)
{
	unsigned sees = rec_sees(r);
	int i;

	for (i = 0; i < r->schema->nfield; i++)
		if (rec_is_null(r, i))
			HOLDS(isnan(rec_double(r, i)));
		else
			(void)rec_double(r, i);
	(void)rec_time(r);
	(void)rec_size(r);
	(void)rec_bid(r);
	(void)rec_ask(r);
	(void)rec_bid_size(r);
	(void)rec_ask_size(r);
	HOLDS(rec_sign(r) >= -1 && rec_sign(r) <= 1);
	HOLDS(!(sees & SEES_TRADE) || !isnan(rec_price(r)));
}

/* Each line is one JSON object, in UTF-8. */
static inline void
fuzz_json_lines(const struct bytes *b)
{
	const char *p = (const char *)b->p, *end = p + b->n, *nl;
	struct err err = { 0 };
	struct json_token t;
	struct json j;

	HOLDS(utf8_valid(p, b->n));
	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		HOLDS(nl != NULL);
		json_init(&j, p, (size_t)(nl - p));
		HOLDS(json_next(&j, &t, &err) == 0 && t.type == JSON_OBJECT);
		while (t.type != JSON_END)
			HOLDS(json_next(&j, &t, &err) == 0);
	}
}

#endif
