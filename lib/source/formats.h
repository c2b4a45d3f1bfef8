/*
 * formats.h - names of formats for --from and --list.
 */
#ifndef SOURCE_FORMATS_H
#define SOURCE_FORMATS_H

#include "base/err.h"
#include "source/detect.h"

/*
 * The format named by --from: WHAT_EMPTY means detect it; WHAT_FAILED with a
 * usage error.
 */
enum what format_asked(const char *from, struct err *err);

/* For an input without a chosen layout. */
const char *format_name(enum what what);

#endif
