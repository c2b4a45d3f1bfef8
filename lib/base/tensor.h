/*
 * tensor.h - named arrays in one file: the safetensors format.
 *
 * The format (huggingface/safetensors, format description): u64 length of
 * the header, a JSON object of name -> {dtype, shape, data_offsets}, the
 * bytes.  __metadata__ maps text to text.  The header is padded with blanks
 * to 8 bytes and arrays are written in order of name within falling
 * alignment, so the same content gives the same bytes.
 *
 * new (add | meta)* write free, or read find* free.
 */
#ifndef BASE_TENSOR_H
#define BASE_TENSOR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum tensor_type {
	TENSOR_F64, TENSOR_F32, TENSOR_I64, TENSOR_I32, TENSOR_I16,
	TENSOR_U8, TENSOR_U16, TENSOR_U32, TENSOR_U64
};

enum { TENSOR_DIMS = 8, TENSOR_NAME_MAX = 127 };

struct tensor {
	char name[TENSOR_NAME_MAX + 1];
	enum tensor_type type;
	int ndim;
	uint64_t shape[TENSOR_DIMS];
	uint64_t count; /* product of shape */
	const void *data; /* 8-byte aligned; borrowed from the file or owner */
};

struct tensors;

struct tensors *tensors_new(void);
void tensors_free(struct tensors *t);

/* Name an array.  The data is copied.  -1: name taken or too long, no room.
 * Names, keys and values are UTF-8; the format cannot hold other bytes. */
int tensors_add(struct tensors *t, const char *name, enum tensor_type type,
    int ndim, const uint64_t *shape, const void *data, struct err *err);
int tensors_meta(struct tensors *t, const char *key, const char *value,
    struct err *err);

/* Find an array of that type; *err says what is missing or differs. */
const struct tensor *tensors_find(const struct tensors *t, const char *name,
    enum tensor_type type, struct err *err);
/* All arrays in the order of the file; NULL past the last. */
const struct tensor *tensors_at(const struct tensors *t, size_t i);
const char *tensors_get_meta(const struct tensors *t, const char *key);
/* Keys in the order of the file; NULL past the last. */
const char *tensors_meta_at(const struct tensors *t, size_t i,
    const char **value);

/* XXH64 over all metadata and arrays, in the order of the file. */
uint64_t tensors_sum(const struct tensors *t);

/*
 * Write to PATH: to a temporary file, then rename.  sync: fsync before the
 * rename, as all tools do; tests that write many files do not.  *err names the
 * path.
 */
int tensors_write(const struct tensors *t, const char *path, int sync,
    struct err *err);
/*
 * Read and check all of a file: sizes, offsets, overlap, types.  A pipe is
 * accepted.  *err names the path.
 */
struct tensors *tensors_read(const char *path, struct err *err);

size_t tensor_size(enum tensor_type type); /* bytes of one element */
const char *tensor_type_name(enum tensor_type type); /* "F64" */

#endif
