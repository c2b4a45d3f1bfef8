/*
 * text_plan.h - the fixed parts of a schema's lines, prepared before the rows.
 */
#ifndef STREAM_TEXT_PLAN_H
#define STREAM_TEXT_PLAN_H

#include <string.h>

#include "stream/text_impl.h"

/* How a field is printed; all other types go to text_value.c. */
enum text_op {
	TEXT_ANY,
	TEXT_TIME,
	TEXT_FIXED, /* int64 in 1e-9 */
	TEXT_I64,
	TEXT_I32,
	TEXT_U64,
	TEXT_U32,
	TEXT_U16,
	TEXT_U8,
	TEXT_F64,
	TEXT_CHAR,
	TEXT_SYM
};

/*
 * Maximum length of a value that is not text, and of the bytes stored beyond
 * its end: pieces of keys and symbols are copied in fixed steps.
 */
enum { TEXT_VALUE_MAX = 64, TEXT_KEY_STEP = 32, TEXT_SYM_STEP = 16 };

/*
 * A value with the same length in every row.  With the keys around it, it is
 * part of a text that is copied and then overwritten.  Holes are chosen by the
 * first row; once a field has a value of another form, it is printed by its
 * type from then on.
 */
enum text_hole {
	HOLE_NONE,
	HOLE_TIME,
	HOLE_NULL, /* of eight bytes */
	HOLE_SAME, /* the symbol or number of 32 bits of the first row */
	HOLE_LETTER,
	HOLE_DIGIT8, /* less than ten, in this many bits */
	HOLE_DIGIT16,
	HOLE_DIGIT32,
	HOLE_DIGIT64
};

struct text_step {
	const char *key; /* `,"price":`, the first with `{"kind":"...",`; CSV:
			  * a comma */
	uint32_t key_len;
	uint32_t off; /* in the row */
	enum text_op op;
	int field;
	uint32_t quote; /* 1: the key ends in the quote before the value */
	enum text_hole hole;
	uint32_t at;                /* of a hole in its piece */
	char *place;                /* the same */
	uint64_t null;              /* of HOLE_NULL */
	const char *same;           /* text of HOLE_SAME */
	uint32_t same_len, same_is; /* and the value that it prints */
	/* times: the second printed last, with its text up to the point, and
	 * when its day began */
	uint64_t second_ns, day_ns;
	char second[24];
};

/* Keys and holes up to the next value that is not a hole, or the line's end. */
struct text_piece {
	char *text;
	uint32_t len;
	struct text_step *value; /* the step after it, or the plan's end */
};

struct text_plan {
	size_t line_max;        /* what a line may touch */
	struct text_step *step; /* [n] */
	int n;
	uint32_t *sym; /* [nsym] offsets of symbols in the row */
	int nsym;
	int learnt;
	struct text_piece *piece; /* [n + 1], and their texts */
	char *text;
	uint32_t null_len; /* of "null"; CSV: 0 */
};

/* A symbol as it is printed, with spare bytes after it. */
struct text_sym {
	char *text; /* NULL: not made yet */
	size_t len;
};

struct text_plan *text_plan_new(const struct schema *s,
    const struct text_writer *w);
void text_plan_free(struct text_plan *p);

/* Holes as the row has them, once; and one that it has not taken out. */
int text_plan_learn(struct text_plan *p, struct text_writer *w,
    const struct rec *r, struct err *err);
void text_plan_unlearn(struct text_plan *p, struct text_step *t);

/*
 * Print the second of a time, not TS_NULL, into t->second; *clock is its
 * "HH:MM:SS" in a word.  1 when the day has changed, too.
 */
int text_second(struct text_step *t, uint64_t *clock, uint64_t ns);

/* Offset of the time of day in an ISO time. */
enum { TEXT_CLOCK_AT = 11 };

/* Letters are printed as they are. */
static inline int
text_is_letter(unsigned char c)
{
	return (unsigned)((c | 32) - 'a') < 26;
}

/* Load a field with its own width: a wide load after a narrow store stalls. */
#define TEXT_LOAD(type, v, from)                                               \
	type v;                                                                \
	memcpy(&v, from, sizeof(v))

/* Make the text of a symbol: -1 without memory. */
int text_sym_make(struct text_writer *w, uint32_t id, struct err *err);

/* The cached text of a symbol, or NULL with *err. */
static inline const struct text_sym *
text_sym(struct text_writer *w, uint32_t id, struct err *err)
{
	const struct text_sym *v = idmap_find(&w->sym, id);

	if (v != NULL && v->text != NULL)
		return v;
	return text_sym_make(w, id, err) == -1 ? NULL : idmap_find(&w->sym, id);
}

#endif
