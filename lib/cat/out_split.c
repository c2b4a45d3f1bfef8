/*
 * out_split.c - a stream cut into whole streams of about one size.
 *
 * A segment has its own header, comments, schemas, dictionary and end, so it
 * can be read alone, and all segments concatenated are the stream.  It ends
 * where one more row would exceed the size; the row's length is the encoder's
 * upper bound, or else that of the longest row so far plus the end block.  So
 * a segment exceeds the size only with a single large row, or when a row adds
 * more than any before it (a new schema).  With compression, bytes already
 * compressed count as such and buffered ones uncompressed, so segments are
 * shorter than the size.
 *
 * A segment also ends where the encoder needs a new output: after comments
 * that must precede rows, and between DBN inputs with another dataset, symbol
 * type or shape.
 *
 * Comments that would take half of every segment are left out, with a note:
 * the metadata of 13,000 options are 6 MB.
 *
 * A folder that contains segments is refused, because old segments after the
 * new ones would look like one stream.  Without rows there is no segment.
 */
#include "cat/out_split.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { END_BYTES = 32, NAME_EXTRA = 40 };

struct split {
	struct vocab *vocab;
	struct sink_opts opts;
	uint64_t size, step, number;
	struct sink *sink; /* NULL: the next row opens one */
	uint64_t bytes;    /* of it */
	char *path;        /* folder, '/', name */
	size_t dir_len;
	char *comments; /* each with its NUL */
	size_t ncomments;
	size_t newest; /* where the last one starts, ncomments: there is none */
	int unsaid;    /* the open segment does not know it */
	char note[256];
};

struct split *
split_new(const char *dir, uint64_t size, struct vocab *vocab,
    const struct sink_opts *o, struct err *err)
{
	struct split *s = calloc(1, sizeof(*s));

	if (s == NULL)
		goto fail;
	s->vocab = vocab;
	s->opts = *o;
	s->opts.apart = 1;
	s->size = size;
	s->dir_len = strlen(dir);
	if ((s->path = malloc(s->dir_len + NAME_EXTRA)) == NULL)
		goto fail;
	memcpy(s->path, dir, s->dir_len + 1);
	if (mkdir(dir, 0777) == 0 || errno == EEXIST)
		return s;
fail:
	err_errno(err, "%s", dir);
	(void)split_close(s, END_ABANDONED, err);
	return NULL;
}

/* ---- one segment ---- */

static int
segment_open(struct split *s, struct err *err)
{
	const char *p;
	size_t at;

	snprintf(s->path + s->dir_len, NAME_EXTRA, "/%06" PRIu64 "%s%s",
	    s->number, s->opts.encoder->suffix[0],
	    s->opts.zstd != 0 ? ".zst" : "");
	if (access(s->path, F_OK) == 0)
		return err_set(err,
		    "%s: already exists: expected a folder without segments",
		    s->path);
	s->bytes = 0;
	s->number++;
	s->unsaid = 0;
	s->sink = sink_open(s->path, s->vocab, &s->opts, err);
	if (s->sink == NULL)
		return -1;
	for (at = 0; at < s->ncomments; at += strlen(p) + 1) {
		p = s->comments + at;
		if (sink_comment(s->sink, p, strlen(p), err) == -1)
			return -1;
	}
	return 0;
}

static int
segment_close(struct split *s, enum stream_end end, struct err *err)
{
	struct sink *k = s->sink;

	if (k == NULL)
		return 0;
	s->sink = NULL;
	if (s->note[0] == '\0')
		snprintf(s->note, sizeof(s->note), "%s", sink_note(k));
	/* a format without end mark is complete as it is */
	if (end == END_INTERRUPTED &&
	    (s->opts.encoder->flags & ENCODER_MARK) == 0)
		end = END_CLEAN;
	return sink_close(k, end, err);
}

/*
 * Write the newest comment to the open segment; the segment ends if it cannot
 * take it.
 */
static int
segment_say(struct split *s, struct err *err)
{
	const char *text =
	    s->newest < s->ncomments ? s->comments + s->newest : NULL;
	int got;

	s->unsaid = 0;
	got = sink_comment(s->sink, text, text == NULL ? 0 : strlen(text), err);
	return got == 1 ? segment_close(s, END_CLEAN, err) : got;
}

/* ---- comments ---- */

int
split_comment(struct split *s, const char *text, size_t len, struct err *err)
{
	int all = (s->opts.encoder->flags & ENCODER_META) != 0;
	char *p;

	if (s->opts.encoder->meta == NULL ||
	    (text != NULL && memchr(text, '\0', len) != NULL))
		return 0;
	if (!all) /* the newest counts */
		s->ncomments = 0;
	s->newest = s->ncomments;
	s->unsaid = 1;
	if (text == NULL)
		return 0;
	if (all && s->ncomments + len + 1 > s->size / 2) {
		snprintf(s->note, sizeof(s->note),
		    "comments larger than half of --segment are left out");
		s->unsaid = 0;
		return 0;
	}
	if ((p = realloc(s->comments, s->ncomments + len + 1)) == NULL)
		return err_errno(err, "comment");
	s->comments = p;
	memcpy(p + s->ncomments, text, len);
	p[s->ncomments + len] = '\0';
	s->ncomments += len + 1;
	return 0;
}

void
split_forget(struct split *s)
{
	s->ncomments = s->newest = 0;
}

/* ---- rows ---- */

/* 1 when one more row may take the segment over its size. */
static int
is_full(const struct split *s, const struct schema *schema)
{
	uint64_t room = sink_room(s->sink, schema);

	if (room > 0)
		return sink_bytes(s->sink) + room > s->size;
	return s->bytes > 0 && s->bytes + s->step + END_BYTES > s->size;
}

/*
 * The length that the row added; for the first row of a segment it includes
 * the header.
 */
static void
note_length(struct split *s, const struct schema *schema)
{
	uint64_t bytes;

	if (sink_room(s->sink, schema) > 0)
		return;
	bytes = sink_bytes(s->sink);
	if (s->bytes > 0 && bytes - s->bytes > s->step)
		s->step = bytes - s->bytes;
	s->bytes = bytes;
}

static int
put_row(struct split *s, const struct schema *schema, const unsigned char *row,
    struct err *err)
{
	int got;

	if (s->sink != NULL && s->unsaid && segment_say(s, err) == -1)
		return -1;
	if (s->sink != NULL && is_full(s, schema) &&
	    segment_close(s, END_CLEAN, err) == -1)
		return -1;
	if (s->sink == NULL && segment_open(s, err) == -1)
		return -1;
	got = sink_rows(s->sink, schema, row, 1, err);
	if (got == 1) {
		if (segment_close(s, END_CLEAN, err) == -1 ||
		    segment_open(s, err) == -1)
			return -1;
		got = sink_rows(s->sink, schema, row, 1, err);
	}
	if (got == 0)
		note_length(s, schema);
	return got;
}

int
split_rows(struct split *s, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err)
{
	int ret = 0;

	for (; n > 0 && ret == 0; n--, rows += schema->row_size)
		ret = put_row(s, schema, rows, err);
	return ret;
}

const char *
split_note(const struct split *s)
{
	return s->note;
}

int
split_close(struct split *s, enum stream_end end, struct err *err)
{
	int ret;

	if (s == NULL)
		return 0;
	ret = segment_close(s, end, err);
	free(s->comments);
	free(s->path);
	free(s);
	return ret;
}
