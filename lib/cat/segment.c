/*
 * segment.c - a stream cut into whole streams of about one size.
 *
 * A segment has its own header, comments, schemas, dictionary and end, so it
 * is read alone, and all of them one behind the other are the stream.  It
 * ends where one more row, of the largest so far, and the end block would go
 * over the size.  So it is no longer, but where a single row is, or where a
 * row brings more than any did before (a new schema).  Compressed, it counts
 * what is packed and, as it is, what is not yet: it comes out shorter.
 *
 * A segment of DBN has metadata of its own records, so all of them are held
 * until it ends; it counts what they will take at most.  It ends also where
 * an input of another dataset, symbol type or shape begins.
 *
 * Comments that would take half of every segment are left out, with a note:
 * the metadata of 13,000 options are 6 MB.
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

#include "cat/steps.h"

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
	char *comments; /* each with its NUL */
	size_t ncomments;
	char note[128];

	int dbn;
	struct dbn_emit_opts emit_opts;
	struct dbn_ids ids; /* one for all segments */
	struct out *out;
	struct dbn_emit *emit;      /* NULL: the next row opens one */
	struct dbn_meta meta, open; /* of the next rows, of the segment's;
				      * without lists; version 0: none */
};

static void
set_dbn(struct segments *s, const struct dbn_emit_opts *dbn)
{
	s->dbn = 1;
	s->emit_opts = *dbn;
	s->emit_opts.apart = 1;
	s->emit_opts.ids = &s->ids;
	s->ending = ".dbn";
}

