/*
 * layout.h - the layouts of other people's files, one file each in vendor/.
 *
 * The path of a text through lib/source:
 *
 *	framing.c	undo envelopes, if records lie in some
 *	detect.c	what the first bytes are
 *	lines.c		cut records: physical lines
 *	json_values.c	or JSON values: lines, documents, elements of arrays
 *	delimited.c	a record of delimited text to cells
 *	fast_csv.c	or usual lines of it straight to rows
 *	flat.c		a JSON value to cells, by key, JSON Pointer or index
 *	choose.c	which layout it is; plan.c: which cell is which field
 *	recipe.c	cells to a row, cell by cell (cell.c)
 *	rows.c		rows to batches
 *
 * To add a layout: copy skel.c to NAME.c, replace `skel' by NAME and add
 * LAYOUT(NAME) to list.h.  Most are a table of columns and nothing else; a
 * binary layout is a name, a summary and a struct binary.
 * All pointers are borrowed for the duration of the call.
 */
#ifndef SOURCE_LAYOUT_H
#define SOURCE_LAYOUT_H

#include "base/csv.h"
#include "source/binary.h"
#include "source/recipe.h"
#include "source/sample.h"
#include "source/source.h"

enum { CELLS_MAX = 1024 };

/*
 * A field of a row and the possible names of its cell.  A later row of the
 * table for a field already found is ignored, so the order of rows is the
 * order of preference.
 */
struct column {
	const char *field; /* of the vocabulary; "date", "time": two halves
			    * of ts_event; "": the column is not read */
	const char *names; /* separated by blanks; compared by name_same */
	enum cell_how how;
};

/* One record fills up to PLAN_MAX rows: a quote and a trade. */
enum { PLAN_MAX = 2 };

struct plan_of_record {
	struct context *context;
	const struct layout *layout;
	struct recipe *recipe[PLAN_MAX];
	int n;
	int both;         /* a quote and a trade, of which one may be absent */
	int side_cell;    /* with --side-rows: says which recipe; else -1 */
	int type_cell;    /* see type_column.h; -1 none */
	int type_letters; /* a letter in it is a side of a quote */
	int prefer_trade; /* for a price without size in a row with a quote */
};

/*
 * The cells of one JSON record.  A value that is null is an empty cell.
 * Nested values are named by JSON Pointers ("/hd/ts_event").
 */
struct cells {
	struct csv_field name[CELLS_MAX], value[CELLS_MAX];
	int n;
	char *text; /* unescaped texts, then pointers */
	size_t text_room, text_used, names_used;
	const char *json; /* the value itself */
	size_t json_len;
	int nameless; /* an array: cells by index, nested ones empty */
	int shared;   /* the first ones: of all records of the document */
	int added;    /* the last ones: by record_add, not in the text */
	int cut;      /* refused because the text ended inside it */
};

/* Receives the records of a layout's expand, see record.h. */
struct record_sink;

struct layout {
	const char *name; /* --from NAME */
	const char *summary;
	enum text_form text;
	const struct binary *binary; /* with TEXT_NONE, see binary.h: all below
				      * is unused; else NULL */

	/*
	 * A score for how likely the sample has this layout: 0 means no, the
	 * highest score wins, and a tie is an error that names both.  Generic
	 * layouts return 1, vendors' layouts 10 and more.  NULL: only with
	 * --from, or by patterns.
	 */
	int (*fits)(const struct layout *layout, const struct sample *s);

	/*
	 * Delimited text without a header: a list ended by NULL, one letter
	 * per column in the order of the columns table: u digits, d decimal,
	 * e epoch in ms or finer, t time as text, c HH:MM, b true or false,
	 * p AAA/BBB, s anything; h "YYYYMMDD HHMMSSmmm", i "YYYYMMDD HHMMSS",
	 * x "YYYYMMDD HH:MM:SS.mmm", y YYYY.MM.DD.
	 */
	const char *const *patterns;

	const struct column *columns; /* ended by field NULL */
	const char *kind;             /* NULL: decided by the fields found */
	const char *zone; /* of times without one; NULL: by form, mostly UTC */
	int generic;      /* of any source, by names: those of one letter go by
			   * short_names.h, columns that look like one by
			   * look_alike.h */
	uint64_t bar_ns;  /* width of its bars; 0 unknown */
	int bar_end;      /* its bars are stamped at their end */
	int loose;        /* its numbers are read as with --numbers loose */
	int zeros;        /* its prices of 0 are prices: it has nulls */
	int units_vary;   /* its files changed the unit of times: old and new
			   * ones may be read in one run */

	/*
	 * Match cells to fields; NULL: plan_columns.  -1: *err names what is
	 * missing; *reason is set when the record is bad.
	 */
	int (*plan)(struct plan_of_record *p, const struct sample *s,
	    const char **reason, struct err *err);

	/*
	 * JSON: turn a record that is not one flat object into flat ones and
	 * hand each to record_put.  0, or -1 with *reason.  NULL: the record
	 * goes to record_put unchanged.
	 */
	int (*expand)(struct record_sink *out, struct cells *c,
	    const char **reason, struct err *err);

	/*
	 * Correct a new row: 1 keep it, 0 drop it (counted as control),
	 * FIX_NONE drop a row that the record does not have, -1 it is bad; fix
	 * may then be called again with the same row.  state is state_size
	 * bytes, zero at first.
	 */
	int (*fix)(void *state, unsigned char *row, const struct schema *s,
	    const char **reason, struct err *err);
	/* Keys that expand reads or skips on purpose, separated by blanks;
	 * all others count as unknown.  NULL: keys that no recipe reads are
	 * unknown, in records that are put unchanged. */
	const char *known;
	const char *reads; /* further keys that expand reads; NULL: none */

	size_t state_size;
	void (*done)(void *state); /* called before state is freed; NULL */

	/* The symbol in a vendor's file name: its length, 0 none. */
	size_t (*symbol)(char *out, size_t max, const char *file);

	/* A bounded document, newest row first: it is read whole and reversed
	 * unless its first row is the oldest. */
	int newest_first;
};

enum { FIX_NONE = 2 };

/* ---- for the hooks ---- */

/* The cell of exactly that name, the last of several; NULL. */
const struct csv_field *cells_get(const struct cells *c, const char *name);

/* The usual plan: columns, --map, kind by the fields found. */
int plan_columns(struct plan_of_record *p, const struct sample *s,
    const char **reason, struct err *err);

/* 1 when the usual plan finds a time and the fields of a kind; nothing is
 * made, and a missing symbol does not matter. */
int plan_possible(const struct layout *layout, const struct sample *s);

/* A new recipe in the plan, NULL with *err. */
struct recipe *plan_add(struct plan_of_record *p, const char *kind,
    struct err *err);
/* 1 when a row is made of that cell. */
int plan_uses(const struct plan_of_record *p, int cell);
void record_plan_fini(struct plan_of_record *p);

/* ---- the list ---- */

extern const struct layout *const layout_list[]; /* ended by NULL */
const struct layout *layout_find(const char *name);

/* 1 if the records of the named layout (len bytes) are not lines. */
int layout_is_binary(const char *name, size_t len);
extern const struct layout layout_skel; /* compiled, tested, not listed */

/*
 * The layout of a sample: by --from, else the surest.  NULL with *err, which
 * names the candidates.
 */
const struct layout *layout_choose(const struct sample *s, struct err *err);

#endif
