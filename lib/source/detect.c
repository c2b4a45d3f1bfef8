/*
 * detect.c - detect an input's format from its first bytes.
 *
 * The bytes are already decompressed (base/io).  JSON is ours if its first
 * line has a "kind" and no time under a foreign name, or a time and prices
 * under our names; otherwise it is foreign.
 */
#include "source/detect.h"

#include <stdlib.h>
#include <string.h>

#include "dbn/dbn.h"
#include "source/flat.h"
#include "source/layout.h"
#include "source/times.h"
#include "stream/csv_read.h"

enum { TAR_MAGIC = 257 };

static int
starts(const unsigned char *p, size_t n, const char *magic, size_t len)
{
	return n >= len && memcmp(p, magic, len) == 0;
}

/* A tar archive says so in its first block, where no text has a null byte. */
static int
is_tar(struct in *in)
{
	struct err ignored = { 0 };
	const unsigned char *p;
	size_t n;

	return in_peek(in, TAR_MAGIC + 5, &p, &n, &ignored) == 1 &&
	       memcmp(p + TAR_MAGIC, "ustar", 5) == 0;
}

/* Formats that are recognised but not read, with advice. */
static int
refuse_known(const unsigned char *p, size_t n, const char *name,
    struct err *err)
{
	const struct layout *const *l;
	const struct binary *b;

	if (name[0] == '<') /* no name to say: a pipe's */
		name = "FILE";
	if (starts(p, n, "\x28\xb5\x2f\xfd", 4) || starts(p, n, "\x1f\x8b", 2))
		return err_set(err,
		    "compressed twice: zstd -dc or gzip -dc "
		    "%s | tickcat",
		    name);
	if (starts(p, n, "PK\3\4", 4))
		return err_set(err, "a zip archive: unzip -p %s | tickcat",
		    name);
	for (l = layout_list; *l != NULL; l++)
		if ((b = (*l)->binary) != NULL && b->magic != NULL &&
		    starts(p, n, b->magic, b->magic_len))
			return err_set(err, "%s", b->advice);
	if (starts(p, n, "\xff\xfe", 2) || starts(p, n, "\xfe\xff", 2))
		return err_set(err, "UTF-16 text: convert it with iconv -f "
				    "utf-16 -t utf-8");
	if (starts(p, n,
		"\xfd"
		"7zXZ",
		5))
		return err_set(err, "an xz file: xz -dc %s | tickcat", name);
	if (starts(p, n, "BZh", 3))
		return err_set(err, "a bzip2 file: bzip2 -dc %s | tickcat",
		    name);
	return 0;
}

