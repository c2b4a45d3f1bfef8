/*
 * fast_csv_impl.h - shared by the files of the fast path.
 */
#ifndef SOURCE_FAST_CSV_IMPL_H
#define SOURCE_FAST_CSV_IMPL_H

#include <string.h>

#include "source/fast_csv.h"

enum {
	FAST_SLACK = 16,  /* bytes behind a cell that may be read */
	FAST_CHUNK = 32,  /* a row is initialised in chunks of this many
			   * bytes */
	FAST_BLOCK = 64,  /* lines read column by column */
	FAST_FEW = 4,     /* fewer are not worth it */
	FAST_MS_LEN = 13, /* ms since 1970 from 2001 on, to 2286 */
	FAST_SYMS = 1024,
	FAST_SYM_MAX = 16
};

enum fast_form {
	FAST_ANY,
	FAST_U8,
	FAST_U16,
	FAST_U32,
	FAST_U64,
	FAST_I8,
	FAST_I16,
	FAST_I32,
	FAST_I64,
	FAST_FIXED,
	FAST_TIME,
	FAST_SYMBOL,
	FAST_CHAR,
	FAST_LETTER,
	FAST_SIDE,
	FAST_MAKER,
	FAST_TEXT
};

/* The text of an earlier time up to and including its hour, and its zone. */
struct fast_hour {
	uint32_t n;          /* bytes up to the hour's end; 0: nothing learnt */
	uint32_t zone_len;   /* of what follows the seconds, up to 8 */
	uint64_t head, tail; /* the first and the last eight of the n */
	uint64_t zone, zone_mask;
	uint64_t ns;               /* when the hour began */
	uint64_t clock, second_ns; /* ":MM:SS" of the last and its second */
};

/* A symbol seen before, by the text of its cell. */
struct fast_sym {
	uint64_t word[2]; /* zeros after the text */
	uint32_t len, id; /* id 0: none */
};

struct fast_step {
	uint32_t cell, off;
	uint8_t take; /* enum fast_form */
	uint8_t scale;
	uint8_t places; /* of the decimal before */
	uint64_t top;   /* the greatest that fits */
	int64_t null;   /* this value means missing */
	/* times: whole numbers from least on, span of them (struct
	 * time_column) */
	uint64_t unit_ns, least, span;
	struct fast_hour hour;
};

struct fast_recipe {
	struct recipe *r;
	const struct schema *schema;
	int n;
	struct fast_step step[RECIPE_FIELDS_MAX];
	struct fast_hour hour; /* of a time of two cells */
};

struct fast_csv {
	const struct plan_of_record *plan;
	struct context *c;
	int nrecipe, ncell;
	int correction;     /* its cell, or -1: see correction.h */
	int type;           /* the same: see type_column.h */
	int chooses;        /* there is one of them */
	char type_text[16]; /* one that says nothing */
	size_t type_len;
	char delim;
	int reforms; /* as the context's, when the recipes were planned */
	struct fast_recipe recipe[PLAN_MAX];
	struct fast_sym known[FAST_SYMS];

	struct csv_index index;
	uint64_t base;      /* offset of the text that is in it */
	uint32_t sep, line; /* where the next line's cells and end are */
	uint32_t crlf[CELLS_MAX + 1]; /* a line's, its CR left out */
	int misses, rest;
	int alone;          /* this many lines are read one by one */
	struct err ignored; /* recipe_row reports it again */
};

/* Consecutive lines of the index. */
struct fast_block {
	const char *s;       /* where the text of the index would begin */
	const uint32_t *sep; /* ends of the first line's cells */
	uint32_t cr;         /* bytes of their last cells that are a CR */
	unsigned char *row;  /* of the first, and FAST_CHUNK bytes to spare */
};

/*
 * Make the rows of n lines, column by column (fast_csv_block.c).  Returns the
 * number made, up to the first line that is left to the general path.
 */
uint32_t fast_columns(struct fast_csv *q, struct fast_recipe *qr,
    const struct fast_block *b, uint32_t n);

/* Begin a row; bytes after it may be written too. */
static inline void
fast_blank(unsigned char *row, const struct fast_recipe *qr)
{
	const unsigned char *blank = qr->r->blank;
	uint32_t k;

	for (k = 0; k < qr->schema->row_size; k += FAST_CHUNK)
		memcpy(row + k, blank + k, FAST_CHUNK);
}

/*
 * Read the cell of step i in any form, and learn from it: 1; 0 when the line
 * must be left to the general path.
 */
int fast_any(struct fast_csv *q, struct fast_recipe *qr, int i,
    unsigned char *row, const char *s, size_t len);

#endif
