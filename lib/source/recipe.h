/*
 * recipe.h - convert the cells of a record to a row.
 *
 * A recipe is a schema and a list of steps: "read cell i in this way into
 * field f".  It is made once per input (or per set of keys) and applied to
 * each record without allocation.
 *
 *	recipe_new (recipe_field recipe_step)* recipe_ready
 *	    (recipe_row)* recipe_free
 *
 * A quantity is an integer until a fraction is seen in its column; from then
 * on the column's unit is 1e-9, for all recipes of the kind (a new schema).
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
	CELL_PLAIN,   /* by the type of the field */
	CELL_MAKER,   /* side: true when the buyer's order rested, so the
		       * aggressor sold */
	CELL_RESTED,  /* side, as a word, of the resting order */
	CELL_RESTING, /* side: 1 when a buyer rested, -1 a seller */
	CELL_NONZERO, /* 0 stands for missing */
	CELL_NANO,    /* px: a whole number of 1e-9 */
	CELL_CLOCK,   /* ts: milliseconds since the context's midnight */
	CELL_U32,     /* qty: the greatest u32 means missing */
	CELL_U64,     /* qty: the greatest u64 means missing */
	CELL_NAME,    /* symbol: never a number */
	CELL_SAID,    /* symbol: any text, because --map names it */
	CELL_LABEL,   /* label: 0, 1, true, false, or a word for a type */
	CELL_LABEL_TYPE, /* label_type: that word */
	CELL_RAW      /* texts and characters keep their blanks; a side is any
		       * character */
};

/* State shared by all recipes of one input. */
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
	uint32_t as; /* --as, or the symbol in the file's name; 0 none */
	int as_wins; /* it is from --as: overrides the data */
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

/* A snapshot of the counts made by cells, to undo them. */
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

/* A cell without the blanks around it. */
static inline struct csv_field
cell_trim(struct csv_field f)
{
	while (f.len > 0 && *f.s == ' ')
		f.s++, f.len--;
	while (f.len > 0 && f.s[f.len - 1] == ' ')
		f.len--;
	return f;
}

/*
 * Call when the accepted number formats have changed: recomputes whether
 * numbers may have other forms than ours.
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
	BY_ID_ALWAYS   /* its symbol field contains the id */
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
	unsigned char *blank; /* a row of nulls, with --as set; may be read
			       * beyond its end */
	int fractions;        /* known when the schema was made */
	int at;               /* the cell that was refused, -1 none */
};

struct recipe *recipe_new(struct context *c, const char *kind, struct err *err);
void recipe_free(struct recipe *r);

/*
 * Index of the field, made with the type that it has in the kind or the
 * vocabulary; -1: too many, or a name without a fixed meaning.
 */
int recipe_field(struct recipe *r, const char *name, struct err *err);
/* Add a field of any name and type; -1: too many. */
int recipe_own_field(struct recipe *r, const struct field *f);
/* Set the unit of a kind's quantity to 1e-9, whatever its values. */
int recipe_fraction(struct context *c, const char *kind, const char *field,
    struct err *err);
int recipe_step(struct recipe *r, const char *field, int cell,
    enum cell_how how, struct err *err);
int recipe_ready(struct recipe *r, struct err *err);

/*
 * Make the row of a record at row, which has room for it.  -1: *reason and
 * *err; *err does not name the cell, r->at is its index.
 */
int recipe_row(struct recipe *r, unsigned char *row,
    const struct csv_field *cell, const char **reason, struct err *err);

/*
 * Parts of recipe_row, for the fast path (fast_csv.h): the time from two
 * cells, and the final checks of a row.  0, or -1 as recipe_row.
 */
int recipe_halves(struct recipe *r, unsigned char *row,
    const struct csv_field *date, const struct csv_field *time,
    const char **reason, struct err *err);
int recipe_check(struct recipe *r, unsigned char *row, const char **reason,
    struct err *err);
/*
 * The same for n consecutive rows; returns how many pass, up to the first that
 * fails.
 */
uint32_t recipe_check_many(struct recipe *r, unsigned char *rows, uint32_t n,
    const char **reason, struct err *err);

/*
 * Read one cell into its field: 0, -1 with *reason and *err, or CELL_FRACTION:
 * the column counts in whole units, but this cell has a fraction.
 */
enum { CELL_FRACTION = 1 };
int cell_put(struct context *c, unsigned char *row, const struct step *s,
    const char *text, size_t len, const char **reason, struct err *err);

/*
 * Write a symbol as --normalize-symbols does; out has len bytes.  Returns its
 * length.
 */
size_t symbol_normalize(char *out, const char *s, size_t len);

#endif
