/*
 * tensor_write.c - safetensors out.
 *
 * The header is one object without blanks: metadata in order of key, arrays
 * in order of name within falling size of element (so every array lies on
 * its own alignment), padded with blanks to 8 bytes.  Nothing of it depends
 * on the order in which things were added.
 *
 * A file appears whole or not at all (io_beside.h).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io_beside.h"
#include "base/json.h"
#include "base/num.h"
#include "base/tensor_file.h"

enum { NUMBERS_MAX = 21 * (TENSOR_DIMS + 2) + 64 };

/* The header as it grows, in a buffer that holds any of these contents. */
struct text {
	char *s;
	size_t len;
};

static int
by_key(const void *a, const void *b)
{
	const struct tensors_pair *x = *(const struct tensors_pair *const *)a;
	const struct tensors_pair *y = *(const struct tensors_pair *const *)b;

	return strcmp(x->key, y->key);
}

static int
by_place(const void *a, const void *b)
{
	const struct tensor *x = *(const struct tensor *const *)a;
	const struct tensor *y = *(const struct tensor *const *)b;
	size_t xsize = tensor_size(x->type), ysize = tensor_size(y->type);

	if (xsize != ysize)
		return xsize > ysize ? -1 : 1;
	return strcmp(x->name, y->name);
}

static uint64_t
data_bytes(const struct tensor *a)
{
	return a->count * tensor_size(a->type);
}

static void
put(struct text *head, const char *s)
{
	size_t n = strlen(s);

	memcpy(head->s + head->len, s, n);
	head->len += n;
}

static void
put_string(struct text *head, const char *s)
{
	head->len += json_put_string(head->s + head->len, s, strlen(s));
}

static void
put_number(struct text *head, uint64_t v)
{
	head->len += num_put_u64(head->s + head->len, v);
}

static void
put_array(struct text *head, const struct tensor *a, uint64_t begin)
{
	put_string(head, a->name);
	put(head, ":{\"dtype\":\"");
	put(head, tensor_type_name(a->type));
	put(head, "\",\"shape\":[");
	for (int i = 0; i < a->ndim; i++) {
		put(head, i > 0 ? "," : "");
		put_number(head, a->shape[i]);
	}
	put(head, "],\"data_offsets\":[");
	put_number(head, begin);
	put(head, ",");
	put_number(head, begin + data_bytes(a));
	put(head, "]}");
}

static void
put_meta(struct text *head, const struct tensors_pair *const *meta, size_t n)
{
	put(head, "\"" TENSORS_META_KEY "\":{");
	for (size_t i = 0; i < n; i++) {
		put(head, i > 0 ? "," : "");
		put_string(head, meta[i]->key);
		put(head, ":");
		put_string(head, meta[i]->value);
	}
	put(head, "}");
}

/* No header of these contents is longer. */
static size_t
header_bound(const struct tensors *t)
{
	size_t n = 128;

	for (size_t i = 0; i < t->n; i++)
		n += 6 * strlen(t->entries[i].t.name) + NUMBERS_MAX;
	for (size_t i = 0; i < t->nmeta; i++)
		n +=
		    6 * (strlen(t->meta[i].key) + strlen(t->meta[i].value)) + 8;
	return n;
}

/* The length, the header and its blanks. */
static int
make_header(struct text *head, const struct tensors *t,
    const struct tensor *const *arrays, const struct tensors_pair *const *meta,
    struct err *err)
{
	uint64_t begin = 0, len;

	head->s = malloc(header_bound(t));
	if (head->s == NULL)
		return err_set(err, "out of memory for the header");
	head->len = sizeof(len);
	put(head, "{");
	if (t->nmeta > 0)
		put_meta(head, meta, t->nmeta);
	for (size_t i = 0; i < t->n; i++) {
		put(head, i > 0 || t->nmeta > 0 ? "," : "");
		put_array(head, arrays[i], begin);
		if (__builtin_add_overflow(begin, data_bytes(arrays[i]),
			&begin))
			return err_set(err, "more than 2^64 bytes");
	}
	put(head, "}");
	while (head->len % 8 != 0)
		put(head, " ");
	len = head->len - sizeof(len);
	memcpy(head->s, &len, sizeof(len));
	if (len > TENSORS_HEADER_MAX)
		return err_set(err, "header of %zu bytes, at most %d",
		    (size_t)len, TENSORS_HEADER_MAX);
	return 0;
}

static int
write_to(const struct beside *b, const struct tensors *t, struct err *err)
{
	const struct tensor **arrays = malloc((t->n + 1) * sizeof(*arrays));
	const struct tensors_pair **meta =
	    malloc((t->nmeta + 1) * sizeof(*meta));
	struct text head = { 0 };
	int rc = -1;

	if (arrays == NULL || meta == NULL) {
		err_set(err, "out of memory for %zu arrays", t->n);
		goto out;
	}
	for (size_t i = 0; i < t->n; i++)
		arrays[i] = &t->entries[i].t;
	for (size_t i = 0; i < t->nmeta; i++)
		meta[i] = &t->meta[i];
	qsort(arrays, t->n, sizeof(*arrays), by_place);
	qsort(meta, t->nmeta, sizeof(*meta), by_key);
	if (make_header(&head, t, arrays, meta, err) < 0)
		goto out;
	rc = beside_put(b, head.s, head.len, err);
	for (size_t i = 0; i < t->n && rc == 0; i++)
		rc = beside_put(b, arrays[i]->data,
		    (size_t)data_bytes(arrays[i]), err);
out:
	free(arrays);
	free(meta);
	free(head.s);
	return rc;
}

int
tensors_write(const struct tensors *t, const char *path, int sync,
    struct err *err)
{
	struct beside b = { .fd = -1 };
	int failed;

	failed = beside_open(&b, path, err) == -1;
	if (!failed && write_to(&b, t, err) == -1) {
		err_at(err, "%s", path);
		failed = 1;
	}
	if (beside_close(&b, path, failed, sync, err) == -1)
		failed = 1;
	return failed ? -1 : 0;
}
