/*
 * tensor_file.h - shared by the files tensor*.c.
 *
 * Private to them: the internals of the container.
 */
#ifndef BASE_TENSOR_FILE_H
#define BASE_TENSOR_FILE_H

#include "base/symtab.h"
#include "base/tensor.h"

#define TENSORS_META_KEY "__metadata__"

enum {
	TENSORS_MAX = 1 << 16, /* arrays, and as many metadata entries */
	TENSORS_HEADER_MAX = 100000000 /* bytes, as in the reference
				        * implementation */
};

struct tensors_entry {
	struct tensor t;
	void *own;	     /* the data, where it is not in the file's block */
	uint64_t begin, end; /* data_offsets, while a file is being read */
};

struct tensors_pair {
	char *key, *value;
};

struct tensors {
	struct symtab *names, *keys; /* id - 1 is the index below */
	struct tensors_entry *entries;
	size_t n, room;
	struct tensors_pair *meta;
	size_t nmeta, meta_room;
	void *block; /* the data of a file that was read */
};

/*
 * A new entry under that name, all zero but the name.  NULL with *err when
 * the name is empty, taken, too long, reserved or not UTF-8.
 */
struct tensors_entry *tensors_entry_new(struct tensors *t, const char *name,
    size_t len, struct err *err);

/* Takes key and value (heap), also on failure. */
int tensors_meta_take(struct tensors *t, char *key, char *value,
    struct err *err);

/* Product of the shape, and bytes in all; -1 when 64 bits do not hold it. */
int tensor_extent(uint64_t *count, uint64_t *bytes, const struct tensor *a);

/* The type of that name, or -1. */
int tensor_type_find(const char *name, size_t len);

/*
 * Fill the entries and the metadata from the text of a header.  The
 * data_offsets are not yet checked against each other.
 */
int tensors_parse(struct tensors *t, const char *text, size_t len,
    struct err *err);

#endif