struct segments *
segments_new(const char *dir, uint64_t size, struct house *house,
    const struct sink_opts *o, const struct dbn_emit_opts *dbn, struct err *err)
{
	const char *p = o->provenance != NULL ? o->provenance : "[]";
	struct segments *s = calloc(1, sizeof(*s));

	if (s == NULL)
		goto fail;
	s->house = house;
	s->opts = *o;
	s->size = size;
	s->ending = o->encoder == &encoder_bin   ? ".tks"
		    : o->encoder == &encoder_csv ? ".csv"
						 : ".ndjson";
	if (dbn != NULL)
		set_dbn(s, dbn);
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
open_dbn(struct segments *s, struct err *err)
{
	s->out = out_open(s->path, s->opts.zstd, err);
	if (s->out == NULL)
		return -1;
	s->emit = dbn_emit_open(s->out, &s->emit_opts, s->house, err);
	if (s->emit == NULL)
		return -1;
	s->open = s->meta;
	return s->meta.version == 0 ? 0 : dbn_emit_meta(s->emit, &s->meta, err);
}

static int
open_sink(struct segments *s, struct err *err)
{
	const char *p;
	size_t at;

	s->sink = sink_open(s->path, s->house, &s->opts, err);
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
segment_open(struct segments *s, struct err *err)
{
	snprintf(s->path + s->dir_len, NAME_EXTRA, "/%06" PRIu64 "%s%s",
	    s->number, s->ending, s->opts.zstd != 0 ? ".zst" : "");
	if (access(s->path, F_OK) == 0)
		return err_set(err,
		    "%s: is there already: wants a folder "
		    "without segments",
		    s->path);
	s->bytes = 0;
	s->number++;
	return s->dbn ? open_dbn(s, err) : open_sink(s, err);
}

static int
close_dbn(struct segments *s, int abandon, struct err *err)
{
	int ret = 0;

	if (s->emit != NULL) {
		if (s->note[0] == '\0')
			snprintf(s->note, sizeof(s->note), "%s",
			    dbn_emit_note(s->emit));
		ret = dbn_emit_close(s->emit, !abandon, err);
	}
	if (s->out != NULL &&
	    out_close(s->out, abandon || ret == -1, err) == -1)
		ret = -1;
	s->emit = NULL;
	s->out = NULL;
	return ret;
}

static int
segment_close(struct segments *s, enum stream_end end, int abandon,
    struct err *err)
{
	struct sink *k = s->sink;

	if (s->dbn)
		return close_dbn(s, abandon, err);
	s->sink = NULL;
	if (s->opts.encoder != &encoder_bin) /* each is whole by itself */
		end = END_CLEAN;
	return sink_close(k, abandon ? END_ABANDONED : end, err);
}

/* ---- what goes in front ---- */

int
segments_comment(struct segments *s, const char *text, size_t len,
    struct err *err)
{
	char *p;

	if (s->opts.encoder != &encoder_bin || memchr(text, '\0', len) != NULL)
		return 0;
	if (s->ncomments + len + 1 > s->size / 2) {
		snprintf(s->note, sizeof(s->note),
		    "comments of more than half of --segment are left out");
		return 0;
	}
	if ((p = realloc(s->comments, s->ncomments + len + 1)) == NULL)
		return err_errno(err, "comment");
	s->comments = p;
	memcpy(p + s->ncomments, text, len);
	p[s->ncomments + len] = '\0';
	s->ncomments += len + 1;
	/* it comes before the rows that it tells of */
	return segment_close(s, END_CLEAN, 0, err);
}

void
segments_meta(struct segments *s, const struct dbn_meta *m)
{
	memset(&s->meta, 0, sizeof(s->meta));
	if (m == NULL)
		return;
	s->meta = *m;
	s->meta.symbols = s->meta.partial = s->meta.not_found = NULL;
	s->meta.mapping = NULL;
	s->meta.nsymbols = s->meta.npartial = s->meta.nnot_found = 0;
	s->meta.nmapping = 0;
	s->meta.pool = NULL;
}

void
segments_forget(struct segments *s)
{
	s->ncomments = 0;
	memset(&s->meta, 0, sizeof(s->meta));
}

/* 1 when rows of both may stand behind one header. */
static int
same_shape(const struct dbn_meta *a, const struct dbn_meta *b)
{
	return a->version == b->version && a->ts_out == b->ts_out &&
	       a->stype_in == b->stype_in &&
	       strcmp(a->dataset, b->dataset) == 0;
}

/* ---- rows ---- */

static int
dbn_row(struct segments *s, struct dbn *d, const struct schema *schema,
    const unsigned char *row, struct err *err)
{
	if (s->emit != NULL &&
	    (!same_shape(&s->open, &s->meta) ||
		dbn_emit_bytes(s->emit) + dbn_emit_room(s->emit, schema) >
		    s->size) &&
	    segment_close(s, END_CLEAN, 0, err) == -1)
		return -1;
	if (s->emit == NULL && segment_open(s, err) == -1)
		return -1;
	return dbn_emit_rows(s->emit, d, schema, row, 1, err);
}

static int
sink_row(struct segments *s, const struct schema *schema,
    const unsigned char *row, struct err *err)
{
	uint64_t bytes;

	if (s->bytes > 0 && s->bytes + s->step + END_BYTES > s->size &&
	    segment_close(s, END_CLEAN, 0, err) == -1)
		return -1;
	if (s->sink == NULL && segment_open(s, err) == -1)
		return -1;
	if (sink_rows(s->sink, schema, row, 1, err) == -1)
		return -1;
	bytes = sink_bytes(s->sink);
	/* the first row of a segment comes with the header */
	if (s->bytes > 0 && bytes - s->bytes > s->step)
		s->step = bytes - s->bytes;
	s->bytes = bytes;
	return 0;
}

int
segments_rows(struct segments *s, struct dbn *d, const struct schema *schema,
    const unsigned char *rows, size_t n, struct err *err)
{
	int ret = 0;

	for (; n > 0 && ret == 0; n--, rows += schema->row_size)
		ret = s->dbn ? dbn_row(s, d, schema, rows, err)
			     : sink_row(s, schema, rows, err);
	return ret;
}

const char *
segments_note(const struct segments *s)
{
	return s->note;
}

int
segments_close(struct segments *s, enum stream_end end, int abandon,
    struct err *err)
{
	int ret;

	if (s == NULL)
		return 0;
	ret = segment_close(s, end, abandon, err);
	dbn_ids_fini(&s->ids);
	free(s->comments);
	free(s->provenance);
	free(s->path);
	free(s);
	return ret;
}
