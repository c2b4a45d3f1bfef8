/*
 * detect.h - what an input is, by its first bytes (inputs.md 2).
 */
#ifndef SOURCE_DETECT_H
#define SOURCE_DETECT_H

#include "base/io.h"

enum what {
	WHAT_FAILED = -1,
	WHAT_EMPTY,
	WHAT_TKS,     /* our binary stream */
	WHAT_NDJSON,  /* our text stream */
	WHAT_DBN,
	WHAT_BI5,     /* Dukascopy's, as --from says */
	WHAT_BI5_RAW, /* the same without its LZMA */
	WHAT_JSON,    /* objects and arrays of others */
	WHAT_TEXT,    /* delimited text */
	WHAT_KEYED,   /* lines of KEY<TAB>{...} */
	WHAT_RS,      /* 0x1E before each record (RFC 7464) */
	WHAT_QUARANTINE /* what --bad-to wrote; never detected */
};

/*
 * Look without consuming; waits for the first whole line of text, no more
 * than max_line.  mapped: --map was given, so that JSON is not ours unless it
 * says so.  WHAT_FAILED with *err, which tells what to do where the input is
 * known and cannot be read.
 */
enum what detect(struct in *in, size_t max_line, int mapped, struct err *err);

/* For text that was asked for: -1 with what to do about it where the input is
 * known and cannot be read; else 0. */
int detect_known(struct in *in, struct err *err);

#endif
