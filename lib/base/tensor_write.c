/*
 * tensor_write.c - safetensors out.
 *
 * The header is one object without blanks: metadata in order of key, arrays
 * in order of name within falling size of element (so every array lies on
 * its own alignment), padded with blanks to 8 bytes.  Nothing of it depends
 * on the order in which things were added.
 *
 * A file appears whole or not at all: it is written beside PATH, synced,
 * then renamed.  Where PATH is no regular file (a pipe, /dev/null) there is
 * nothing to keep whole, and it is written as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/num.h"
#include "base/tensor_file.h"

enum { TRIES = 100, NUMBERS_MAX = 21 * (TENSOR_DIMS + 2) + 64 };

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
		return err_set(err, "no memory for the header");
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
write_all(int fd, const void *data, uint64_t len, struct err *err)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, (size_t)len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, "cannot write");
		p += n;
		len -= (uint64_t)n;
	}
	return 0;
}

static int
write_to(int fd, const struct tensors *t, struct err *err)
{
	const struct tensor **arrays = malloc((t->n + 1) * sizeof(*arrays));
	const struct tensors_pair **meta =
	    malloc((t->nmeta + 1) * sizeof(*meta));
	struct text head = { 0 };
	int rc = -1;

	if (arrays == NULL || meta == NULL) {
		err_set(err, "no memory for %zu arrays", t->n);
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
	rc = write_all(fd, head.s, head.len, err);
	for (size_t i = 0; i < t->n && rc == 0; i++)
		rc = write_all(fd, arrays[i]->data, data_bytes(arrays[i]), err);
out:
	free(arrays);
	free(meta);
	free(head.s);
	return rc;
}

/* A new file beside PATH; its name on the heap. */
static int
open_beside(char **name, const char *path, struct err *err)
{
	size_t size = strlen(path) + 64;
	int fd;

	*name = malloc(size);
	if (*name == NULL)
		return err_set(err, "no memory");
	for (int i = 0; i < TRIES; i++) {
		snprintf(*name, size, "%s.%ld-%d.tmp", path, (long)getpid(), i);
		/* The umask is the user's word on who may read a model. */
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0)
			return fd;
		if (errno != EEXIST)
			break;
	}
	return err_errno(err, "cannot make a file beside it");
}

static int
write_beside(const struct tensors *t, const char *path, int sync,
    struct err *err)
{
	char *name;
	int fd = open_beside(&name, path, err), rc = -1;

	if (fd < 0)
		goto out;
	rc = write_to(fd, t, err);
	if (rc == 0 && sync && fsync(fd) < 0)
		rc = err_errno(err, "cannot sync");
	if (close(fd) < 0)
		rc = err_errno(err, "cannot close");
	if (rc == 0 && rename(name, path) < 0)
		rc = err_errno(err, "cannot rename");
	if (rc < 0)
		unlink(name);
out:
	free(name);
	return rc;
}

static int
write_in_place(const struct tensors *t, const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return err_errno(err, "cannot open");
	rc = write_to(fd, t, err);
	if (close(fd) < 0)
		rc = err_errno(err, "cannot close");
	return rc;
}

int
tensors_write(const struct tensors *t, const char *path, int sync,
    struct err *err)
{
	struct stat st;
	int rc;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		rc = write_in_place(t, path, err);
	else
		rc = write_beside(t, path, sync, err);
	return rc < 0 ? err_at(err, "%s", path) : 0;
}
