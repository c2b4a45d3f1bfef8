/*
 * fit_files.h - the log and the checkpoint of a long fit, as files.
 *
 *	fit_files_open (hooks of a fit)* fit_files_close
 *
 * The log has one JSON object of the detector per line.  The checkpoint is a
 * state file that is replaced as a whole each time; only a fit with the same
 * detector, options and seed reads it back.
 */
#ifndef DETECT_FIT_FILES_H
#define DETECT_FIT_FILES_H

#include <stdio.h>

#include "base/symtab.h"
#include "detect/detect.h"

struct fit_files {
	FILE *log;
	const char *log_path, *checkpoint; /* NULL: none; borrowed */
	const char *what; /* detector, options, seed; borrowed */
	struct symtab *syms;
};

/* Open the log for writing and set the hooks in h, except for progress. */
int fit_files_open(struct fit_files *f, struct fit_hooks *h,
    const char *log_path, const char *checkpoint, const char *what,
    struct err *err);
/* Check and close the log.  done: the model is in place, so the checkpoint
 * is removed, if it is a regular file. */
int fit_files_close(struct fit_files *f, int done, struct err *err);

#endif
