/*
 * kinds_def.h - how the tables of built-in kinds are written; for kinds.c
 * and kinds_def.c alone.
 */
#ifndef STREAM_KINDS_DEF_H
#define STREAM_KINDS_DEF_H

#include "stream/schema.h"

#define KIND_FIELD(n, t, l)                                                    \
	{                                                                      \
		.name = n, .type = t, .len = l                                 \
	}
#define F64(n) KIND_FIELD(n, F_F64, 8)
#define PX(n) KIND_FIELD(n, F_PX, 8)
#define QTY(n) KIND_FIELD(n, F_QTY, 8)
#define QTY9(n)                                                                \
	{                                                                      \
		.name = n, .type = F_QTY, .len = 8, .scale = 9                 \
	}
#define TS(n) KIND_FIELD(n, F_TS, 8)
#define ID(n) KIND_FIELD(n, F_ID, 8)
#define SYM(n) KIND_FIELD(n, F_SYM, 4)
#define I8(n) KIND_FIELD(n, F_I8, 1)
#define U8(n) KIND_FIELD(n, F_U8, 1)
#define I16(n) KIND_FIELD(n, F_I16, 2)
#define U16(n) KIND_FIELD(n, F_U16, 2)
#define I32(n) KIND_FIELD(n, F_I32, 4)
#define U32(n) KIND_FIELD(n, F_U32, 4)
#define I64(n) KIND_FIELD(n, F_I64, 8)
#define U64(n) KIND_FIELD(n, F_U64, 8)
#define CHAR(n) KIND_FIELD(n, F_CHAR, 1)
#define TEXT(n, l) KIND_FIELD(n, F_TEXT, l)

/* The fields of every DBN record, without and with ts_recv. */
#define HEADER_OF_BARS                                                         \
	TS("ts_event"), SYM("symbol"), U16("publisher_id"), U32("instrument_id")
#define HEADER                                                                 \
	TS("ts_event"), TS("ts_recv"), SYM("symbol"), U16("publisher_id"),     \
	    U32("instrument_id")

/* The fields of kind "definition". */
enum { KIND_DEFINITION_FIELDS = 77 };
extern const struct field kind_definition[KIND_DEFINITION_FIELDS];

#endif
