/*
 * cat_segment.c - a stream cut into whole streams of about one size.
 *
 * A segment has its own header, schemas, dictionary and end, so it is read
 * alone, and all of them one behind the other are the stream.  It ends where
 * one more row, of the largest so far, and the end block would go over the
 * size.  So it is no longer, but where a single row is, or where a row brings
 * more than any did before (a new schema).  Compressed, it counts what is
 * packed and, as it is, what is not yet: it comes out shorter.
 *
 * A folder with segments in it is refused, for old ones behind the new would
 * look like one stream.  No rows: no segment.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cat_steps.h"

enum { END_BYTES = 32, NAME_EXTRA = 40 };

struct segments {
	struct house *house;
	struct sink_opts opts;
	char *provenance; /* ours */
	uint64_t size, step, number;
	struct sink *sink; /* NULL: the next row opens one */
	uint64_t bytes;    /* of it */
	const char *ending;
	char *path; /* folder, '/', name */
	size_t dir_len;
};

struct segments *
segments_new(const char *dir, uint64_t size, struct house *house,
    const struct sink_opts *o, struct err *err)
{
	const char *p = o->provenance != NULL ? o->provenance : "[]";
	struct segments *s = calloc(1, sizeof(*s));

	if (s == NULL)
		goto fail;
	s->house = house;
	s->opts = *o;
	s->size = size;
	s->ending = o->format == FORMAT_BIN   ? ".tks"
		    : o->format == FORMAT_CSV ? ".csv"
					      : ".ndjson";
	s->dir_len = strlen(dir);
	s->path = malloc(s->dir_len + NAME_EXTRA);
	s->provenance = strdup(p);
	if (s->path == NULL || s->provenance == NULL)
		goto fail;
	memcpy(s->path, dir, s->dir_len + 1);
	if (o->provenance != NULL)
		s->opts.provenance = s->provenance;
	if (mkdir(dir, 0777) == 0 || errno == EEXIST)
		return s;
fail:
	err_errno(err, "%s", dir);
	(void)segments_close(s, END_CLEAN, 1, err);
	return NULL;
}

static int
segment_open(struct segments *s, struct err *err)
{
	snprintf(s->path + s->dir_len, NAME_EXTRA, "/%06" PRIu64 "%s%s",
	    s->number, s->ending, s->opts.zstd != 0 ? ".zst" : "");
	if (access(s->path, F_OK) == 0)
		return err_set(err,
		    "%s: is there already: wants a folder "
		    "without segments",
		    s->path);
	s->sink = sink_open(s->path, s->house, &s->opts, err);
	s->bytes = 0;
	s->number++;
	return s->sink == NULL ? -1 : 0;
}

static int
segment_close(struct segments *s, enum stream_end end, int abandon,
    struct err *err)
{
	struct sink *k = s->sink;

	s->sink = NULL;
	return sink_close(k, end, abandon, err);
}

int
segments_rows(struct segments *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err)
{
	uint64_t bytes;

	for (; n > 0; n--, rows += schema->row_size) {
		if (s->bytes > 0 && s->bytes + s->step + END_BYTES > s->size &&
		    segment_close(s, END_CLEAN, 0, err) == -1)
			return -1;
		if (s->sink == NULL && segment_open(s, err) == -1)
			return -1;
		if (sink_rows(s->sink, schema, rows, 1, err) == -1)
			return -1;
		bytes = sink_bytes(s->sink);
		/* the first row of a segment comes with the header */
		if (s->bytes > 0 && bytes - s->bytes > s->step)
			s->step = bytes - s->bytes;
		s->bytes = bytes;
	}
	return 0;
}

int
segments_close(struct segments *s, enum stream_end end, int abandon,
    struct err *err)
{
	int ret;

	if (s == NULL)
		return 0;
	ret = segment_close(s, end, abandon, err);
	free(s->provenance);
	free(s->path);
	free(s);
	return ret;
}
