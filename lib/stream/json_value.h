/*
 * json_value.h - one JSON value into one field of a row.
 */
#ifndef STREAM_JSON_VALUE_H
#define STREAM_JSON_VALUE_H

#include "base/json.h"
#include "stream/rec.h"

/*
 * Numbers may stand in quotes, null is the type's null.  -1 with *reason
 * (a fixed word of inputs.md section 6) and *err, which does not name the
 * field.
 */
int json_value_put(unsigned char *row, const struct schema *s, int field,
    const struct json_token *t, struct symtab *syms, const char **reason,
    struct err *err);

#endif
