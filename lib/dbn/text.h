/*
 * text.h - shared by text.c and text_cell.c; private to them.
 *
 * A line is a list of cells; each is fixed text (commas, keys, brackets)
 * followed by one value of the row.
 */
#ifndef DBN_TEXT_H
#define DBN_TEXT_H

#include "dbn/dbn.h"

enum cell_type {
	CELL_PX,
	CELL_TS,
	CELL_CHAR,
	CELL_TEXT,
	CELL_SYM,
	CELL_QTY32, /* null is 4294967295 */
	CELL_QTY64, /* null is 18446744073709551615 */
	CELL_ID,
	CELL_I8, CELL_U8, CELL_I16, CELL_U16, CELL_I32, CELL_U32, CELL_I64,
	CELL_U64,
	CELL_I64_OF32, /* of a version with 32 bits: null is 2147483647 */
	CELL_ID_OF32
};

enum {
	CELL_MAX = 40,	 /* bytes of any value but texts */
	CELL_ESCAPE = 6	 /* output bytes per byte of text, at most */
};

struct cell {
	uint32_t pre, pre_len; /* fixed text in the line's pool */
	uint32_t off;	       /* of the value in the row */
	uint16_t len;	       /* of a text */
	uint8_t scale;	       /* of a qty */
	enum cell_type type;
};

/* The type of a field of DBN; wide: a qty of 64 bits. */
enum cell_type cell_type(enum ftype t, int wide);

/* The maximum number of bytes in the value of a cell. */
size_t cell_max(const struct cell *c);

/*
 * Print the value; at most cell_max bytes.  Returns how many, or -1 with *err
 * when it has no form in DBN (a qty with a fraction).
 */
int dbn_cell_put(char *to, const struct cell *c, const unsigned char *row,
    const struct symtab *syms, const struct dbn_text_opts *opts,
    struct err *err);

#endif
