/*
 * shape.h - the layouts of other people's text, one file each.
 *
 * The way of a text through this room:
 *
 *	framing.c	out of its envelopes, when it lies in some
 *	detect.c	what the first bytes are
 *	lines.c		records: physical lines
 *	values.c	or JSON values: lines, documents, elements of arrays
 *	delimited.c	a record of delimited text to cells
 *	quick.c		or lines of it that look as usual, straight to rows
 *	flat.c		a JSON value to cells, by key, JSON Pointer or place
 *	shape		which cell is which field (this file)
 *	recipe.c	cells to a row, cell by cell (cell.c)
 *	rows.c		rows to batches
 *
 * To add a layout: copy skel.c to NAME.c, replace `skel' by NAME and add
 * SHAPE(NAME) to list.h.  Most are a table of columns and nothing else.
 * All pointers are borrowed for the time of the call.
 */
#ifndef SOURCE_SHAPE_H
#define SOURCE_SHAPE_H

#include "base/csv.h"
#include "source/recipe.h"
#include "source/source.h"

enum { CELLS_MAX = 1024 };

enum shape_text {
	SHAPE_DELIMITED, /* one record a line, cells by delimiter */
	SHAPE_JSON       /* one value a line, cells by key */
};

/*
 * A field of a row and what the cell that fills it may be called.  Later
 * rows of a table for a field already found are not looked at, so that order
 * is preference.
 */
struct column {
	const char *field; /* of the vocabulary; "date", "time": two halves
			    * of ts_event; "" passed over */
	const char *names; /* blank between; compared by name_same */
	enum cell_how how;
};

/* The beginning of an input, as a shape sees it. */
struct sample {
	const char *file;
	const struct source_opts *opts;
	const struct csv_field *name; /* [n] header or keys; NULL: none */
	const struct csv_field *cell; /* [n] of the first record */
	int n;
	enum shape_text text;
	struct lines *lines; /* what is behind it, for sample_next; NULL */
	struct line *line;
};

/* One record fills up to PLAN_MAX rows: a quote and a trade. */
enum { PLAN_MAX = 2 };

struct plan_of_record {
	struct context *context;
	const struct shape *shape;
	struct recipe *recipe[PLAN_MAX];
	int n;
	int both;         /* a quote and a trade, of which it may lack one */
	int prefer_trade; /* of a price without size beside a quote */
};

/*
 * The cells of one JSON record.  A value that is null is an empty cell.
 * Names of nested values are JSON Pointers ("/hd/ts_event").
 */
struct cells {
	struct csv_field name[CELLS_MAX], value[CELLS_MAX];
	int n;
	char *text; /* unescaped texts, then pointers */
	size_t text_room, text_used, names_used;
	const char *json; /* the value itself */
	size_t json_len;
	int nameless; /* an array: cells by place, nested ones empty */
	int added;    /* the last ones: by record_add, not in the text */
	int cut;      /* refused because the text ended inside of it */
};

/* What a shape's expand hands its records to: see record_put. */
struct record_sink;

struct shape {
	const char *name; /* --from NAME */
	const char *summary;
	enum shape_text text;

	/*
	 * How sure: 0 is no, the greatest wins, two equal ones are an error
	 * that names both.  Readers for anything give 1, vendors' 10 and more.
	 * NULL: only with --from, or by its patterns.
	 */
	int (*fits)(const struct shape *shape, const struct sample *s);

	/*
	 * Delimited text without a header, ends with NULL: a letter a column,
	 * in the order of the columns table: u digits, d decimal, e epoch of
	 * ms or finer, t time as text, c HH:MM, b true or false, p AAA/BBB,
	 * s anything; h "YYYYMMDD HHMMSSmmm", i "YYYYMMDD HHMMSS",
	 * x "YYYYMMDD HH:MM:SS.mmm", y YYYY.MM.DD.
	 */
	const char *const *patterns;

	const struct column *columns; /* ends with field NULL */
	const char *kind;             /* NULL: what the fields found say */
	const char *zone; /* of times without one; NULL: by form, most UTC */
	uint64_t bar_ns;  /* width of its bars; 0 unknown */

	/* Which cell is what; NULL: plan_columns.  -1: *err says what is
	 * missing; *reason is set where the record is at fault. */
	int (*plan)(struct plan_of_record *p, const struct sample *s,
	    const char **reason, struct err *err);

