/*
 * json_read_impl.h - internals of the line reader.
 */
#ifndef STREAM_JSON_READ_IMPL_H
#define STREAM_JSON_READ_IMPL_H

#include <string.h>

#include "base/json.h"
#include "stream/json_predict.h"
#include "stream/stream_impl.h"

enum { KINDS_MAX = 256, HINTS_MAX = 256, FORMS_MAX = 64, UNIONS_MAX = 256 };

/* Rows that are read in one go, or the longest one. */
enum { ROWS_SIZE = 2 * SCHEMA_ROW_MAX };

/* A kind seen so far: all fields it ever had. */
struct known {
	char kind[KIND_MAX + 1];
	int n, nforms;
	int nunions;              /* schemas of all fields that were in use */
	const struct schema *all; /* the one in use */
	struct field field[SCHEMA_FIELDS_MAX];
	/* by field: seen as null only, its f64 is a guess */
	unsigned char guess[SCHEMA_FIELDS_MAX];
};

/* Lines with the same layout; for some no prediction can be learnt. */
struct form {
	struct known *known;
	const struct schema *schema;
	struct predict predict;
};

struct json_reader {
	struct vocab *vocab;
	struct field hint[HINTS_MAX]; /* --field */
	int nhint;
	struct known *kind[KINDS_MAX];
	int nkind;
	struct form *form; /* [nform] */
	int nform, last;   /* last: of the line before */
	int slow;          /* none is used */
	size_t form_room;
	/* the current line; the kind is one of the pairs until it is found */
	struct pair pair[SCHEMA_FIELDS_MAX + 1];
	char name[SCHEMA_FIELDS_MAX + 1][FIELD_NAME_MAX]; /* had escapes */
	int npair, reworded; /* its pairs no longer match the line's text */
	struct field fields[SCHEMA_FIELDS_MAX]; /* of its kind then */
	unsigned char guess[SCHEMA_FIELDS_MAX];
	int nfields, changed; /* a column changed its type or scale */
	struct field own[SCHEMA_FIELDS_MAX]; /* of the line alone */
	unsigned char own_guess[SCHEMA_FIELDS_MAX];
	_Alignas(8) unsigned char row[ROWS_SIZE];
};

static inline int
key_is(const struct json_token *t, const char *name)
{
	size_t n = strlen(name);

	return t->len == n && memcmp(t->s, name, n) == 0;
}

/*
 * Parse a flat object into the reader's pairs; of duplicate keys the last one
 * counts.
 */
int json_pairs_read(struct json_reader *j, const char *line, size_t len,
    struct err *err);

/* Take the pair "kind" out of the pairs, or infer it from their keys, into
 * kind[KIND_MAX + 1]; labels of a line without kind become ours. */
int json_pairs_kind(struct json_reader *j, char *kind, const char **reason,
    struct err *err);

/*
 * Convert foreign labels to label and label_type: is_anomaly, anomaly_type,
 * anomaly_label, and words in label.  -1 with *reason, *err.
 */
int json_pairs_labels(struct json_reader *j, const char **reason,
    struct err *err);

#endif
