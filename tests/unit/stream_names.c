/*
 * stream_names.c - where the binary stream states the names of symbols.
 */
#include "stream_test.h"

#include "stream/tks.h"

/* Rows whose two symbols are new in each; names of len characters. */
static void
write_names(const char *name, int rows, int len)
{
	const struct schema *s;
	struct field f[2] = { field_make("a", F_SYM, ""),
		field_make("b", F_SYM, "") };
	_Alignas(8) unsigned char row[8];
	struct sink_opts opts = { .encoder = &encoder_bin };
	struct vocab vocab;
	struct sink *sink;
	struct err err;
	struct rec r;
	char text[SYM_LEN_MAX + 1];
	int i;

	memset(&err, 0, sizeof(err));
	if (vocab_init(&vocab, 0, &err) == -1 ||
	    (sink = sink_open(tmp_path(name), &vocab, &opts, &err)) == NULL)
		exit(1);
	s = schema_get(vocab.schemas, "names", f, 2, &err);
	for (i = 0; i < rows; i++) {
		snprintf(text, sizeof(text), "a%0*d", len - 1, i);
		row_put_u32(row, s, 0,
		    symtab_add(vocab.syms, text, strlen(text), &err));
		text[0] = 'b';
		row_put_u32(row, s, 1,
		    symtab_add(vocab.syms, text, strlen(text), &err));
		r = (struct rec){ s, row };
		CHECK_INT(sink_write(sink, &r, &err), 0);
	}
	CHECK_INT(sink_close(sink, END_CLEAN, &err), 0);
	vocab_fini(&vocab);
}

/* The types of a stream's blocks, in order. */
static const char *
blocks_of(const char *name)
{
	static char types[4096];
	struct tks_block b;
	size_t n, at = 0, i = 0;
	char *p = tmp_load(tmp_path(name), &n);

	while (at < n && i < sizeof(types) - 1 &&
	       tks_open(&b, (unsigned char *)p + at) == 0) {
		types[i++] = (char)b.type;
		at += TKS_HEAD + b.length;
	}
	types[i] = '\0';
	free(p);
	return types;
}

/* The rows of the copy. */
static long
copy(const char *from, const char *to, enum handing how)
{
	struct copied c =
	    copy_stream(tmp_path(from), tmp_path(to), &encoder_bin, how, NULL);

	return (long)c.rows;
}

static void
test_names(void)
{
	test_begin("new symbols of a block go in front of it");
	write_names("n", 1000, 6);
	CHECK_STR(blocks_of("n"), "HSDRE");
	copy("n", "n1", ONE_BY_ONE);
	copy("n", "n2", IN_BATCHES);
	CHECK(same_files(tmp_path("n"), tmp_path("n1")));
	CHECK(same_files(tmp_path("n"), tmp_path("n2")));

	test_begin("a block ends when the names in front of it are many");
	write_names("long", 30, 1000); /* 16 names of 1002 bytes fit */
	CHECK_STR(blocks_of("long"), "HSDRDRDRDRE");
	CHECK_INT(copy("long", "n3", IN_BATCHES), 30);
	CHECK(same_files(tmp_path("long"), tmp_path("n3")));
}

int
main(void)
{
	tmp_begin();
	test_names();
	CHECK(tmp_end() == 0);
	return test_end();
}
