/*
 * json_value.h - one JSON value into one field of a row.
 */
#ifndef STREAM_JSON_VALUE_H
#define STREAM_JSON_VALUE_H

#include "base/json.h"
#include "stream/rec.h"

/*
 * Numbers may be quoted; null becomes the type's null.  -1 with *reason (a
 * fixed word of inputs.md section 6) and *err, which does not name the field.
 */
int json_value_put(unsigned char *row, const struct schema *s, int field,
    const struct json_token *t, struct symtab *syms, const char **reason,
    struct err *err);

/* A whole number in a field of 1, 2, 4 or 8 bytes. */
static inline void
json_value_store(unsigned char *p, unsigned len, uint64_t v)
{
	uint32_t u32 = (uint32_t)v;
	uint16_t u16 = (uint16_t)v;

	if (len == 8)
		memcpy(p, &v, 8);
	else if (len == 4)
		memcpy(p, &u32, 4);
	else if (len == 2)
		memcpy(p, &u16, 2);
	else
		*p = (unsigned char)v;
}

#endif
