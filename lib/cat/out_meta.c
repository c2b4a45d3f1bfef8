/*
 * out_meta.c - pass the inputs' DBN metadata to the output.
 *
 * It is passed as a comment (dbn/comment.h).  The binary stream stores the
 * comment and the DBN encoder turns it back into a header; other formats
 * cannot hold it.  For bin it is narrowed to the selected rows; the DBN
 * encoder narrows the merged metadata of all inputs itself.  Segments of DBN
 * have metadata made from their own records, so only facts that are not in the
 * records are passed on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cat/out_impl.h"
#include "dbn/comment.h"

static int
put_comment(struct cat_out *k, const char *text, size_t len, struct err *err)
{
	if (k->parts != NULL)
		return text != NULL ? parts_comment(k->parts, text, len, err)
				    : parts_meta(k->parts, NULL, 1, err);
	return k->split != NULL ? split_comment(k->split, text, len, err)
				: sink_comment(k->sink, text, len, err);
}

static int
is_dbn(const struct cat_out *k)
{
	return k->o->sink.encoder == &encoder_dbn;
}

/* Metadata is not read for formats that cannot use it. */
static int
takes_meta(const struct cat_out *k)
{
	return k->o->sink.encoder->meta != NULL && out_is_rows(k->o);
}

/* The schema of rows that --book makes: mbp-1, mbp-10, or one that DBN does
 * not have. */
static void
book_schema(const struct cat_out *k, struct dbn_meta *m)
{
	char kind[KIND_MAX + 1];
	int schema;

	if (k->o->book == 0 || m->schema != dbn_schema("mbo"))
		return;
	snprintf(kind, sizeof(kind), "mbp-%d", k->o->book);
	schema = dbn_schema(kind);
	m->schema = schema < 0 ? DBN_SCHEMA_NONE : (uint16_t)schema;
}

static int
put_meta(void *arg, const struct dbn_meta *meta, struct err *err)
{
	struct dbn_meta copy = *meta, *m = &copy;
	struct cat_out *k = arg;
	char *text;
	size_t n;
	int ret;

	book_schema(k, m);
	if (k->parts != NULL)
		return parts_meta(k->parts, m, !k->scanning, err);
	if (is_dbn(k))
		text = k->split != NULL ? dbn_comment_short(&n, m, err)
					: dbn_comment(&n, m, NULL, err);
	else if (dbn_is_text(k->o->sink.encoder)) /* its version counts */
		text = dbn_comment_short(&n, m, err);
	else
		text = dbn_comment(&n, m, &k->o->dbn.emit.narrow, err);
	if (text == NULL)
		return -1;
	ret = put_comment(k, text, n, err);
	free(text);
	return ret;
}

/* Keep a comment that came before the output was open. */
static int
keep(struct cat_out *k, const char *text, size_t len, struct err *err)
{
	char *p = realloc(k->early, k->nearly + len + 1);

	if (p == NULL)
		return err_errno(err, "comment");
	k->early = p;
	memcpy(p + k->nearly, text, len);
	k->nearly += len;
	p[k->nearly++] = '\n';
	return 0;
}

/* A metadata comment, in the form that the output can use. */
static int
pass_meta(struct cat_out *k, const char *text, size_t len, struct err *err)
{
	struct dbn_meta m;
	int ret;

	if (k->o->moved)
		return 0;
	k->said = 1;
	if (k->parts == NULL &&
	    (dbn_is_text(k->o->sink.encoder) ||
		(is_dbn(k) ? k->split == NULL
			   : !dbn_narrows(&k->o->dbn.emit.narrow))))
		return put_comment(k, text, len, err);
	if (dbn_comment_parse(&m, text, len, err) == -1)
		return -1;
	ret = put_meta(k, &m, err);
	dbn_meta_free(&m);
	return ret;
}

int
cat_out_comment(struct cat_out *k, const char *text, size_t len,
    struct err *err)
{
	if (!takes_meta(k))
		return 0;
	if (!k->opened)
		return keep(k, text, len, err);
	return dbn_comment_is(text, len) ? pass_meta(k, text, len, err)
					 : put_comment(k, text, len, err);
}

int
out_meta_begin(struct cat_out *k, struct err *err)
{
	const struct cat_out_opts *o = k->o;
	const char *p = k->early, *end = p + k->nearly, *nl;

	if (!takes_meta(k))
		return 0;
	k->scanning = 1;
	if (is_dbn(k) && k->split == NULL && !o->moved && o->nfiles > 1 &&
	    dbn_scan(o->files, o->nfiles, k->vocab, put_meta, k, err) == -1)
		return -1;
	k->scanning = 0;
	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (cat_out_comment(k, p, (size_t)(nl - p), err) == -1)
			return -1;
	}
	k->nearly = 0;
	return 0;
}

/* Merged inputs share one header, so it must describe all of them. */
static int
check_mixed(struct cat_out *k, const struct dbn_meta *m, struct err *err)
{
	if (!k->o->merged || k->split == NULL || !is_dbn(k))
		return 0;
	if (k->dataset[0] != '\0' && strcmp(k->dataset, m->dataset) != 0)
		return err_set(err,
		    "metadata: dataset \"%s\", but \"%s\" in the files before",
		    m->dataset, k->dataset);
	memcpy(k->dataset, m->dataset, sizeof(k->dataset));
	return 0;
}

int
out_meta_input(struct cat_out *k, struct source *s, struct err *err)
{
	const struct dbn_meta *m = source_dbn_meta(s);
	int said = k->said, ret;

	k->said = 0;
	k->input = is_dbn(k) && !k->o->merged ? source_dbn(s) : NULL;
	k->headers = k->input != NULL ? dbn_stats(k->input)->headers : 0;
	if (!takes_meta(k))
		return 0;
	if (m != NULL && !k->o->moved)
		ret = check_mixed(k, m, err) == -1 ? -1 : put_meta(k, m, err);
	else
		ret = said ? 0 : put_comment(k, NULL, 0, err);
	return ret == -1 ? err_at(err, "%s", in_name(source_in(s))) : 0;
}

int
out_meta_inside(struct cat_out *k, struct err *err)
{
	if (k->input == NULL || dbn_stats(k->input)->headers == k->headers)
		return 0;
	k->headers = dbn_stats(k->input)->headers;
	return put_meta(k, dbn_meta(k->input), err);
}
