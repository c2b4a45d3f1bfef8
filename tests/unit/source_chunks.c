/*
 * What comes out of foreign text does not depend on the reads it came in by:
 * rows, message, counts, and what is kept of refused records.
 */
#include "source_test.h"

enum { ROOM = 1 << 20 };

/* Bytes in pieces of a size. */
struct pieces {
	const char *s;
	size_t len, at, size;
};

static long
next_piece(void *arg, unsigned char *dst, size_t size, struct err *err)
{
	struct pieces *p = arg;
	size_t n = p->len - p->at;

	(void)err;
	n = n < p->size ? n : p->size;
	n = n < size ? n : size;
	memcpy(dst, p->s + p->at, n);
	p->at += n;
	return (long)n;
}

/* Rows and message of one reading, and what was kept of bad ones. */
struct seen {
	struct got g;
	char *kept;
};

static void
seen_fini(struct seen *v)
{
	got_fini(&v->g);
	free(v->kept);
}

static void
see(struct seen *v, const char *text, size_t len, size_t size,
    const struct source_opts *opts)
{
	struct bad_policy policy = { .skip = 1, .to = tmpfile() };
	struct pieces pieces = { text, len, 0, size };
	struct source_opts o = *opts;
	struct source *s;
	struct house h;
	char to[256];
	size_t n;

	memset(v, 0, sizeof(*v));
	if (o.stream.bad != NULL) {
		policy.max = o.stream.bad->max;
		o.stream.bad = &policy;
	}
	temp_path(to, sizeof(to), "out");
	CHECK_INT(house_init(&h, 0, &v->g.err), 0);
	s = source_over(in_made("in.txt", next_piece, &pieces, &v->g.err), &h,
	    &o, &v->g.err);
	v->g.rc = -1;
	if (s != NULL)
		read_rows_as(&v->g, s, &h, to, 0);
	source_close(s);
	house_fini(&h);
	v->g.out = slurp(to, NULL);
	unlink(to);
	v->kept = calloc(1, ROOM);
	rewind(policy.to);
	n = fread(v->kept, 1, ROOM - 1, policy.to);
	CHECK(n < ROOM - 1);
	fclose(policy.to);
}

/* The same whatever the pieces; the last reading is the caller's. */
static void
same(struct seen *v, const char *text, size_t len, const struct source_opts *o)
{
	static const size_t sizes[] = { 1, 2, 3, 7, 64, 4096 };
	struct seen w;
	size_t i;

	see(v, text, len, ROOM, o);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (len > (1 << 16) && sizes[i] < 7)
			continue;
		see(&w, text, len, sizes[i], o);
		CHECK_INT(w.g.rc, v->g.rc);
		CHECK_STR(w.g.err.msg, v->g.err.msg);
		CHECK_STR(w.g.out, v->g.out);
		CHECK_STR(w.kept, v->kept);
		CHECK_INT(w.g.account.bad, v->g.account.bad);
		CHECK_INT(w.g.account.control, v->g.account.control);
		seen_fini(&w);
	}
}

/* ---- what a server says in place of text ---- */

static void
said(const char *before, size_t blanks, const char *object, const char *what)
{
	static const struct source_opts csv = { .from = "csv", .as = "S" };
	size_t n = strlen(before), len = n + blanks + strlen(object);
	char *text = malloc(len + 1);
	struct seen v;

	memcpy(text, before, n);
	memset(text + n, '\n', blanks);
	memcpy(text + n + blanks, object, strlen(object) + 1);
	same(&v, text, len, &csv);
	CHECK_INT(v.g.rc, -1);
	if (strstr(v.g.err.msg, what) == NULL)
		CHECK_STR(v.g.err.msg, what);
	seen_fini(&v);
	free(text);
}

static void
instead(void)
{
	static const char note[] = "{\"a\":[1,{\"b\":2}],\"Note\":\"Enough\"}";
	static const char words[] = "in place of the data: Enough";

	test_begin("an error in place of text is told, whatever the reads");
	said("", 0, note, words);
	said(" \r\n\n\t", 0, note, words);
	said("\xef\xbb\xbf", 0, note, words);
	test_begin("and behind blank lines, as far as 64 KiB");
	said("", 300, note, words);
	said("", 60000, note, words);
	said("", 65536, note, "in.txt:65537: ");
	test_begin("JSON that is cut, broken or of other keys is JSON");
	said("", 20, "{\"a\":1,\"b\":{}}", "JSON in place of delimited text");
	said("", 20, "{\"a\":1,\"No", "JSON in place of delimited text");
	said("", 20, "{\"a\":tru,\"Note\":\"x\"}", "JSON in place of");
	said("", 20, "{1", "JSON in place of delimited text");
}

int
main(void)
{
	instead();
	return test_end();
}
