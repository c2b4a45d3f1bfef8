/*
 * framing.h - records inside of envelopes (inputs.md 5).
 *
 *	framing_new (framing_in framing_at)* framing_close
 *
 * What comes out is an input of the records' own bytes, one after the other,
 * text with a line end behind each: every format can be read from it.  An
 * envelope with nothing in it comes out as an empty line.
 */
#ifndef SOURCE_FRAMING_H
#define SOURCE_FRAMING_H

#include "source/source.h"

/* An envelope. */
struct framed {
	uint64_t start; /* where its bytes start in what comes out */
	uint32_t topic; /* a symbol */
	int32_t part;
	int64_t off;
	uint64_t ts; /* when it was sent, ns; TS_NULL unknown */
};

struct framing;

/* Takes over outer, also on failure. */
struct framing *framing_new(struct in *outer, enum framing_kind kind,
    struct house *house, const struct source_opts *opts, struct err *err);

/* What comes out; its reader closes it, before framing_close. */
struct in *framing_in(struct framing *f);
struct in *framing_outer(struct framing *f);

/* The envelope of the bytes at an offset, which never falls from one call to
 * the next; NULL before the first. */
const struct framed *framing_at(struct framing *f, uint64_t offset);

uint64_t framing_skipped(const struct framing *f); /* nothing in them */
uint64_t framing_bad(const struct framing *f);	   /* refused and skipped */
void framing_close(struct framing *f);

#endif
