/*
 * formats.h - what --from and --list call a format.
 */
#ifndef SOURCE_FORMATS_H
#define SOURCE_FORMATS_H

#include "base/err.h"
#include "source/detect.h"

/* What --from asks for: WHAT_EMPTY to look; WHAT_FAILED with a usage error. */
enum what format_asked(const char *from, struct err *err);

/* Of an input that no layout has been chosen for. */
const char *format_name(enum what what);

#endif
