/*
 * plan.h - convert a record of a layout to a row of a schema, or back, by a
 * short list of moves that is made once.
 *
 * Reading widens (sizes to qty, statistics to 64 bits) and gives each field
 * that the layout lacks its default of dbn.md 8; writing narrows and
 * refuses what does not fit.
 */
#ifndef DBN_PLAN_H
#define DBN_PLAN_H

#include "dbn/layout.h"
#include "stream/rec.h"

enum move_op {
	MOVE_1, MOVE_2, MOVE_4, MOVE_8,
	MOVE_BYTES, /* len bytes */
	MOVE_TEXT,  /* up to the NUL, filled with NUL; len: from, len_to */
	MOVE_SIZE,  /* u32 and qty */
	MOVE_VOLUME, /* u64 and qty */
	MOVE_ID32,  /* u32 and id */
	MOVE_INT32  /* i32 and i64 */
};

struct move {
	uint16_t from, to;
	uint16_t len, len_to;
	enum move_op op;
	uint8_t scale;	  /* writing: of the row's qty */
	const char *name; /* of the field, for messages */
};

struct plan {
	const struct layout *layout;
	const struct schema *schema;
	struct move *move;
	int n;
	unsigned char *blank; /* the row, or record, before the moves */
	size_t blank_size;
	int symbol;	      /* row offset of the symbol; -1 none */
	int ts_out;	      /* row offset of ts_out; -1 none */
	int time;	      /* record offset of the index time */
};

/* Reading: all fields of the layout have a place in the schema. */
int plan_read(struct plan *p, const struct layout *l,
    const struct schema *s, struct err *err);

/*
 * Writing: a field that the schema lacks is left undefined in the record.  -1:
 * the schema's types are not those of its kind.
 */
int plan_write(struct plan *p, const struct layout *l,
    const struct schema *s, struct err *err);
void plan_fini(struct plan *p);

/*
 * 0, or -1 when a volume does not fit a qty.  The row then holds its 64 bits
 * as a negative number, or -1 for 2^63 - 1.
 */
int plan_to_row(const struct plan *p, unsigned char *row,
    const unsigned char *rec);

/* -1 with *err naming the field that does not fit. */
int plan_to_record(const struct plan *p, unsigned char *rec,
    const unsigned char *row, struct err *err);

#endif
