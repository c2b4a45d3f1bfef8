/*
 * layout_field.h - how the tables of layouts are written; for layout.c and
 * layout_def.c alone.
 */
#ifndef DBN_LAYOUT_FIELD_H
#define DBN_LAYOUT_FIELD_H

#include "dbn/layout.h"

#define CHAR(name, off) { name, off, 1, D_CHAR }
#define I8(name, off) { name, off, 1, D_I8 }
#define U8(name, off) { name, off, 1, D_U8 }
#define I16(name, off) { name, off, 2, D_I16 }
#define U16(name, off) { name, off, 2, D_U16 }
#define I32(name, off) { name, off, 4, D_I32 }
#define U32(name, off) { name, off, 4, D_U32 }
#define I64(name, off) { name, off, 8, D_I64 }
#define U64(name, off) { name, off, 8, D_U64 }
#define TEXT(name, off, len) { name, off, len, D_TEXT }

#define HEADER U16("publisher_id", 2), U32("instrument_id", 4), \
    U64("ts_event", 8)

#define LAYOUT(name, size) \
	const struct layout layout_##name = { size, \
		sizeof(name##_fields) / sizeof(name##_fields[0]), \
		name##_fields }

#endif
