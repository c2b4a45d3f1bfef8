/*
 * json_predict.h - lines that are built like one seen before.
 *
 * What stands between the values of a line (keys, kind, blanks) is kept; a
 * line with the same text there is read value by value, with no tokeniser.
 *
 *	predict_learn (predict_read | predict_learn)* predict_fini
 */
#ifndef STREAM_JSON_PREDICT_H
#define STREAM_JSON_PREDICT_H

#include "stream/json_value.h"

/* A key and its value, in the order of the line. */
struct pair {
	struct json_token key, value;
	int field; /* in the schema at hand */
};

/* All zero is nothing learnt. */
struct predict {
	const struct schema *schema; /* NULL: nothing learnt */
	int n;			     /* values */
	int whole;		     /* they cover the schema */
	char *text;		     /* what stands between them */
	size_t room;
	struct piece {
		uint32_t len; /* of the text in front of the value */
		int field;
		int guess; /* the type was guessed from a null */
		char second[20]; /* a time read here, up to its point */
		uint64_t second_ns;
	} *piece; /* [n + 1], the last one in front of the line's end */
	int piece_room;
};

/*
 * Learn a line that was read by its pairs, all of them that it has but for
 * its kind.  guess is by field.  Without memory nothing is learnt.
 */
void predict_learn(struct predict *p, const struct schema *s,
    const char *line, size_t len, const struct pair *pair, int npair,
    const unsigned char *guess);

/*
 * Read a line into a row.  1; 0 when the line is built otherwise or a value
 * is not of the simple forms: the tokeniser then says what it is.
 */
int predict_read(struct predict *p, unsigned char *row,
    const char *line, size_t len, struct symtab *syms);

void predict_fini(struct predict *p);

#endif