	/*
	 * JSON: a record that is not a flat object to flat ones, each handed
	 * to record_put.  0, or -1 with *reason.  NULL: record_put as it is.
	 */
	int (*expand)(struct record_sink *out, struct cells *c,
	    const char **reason, struct err *err);

	/*
	 * What no table says, on a row just made: 1 keep, 0 drop (counted as
	 * control), FIX_NONE drop a row that the record does not have, -1
	 * bad: then it may be asked again.  state is state_size zero bytes at
	 * first.
	 */
	int (*fix)(void *state, unsigned char *row, const struct schema *s,
	    const char **reason, struct err *err);
	/* Keys that its records have and that expand passes over or reads,
	 * blank between: all others are counted as unknown.  NULL: unknown are
	 * those that no recipe wants, of records that are put as they came,
	 * but for keys that expand reads. */
	const char *known;
	const char *reads; /* such keys, blank between; NULL: none */

	size_t state_size;
	void (*done)(void *state); /* before it goes; NULL: nothing to do */

	/* The symbol in a vendor's file name: its length, 0 none. */
	size_t (*symbol)(char *out, size_t max, const char *file);

	/* A bounded document with its last row first: it is read whole and
	 * turned around, unless its first row is the oldest. */
	int newest_first;
};

enum { FIX_NONE = 2 };

/* Hand one flat record on.  0, or -1 with *reason and *err. */
int record_put(struct record_sink *out, const struct cells *c,
    const char **reason, struct err *err);

/*
 * For an expand that writes records of its own: record_new gives empty cells,
 * record_add fills one, whose text is borrowed until record_put.
 */
struct cells *record_new(struct record_sink *out);
void record_add(struct cells *c, const char *name, const struct csv_field *f);

/* Lines that are no records: by the format, or of a kind not read. */
void record_control(struct record_sink *out);
void record_unknown(struct record_sink *out);
/* What the source says in place of data: always -1. */
int record_error(const struct csv_field *said, const char **reason,
    struct err *err);

/*
 * When the record arrived, for one without a time: as its line or envelope
 * says, else now where --stamp-arrival asks for it.  Borrowed until the next
 * record.  -1: it is not known; err NULL: that is no error.
 */
int record_arrival(struct record_sink *out, struct csv_field *f,
    const char **reason, struct err *err);

void *record_state(struct record_sink *out); /* state_size bytes */
struct context *record_context(struct record_sink *out);
const struct source_opts *record_opts(struct record_sink *out);

/* ---- for the hooks ---- */

/* 1 when two names are equal but for case, blanks, '_' and '-'; a name of
 * one letter is told by its case where exact is set. */
int name_same(const char *a, size_t alen, const char *b, size_t blen,
    int exact);

/* Index of a cell by a list of names, blank between, in order of preference;
 * -1. */
int sample_find(const struct sample *s, const char *names);
/* The cell of that very name, the last of several; NULL. */
const struct csv_field *cells_get(const struct cells *c, const char *name);

/* 1 when the first record is like one of the patterns. */
int sample_like(const struct sample *s, const char *const *patterns);

/*
 * The line behind the first record of delimited text, which is waited for: 1,
 * or 0 when there is none.  For the few that one record does not tell apart.
 */
int sample_next(const struct sample *s, const char **line, size_t *len);

/* The usual plan: columns, --map, kind by what is there. */
int plan_columns(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err);

/*
 * Which rows of a plan of both its record has: bit 0 the quote, bit 1 the
 * trade.  At least one; the quote when it has neither.
 */
unsigned plan_halves(const struct plan_of_record *p, const unsigned char *quote,
    const unsigned char *trade);

/* A new recipe in the plan, NULL with *err. */
struct recipe *plan_add(struct plan_of_record *p, const char *kind,
    struct err *err);
void record_plan_fini(struct plan_of_record *p);

/* ---- the list ---- */

extern const struct shape *const shape_list[]; /* ends with NULL */
const struct shape *shape_find(const char *name);
extern const struct shape shape_skel; /* compiled, tested, not listed */

/*
 * The shape of a sample: by --from, else the surest.  NULL with *err, which
 * names the candidates.
 */
const struct shape *shape_choose(const struct sample *s, struct err *err);

#endif