static int
is_space(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A byte that no text starts with. */
static int
is_control(unsigned char c)
{
	return c < ' ' && !is_space(c);
}

/* DBN records without metadata say too little to be read unasked. */
static int
refuse_fragment(struct in *in, struct err *err)
{
	const unsigned char *p;
	size_t n;

	/* no waiting for 16 bytes of text */
	n = in_ready(in, &p);
	if (n >= 2 && (is_control(p[0]) || is_control(p[1])) &&
	    in_peek(in, 16, &p, &n, err) == -1)
		return -1;
	if (dbn_looks_like_records(p, n) ||
	    strstr(in_name(in), ".dbn.frag") != NULL)
		return err_set(err,
		    "DBN records without metadata: use --fragment");
	return 0;
}

/* The first line that is not blank; 0 when all is blank; -1. */
static int
first_line(struct in *in, size_t skip, size_t max, const char **s, size_t *len,
    struct err *err)
{
	const unsigned char *p, *nl = NULL;
	size_t n, at;
	int more;

	if (in_peek(in, 0, &p, &n, err) == -1)
		return -1;
	for (;;) {
		n = n > max ? max + 1 : n; /* what is beyond is not seen */
		for (at = skip; at < n && is_space(p[at]);)
			at++;
		nl = at < n ? memchr(p + at, '\n', n - at) : NULL;
		if (nl != NULL || n > max)
			break;
		more = in_peek(in, n + 1, &p, &n, err);
		if (more == -1)
			return -1;
		if (more == 0 &&
		    (at >= n || memchr(p + at, '\n', n - at) == NULL))
			break;
	}
	*s = (const char *)p + at;
	*len = nl != NULL ? (size_t)(nl - p) - at : n - at;
	return at < n;
}

/* A key as it is written, at the top: its cell; -1. */
static int
find_key(const struct sample *s, const char *name)
{
	size_t len = strlen(name);
	int i;

	for (i = 0; i < s->n; i++)
		if (s->name[i].len == len &&
		    memcmp(s->name[i].s, name, len) == 0)
			return i;
	return -1;
}

static int
has_key(const struct sample *s, const char *name)
{
	return find_key(s, name) >= 0;
}

/* A number that may be no time since 1970: json asks about it. */
static int
is_doubtful_time(const struct csv_field *f)
{
	struct ts_time v;
	const char *why;

	return times_digits_date(f->s, f->len) ||
	       (ts_read(&v, f->s, f->len, TS_AUTO, NULL, &why) == 0 &&
		   (v.met & TS_MET_NUMBER) != 0 && v.ns < TS_NUMBERS_FROM);
}

/* A time under a foreign name. */
static int
has_other_time(const struct sample *s)
{
	const struct column *c = layout_find("json")->columns;

	while (strcmp(c->field, "ts_event") != 0)
		c++;
	return sample_find(s, c->names) >= 0;
}

/*
 * Do the keys make it a record of ours?  It has a kind, and no time under a
 * foreign name: foreign records may have a kind too.  Or it has no kind: see
 * infer_kind in stream; then a number must be a time since 1980.
 */
static int
is_our_record(const struct sample *s, int mapped)
{
	static const char *const any[] = { "price", "bid_px_00", "open",
		"value", "score", NULL };
	int i, ours = 0;

	if (has_key(s, "kind"))
		return has_key(s, "ts_event") || has_key(s, "ts_recv") ||
		       has_key(s, "ts_end") || !has_other_time(s);
	for (i = 0; any[i] != NULL; i++)
		ours |= sample_find(s, any[i]) >= 0;
	i = find_key(s, "ts_event");
	return ours && !mapped && i >= 0 && !is_doubtful_time(&s->cell[i]) &&
	       sample_find(s, "rtype") < 0;
}

/* The kind is the first key, where we write it. */
static int
starts_with_kind(const char *s, size_t len)
{
	size_t i;

	for (i = 1; i < len && is_space((unsigned char)s[i]);)
		i++;
	return len - i >= 6 && memcmp(s + i, "\"kind\"", 6) == 0;
}

/* The first line of JSON; it may be damaged, or not all of a value. */
static int
is_our_json(const char *s, size_t len, int mapped)
{
	struct cells *c = calloc(1, sizeof(*c));
	struct sample sample = { .text = TEXT_JSON };
	struct err ignored = { 0 };
	int ours = starts_with_kind(s, len);

	if (c == NULL)
		return ours;
	if (flat_value(c, s, len, &ignored) == 0) {
		sample.name = c->name;
		sample.cell = c->value;
		sample.n = c->n;
		ours = is_our_record(&sample, mapped);
	}
	cells_fini(c);
	free(c);
	return ours;
}

/* "1723161255030314667 {...}": a capture with its time of arrival. */
static int
is_capture(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	return n > 0 && len - n > 1 && s[n] == ' ' && s[n + 1] == '{';
}

static enum what
detect_text(const char *s, size_t len, int mapped)
{
	const char *brace = memchr(s, '{', len);

	if (*s == '{' && is_our_json(s, len, mapped))
		return WHAT_NDJSON;
	if (csv_is_ours(s, len))
		return WHAT_NDJSON;
	if (*s == '{' || *s == '[' || is_capture(s, len))
		return WHAT_JSON;
	if (*s == 0x1e)
		return WHAT_RS;
	if (brace != NULL && brace > s && brace[-1] == '\t')
		return WHAT_KEYED;
	return WHAT_TEXT;
}

/* No delimited text: 1 when the first line has bytes that no text has. */
static int
refuse_binary(struct in *in, const char *s, size_t len, struct err *err)
{
	unsigned char c;
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)s[i] < ' ' && (s[i] < '\t' || s[i] > '\r'))
			break;
	if (i == len)
		return 0;
	c = (unsigned char)s[i]; /* is_tar may move the window */
	if (c == '\0' && is_tar(in))
		return err_set(err, "a tar archive: tar -xOf %s | tickcat",
		    in_name(in));
	return err_set(err, "unknown format: byte 0x%02x in the first line", c);
}

int
detect_known(struct in *in, struct err *err)
{
	const unsigned char *p;
	size_t n;

	if (in_peek(in, 5, &p, &n, err) == -1)
		return -1;
	return refuse_known(p, n, in_name(in), err);
}

enum what
detect(struct in *in, size_t max_line, int mapped, struct err *err)
{
	const unsigned char *p;
	const char *s;
	size_t n, len, bom;
	enum what what;
	int got = in_peek(in, 12, &p, &n, err);

	if (got == -1)
		return WHAT_FAILED;
	if (n == 0)
		return in_end(in, err) == -1 ? WHAT_FAILED : WHAT_EMPTY;
	if (p[0] == 0x89)
		return WHAT_TKS;
	if (n >= 4 && dbn_looks_like(p, n))
		return WHAT_DBN;
	bom = starts(p, n, "\xef\xbb\xbf", 3) ? 3 : 0;
	if (refuse_known(p, n, in_name(in), err) == -1 ||
	    refuse_fragment(in, err) == -1) /* the window may move */
		return WHAT_FAILED;
	got = first_line(in, bom, max_line, &s, &len, err);
	if (got == -1)
		return WHAT_FAILED;
	what = got == 0 ? WHAT_TEXT : detect_text(s, len, mapped);
	if (what == WHAT_TEXT && refuse_binary(in, s, len, err) == -1)
		return WHAT_FAILED;
	return what;
}
