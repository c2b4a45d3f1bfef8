/*
 * detect.h - detect an input's format from its first bytes (inputs.md 2).
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
	WHAT_BINARY,  /* a binary layout, as --from says */
	WHAT_JSON,    /* objects and arrays of others */
	WHAT_TEXT,    /* delimited text */
	WHAT_KEYED,   /* lines of KEY<TAB>{...} */
	WHAT_RS,      /* 0x1E before each record (RFC 7464) */
	WHAT_QUARANTINE /* what --bad-to wrote; never detected */
};

/*
 * Detect the format without consuming bytes; waits for the first whole line of
 * text, up to max_line bytes.  mapped: --map was given, so JSON is foreign
 * unless it is marked as ours.  WHAT_FAILED with *err; for a known format that
 * cannot be read, *err says what to do.
 */
enum what detect(struct in *in, size_t max_line, int mapped, struct err *err);

/*
 * For an input that --from says is text: -1 when it is a known format that
 * cannot be read, with advice in *err; else 0.
 */
int detect_known(struct in *in, struct err *err);

#endif
