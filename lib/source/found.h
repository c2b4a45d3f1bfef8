/*
 * found.h - match the cells of a record to fields.
 *
 * --map goes first; then each field takes the first of its names that the
 * input has; then come the sets of short names (short_names.h).
 */
#ifndef SOURCE_FOUND_H
#define SOURCE_FOUND_H

#include "source/layout.h"

enum { FOUND_MAX = RECIPE_FIELDS_MAX };

struct found {
	struct {
		char field[FIELD_NAME_MAX + 1];
		int cell; /* -1: --map says there is none */
		enum cell_how how;
		int extra; /* a field of --map beyond those of the kinds */
	} v[FOUND_MAX];
	int n;
	char taken[CELLS_MAX];      /* by --map: not also found by name */
	const char *kind[PLAN_MAX]; /* of the rows to be made, then NULL */
};

/* The fields of a kind, in the order of its rows; ended by kind NULL. */
struct kind_columns {
	const char *kind;
	const char *field[8];
};
extern const struct kind_columns kind_columns[];

/* Index of a field in f->v, -1. */
int found_at(const struct found *f, const char *field);
/* 1 when a cell fills the field. */
int found_has(const struct found *f, const char *field);
/* 1 when a cell is taken by --map or fills a field. */
int found_uses(const struct found *f, int cell);
/* 1 when a row of one of the kinds has a field that the cell fills. */
int found_reads(const struct found *f, int cell);
/* Add a field; beyond FOUND_MAX it is left out. */
void found_add(struct found *f, const char *field, int cell, enum cell_how how);

/* Let another field have the cell of one. */
void found_rename(struct found *f, const char *from, const char *to);

/*
 * All fields of a record, by --map and by the layout's names.  0; -1 with
 * *err where --map names what the record does not have.
 */
int found_fields(struct found *f, const struct sample *s,
    const struct layout *layout, struct err *err);

/* A date or a time: "date", "time" or a field of that type. */
int found_is_time(const char *field);

#endif
