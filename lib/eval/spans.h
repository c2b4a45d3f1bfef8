/*
 * spans.h - labels in a separate file.
 *
 *	spans_read (spans_meet)* spans_fini
 *
 * The form is detected from the first byte:
 *
 * Delimited text with a header: t_start or start, and t_end or end, both of
 * the span (an empty end: a point in time); or time, timestamp or ts_event
 * for points.  symbol (missing or empty: all symbols), type or kind, tz (the
 * zone of times that have none, a remark in brackets aside), file (see below).
 * Other columns are ignored, so the label file of tickinject or a list of known
 * events can be used.
 *
 * JSON as in NAB: {"FOLDER/NAME.csv": [["START", "END"], ...]}, or points in
 * time instead of pairs.  An entry applies to rows whose symbol is the key, its
 * last part, or its last part without suffix.
 *
 * A file that covers several data files can be restricted to one of them: the
 * lines with this `file', or the entry with this key.  These labels then apply
 * to all symbols.
 */
#ifndef EVAL_SPANS_H
#define EVAL_SPANS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/idmap.h"
#include "base/symtab.h"

struct span {
	uint64_t start, end; /* ns, both in it */
	uint32_t symbol;     /* 0: any */
	uint32_t type;	     /* 0: not said */
	uint32_t id;	     /* place in the file, from 0 */
	int met;	     /* by a row */
};

struct spans {
	struct span *v; /* by symbol, start and id */
	uint64_t *latest; /* [n] latest end in the subtree of a span */
	size_t n, room;
	struct idmap alias; /* of uint32_t: other names of a symbol */
	const struct span **met; /* [room] for spans_meet */
};

/*
 * s must be all zero.  Symbols and types are added to syms.  of: use only the
 * labels of this data file, given by its name, the last part of the name, or
 * that part without suffix; NULL: all.
 */
int spans_read(struct spans *s, const char *path, const char *of,
    struct symtab *syms, struct err *err);
void spans_fini(struct spans *s);

/*
 * Find the spans that overlap a row over [start, end) of a symbol: those of its
 * symbol and those of all symbols.  end <= start: a row of one instant.
 * Returns their number.  They are marked as met, and s->met lists them until
 * the next call.
 */
size_t spans_meet(struct spans *s, uint32_t symbol, uint64_t start,
    uint64_t end);

size_t spans_met(const struct spans *s);

/* ---- for spans_read ---- */

/* The forms of a file name: all of it, the last part, that without suffix. */
enum { NAME_WHOLE, NAME_LAST, NAME_STEM, NAMES };
struct name_part {
	const char *s;
	size_t len;
};
void name_parts(struct name_part part[NAMES], const char *s, size_t len);
int name_matches(const char *s, size_t len, const char *of);

/* Add a span; the caller sets symbol and type.  NULL with *err. */
struct span *spans_add(struct spans *s, uint64_t start, uint64_t end,
    struct err *err);

struct in;
int spans_read_text(struct spans *s, struct in *in, const char *of,
    struct symtab *syms, struct err *err);
int spans_read_json(struct spans *s, struct in *in, const char *of,
    struct symtab *syms, struct err *err);

#endif
