/*
 * layout.h - offsets of the fields of DBN records, and the names of types.
 *
 * A layout is one struct of dbn.md 6: its size and its fields (padding left
 * out, header fields first).  A record type has one to three layouts, because
 * five structs grew with the version.
 */
#ifndef DBN_LAYOUT_H
#define DBN_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

enum layout_type {
	D_CHAR, D_I8, D_U8, D_I16, D_U16, D_I32, D_U32, D_I64, D_U64,
	D_TEXT /* NUL-filled, at most len - 1 bytes of text */
};

enum {
	DBN_VERSIONS = 3,
	DBN_HEADER = 16,   /* bytes of a record's header */
	DBN_RECORD_MAX = 255 * 4,
	RTYPE_OHLCV = 0x11,
	RTYPE_DEFINITION = 0x13,
	RTYPE_ERROR = 0x15,
	RTYPE_MAPPING = 0x16,
	RTYPE_SYSTEM = 0x17
};

struct layout_field {
	const char *name;
	uint16_t off; /* in the record */
	uint16_t len; /* bytes */
	enum layout_type type;
};

struct layout {
	uint16_t size; /* without ts_out */
	uint16_t n;
	const struct layout_field *field;
};

/* One kind of record; tbbo and mbp-1 share a number. */
struct rtype {
	const char *kind;
	int rtype;
	int schema; /* number of the schema of that name, -1 for none */
	const struct layout *version[DBN_VERSIONS]; /* sizes never fall */
};

/* All of them; the last has no kind. */
extern const struct rtype rtypes[];

/*
 * NULL where there is none.  schema is used only to distinguish tbbo from
 * mbp-1.
 */
const struct rtype *rtype_find(uint8_t rtype, uint16_t schema);
const struct rtype *rtype_of_kind(const char *kind);

/*
 * The layout of a record of size bytes (ts_out not counted): the largest that
 * fits, of versions up to the given one.  This is safe because the sizes are
 * far apart (dbn.md 4.3).  NULL when the record is smaller than the smallest.
 */
const struct layout *rtype_layout(const struct rtype *t, size_t size,
    int version);

/* "raw_symbol" of 1, or NULL; schema names are those of kinds. */
const char *dbn_stype_name(uint8_t stype);
const char *dbn_schema_name(uint16_t schema);

extern const struct layout layout_def_v1, layout_def_v2, layout_def_v3;

#endif
