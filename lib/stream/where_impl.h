/*
 * where_impl.h - internals of expressions, shared by where*.c only.
 */
#ifndef STREAM_WHERE_IMPL_H
#define STREAM_WHERE_IMPL_H

#include "stream/where.h"

/* ---- literals (where_literal.c) ---- */

enum { DEC_DIGITS = 64 };

/* A decimal as it is written: (-1)^neg x digits x 10^exp. */
struct decimal {
	int neg, n; /* n digits, the first is not 0; 0: the number is 0 */
	long exp;
	char digit[DEC_DIGITS];
};

enum literal_kind { LIT_NUMBER, LIT_TEXT, LIT_TIME };

struct literal {
	enum literal_kind kind;
	size_t at;        /* place in the text */
	const char *text; /* NUL-terminated; of a number as it was written */
	size_t len;
	struct decimal dec; /* LIT_NUMBER */
	double d;           /* the same */
	uint64_t ts;        /* LIT_TIME */
	int is_bool;        /* true, false */
};

/* All of s as a decimal; -1 not one, or more than DEC_DIGITS digits. */
int decimal_read(struct decimal *d, const char *s, size_t len);

/*
 * Whole numbers in order: those of 64 bits with a sign as they are, those
 * without less 2^63.  A set of them is [lo, hi], empty where lo > hi.
 */
struct range {
	int64_t lo, hi;
};

enum compare { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE };

/* The v with v cmp d, where v counts in 10^-scale; of CMP_NE those of
 * CMP_EQ. */
struct range decimal_range(const struct decimal *d, enum compare cmp, int scale,
    int is_signed);
/* -1, 0, 1: the order of two decimals. */
int decimal_compare(const struct decimal *a, const struct decimal *b);
/* The same of one whole number. */
struct range whole_range(int64_t v, enum compare cmp);

static inline int64_t
ordered(uint64_t v)
{
	return (int64_t)(v ^ UINT64_C(1) << 63);
}

/* ---- the expression (where_parse.c) ---- */

enum value_kind { VALUE_FIELD, VALUE_KIND, VALUE_COLUMN, VALUE_LITERAL };

struct value {
	enum value_kind kind;
	int i;     /* of fields, columns or literals */
	int named; /* by field(): so it cannot be an unquoted text */
	size_t at; /* place in the text */
};

enum test_kind { TEST_COMPARE, TEST_GLOB, TEST_NULL };

/* One test, and where to go on: a test, or one of the ends. */
enum { WHERE_YES = -1, WHERE_NO = -2 };
struct test {
	enum test_kind kind;
	struct value left, right; /* right: a field, for TEST_COMPARE alone */
	int pair;                 /* right is one */
	enum compare cmp;
	int not ;              /* not in, !~, is not null */
	int literal, nliteral; /* any of these */
	int yes, no;
};

/* What was written. */
struct expr {
	char *pool; /* texts of literals, fields and columns */
	size_t used;
	struct literal *literal;
	int nliteral;
	size_t literal_room;
	struct test test[WHERE_TESTS_MAX];
	int ntest;
	int first; /* the test that decides first */
	const char *field[WHERE_TESTS_MAX * 2];
	int nfield;
	const char *column[WHERE_COLUMNS_MAX];
	size_t column_len[WHERE_COLUMNS_MAX];
	int ncolumn;
};

int expr_read(struct expr *e, const char *text, int columns, struct err *err);
void expr_fini(struct expr *e);

/* ---- types (where_type.c) ---- */

/* -1 when a field of this name and type does not allow the comparison. */
int expr_check(const struct expr *e, const struct test *t, const char *name,
    enum ftype type, struct err *err);
int expr_check_pair(const struct test *t, const char *left, enum ftype a,
    const char *right, enum ftype b, struct err *err);

/* A time as a literal, of any kind that expr_check lets pass. */
uint64_t literal_time(const struct literal *l);

enum type_class { CLASS_NUMBER, CLASS_TIME, CLASS_TEXT };
enum type_class class_of(enum ftype t);

/* ---- tests of texts (where_type.c) ---- */

/*
 * A cell of the input without surrounding blanks.  Empty is null; a cell that
 * is not a number (or a time) passes no comparison with one.  The words true
 * and false are 1 and 0 for the literals true and false alone.
 */
int cell_passes(const struct expr *e, const struct test *t, const char *s,
    size_t len);

/*
 * Compare a text that is not null with the literals of a test, which are
 * texts.
 */
int text_passes(const struct expr *e, const struct test *t, const char *s,
    size_t len);

#endif
