/*
 * quick_impl.h - inside of quick.h, shared by its files.
 */
#ifndef SOURCE_QUICK_IMPL_H
#define SOURCE_QUICK_IMPL_H

#include <string.h>

#include "source/quick.h"

enum {
	QUICK_SLACK = 16,  /* bytes behind a cell that may be read */
	QUICK_CHUNK = 32,  /* a row is begun in pieces of so many bytes */
	QUICK_BLOCK = 64,  /* lines read column by column */
	QUICK_FEW = 4,     /* fewer are not worth it */
	QUICK_MS_LEN = 13, /* ms since 1970 from 2001 on, to 2286 */
	QUICK_SYMS = 1024,
	QUICK_SYM_MAX = 16
};

enum quick_form {
	QUICK_ANY,
	QUICK_U8,
	QUICK_U16,
	QUICK_U32,
	QUICK_U64,
	QUICK_I8,
	QUICK_I16,
	QUICK_I32,
	QUICK_I64,
	QUICK_FIXED,
	QUICK_TIME,
	QUICK_SYMBOL,
	QUICK_CHAR,
	QUICK_LETTER,
	QUICK_SIDE,
	QUICK_MAKER,
	QUICK_TEXT
};

/* The hour of a time read before, with all in front of it, and its zone. */
struct quick_hour {
	uint32_t n;          /* bytes up to the hour's end; 0: nothing learnt */
	uint32_t zone_len;   /* of what follows the seconds, up to 8 */
	uint64_t head, tail; /* the first and the last eight of the n */
	uint64_t zone, zone_mask;
	uint64_t ns;               /* when the hour began */
	uint64_t clock, second_ns; /* ":MM:SS" of the last and its second */
};

/* A symbol met before, by the text of its cell. */
struct quick_sym {
	uint64_t word[2]; /* zeros behind the text */
	uint32_t len, id; /* id 0: none */
};

struct quick_step {
	uint32_t cell, off;
	uint8_t take; /* enum quick_form */
	uint8_t scale;
	uint8_t places; /* of the decimal before */
	uint64_t top;   /* the greatest that fits */
	int64_t null;   /* this value stands for missing */
	struct quick_hour hour;
};

struct quick_recipe {
	struct recipe *r;
	const struct schema *schema;
	int n;
	struct quick_step step[RECIPE_FIELDS_MAX];
	struct quick_hour hour; /* of a time of two cells */
};

struct quick {
	const struct plan_of_record *plan;
	const struct shape *shape;
	struct context *c;
	int nrecipe, ncell;
	char delim;
	struct quick_recipe recipe[PLAN_MAX];
	struct quick_sym known[QUICK_SYMS];

	struct csv_index index;
	uint64_t base;      /* offset of the text that is in it */
	uint32_t sep, line; /* where the next line's cells and end are */
	uint32_t crlf[CELLS_MAX + 1]; /* a line's, its CR left out */
	int misses, rest;
	int alone;          /* so many lines are read one by one */
	struct err ignored; /* recipe_row says it again */
};

/* Lines that lie one behind the other in the index. */
struct quick_block {
	const char *s;       /* where the text of the index would begin */
	const uint32_t *sep; /* ends of the first line's cells */
	uint32_t cr;         /* bytes of their last cells that are a CR */
	unsigned char *row;  /* of the first, and QUICK_CHUNK bytes to spare */
};

/* The rows of n lines, column by column (quick_block.c): of how many, up to
 * the first that is left. */
uint32_t quick_columns(struct quick *q, struct quick_recipe *qr,
    const struct quick_block *b, uint32_t n);

/* Begin a row; bytes behind it may be written too. */
static inline void
quick_blank(unsigned char *row, const struct quick_recipe *qr)
{
	const unsigned char *blank = qr->r->blank;
	uint32_t k;

	for (k = 0; k < qr->schema->row_size; k += QUICK_CHUNK)
		memcpy(row + k, blank + k, QUICK_CHUNK);
}

/* The cell of step i in any form, and what can be learnt of it: 1; 0 when the
 * line is to be left. */
int quick_any(struct quick *q, struct quick_recipe *qr, int i,
    unsigned char *row, const char *s, size_t len);

#endif
