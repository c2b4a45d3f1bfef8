/*
 * framing.h - records inside of envelopes (inputs.md 5).
 *
 *	framing_new (framing_in framing_at)* framing_close
 *	framing_new (framing_section (framing_in framing_at)*)* framing_close
 *
 * the second of a quarantine, whose lines come from many files.
 *
 * The result is an input with the bytes of the records, one after the other;
 * text records are each followed by a line end.  Every format can be read from
 * it.  An empty envelope gives an empty line.
 */
#ifndef SOURCE_FRAMING_H
#define SOURCE_FRAMING_H

#include "source/source.h"

/* An envelope. */
struct framed {
	uint64_t start; /* where its bytes start in the unpacked input */
	uint32_t topic; /* a symbol */
	int32_t part;
	int64_t off;
	uint64_t ts;       /* when it was sent, ns; TS_NULL unknown */
	uint64_t line, at; /* its location in the outer input */
};

/*
 * The records that were refused from one file under one header; they are read
 * as a separate input, in the same way.
 */
struct section {
	char *file, *format; /* "": it is not said */
	char *header;
	size_t header_len;
	uint64_t lines_before; /* so that line numbers are the quarantine's */
};

struct framing;

/*
 * Takes over outer, also on failure.  binary_layout says whether the records
 * of a layout are bytes instead of lines (a quarantine names the layout).
 */
struct framing *framing_new(struct in *outer, enum framing_kind kind,
    int (*binary_layout)(const char *layout, size_t len), struct vocab *vocab,
    const struct source_opts *opts, struct err *err);

/* The unpacked input; its reader closes it, before framing_close. */
struct in *framing_in(struct framing *f);
struct in *framing_outer(struct framing *f);

/*
 * The envelope of the bytes at an offset, which must not decrease between
 * calls; NULL before the first.
 */
const struct framed *framing_at(struct framing *f, uint64_t offset);

/*
 * Envelopes from offset *begins on are kept, although later bytes were already
 * read: a reader searches there for the end of a record that it cannot keep.
 * Borrowed until the input is closed.
 */
void framing_hold(struct framing *f, const uint64_t *begins);

/* 1 when the first envelope names its partition; reads that envelope. */
int framing_says_part(struct framing *f, struct err *err);

/* The real location of a refused record, and its envelope. */
void framing_place(struct framing *f, uint64_t offset, struct bad_row *row);

/*
 * For a quarantine: once the unpacked input is at its end, start the next
 * section.  1, and framing_in is a new input; 0 when there is none; -1.  *s is
 * borrowed until the next call.
 */
int framing_section(struct framing *f, const struct section **s,
    struct err *err);

uint64_t framing_skipped(const struct framing *f); /* nothing in them */
uint64_t framing_bad(const struct framing *f);     /* refused and skipped */
void framing_close(struct framing *f);

#endif
