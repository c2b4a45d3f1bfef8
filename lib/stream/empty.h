/*
 * empty.h - an input without bytes: a quiet day, or a writer that failed?
 */
#ifndef STREAM_EMPTY_H
#define STREAM_EMPTY_H

#include "base/io.h"
#include "stream/stream.h"

/*
 * To call where an input ended cleanly and had no bytes, compression undone.
 * A file whose name says that it holds a container with a header (.dbn .tks
 * .bi5 .zst .gz) cannot be whole: -1 with *err.  Another file is noted with
 * opts->note.  0 also with opts->allow_empty, and of pipes.
 */
int empty_check(const struct in *in, const struct stream_opts *opts,
    struct err *err);

#endif
