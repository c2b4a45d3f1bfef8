/*
 * recipe.h - how the cells of a record become a row.
 *
 * A recipe is a schema and a list of steps: cell i, read so, is field f.  It
 * is made once per input (or per set of keys) and followed for each record,
 * without allocation.
 *
 *	recipe_new (recipe_field recipe_step)* recipe_ready
 *	    (recipe_row)* recipe_free
 *
 * A quantity is whole until a fraction is seen in its column; from then on
 * the column counts in 1e-9, for all recipes of the kind (a new schema).
 */
#ifndef SOURCE_RECIPE_H
#define SOURCE_RECIPE_H

#include <string.h>

#include "base/csv.h"
#include "source/rows.h"
#include "source/side_map.h"
#include "source/source.h"
#include "source/times.h"

enum { RECIPE_FIELDS_MAX = 128, FRACTIONS_MAX = 64, RECIPE_BLANK_SPARE = 32 };

enum cell_how {
	CELL_PLAIN,   /* as the type of the field says */
	CELL_MAKER,   /* side: true when the buyer rested, so a seller took */
	CELL_RESTED,  /* side, in words, of the order that rested */
	CELL_RESTING, /* side: 1 when a buyer rested, -1 a seller */
	CELL_NONZERO, /* 0 stands for missing */
	CELL_NANO,    /* px: a whole number of 1e-9 */
	CELL_CLOCK,   /* ts: milliseconds since the context's midnight */
	CELL_U32,     /* qty: the greatest u32 stands for missing */
	CELL_U64,     /* qty: the greatest u64 stands for missing */
	CELL_NAME,    /* symbol: never a number */
	CELL_SAID,    /* symbol: any text, as --map says so */
	CELL_LABEL,   /* label: 0, 1, true, false, or a word for a type */
	CELL_LABEL_TYPE, /* label_type: that word */
	CELL_RAW      /* texts and characters with their blanks; a side is
		       * any character */
};

/* What all recipes of one input share. */
struct context {
	struct vocab *vocab;
	struct times times;
	uint64_t bar_ns;
	int bar_end;  /* times of bars are their ends */
	int zeros;    /* prices of 0 are prices (zero.h) */
	int loose;    /* numbers have separators and units (number_form.h) */
	char decimal; /* ',' or '.'; 0: not known, and read as a point */
	char delim;   /* between the columns; 0: not delimited text */
	int reforms;  /* context_reform: numbers may have other forms */
	int normalize;
	int64_t day; /* for CELL_CLOCK: local seconds of the midnight */
	int px_exp;  /* prices count in 10^px_exp, -9 to 0 */
	uint32_t as; /* --as, or what the file's name says; 0 none */
	int as_wins; /* it is --as: over what the data says */
	struct symbology *symbology; /* NULL: none */
	struct side_map sides;
	uint64_t count[COUNTS];

	/* quantities that were seen with a fraction */
	struct {
		char kind[KIND_MAX + 1], name[FIELD_NAME_MAX + 1];
	} fraction[FRACTIONS_MAX];
	int nfraction;

	/* the symbol seen last */
	char sym_text[SYM_LEN_MAX + 1];
	size_t sym_len;
	uint32_t sym;
};

/* What cells have counted, to undo it. */
struct cell_counts {
	uint64_t v[COUNT_BY_CELLS];
};

static inline struct cell_counts
cell_counts(const struct context *c)
{
	struct cell_counts k;

	memcpy(k.v, c->count, sizeof(k.v));
	return k;
}

static inline int
cell_counts_same(const struct context *c, const struct cell_counts *k)
{
	return memcmp(k->v, c->count, sizeof(k->v)) == 0;
}

static inline void
cell_counts_undo(struct context *c, const struct cell_counts *k)
{
	memcpy(c->count, k->v, sizeof(k->v));
}

/* What numbers may look like has changed: may they have other forms than ours?
 */
static inline void
context_reform(struct context *c)
{
	c->reforms = c->loose || c->decimal == ',' ||
		     (c->delim == ';' && c->decimal == 0);
}

/* --tz and --as.  A usage error. */
int context_init(struct context *c, struct vocab *vocab,
    const struct source_opts *opts, struct err *err);
void context_fini(struct context *c);

/* --price-scale as an exponent, -9 to 0.  A usage error. */
int price_scale(int *exp, const char *text, struct err *err);

struct step {
	int cell, field;
	enum cell_how how;
	enum ftype type;
	uint16_t len;
	uint8_t scale;
	uint8_t side; /* of a trade: words as well as letters */
	uint8_t symbol; /* the row's own */
	uint32_t off;
	struct time_column *time; /* of a time; the context's */
};

/* Whether the context's symbology names the row's instrument. */
enum by_id {
	BY_ID_NEVER,
	BY_ID_MISSING, /* where the row has no symbol */
	BY_ID_ALWAYS   /* what it has as a symbol is the id */
};

struct recipe {
	struct context *c;
	char kind[KIND_MAX + 1];
	struct field field[RECIPE_FIELDS_MAX];
	int nfield;
	struct step step[RECIPE_FIELDS_MAX];
	int nstep;
	int date, time; /* cells of a time in two halves, else -1 */
	int correction; /* of a trade (correction.h), else -1 */
	struct time_column *halves;
	const struct csv_field *name; /* of the cells, until it is ready the
				       * first time; NULL: they have none */
	int needs;      /* a row without time or symbol is bad */
	enum by_id by_id;
	const struct schema *schema;
	unsigned char *blank; /* a row of nulls, and --as; may be read beyond
			       * its end */
	int fractions;        /* known when the schema was made */
	int at;               /* the cell that was refused, -1 none */
};

struct recipe *recipe_new(struct context *c, const char *kind, struct err *err);
void recipe_free(struct recipe *r);

/* Index of the field, made with the type that it has in the kind or the
 * vocabulary; -1: too many, or a name of no fixed meaning. */
int recipe_field(struct recipe *r, const char *name, struct err *err);
/* Add a field of any name and type; -1: too many. */
int recipe_own_field(struct recipe *r, const struct field *f);
/* Let a quantity of a kind count in 1e-9, whatever its values. */
int recipe_fraction(struct context *c, const char *kind, const char *field,
    struct err *err);
int recipe_step(struct recipe *r, const char *field, int cell,
    enum cell_how how, struct err *err);
int recipe_ready(struct recipe *r, struct err *err);

/*
 * Make the row of a record at row, which has room for it.  -1: *reason and
 * *err, which does not name the cell; r->at does.
 */
int recipe_row(struct recipe *r, unsigned char *row,
    const struct csv_field *cell, const char **reason, struct err *err);

/* Parts of recipe_row, for what reads cells in a quicker way (fast_csv.h): the
 * time of two cells, and the last look at a row.  0, or -1 as there. */
int recipe_halves(struct recipe *r, unsigned char *row,
    const struct csv_field *date, const struct csv_field *time,
    const char **reason, struct err *err);
int recipe_check(struct recipe *r, unsigned char *row, const char **reason,
    struct err *err);
/* The same of n rows, which follow each other: how many of the first pass. */
uint32_t recipe_check_many(struct recipe *r, unsigned char *rows, uint32_t n,
    const char **reason, struct err *err);

/* One cell into its field: 0, -1 with *reason and *err, or CELL_FRACTION: the
 * column counts in whole units and this one does not. */
enum { CELL_FRACTION = 1 };
int cell_put(struct context *c, unsigned char *row, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err);

/* A name of a symbol as --normalize-symbols writes it; out has len bytes.
 * Its length. */
size_t symbol_normalize(char *out, const char *s, size_t len);

#endif
