/*
 * fuzz_symbology.c - symbology.json and metadata as JSON.
 *
 *	first byte: bit 0 metadata, else symbology.json; the rest is the text
 *
 * What is read can be asked for any instrument and day, narrowed, and written
 * as metadata that reads back the same.
 */
#include "dbn/dbn.h"
#include "dbn/symbology.h"
#include "fuzz.h"

enum { IDS = 4 };

/* Days around those the text may name: 1970, 2023, 2262, the last one. */
static const uint64_t instants[] = { 0, UINT64_C(1700000000000000000),
	INT64_MAX, TS_NULL - 1 };

static char *
meta_text(const struct dbn_meta *m, int pretty)
{
	struct err err = { 0 };
	char *s = dbn_meta_json(m, pretty, &err);
	struct bytes line;

	HOLDS(s != NULL);
	line.n = strlen(s) + 1;
	line.p = malloc(line.n);
	HOLDS(line.p != NULL);
	memcpy(line.p, s, line.n - 1);
	line.p[line.n - 1] = '\n';
	if (!pretty || strchr(s, '\n') == NULL)
		fuzz_json_lines(&line);
	bytes_free(&line);
	return s;
}

/* Written and read, written again: the same text. */
static void
check_again(const struct dbn_meta *m)
{
	char *one = meta_text(m, 0), *two;
	struct dbn_meta again = { 0 };
	struct err err = { 0 };

	HOLDS(dbn_meta_parse(&again, one, strlen(one), &err) == 0);
	two = meta_text(&again, 0);
	HOLDS(strcmp(one, two) == 0);
	dbn_meta_free(&again);
	free(one);
	free(two);
	free(meta_text(m, 1));
}

static int
keep_short(void *arg, const char *symbol, uint32_t id)
{
	(void)arg;
	return strlen(symbol) < 4 || id < 2;
}

static void
check_narrow(const struct dbn_meta *m)
{
	static const struct dbn_narrow to = { .limit = 7,
		.start = UINT64_C(1700000000000000000),
		.end = INT64_MAX,
		.keep = keep_short };
	struct dbn_meta less = { 0 };
	struct err err = { 0 };

	HOLDS(dbn_meta_copy(&less, m, &err) == 0);
	(void)dbn_meta_covers(&less, m); /* no, where m contradicts itself */
	if (dbn_meta_narrow(&less, &to, &err) == 0)
		check_again(&less);
	dbn_meta_free(&less);
}

/* The same text as a file, asked as readers ask it. */
static void
check_asked(const struct bytes *b)
{
	struct err err = { 0 };
	struct symbology *s;
	struct vocab vocab;
	uint32_t id, got;
	size_t i;

	fuzz_vocab(&vocab);
	s = symbology_open(fuzz_path(b), vocab.syms, &err);
	fuzz_err(s == NULL ? -1 : 0, &err);
	for (id = 0; s != NULL && id < IDS; id++)
		for (i = 0; i < sizeof(instants) / sizeof(*instants); i++) {
			got = symbology_at(s, id, instants[i]);
			HOLDS(got == UINT32_MAX ||
			      got < symtab_count(vocab.syms));
		}
	symbology_close(s);
	vocab_fini(&vocab);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dbn_meta m = { 0 };
	struct err err = { 0 };
	struct bytes b;
	int got;

	if (size == 0)
		return 0;
	b = bytes_of(data + 1, size - 1);
	got = (data[0] & 1 ? dbn_meta_parse : symbology_parse)(&m, (char *)b.p,
	    b.n, &err);
	fuzz_err(got, &err);
	if (got == 0) {
		check_again(&m);
		check_narrow(&m);
		dbn_meta_free(&m);
	}
	if ((data[0] & 1) == 0)
		check_asked(&b);
	bytes_free(&b);
	return 0;
}
