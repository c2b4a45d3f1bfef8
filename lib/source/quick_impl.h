/*
 * quick_impl.h - inside of quick.h, shared by its files.
 */
#ifndef SOURCE_QUICK_IMPL_H
#define SOURCE_QUICK_IMPL_H

#include "source/quick.h"

enum {
	QUICK_SLACK = 16, /* bytes behind a cell that may be read */
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
	uint32_t n;	   /* bytes up to the hour's end; 0: nothing learnt */
	uint32_t zone_len; /* of what follows the seconds, up to 8 */
	uint64_t head, tail; /* the first and the last eight of the n */
	uint64_t zone, zone_mask;
	uint64_t ns; /* when the hour began */
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
	uint64_t top;	/* the greatest that fits */
	int64_t null;	/* this value stands for missing */
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
	struct err ignored; /* recipe_row says it again */
};

/* The cell of step i in any form, and what can be learnt of it: 1; 0 when the
 * line is to be left. */
int quick_any(struct quick *q, struct quick_recipe *qr, int i,
    unsigned char *row, const char *s, size_t len);

#endif
