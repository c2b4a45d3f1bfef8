/*
 * tensor_read.c - safetensors in: the file around its header.
 *
 *	u64 N | N bytes of JSON | data
 *
 * huggingface/safetensors, README, "Format": the header is at most 100 MB, the
 * arrays tile the data: no overlap, no hole, no rest.  A file is assumed to be
 * hostile: every number is checked before it is used, and memory grows with
 * the bytes that arrive, not with the sizes in the header.
 *
 * The header is read and checked before the data, so a pipe works as well.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/huge.h"
#include "base/tensor_file.h"

enum { READ_FIRST = 1 << 16, LENGTH_SIZE = 8 };

static size_t
next_room(size_t room, size_t want)
{
	if (room == 0)
		return want < READ_FIRST ? want : READ_FIRST;
	return room > want / 2 ? want : room * 2;
}

/*
 * At most want bytes, fewer only at the end of the file.  *buf is on the
 * heap, has room bytes at first (NULL: 0), and doubles up to want as bytes
 * arrive.
 */
static int
read_upto(unsigned char **buf, size_t *len, int fd, size_t want, size_t room,
    struct err *err)
{
	unsigned char *grown;
	ssize_t n;

	for (*len = 0; *len < want; *len += (size_t)n) {
		if (*len == room) {
			room = next_room(room, want);
			grown = realloc(*buf, room);
			if (grown == NULL)
				return err_set(err,
				    "out of memory for %zu bytes", room);
			*buf = grown;
		}
		do
			n = read(fd, *buf + *len, room - *len);
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return err_errno(err, "cannot read");
		if (n == 0)
			break;
	}
	return 0;
}

static int
by_offset(const void *a, const void *b)
{
	const struct tensors_entry *x = *(struct tensors_entry *const *)a;
	const struct tensors_entry *y = *(struct tensors_entry *const *)b;

	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

/* The arrays must tile the data; *size is where the last one ends. */
static int
check_layout(uint64_t *size, const struct tensors *t, struct err *err)
{
	struct tensors_entry **order;
	int rc = 0;

	*size = 0;
	order = malloc((t->n + 1) * sizeof(*order));
	if (order == NULL)
		return err_set(err, "out of memory for %zu arrays", t->n);
	for (size_t i = 0; i < t->n; i++)
		order[i] = &t->entries[i];
	qsort(order, t->n, sizeof(*order), by_offset);
	for (size_t i = 0; i < t->n && rc == 0; i++) {
		if (order[i]->begin != *size)
			rc = err_set(err,
			    "array \"%s\": begins at %llu, %s %llu",
			    order[i]->t.name,
			    (unsigned long long)order[i]->begin,
			    order[i]->begin < *size
				? "inside the array that ends at"
				: "after a gap from",
			    (unsigned long long)*size);
		*size = order[i]->end;
	}
	free(order);
	return rc;
}

/* Point every array into the block, or to a copy that lies on 8 bytes. */
static int
place_arrays(struct tensors *t, struct err *err)
{
	const unsigned char *block = t->block;

	for (size_t i = 0; i < t->n; i++) {
		struct tensors_entry *e = &t->entries[i];
		size_t len = (size_t)(e->end - e->begin);

		e->t.data = block + e->begin;
		if (e->begin % 8 == 0)
			continue;
		e->own = malloc(len > 0 ? len : 1);
		if (e->own == NULL)
			return err_set(err, "out of memory for %zu bytes", len);
		memcpy(e->own, e->t.data, len);
		e->t.data = e->own;
	}
	return 0;
}

static int
read_header(struct tensors *t, int fd, struct err *err)
{
	unsigned char *length = NULL, *text = NULL;
	uint64_t want = 0;
	size_t len;
	int rc = -1;

	if (read_upto(&length, &len, fd, LENGTH_SIZE, 0, err) < 0)
		goto out;
	if (len < LENGTH_SIZE) {
		err_set(err, "not a safetensors file: %zu bytes", len);
		goto out;
	}
	memcpy(&want, length, sizeof(want));
	if (want > TENSORS_HEADER_MAX) {
		err_set(err,
		    "not a safetensors file: header of %llu bytes, at most %d",
		    (unsigned long long)want, TENSORS_HEADER_MAX);
		goto out;
	}
	if (read_upto(&text, &len, fd, (size_t)want, 0, err) < 0)
		goto out;
	if (len < want) {
		err_set(err, "header truncated: expected %llu bytes, got %zu",
		    (unsigned long long)want, len);
		goto out;
	}
	rc = tensors_parse(t, (const char *)text, len, err);
	if (rc < 0)
		err_at(err, "header");
out:
	free(length);
	free(text);
	return rc;
}

static int
read_data(struct tensors *t, int fd, struct err *err)
{
	unsigned char *block = NULL;
	struct stat file;
	uint64_t want;
	size_t len;
	int rc;

	if (check_layout(&want, t, err) < 0)
		return err_at(err, "header");
	if (want >= SIZE_MAX)
		return err_set(err, "out of memory for %llu bytes",
		    (unsigned long long)want);
	/* What a regular file can hold is not a wrong length of the header. */
	if (fstat(fd, &file) == 0 && S_ISREG(file.st_mode) &&
	    want <= (uint64_t)file.st_size)
		block = huge_get((size_t)want + 1);
	/* One more byte shows whether the file goes on. */
	rc = read_upto(&block, &len, fd, (size_t)want + 1,
	    block != NULL ? (size_t)want + 1 : 0, err);
	t->block = block;
	if (rc < 0)
		return -1;
	if (len < want)
		return err_set(err,
		    "data truncated: expected %llu bytes, got %zu",
		    (unsigned long long)want, len);
	if (len > want)
		return err_set(err, "bytes after the last array, at %llu",
		    (unsigned long long)want);
	return place_arrays(t, err);
}

struct tensors *
tensors_read(const char *path, struct err *err)
{
	struct tensors *t = tensors_new();
	int fd = -1, rc = -1;

	if (t == NULL) {
		err_set(err, "out of memory");
		goto out;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_errno(err, "cannot open");
		goto out;
	}
	if (read_header(t, fd, err) == 0)
		rc = read_data(t, fd, err);
out:
	if (fd >= 0)
		close(fd);
	if (rc == 0)
		return t;
	tensors_free(t);
	err_at(err, "%s", path);
	return NULL;
}
