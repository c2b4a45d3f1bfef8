/*
 * detector_option.h - options of detectors, for the tools that have -d.
 */
#ifndef CMD_DETECTOR_OPTION_H
#define CMD_DETECTOR_OPTION_H

#include "base/err.h"

/* If *err is about an unknown option that some detector has, say which; hook
 * `unknown` of struct tool. */
void detector_option(struct err *err);

#endif
