/*
 * spans.h - labels that stand in a file of their own.
 *
 *	spans_read (spans_meet)* spans_fini
 *
 * Three forms, told apart by their first byte:
 *
 * Delimited text with a header: t_start or start, and t_end or end, both of
 * the span (an empty end: a point in time); or time, timestamp or ts_event
 * for points.  symbol (missing or empty: all symbols), type or kind, tz (the
 * zone of times that have none, a remark in brackets aside), file (see below).
 * Other columns are passed over: the file of tickinject, or a list of known
 * events, will do.
 *
 * JSON as NAB has it: {"FOLDER/NAME.csv": [["START", "END"], ...]}, or points
 * in time in place of pairs.  An entry is for the rows whose symbol is the
 * key, its last part, or that without suffix.
 *
 * A file that covers several data files can be narrowed to one of them: the
 * lines with that `file', or that key, which are then for all symbols.
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
 * s is all zero before.  Symbols and types are added to syms.  of: the data
 * file whose labels are wanted, by its name, the last part of that, or this
 * without suffix; NULL: all.
 */
int spans_read(struct spans *s, const char *path, const char *of,
    struct symtab *syms, struct err *err);
void spans_fini(struct spans *s);

/*
 * The spans that a row over [start, end) of a symbol meets, those of its
 * symbol and those of all; end <= start: a row of one instant.  How many;
 * they are marked as met, and s->met holds them until the next call.
 */
size_t spans_meet(struct spans *s, uint32_t symbol, uint64_t start,
    uint64_t end);

size_t spans_met(const struct spans *s);

/* ---- for spans_read ---- */

/* A file name's parts: the whole, the last part, that without suffix. */
enum { NAME_WHOLE, NAME_LAST, NAME_STEM, NAMES };
struct name_part {
	const char *s;
	size_t len;
};
void name_parts(struct name_part part[NAMES], const char *s, size_t len);
int name_matches(const char *s, size_t len, const char *of);

/* A new span; symbol and type are set by the caller.  NULL with *err. */
struct span *spans_add(struct spans *s, uint64_t start, uint64_t end,
    struct err *err);

struct in;
int spans_read_text(struct spans *s, struct in *in, const char *of,
    struct symtab *syms, struct err *err);
int spans_read_json(struct spans *s, struct in *in, const char *of,
    struct symtab *syms, struct err *err);

#endif
