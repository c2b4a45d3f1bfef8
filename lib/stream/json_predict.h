/*
 * json_predict.h - fast path for lines with the layout of an earlier one.
 *
 * The text between the values of a line (keys, kind, blanks) is remembered; a
 * line with the same text there is read value by value, without the tokeniser.
 * A line with the same keys in another order is read key by key
 * (json_loose.c).
 *
 *	predict_learn (predict_read | loose_read | predict_learn)* predict_fini
 *
 * A line of our CSV is learnt as the JSON of the same row; its cells are then
 * read into the row directly (csv_predict.c).
 */
#ifndef STREAM_JSON_PREDICT_H
#define STREAM_JSON_PREDICT_H

#include "stream/json_value.h"

/* A key and its value, in the order of the line. */
struct pair {
	struct json_token key, value;
	int field; /* in the schema at hand */
};

/* A symbol seen before: its text, at most 15 bytes, first byte lowest. */
struct predict_sym {
	uint64_t word[2];
	uint32_t id; /* 0: none */
};

enum { PREDICT_SYMS = 256, LOOSE_KEYS = 63, LOOSE_SLOTS = 256 };

static inline unsigned
predict_sym_slot(uint64_t x, uint64_t y)
{
	return (unsigned)(((x ^ y * 31) * UINT64_C(0x9e3779b97f4a7c15)) >> 56);
}

/* How a field's value is read; TAKE_ANY handles all other forms. */
enum take_form {
	TAKE_ANY,
	TAKE_FIXED,
	TAKE_TIME,
	TAKE_SYM,
	TAKE_ID,
	TAKE_CHAR,
	TAKE_I8,
	TAKE_I16,
	TAKE_I32,
	TAKE_I64,
	TAKE_U8,
	TAKE_U16,
	TAKE_U32,
	TAKE_U64
};

/* All zero: nothing learnt yet. */
struct predict {
	const struct schema *schema; /* NULL: nothing learnt */
	int n;                       /* values */
	int whole;                   /* they cover the schema */
	size_t kind_len;             /* of the kind as a plain cell, or 0 */
	char *text;                  /* what is between them */
	size_t room;
	struct piece {
		uint32_t len; /* of the text before the value */
		int field;
		uint32_t off; /* of the field in a row */
		enum take_form form;
		int guess;       /* the type was guessed from a null */
		char second[20]; /* a time read here, up to its point */
		uint64_t second_ns, day_ns; /* when these began */
		uint64_t null;              /* in null_len bytes */
		unsigned null_len;          /* 0: row_put_null */
	} * piece; /* [n + 1], the last one in front of the line's end */
	size_t piece_room;
	struct predict_sym sym[PREDICT_SYMS];
	int loose;                       /* its keys may be looked up */
	unsigned char slot[LOOSE_SLOTS]; /* of a key: its piece + 1 */
};

/*
 * Learn a line from its pairs: all that it has, except its kind.  guess is
 * indexed by field.  Nothing is learnt when out of memory.
 */
void predict_learn(struct predict *p, const struct schema *s, const char *line,
    size_t len, const struct pair *pair, int npair, const unsigned char *guess);

/*
 * Read a line into a row; end may lie after the line's.  Returns the end of
 * the learnt text; NULL when the line has another layout or a value is not of
 * a simple form: then the tokeniser must read the line.
 */
typedef const char *predict_fn(struct predict *p, unsigned char *row,
    const char *line, const char *end, struct symtab *syms);
predict_fn predict_read;

/*
 * The same for a line that states its kind and has the learnt keys in any
 * order.
 */
predict_fn loose_read;
/* Called by predict_learn. */
void loose_learn(struct predict *p);

/*
 * The same for a line of our CSV, whose columns are "kind" and the learnt
 * values, in their order.  Returns where its newline is; NULL also when less
 * than CSV_PREDICT_SLACK bytes follow its last delimiter.  No symbol is added.
 */
enum { CSV_PREDICT_SLACK = 32 };
predict_fn csv_predict_comma, csv_predict_tab;

/*
 * The TS_ISO_LEN bytes at p begin with another second of the remembered one's
 * day: 1, and it is the one remembered; else 0.
 */
int predict_same_day(struct piece *piece, const char *p);

/* Remember a value that was just read into a row at `at': a time in our own
 * form, a symbol. */
void predict_keep_second(struct piece *piece, const struct json_token *t,
    const unsigned char *at);
void predict_keep_symbol(struct predict *p, const struct json_token *t,
    const unsigned char *at);

/* Put a value of any form into the row and remember it: 0; -1 if it is not one
 * of the field's. */
int predict_put(struct predict *p, struct piece *piece, unsigned char *row,
    const struct json_token *t, struct symtab *syms);

void predict_fini(struct predict *p);

#endif
