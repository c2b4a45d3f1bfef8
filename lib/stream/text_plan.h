/*
 * text_plan.h - what is known of a schema's lines before a row comes.
 */
#ifndef STREAM_TEXT_PLAN_H
#define STREAM_TEXT_PLAN_H

#include "stream/sink_impl.h"

/* How a field is printed; what is not here goes to text_value.c. */
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

/* Greatest text of a value that is no text, and of what is stored beyond its
 * end: pieces of keys and symbols are copied in steps. */
enum { TEXT_VALUE_MAX = 64, TEXT_KEY_STEP = 32, TEXT_SYM_STEP = 16 };

struct text_step {
	const char *key; /* `,"price":`, the first with `{"kind":"...",`; CSV:
			  * a comma */
	uint32_t key_len;
	uint32_t off; /* in the row */
	enum text_op op;
	int field;
	uint32_t quote; /* 1: the key ends in the quote before the value */
	/* times: the second printed last, with its text up to the point */
	uint64_t second_ns;
	char second[24];
};

struct text_plan {
	size_t line_max; /* what a line may touch */
	struct text_step *step; /* [n] */
	int n;
	uint32_t null_len; /* of "null"; CSV: 0 */
};

/* A symbol as it is printed, with bytes to spare behind it. */
struct text_sym {
	char *text; /* NULL: not made yet */
	size_t len;
};

struct text_plan *text_plan_new(const struct schema *s,
    const struct sink_opts *opts);
void text_plan_free(struct text_plan *p);

/* Make the text of a symbol: -1 without memory. */
int text_sym_make(struct sink *k, uint32_t id, struct err *err);

/* The cached text of a symbol, or NULL with *err. */
static inline const struct text_sym *
text_sym(struct sink *k, uint32_t id, struct err *err)
{
	if ((id >= k->nsym || k->sym[id].text == NULL) &&
	    text_sym_make(k, id, err) == -1)
		return NULL;
	return &k->sym[id];
}

#endif
