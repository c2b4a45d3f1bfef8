/*
 * bi5.h - Dukascopy's hourly files of quotes.
 *
 *	bi5_open (bi5_next)* bi5_close
 */
#ifndef SOURCE_BI5_H
#define SOURCE_BI5_H

#include "base/io.h"
#include "source/source.h"

struct bi5;

/*
 * Takes ownership of in, also on failure.  With packed the input is an LZMA
 * stream, otherwise its decompressed rows.  The hour and the symbol are in the
 * path, SYMBOL/YYYY/MM/DD/HHh_ticks.bi5 (months from 00), otherwise in
 * opts->start and opts->as.
 */
struct bi5 *bi5_open(struct in *in, struct vocab *vocab,
    const struct source_opts *opts, int packed, struct err *err);

/* As source_next; *err has the place but not the name. */
int bi5_next(struct bi5 *b, struct recs *out, struct err *err);
enum stream_end bi5_ended(const struct bi5 *b);
uint64_t bi5_bad(const struct bi5 *b); /* rows refused and skipped */
void bi5_close(struct bi5 *b);

#endif
