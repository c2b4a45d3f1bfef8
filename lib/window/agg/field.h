/*
 * field.h - a field of the input as a value of a window, whatever its type.
 */
#ifndef WINDOW_FIELD_H
#define WINDOW_FIELD_H

#include "window/window.h"

/* A field as it is bound to the schemas of the input. */
struct field_arg {
	char field[FIELD_NAME_MAX + 1];
	char column[FIELD_NAME_MAX + 1]; /* of the bars */
	char unit[FIELD_UNIT_MAX + 1];
	int at;		/* in this schema, -1: not there */
	uint32_t known; /* some schema has it: type and len hold */
	enum ftype type;
	uint16_t len; /* F_TEXT: the longest so far */
	uint8_t scale; /* F_QTY: the finest so far */
};

/* Bind to a schema; prefix is put before the name of the column.  -1 when
 * schemas give the field different types. */
int field_bind(struct field_arg *a, const char *field, const char *prefix,
    const struct schema *s, struct err *err);
/* Its one column, or none while no schema has it. */
int field_column(const struct field_arg *a, enum ftype type, uint16_t len,
    struct column *out);

/* A value of any type; a text (F_TEXT) follows it in memory. */
struct field_value {
	uint32_t any; /* 0: null */
	union {
		double d;
		int64_t i;
		uint64_t u;
		struct qty_sum q;
	} v;
};
static inline unsigned char *
field_bytes(const struct field_value *v)
{
	return (unsigned char *)(v + 1);
}
size_t field_value_size(const struct field_arg *a);
/* Read the field of a record: 1, or 0 if it is null.  A text needs a value with
 * room for it after the struct. */
int field_get(const struct field_arg *a, struct field_value *v,
    const struct rec *r);
void field_text(const struct field_arg *a, struct field_value *v,
    const struct rec *r);
/* 1 if a < b, for any type except texts. */
int field_less(const struct field_arg *a, const struct field_value *x,
    const struct field_value *y);
void field_put(const struct field_arg *a, const struct field_value *v,
    union cell *out);
int field_walk(struct walk *w, const struct field_arg *a,
    struct field_value *v);
int field_is_text(enum ftype type);

#endif
