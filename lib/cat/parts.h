/*
 * parts.h - a stream divided by symbol, kind and period, a file for each.
 *
 *	parts_new (parts_comment | parts_meta | parts_rows)* parts_close
 *
 * The rows of a file keep their order.  All files are written under temporary
 * names and put in place together by parts_close, once all are complete; after
 * an interruption, damage or a failure none is.
 *
 * At most PARTS_OPEN files are open at a time, fewer if the process may open
 * few.  When a row needs one more, the file that was not used for longest is
 * completed if it is of another period than the row.  Otherwise the rows of the
 * new file are gathered, in memory and then in a temporary file
 * (stream/sort.h), and written after all others.  So are rows that come for a
 * completed file: JSON and the binary stream are then continued; formats with
 * a header cannot be, which is an error that names --sort.
 */
#ifndef CAT_PARTS_H
#define CAT_PARTS_H

#include "base/spill.h"
#include "cat/part_spec.h"
#include "dbn/dbn.h"
#include "stream/sink.h"

enum { PARTS_OPEN = 64 };

struct parts;

/* All that the pointers point at is borrowed. */
struct parts_opts {
	const struct part_spec *spec;
	struct sink_opts sink;
	struct spill_opts spill;
	int by_time;    /* --time: its field decides the period of bars, too */
	int no_clobber; /* fail if a file exists */
	int open;       /* at most so many files, 0: PARTS_OPEN */
	const struct dbn_narrow *narrow; /* the selection, for metadata */
};

struct parts *parts_new(const struct parts_opts *o, struct vocab *vocab,
    struct err *err);

/* A comment that is not metadata, for all files with rows after it. */
int parts_comment(struct parts *p, const char *text, size_t len,
    struct err *err);
/*
 * The metadata of an input whose rows may come; now: they are the next ones.
 * NULL: those come without.  It is copied.
 */
int parts_meta(struct parts *p, const struct dbn_meta *m, int now,
    struct err *err);

int parts_rows(struct parts *p, const struct schema *s,
    const unsigned char *rows, size_t n, struct err *err);

/* "" or one line that says what the files could not hold. */
const char *parts_note(const struct parts *p);

/* What was done, after the close. */
struct parts_done {
	uint64_t files, left_out, spilled; /* left_out: as sink_left_out */
};

/*
 * Complete all files and put them in place.  -1 also for an interrupted end.
 * p is freed in any case; NULL is nothing.
 */
int parts_close(struct parts *p, enum stream_end end, struct parts_done *done,
    struct err *err);

#endif
